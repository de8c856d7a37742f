//! P: every role is in the account where it is used. The reason this library exists.

mod acting;
mod existing;
mod passing;
mod reach;

use super::{listed, with_account};
use crate::pipeline::{Account, Role, RoleKind};
use crate::resolve::{Resolved, Step};
use crate::violation::Violation;

/// AWS's answer to a role passed across accounts.
const CROSS_ACCOUNT: &str = "\"Cross-account pass role is not allowed\"";

pub(super) fn check(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    broken.extend(acting::p05(resolved));
    for role in resolved.pipeline.roles.iter() {
        existing::p07(resolved, role, broken);
    }
    for project in resolved.pipeline.projects.iter() {
        broken.extend(acting::build_role(resolved, project));
    }
    broken.extend(reach::p11_existing(resolved));
    for step in &resolved.steps {
        let elsewhere = reach::p10(resolved, step);
        // A provider that cannot be there at all needs no role there.
        if elsewhere.is_none() {
            broken.extend(acting::acting(resolved, step));
        }
        broken.extend(elsewhere);
        broken.extend(passing::passing(resolved, step));
        broken.extend(reach::p08(resolved, step));
        broken.extend(reach::p11(resolved, step));
        broken.extend(reach::p12(resolved, step));
        for setting in step.action.settings.iter() {
            broken.extend(reach::p09(resolved, step, setting));
        }
    }
}

/// The helps of a role that is not where the action runs.
fn place_too(
    resolved: &Resolved<'_>,
    violation: Violation,
    role: &Role,
    step: &Step<'_>,
    account: &Account,
    word: &str,
) -> Violation {
    // Nobody said where the action runs: it was meant to run where the role is.
    let astray = match step.place {
        None => resolved.accounts_of(&role.accounts),
        Some(_) => Vec::new(),
    };
    if let [meant] = astray.as_slice() {
        let there = &meant.name.name;
        let actor = resolved
            .roles_in(meant)
            .iter()
            .find(|role| matches!(role.kind, RoleKind::Action));
        let violation = violation.help(format!(
            "run the action where the role is, by an Action role of that account: `in {there} as {}`",
            actor.map_or("deployer", |actor| actor.name.name.as_ref())
        ));
        return match actor {
            Some(_) => violation,
            None => violation.help(format!(
                "and declare that role: `role deployer: Action in {there};`"
            )),
        };
    }
    if astray.len() > 1 {
        let places = astray
            .iter()
            .map(|account| format!("in {}", account.name.name));
        return violation.help(format!(
            "say where the action runs: {}",
            listed(places, "or")
        ));
    }
    let violation = violation.help(place_help(role, &account.name.name));
    let other = resolved
        .roles_in(account)
        .iter()
        .find(|other| other.kind.word() == role.kind.word());
    let violation = match other {
        Some(other) => violation.help(format!(
            "or use the one that is there: `{word} {}`",
            other.name.name
        )),
        None => violation,
    };
    // An action that left its stage for another account may simply have gone astray.
    let stage = step
        .stage
        .place
        .as_ref()
        .and_then(|place| resolved.account(&place.account));
    match (&step.action.place, stage) {
        (Some(own), Some(stage)) if !resolved.is_elsewhere(role, stage) => violation.help(format!(
            "or run the action where its stage does: drop `in {}`",
            own.account.name
        )),
        _ => violation,
    }
}

/// The line that places a role in one more account.
fn place_help(role: &Role, there: &str) -> String {
    let end = if role.existing.is_some() {
        " = …;"
    } else if role.clauses.is_empty() {
        ";"
    } else {
        " { … }"
    };
    format!(
        "place it there too: `role {}: {} in {}{end}`",
        role.name.name,
        role.kind.word(),
        with_account(&role.accounts, there)
    )
}

/// Whether a role could be there that could not be read, or whose kind or place is wrong already.
fn roles_may_be_missing(resolved: &Resolved<'_>, account: &Account) -> bool {
    resolved.pipeline.lost.items
        || !resolved.pipeline.lost.names.is_empty()
        || resolved
            .pipeline
            .roles
            .iter()
            .any(|role| !resolved.all_known(&role.accounts))
        || resolved
            .roles_in(account)
            .iter()
            .any(|role| matches!(role.kind, RoleKind::Unknown))
}

/// `` `ci` and `dev` ``
fn placed(resolved: &Resolved<'_>, role: &Role) -> String {
    let accounts = resolved.accounts_of(&role.accounts);
    if accounts.is_empty() {
        return "no account".to_owned();
    }
    listed(accounts.iter().map(|account| &account.name.name), "and")
}

/// `` `dev` (222222222222) `` where an account of that id is declared, otherwise the id.
fn owner_of(resolved: &Resolved<'_>, id: &str) -> String {
    let mut accounts = resolved.pipeline.accounts.iter();
    match accounts.find(|account| resolved.id(account).is_some_and(|known| known == id)) {
        Some(account) => format!("`{}` ({id})", account.name.name),
        None => format!("account {id}"),
    }
}
