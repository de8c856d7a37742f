//! Roles that exist already.

use super::owner_of;
use crate::arn::Arn;
use crate::pipeline::{Account, Role, Setting, Site, Value};
use crate::resolve::Resolved;
use crate::rules::{role_place, round};
use crate::violation::{Code, Violation};

/// P07: the ARN of an existing role is a role's, and lies in the account where the role is placed.
pub(super) fn p07<'p>(resolved: &Resolved<'p>, role: &'p Role, broken: &mut Vec<Violation>) {
    let Some(existing) = &role.existing else {
        return;
    };
    let accounts = resolved.accounts_of(&role.accounts);
    match existing {
        Value::List(arns, at) => list(resolved, role, arns, *at, &accounts, broken),
        Value::Map(arns, at) => map(resolved, role, arns, *at, &accounts, broken),
        arn => {
            let mut each = accounts.iter();
            broken.extend(each.find_map(|account| wrong(resolved, role, arn, account)));
        }
    }
}

/// Each ARN of a list lies in one of the role's accounts, and each of those has one.
fn list<'p>(
    resolved: &Resolved<'p>,
    role: &'p Role,
    arns: &'p [Value],
    at: Site,
    accounts: &[&'p Account],
    broken: &mut Vec<Violation>,
) {
    // Where an ARN or an id is not known it may be the one that is looked for.
    let mut known = accounts
        .iter()
        .all(|account| resolved.id(account).is_some());
    for arn in arns {
        let mut said = None;
        for account in accounts {
            known &= resolved.arn(arn, account).is_some();
            said = wrong(resolved, role, arn, account);
            if said.is_none() {
                break;
            }
        }
        known &= said.is_none();
        broken.extend(said);
    }
    if known && resolved.all_known(&role.accounts) {
        let mut without = accounts
            .iter()
            .filter(|account| resolved.existing(role, account).is_none());
        broken.extend(
            without
                .next()
                .map(|account| missing(resolved, role, account, at)),
        );
    }
}

/// Each account of a map has the role, and each of the role's accounts is in it.
fn map<'p>(
    resolved: &Resolved<'p>,
    role: &'p Role,
    arns: &'p [Setting],
    at: Site,
    accounts: &[&'p Account],
    broken: &mut Vec<Violation>,
) {
    for arn in arns {
        let Some(account) = resolved.account(&arn.key) else {
            continue;
        };
        let name = &account.name.name;
        if resolved.is_elsewhere(role, account) {
            let message = format!(
                "role `{}` is not placed in `{name}`, and an ARN of that account is given{}",
                role.name.name,
                round(&role.round)
            );
            broken.push(
                Violation::new(Code::P07, arn.key.at, role_place(role), message)
                    .help(format!("drop it, or place the role in `{name}` too")),
            );
        } else {
            broken.extend(wrong(resolved, role, &arn.value, account));
        }
    }
    let mut without = accounts
        .iter()
        .filter(|account| !arns.iter().any(|arn| arn.key.name == account.name.name));
    broken.extend(
        without
            .next()
            .map(|account| missing(resolved, role, account, at)),
    );
}

/// No ARN is given for one of the role's accounts.
fn missing(resolved: &Resolved<'_>, role: &Role, account: &Account, at: Site) -> Violation {
    let (name, there) = (&role.name.name, &account.name.name);
    let message = format!(
        "role `{name}` is placed in `{there}`, and no ARN of that account is given{}",
        round(&role.round)
    );
    Violation::new(Code::P07, at, role_place(role), message).help(format!(
        "add `\"{}\"`, or write one ARN with `{{account.id}}` in it",
        form(resolved, role, account)
    ))
}

/// The ARN of a role as it is written.
fn form(resolved: &Resolved<'_>, role: &Role, account: &Account) -> String {
    format!(
        "arn:{}:iam::{}:role/{}",
        resolved
            .partition()
            .map_or("aws", |partition| partition.name),
        resolved.id(account).as_deref().unwrap_or("111111111111"),
        role.name.name
    )
}

/// What is wrong with the ARN of a role in that account.
fn wrong<'p>(
    resolved: &Resolved<'p>,
    role: &'p Role,
    written: &'p Value,
    account: &'p Account,
) -> Option<Violation> {
    let (name, there) = (&role.name.name, &account.name.name);
    let round = round(&role.round);
    let violation =
        |message: String| Violation::new(Code::P07, written.at(), role_place(role), message);
    match written {
        Value::Text(text) if text.is_open() => {
            let message = format!(
                "the ARN of role `{name}` has to be known beforehand, and this one is known only when a stack is deployed{round}"
            );
            return Some(violation(message).help("write `{account.id}` for the account in it"));
        }
        Value::List(..) | Value::Map(..) | Value::File(..) => {
            let message = format!("the ARN of role `{name}` in `{there}` is one string{round}");
            let help = format!("write it as `\"{}\"`", form(resolved, role, account));
            return Some(violation(message).help(help));
        }
        _ => {}
    }
    let arn = resolved.arn(written, account)?;
    let Some(parsed) = Arn::parse(&arn).filter(Arn::is_role) else {
        let help = format!("write it as `\"{}\"`", form(resolved, role, account));
        return Some(violation(format!("`{arn}` is not the ARN of a role{round}")).help(help));
    };
    let id = resolved.id(account)?;
    if parsed.account != id {
        let message = format!(
            "role `{name}` is placed in `{there}` ({id}), but its ARN lies in {}{round}",
            owner_of(resolved, parsed.account)
        );
        return Some(
            violation(message)
                .note("an ARN names one account; a role of several accounts has one ARN each")
                .help(format!("write `{{account.id}}` for the account in it: `\"arn:{}:iam::{{account.id}}:{}\"`, or place the role where its ARN lies", parsed.partition, parsed.resource)),
        );
    }
    let partition = resolved.partition()?.name;
    (parsed.partition != partition).then(|| {
        let message = format!(
            "the ARN of role `{name}` is of partition `{}`, but the pipeline is in `{partition}`{round}",
            parsed.partition
        );
        violation(message).help(format!(
            "write it as `\"arn:{partition}:iam::{id}:{}\"`",
            parsed.resource
        ))
    })
}
