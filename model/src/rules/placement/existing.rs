//! Roles that exist already.

use super::owner_of;
use crate::arn::Arn;
use crate::pipeline::{Role, Value};
use crate::resolve::Resolved;
use crate::rules::{role_place, round};
use crate::violation::{Code, Violation};

/// P07: the ARN of an existing role is a role's, and lies in the account where the role is placed.
pub(super) fn p07<'p>(resolved: &Resolved<'p>, role: &'p Role, broken: &mut Vec<Violation>) {
    let Some(existing) = &role.existing else {
        return;
    };
    let name = &role.name.name;
    let place = role_place(role);
    let round = round(&role.round);
    for account in resolved.accounts_of(&role.accounts) {
        let there = &account.name.name;
        let id = resolved.id(account);
        let form = format!(
            "arn:aws:iam::{}:role/{name}",
            id.as_deref().unwrap_or("111111111111")
        );
        let Some(arn) = resolved.existing(role, account) else {
            // A list or map that is known and does not hold this account.
            let entries = match existing {
                Value::Map(arns, _) if !arns.iter().any(|arn| arn.key.name == *there) => {
                    Some(arns.len())
                }
                Value::List(arns, _)
                    if id.is_some() && arns.iter().all(|arn| resolved.value(arn).is_some()) =>
                {
                    Some(arns.len())
                }
                _ => None,
            };
            if entries.is_some() {
                broken.push(
                    Violation::new(
                        Code::P07,
                        existing.at(),
                        place.clone(),
                        format!("role `{name}` is placed in `{there}`, and no ARN of that account is given{round}"),
                    )
                    .help(format!("add `\"{form}\"`, or write one ARN with `{{account.id}}` in it")),
                );
            }
            continue;
        };
        let Some(parsed) = Arn::parse(&arn).filter(Arn::is_role) else {
            broken.push(
                Violation::new(
                    Code::P07,
                    existing.at(),
                    place.clone(),
                    format!("`{arn}` is not the ARN of a role{round}"),
                )
                .help(format!("write it as `\"{form}\"`")),
            );
            return;
        };
        let Some(id) = id else { continue };
        if parsed.account != id {
            broken.push(
                Violation::new(
                    Code::P07,
                    existing.at(),
                    place.clone(),
                    format!(
                        "role `{name}` is placed in `{there}` ({id}), but its ARN lies in {}{round}",
                        owner_of(resolved, parsed.account)
                    ),
                )
                .note("an ARN names one account; a role of several accounts has one ARN each")
                .help(format!("write `{{account.id}}` for the account in it: `\"arn:{}:iam::{{account.id}}:{}\"`, or place the role where its ARN lies", parsed.partition, parsed.resource)),
            );
            return;
        }
    }
}
