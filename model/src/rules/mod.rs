//! What must hold: one module a letter of the rules' codes, one function a rule.
//!
//! A rule looks at what is known. At compile time that is what is written out; when the pipeline is
//! synthesized it is everything, and the same functions are asked again.

mod artifacts;
mod configuration;
mod names;
mod placement;
mod structure;
#[cfg(test)]
mod tests;

use crate::catalog::{Key, Kind};
use crate::pipeline::{Ident, Project, Role};
use crate::resolve::{Resolved, Step};
use crate::violation::Violation;

/// Every rule that a declaration breaks, in the order of the declaration.
pub fn check(resolved: &Resolved<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    names::check(resolved, &mut found);
    placement::check(resolved, &mut found);
    structure::check(resolved, &mut found);
    artifacts::check(resolved, &mut found);
    configuration::check(resolved, &mut found);
    // They are few, and a sort of them would be a twentieth of all that is compiled for this crate.
    let mut broken: Vec<Violation> = Vec::with_capacity(found.len());
    for violation in found {
        let place = broken.partition_point(|earlier| earlier.at <= violation.at);
        broken.insert(place, violation);
    }
    broken
}

/// `pipeline storefront`
fn pipeline_place(resolved: &Resolved<'_>) -> String {
    format!("pipeline {}", resolved.show(&resolved.pipeline.name))
}

/// `role deployer`
fn role_place(role: &Role) -> String {
    format!("role {}", role.name.name)
}

/// `project package`
fn project_place(project: &Project) -> String {
    format!("project {}", project.name.name)
}

/// `stage Prod, action release`
fn step_place(resolved: &Resolved<'_>, step: &Step<'_>) -> String {
    format!(
        "stage {}, action {}",
        resolved.show(&step.stage.name),
        resolved.show(&step.action.name)
    )
}

/// The provider's key of that name.
fn key_of(step: &Step<'_>, name: &str) -> Option<&'static Key> {
    step.kind?.keys.iter().find(|key| key.name == name)
}

/// The artifact that a string names where its key wants a file in one, or one itself.
fn artifact_of<'t>(text: &'t str, kind: Option<&Kind>) -> Option<&'t str> {
    match kind? {
        Kind::File => text.split_once("::").map(|(artifact, _)| artifact),
        Kind::Input => Some(text),
        _ => None,
    }
    .filter(|artifact| !artifact.is_empty() && !artifact.contains("#{"))
}

/// " (for t = prod)", or nothing outside a loop.
fn round(round: &str) -> String {
    if round.is_empty() {
        String::new()
    } else {
        format!(" ({round})")
    }
}

/// `` `ci` ``, `` `ci` and `dev` ``, `` `ci`, `dev` and `qa` ``; of many, the first and how many more.
fn listed<S: AsRef<str>>(names: impl IntoIterator<Item = S>, word: &str) -> String {
    // A loop, since `map` and `collect` are four times the code for each kind of names.
    let mut quoted = Vec::new();
    for name in names {
        quoted.push(format!("`{}`", name.as_ref()));
    }
    shortened(quoted, word)
}

fn shortened(mut quoted: Vec<String>, word: &str) -> String {
    const MOST: usize = 5;
    if quoted.len() > MOST {
        let rest = quoted.len() - (MOST - 1);
        quoted.truncate(MOST - 1);
        quoted.push(format!("{rest} more"));
        return join(&quoted, "and");
    }
    join(&quoted, word)
}

fn join(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// The accounts and groups of a role or project as they would be written with one more: `[ci, prod]`.
fn with_account(accounts: &[Ident], more: &str) -> String {
    let mut names = names_of(accounts);
    names.push(more);
    bracketed(&names)
}

/// The accounts and groups of a role or project as they are written: `ci`, or `[ci, prod]`.
fn as_written(accounts: &[Ident]) -> String {
    bracketed(&names_of(accounts))
}

fn names_of(idents: &[Ident]) -> Vec<&str> {
    let mut names = Vec::with_capacity(idents.len() + 1);
    for ident in idents {
        names.push(ident.name.as_ref());
    }
    names
}

fn bracketed(names: &[&str]) -> String {
    match names {
        [one] => (*one).to_owned(),
        _ => format!("[{}]", names.join(", ")),
    }
}
