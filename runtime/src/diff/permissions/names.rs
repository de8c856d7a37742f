//! Who is who: accounts and roles by the names that their author gave them.

use passrole_model::index::Index;

use super::super::{Version, scope};
use crate::stacks::Identity;
use crate::template::{Node, json};

/// The names of what the stacks hold.
#[derive(Default)]
pub(super) struct Names {
    names: Vec<String>,
    /// The place of each: of an account's by its id, of a role's by the account's id and its own name.
    places: Index,
    /// What several roles would be called: two pipelines of an app may each have a role `deployer`.
    alike: Index,
    /// Accounts with stacks of several regions.
    wide: Index,
}

impl Names {
    pub(super) fn of(old: &[Version], new: &[Version]) -> Names {
        let mut names = Names::default();
        // The region of an account, and the role that a name is of.
        let (mut regions, mut taken) = (Index::default(), Index::default());
        for side in &[old, new] {
            for version in *side {
                let stack = &version.stack;
                let id = &stack.account_id;
                names.add(id, &stack.account);
                if is_another(&mut regions, id, &stack.region) {
                    names.wide.add(id);
                }
                for (_, resource) in version.resources() {
                    let Some(name) = role_name(resource) else {
                        continue;
                    };
                    let key = role_key(id, name);
                    let shown = format!("{} in {}", author_s(name, stack), stack.account);
                    if is_another(&mut taken, &shown, &key) {
                        names.alike.add(&shown);
                    }
                    names.add(&key, &shown);
                }
            }
        }
        names
    }

    fn add(&mut self, key: &str, name: &str) {
        self.places.set(key, self.names.len());
        self.names.push(name.to_owned());
    }

    fn get(&self, key: &str) -> Option<&str> {
        Some(&self.names[self.places.get(key)?])
    }

    /// A role of an account.
    pub(super) fn role(&self, account_id: &str, name: &str) -> String {
        let account = self.account_name(account_id);
        match self.get(&role_key(account_id, name)) {
            Some(shown) if self.alike.has(shown) => format!("{name} in {account}"),
            Some(shown) => shown.to_owned(),
            None => format!("role {name} in {account}"),
        }
    }

    /// All that an account lets in.
    pub(super) fn account(&self, id: &str) -> String {
        format!("account {}", self.account_name(id))
    }

    fn account_name<'n>(&'n self, id: &'n str) -> &'n str {
        self.get(id).unwrap_or(id)
    }

    /// A resource of a stack that has no name of its author's.
    pub(super) fn resource(&self, id: &str, stack: &Identity) -> String {
        let account = &stack.account;
        let inner = !scope(id).0.is_empty();
        if self.wide.has(&stack.account_id) && !inner {
            format!("{id} in {account} ({})", stack.region)
        } else {
            format!("{id} in {account}")
        }
    }
}

/// No account id has a colon.
fn role_key(account_id: &str, name: &str) -> String {
    format!("{account_id}:{name}")
}

/// Whether the key was seen already, but never with that value.
fn is_another(seen: &mut Index, key: &str, value: &str) -> bool {
    seen.add(&format!("{key}\n{value}")) && !seen.add(key)
}

fn role_name(resource: &Node) -> Option<&str> {
    if resource.get("Type")?.as_str()? != "AWS::IAM::Role" {
        return None;
    }
    resource.get("Properties")?.get("RoleName")?.as_str()
}

/// What the author calls a role: its name without the pipeline's, from which the stack has its name too.
fn author_s<'n>(role: &'n str, stack: &Identity) -> &'n str {
    let end = format!("-{}", stack.account.replace('_', "-"));
    let regional = format!("{end}-{}", stack.region);
    let name = stack.name.as_str();
    let pipeline = name
        .strip_suffix(end.as_str())
        .or(name.strip_suffix(regional.as_str()));
    if let Some(pipeline) = pipeline
        && let Some((_, name)) = role.split_once(format!("{pipeline}-").as_str())
        && !name.is_empty()
    {
        return name;
    }
    role
}

/// A value in words: what the stack's place fills in is filled in.
pub(super) fn text(value: &Node, stack: &Identity) -> String {
    let function = value.as_map().and_then(super::super::values::intrinsic);
    match (value, function) {
        (Node::String(text), _) => text.clone(),
        (_, Some(("Ref", Node::String(name)))) => match pseudo(name, stack) {
            Some(value) => value.to_owned(),
            None => name.clone(),
        },
        (_, Some(("Fn::GetAtt", Node::List(path)))) => texts(path.iter(), stack).join("."),
        (_, Some(("Fn::Sub", Node::String(text)))) => {
            let mut text = text.clone();
            for name in &["AWS::AccountId", "AWS::Partition", "AWS::Region"] {
                if let Some(value) = pseudo(name, stack) {
                    text = text.replace(format!("${{{name}}}").as_str(), value);
                }
            }
            text
        }
        _ => json::compact(value),
    }
}

/// Values in words.
pub(super) fn texts(values: std::slice::Iter<'_, Node>, stack: &Identity) -> Vec<String> {
    let mut texts = Vec::new();
    for value in values {
        texts.push(text(value, stack));
    }
    texts
}

fn pseudo<'v>(name: &str, stack: &'v Identity) -> Option<&'v str> {
    match name {
        "AWS::AccountId" => Some(&stack.account_id),
        "AWS::Region" => Some(&stack.region),
        "AWS::Partition" => Some(passrole_model::catalog::regions::partition(&stack.region)?.name),
        _ => None,
    }
}
