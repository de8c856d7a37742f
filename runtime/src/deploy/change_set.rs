//! Change sets: what would change in a stack, made by CloudFormation itself, and then done or thrown away.

use std::time::{SystemTime, UNIX_EPOCH};

use super::interrupt::Pauses;
use super::remote::{EMPTY, Event, Remote, Status, Stop, told};
use super::template::Source;
use crate::template::Node;

/// What would change in a stack.
pub(super) struct ChangeSet {
    id: String,
    stack_id: String,
    /// When it was made, by CloudFormation's clock.
    made: String,
    pub(super) changes: Vec<Change>,
    before: Option<Status>,
}

/// A change of one resource.
pub(crate) struct Change {
    /// `Add`, `Modify`, `Remove` and so on.
    pub(crate) action: String,
    pub(crate) id: String,
    pub(crate) resource_type: String,
    /// Whether it is made anew: `True`, `False` or `Conditional`.
    pub(crate) replacement: String,
}

impl Change {
    fn read(node: &Node) -> Change {
        let change = node.get("ResourceChange").unwrap_or(node);
        let text = |key| change.text(key).to_owned();
        Change {
            action: text("Action"),
            id: text("LogicalResourceId"),
            resource_type: text("ResourceType"),
            replacement: text("Replacement"),
        }
    }
}

/// What CloudFormation answers where the template is the one that is deployed.
const UNCHANGED: [&str; 2] = ["didn't contain changes", "No updates are to be performed"];

/// Makes the change set by which the stack becomes its template; none where it is that already.
pub(super) fn make(
    remote: &Remote<'_>,
    source: &Source,
    before: Option<Status>,
) -> Result<Option<ChangeSet>, Stop> {
    let new = before.as_ref().is_none_or(Status::is_empty);
    let name = name();
    let mut arguments = vec![
        "create-change-set",
        "--stack-name",
        remote.stack.name(),
        "--change-set-name",
        &name,
        "--change-set-type",
        if new { "CREATE" } else { "UPDATE" },
    ];
    arguments.extend_from_slice(&source.arguments());
    let made = remote.ask(&arguments)?;
    let mut set = ChangeSet {
        id: made.text("Id").to_owned(),
        stack_id: made.text("StackId").to_owned(),
        made: String::new(),
        changes: Vec::new(),
        before,
    };
    let mut pauses = Pauses::default();
    loop {
        let answer = remote.ask(&["describe-change-set", "--change-set-name", &set.id])?;
        match answer.text("Status") {
            "CREATE_COMPLETE" => {
                for change in answer.items("Changes") {
                    set.changes.push(Change::read(change));
                }
                set.made = answer.text("CreationTime").to_owned();
                return Ok(Some(set));
            }
            "FAILED" => {
                let reason = answer.text("StatusReason");
                let unchanged = UNCHANGED.iter().any(|words| reason.contains(words));
                let why = match unchanged {
                    true => None,
                    false => invalid(remote, &set.id)?.or(Some(reason.to_owned())),
                };
                set.discard(remote)?;
                return match why {
                    Some(why) => Err(Stop::Failed(why)),
                    None => Ok(None),
                };
            }
            _ => pauses.pause(),
        }
    }
}

/// What CloudFormation found wrong with the template before it did anything; only `describe-events` tells it.
fn invalid(remote: &Remote<'_>, change_set: &str) -> Result<Option<String>, Stop> {
    let arguments = [
        "cloudformation",
        "describe-events",
        "--change-set-name",
        change_set,
    ];
    // An older AWS command line does not know it.
    let Ok(answer) = remote.answer(&arguments)? else {
        return Ok(None);
    };
    for event in answer.items("OperationEvents") {
        if event.get("ValidationStatusReason").is_some() {
            return Ok(Some(told(
                event.text("LogicalResourceId"),
                event.text("ResourceType"),
                event.text("ValidationStatusReason"),
            )));
        }
    }
    Ok(None)
}

impl ChangeSet {
    /// Whether it makes the stack.
    fn is_creation(&self) -> bool {
        self.before.as_ref().is_none_or(Status::is_empty)
    }

    /// What it would do.
    pub(super) fn would(&self) -> &'static str {
        if self.is_creation() {
            "would be created"
        } else {
            "would be updated"
        }
    }

    /// Does it, and follows it to its end.
    pub(super) fn execute(&self, remote: &Remote<'_>) -> Result<&'static str, Stop> {
        let (doing, done) = if self.is_creation() {
            ("creating", "created")
        } else {
            ("updating", "updated")
        };
        let execute = ["execute-change-set", "--change-set-name", &self.id];
        if let Err(stop) = remote.begin(doing, &execute) {
            return Err(self.overtaken(remote)?.unwrap_or(stop));
        }
        remote.follow(&self.stack_id, &self.made, false, &|events| {
            remote.goes_on(&self.progress(doing, events));
        })?;
        Ok(done)
    }

    /// That somebody else changes the stack, where it is in something else than it was.
    fn overtaken(&self, remote: &Remote<'_>) -> Result<Option<Stop>, Stop> {
        let before = self.before.as_ref();
        let before = before.map_or(EMPTY, |status| status.word.as_str());
        let now = remote.status(&self.stack_id)?;
        Ok(match now {
            Some(status) if status.word != before => Some(Stop::Failed(format!(
                "somebody else changes it at the same time, and it is in {}; the same command goes on from there",
                status.word
            ))),
            _ => None,
        })
    }

    /// How far it is: `creating 3 of 8, Pipeline`.
    fn progress(&self, doing: &str, events: &[Event]) -> String {
        let mut finished: Vec<&str> = Vec::new();
        let mut now = String::new();
        for event in events {
            if !self.changes.iter().any(|change| change.id == event.id) {
                continue;
            }
            if event.status.ends_with("_IN_PROGRESS") {
                now = format!(", {}", event.id);
            } else if event.status.ends_with("_COMPLETE") && !finished.contains(&event.id.as_str())
            {
                finished.push(&event.id);
            }
        }
        format!("{doing} {} of {}{now}", finished.len(), self.changes.len())
    }

    /// Throws it away, with the empty stack that was made to carry it.
    pub(super) fn discard(&self, remote: &Remote<'_>) -> Result<(), Stop> {
        remote.ask(&["delete-change-set", "--change-set-name", &self.id])?;
        if self.before.is_some() {
            return Ok(());
        }
        // Somebody else may have filled it in the meantime.
        match remote.status(&self.stack_id)? {
            Some(status) if status.is_empty() => {
                remote.ask(&["delete-stack", "--stack-name", &self.stack_id])?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// A name of this run's own: a change set that a run left behind when it was killed is in nobody's way.
fn name() -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    format!("passrole-{}-{}", now.as_millis(), std::process::id())
}
