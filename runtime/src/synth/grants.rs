//! The permissions of the role that acts, from the catalog's entries.

use passrole_model::catalog::{Grant, Kind, Passes};
use passrole_model::pipeline::{Account, setting};
use passrole_model::resolve::Step;
use passrole_model::{arn::Arn, names};

use super::Synth;
use super::access::{Right, Scope};
use super::text::{Within, Written};
use crate::iam::Statement;
use crate::template::Node;

/// How a grant's text names the artifact bucket.
const ARTIFACTS: &str = "{artifacts}";

impl<'p> Synth<'p> {
    /// The statements of those grants that the step needs, artifacts left out.
    pub(super) fn statements_of(
        &self,
        grants: &'static [Grant],
        step: &Step<'p>,
        account: &'p Account,
    ) -> Vec<Statement> {
        let mut statements = Vec::new();
        for grant in grants {
            if concerns_artifacts(grant) || !self.is_needed(grant, step) {
                continue;
            }
            let mut resources: Vec<Node> = Vec::new();
            for resource in grant.resources {
                self.add_resources(resource, step, account, &mut resources);
            }
            let asked = asked_of(grant.actions, &resources);
            let actions = match asked.is_empty() {
                true => grant.actions,
                false => &asked,
            };
            let mut statement = Statement::allow(grant.sid, actions, resources);
            for (operator, key, value) in grant.condition {
                let key = self.fill(key, step, account, false).text;
                let value = self.fill(value, step, account, false);
                // Statements that differ by a condition's value are told apart by it, not by their order.
                let (_, name) = value.text.rsplit_once(':').unwrap_or(("", &value.text));
                let (_, name) = name.rsplit_once('/').unwrap_or(("", name));
                statement.sid.push_str(&names::logical_id(name));
                statement = statement.when(operator, &key, Node::from(value));
            }
            statements.push(statement);
        }
        statements
    }

    /// The rights on the artifact store that a step's grants ask for beside reading and writing.
    pub(super) fn rights_in_grants(&self, step: &Step<'p>) -> Vec<Right> {
        let mut rights = Vec::new();
        let Some(kind) = step.kind else {
            return rights;
        };
        for grant in kind.grants {
            if !concerns_artifacts(grant) || !self.is_needed(grant, step) {
                continue;
            }
            let mut scope = Scope::Bucket;
            for resource in grant.resources {
                if *resource != ARTIFACTS {
                    scope = Scope::Objects;
                }
            }
            rights.push(Right {
                sid: grant.sid,
                actions: grant.actions,
                scope,
            });
        }
        rights
    }

    fn is_needed(&self, grant: &Grant, step: &Step<'p>) -> bool {
        let Some(kind) = step.kind else {
            return false;
        };
        let home = match step.account {
            Some(account) => self.resolved.is_home(account),
            None => true,
        };
        self.resolved.holds(&grant.when, kind, step.action, home) == Some(true)
    }

    /// A resource of the catalog; where a key in it is a list, one for each item.
    fn add_resources(
        &self,
        pattern: &str,
        step: &Step<'p>,
        account: &'p Account,
        resources: &mut Vec<Node>,
    ) {
        let keys = match step.kind {
            Some(kind) => kind.keys,
            None => &[],
        };
        for key in keys {
            if !matches!(key.kind, Kind::List) {
                continue;
            }
            let word = format!("{{{}}}", key.name);
            let Some((before, after)) = pattern.split_once(word.as_str()) else {
                continue;
            };
            let list = self.key(key.name, step, self.within_step(step, account));
            let before = self.fill(before, step, account, true);
            let after = self.fill(after, step, account, true);
            for item in starred(&list.text).split(',') {
                let item = Written {
                    text: [&before.text, item.trim(), &after.text].concat(),
                    sub: before.sub || after.sub || list.sub && item.contains("${"),
                };
                resources.push(item.into());
            }
            return;
        }
        resources.push(self.fill(pattern, step, account, true).into());
    }

