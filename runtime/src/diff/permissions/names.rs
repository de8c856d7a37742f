//! Who is who: accounts and roles by the names that their author gave them.

use std::collections::{HashMap, HashSet};

use super::super::{Version, scope};
use crate::template::{Node, json};

/// The names of what the stacks hold.
#[derive(Default)]
pub(super) struct Names {
    /// By id.
    accounts: HashMap<String, String>,
    /// By account id and name.
    roles: HashMap<(String, String), String>,
    /// Accounts with stacks of several regions.
    wide: HashSet<String>,
}

impl Names {
    pub(super) fn of<'v>(versions: impl Iterator<Item = &'v Version>) -> Names {
        let mut names = Names::default();
        let mut regions: HashMap<&str, &str> = HashMap::new();
        let mut taken: HashMap<String, (String, String)> = HashMap::new();
        let mut alike = HashSet::new();
        for version in versions {
            let id = &version.account_id;
            names.accounts.insert(id.clone(), version.account.clone());
            if *regions.entry(id).or_insert(&version.region) != version.region {
                names.wide.insert(id.clone());
            }
            for (_, resource) in version.resources() {
                let Some(name) = role_name(resource) else {
                    continue;
                };
                let key = (id.clone(), name.to_owned());
                let shown = format!("{} in {}", author_s(name, version), version.account);
                if *taken.entry(shown.clone()).or_insert_with(|| key.clone()) != key {
                    alike.insert(shown.clone());
                }
                names.roles.insert(key, shown);
            }
        }
        // Two pipelines of an app may each have a role `deployer`.
        for ((id, name), shown) in &mut names.roles {
            if alike.contains(shown) {
                *shown = format!("{name} in {}", names.accounts[id]);
            }
        }
        names
    }

    /// A role of an account.
    pub(super) fn role(&self, account_id: &str, name: &str) -> String {
        let key = (account_id.to_owned(), name.to_owned());
        match self.roles.get(&key) {
            Some(shown) => shown.clone(),
            None => format!("role {name} in {}", self.account_name(account_id)),
        }
    }

    /// All that an account lets in.
    pub(super) fn account(&self, id: &str) -> String {
        format!("account {}", self.account_name(id))
    }

    fn account_name<'n>(&'n self, id: &'n str) -> &'n str {
        self.accounts.get(id).map_or(id, String::as_str)
    }

    /// A resource of a stack that has no name of its author's.
    pub(super) fn resource(&self, id: &str, version: &Version) -> String {
        let account = &version.account;
        let inner = !scope(id).0.is_empty();
        if self.wide.contains(&version.account_id) && !inner {
            format!("{id} in {account} ({})", version.region)
        } else {
            format!("{id} in {account}")
        }
    }
}

fn role_name(resource: &Node) -> Option<&str> {
    let role = resource.get("Type")?.as_str()? == "AWS::IAM::Role";
    resource
        .get("Properties")?
        .get("RoleName")?
        .as_str()
        .filter(|_| role)
}

/// What the author calls a role: its name without the pipeline's, from which the stack has its name too.
fn author_s<'n>(role: &'n str, version: &Version) -> &'n str {
    let ends = [
        format!("-{}", version.account.replace('_', "-")),
        format!("-{}-{}", version.account.replace('_', "-"), version.region),
    ];
    let mut pipelines = ends
        .iter()
        .filter_map(|end| version.name.strip_suffix(end.as_str()));
    let pipeline = pipelines.next().map(|pipeline| format!("{pipeline}-"));
    let name = pipeline.and_then(|pipeline| Some(role.split_once(pipeline.as_str())?.1));
    name.filter(|name| !name.is_empty()).unwrap_or(role)
}

/// A value in words: what the stack's place fills in is filled in.
pub(super) fn text(value: &Node, version: &Version) -> String {
    let function = value.as_map().and_then(super::super::values::intrinsic);
    match (value, function) {
        (Node::String(text), _) => text.clone(),
        (_, Some(("Ref", Node::String(name)))) => match pseudo(name, version) {
            Some(value) => value.to_owned(),
            None => name.clone(),
        },
        (_, Some(("Fn::GetAtt", Node::List(path)))) => {
            let parts: Vec<String> = path.iter().map(|part| text(part, version)).collect();
            parts.join(".")
        }
        (_, Some(("Fn::Sub", Node::String(text)))) => {
            let mut text = text.clone();
            for name in ["AWS::AccountId", "AWS::Partition", "AWS::Region"] {
                if let Some(value) = pseudo(name, version) {
                    text = text.replace(&format!("${{{name}}}"), value);
                }
            }
            text
        }
        _ => json::compact(value),
    }
}

fn pseudo<'v>(name: &str, version: &'v Version) -> Option<&'v str> {
    match name {
        "AWS::AccountId" => Some(&version.account_id),
        "AWS::Region" => Some(&version.region),
        "AWS::Partition" => {
            let partition = passrole_model::catalog::regions::partition(&version.region);
            partition.map(|partition| partition.name)
        }
        _ => None,
    }
}
