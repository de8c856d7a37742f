//! Whom a statement of a resource's policy concerns.

use super::super::Version;
use super::names::{Names, text};
use crate::template::{Map, Node};

/// Whom a statement concerns, and what is left of its condition.
pub(super) fn of(statement: &Node, version: &Version, names: &Names) -> (Vec<String>, Map) {
    let condition = statement.get("Condition").and_then(Node::as_map);
    let condition = condition.cloned().unwrap_or_default();
    if let Some(others) = statement.get("NotPrincipal") {
        let others: Vec<String> = all(others, version)
            .iter()
            .map(|one| one.shown(names))
            .collect();
        return (
            vec![format!("everyone but {}", others.join(", "))],
            condition,
        );
    }
    let Some(principal) = statement.get("Principal") else {
        return (Vec::new(), condition);
    };
    let principals = all(principal, version);
    if let Some((roles, rest)) = narrowed(&principals, &condition, version) {
        return (roles.iter().map(|role| role.shown(names)).collect(), rest);
    }
    let shown = principals.iter().map(|one| one.shown(names));
    (shown.collect(), condition)
}

/// A principal.
#[derive(Debug, PartialEq)]
enum Principal {
    Anyone,
    Account(String),
    Role(String, String),
    Other(String),
}

impl Principal {
    fn shown(&self, names: &Names) -> String {
        match self {
            Principal::Anyone => "anyone".to_owned(),
            Principal::Account(id) => names.account(id),
            Principal::Role(account, name) => names.role(account, name),
            Principal::Other(text) => text.clone(),
        }
    }
}

fn all(principal: &Node, version: &Version) -> Vec<Principal> {
    let Node::Map(kinds) = principal else {
        return vec![one("AWS", &text(principal, version))];
    };
    let mut all = Vec::new();
    for (kind, values) in kinds.iter() {
        all.extend(values.iter().map(|value| one(kind, &text(value, version))));
    }
    all
}

fn one(kind: &str, value: &str) -> Principal {
    let is_id = value.len() == 12 && value.bytes().all(|byte| byte.is_ascii_digit());
    match (kind, value) {
        ("AWS", "*") => Principal::Anyone,
        ("AWS", id) if is_id => Principal::Account(id.to_owned()),
        ("AWS", arn) => match arn.split(':').collect::<Vec<_>>().as_slice() {
            ["arn", _, "iam", _, id, "root"] => Principal::Account((*id).to_owned()),
            _ => role(arn).unwrap_or_else(|| Principal::Other(arn.to_owned())),
        },
        (_, other) => Principal::Other(other.to_owned()),
    }
}

/// The role of an ARN; its path is no part of its name.
fn role(arn: &str) -> Option<Principal> {
    let ["arn", _, "iam", _, account, resource] = arn.splitn(6, ':').collect::<Vec<_>>()[..] else {
        return None;
    };
    let name = resource.strip_prefix("role/")?.rsplit('/').next()?;
    Some(Principal::Role(account.to_owned(), name.to_owned()))
}

/// Accounts that are held to some of their roles by `aws:PrincipalArn` are those roles.
fn narrowed(
    principals: &[Principal],
    condition: &Map,
    version: &Version,
) -> Option<(Vec<Principal>, Map)> {
    const OPERATORS: [&str; 4] = ["ArnEquals", "ArnLike", "StringEquals", "StringLike"];
    let is_arn = |key: &str| key.eq_ignore_ascii_case("aws:PrincipalArn");
    let mut found = condition.iter().filter_map(|(operator, keys)| {
        let keys = keys.as_map()?;
        let key = keys.iter().map(|(key, _)| key).find(|key| is_arn(key))?;
        OPERATORS
            .contains(&operator)
            .then_some((operator, keys, key))
    });
    let (operator, keys, key) = found.next()?;
    if found.next().is_some() {
        return None;
    }
    let mut roles = Vec::new();
    for arn in keys.get(key)? {
        let Principal::Role(of, name) = role(&text(arn, version))? else {
            return None;
        };
        for principal in principals {
            match principal {
                Principal::Account(id) if of == "*" || of == *id => {
                    roles.push(Principal::Role(id.clone(), name.clone()));
                }
                Principal::Account(_) => {}
                Principal::Anyone if of != "*" => {
                    roles.push(Principal::Role(of.clone(), name.clone()));
                }
                _ => return None,
            }
        }
    }
    let mut rest = keys.clone();
    rest.remove(key);
    let mut left = condition.clone();
    if rest.is_empty() {
        left.remove(operator);
    } else {
        left.insert(operator.to_owned(), rest);
    }
    Some((roles, left))
}
