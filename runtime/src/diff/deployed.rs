//! The stacks as they are deployed, by the templates that CloudFormation was given.

use std::sync::{Mutex, PoisonError};

use super::{Side, Version};
use crate::deploy::{Accounts, GET_TEMPLATE, Sources};
use crate::template::{Node, read};
use crate::threads::side_by_side;
use crate::{Error, Stack};

impl Side {
    /// Asks for every stack that is declared, and for those that were written once and are not declared any more.
    ///
    /// What cannot be asked of the latter is a line for people, since nobody may have credentials for them any more.
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
            let answer = version(&accounts, &stacks[place]);
            let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
            answers[place] = answer;
        });
        let (mut side, mut wrong) = (Side::default(), Vec::new());
        let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
        for answer in answers.iter_mut() {
            match std::mem::replace(answer, Ok(None)) {
                Ok(Some(version)) => side.stacks.push(version),
                Ok(None) => {}
                Err(error) => wrong.push(error),
            }
        }
        drop(answers);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let mut unknown = Vec::new();
        for stack in left {
            match left_behind(stack, sources) {
                Ok(Some(version)) => side.stacks.push(version),
                Ok(None) => {}
                Err(error) => unknown.push(format!(
                    "`{}`, no longer declared, may be deployed still: {error}",
                    stack.name()
                )),
            }
        }
        Ok((side, unknown))
    }
}

fn left_behind(stack: &Stack, sources: &Sources) -> Result<Option<Version>, Error> {
    let accounts = Accounts::ask(std::slice::from_ref(stack), sources);
    let accounts = accounts.map_err(|mut errors| errors.remove(0))?;
    version(&accounts, stack)
}

/// The stack as it is deployed; none where it is not.
fn version(accounts: &Accounts, stack: &Stack) -> Result<Option<Version>, Error> {
    let name = stack.name();
    let wrong = |why: String| Error::new(format!("the template of stack `{name}`: {why}"));
    let answer = match accounts.json(stack, GET_TEMPLATE, &[name]) {
        Err(fault) if fault.is_missing_stack() => return Ok(None),
        answer => answer.map_err(|fault| wrong(fault.to_string()))?,
    };
    let template = match answer.get("TemplateBody") {
        // A stack that only carries a change set so far has no template.
        None => return Ok(None),
        Some(Node::String(text)) if text.trim().is_empty() => return Ok(None),
        Some(Node::String(text)) => read::read(text).map_err(|error| wrong(error.to_string()))?,
        Some(template) => template.clone(),
    };
    Ok(Some(Version::of(stack, template)))
}
