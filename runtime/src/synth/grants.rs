//! The permissions of the role that acts, from the catalog's entries.

use passrole_model::catalog::{Grant, Kind, Passes};
use passrole_model::pipeline::Account;
use passrole_model::resolve::Step;
use passrole_model::{arn::Arn, names};

use super::Synth;
use super::chains::{Someone, is_sent};
use super::fill::{For, means_itself};
use super::rights::{Right, Scope};
use super::text::Written;
use crate::iam::{Request, Statement};
use crate::proof::ANY;
use crate::template::Node;

/// How a grant's text names the artifact bucket.
const ARTIFACTS: &str = "{artifacts}";

impl<'p> Synth<'p> {
    /// Adds the statements of those grants that the step needs, artifacts left out.
    pub(super) fn add_statements_of(
        &self,
        grants: &'static [Grant],
        step: &Step<'p>,
        account: &'p Account,
        statements: &mut Vec<Statement>,
    ) {
        for grant in grants {
            if concerns_artifacts(grant) || !self.is_needed(grant, step) {
                continue;
            }
            let resources = self.resources_of(grant, step, account, For::Policy);
            let actions = asked_of(grant.actions, &resources);
            let mut statement = Statement::allow(grant.sid, &actions, resources);
            for (operator, key, value) in grant.condition {
                let key = self.fill(key, step, account, For::Text).text;
                // No condition can be written on a key whose name is not known beforehand.
                if !means_itself(&key) {
                    continue;
                }
                let text = self.fill(value, step, account, For::Text);
                // Statements that differ by a condition's value are told apart by it, not by their order.
                let (_, name) = text.text.rsplit_once(':').unwrap_or(("", &text.text));
                let (_, name) = name.rsplit_once('/').unwrap_or(("", name));
                statement.sid.push_str(&names::logical_id(name));
                statement = if means_itself(&text.text) {
                    statement.when(operator, &key, Node::from(text))
                } else {
                    let operator = operator.replace("StringEquals", "StringLike");
                    let pattern = self.fill(value, step, account, For::Policy);
                    statement.when(&operator, &key, Node::from(pattern))
                };
            }
            statements.push(statement);
        }
    }

    /// Adds the requests that AWS makes for those grants that the step needs, artifacts left out: on what the configuration
    /// names, whatever the statements say.
    pub(super) fn add_requests_of(
        &self,
        grants: &'static [Grant],
        step: &Step<'p>,
        account: &'p Account,
        who: &Someone<'p>,
        requests: &mut Vec<Request>,
    ) {
        for grant in grants {
            if concerns_artifacts(grant) || !self.is_needed(grant, step) {
                continue;
            }
            let resources = self.resources_of(grant, step, account, For::Request);
            let actions = asked_of(grant.actions, &resources);
            for resource in &resources {
                // Nothing is left to CloudFormation in a request.
                let resource = resource.as_str().unwrap_or_default();
                for action in &actions {
                    let context = self.sent_for(grant, action, step, account);
                    requests.push(who.asks_on(action, resource, &context));
                }
            }
        }
    }

    /// What a request of a grant holds under the keys of its conditions.
    fn sent_for(
        &self,
        grant: &Grant,
        action: &str,
        step: &Step<'p>,
        account: &'p Account,
    ) -> Vec<(String, String)> {
        let mut context = Vec::new();
        for (operator, key, value) in grant.condition {
            let key = self.fill(key, step, account, For::Request).text;
            if is_sent(operator, &key, action) {
                let value = match *operator {
                    "Null" => ANY.to_owned(),
                    _ => self.fill(value, step, account, For::Request).text,
                };
                context.push((key, value));
            }
        }
        context
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
        self.resolved.holds(&grant.when, step) == Some(true)
    }

    /// The resources of a grant; where a key in one is a list, one for each item.
    fn resources_of(
        &self,
        grant: &Grant,
        step: &Step<'p>,
        account: &'p Account,
        purpose: For,
    ) -> Vec<Node> {
        let mut resources: Vec<Node> = Vec::new();
        for pattern in grant.resources {
            let Some((before, list, after)) = around_list(pattern, step) else {
                resources.push(self.fill(pattern, step, account, purpose).into());
                continue;
            };
            let list = self.fill(list, step, account, purpose);
            let before = self.fill(before, step, account, purpose);
            let after = self.fill(after, step, account, purpose);
            for item in list.text.split(',') {
                let item = Written {
                    text: format!("{}{}{}", before.text, item.trim(), after.text),
                    sub: before.sub || after.sub || list.sub && item.contains("${"),
                };
                resources.push(item.into());
            }
        }
        resources
    }
}

/// A pattern before, in and behind the word in braces that names a key whose value is a list.
fn around_list<'t>(pattern: &'t str, step: &Step<'_>) -> Option<(&'t str, &'t str, &'t str)> {
    for key in step.kind?.keys {
        let word = format!("{{{}}}", key.name);
        if matches!(key.kind, Kind::List | Kind::Accounts)
            && let Some(at) = pattern.find(word.as_str())
        {
            let (before, rest) = pattern.split_at(at);
            let (word, after) = rest.split_at(word.len());
            return Some((before, word, after));
        }
    }
    None
}

/// The role that an action of the step's kind passes on.
pub(super) fn passes(step: &Step<'_>) -> Option<&'static Passes> {
    step.kind?.passes.as_ref()
}

/// The kind of value that the catalog knows for a configuration key of a step.
pub(super) fn kind(step: &Step<'_>, key: &str) -> Option<&'static Kind> {
    Some(&step.key(key)?.kind)
}

/// Of actions that a service knows under two names those that go by the one in the resource's own ARN; all where that
/// tells nothing apart.
fn asked_of(actions: &'static [&'static str], resources: &[Node]) -> Vec<&'static str> {
    let mut asked = Vec::new();
    if let [resource] = resources
        && let Some(arn) = resource.as_str().and_then(Arn::parse)
        && have_one_name(actions)
    {
        for action in actions {
            let (service, _) = action.split_once(':').unwrap_or_default();
            if service == arn.service {
                asked.push(*action);
            }
        }
    }
    if asked.is_empty() {
        asked.extend_from_slice(actions);
    }
    asked
}

/// Whether actions differ by their services only.
fn have_one_name(actions: &[&str]) -> bool {
    let mut known = "";
    for action in actions {
        let (_, name) = action.split_once(':').unwrap_or_default();
        if !known.is_empty() && known != name {
            return false;
        }
        known = name;
    }
    true
}

fn concerns_artifacts(grant: &Grant) -> bool {
    for resource in grant.resources {
        if resource.starts_with(ARTIFACTS) {
            return true;
        }
    }
    false
}
