//! N02: nothing is declared twice, and no two names that are made from the author's are equal.

use crate::index::First;
use crate::names::{self, Generated};
use crate::resolve::Resolved;
use crate::rules::{project_place, role_place, round, step_place};
use crate::violation::{Code, Violation};

use super::account_place;

pub(super) fn check(resolved: &Resolved<'_>, made: &[Generated], broken: &mut Vec<Violation>) {
    accounts(resolved, broken);
    roles_and_projects(resolved, broken);
    stages_and_actions(resolved, broken);
    artifacts(resolved, broken);
    namespaces(resolved, broken);
    let ids = names::logical_ids(resolved);
    broken.extend(equal(made.iter().chain(&ids)));
}

/// The names that are equal to an earlier one of their scope: one error for any two things. What stands in one
/// place is one thing, or was declared twice.
fn equal<'g>(made: impl Iterator<Item = &'g Generated>) -> Vec<Violation> {
    let mut names = First::new();
    let mut said = First::new();
    let mut found = Vec::new();
    for later in made {
        let Some((kind, scope, name)) = later.identity() else {
            continue;
        };
        let Some(first) = names.add(format!("{kind} {scope} {name}"), later) else {
            continue;
        };
        if first.place == later.place {
            continue;
        }
        let name = later.name.as_deref().unwrap_or_default();
        // What was declared later is wrong, in whatever order the names are made.
        let (first, later) = if later.at < first.at {
            (later, first)
        } else {
            (first, later)
        };
        if said
            .add(format!("{}, {}", first.place, later.place), ())
            .is_some()
        {
            continue;
        }
        let violation = Violation::new(
            Code::N02,
            later.at,
            later.place.clone(),
            format!(
                "{} and {} would both have the {} `{name}`",
                first.place,
                later.place,
                words(later.kind)
            ),
        );
        found.push(match later.setting {
            Some(setting) => {
                violation.help(format!("rename one of them, or name it by hand: {setting}"))
            }
            None => violation.help("rename one of them"),
        });
    }
    found
}

/// `role` → "role name"
fn words(kind: &str) -> String {
    if kind == "logical id" {
        kind.to_owned()
    } else {
        format!("{kind} name")
    }
}

fn accounts(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    let declared = resolved.pipeline;
    let mut all = Vec::new();
    for account in declared.accounts.iter() {
        all.push(("account", &account.name));
    }
    for group in declared.groups.iter() {
        let place = all.partition_point(|(_, name)| name.at <= group.name.at);
        all.insert(place, ("group", &group.name));
    }
    let mut names = First::new();
    for (kind, name) in all {
        let Some(first) = names.add(name.name.as_ref(), kind) else {
            continue;
        };
        let message = if first == kind {
            format!("{kind} `{}` is declared twice", name.name)
        } else {
            format!(
                "`{}` is the name of {} already",
                name.name,
                if first == "group" {
                    "a group"
                } else {
                    "an account"
                }
            )
        };
        broken.push(
            Violation::new(Code::N02, name.at, format!("{kind} {}", name.name), message)
                .help("give one of them another name"),
        );
    }
    let mut ids = First::new();
    for account in declared.accounts.iter() {
        let Some(id) = resolved.id(account) else {
            continue;
        };
        let name = account.name.name.as_ref();
        let Some(first) = ids.add(id.clone(), name).filter(|first| *first != name) else {
            continue;
        };
        broken.push(
            Violation::new(
                Code::N02,
                account.id.at(),
                account_place(account),
                format!("`{id}` is the id of account `{first}` already"),
            )
            .note("two names of one account would hide which roles are placed there")
            .help(format!("use `{first}` in both places, or correct the id")),
        );
    }
}

