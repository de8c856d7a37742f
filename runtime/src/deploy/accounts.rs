//! Accounts: whether the credentials of each are its own. No stack goes to an account before that is known.

use std::collections::HashMap;
use std::io::{self, IsTerminal};
use std::thread;

use passrole_model::catalog::regions::{AWS_CN, AWS_US_GOV, partition};

use super::Sources;
use super::aws::{Aws, Fault};
use super::credentials::{Credentials, account};
use crate::{Error, Stack, Stacks};

/// The accounts that stacks go to, with credentials that are their own.
#[derive(Debug)]
pub(crate) struct Accounts(HashMap<String, Credentials>);

/// Credentials, and a region in which they are to be good.
type Question<'q> = (&'q Credentials, &'q str);

/// Why no account was named for credentials.
enum Refusal {
    /// They are good, but not in the region.
    Region,
    /// Any other reason.
    Fault(Fault),
}

impl Accounts {
    /// Asks for the account behind the credentials of each stack, in the stack's region.
    ///
    /// # Errors
    ///
    /// Every account that has no credentials, or those of another, in a line each.
    pub(crate) fn ask(
        aws: &Aws,
        stacks: &Stacks,
        sources: &Sources,
    ) -> Result<Accounts, Vec<Error>> {
        let mut accounts = HashMap::new();
        for stack in stacks {
            accounts
                .entry(stack.account_id().to_owned())
                .or_insert_with(|| sources.credentials(stack));
        }
        let accounts = Accounts(accounts);
        let mut questions: Vec<Question<'_>> = Vec::new();
        for stack in stacks {
            let question = (accounts.of(stack), stack.region());
            if place(&questions, question).is_none() {
                questions.push(question);
            }
        }
        // A profile may ask for a code of its user, and one question at a time is enough.
        let answers = if sources.may_ask() && io::stdin().is_terminal() {
            questions
                .iter()
                .map(|question| whose(aws, *question))
                .collect()
        } else {
            side_by_side(aws, &questions)
        };
        let mut wrong: Vec<String> = Vec::new();
        for stack in stacks {
            let question = (accounts.of(stack), stack.region());
            let answer = place(&questions, question).map(|place| &answers[place]);
            let error = answer.and_then(|answer| error(stack, answer, sources));
            wrong.extend(error.filter(|error| !wrong.contains(error)));
        }
        if wrong.is_empty() {
            Ok(accounts)
        } else {
            Err(wrong.into_iter().map(Error::from).collect())
        }
    }

    /// The credentials of a stack's account.
    pub(crate) fn of(&self, stack: &Stack) -> &Credentials {
        &self.0[stack.account_id()]
    }
}

/// Where a question stands that has the same answer.
fn place(questions: &[Question<'_>], (credentials, region): Question<'_>) -> Option<usize> {
    questions
        .iter()
        .position(|(other, there)| *there == region && other.are(credentials))
}

fn side_by_side(aws: &Aws, questions: &[Question<'_>]) -> Vec<Result<String, Refusal>> {
    thread::scope(|scope| {
        let asked: Vec<_> = questions
            .iter()
            .map(|question| scope.spawn(|| whose(aws, *question)))
            .collect();
        let answers = asked.into_iter().map(|answer| match answer.join() {
            Ok(answer) => answer,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        answers.collect()
    })
}

/// The id of the account that the credentials are of.
fn whose(aws: &Aws, (credentials, region): Question<'_>) -> Result<String, Refusal> {
    account(aws, credentials, region).map_err(|fault| {
        // What a region answers that is not enabled, since it knows none of the account's keys.
        let unknown = fault.is(&[
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "OptInRequired",
        ]);
        let elsewhere = match partition(region) {
            Some(partition) if *partition == AWS_CN => "cn-north-1",
            Some(partition) if *partition == AWS_US_GOV => "us-gov-west-1",
            _ => "us-east-1",
        };
        if unknown && region != elsewhere && account(aws, &credentials.found(), elsewhere).is_ok() {
            Refusal::Region
        } else {
            Refusal::Fault(fault)
        }
    })
}

/// What is wrong with the credentials of a stack's account, if anything is.
fn error(stack: &Stack, answer: &Result<String, Refusal>, sources: &Sources) -> Option<String> {
    let (name, id, region) = (stack.account(), stack.account_id(), stack.region());
    match answer {
        Ok(found) if found == id => None,
        Ok(found) => {
            let whose = match sources.profiles.of(id) {
                Some(profile) => format!("profile `{profile}` is"),
                None => "the credentials are".to_owned(),
            };
            Some(format!(
                "{whose} of account {found}, and stack `{}` goes to `{name}` ({id}); name a profile of it: --profile {name}=NAME",
                stack.name()
            ))
        }
        Err(Refusal::Region) => Some(format!(
            "region {region} is not enabled in `{name}` ({id}); enable it: aws account enable-region --region-name {region}"
        )),
        // Without the program or any credentials every account has the same to say.
        Err(Refusal::Fault(fault)) if fault.is_everywhere() => Some(fault.to_string()),
        Err(Refusal::Fault(fault)) => Some(format!("no credentials for `{name}` ({id}): {fault}")),
    }
}