    /// A text of the catalog with what its words in braces stand for. In a resource `#{…}` may be anything.
    pub(super) fn fill(
        &self,
        pattern: &str,
        step: &Step<'p>,
        account: &'p Account,
        resource: bool,
    ) -> Written {
        let within = self.within_step(step, account);
        let mut filled = Written::plain(String::new());
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            filled.text.push_str(before);
            let (word, after) = after.split_once('}').unwrap_or((after, ""));
            rest = after;
            let (key, prefix) = match word.split_once('|') {
                Some((key, prefix)) => (key, Some(prefix)),
                None => (word, None),
            };
            let value = match key {
                "partition" => self.partition.name.to_owned(),
                "region" => self.region_of(step),
                "account" => self.id(account).to_owned(),
                "pipeline" => self.name.clone(),
                "artifacts" => self.stores.at(within.store).bucket_arn.clone(),
                key => {
                    let written = self.key(key, step, within);
                    filled.sub |= written.sub;
                    match resource {
                        true => starred(&written.text),
                        false => written.text,
                    }
                }
            };
            match prefix {
                // The value may be a whole ARN already.
                Some(_) if Arn::parse(&value).is_some() => {
                    filled.text = value;
                    return filled;
                }
                Some(prefix) => filled.text.push_str(prefix),
                None => {}
            }
            filled.text.push_str(&value);
        }
        filled.text.push_str(rest);
        filled
    }

    /// In a policy of the account that concerns a step.
    pub(super) fn within_step(&self, step: &Step<'p>, account: &'p Account) -> Within<'p> {
        Within {
            store: self.store_of(step),
            quoted: true,
            ..self.within(account)
        }
    }

    /// A configuration key's value as a resource's name.
    fn key(&self, key: &str, step: &Step<'p>, within: Within<'p>) -> Written {
        let Some(setting) = setting(&step.action.settings, key) else {
            let default = step.key(key).and_then(|known| known.default);
            return Written::plain(default.unwrap_or("*").to_owned());
        };
        let kind = kind(step, key);
        if let (Some(Kind::Project), Some(project)) = (kind, self.resolved.project_of(step)) {
            return Written::plain(self.project_name(project));
        }
        self.configured(&setting.value, kind, within)
    }
}

/// The role that an action of the step's kind passes on.
pub(super) fn passes(step: &Step<'_>) -> Option<&'static Passes> {
    step.kind?.passes.as_ref()
}

/// The kind of value that the catalog knows for a configuration key of a step.
pub(super) fn kind(step: &Step<'_>, key: &str) -> Option<&'static Kind> {
    Some(&step.key(key)?.kind)
}

/// Of actions that a service knows under two names those that go by the one in the resource's own ARN; none where that
/// tells nothing apart.
fn asked_of(actions: &[&'static str], resources: &[Node]) -> Vec<&'static str> {
    let mut asked = Vec::new();
    let [resource] = resources else {
        return asked;
    };
    let Some(arn) = resource.as_str().and_then(Arn::parse) else {
        return asked;
    };
    let mut known = "";
    for action in actions {
        if let Some((service, name)) = action.split_once(':') {
            if !known.is_empty() && known != name {
                return Vec::new();
            }
            known = name;
            if service == arn.service {
                asked.push(*action);
            }
        }
    }
    asked
}

fn concerns_artifacts(grant: &Grant) -> bool {
    for resource in grant.resources {
        if resource.starts_with(ARTIFACTS) {
            return true;
        }
    }
    false
}

/// The text with `*` in place of each `#{namespace.variable}`.
pub(super) fn starred(text: &str) -> String {
    let mut starred = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("#{") {
        let Some((_, after)) = after.split_once('}') else {
            break;
        };
        starred.push_str(before);
        starred.push('*');
        rest = after;
    }
    starred.push_str(rest);
    starred
}

#[cfg(test)]
mod tests {
    use super::starred;

    #[test]
    fn a_variable_may_be_anything() {
        assert_eq!(starred("app-#{build.STAGE}-x"), "app-*-x");
        assert_eq!(starred("#{a.b}#{c.d}"), "**");
        assert_eq!(starred("plain #{open"), "plain #{open");
    }
}
