//! A stack as AWS has it: its status, and what happens to its resources.

use std::fmt;

use super::aws::{Aws, Fault};
use super::credentials::Credentials;
use super::interrupt::{self, Pauses};
use super::run::{State, Tell};
use crate::Stack;
use crate::template::Node;

/// A stack in its account.
pub(super) struct Remote<'s> {
    pub(super) stack: &'s Stack,
    aws: &'s Aws,
    credentials: &'s Credentials,
    /// Told of the work while it goes on.
    tell: Tell<'s>,
}

/// Why the work on a stack ended early.
pub(super) enum Stop {
    /// It failed, and why.
    Failed(String),
    /// A signal asked for it.
    Interrupted,
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Failed(fault.to_string())
    }
}

/// What a stack is in.
pub(super) struct Status {
    /// The stack's ARN: a stack of its name may come and go, this is one.
    pub(super) id: String,
    /// Such as `CREATE_COMPLETE`.
    pub(super) word: String,
}

/// What a stack is in that was made to carry a change set.
pub(super) const EMPTY: &str = "REVIEW_IN_PROGRESS";

impl Status {
    /// Whether it holds nothing yet: it was made to carry a change set.
    pub(super) fn is_empty(&self) -> bool {
        self.word == EMPTY
    }

    /// Whether something is done to the stack at this moment.
    pub(super) fn is_moving(&self) -> bool {
        self.word.ends_with("_IN_PROGRESS") && !self.is_empty()
    }
}

/// Something that happened to a resource of a stack.
pub(super) struct Event {
    pub(super) time: String,
    pub(super) id: String,
    physical_id: String,
    resource_type: String,
    pub(super) status: String,
    reason: String,
}

impl Event {
    fn read(node: &Node) -> Event {
        let text = |key| node.text(key).to_owned();
        Event {
            time: text("Timestamp"),
            id: text("LogicalResourceId"),
            physical_id: text("PhysicalResourceId"),
            resource_type: text("ResourceType"),
            status: text("ResourceStatus"),
            reason: text("ResourceStatusReason"),
        }
    }

    /// Whether it failed by itself: what is given up since something else failed says so.
    fn is_cause(&self) -> bool {
        self.status.ends_with("_FAILED") && !self.reason.contains("cancelled")
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&told(&self.id, &self.resource_type, &self.reason))
    }
}

/// The resource that failed and why; where a bucket of its name is there already, what to do.
pub(super) fn told(id: &str, resource_type: &str, reason: &str) -> String {
    let told = format!("{id} ({resource_type}): {reason}");
    if resource_type == "AWS::S3::Bucket" && reason.contains("already") {
        return told
            + "; if an earlier `destroy` retained it, delete it, or name it and its key in ExistingArtifactBucket";
    }
    told
}

impl<'s> Remote<'s> {
    pub(super) fn new(
        aws: &'s Aws,
        credentials: &'s Credentials,
        stack: &'s Stack,
        tell: Tell<'s>,
    ) -> Remote<'s> {
        Remote {
            stack,
            aws,
            credentials,
            tell,
        }
    }

    /// Tells what is done now, while nothing is changed yet.
    pub(super) fn tell(&self, what: &str) {
        (self.tell)(State::Busy(what.to_owned()));
    }

    /// Tells what CloudFormation does now, and would go on with by itself.
    pub(super) fn goes_on(&self, what: &str) {
        (self.tell)(State::Begun(what.to_owned()));
    }

    /// Has CloudFormation begin what it goes on with by itself. After a signal it does not, and where one comes
    /// between the word and the deed, the deed is done: what was said to be begun is begun.
    pub(super) fn begin(&self, what: &str, arguments: &[&str]) -> Result<(), Stop> {
        if interrupt::asked() {
            return Err(Stop::Interrupted);
        }
        self.goes_on(what);
        self.run(&[&["cloudformation"], arguments].concat())??;
        Ok(())
    }

    /// Asks CloudFormation.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Node, Stop> {
        self.answer(&[&["cloudformation"], arguments].concat())?
            .map_err(Stop::from)
    }

    /// What the AWS command line answers, whatever it is; nothing more is asked after a signal.
    pub(super) fn answer(&self, arguments: &[&str]) -> Result<Result<Node, Fault>, Stop> {
        if interrupt::asked() {
            return Err(Stop::Interrupted);
        }
        self.run(arguments)
    }

    fn run(&self, arguments: &[&str]) -> Result<Result<Node, Fault>, Stop> {
        let answer = self
            .aws
            .json(self.credentials, self.stack.region(), arguments);
        match answer {
            // On a terminal the signal has reached `aws` too.
            Err(_) if interrupt::asked() => Err(Stop::Interrupted),
            answer => Ok(answer),
        }
    }

    /// What a stack of that name or ARN is in; none where there is no such stack.
    pub(super) fn status(&self, name: &str) -> Result<Option<Status>, Stop> {
        let arguments = ["cloudformation", "describe-stacks", "--stack-name", name];
        let answer = match self.answer(&arguments)? {
            Err(fault) if fault.is_missing_stack() => return Ok(None),
            answer => answer?,
        };
        let Some(stack) = answer.items("Stacks").next() else {
            return Ok(None);
        };
        let (id, word) = (stack.text("StackId"), stack.text("StackStatus"));
        Ok(match word {
            "" | "DELETE_COMPLETE" => None,
            word => Some(Status {
                id: id.to_owned(),
                word: word.to_owned(),
            }),
        })
    }

    /// The template that is deployed: YAML as a text, JSON as what it says.
    pub(super) fn template(&self, id: &str) -> Result<Option<Node>, Stop> {
        let arguments = [
            "get-template",
            "--template-stage",
            "Original",
            "--stack-name",
            id,
        ];
        let Node::Map(mut answer) = self.ask(&arguments)? else {
            return Ok(None);
        };
        Ok(answer.remove("TemplateBody"))
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
    /// The resource that failed, and why.
    pub(super) fn follow(
        &self,
        id: &str,
        after: &str,
        deleted: bool,
        tell: &dyn Fn(&[Event]),
    ) -> Result<(), Stop> {
        let mut pauses = Pauses::default();
        loop {
            let events = self.events(id, after, &["--max-items", "100"])?;
            tell(&events);
            let mut own = events.iter().rev().filter(|event| event.physical_id == id);
            match own.find(|event| !deleted || event.status.starts_with("DELETE_")) {
                Some(last) if ENDS.contains(&last.status.as_str()) => return Ok(()),
                Some(last) if !last.status.ends_with("_IN_PROGRESS") => {
                    return Err(Stop::Failed(self.cause(id, after, last)?));
                }
                _ => pauses.pause(),
            }
        }
    }

    /// What failed first, by itself.
    fn cause(&self, id: &str, after: &str, last: &Event) -> Result<String, Stop> {
        let events = self.events(id, after, &[])?;
        let cause = events.iter().find(|event| event.is_cause());
        Ok(match cause {
            Some(event) => event.to_string(),
            None => format!("it ended in {}: {}", last.status, last.reason),
        })
    }

    /// What has happened after a moment, in its order.
    pub(super) fn events(&self, id: &str, after: &str, more: &[&str]) -> Result<Vec<Event>, Stop> {
        let arguments = [&["describe-stack-events", "--stack-name", id], more].concat();
        let answer = self.ask(&arguments)?;
        let mut events = Vec::new();
        for node in answer.items("StackEvents").rev() {
            let event = Event::read(node);
            if event.time.as_str() > after {
                events.push(event);
            }
        }
        Ok(events)
    }
}

/// What a stack is in when it has come to a good end.
const ENDS: [&str; 3] = ["CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE"];
