//! Accounts: what the command line says of each, and whether the credentials of each are its own.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::thread;

use passrole_model::catalog::regions::{AWS_CN, AWS_US_GOV, partition};
use passrole_model::closest;

use super::aws::{Aws, Fault};
use super::credentials::{Credentials, Session, account};
use crate::{Error, Stack, Stacks};

/// What an option says: something for each account (`ACCOUNT=NAME`), or for every account that is not named.
#[derive(Clone, Debug, Default)]
pub(crate) struct PerAccount {
    other: Option<String>,
    named: BTreeMap<String, String>,
}

impl PerAccount {
    /// Reads what stands behind an option, which may stand several times.
    ///
    /// # Errors
    ///
    /// An account that no stack goes to, or two names for one account.
    pub(crate) fn read(
        option: &str,
        values: &[String],
        stacks: &Stacks,
    ) -> Result<PerAccount, String> {
        let mut read = PerAccount::default();
        for value in values {
            let old = match value.split_once('=') {
                None => read.other.replace(value.clone()),
                Some((account, name)) if name.is_empty() => {
                    return Err(format!("expected a name after {option} {account}="));
                }
                Some((account, name)) => {
                    let id = id_of(account, stacks).map_err(|why| format!("{option}: {why}"))?;
                    read.named.insert(id, name.to_owned())
                }
            };
            if let Some(old) = old {
                let of = value
                    .split_once('=')
                    .map_or("every account", |(account, _)| account);
                return Err(format!("{option} names `{old}` for {of} already"));
            }
        }
        Ok(read)
    }

    /// What it says for an account.
    pub(crate) fn of(&self, id: &str) -> Option<&str> {
        self.named(id).or(self.other())
    }

    /// What it says for this account by its name or id.
    pub(super) fn named(&self, id: &str) -> Option<&str> {
        self.named.get(id).map(String::as_str)
    }

    /// What it says for every account that is not named.
    pub(super) fn other(&self) -> Option<&str> {
        self.other.as_deref()
    }
}

/// The id of the account that the author's name, or the id itself, stands for.
fn id_of(account: &str, stacks: &Stacks) -> Result<String, String> {
    let mut ids: Vec<&str> = stacks
        .iter()
        .filter(|stack| [stack.account(), stack.account_id()].contains(&account))
        .map(Stack::account_id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    match ids[..] {
        [id] => Ok(id.to_owned()),
        [] => {
            let names: Vec<&str> = stacks.iter().map(Stack::account).collect();
            Err(match closest(account, names.iter().copied()) {
                Some(near) => format!("there is no account `{account}`; did you mean `{near}`?"),
                None => format!("no stack goes to an account `{account}`"),
            })
        }
        _ => Err(format!(
            "several accounts are called `{account}`: write the id, {}",
            ids.join(" or ")
        )),
    }
}

/// Where the credentials of the accounts come from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    pub(crate) profiles: PerAccount,
    /// The name of the role that is assumed where no profile is named for the account.
    pub(crate) role: Option<String>,
}

impl Sources {
    /// The ARN of the role that is assumed for a stack, if one is.
    pub(crate) fn role(&self, stack: &Stack) -> Option<String> {
        let role = self.role.as_ref()?;
        if self.profiles.named(stack.account_id()).is_some() {
            return None;
        }
        let partition = partition(stack.region()).map_or("aws", |partition| partition.name);
        Some(format!(
            "arn:{partition}:iam::{}:role/{role}",
            stack.account_id()
        ))
    }

    fn credentials(&self, stack: &Stack) -> Credentials {
        match self.role(stack) {
            Some(arn) => {
                let base = Session::of(self.profiles.other());
                Credentials::role(arn, stack.account_id(), base, stack.region())
            }
            None => Credentials::Found(Session::of(self.profiles.of(stack.account_id()))),
        }
    }
}

/// The accounts that stacks go to, with credentials that are their own.
#[derive(Debug)]
pub(crate) struct Accounts(BTreeMap<String, Credentials>);

