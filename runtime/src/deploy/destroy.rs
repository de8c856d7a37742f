//! Removal: each stack is deleted before those that it came after.

use super::foreign;
use super::remote::{DELETE_STACK, Remote, Status, Stop};
use super::retained::add_retained;
use super::run::{Found, Reach, Show, Standing, never};
use crate::Stack;

/// How the work on a stack ends that is not there.
pub(crate) const NOT_THERE: &str = "not there";

impl Reach<'_> {
    /// Looks which stacks there are, and what would stay of them.
    pub(crate) fn look(&self, show: &mut dyn Show) -> Vec<Standing> {
        self.work(never, &look, show)
    }

    /// Deletes every stack that was found when it was looked for, the pipelines' own first.
    pub(crate) fn destroy(&self, looked: &[Standing], show: &mut dyn Show) -> Vec<Standing> {
        let work = |remote: &Remote<'_>, place: usize, _: &mut Found| {
            let Some(status) = &looked[place].found.status else {
                return Ok(NOT_THERE);
            };
            delete(remote, status)?;
            Ok("deleted")
        };
        self.work(is_awaited_by, &work, show)
    }
}

fn is_awaited_by(stack: &Stack, other: &Stack) -> bool {
    other.waits_for(stack)
}

fn look(remote: &Remote<'_>, _: usize, found: &mut Found) -> Result<&'static str, Stop> {
    remote.tell("looking");
    let Some(status) = remote.settled()? else {
        return Ok(NOT_THERE);
    };
    if !status.is_empty() {
        let deployed = remote.template(&status.id)?;
        let instead = "to delete the others, name them: `destroy STACK...`";
        foreign::check(remote.stack, &deployed, instead)?;
        add_retained(remote, &status, &deployed, &mut found.details)?;
    }
    found.status = Some(status);
    Ok("there")
}

/// Deletes a stack, and follows it to its end.
pub(super) fn delete(remote: &Remote<'_>, Status { id, word }: &Status) -> Result<(), Stop> {
    // What an earlier attempt ended in is not what this one ends in.
    let before = match word.as_str() {
        "DELETE_FAILED" => remote.events(id, "", &["--max-items", "1"])?,
        _ => Vec::new(),
    };
    let after = match before.last() {
        Some(event) => event.text("Timestamp"),
        None => "",
    };
    remote.begin("deleting", word, DELETE_STACK, id)?;
    remote.follow(id, after, true, &|events| {
        for event in events.iter().rev() {
            if event.text("ResourceStatus") == "DELETE_IN_PROGRESS" {
                return remote.goes_on(&format!("deleting {}", event.text("LogicalResourceId")));
            }
        }
    })
}
