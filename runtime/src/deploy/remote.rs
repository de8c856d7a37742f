//! A stack as AWS has it: its status, and what happens to its resources.

use std::time::{Duration, Instant};

use super::Accounts;
use super::aws::part;
use super::fault::Fault;
use super::interrupt::{self, Pauses};
use super::run::{State, Tell};
use crate::template::Node;
use crate::{Error, Stack};

/// A stack in its account.
pub(super) struct Remote<'s> {
    pub(super) stack: &'s Stack,
    accounts: &'s Accounts,
    /// Told of the work while it goes on.
    tell: Tell<'s>,
}

/// Why the work on a stack ended early.
pub(super) enum Stop {
    /// It failed, and why.
    Failed(Fault),
    /// It cannot be seen how far CloudFormation is with what was begun, and why.
    Lost(Fault),
    /// A signal asked for it.
    Interrupted,
}

impl Stop {
    /// It failed for a reason of its own.
    pub(super) fn failed(why: String) -> Stop {
        Stop::Failed(Fault::new(why))
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Failed(fault)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::failed(error.to_string())
    }
}

/// What a stack is in.
pub(super) struct Status {
    /// The stack's ARN: a stack of its name may come and go, this is one.
    pub(super) id: String,
    /// Such as `CREATE_COMPLETE`.
    pub(super) word: String,
}

/// The command that answers what a stack is in.
const DESCRIBE_STACKS: &str = "cloudformation describe-stacks --stack-name";

/// The command that deletes a stack.
pub(super) const DELETE_STACK: &str = "cloudformation delete-stack --stack-name";

/// The command that answers a template as it was given.
const GET_TEMPLATE: &str = "cloudformation get-template --template-stage Original --stack-name";

/// The command that answers what happened to a stack, the last first.
const EVENTS: &str = "cloudformation describe-stack-events --stack-name";

/// What a stack is in that was made to carry a change set.
pub(super) const EMPTY: &str = "REVIEW_IN_PROGRESS";

impl Status {
    /// What a stack is in by what CloudFormation answered; none where there is no such stack.
    fn read(answer: Result<Node, Fault>) -> Result<Option<Status>, Fault> {
        let answer = match answer {
            Err(fault) if fault.is_missing_stack() => return Ok(None),
            answer => answer?,
        };
        let stack = part(&answer, DESCRIBE_STACKS, "Stacks")?.iter().next();
        let stack = stack.unwrap_or(&answer);
        let word = part(stack, DESCRIBE_STACKS, "StackStatus")?.as_str();
        let id = part(stack, DESCRIBE_STACKS, "StackId")?.as_str();
        Ok(match word.unwrap_or_default() {
            "DELETE_COMPLETE" => None,
            word => Some(Status {
                id: id.unwrap_or_default().to_owned(),
                word: word.to_owned(),
            }),
        })
    }

    /// Whether it holds nothing yet: it was made to carry a change set.
    pub(super) fn is_empty(&self) -> bool {
        self.word == EMPTY
    }

    /// Whether its first creation was rolled back: nothing is in it, and nothing can be put into it.
    pub(super) fn is_failed_creation(&self) -> bool {
        self.word == "ROLLBACK_COMPLETE"
    }

    /// Whether its template may not be what stands in the account.
    pub(super) fn is_unsettled(&self) -> bool {
        self.word.ends_with("_IN_PROGRESS") || self.word.ends_with("_FAILED")
    }

    /// Whether something is done to the stack at this moment.
    pub(super) fn is_moving(&self) -> bool {
        self.word.ends_with("_IN_PROGRESS") && !self.is_empty()
    }
}

/// The resource that failed and why; where a bucket of its name is there already, what to do.
pub(super) fn told(event: &Node, reason: &str) -> String {
    let (id, resource_type) = (event.text("LogicalResourceId"), event.text("ResourceType"));
    let told = format!("{id} ({resource_type}): {}", reason.trim_end_matches('.'));
    if resource_type == "AWS::S3::Bucket" && reason.contains("already") {
        return told
            + "; if an earlier `destroy` retained it, delete it, or name it and its key in ExistingArtifactBucket";
    }
    told
}

