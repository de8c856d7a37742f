//! Removal: each stack is deleted before those that it came after.

use super::foreign;
use super::remote::{Remote, Status, Stop};
use super::retained::{Retained, retained};
use super::run::{IsAfter, Show, State, Tell, run};
use super::{Accounts, Aws};
use crate::{Stack, Stacks};

/// How the work on a stack ends that is not there.
pub(crate) const NOT_THERE: &str = "not there";

/// Stacks, and how they are reached.
pub(crate) struct Removal<'d> {
    pub(crate) aws: &'d Aws,
    pub(crate) accounts: &'d Accounts,
    pub(crate) stacks: &'d Stacks,
}

/// A stack that is there, and what would stay of it.
pub(crate) struct Found {
    status: Status,
    pub(crate) retained: Vec<Retained>,
}

impl Removal<'_> {
    /// Looks which stacks there are.
    pub(crate) fn look(&self, show: Show<'_>) -> (Vec<State>, Vec<Option<Found>>) {
        let stacks: Vec<&Stack> = self.stacks.iter().collect();
        let work = |place: usize, tell: Tell<'_>| {
            let remote = self.remote(stacks[place], tell);
            remote.tell("looking");
            let Some(status) = remote.settled()? else {
                return Ok((NOT_THERE, None));
            };
            let deployed = match status.is_empty() {
                true => None,
                false => remote.template(&status.id)?,
            };
            let retained = match deployed {
                Some(deployed) => {
                    foreign::check(stacks[place], &deployed)?;
                    retained(&remote, &status, deployed)?
                }
                None => Vec::new(),
            };
            Ok(("there", Some(Found { status, retained })))
        };
        run(&stacks, |_, _| false, work, show)
    }

    /// Deletes every stack that was found, the pipelines' own first, and gives the state that each ended in.
    pub(crate) fn run(&self, found: &[Option<Found>], show: Show<'_>) -> Vec<State> {
        let stacks: Vec<&Stack> = self.stacks.iter().collect();
        let is_after: IsAfter =
            |stack, other| other.depends_on().iter().any(|name| name == stack.name());
        let work = |place: usize, tell: Tell<'_>| {
            let Some(found) = &found[place] else {
                return Ok((NOT_THERE, ()));
            };
            delete(&self.remote(stacks[place], tell), &found.status)?;
            Ok(("deleted", ()))
        };
        run(&stacks, is_after, work, show).0
    }

    fn remote<'r>(&'r self, stack: &'r Stack, tell: Tell<'r>) -> Remote<'r> {
        Remote::new(self.aws, self.accounts.of(stack), stack, tell)
    }
}

/// Deletes a stack, and follows it to its end.
pub(super) fn delete(remote: &Remote<'_>, Status { id, word }: &Status) -> Result<(), Stop> {
    // What an earlier attempt ended in is not what this one ends in.
    let before = match word.as_str() {
        "DELETE_FAILED" => remote.events(id, "", &["--max-items", "1"])?,
        _ => Vec::new(),
    };
    let after = before.last().map_or("", |event| event.time.as_str());
    remote.begin("deleting", &["delete-stack", "--stack-name", id])?;
    remote.follow(id, after, true, &|events| {
        let now = events
            .iter()
            .rev()
            .find(|event| event.status == "DELETE_IN_PROGRESS");
        if let Some(event) = now {
            remote.goes_on(&format!("deleting {}", event.id));
        }
    })
}
