//! What stands in a loop, as its author wrote it: the model holds what a round makes of it.

use super::Broken;
use crate::text::{Field, Part, Text};

/// The variables of a round and what they stand for.
pub(super) fn rounds(round: &str) -> Vec<(&str, &str)> {
    let mut rounds = Vec::new();
    let mut rest = round;
    while !rest.is_empty() {
        let (one, later) = rest.split_once(", ").unwrap_or((rest, ""));
        rest = later;
        if let Some((variable, account)) = one.split_once(" = ")
            && let Some(variable) = variable.strip_prefix("for ")
        {
            rounds.push((variable, account));
        }
    }
    rounds
}

/// The variable in which two rounds differ: `t` of "for t = dev" and "for t = prod".
pub(super) fn loop_variable<'r>(first: &str, later: &'r str) -> Option<&'r str> {
    let (one, first) = first.split_once(", ").unwrap_or((first, ""));
    let (other, later) = later.split_once(", ").unwrap_or((later, ""));
    if one != other {
        return Some(other.strip_prefix("for ")?.split_once(" = ")?.0);
    }
    match (first, later) {
        ("", _) | (_, "") => None,
        _ => loop_variable(first, later),
    }
}

/// The artifact as its author wrote it: `app` of `app_prod`, which the round "for t = prod" made.
pub(super) fn made_as<'n>(made: &'n str, round: &str) -> &'n str {
    let (outer, inner) = round.split_once(", ").unwrap_or((round, ""));
    // A round further in may have made it of the outer ones only.
    let rest = if inner.is_empty() {
        made
    } else {
        made_as(made, inner)
    };
    let Some((_, account)) = outer.split_once(" = ") else {
        return rest;
    };
    match rest.strip_suffix(account) {
        Some(written) => written.strip_suffix('_').unwrap_or(rest),
        None => rest,
    }
}

/// A part of a text that is an account's: `{t.id}` in a round, `{prod.id}` elsewhere.
pub(super) fn in_braces(account: &str, field: Field, rounds: &[(&str, &str)]) -> String {
    let word = match field {
        Field::Name => "",
        Field::Id => ".id",
        Field::Region => ".region",
    };
    let mut thing = account;
    for (variable, name) in rounds {
        if *name == account {
            thing = variable;
        }
    }
    format!("{{{thing}{word}}}")
}

impl<'p> Broken<'_, 'p> {
    /// The artifact as its author wrote it, whoever makes it.
    pub(super) fn written<'n>(&self, artifact: &'n str) -> &'n str {
        for step in &self.resolved.steps {
            for output in step.action.outputs.iter() {
                if output.name == artifact {
                    return made_as(artifact, &step.action.round);
                }
            }
        }
        artifact
    }

    /// The artifacts as their author wrote them.
    pub(super) fn all_written<'n>(&self, artifacts: &[&'n str]) -> Vec<&'n str> {
        let mut written = Vec::new();
        for artifact in artifacts {
            written.push(self.written(artifact));
        }
        written
    }

    /// A name as its author wrote it in that round, as far as it is known.
    pub(super) fn name_in(&self, round: &str, name: &Text) -> String {
        let rounds = rounds(round);
        let mut written = String::new();
        for part in name.parts.iter() {
            match part {
                Part::Account(account, field) => {
                    written.push_str(&in_braces(account, *field, &rounds));
                }
                part => {
                    let part = std::slice::from_ref(part);
                    written.push_str(&self.resolved.show_parts(part));
                }
            }
        }
        written
    }
}
