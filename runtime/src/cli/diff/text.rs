//! What changes, for people.

use super::super::Output;
use super::super::style::Style;
use crate::diff::{Change, Diff, Effect, Fate, ResourceDiff, Sentence, StackDiff, Turn};
use crate::template::Node;

/// Permissions first, then stack by stack.
pub(super) fn show(diff: &Diff, output: &mut Output) {
    let style = output.style;
    if !diff.permissions.is_empty() {
        let mut lines = Vec::new();
        for sentence in &diff.permissions {
            lines.push(permission(sentence, style));
        }
        section(output, &style.name("permissions"), &lines);
    }
    for stack in &diff.stacks {
        section(output, &heading(stack, style), &lines(stack, style));
    }
    if !diff.documents.is_empty() {
        let mut lines = Vec::new();
        for change in &diff.documents {
            property(&mut lines, change, Effect::InPlace, 2, style);
        }
        let heading = style.name("policies that their owners must see to");
        section(output, &heading, &lines);
    }
}

/// A heading and its lines, apart from what stands before.
fn section(output: &mut Output, heading: &str, lines: &[String]) {
    if !output.text.is_empty() {
        output.line("");
    }
    output.line(heading);
    for line in lines {
        output.line(line);
    }
}

fn permission(sentence: &Sentence, style: Style) -> String {
    let sign = match sentence.turn {
        Turn::Gained => "+",
        Turn::Lost => "-",
        Turn::Changed => "~",
    };
    style.signed(sign, &format!("  {sign} {}", sentence.text()))
}

fn heading(stack: &StackDiff, style: Style) -> String {
    let place = format!("{}  {}", stack.account_id, stack.region);
    let name = |sign: &str| format!("{sign}{}", stack.name);
    match stack.fate {
        Fate::Changed => format!("{}  {place}", style.name(&stack.name)),
        Fate::Added => format!("{}  {place}  new stack", style.added(&name("+ "))),
        Fate::Removed => format!(
            "{}  {place}  left behind: no longer declared, it stays until `destroy {}`",
            style.removed(&name("- ")),
            stack.name
        ),
    }
}

fn lines(stack: &StackDiff, style: Style) -> Vec<String> {
    let mut lines = Vec::new();
    for resource in &stack.resources {
        lines.push(heading_of(resource, style));
        for change in &resource.changes {
            property(&mut lines, change, resource.effect_of(change), 6, style);
        }
    }
    for change in &stack.rest {
        property(&mut lines, change, Effect::InPlace, 2, style);
    }
    lines
}

fn heading_of(resource: &ResourceDiff, style: Style) -> String {
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
        line.push_str("  ");
        line.push_str(name);
    }
    if let Some(remark) = remark(resource) {
        line.push_str("  ");
        line.push_str(&style.error(&remark));
    }
    line
}

/// What CloudFormation does beyond an update in place.
fn remark(resource: &ResourceDiff) -> Option<String> {
    let because = resource.because_of.as_ref();
    let because = because.map_or(String::new(), |other| format!(", since {other} is"));
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
        (_, Effect::InPlace) => None,
    }
}

/// A property that changes: on one line where both values stand on one, else line by line.
fn property(lines: &mut Vec<String>, change: &Change, effect: Effect, indent: usize, style: Style) {
    let (old, new) = (lines_of(change.old.as_ref()), lines_of(change.new.as_ref()));
    let long = is_long(&old) || is_long(&new);
    let heading = assignment(&path(change), &old, &new, long, style);
    let mark = match effect {
        Effect::Replaces => "  (replaces it)",
        Effect::MayReplace => "  (may replace it)",
        Effect::Refuses => "  (cannot be changed)",
        Effect::InPlace => "",
    };
    let indent = " ".repeat(indent);
    lines.push(format!("{indent}{heading}{}", style.error(mark)));
    if !long {
        return;
    }
    // Where there is one side only, its sign stands in the heading.
    let both = !old.is_empty() && !new.is_empty();
    let (old, new) = differing(&old, &new);
    for (sign, side) in &[("- ", old), ("+ ", new)] {
        for line in *side {
            let shown = if both { *sign } else { "" };
            let line = style.signed(sign, &format!("{shown}{line}"));
            lines.push(format!("{indent}    {line}"));
        }
    }
}

fn lines_of(value: Option<&Node>) -> Vec<String> {
    value.map_or(Vec::new(), Node::to_yaml)
}

/// What the path is and becomes; of values that stand on lines of their own, the path alone.
fn assignment(path: &str, old: &[String], new: &[String], long: bool, style: Style) -> String {
    if let ([old], [new], false) = (old, new, long) {
        let path = style.changed(&format!("~ {path}:"));
        return format!("{path} {} → {}", style.removed(old), style.added(new));
    }
    let (sign, lines) = match (old, new) {
        ([], new) => ("+", new),
        (old, []) => ("-", old),
        _ => ("~", &[][..]),
    };
    let mut text = format!("{sign} {path}:");
    if let ([line], false) = (lines, long) {
        text.push(' ');
        text.push_str(line);
    }
    style.signed(sign, &text)
}

fn path(change: &Change) -> String {
    match change.path.as_slice() {
        [first, rest @ ..] if first == "Properties" && !rest.is_empty() => rest.join("."),
        all => all.join("."),
    }
}

/// Whether a value stands below its name: a list does, even one of one line.
fn is_long(lines: &[String]) -> bool {
    match lines {
        [line] => line.starts_with("- "),
        lines => lines.len() > 1,
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