impl Accounts {
    /// Asks for the account behind the credentials of each stack, in the stack's region.
    ///
    /// # Errors
    ///
    /// Every stack that has no credentials, or those of another account, in a line each.
    pub(crate) fn ask(
        aws: &Aws,
        stacks: &Stacks,
        sources: &Sources,
    ) -> Result<Accounts, Vec<Error>> {
        let mut accounts = BTreeMap::new();
        let mut places: Vec<&Stack> = Vec::new();
        for stack in stacks {
            let id = stack.account_id();
            accounts
                .entry(id.to_owned())
                .or_insert_with(|| sources.credentials(stack));
            let known =
                |place: &&Stack| place.account_id() == id && place.region() == stack.region();
            if !places.iter().any(known) {
                places.push(stack);
            }
        }
        let ask = |stack: &Stack| check(aws, stack, &accounts[stack.account_id()], sources);
        // A profile may ask for a code of its user, and one question at a time is enough.
        let answers: Vec<_> = if io::stdin().is_terminal() && sources.role.is_none() {
            places.iter().map(|stack| ask(stack)).collect()
        } else {
            thread::scope(|scope| {
                let asked: Vec<_> = places
                    .iter()
                    .map(|stack| scope.spawn(|| ask(stack)))
                    .collect();
                asked
                    .into_iter()
                    .map(|asked| {
                        asked
                            .join()
                            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                    })
                    .collect()
            })
        };
        let mut wrong: Vec<Error> = Vec::new();
        for error in answers.into_iter().filter_map(Result::err) {
            if !wrong
                .iter()
                .any(|other| other.to_string() == error.to_string())
            {
                wrong.push(error);
            }
        }
        if wrong.is_empty() {
            Ok(Accounts(accounts))
        } else {
            Err(wrong)
        }
    }

    /// The credentials of a stack's account.
    pub(crate) fn of(&self, stack: &Stack) -> &Credentials {
        &self.0[stack.account_id()]
    }
}

/// Whether the credentials are those of the stack's account, and good in its region.
fn check(
    aws: &Aws,
    stack: &Stack,
    credentials: &Credentials,
    sources: &Sources,
) -> Result<(), Error> {
    let (name, id, region) = (stack.account(), stack.account_id(), stack.region());
    match account(aws, credentials, region) {
        Ok(found) if found == id => Ok(()),
        Ok(found) => {
            let whose = match sources.profiles.of(id) {
                Some(profile) => format!("profile `{profile}` is"),
                None => "the credentials are".to_owned(),
            };
            Err(Error::new(format!(
                "{whose} of account {found}, and stack `{}` goes to `{name}` ({id}); name a profile of it: --profile {name}=NAME",
                stack.name()
            )))
        }
        Err(fault) if is_unknown_there(&fault) && is_known_elsewhere(aws, credentials, region) => {
            Err(Error::new(format!(
                "region {region} is not enabled in `{name}` ({id}); enable it: aws account enable-region --region-name {region}"
            )))
        }
        // Without the program or any credentials every account has the same to say.
        Err(fault) if fault.is_everywhere() => Err(fault.into()),
        Err(fault) => Err(Error::new(format!(
            "no credentials for `{name}` ({id}): {fault}"
        ))),
    }
}

/// What a service answers to keys that it does not know: a region that is not enabled knows none of the account.
fn is_unknown_there(fault: &Fault) -> bool {
    fault.is(&[
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "OptInRequired",
    ])
}

fn is_known_elsewhere(aws: &Aws, credentials: &Credentials, region: &str) -> bool {
    let elsewhere = match partition(region) {
        Some(partition) if *partition == AWS_CN => "cn-north-1",
        Some(partition) if *partition == AWS_US_GOV => "us-gov-west-1",
        _ => "us-east-1",
    };
    region != elsewhere && account(aws, credentials, elsewhere).is_ok()
}
