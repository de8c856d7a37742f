//! The stacks as they are deployed, by the templates that CloudFormation was given.

use std::sync::{Mutex, PoisonError};

use super::{Side, Version};
use crate::deploy::{Accounts, DESCRIBE_STACKS, Fault, GET_TEMPLATE, Sources, Status, part};
use crate::template::{Node, read};
use crate::threads::side_by_side;
use crate::{Error, Stack};

/// A stack that is deployed, and what it is in.
struct Found {
    version: Version,
    status: Status,
}

impl Side {
    /// Asks for every stack that is declared, and for those that were written once and are not declared any more.
    ///
    /// What cannot be asked of the latter is a line for people, since nobody may have credentials for them any more;
    /// another says what a stack is in that has come to no good end.
    ///
    /// # Errors
    ///
    /// All that is wrong with the credentials, or with what CloudFormation answers.
    pub(crate) fn deployed(
        stacks: &[Stack],
        left: &[Stack],
        sources: &Sources,
    ) -> Result<(Side, Vec<String>), Vec<Error>> {
        let accounts = Accounts::ask(stacks, sources)?;
        let mut answers = Vec::new();
        for _ in stacks {
            answers.push(Ok(None));
        }
        let answers = Mutex::new(answers);
        side_by_side(stacks.len(), &|place| {
            let answer = find(&accounts, &stacks[place]);
            let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
            answers[place] = answer;
        });
        let (mut side, mut notes, mut wrong) = (Side::default(), Vec::new(), Vec::new());
        let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
        for answer in answers.iter_mut() {
            match std::mem::replace(answer, Ok(None)) {
                Ok(found) => side.add(found, &mut notes),
                Err(error) => wrong.push(error),
            }
        }
        drop(answers);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        for stack in left {
            match left_behind(stack, sources) {
                Ok(found) => side.add(found, &mut notes),
                Err(error) => notes.push(format!(
                    "`{}`, no longer declared, may be deployed still: {error}",
                    stack.name()
                )),
            }
        }
        Ok((side, notes))
    }

    /// Adds a stack that was found.
    fn add(&mut self, found: Option<Found>, notes: &mut Vec<String>) {
        let Some(Found { version, status }) = found else {
            return;
        };
        if status.is_unsettled() {
            notes.push(format!(
                "`{}` is in {}; it is compared by the template that CloudFormation has of it now",
                version.name, status.word
            ));
        }
        self.stacks.push(version);
    }
}

fn left_behind(stack: &Stack, sources: &Sources) -> Result<Option<Found>, Error> {
    let accounts = Accounts::ask(std::slice::from_ref(stack), sources);
    let accounts = accounts.map_err(|mut errors| errors.remove(0))?;
    find(&accounts, stack)
}

/// The stack as it is deployed; none where it is not, or where a deployment would create it all the same.
fn find(accounts: &Accounts, stack: &Stack) -> Result<Option<Found>, Error> {
    look(accounts, stack).map_err(|fault| {
        let name = stack.name();
        Error::new(format!("the template of stack `{name}`: {fault}"))
    })
}

fn look(accounts: &Accounts, stack: &Stack) -> Result<Option<Found>, Fault> {
    let name = stack.name();
    let status = match Status::read(accounts.json(stack, DESCRIBE_STACKS, &[name]))? {
        Some(status) if !status.is_empty() && !status.is_failed_creation() => status,
        _ => return Ok(None),
    };
    let answer = accounts.json(stack, GET_TEMPLATE, &[name])?;
    let template = match part(&answer, GET_TEMPLATE, "TemplateBody")? {
        Node::String(text) => read::read(text).map_err(|error| Fault::new(error.to_string()))?,
        template => template.clone(),
    };
    if template.get("Resources").is_none() {
        return Err(Fault::new("it is no template".to_owned()));
    }
    Ok(Some(Found {
        version: Version::of(stack, template),
        status,
    }))
}
