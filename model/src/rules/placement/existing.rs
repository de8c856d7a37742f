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
            for account in accounts {
                if say(
                    broken,
                    role,
                    arn,
                    wrong(broken.resolved, role, arn, account),
                ) {
                    return;
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
        let mut said = None;
        for account in accounts {
            known &= resolved.arn(arn, account).is_some();
            said = wrong(resolved, role, arn, account);
            if said.is_none() {
                break;
            }
        }
        known &= !say(broken, role, arn, said);
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
        } else {
            let wrong = wrong(resolved, role, &arn.value, account);
            say(broken, role, &arn.value, wrong);
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
    let partition = match resolved.partition() {
        Some(partition) => partition.name,
        None => "aws",
    };
    let id = resolved.id(account);
    let id = id.as_deref().unwrap_or("111111111111");
    format!("arn:{partition}:iam::{id}:role/{}", role.name.name)
}

/// What is wrong with an ARN, and what to write.
struct Wrong {
    message: String,
    note: Option<&'static str>,
    help: String,
}

/// Says what is wrong with an ARN, and whether anything is.
fn say(broken: &mut Broken<'_, '_>, role: &Role, arn: &Value, wrong: Option<Wrong>) -> bool {
    let Some(wrong) = wrong else { return false };
    let mut found = broken.add(Code::P07, arn.at(), Of::Role(role), wrong.message);
    if let Some(note) = wrong.note {
        found = found.note(note);
    }
    found.help(wrong.help);
    true
}

/// What is wrong with the ARN of a role in that account.
fn wrong<'p>(
    resolved: &Resolved<'p>,
    role: &'p Role,
    written: &'p Value,
    account: &'p Account,
) -> Option<Wrong> {
    let (name, there) = (&role.name.name, &account.name.name);
    let mut note = None;
    let (message, help) = match written {
        Value::Text(text) if text.is_open() => (
            format!(
                "the ARN of role `{name}` has to be known beforehand, and this one is known only when a stack is deployed"
            ),
            "write `{account.id}` for the account in it".to_owned(),
        ),
        Value::List(..) | Value::Map(..) | Value::File(..) => (
            format!("the ARN of role `{name}` in `{there}` is one string"),
            write_as(&form(resolved, role, account)),
        ),
        _ => {
            let arn = resolved.arn(written, account)?;
            match Arn::parse(&arn).filter(Arn::is_role) {
                None => (
                    format!("`{arn}` is not the ARN of a role"),
                    write_as(&form(resolved, role, account)),
                ),
                Some(arn) => {
                    let id = resolved.id(account)?;
                    let Arn {
                        account,
                        partition,
                        resource,
                        ..
                    } = arn;
                    if account != id {
                        note = Some(
                            "an ARN names one account; a role of several accounts has one ARN each",
                        );
                        (
                            format!(
                                "role `{name}` is placed in `{there}` ({id}), but its ARN lies in {}",
                                owner_of(resolved, account)
                            ),
                            format!(
                                "write `{{account.id}}` for the account in it: `\"arn:{partition}:iam::{{account.id}}:{resource}\"`, or place the role where its ARN lies"
                            ),
                        )
                    } else {
                        let home = resolved.partition()?.name;
                        if partition == home {
                            return None;
                        }
                        (
                            format!(
                                "the ARN of role `{name}` is of partition `{partition}`, but the pipeline is in `{home}`"
                            ),
                            write_as(&format!("arn:{home}:iam::{id}:{resource}")),
                        )
                    }
                }
            }
        }
    };
    Some(Wrong {
        message,
        note,
        help,
    })
}

fn write_as(arn: &str) -> String {
    format!("write it as `\"{arn}\"`")
}
