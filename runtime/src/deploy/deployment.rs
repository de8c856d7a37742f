//! Deployment: each stack becomes its template, by a change set.

use super::change_set::{self, ChangeSet, change};
use super::destroy::delete;
use super::foreign;
use super::remote::{Remote, Status, Stop};
use super::run::{Found, Reach, Show, Standing, never};
use super::template::{Source, is_same};
use super::{PerAccount, Sources};
use crate::assembly::Files;
use crate::template::Node;
use crate::{Stack, Stacks};

/// Stacks that are written, and what else their deployment takes.
pub(crate) struct Ready {
    pub(crate) stacks: Stacks,
    pub(crate) files: Files,
    pub(crate) sources: Sources,
    /// The buckets for large templates.
    pub(crate) buckets: PerAccount,
}

/// Stacks that are written, and how they come into their accounts.
pub(crate) struct Deployment<'d> {
    pub(crate) reach: Reach<'d>,
    pub(crate) ready: &'d Ready,
}

impl Deployment<'_> {
    /// Deploys every stack that differs from its template.
    pub(crate) fn run(&self, show: &mut dyn Show) -> Vec<Standing> {
        let deploy = |remote: &Remote<'_>, _, _: &mut Found| self.deploy(remote);
        self.reach.work(Stack::waits_for, &deploy, show)
    }

    fn deploy(&self, remote: &Remote<'_>) -> Result<&'static str, Stop> {
        let before = match begin(remote)? {
            Some(status) if status.is_failed_creation() => {
                delete(remote, &status)?;
                None
            }
            before => before,
        };
        match self.change_set(remote, before.as_ref())? {
            Some(set) => set.execute(remote),
            None => Ok("unchanged"),
        }
    }

    /// Finds the changes that a deployment would make of each stack. What carried them is thrown away.
    pub(crate) fn try_out(&self, show: &mut dyn Show) -> Vec<Standing> {
        let changes = |remote: &Remote<'_>, _, found: &mut Found| self.changes(remote, found);
        self.reach.work(never, &changes, show)
    }

    fn changes(&self, remote: &Remote<'_>, found: &mut Found) -> Result<&'static str, Stop> {
        let before = begin(remote)?;
        if before.as_ref().is_some_and(Status::is_failed_creation) {
            // No change set can be made for it; it would be made anew.
            found.details = additions(remote.stack);
            return Ok("would be created");
        }
        let Some(set) = self.change_set(remote, before.as_ref())? else {
            return Ok("unchanged");
        };
        set.discard(remote)?;
        let would = set.would();
        found.details = set.changes;
        Ok(would)
    }

    /// The change set by which the stack becomes its template; none where it is that already.
    fn change_set<'b>(
        &self,
        remote: &Remote<'_>,
        before: Option<&'b Status>,
    ) -> Result<Option<ChangeSet<'b>>, Stop> {
        let file = &self.ready.files.of(remote.stack);
        remote.tell("comparing");
        // Most stacks of most deployments are what they were, and asking for the template is the quickest way to know.
        if let Some(status) = before
            && !status.is_empty()
        {
            let deployed = remote.template(&status.id)?;
            if !remote.stack.template().is_expanded() && is_same(file, &deployed) {
                return Ok(None);
            }
            let instead = "give the pipeline another name, or delete that one first";
            foreign::check(remote.stack, &deployed, instead)?;
        }
        let bucket = self.ready.buckets.of(remote.stack.account_id());
        change_set::make(remote, &Source::of(remote, file, bucket)?, before)
    }
}

/// What the stack is in, once a change set can be made for it.
fn begin(remote: &Remote<'_>) -> Result<Option<Status>, Stop> {
    remote.tell("looking");
    let before = remote.settled()?;
    let name = remote.stack.name();
    let word = match &before {
        Some(status) => status.word.as_str(),
        None => "",
    };
    match word {
        "UPDATE_ROLLBACK_FAILED" => Err(Stop::failed(format!(
            "it is in {word}; finish the rollback first: aws cloudformation continue-update-rollback --stack-name {name} {}",
            remote.options()
        ))),
        "CREATE_FAILED" | "ROLLBACK_FAILED" | "DELETE_FAILED" | "IMPORT_ROLLBACK_FAILED" => {
            Err(Stop::failed(format!(
                "it is in {word}; delete it first: `destroy {name}`"
            )))
        }
        _ => Ok(before),
    }
}

fn additions(stack: &Stack) -> Vec<Node> {
    let mut additions = Vec::new();
    for (id, resource) in stack.template().resources() {
        additions.push(change("Add", id, &resource.resource_type, ""));
    }
    additions
}
