//! Accounts: whether the credentials of each are its own. No stack goes to an account before that is known.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;

use passrole_model::catalog::regions::{AWS_CN, AWS_US_GOV, partition};
use passrole_model::index::Index;

use super::Sources;
use super::aws::Aws;
use super::credentials::{Credentials, account};
use super::fault::Fault;
use super::plan::option;
use crate::template::Node;
use crate::threads::side_by_side;
use crate::{Error, Stack};

/// The accounts that stacks go to, with credentials that are their own.
pub(crate) struct Accounts {
    aws: Aws,
    /// The place of each account's credentials, by its id.
    places: Index,
    credentials: Vec<Credentials>,
}

/// Whose the credentials are, and whether they are good in a region.
struct Question<'q> {
    aws: &'q Aws,
    credentials: &'q Credentials,
    region: &'q str,
    answer: OnceLock<Whose>,
}

/// Whose credentials are.
enum Whose {
    /// The account's of that id.
    Account(String),
    /// They are good, but not in the region, which is not enabled.
    NotEnabled,
    Unknown(Fault),
}

impl Accounts {
    /// Asks for the account behind the credentials of each stack, in the stack's region.
    ///
    /// # Errors
    ///
    /// Every account that has no credentials, or those of another, in a line each.
    pub(crate) fn ask(stacks: &[Stack], sources: &Sources) -> Result<Accounts, Vec<Error>> {
        let accounts = Accounts::of_all(stacks, sources);
        let mut questions: Vec<Question<'_>> = Vec::new();
        // The question about each stack, by what is asked.
        let (mut places, mut asked) = (Vec::new(), Index::default());
        for stack in stacks {
            let (credentials, region) = (accounts.of(stack), stack.region());
            let place = asked.place(&format!("{region} {}", credentials.source()));
            places.push(place);
            if place == questions.len() {
                questions.push(Question {
                    aws: &accounts.aws,
                    credentials,
                    region,
                    answer: OnceLock::new(),
                });
            }
        }
        // A profile may ask for a code of its user, and one question at a time is enough.
        if !(sources.may_ask() && io::stdin().is_terminal()) {
            side_by_side(questions.len(), &|place| {
                questions[place].answer();
            });
        }
        let (mut wrong, mut said) = (Vec::new(), Vec::new());
        for (number, stack) in stacks.iter().enumerate() {
            let answer = questions[places[number]].answer();
            if let Some(error) = error(stack, answer, sources)
                && !said.contains(&error)
            {
                wrong.push(Error::new(error.clone()));
                said.push(error);
            }
        }
        if wrong.is_empty() {
            Ok(accounts)
        } else {
            Err(wrong)
        }
    }

    fn of_all(stacks: &[Stack], sources: &Sources) -> Accounts {
        let mut accounts = Accounts {
            aws: Aws::new(),
            places: Index::default(),
            credentials: Vec::new(),
        };
        for stack in stacks {
            if accounts.places.add(stack.account_id()) {
                accounts.credentials.push(sources.credentials(stack));
            }
        }
        accounts
    }

    /// What a command answers in the account and region of a stack.
    ///
    /// # Errors
    ///
    /// The command cannot be run, or what it says went wrong.
    pub(super) fn json(
        &self,
        stack: &Stack,
        command: &'static str,
        values: &[&str],
    ) -> Result<Node, Fault> {
        let credentials = self.of(stack);
        self.aws.json(credentials, stack.region(), command, values)
    }

    /// The options by which a person works where a stack is, as far as they have names.
    pub(super) fn options(&self, stack: &Stack) -> String {
        let profile = option(self.of(stack).profile());
        format!("--region {}{profile}", stack.region())
    }

    /// The credentials of a stack's account.
    fn of(&self, stack: &Stack) -> &Credentials {
        let place = self.places.get(stack.account_id());
        &self.credentials[place.expect("the account of every stack is here")]
    }
}

impl Question<'_> {
    /// The answer, for which AWS is asked once.
    fn answer(&self) -> &Whose {
        let whose = || whose(self.aws, self.credentials, self.region);
        self.answer.get_or_init(whose)
    }
}

/// Asks whose the credentials are.
fn whose(aws: &Aws, credentials: &Credentials, region: &str) -> Whose {
    let fault = match account(aws, credentials, region) {
        Ok(account) => return Whose::Account(account),
        Err(fault) => fault,
    };
    let elsewhere = match partition(region) {
        Some(partition) if *partition == AWS_CN => "cn-north-1",
        Some(partition) if *partition == AWS_US_GOV => "us-gov-west-1",
        _ => "us-east-1",
    };
    // What a region answers that is not enabled, since it knows none of the account's keys.
    if fault.is(UNKNOWN_KEYS)
        && region != elsewhere
        && account(aws, &credentials.found(), elsewhere).is_ok()
    {
        return Whose::NotEnabled;
    }
    Whose::Unknown(fault)
}

const UNKNOWN_KEYS: &[&str] = &[
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "OptInRequired",
];

/// What is wrong with the credentials of a stack's account, if anything is.
fn error(stack: &Stack, answer: &Whose, sources: &Sources) -> Option<String> {
    let (name, id, region) = (stack.account(), stack.account_id(), stack.region());
    match answer {
        Whose::Account(found) if found == id => None,
        Whose::Account(found) => {
            let whose = match sources.profiles.of(id) {
                Some(profile) => format!("profile `{profile}` is"),
                None => "the credentials are".to_owned(),
            };
            Some(format!(
                "{whose} of account {found}, and stack `{}` goes to `{name}` ({id}); name a profile of it: --profile {name}=NAME",
                stack.name()
            ))
        }
        Whose::NotEnabled => Some(format!(
            "region {region} is not enabled in `{name}` ({id}); enable it: aws account enable-region --region-name {region}{}",
            option(sources.credentials(stack).profile())
        )),
        Whose::Unknown(fault) => Some(match sources.profiles.of(id) {
            Some(profile) if fault.is_want_of_credentials() => {
                format!("no credentials for `{name}` ({id}): profile `{profile}` has none")
            }
            // Without the program or any credentials every account has the same to say.
            _ if fault.is_everywhere() => fault.to_string(),
            _ if fault.is_unreachable() => {
                format!("cannot reach AWS for `{name}` ({id}): {fault}")
            }
            _ => format!("no credentials for `{name}` ({id}): {fault}"),
        }),
    }
}
