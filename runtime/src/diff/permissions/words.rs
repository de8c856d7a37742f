//! Permissions and conditions in plain words.

use super::names::texts;
use super::{Kind, Sentence, Turn};
use crate::diff::Version;
use crate::template::Map;
use crate::texts::sort;

impl Sentence {
    /// The sentence.
    pub(crate) fn text(&self) -> String {
        let (who, resources) = (listed(&self.who, "and"), listed(&self.resources, "and"));
        let actions = listed(&self.actions, "and");
        let still = match self.still.as_slice() {
            [] => String::new(),
            still => format!(", only {}", listed(still, "and")),
        };
        let by = self
            .by
            .as_ref()
            .map_or(String::new(), |by| format!(", by {by}"));
        let (now, before) = (conditions(&self.now), conditions(&self.before));
        let turned = match self.turn {
            Turn::Gained => now,
            Turn::Lost => before,
            Turn::Changed => {
                let named = |condition: String| match condition.as_str() {
                    "" => " without a condition".to_owned(),
                    _ => condition,
                };
                format!(" now{}, no longer{}", named(now), named(before))
            }
        };
        let plural = self.who.len() > 1;
        let verb = match (self.kind, self.turn, self.deny) {
            (Kind::Act, Turn::Gained, false) => "may now",
            (Kind::Act, Turn::Lost, false) => "may no longer",
            (Kind::Act, Turn::Changed, false) => "may",
            (Kind::Act, Turn::Gained, true) if plural => "are now denied",
            (Kind::Act, Turn::Gained, true) => "is now denied",
            (Kind::Act, Turn::Lost, true) if plural => "are no longer denied",
            (Kind::Act, Turn::Lost, true) => "is no longer denied",
            (Kind::Act, Turn::Changed, true) if plural => "are denied",
            (Kind::Act, Turn::Changed, true) => "is denied",
            (Kind::Assume, Turn::Gained, _) => "may now be assumed by",
            (Kind::Assume, Turn::Lost, _) => "may no longer be assumed by",
            (Kind::Assume, Turn::Changed, _) => "may be assumed by",
            (Kind::Managed, Turn::Lost, _) => "may no longer do what is allowed by",
            (Kind::Managed, _, _) => "may now do what is allowed by",
            (Kind::Boundary, Turn::Lost, _) => "may now do more than is allowed by",
            (Kind::Boundary, _, _) => "may now do no more than is allowed by",
        };
        match self.kind {
            Kind::Act => format!("{who} {verb} {actions} on {resources}{turned}{still}{by}"),
            Kind::Assume => format!("{resources} {verb} {who}{turned}"),
            Kind::Managed | Kind::Boundary => format!("{who} {verb} {resources}"),
        }
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
pub(super) fn condition(condition: &Map, version: &Version) -> String {
    let mut parts = Vec::new();
    for (operator, keys) in condition.iter() {
        let Some(keys) = keys.as_map() else { continue };
        for (key, values) in keys.iter() {
            parts.push(test(operator, key, &texts(values.iter(), version)));
        }
    }
    sort(&mut parts);
    listed(&parts, "and")
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
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
    let is = match name {
        "StringEquals" | "ArnEquals" | "NumericEquals" | "DateEquals" | "Bool" | "BinaryEquals" => {
            "is"
        }
        "StringEqualsIgnoreCase" => "is, in letters of any case,",
        "StringLike" | "ArnLike" => "is like",
        "IpAddress" => "is in",
        "StringNotEquals" | "ArnNotEquals" | "NumericNotEquals" | "DateNotEquals" => "is not",
        "StringNotLike" | "ArnNotLike" => "is not like",
        "NotIpAddress" => "is not in",
        "Null" if values == "true" => return format!("{of}{key} is missing"),
        "Null" if values == "false" => return format!("{of}{key} is there"),
        other => other,
    };
    format!("{of}{key} {is} {values}{or_missing}")
}
