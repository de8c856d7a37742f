//! Permissions and conditions in plain words.

use super::names::texts;
use super::{Kind, Sentence, Turn};
use crate::stacks::Identity;
use crate::template::Map;
use crate::texts::sort;

/// With what the opposite of a list begins.
pub(super) const ALL_BUT: &str = "everything but ";

impl Sentence {
    /// The sentence.
    pub(crate) fn text(&self) -> String {
        let (who, resources) = (listed(&self.who, "and"), listed(&self.resources, "and"));
        let turn = match self.turn {
            Turn::Gained => " now",
            Turn::Lost => " no longer",
            Turn::Changed => "",
        };
        match self.kind {
            Kind::Act => self.act(&who, turn, &resources),
            Kind::Assume => {
                let turned = self.turned();
                format!("{resources} may{turn} be assumed by {who}{turned}")
            }
            Kind::Managed => format!("{who} may{turn} do what is allowed by {resources}"),
            Kind::Member => format!("{who} may{turn} do what {resources} may"),
            Kind::Boundary => {
                let no = if self.turn == Turn::Lost { "" } else { "no " };
                format!("{who} may now do {no}more than is allowed by {resources}")
            }
        }
    }

    fn act(&self, who: &str, turn: &str, resources: &str) -> String {
        let (verb, denied) = match self.who.as_slice() {
            _ if !self.deny => ("may", ""),
            [_, _, ..] => ("are", " denied"),
            _ => ("is", " denied"),
        };
        let mut actions = Vec::new();
        for action in &self.actions {
            // The other actions are verbs already.
            let is_verb = self.deny || !action.starts_with(ALL_BUT);
            actions.push(format!("{}{action}", if is_verb { "" } else { "do " }));
        }
        let actions = listed(&actions, "and");
        let mut text = format!("{who} {verb}{turn}{denied} {actions} on {resources}");
        text.push_str(&self.turned());
        if !self.still.is_empty() {
            text.push_str(", only ");
            text.push_str(&listed(&self.still, "and"));
        }
        if let Some(by) = &self.by {
            text.push_str(", by ");
            text.push_str(by);
        }
        text
    }

    /// The conditions under which it turns.
    fn turned(&self) -> String {
        let (now, before) = (conditions(&self.now), conditions(&self.before));
        match self.turn {
            Turn::Gained => now,
            Turn::Lost => before,
            Turn::Changed => format!(" now{}, no longer{}", named(&now), named(&before)),
        }
    }
}

fn named(conditions: &str) -> &str {
    match conditions {
        "" => " without a condition",
        conditions => conditions,
    }
}

/// One of several conditions is enough.
fn conditions(conditions: &[String]) -> String {
    let mut each = Vec::new();
    for condition in conditions {
        if condition.is_empty() {
            return String::new();
        }
        each.push(format!(" where {condition}"));
    }
    each.join(", or")
}

fn listed(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// A condition; empty where there is none.
pub(super) fn condition(condition: &Map, stack: &Identity) -> String {
    let mut parts = Vec::new();
    for (operator, keys) in condition.iter() {
        let Some(keys) = keys.as_map() else { continue };
        for (key, values) in keys.iter() {
            parts.push(test(operator, key, &texts(values.iter(), stack)));
        }
    }
    sort(&mut parts);
    listed(&parts, "and")
}

/// Operators in words.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
const OPERATORS: &[(&str, &[&str])] = &[
    (
        "is",
        &[
            "StringEquals",
            "ArnEquals",
            "NumericEquals",
            "DateEquals",
            "Bool",
            "BinaryEquals",
        ],
    ),
    ("is, in letters of any case,", &["StringEqualsIgnoreCase"]),
    ("is like", &["StringLike", "ArnLike"]),
    ("is in", &["IpAddress"]),
    (
        "is not",
        &[
            "StringNotEquals",
            "ArnNotEquals",
            "NumericNotEquals",
            "DateNotEquals",
        ],
    ),
    ("is not like", &["StringNotLike", "ArnNotLike"]),
    ("is not in", &["NotIpAddress"]),
];

fn test(operator: &str, key: &str, values: &[String]) -> String {
    let (set, name) = operator.split_once(':').unwrap_or(("", operator));
    let (name, or_missing) = match name.strip_suffix("IfExists") {
        Some(name) => (name, " or is missing"),
        None => (name, ""),
    };
    let of = match set {
        "ForAnyValue" => "a value of ",
        "ForAllValues" => "every value of ",
        _ => "",
    };
    let values = listed(values, "or");
    match (name, values.as_str()) {
        ("Null", "true") => return format!("{of}{key} is missing"),
        ("Null", "false") => return format!("{of}{key} is there"),
        _ => {}
    }
    let mut is = name;
    for (words, operators) in OPERATORS {
        if operators.contains(&name) {
            is = words;
        }
    }
    format!("{of}{key} {is} {values}{or_missing}")
}
