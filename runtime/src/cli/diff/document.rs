//! What changes, for other programs.

use crate::diff::{Change, Diff, Effect, Fate, Kind, ResourceDiff, Sentence, StackDiff, Turn};
use crate::template::Map;

/// The whole of it.
pub(super) fn of(diff: &Diff) -> Map {
    let (mut permissions, mut stacks) = (Vec::new(), Vec::new());
    for sentence in &diff.permissions {
        permissions.push(permission(sentence));
    }
    for diff in &diff.stacks {
        stacks.push(stack(diff));
    }
    Map::new()
        .with("changed", !diff.is_empty())
        .with("permissions", permissions)
        .with("stacks", stacks)
        .with("documents", changes(&diff.documents, &|_| None))
}

fn permission(sentence: &Sentence) -> Map {
    let turn = match sentence.turn {
        Turn::Gained => "gained",
        Turn::Lost => "lost",
        Turn::Changed => "changed",
    };
    let kind = match sentence.kind {
        Kind::Act => "act",
        Kind::Assume => "assume",
        Kind::Managed => "managed policy",
        Kind::Boundary => "permissions boundary",
    };
    Map::new()
        .with("change", turn)
        .with("kind", kind)
        .with("effect", if sentence.deny { "Deny" } else { "Allow" })
        .with("who", sentence.who.clone())
        .with("actions", sentence.actions.clone())
        .with("resources", sentence.resources.clone())
        .with_some("by", sentence.by.clone())
        .with("conditions", sentence.now.clone())
        .with("oldConditions", sentence.before.clone())
        .with("still", sentence.still.clone())
        .with("sentence", sentence.text())
}

fn stack(stack: &StackDiff) -> Map {
    let fate = match stack.fate {
        Fate::Added => "added",
        Fate::Changed => "changed",
        Fate::Removed => "left behind",
    };
    let mut resources = Vec::new();
    for diff in &stack.resources {
        resources.push(resource(diff));
    }
    Map::new()
        .with("name", stack.name.as_str())
        .with("account", stack.account_id.as_str())
        .with("accountName", stack.account.as_str())
        .with("region", stack.region.as_str())
        .with("change", fate)
        .with("resources", resources)
        .with("properties", changes(&stack.rest, &|_| None))
}

fn resource(resource: &ResourceDiff) -> Map {
    let fate = match resource.fate {
        Fate::Added => "added",
        Fate::Changed => "changed",
        Fate::Removed => "removed",
    };
    Map::new()
        .with("id", resource.id.as_str())
        .with("type", resource.resource_type.as_str())
        .with_some("name", resource.name.clone())
        .with("change", fate)
        .with_some("update", resource.effect.map(update))
        .with_some("becauseOf", resource.because_of.clone())
        .with("retained", resource.retained)
        .with(
            "properties",
            changes(&resource.changes, &|change| resource.effect_of(change)),
        )
}

/// What CloudFormation does beyond an update in place.
fn update(effect: Effect) -> &'static str {
    match effect {
        Effect::MayReplace => "may replace",
        Effect::Replaces => "replaces",
        Effect::Refuses => "refuses",
    }
}

fn changes(changes: &[Change], effect: &dyn Fn(&Change) -> Option<Effect>) -> Vec<Map> {
    let mut list = Vec::new();
    for change in changes {
        list.push(
            Map::new()
                .with("path", change.path.clone())
                .with_some("old", change.old.clone())
                .with_some("new", change.new.clone())
                .with_some("update", effect(change).map(update)),
        );
    }
    list
}
