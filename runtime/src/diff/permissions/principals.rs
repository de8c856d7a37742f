//! Whom a statement of a resource's policy concerns.

use super::names::{Names, text, texts};
use crate::stacks::Identity;
use crate::template::{Map, Node, map};

/// Whom a statement concerns, and what is left of its condition.
pub(super) fn of(statement: &Node, stack: &Identity, names: &Names) -> (Vec<String>, Map) {
    let condition = condition(statement);
    if let Some(others) = statement.get("NotPrincipal") {
        let others = shown(&kinds(others, stack), names).join(", ");
        return (vec![format!("everyone but {others}")], condition);
    }
    let Some(principal) = statement.get("Principal") else {
        return (Vec::new(), condition);
    };
    let principals = kinds(principal, stack);
    match narrowed(&principals, &condition, stack, names) {
        Some(narrowed) => narrowed,
        None => (shown(&principals, names), condition),
    }
}

/// The condition of a statement.
pub(super) fn condition(statement: &Node) -> Map {
    let condition = statement.get("Condition").and_then(Node::as_map);
    condition.cloned().unwrap_or_default()
}

/// Principals in words, by their kind.
fn kinds(principal: &Node, stack: &Identity) -> Map {
    let Node::Map(kinds) = principal else {
        return map! { "AWS": text(principal, stack) };
    };
    let mut all = Map::new();
    for (kind, values) in kinds.iter() {
        all.insert(kind.to_owned(), Node::from(texts(values.iter(), stack)));
    }
    all
}

fn shown(principals: &Map, names: &Names) -> Vec<String> {
    let mut shown = Vec::new();
    for (kind, values) in principals.iter() {
        for value in values {
            let value = value.as_str().unwrap_or_default();
            shown.push(match kind {
                "AWS" => known(value, names),
                _ => value.to_owned(),
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
    let path_and_name = resource.strip_prefix("role/")?;
    let (_, name) = path_and_name
        .rsplit_once('/')
        .unwrap_or(("", path_and_name));
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
    stack: &Identity,
    names: &Names,
) -> Option<(Vec<String>, Map)> {
    let (operator, key) = held_to(condition)?;
    let mut roles = Vec::new();
    for arn in condition.get(operator)?.get(key)? {
        add_roles(&text(arn, stack), principals, names, &mut roles)?;
    }
    let mut left = condition.clone();
    let keys = left.get_mut(operator)?.as_map_mut()?;
    keys.remove(key);
    if keys.is_empty() {
        left.remove(operator);
    }
    Some((roles, left))
}

/// Adds the role of an ARN in each of the accounts.
fn add_roles(arn: &str, accounts: &Map, names: &Names, roles: &mut Vec<String>) -> Option<()> {
    let (of, name) = role(arn)?;
    for (kind, values) in accounts.iter() {
        for value in values {
            let value = value.as_str()?;
            let account = match account(value) {
                _ if kind != "AWS" => return None,
                Some(id) if of == "*" || of == id => id,
                Some(_) => continue,
                None if value == "*" && of != "*" => of,
                None => return None,
            };
            roles.push(names.role(account, name));
        }
    }
    Some(())
}

/// The one operator and key of a condition for the ARN of who calls, as the key is written here: IAM minds no case.
fn held_to(condition: &Map) -> Option<(&str, &str)> {
    const OPERATORS: &[&str] = &["ArnEquals", "ArnLike", "StringEquals", "StringLike"];
    let mut found = None;
    for (operator, keys) in condition.iter() {
        let keys = match keys {
            Node::Map(keys) if OPERATORS.contains(&operator) => keys,
            _ => continue,
        };
        for (key, _) in keys.iter() {
            if key.eq_ignore_ascii_case("aws:PrincipalArn") {
                if found.replace((operator, key)).is_some() {
                    return None;
                }
                break;
            }
        }
    }
    found
}
