//! Removal: each stack is deleted before those that it came after, and what is retained is named.

use std::fmt;

use super::remote::{Remote, Status, Stop};
use super::run::{Show, State, Tell, run};
use super::{Accounts, Aws};
use crate::template::{Map, Node, read};
use crate::{Stack, Stacks};

/// A resource that stays when its stack is deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Retained {
    /// The logical id.
    pub(crate) id: String,
    pub(crate) resource_type: String,
    /// What it is called in its account.
    pub(crate) name: String,
}

impl fmt::Display for Retained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}) {}", self.id, self.resource_type, self.name)
    }
}

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
    pub(crate) fn look(&self, show: Show<'_>) -> Vec<(State, Option<Found>)> {
        let stacks: Vec<&Stack> = self.stacks.iter().collect();
        let work = |place: usize, tell: Tell<'_>| {
            let remote = self.remote(stacks[place], tell);
            remote.tell("looking");
            let Some(status) = remote.settled()? else {
                return Ok((NOT_THERE, None));
            };
            let retained = retained(&remote, &status)?;
            Ok(("there", Some(Found { status, retained })))
        };
        let looked = run(&stacks, |_, _| false, work, show);
        let found = looked
            .into_iter()
            .map(|(state, found)| (state, found.flatten()));
        found.collect()
    }

    /// Deletes every stack that was found, the pipelines' own first, and gives the state that each ended in.
    pub(crate) fn run(&self, found: &[Option<Found>], show: Show<'_>) -> Vec<State> {
        let stacks: Vec<&Stack> = self.stacks.iter().collect();
        let is_after = |stack: &Stack, other: &Stack| {
            other.depends_on().iter().any(|name| name == stack.name())
        };
        let work = |place: usize, tell: Tell<'_>| {
            let Some(found) = &found[place] else {
                return Ok((NOT_THERE, ()));
            };
            delete(&self.remote(stacks[place], tell), &found.status)?;
            Ok(("deleted", ()))
        };
        let ended = run(&stacks, is_after, work, show);
        ended.into_iter().map(|(state, _)| state).collect()
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
    remote.begin("deleting");
    remote.ask(&["delete-stack", "--stack-name", id])?;
    remote.follow(id, after, true, |events| {
        let now = events
            .iter()
            .rev()
            .find(|event| event.status == "DELETE_IN_PROGRESS");
        if let Some(event) = now {
            remote.begin(&format!("deleting {}", event.id));
        }
    })
}

/// What stays of a stack when it is deleted, by the template that is deployed.
fn retained(remote: &Remote<'_>, status: &Status) -> Result<Vec<Retained>, Stop> {
    if status.is_empty() {
        return Ok(Vec::new());
    }
    let deployed = match remote.template(&status.id)? {
        Some(Node::String(text)) => read::read(&text).map_err(|error| {
            Stop::Failed(format!(
                "the template that is deployed cannot be read: {error}"
            ))
        })?,
        Some(template) => template,
        None => return Ok(Vec::new()),
    };
    let resources = deployed.get("Resources").and_then(Node::as_map);
    let kept: Vec<&str> = resources
        .into_iter()
        .flat_map(Map::iter)
        .filter(|(_, resource)| {
            let policy = resource.get("DeletionPolicy").and_then(Node::as_str);
            policy.is_some_and(|policy| policy != "Delete")
        })
        .map(|(id, _)| id)
        .collect();
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    let answer = remote.ask(&["describe-stack-resources", "--stack-name", &status.id])?;
    let found = answer
        .get("StackResources")
        .and_then(Node::as_list)
        .unwrap_or_default();
    let text = |resource: &Node, key| {
        let text = resource.get(key).and_then(Node::as_str);
        text.unwrap_or_default().to_owned()
    };
    let retained = found.iter().map(|resource| Retained {
        id: text(resource, "LogicalResourceId"),
        resource_type: text(resource, "ResourceType"),
        name: text(resource, "PhysicalResourceId"),
    });
    Ok(retained
        .filter(|resource| kept.contains(&resource.id.as_str()))
        .collect())
}