impl<'s> Remote<'s> {
    pub(super) fn new(accounts: &'s Accounts, stack: &'s Stack, tell: Tell<'s>) -> Remote<'s> {
        Remote {
            stack,
            accounts,
            tell,
        }
    }

    /// The options by which a person works where the stack is.
    pub(super) fn options(&self) -> String {
        self.accounts.options(self.stack)
    }

    /// Tells what is done now, while nothing is changed yet.
    pub(super) fn tell(&self, what: &str) {
        (self.tell)(State::Busy(what.to_owned()));
    }

    /// Tells what CloudFormation does now, and would go on with by itself.
    pub(super) fn goes_on(&self, what: &str) {
        (self.tell)(State::Begun(what.to_owned()));
    }

    /// Has CloudFormation begin what it goes on with by itself. After a signal it does not; where one comes between the
    /// word and the deed, it is asked whether the stack is still in what it was in before.
    pub(super) fn begin(
        &self,
        what: &str,
        before: &str,
        command: &'static str,
        id: &str,
    ) -> Result<(), Stop> {
        if interrupt::asked() {
            return Err(Stop::Interrupted);
        }
        self.goes_on(what);
        match self.run(command, &[id]) {
            // On a terminal the signal has reached `aws` too, perhaps before it had asked for anything.
            Err(Stop::Interrupted) if self.is_still(before) => {
                self.tell("not begun");
                Err(Stop::Interrupted)
            }
            answer => answer.map(drop),
        }
    }

    /// Whether the stack is in this, after a signal as well.
    fn is_still(&self, before: &str) -> bool {
        let name = self.stack.name();
        let answer = self.accounts.json(self.stack, DESCRIBE_STACKS, &[name]);
        matches!(Status::read(answer), Ok(Some(status)) if status.word == before)
    }

    /// Asks about what goes by a name or ARN, which stands behind the command.
    pub(super) fn ask(&self, command: &'static str, id: &str) -> Result<Node, Stop> {
        self.ask_with(command, &[id])
    }

    /// The same with any values behind the command. Nothing more is asked after a signal.
    pub(super) fn ask_with(&self, command: &'static str, values: &[&str]) -> Result<Node, Stop> {
        if interrupt::asked() {
            return Err(Stop::Interrupted);
        }
        self.run(command, values)
    }

    /// The same of a question that is asked while CloudFormation works, and so once more where what went wrong may pass.
    pub(super) fn poll(&self, command: &'static str, values: &[&str]) -> Result<Node, Stop> {
        const MORE: u64 = 4;
        // Each time the AWS command line itself may have waited for an answer.
        const LONGEST: Duration = Duration::from_secs(60);
        let (mut tries, begun) = (0, Instant::now());
        let mut pauses = Pauses::default();
        loop {
            match self.ask_with(command, values) {
                Err(Stop::Failed(fault))
                    if fault.is_passing() && tries < MORE && begun.elapsed() < LONGEST =>
                {
                    tries += 1;
                    pauses.pause();
                }
                answer => return answer,
            }
        }
    }

    fn run(&self, command: &'static str, values: &[&str]) -> Result<Node, Stop> {
        match self.accounts.json(self.stack, command, values) {
            Ok(answer) => Ok(answer),
            // On a terminal the signal has reached `aws` too.
            Err(_) if interrupt::asked() => Err(Stop::Interrupted),
            Err(fault) => Err(Stop::Failed(fault)),
        }
    }

    /// What a stack of that name or ARN is in; none where there is no such stack.
    pub(super) fn status(&self, name: &str) -> Result<Option<Status>, Stop> {
        let answer = match self.poll(DESCRIBE_STACKS, &[name]) {
            Err(Stop::Failed(fault)) => Err(fault),
            answer => Ok(answer?),
        };
        Ok(Status::read(answer)?)
    }

    /// The template that is deployed: YAML as a text, JSON as what it says.
    pub(super) fn template(&self, id: &str) -> Result<Node, Stop> {
        let answer = self.ask(GET_TEMPLATE, id)?;
        Ok(part(&answer, GET_TEMPLATE, "TemplateBody")?.clone())
    }

    /// What the stack is in once nothing is done to it any more: a run that was killed may have left it at work.
    pub(super) fn settled(&self) -> Result<Option<Status>, Stop> {
        let mut pauses = Pauses::default();
        loop {
            match self.status(self.stack.name())? {
                Some(status) if status.is_moving() => {
                    self.tell(&format!("waiting, since it is in {}", status.word));
                    pauses.pause();
                }
                status => return Ok(status),
            }
        }
    }

    /// Follows what is done to the stack after a moment, to its end. Where it is deleted, what it was in before it
    /// says nothing.
    ///
    /// # Errors
    ///
    /// The resource that failed, and why; or why nothing can be seen of it any more.
    pub(super) fn follow(
        &self,
        id: &str,
        after: &str,
        deleted: bool,
        tell: &dyn Fn(&[Node]),
    ) -> Result<(), Stop> {
        let mut pauses = Pauses::default();
        loop {
            let events = match self.events(id, after, &["--max-items", "100"]) {
                Err(Stop::Failed(fault)) => return Err(Stop::Lost(fault)),
                events => events?,
            };
            tell(&events);
            if let Some(last) = last(&events, id, deleted) {
                let word = last.text("ResourceStatus");
                if ENDS.contains(&word) {
                    return Ok(());
                }
                if !word.ends_with("_IN_PROGRESS") {
                    return Err(Stop::failed(self.cause(id, after, last)?));
                }
            }
            pauses.pause();
        }
    }

    /// What failed first, by itself: what is given up since something else failed says so.
    fn cause(&self, id: &str, after: &str, last: &Node) -> Result<String, Stop> {
        let events = match self.events(id, after, &[]) {
            Err(Stop::Failed(_)) => Vec::new(),
            events => events?,
        };
        for event in &events {
            let reason = event.text("ResourceStatusReason");
            if event.text("ResourceStatus").ends_with("_FAILED") && !reason.contains("cancelled") {
                return Ok(told(event, reason));
            }
        }
        let (word, reason) = (
            last.text("ResourceStatus"),
            last.text("ResourceStatusReason"),
        );
        Ok(format!("it ended in {word}: {reason}"))
    }

    /// What has happened after a moment, in its order.
    pub(super) fn events(&self, id: &str, after: &str, more: &[&str]) -> Result<Vec<Node>, Stop> {
        let mut values = Vec::new();
        values.push(id);
        values.extend_from_slice(more);
        let answer = self.poll(EVENTS, &values)?;
        let mut events = Vec::new();
        for event in part(&answer, EVENTS, "StackEvents")?.iter().rev() {
            if event.text("Timestamp") > after {
                events.push(event.clone());
            }
        }
        Ok(events)
    }
}

/// The last that happened to the stack itself; where it is deleted, of its deletion.
fn last<'e>(events: &'e [Node], id: &str, deleted: bool) -> Option<&'e Node> {
    let mut last = None;
    for event in events {
        let counts = !deleted || event.text("ResourceStatus").starts_with("DELETE_");
        if counts && event.text("PhysicalResourceId") == id {
            last = Some(event);
        }
    }
    last
}

/// What a stack is in when it has come to a good end.
const ENDS: &[&str] = &["CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE"];
