//! P: every role is in the account where it is used. The reason this library exists.

mod acting;
mod existing;
mod passing;
mod reach;

use super::broken::Found;
use super::{Broken, Of, listed, listed_as, names_of, with_account};
use crate::pipeline::{Account, Role, RoleKind, Site};
use crate::resolve::{Resolved, Step};
use crate::violation::Code;

/// AWS's answer to a role passed across accounts.
const CROSS_ACCOUNT: &str = "\"Cross-account pass role is not allowed\"";

pub(super) fn check(broken: &mut Broken<'_, '_>) {
    let resolved = broken.resolved;
    acting::p05(broken);
    for role in resolved.pipeline.roles.iter() {
        existing::p07(broken, role);
    }
    for project in resolved.pipeline.projects.iter() {
        acting::build_role(broken, project);
    }
    reach::p11_existing(broken);
    for step in &resolved.steps {
        // A provider that cannot be there at all needs no role there.
        if !reach::p10(broken, step) {
            acting::acting(broken, step);
        }
        passing::passing(broken, step);
        reach::p08(broken, step);
        reach::p11(broken, step);
        reach::p12(broken, step);
        for setting in step.action.settings.iter() {
            reach::p09(broken, step, setting);
        }
    }
}

/// P01 and P02: the role that stands after `as` or `passing` is placed where the action runs.
fn placed_there(
    broken: &mut Broken<'_, '_>,
    code: Code,
    step: &Step<'_>,
    role: &Role,
    (word, at): (&str, Site),
    why: &str,
) {
    let resolved = broken.resolved;
    let Some(account) = step.account else { return };
    if !resolved.is_elsewhere(role, account) {
        return;
    }
    let there = &account.name.name;
    let message = format_args!(
        "role `{}` is placed in {}, but action `{}` runs in `{there}`",
        role.name.name,
        placed(resolved, role),
        broken.show(&step.action.name)
    );
    let found = broken
        .add(code, at, Of::Action(step), message)
        .note(format_args!("{why} AWS would answer\n{CROSS_ACCOUNT}"));
    // Nobody said where the action runs: it was meant to run where the role is.
    let astray = match step.place {
        None => resolved.accounts_of(&role.accounts),
        Some(_) => Vec::new(),
    };
    match astray.as_slice() {
        [] => {}
        [meant] => return run_there(resolved, found, meant),
        several => {
            let places = listed_as("in ", &names_of(several), "or");
            found.help(format_args!("say where the action runs: {places}"));
            return;
        }
    }
    let mut found = found.help(place_help(role, there));
    if let Some(other) = role_of(resolved, account, role.kind.word()) {
        let other = &other.name.name;
        found = found.help(format_args!(
            "or use the one that is there: `{word} {other}`"
        ));
    }
    // An action that left its stage for another account may simply have gone astray.
    if let (Some(own), Some(stage)) = (&step.action.place, &step.stage.place)
        && let Some(stage) = resolved.account(&stage.account)
        && !resolved.is_elsewhere(role, stage)
    {
        found.help(format_args!(
            "or run the action where its stage does: drop `in {}`",
            own.account.name
        ));
    }
}

/// The helps of an action that was meant to run where its role is.
fn run_there(resolved: &Resolved<'_>, found: Found<'_>, meant: &Account) {
    let there = &meant.name.name;
    let actor = role_of(resolved, meant, "Action");
    let name = match actor {
        Some(actor) => actor.name.name.as_ref(),
        None => "deployer",
    };
    let found = found.help(format_args!(
        "run the action where the role is, by an Action role of that account: `in {there} as {name}`"
    ));
    if actor.is_none() {
        found.help(format_args!(
            "and declare that role: `role deployer: Action in {there};`"
        ));
    }
}

/// The first role of a kind that is placed in an account.
fn role_of<'p>(resolved: &Resolved<'p>, account: &Account, kind: &str) -> Option<&'p Role> {
    let mut roles = resolved.roles_in(account).iter();
    roles.find(|role| role.kind.word() == kind).copied()
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
    let declared = resolved.pipeline;
    let mut roles = declared.roles.iter();
    declared.lost.items
        || !declared.lost.names.is_empty()
        || roles.any(|role| !resolved.all_known(&role.accounts))
        || role_of(resolved, account, RoleKind::Unknown.word()).is_some()
}

/// `` `ci` and `dev` ``
fn placed(resolved: &Resolved<'_>, role: &Role) -> String {
    let accounts = resolved.accounts_of(&role.accounts);
    if accounts.is_empty() {
        return "no account".to_owned();
    }
    listed(&accounts, "and")
}

/// `` `dev` (222222222222) `` where an account of that id is declared, otherwise the id.
fn owner_of(resolved: &Resolved<'_>, id: &str) -> String {
    for account in resolved.pipeline.accounts.iter() {
        if resolved.id(account).is_some_and(|known| known == id) {
            return format!("`{}` ({id})", account.name.name);
        }
    }
    format!("account {id}")
}
