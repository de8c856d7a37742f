//! The permissions of the role that acts, from the catalog's entries.

use passrole_model::catalog::{Grant, Kind};
use passrole_model::pipeline::{Account, setting};
use passrole_model::resolve::Step;
use passrole_model::{arn::Arn, names};

use super::Synth;
use super::access::{Right, Scope};
use super::text::{Within, Written};
use crate::iam::Statement;
use crate::template::{Node, nodes};

/// How a grant's text names the artifact bucket.
const ARTIFACTS: &str = "{artifacts}";

impl<'p> Synth<'p> {
    /// What the role that acts may do for a step, artifacts left out.
    pub(super) fn grant_statements(&self, step: &Step<'p>, account: &'p Account) -> Vec<Statement> {
        let Some(kind) = step.kind else {
            return Vec::new();
        };
        self.statements_of(kind.grants, step, account)
    }

    /// The statements of those grants that the step needs.
    pub(super) fn statements_of(
        &self,
        grants: &'static [Grant],
        step: &Step<'p>,
        account: &'p Account,
    ) -> Vec<Statement> {
        let mut statements = Vec::new();
        for grant in self
            .needed(grants, step)
            .filter(|grant| !concerns_artifacts(grant))
        {
            let mut resources: Vec<Node> = Vec::new();
            for resource in grant.resources {
                resources.extend(nodes(self.resources(resource, step, account)));
            }
            let actions = asked_of(grant.actions, &resources);
            let statement = Statement::allow(grant.sid, actions, resources);
            let mut values = String::new();
            let mut statement =
                grant
                    .condition
                    .iter()
                    .fold(statement, |statement, (operator, key, value)| {
                        let key = self.fill(key, step, account, false).text;
                        let value = self.fill(value, step, account, false);
                        let name = value.text.rsplit(['/', ':']).next().unwrap_or_default();
                        values.push_str(&names::logical_id(name));
                        statement.when(operator, &key, value)
                    });
            // Statements that differ by a condition's value are told apart by it, not by their order.
            statement.sid.push_str(&values);
            statements.push(statement);
        }
        statements
    }

    /// The rights on the artifact store that a step's grants ask for beside reading and writing.
    pub(super) fn rights_in_grants(&self, step: &Step<'p>) -> Vec<Right> {
        let Some(kind) = step.kind else {
            return Vec::new();
        };
        self.needed(kind.grants, step)
            .filter(|grant| concerns_artifacts(grant))
            .map(|grant| {
                let of_bucket = grant
                    .resources
                    .iter()
                    .all(|resource| *resource == ARTIFACTS);
                let scope = if of_bucket {
                    Scope::Bucket
                } else {
                    Scope::Objects
                };
                Right {
                    sid: grant.sid,
                    actions: grant.actions,
                    scope,
                }
            })
            .collect()
    }

    fn needed(
        &self,
        grants: &'static [Grant],
        step: &Step<'p>,
    ) -> impl Iterator<Item = &'static Grant> {
        let home = step
            .account
            .is_none_or(|account| self.resolved.is_home(account));
        let (kind, action) = (step.kind, step.action);
        grants.iter().filter(move |grant| {
            kind.is_some_and(|kind| {
                self.resolved.holds(&grant.when, kind, action, home) == Some(true)
            })
        })
    }

    /// A resource of the catalog; where a key in it is a list, one for each item.
    fn resources(&self, pattern: &str, step: &Step<'p>, account: &'p Account) -> Vec<Written> {
        let keys = step.kind.map_or(&[][..], |kind| kind.keys);
        let mut lists = keys.iter().filter(|key| matches!(key.kind, Kind::List));
        let around =
            lists.find_map(|key| Some((key, pattern.split_once(&format!("{{{}}}", key.name))?)));
        let Some((key, (before, after))) = around else {
            return vec![self.fill(pattern, step, account, true)];
        };
        let within = self.within_step(step, account);
        let list = self.key(key.name, step, within);
        let [before, after] = [before, after].map(|part| self.fill(part, step, account, true));
        starred(&list.text)
            .split(',')
            .map(|item| Written {
                text: [&before.text, item.trim(), &after.text].concat(),
                sub: before.sub || after.sub || list.sub && item.contains("${"),
            })
            .collect()
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
        let mut filled = Written {
            text: String::new(),
            sub: false,
        };
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
                "account" => self.id(account),
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
                    return Written {
                        text: value,
                        sub: filled.sub,
                    };
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
    fn within_step(&self, step: &Step<'p>, account: &'p Account) -> Within<'p> {
        Within {
            store: self.store_of(step),
            quoted: true,
            ..self.within(account)
        }
    }

    /// A configuration key's value as a resource's name.
    fn key(&self, key: &str, step: &Step<'p>, within: Within<'p>) -> Written {
        let known = step
            .kind
            .and_then(|kind| kind.keys.iter().find(|known| known.name == key));
        let Some(setting) = setting(&step.action.settings, key) else {
            let text = known
                .and_then(|known| known.default)
                .unwrap_or("*")
                .to_owned();
            return Written { text, sub: false };
        };
        let project = self
            .resolved
            .project_of(step)
            .filter(|_| known.is_some_and(|known| matches!(known.kind, Kind::Project)));
        match project {
            Some(project) => Written {
                text: self.project_name(project),
                sub: false,
            },
            None => self.configured(&setting.value, known.map(|known| &known.kind), within),
        }
    }
}

/// The actions that a service knows under two names are asked for by the one in the resource's own ARN.
fn asked_of(actions: &[&'static str], resources: &[Node]) -> Vec<&'static str> {
    let [resource] = resources else {
        return actions.to_vec();
    };
    let Some(arn) = resource.as_str().and_then(Arn::parse) else {
        return actions.to_vec();
    };
    let named: Vec<(&str, &str)> = actions
        .iter()
        .filter_map(|action| action.split_once(':'))
        .collect();
    let alike = named.windows(2).all(|pair| pair[0].1 == pair[1].1);
    if alike && named.iter().any(|(service, _)| *service == arn.service) {
        return actions
            .iter()
            .filter(|action| action.starts_with(&format!("{}:", arn.service)))
            .copied()
            .collect();
    }
    actions.to_vec()
}

fn concerns_artifacts(grant: &Grant) -> bool {
    grant
        .resources
        .iter()
        .any(|resource| resource.starts_with(ARTIFACTS))
}

/// The text with `*` in place of each `#{namespace.variable}`.
fn starred(text: &str) -> String {
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
