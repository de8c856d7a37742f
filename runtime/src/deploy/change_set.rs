//! Change sets: what would change in a stack, made by CloudFormation itself, and then done or thrown away.

use std::time::{SystemTime, UNIX_EPOCH};

use super::aws::part;
use super::fault::says_one_of;
use super::interrupt::Pauses;
use super::remote::{DELETE_STACK, EMPTY, Remote, Status, Stop, told};
use super::template::{Source, capabilities};
use crate::template::{Node, map};

/// What would change in a stack.
pub(super) struct ChangeSet<'b> {
    id: String,
    stack_id: String,
    /// When it was made, by CloudFormation's clock.
    made: String,
    /// What it would do, resource by resource, as other programs are told.
    pub(super) changes: Vec<Node>,
    before: Option<&'b Status>,
}

/// A change of one resource, as other programs are told.
pub(super) fn change(action: &str, id: &str, resource_type: &str, replacement: &str) -> Node {
    let mut change = map! { "action": action, "id": id, "type": resource_type };
    if !replacement.is_empty() {
        change.put("replacement", replacement);
    }
    change.into()
}

/// What CloudFormation answers where the template is the one that is deployed.
const UNCHANGED: &[&str] = &["didn't contain changes", "No updates are to be performed"];

/// The command that has CloudFormation make one.
const CREATE: &str = "cloudformation create-change-set --stack-name";
/// The command that answers how far that is, and what it would do.
const DESCRIBE: &str = "cloudformation describe-change-set --change-set-name";

/// Makes the change set by which the stack becomes its template; none where it is that already.
pub(super) fn make<'b>(
    remote: &Remote<'_>,
    source: &Source,
    before: Option<&'b Status>,
) -> Result<Option<ChangeSet<'b>>, Stop> {
    let begun = begin(remote, source, before)?;
    let text =
        |key| -> Result<&str, Stop> { Ok(part(&begun, CREATE, key)?.as_str().unwrap_or_default()) };
    let (id, stack_id) = (text("Id")?, text("StackId")?);
    let answer = end(remote, id)?;
    let set = ChangeSet {
        id: id.to_owned(),
        stack_id: stack_id.to_owned(),
        made: answer.text("CreationTime").to_owned(),
        changes: changes(&answer),
        before,
    };
    if answer.text("Status") == "CREATE_COMPLETE" {
        return Ok(Some(set));
    }
    let why = why(remote, &set.id, answer.text("StatusReason"))?;
    set.discard(remote)?;
    match why {
        Some(why) => Err(Stop::failed(why)),
        None => Ok(None),
    }
}

/// Why a change set could not be made; none where the template is the one that is deployed.
fn why(remote: &Remote<'_>, change_set: &str, reason: &str) -> Result<Option<String>, Stop> {
    if says_one_of(reason, UNCHANGED) {
        return Ok(None);
    }
    // What CloudFormation found wrong with the template before it did anything, only `describe-events` tells; an
    // older AWS command line does not know it.
    let command = "cloudformation describe-events --change-set-name";
    let answer = match remote.ask(command, change_set) {
        Err(Stop::Failed(_)) => Node::from(""),
        answer => answer?,
    };
    let mut reasons = Vec::new();
    for event in answer.items("OperationEvents") {
        // What it only warns of, such as a bucket that is not empty, keeps no change set from being made:
        // <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html>.
        let warns = event.text("ValidationFailureMode") == "WARN";
        if !warns && event.get("ValidationStatusReason").is_some() {
            reasons.push(told(event, event.text("ValidationStatusReason")));
        }
    }
    Ok(Some(match reasons.is_empty() {
        true => reason.to_owned(),
        false => reasons.join("; "),
    }))
}

/// Has CloudFormation make one.
fn begin(remote: &Remote<'_>, source: &Source, before: Option<&Status>) -> Result<Node, Stop> {
    let new = before.is_none_or(Status::is_empty);
    let name = name();
    let mut values = vec![
        remote.stack.name(),
        "--change-set-name",
        &name,
        "--change-set-type",
        if new { "CREATE" } else { "UPDATE" },
        source.argument,
        &source.place,
        "--capabilities",
    ];
    values.extend_from_slice(capabilities(remote.stack));
    remote.ask_with(CREATE, &values)
}

/// What CloudFormation answers once it is made, or could not be.
fn end(remote: &Remote<'_>, id: &str) -> Result<Node, Stop> {
    let mut pauses = Pauses::default();
    loop {
        let answer = remote.poll(DESCRIBE, &[id])?;
        let status = part(&answer, DESCRIBE, "Status")?.as_str();
        if matches!(status, Some("CREATE_COMPLETE" | "FAILED")) {
            return Ok(answer);
        }
        pauses.pause();
    }
}

/// What it would do.
fn changes(answer: &Node) -> Vec<Node> {
    let mut changes = Vec::new();
    for node in answer.items("Changes") {
        let node = node.get("ResourceChange").unwrap_or(node);
        changes.push(change(
            node.text("Action"),
            node.text("LogicalResourceId"),
            node.text("ResourceType"),
            node.text("Replacement"),
        ));
    }
    changes
}

impl ChangeSet<'_> {
    /// Whether it makes the stack.
    fn is_creation(&self) -> bool {
        self.before.is_none_or(Status::is_empty)
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
        let execute = "cloudformation execute-change-set --change-set-name";
        if let Err(stop) = remote.begin(doing, self.before(), execute, &self.id) {
            return Err(self.overtaken(remote)?.unwrap_or(stop));
        }
        remote.follow(&self.stack_id, &self.made, false, &|events| {
            remote.goes_on(&self.progress(doing, events));
        })?;
        Ok(done)
    }

    /// What the stack is in until it is done.
    fn before(&self) -> &str {
        match self.before {
            Some(status) => &status.word,
            None => EMPTY,
        }
    }

    /// That somebody else changes the stack, where it is in something else than it was.
    fn overtaken(&self, remote: &Remote<'_>) -> Result<Option<Stop>, Stop> {
        Ok(match remote.status(&self.stack_id)? {
            Some(status) if status.word != self.before() => Some(Stop::failed(format!(
                "somebody else changes it at the same time, and it is in {}; the same command goes on from there",
                status.word
            ))),
            _ => None,
        })
    }

    /// How far it is: `creating 3 of 8, Pipeline`.
    fn progress(&self, doing: &str, events: &[Node]) -> String {
        let mut finished = Vec::new();
        let mut now = String::new();
        for event in events {
            let (id, word) = (
                event.text("LogicalResourceId"),
                event.text("ResourceStatus"),
            );
            if !self.is_about(id) {
                continue;
            }
            if word.ends_with("_IN_PROGRESS") {
                now = format!(", {id}");
            } else if word.ends_with("_COMPLETE") && !finished.contains(&id) {
                finished.push(id);
            }
        }
        format!("{doing} {} of {}{now}", finished.len(), self.changes.len())
    }

    fn is_about(&self, id: &str) -> bool {
        for change in &self.changes {
            if change.text("id") == id {
                return true;
            }
        }
        false
    }

    /// Throws it away, with the empty stack that was made to carry it.
    pub(super) fn discard(&self, remote: &Remote<'_>) -> Result<(), Stop> {
        let delete = "cloudformation delete-change-set --change-set-name";
        remote.ask(delete, &self.id)?;
        if self.before.is_some() {
            return Ok(());
        }
        // Somebody else may have filled it in the meantime.
        match remote.status(&self.stack_id)? {
            Some(status) if status.is_empty() => {
                remote.ask(DELETE_STACK, &self.stack_id)?;
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
