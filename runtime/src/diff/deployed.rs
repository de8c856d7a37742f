//! The stacks as they are deployed, by the templates that CloudFormation was given.

use super::{Side, Version};
use crate::deploy::{Accounts, FOREIGN, Reach, Sources, Standing, State, is_foreign};
use crate::{Error, Stack};

impl Side {
    /// Asks for every stack that is declared, and for those that were written once and are not declared any more.
    ///
    /// What cannot be asked of the latter is a line for people, since nobody may have credentials for them any more;
    /// others say what a stack is in that has come to no good end, and which one is somebody else's.
    ///
    /// # Errors
    ///
    /// All that is wrong with the credentials, or with what CloudFormation answers.
    pub(crate) fn deployed(
        stacks: &[Stack],
        left: &[Stack],
        sources: &Sources,
    ) -> Result<(Side, Vec<String>), Vec<Error>> {
        let (mut side, mut notes) = (Side::default(), Vec::new());
        side.add(stacks, sources, &mut notes)?;
        for stack in left {
            let added = side.add(std::slice::from_ref(stack), sources, &mut notes);
            for error in &added.err().unwrap_or_default() {
                let name = stack.name();
                notes.push(format!(
                    "`{name}`, no longer declared, may be deployed still: {error}"
                ));
            }
        }
        Ok((side, notes))
    }

    /// Adds the stacks that are found.
    fn add(
        &mut self,
        stacks: &[Stack],
        sources: &Sources,
        notes: &mut Vec<String>,
    ) -> Result<(), Vec<Error>> {
        let accounts = Accounts::ask(stacks, sources)?;
        let mut all = Reach { accounts, stacks }.templates();
        let mut wrong = Vec::new();
        for (place, stack) in stacks.iter().enumerate() {
            let (name, Standing { state, found }) = (stack.name(), &mut all[place]);
            if let State::Failed(why) = state {
                let message = format!("the template of stack `{name}`: {why}");
                wrong.push(Error::new(message));
            }
            if let Some(word) = found.unsettled() {
                notes.push(format!(
                    "`{name}` is in {word}; it is compared by the template that CloudFormation has of it now"
                ));
            }
            if let Some(template) = found.template.take() {
                if is_foreign(stack, &template) {
                    notes.push(format!("`{name}`: {FOREIGN}"));
                }
                self.stacks.push(Version::of(stack, template));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}
