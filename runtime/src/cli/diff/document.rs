//! What changes, for other programs.

use crate::diff::{Change, Diff, Effect, Fate, Kind, ResourceDiff, Sentence, StackDiff, Turn};
use crate::template::{Node, map};

/// The whole of it.
pub(super) fn of(diff: &Diff) -> Node {
    let (mut permissions, mut stacks) = (Vec::new(), Vec::new());
    for sentence in &diff.permissions {
        permissions.push(permission(sentence));
    }
    for diff in &diff.stacks {
        stacks.push(stack(diff));
    }
    map! {
        "changed": !diff.is_empty(),
        "permissions": permissions,
        "stacks": stacks,
        "documents": changes(&diff.documents, None),
    }
    .into()
}

fn permission(sentence: &Sentence) -> Node {
    let turn = match sentence.turn {
        Turn::Gained => "gained",
        Turn::Lost => "lost",
        Turn::Changed => "changed",
    };
    let kind = match sentence.kind {
        Kind::Act => "act",
        Kind::Assume => "assume",
        Kind::Managed => "managed policy",
        Kind::Member => "group",
        Kind::Boundary => "permissions boundary",
    };
    map! {
        "change": turn,
        "kind": kind,
        "effect": if sentence.deny { "Deny" } else { "Allow" },
        "who": sentence.who.clone(),
        "actions": sentence.actions.clone(),
        "resources": sentence.resources.clone(),
        "by"?: sentence.by.clone(),
        "conditions": sentence.now.clone(),
        "oldConditions": sentence.before.clone(),
        "still": sentence.still.clone(),
        "sentence": sentence.text(),
    }
    .into()
}

fn stack(diff: &StackDiff) -> Node {
    let fate = match diff.fate {
        Fate::Added => "added",
        Fate::Changed => "changed",
        Fate::Removed => "left behind",
    };
    let mut resources = Vec::new();
    for changed in &diff.resources {
        resources.push(resource(changed));
    }
    let mut document = diff.stack.document();
    document.put("change", fate);
    document.put("resources", resources);
    document.put("properties", changes(&diff.rest, None));
    document.into()
}

fn resource(resource: &ResourceDiff) -> Node {
    let fate = match resource.fate {
        Fate::Added => "added",
        Fate::Changed => "changed",
        Fate::Removed => "removed",
    };
    map! {
        "id": resource.id.as_str(),
        "type": resource.resource_type.as_str(),
        "name"?: resource.name.clone(),
        "change": fate,
        "update"?: update(resource.effect),
        "becauseOf"?: resource.because_of.clone(),
        "retained": resource.retained,
        "properties": changes(&resource.changes, Some(resource)),
    }
    .into()
}

/// What CloudFormation does beyond an update in place.
fn update(effect: Effect) -> Option<&'static str> {
    match effect {
        Effect::InPlace => None,
        Effect::Unknown => Some("unknown"),
        Effect::MayReplace => Some("may replace"),
        Effect::Replaces => Some("replaces"),
        Effect::Refuses => Some("refuses"),
    }
}

/// Changes of a resource, or beside them all.
fn changes(changes: &[Change], of: Option<&ResourceDiff>) -> Vec<Node> {
    let mut list = Vec::new();
    for change in changes {
        let update = match of {
            Some(resource) => update(resource.effect_of(change)),
            None => None,
        };
        list.push(
            map! {
                "path": change.path.clone(),
                "old"?: change.old.clone(),
                "new"?: change.new.clone(),
                "update"?: update,
            }
            .into(),
        );
    }
    list
}
