//! Whom a statement of a resource's policy concerns.

use super::super::Version;
use super::names::{Names, text};
use crate::template::{Map, Node, map};

/// Whom a statement concerns, and what is left of its condition.
pub(super) fn of(statement: &Node, version: &Version, names: &Names) -> (Vec<String>, Map) {
    let condition = statement.get("Condition").and_then(Node::as_map);
    let condition = condition.cloned().unwrap_or_default();
    if let Some(others) = statement.get("NotPrincipal") {
        let others = shown(&kinds(others, version), version, names).join(", ");
        return (vec![format!("everyone but {others}")], condition);
    }
    let Some(principal) = statement.get("Principal") else {
        return (Vec::new(), condition);
    };
    let principals = kinds(principal, version);
    match narrowed(&principals, &condition, version, names) {
        Some(narrowed) => narrowed,
        None => (shown(&principals, version, names), condition),
    }
}

/// Principals by their kind.
fn kinds(principal: &Node, version: &Version) -> Map {
    match principal {
        Node::Map(kinds) => kinds.clone(),
        other => map! { "AWS": text(other, version) },
    }
}

fn shown(principals: &Map, version: &Version, names: &Names) -> Vec<String> {
    let mut shown = Vec::new();
    for (kind, values) in principals.iter() {
        for value in values {
            let value = text(value, version);
            shown.push(match kind {
                "AWS" => known(&value, names),
                _ => value,
            });
        }
    }
    shown
}

fn known(value: &str, names: &Names) -> String {
    if value == "*" {
        "anyone".to_owned()
    } else if let Some(id) = account(value) {
        names.account(id)
    } else if let Some((account, name)) = role(value) {
        names.role(account, name)
    } else {
        value.to_owned()
    }
}

/// The id of an account, which stands by itself or in an ARN.
fn account(value: &str) -> Option<&str> {
    let mut is_id = value.len() == 12;
    for byte in value.as_bytes() {
        is_id &= byte.is_ascii_digit();
    }
    match of_iam(value) {
        _ if is_id => Some(value),
        Some((account, "root")) => Some(account),
        _ => None,
    }
}

/// The account and the name of a role; its path is no part of the name.
fn role(arn: &str) -> Option<(&str, &str)> {
    let (account, resource) = of_iam(arn)?;
    let name = resource.strip_prefix("role/")?.rsplit('/').next()?;
    Some((account, name))
}

/// The account and the resource of an ARN of IAM.
fn of_iam(arn: &str) -> Option<(&str, &str)> {
    let mut fields = arn.splitn(6, ':');
    if fields.next()? != "arn" || fields.nth(1)? != "iam" {
        return None;
    }
    Some((fields.nth(1)?, fields.next()?))
}

/// Accounts that are held to some of their roles by `aws:PrincipalArn` are those roles.
fn narrowed(
    principals: &Map,
    condition: &Map,
    version: &Version,
    names: &Names,
) -> Option<(Vec<String>, Map)> {
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
        let arn = text(arn, version);
        let (of, name) = role(&arn)?;
        for (kind, values) in principals.iter() {
            for value in values {
                let value = text(value, version);
                let account = match account(&value) {
                    _ if kind != "AWS" => return None,
                    Some(id) if of == "*" || of == id => id,
                    Some(_) => continue,
                    None if value == "*" && of != "*" => of,
                    None => return None,
                };
                roles.push(names.role(account, name));
            }
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
    for (key, _) in keys.as_map()?.iter() {
        if key.eq_ignore_ascii_case("aws:PrincipalArn") {
            return Some(key);
        }
    }
    None
}