fn roles_and_projects(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    let roles = resolved
        .pipeline
        .roles
        .iter()
        .map(|role| ("role", &role.name, role_place(role), &role.round));
    let projects = resolved.pipeline.projects.iter().map(|project| {
        (
            "project",
            &project.name,
            project_place(project),
            &project.round,
        )
    });
    let mut names = First::new();
    for (kind, name, place, round_of) in roles.chain(projects) {
        let Some(first) = names.add(format!("{kind} {}", name.name), round_of.as_ref()) else {
            continue;
        };
        let violation = Violation::new(
            Code::N02,
            name.at,
            place,
            format!(
                "{kind} `{}` is declared twice{}",
                name.name,
                round(round_of)
            ),
        );
        broken.push(match loop_variable(first, round_of) {
            Some(_) => violation.help(format!(
                "declare it once, for all accounts: `{kind} {}… in […]`",
                name.name
            )),
            None => violation.help("give one of them another name"),
        });
    }
}

fn stages_and_actions(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    let mut stages = First::new();
    for stage in resolved.pipeline.stages.iter() {
        let Some(name) = resolved.text(&stage.name, None) else {
            continue;
        };
        if let Some(first) = stages.add(name.clone(), stage.round.as_ref()) {
            let violation = Violation::new(
                Code::N02,
                stage.name.at,
                format!("stage {name}"),
                format!("stage `{name}` is declared twice{}", round(&stage.round)),
            )
            .note("CodePipeline takes a stage name once in a pipeline");
            broken.push(rename(violation, &name, first, &stage.round));
        }
    }
    let mut actions = First::new();
    for step in &resolved.steps {
        let action = step.action;
        let Some(name) = resolved.text(&action.name, None) else {
            continue;
        };
        if let Some(first) = actions.add(
            format!("{} {name}", step.stage_index),
            action.round.as_ref(),
        ) {
            let violation = Violation::new(
                Code::N02,
                action.name.at,
                step_place(resolved, step),
                format!(
                    "action `{name}` stands twice in stage {}{}",
                    resolved.show(&step.stage.name),
                    round(&action.round)
                ),
            )
            .note("CodePipeline takes an action name once in a stage");
            broken.push(rename(violation, &name, first, &action.round));
        }
    }
}

fn artifacts(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    let mut made = First::new();
    for step in &resolved.steps {
        for output in step.action.outputs.iter() {
            let Some(first) = made.add(output.name.as_ref(), step) else {
                continue;
            };
            broken.push(
                Violation::new(
                    Code::N02,
                    output.at,
                    step_place(resolved, step),
                    format!(
                        "artifact `{}` is made by action `{}` in stage {} already{}",
                        output.name,
                        resolved.show(&first.action.name),
                        resolved.show(&first.stage.name),
                        round(&step.action.round)
                    ),
                )
                .note("an artifact is made by one action")
                .help("give one of them another name"),
            );
        }
    }
}

fn namespaces(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    let mut declared = First::new();
    for step in &resolved.steps {
        let Some(setting) = step.namespace() else {
            continue;
        };
        let Some(name) = resolved.value(&setting.value) else {
            continue;
        };
        let Some(first) = declared.add(name.clone(), step) else {
            continue;
        };
        let violation = Violation::new(
            Code::N02,
            setting.value.at(),
            step_place(resolved, step),
            format!(
                "namespace `{name}` is that of action `{}` in stage {} already{}",
                resolved.show(&first.action.name),
                resolved.show(&first.stage.name),
                round(&step.action.round)
            ),
        );
        broken.push(rename(
            violation,
            &name,
            &first.action.round,
            &step.action.round,
        ));
    }
}

/// The help for a name that is there twice: in a loop, the variable in it.
fn rename(violation: Violation, name: &str, first: &str, later: &str) -> Violation {
    match loop_variable(first, later) {
        Some(variable) => violation.help(format!("name it `\"{name}-{{{variable}}}\"`")),
        None => violation.help("give one of them another name"),
    }
}

/// The variable in which two rounds differ: `t` of "for t = dev" and "for t = prod".
fn loop_variable<'r>(first: &str, later: &'r str) -> Option<&'r str> {
    let differs = first
        .split(", ")
        .zip(later.split(", "))
        .find(|(first, later)| first != later);
    differs?
        .1
        .strip_prefix("for ")?
        .split_once(" = ")
        .map(|(variable, _)| variable)
}
