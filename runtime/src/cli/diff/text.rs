//! What changes, for people.

use std::fmt::Write;

use super::super::Output;
use super::super::style::Style;
use crate::diff::{Change, Diff, Effect, Fate, ResourceDiff, Sentence, StackDiff, Turn};
use crate::template::Node;
use crate::texts::sort_once;

/// Permissions first, then stack by stack.
pub(super) fn show(diff: &Diff, output: &mut Output) {
    if !diff.permissions.is_empty() {
        output.line(output.style.name("permissions"));
        for sentence in &diff.permissions {
            permission(sentence, output);
        }
    }
    for stack in &diff.stacks {
        output.apart();
        heading(stack, output);
        for resource in &stack.resources {
            heading_of(resource, output);
            for change in &resource.changes {
                property(change, resource.effect_of(change), "      ", output);
            }
        }
        for change in &stack.rest {
            property(change, Effect::InPlace, "  ", output);
        }
    }
    if !diff.documents.is_empty() {
        output.apart();
        let heading = "policies that their owners must see to";
        output.line(output.style.name(heading));
        for change in &diff.documents {
            property(change, Effect::InPlace, "  ", output);
        }
    }
    unknown(diff, output);
}

/// The types of which nothing is said above, so that nobody takes that for an update in place.
fn unknown(diff: &Diff, output: &mut Output) {
    let mut types = Vec::new();
    for stack in &diff.stacks {
        for resource in &stack.resources {
            if resource.effect == Effect::Unknown {
                types.push(resource.resource_type.clone());
            }
        }
    }
    if types.is_empty() {
        return;
    }
    sort_once(&mut types);
    output.apart();
    let types = types.join(", ");
    output.line(format_args!(
        "Whether CloudFormation replaces what changes is not known here of {types}; a change set says it."
    ));
}

fn permission(sentence: &Sentence, output: &mut Output) {
    let sign = match sentence.turn {
        Turn::Gained => "+",
        Turn::Lost => "-",
        Turn::Changed => "~",
    };
    let line = format!("  {sign} {}", sentence.text());
    output.line(output.style.signed(sign, &line));
}

fn heading(diff: &StackDiff, output: &mut Output) {
    let (style, stack) = (output.style, &diff.stack);
    let name = stack.name.as_str();
    let (sign, remark) = match diff.fate {
        Fate::Changed => ("", String::new()),
        Fate::Added => ("+ ", "  new stack".to_owned()),
        Fate::Removed => (
            "- ",
            format!("  left behind: no longer declared, it stays until `destroy {name}`"),
        ),
    };
    let signed = format!("{sign}{name}");
    let name = match sign {
        "" => style.name(name),
        sign => style.signed(sign, &signed),
    };
    output.line(format_args!(
        "{name}  {}  {}{remark}",
        stack.account_id, stack.region
    ));
}

fn heading_of(resource: &ResourceDiff, output: &mut Output) {
    let style = output.style;
    let sign = match resource.fate {
        Fate::Added => "+ ",
        Fate::Removed => "- ",
        Fate::Changed => "~ ",
    };
    let mut line = format!(
        "  {}{}  {}",
        style.signed(sign, sign),
        resource.id,
        style.quiet(&resource.resource_type)
    );
    if let Some(name) = &resource.name {
        let _ = write!(line, "  {name}");
    }
    if let Some(remark) = remark(resource) {
        let _ = write!(line, "  {}", style.error(&remark));
    }
    output.line(line);
}

/// What CloudFormation does beyond an update in place.
fn remark(resource: &ResourceDiff) -> Option<String> {
    let because = match &resource.because_of {
        Some(other) => format!(", since {other} is"),
        None => String::new(),
    };
    let stays = if resource.retained {
        "; the old one stays"
    } else {
        ""
    };
    match (resource.fate, resource.effect) {
        (Fate::Removed, _) if resource.retained => {
            Some("leaves the stack and stays in the account".to_owned())
        }
        (_, Effect::Replaces) => Some(format!("is replaced{because}{stays}")),
        (_, Effect::MayReplace) => Some("may be replaced".to_owned()),
        (_, Effect::Refuses) => Some("CloudFormation refuses this update".to_owned()),
        (_, Effect::InPlace | Effect::Unknown) => None,
    }
}

/// A property that changes: on one line where both values stand on one, else line by line.
fn property(change: &Change, effect: Effect, indent: &str, output: &mut Output) {
    let style = output.style;
    let ((old, old_below), (new, new_below)) = (lines_of(&change.old), lines_of(&change.new));
    let long = old_below || new_below || old.len() > 1 || new.len() > 1;
    let heading = assignment(&path(change), &old, &new, long, style);
    let mark = match effect {
        Effect::Replaces => "  (replaces it)",
        Effect::MayReplace => "  (may replace it)",
        Effect::Refuses => "  (cannot be changed)",
        Effect::InPlace | Effect::Unknown => "",
    };
    output.line(format_args!("{indent}{heading}{}", style.error(mark)));
    if !long {
        return;
    }
    // Where there is one side only, its sign stands in the heading.
    let both = !old.is_empty() && !new.is_empty();
    let (old, new) = differing(&old, &new);
    let mut side = |sign: &str, lines: &[String]| {
        for line in lines {
            let line = format!("{}{line}", if both { sign } else { "" });
            output.line(format_args!("{indent}    {}", style.signed(sign, &line)));
        }
    };
    side("- ", old);
    side("+ ", new);
}

fn lines_of(value: &Option<Node>) -> (Vec<String>, bool) {
    match value {
        Some(value) => value.to_yaml(),
        None => (Vec::new(), false),
    }
}

/// What the path is and becomes; of values that stand on lines of their own, the path alone.
fn assignment(path: &str, old: &[String], new: &[String], long: bool, style: Style) -> String {
    let (sign, lines) = match (old, new) {
        ([], new) => ("+", new),
        (old, []) => ("-", old),
        _ => ("~", &[][..]),
    };
    let mut text = format!("{sign} {path}:");
    if let ([line], false) = (lines, long) {
        let _ = write!(text, " {line}");
    }
    let text = style.signed(sign, &text);
    match (old, new) {
        ([old], [new]) if !long => {
            format!("{text} {} → {}", style.removed(old), style.added(new))
        }
        _ => text.to_string(),
    }
}

fn path(change: &Change) -> String {
    match change.path.as_slice() {
        [first, rest @ ..] if first == "Properties" && !rest.is_empty() => rest.join("."),
        all => all.join("."),
    }
}

/// The lines between the first and the last that differ.
fn differing<'l>(mut old: &'l [String], mut new: &'l [String]) -> (&'l [String], &'l [String]) {
    while let ([first, old_rest @ ..], [other, new_rest @ ..]) = (old, new)
        && first == other
    {
        (old, new) = (old_rest, new_rest);
    }
    while let ([old_rest @ .., last], [new_rest @ .., other]) = (old, new)
        && last == other
    {
        (old, new) = (old_rest, new_rest);
    }
    (old, new)
}
