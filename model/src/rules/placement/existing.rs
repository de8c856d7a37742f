//! Roles that exist already.

use super::owner_of;
use crate::arn::Arn;
use crate::pipeline::{Account, Role, Setting, Site, Value, setting};
use crate::resolve::Resolved;
use crate::rules::{Broken, Of};
use crate::violation::Code;

/// P07: the ARN of an existing role is a role's, and lies in the account where the role is placed.
pub(super) fn p07<'p>(broken: &mut Broken<'_, 'p>, role: &'p Role) {
    let Some(existing) = &role.existing else {
        return;
    };
    let accounts = broken.resolved.accounts_of(&role.accounts);
    match existing {
        Value::List(arns, at) => list(broken, role, arns, *at, &accounts),
        Value::Map(arns, at) => map(broken, role, arns, *at, &accounts),
        arn => {
            for account in &accounts {
                if let Some(fault) = fault(broken.resolved, arn, account) {
                    return say(broken, role, arn, account, fault);
                }
            }
        }
    }
}

/// Each ARN of a list lies in one of the role's accounts, and each of those has one.
fn list<'p>(
    broken: &mut Broken<'_, 'p>,
    role: &'p Role,
    arns: &'p [Value],
    at: Site,
    accounts: &[&'p Account],
) {
    let resolved = broken.resolved;
    // Where an ARN or an id is not known it may be the one that is looked for.
    let mut known = resolved.all_known(&role.accounts);
    for account in accounts {
        known &= resolved.id(account).is_some();
    }
    for arn in arns {
        let mut wrong = None;
        for account in accounts {
            known &= resolved.arn(arn, account).is_some();
            wrong = fault(resolved, arn, account).map(|fault| (account, fault));
            if wrong.is_none() {
                break;
            }
        }
        if let Some((account, fault)) = wrong {
            known = false;
            say(broken, role, arn, account, fault);
        }
    }
    for account in accounts {
        if known && resolved.existing(role, account).is_none() {
            return missing(broken, role, account, at);
        }
    }
}

/// Each account of a map has the role, and each of the role's accounts is in it.
fn map<'p>(
    broken: &mut Broken<'_, 'p>,
    role: &'p Role,
    arns: &'p [Setting],
    at: Site,
    accounts: &[&'p Account],
) {
    let resolved = broken.resolved;
    for arn in arns {
        let Some(account) = resolved.account(&arn.key) else {
            continue;
        };
        let name = &account.name.name;
        if resolved.is_elsewhere(role, account) {
            let message = format_args!(
                "role `{}` is not placed in `{name}`, and an ARN of that account is given",
                role.name.name
            );
            broken
                .add(Code::P07, arn.key.at, Of::Role(role), message)
                .help(format_args!("drop it, or place the role in `{name}` too"));
        } else if let Some(fault) = fault(resolved, &arn.value, account) {
            say(broken, role, &arn.value, account, fault);
        }
    }
    for account in accounts {
        if setting(arns, &account.name.name).is_none() {
            return missing(broken, role, account, at);
        }
    }
}

/// No ARN is given for one of the role's accounts.
fn missing(broken: &mut Broken<'_, '_>, role: &Role, account: &Account, at: Site) {
    let message = format_args!(
        "role `{}` is placed in `{}`, and no ARN of that account is given",
        role.name.name, account.name.name
    );
    let form = form(broken.resolved, role, account);
    broken
        .add(Code::P07, at, Of::Role(role), message)
        .help(format_args!(
            "add `\"{form}\"`, or write one ARN with `{{account.id}}` in it"
        ));
}

/// The ARN of a role as it is written.
fn form(resolved: &Resolved<'_>, role: &Role, account: &Account) -> String {
    let partition = partition_of(resolved);
    let id = resolved.id(account);
    let id = id.as_deref().unwrap_or("111111111111");
    format!("arn:{partition}:iam::{id}:role/{}", role.name.name)
}

fn partition_of(resolved: &Resolved<'_>) -> &'static str {
    match resolved.partition() {
        Some(partition) => partition.name,
        None => "aws",
    }
}

/// What is wrong with the ARN of a role.
enum Fault {
    Open,
    NotOne,
    NoRole,
    Account,
    Partition,
}

/// What is wrong with the ARN of a role in that account.
fn fault<'p>(resolved: &Resolved<'p>, written: &'p Value, account: &Account) -> Option<Fault> {
    match written {
        Value::Text(text) if text.is_open() => return Some(Fault::Open),
        Value::List(..) | Value::Map(..) | Value::File(..) => return Some(Fault::NotOne),
        _ => {}
    }
    let arn = resolved.arn(written, account)?;
    let Some(arn) = Arn::parse(&arn).filter(Arn::is_role) else {
        return Some(Fault::NoRole);
    };
    if resolved.id(account)? != arn.account {
        return Some(Fault::Account);
    }
    (resolved.partition()?.name != arn.partition).then_some(Fault::Partition)
}

/// Says what is wrong with the ARN of a role in that account.
fn say<'p>(
    broken: &mut Broken<'_, 'p>,
    role: &Role,
    written: &'p Value,
    account: &Account,
    fault: Fault,
) {
    let resolved = broken.resolved;
    let (name, there) = (&role.name.name, &account.name.name);
    let text = resolved.arn(written, account).unwrap_or_default();
    let id = resolved.id(account).unwrap_or_default();
    let (lies, partition, resource) = match Arn::parse(&text) {
        Some(arn) => (arn.account, arn.partition, arn.resource),
        None => ("", "", ""),
    };
    let (owner, form) = (owner_of(resolved, lies), form(resolved, role, account));
    let home = partition_of(resolved);
    let (message, help) = match fault {
        Fault::Open => (
            format_args!(
                "the ARN of role `{name}` has to be known beforehand, and this one is known only when a stack is deployed"
            ),
            format_args!("write `{{account.id}}` for the account in it"),
        ),
        Fault::NotOne => (
            format_args!("the ARN of role `{name}` in `{there}` is one string"),
            format_args!("write it as `\"{form}\"`"),
        ),
        Fault::NoRole => (
            format_args!("`{text}` is not the ARN of a role"),
            format_args!("write it as `\"{form}\"`"),
        ),
        Fault::Account => (
            format_args!(
                "role `{name}` is placed in `{there}` ({id}), but its ARN lies in {owner}"
            ),
            format_args!(
                "write `{{account.id}}` for the account in it: `\"arn:{partition}:iam::{{account.id}}:{resource}\"`, or place the role where its ARN lies"
            ),
        ),
        Fault::Partition => (
            format_args!(
                "the ARN of role `{name}` is of partition `{partition}`, but the pipeline is in `{home}`"
            ),
            format_args!("write it as `\"arn:{home}:iam::{id}:{resource}\"`"),
        ),
    };
    let mut found = broken.add(Code::P07, written.at(), Of::Role(role), message);
    if matches!(fault, Fault::Account) {
        found = found.note("an ARN names one account; a role of several accounts has one ARN each");
    }
    found.help(help);
}
