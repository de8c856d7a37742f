//! Whom a statement of a resource's policy concerns.

use super::super::Version;
use super::names::{Names, text};
use crate::template::{Map, Node};

/// Whom a statement concerns, and what is left of its condition.
pub(super) fn of(statement: &Node, version: &Version, names: &Names) -> (Vec<String>, Map) {
    let condition = statement.get("Condition").and_then(Node::as_map);
    let condition = condition.cloned().unwrap_or_default();
    if let Some(others) = statement.get("NotPrincipal") {
        let others = shown(&all(others, version), names).join(", ");
        return (vec![format!("everyone but {others}")], condition);
    }
    let Some(principal) = statement.get("Principal") else {
        return (Vec::new(), condition);
    };
    let principals = all(principal, version);
    match narrowed(&principals, &condition, version) {
        Some((roles, rest)) => (shown(&roles, names), rest),
        None => (shown(&principals, names), condition),
    }
}

/// A principal.
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

fn shown(principals: &[Principal], names: &Names) -> Vec<String> {
    let mut shown = Vec::new();
    for principal in principals {
        shown.push(principal.shown(names));
    }
    shown
}

fn all(principal: &Node, version: &Version) -> Vec<Principal> {
    let Node::Map(kinds) = principal else {
        return vec![one("AWS", &text(principal, version))];
    };
    let mut all = Vec::new();
    for (kind, values) in kinds.iter() {
        for value in values {
            all.push(one(kind, &text(value, version)));
        }
    }
    all
}

fn one(kind: &str, value: &str) -> Principal {
    let is_id = value.len() == 12 && value.bytes().all(|byte| byte.is_ascii_digit());
    let known = match (kind, value) {
        ("AWS", "*") => Some(Principal::Anyone),
        ("AWS", id) if is_id => Some(Principal::Account(id.to_owned())),
        ("AWS", arn) => of_arn(arn),
        _ => None,
    };
    known.unwrap_or(Principal::Other(value.to_owned()))
}

/// The account or the role of an ARN; a role's path is no part of its name.
fn of_arn(arn: &str) -> Option<Principal> {
    let ["arn", _, "iam", _, account, resource] = arn.splitn(6, ':').collect::<Vec<_>>()[..] else {
        return None;
    };
    let account = account.to_owned();
    if resource == "root" {
        return Some(Principal::Account(account));
    }
    let name = resource.strip_prefix("role/")?.rsplit('/').next()?;
    Some(Principal::Role(account, name.to_owned()))
}

/// Accounts that are held to some of their roles by `aws:PrincipalArn` are those roles.
fn narrowed(
    principals: &[Principal],
    condition: &Map,
    version: &Version,
) -> Option<(Vec<Principal>, Map)> {
    const OPERATORS: [&str; 4] = ["ArnEquals", "ArnLike", "StringEquals", "StringLike"];
    let mut found = None;
    for (operator, keys) in condition.iter() {
        if OPERATORS.contains(&operator)
            && let Some(key) = principal_arn(keys)
            && found.replace((operator, keys, key)).is_some()
        {
            return None;
        }
    }
    let (operator, keys, key) = found?;
    let mut roles = Vec::new();
    for arn in keys.get(key)? {
        let Principal::Role(of, name) = of_arn(&text(arn, version))? else {
            return None;
        };
        for principal in principals {
            let account = match principal {
                Principal::Account(id) if of == "*" || of == *id => id,
                Principal::Account(_) => continue,
                Principal::Anyone if of != "*" => &of,
                _ => return None,
            };
            roles.push(Principal::Role(account.clone(), name.clone()));
        }
    }
    let mut rest = keys.as_map()?.clone();
    rest.remove(key);
    let mut left = condition.clone();
    if rest.is_empty() {
        left.remove(operator);
    } else {
        left.insert(operator.to_owned(), rest);
    }
    Some((roles, left))
}

/// The key for the ARN of who calls, as it is written here: IAM minds no case.
fn principal_arn(keys: &Node) -> Option<&str> {
    let mut keys = keys.as_map()?.iter();
    let (key, _) = keys.find(|(key, _)| key.eq_ignore_ascii_case("aws:PrincipalArn"))?;
    Some(key)
}
