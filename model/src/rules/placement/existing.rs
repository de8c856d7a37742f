//! Roles that exist already.

use std::borrow::Cow;

use crate::arn::Arn;
use crate::catalog::limits;
use crate::code::Code;
use crate::pipeline::{Account, Role, Setting, Site, Value, setting};
use crate::resolve::Resolved;
use crate::rules::{Broken, Of};

impl<'p> Broken<'_, 'p> {
    /// P07: the ARN of an existing role is a role's, and lies in the account where the role is placed.
    pub(super) fn p07(&mut self, role: &'p Role) {
        let Some(existing) = &role.existing else {
            return;
        };
        let accounts = self.resolved.accounts_of(&role.accounts);
        match existing {
            Value::List(arns, at) => self.existing_list(role, arns, *at, &accounts),
            Value::Map(arns, at) => self.existing_map(role, arns, *at, &accounts),
            arn => {
                for account in &accounts {
                    if let Some(fault) = self.resolved.arn_fault(arn, account) {
                        return self.existing_fault(role, arn, account, fault);
                    }
                }
            }
        }
    }

    /// Each ARN of a list lies in one of the role's accounts, and each of those has one.
    fn existing_list(
        &mut self,
        role: &'p Role,
        arns: &'p [Value],
        at: Site,
        accounts: &[&'p Account],
    ) {
        let resolved = self.resolved;
        // Where an ARN or an id is not known it may be the one that is looked for.
        let mut known = resolved.all_known(&role.accounts);
        for account in accounts {
            known &= resolved.id(account).is_some();
        }
        for arn in arns {
            let mut wrong = None;
            for account in accounts {
                known &= resolved.arn(arn, account).is_some();
                let Some(fault) = resolved.arn_fault(arn, account) else {
                    wrong = None;
                    break;
                };
                wrong = Some((account, fault));
            }
            if let Some((account, fault)) = wrong {
                known = false;
                self.existing_fault(role, arn, account, fault);
            }
        }
        for account in accounts {
            if known && resolved.existing(role, account).is_none() {
                return self.existing_missing(role, account, at);
            }
        }
    }

    /// Each account of a map has the role, and each of the role's accounts is in it.
    fn existing_map(
        &mut self,
        role: &'p Role,
        arns: &'p [Setting],
        at: Site,
        accounts: &[&'p Account],
    ) {
        let resolved = self.resolved;
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
                self.add(Code::P07, arn.key.at, Of::Role(role), message)
                    .help(format_args!(
                        "drop it, or place the role in `{name}` too: `{}`",
                        role.line(&[account])
                    ));
            } else if let Some(fault) = resolved.arn_fault(&arn.value, account) {
                self.existing_fault(role, &arn.value, account, fault);
            }
        }
        for account in accounts {
            if setting(arns, &account.name.name).is_none() {
                return self.existing_missing(role, account, at);
            }
        }
    }

    /// No ARN is given for one of the role's accounts.
    fn existing_missing(&mut self, role: &Role, account: &Account, at: Site) {
        let message = format_args!(
            "role `{}` is placed in `{}`, and no ARN of that account is given",
            role.name.name, account.name.name
        );
        let form = self.resolved.arn_form(role, account);
        let key = match role.existing {
            Some(Value::Map(..)) => format!("{}: ", account.name.name),
            _ => String::new(),
        };
        self.add(Code::P07, at, Of::Role(role), message)
            .help(format_args!(
                "add `{key}\"{form}\"`, or write one ARN with `{{account.id}}` in it"
            ));
    }

    /// Says what is wrong with the ARN of a role in that account.
    fn existing_fault(&mut self, role: &Role, written: &'p Value, account: &Account, fault: Fault) {
        let resolved = self.resolved;
        let (name, there) = (&role.name.name, &account.name.name);
        let text = resolved.arn(written, account).unwrap_or_default();
        let id = resolved.id(account).unwrap_or_default();
        let (lies, partition, resource) = match Arn::parse(&text) {
            Some(arn) => (arn.account, arn.partition, arn.resource),
            None => ("", "", ""),
        };
        let (owner, form) = (resolved.owner_of(lies), resolved.arn_form(role, account));
        let (home, id_form) = (resolved.partition_name(), resolved.id_form(role, account));
        let or_there = match resolved.account_of_id(lies) {
            Some(account) if resolved.accounts_of(&role.accounts).len() == 1 => format!(
                ", or place the role where its ARN lies: `role {name}: {} in {} = …;`",
                role.written_kind(),
                account.name.name
            ),
            _ => String::new(),
        };
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
                    "write `{{account.id}}` for the account in it: `\"arn:{partition}:iam::{{account.id}}:{resource}\"`{or_there}"
                ),
            ),
            Fault::Partition => (
                format_args!(
                    "the ARN of role `{name}` is of partition `{partition}`, but the pipeline is in `{home}`"
                ),
                format_args!("write it as `\"arn:{home}:iam::{id_form}:{resource}\"`"),
            ),
        };
        let mut found = self.add(Code::P07, written.at(), Of::Role(role), message);
        if matches!(fault, Fault::Account) {
            found =
                found.note("an ARN names one account; a role of several accounts has one ARN each");
        }
        found.help(help);
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

impl<'p> Resolved<'p> {
    /// The ARN of a role as it is written: one for all of its accounts, or that of the account.
    fn arn_form(&self, role: &Role, account: &Account) -> String {
        let partition = self.partition_name();
        let id = self.id_form(role, account);
        format!("arn:{partition}:iam::{id}:role/{}", role.name.name)
    }

    /// How the id of an account is written in the ARN of a role.
    fn id_form(&self, role: &Role, account: &Account) -> Cow<'p, str> {
        let one_each = matches!(role.existing, Some(Value::Map(..) | Value::List(..)));
        match self.id(account) {
            Some(id) if one_each || self.accounts_of(&role.accounts).len() < 2 => id,
            _ => Cow::Borrowed("{account.id}"),
        }
    }

    /// What is wrong with the ARN of a role in that account.
    fn arn_fault(&self, written: &'p Value, account: &Account) -> Option<Fault> {
        match written {
            Value::Text(text) if text.is_open() => return Some(Fault::Open),
            Value::List(..) | Value::Map(..) | Value::File(..) => return Some(Fault::NotOne),
            _ => {}
        }
        let arn = self.arn(written, account)?;
        let arn = match Arn::parse(&arn) {
            Some(arn) if arn.is_role() && limits::ROLE.fault(name_of(&arn)).is_none() => arn,
            _ => return Some(Fault::NoRole),
        };
        let id = self.id(account)?;
        if id != arn.account {
            return (!self.is_anothers(&id, account)).then_some(Fault::Account);
        }
        (self.partition()?.name != arn.partition).then_some(Fault::Partition)
    }
}

/// The name of a role, without its path.
fn name_of<'a>(role: &Arn<'a>) -> &'a str {
    let mut name = "";
    for part in role.resource.split('/') {
        name = part;
    }
    name
}
