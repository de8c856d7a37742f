//! Who acts: the pipeline's role, an action's role after `as`, a project's build role.

use super::{CROSS_ACCOUNT, place_help, place_too, placed, roles_may_be_missing};
use crate::pipeline::{Owner, Project, RoleKind};
use crate::resolve::{Actor, Resolved, Step};
use crate::rules::{as_written, listed, project_place, round, step_place, with_account};
use crate::violation::{Code, Violation};

/// P05: the pipeline's role is of kind `Pipeline` and placed in the pipeline's account.
pub(super) fn p05(resolved: &Resolved<'_>) -> Option<Violation> {
    let name = resolved.pipeline.role.as_ref()?;
    let role = resolved.role(name)?;
    let home = resolved.home?;
    let pipeline = resolved.show(&resolved.pipeline.name);
    let place = format!("pipeline {pipeline}");
    match role.kind {
        RoleKind::Pipeline if resolved.is_elsewhere(role, home) => Some(
            Violation::new(
                Code::P05,
                name.at,
                place,
                format!(
                    "role `{}` is placed in {}, but the pipeline is in `{}`",
                    role.name.name,
                    placed(resolved, role),
                    home.name.name
                ),
            )
            .note("CodePipeline assumes its service role in the pipeline's own account")
            .help(format!(
                "place it there: `role {}: Pipeline in {};`",
                role.name.name, home.name.name
            )),
        ),
        RoleKind::Pipeline | RoleKind::Unknown => None,
        _ => Some(
            Violation::new(
                Code::P05,
                name.at,
                place,
                format!(
                    "the pipeline runs as a role of kind `Pipeline`, and `{}` is of kind `{}`",
                    role.name.name,
                    role.kind.word()
                ),
            )
            .note("only codepipeline.amazonaws.com assumes a pipeline's role")
            .help(format!(
                "declare one: `role runner: Pipeline in {};`",
                home.name.name
            )),
        ),
    }
}

/// P06 and P01 on the word after `as`, P03 and P04 where there is none.
pub(super) fn acting(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<Violation> {
    let account = step.account?;
    let action = resolved.show(&step.action.name);
    let place = step_place(resolved, step);
    let round = round(&step.action.round);
    let there = &account.name.name;
    match (&step.actor, &step.action.role) {
        (Actor::Role(role), Some(word)) => {
            let owner = step.kind.map(|kind| kind.owner).filter(|owner| *owner != Owner::Aws);
            if let Some(owner) = owner {
                return Some(
                    Violation::new(
                        Code::P06,
                        word.at,
                        place,
                        format!("action `{action}` takes no role: its owner is {}{round}", owner.as_str()),
                    )
                    .note("CodePipeline takes a role on actions that AWS owns only")
                    .help(format!("drop `as {}`", role.name.name)),
                );
            }
            match role.kind {
                RoleKind::Unknown => None,
                RoleKind::Action => resolved.is_elsewhere(role, account).then(|| {
                    let violation = Violation::new(
                        Code::P01,
                        word.at,
                        place,
                        format!(
                            "role `{}` is placed in {}, but action `{action}` runs in `{there}`{round}",
                            role.name.name,
                            placed(resolved, role)
                        ),
                    )
                    .note(format!(
                        "an action role acts in its own account only; where it passes a role, AWS would answer\n{CROSS_ACCOUNT}"
                    ));
                    place_too(resolved, violation, role, step, account, "as")
                }),
                _ => {
                    let near = resolved.roles_in(account).iter().find(|other| matches!(other.kind, RoleKind::Action));
                    let violation = Violation::new(
                        Code::P06,
                        word.at,
                        place,
                        format!(
                            "`as` takes a role of kind `Action`, and `{}` is of kind `{}`{round}",
                            role.name.name,
                            role.kind.word()
                        ),
                    )
                    .note("the pipeline role assumes an action role; every other kind is assumed by a service");
                    Some(match near {
                        Some(near) => violation.help(format!("write `as {}`", near.name.name)),
                        None => violation.help(format!("declare one: `role deployer: Action in {there};`")),
                    })
                }
            }
        }
        (Actor::Missing, None) if roles_may_be_missing(resolved, account) => None,
        (Actor::Missing, None) => Some(
            Violation::new(
                Code::P03,
                step.action.name.at,
                place,
                format!(
                    "action `{action}` runs in `{there}`, and no Action role is placed there{round}"
                ),
            )
            .note(format!(
                "without one CodePipeline acts with the pipeline role, from the pipeline's account; AWS would answer\n{CROSS_ACCOUNT}"
            ))
            .help(action_role_help(resolved, there)),
        ),
        (Actor::Several(roles), None) => Some(
            Violation::new(
                Code::P04,
                step.action.name.at,
                place,
                format!(
                    "action `{action}` says no role, and several Action roles are placed in `{there}`: {}{round}",
                    listed(roles.iter().map(|role| &role.name.name), "and")
                ),
            )
            .help(format!("say which: {}", listed(roles.iter().map(|role| format!("as {}", role.name.name)), "or"))),
        ),
        _ => None,
    }
}

/// What to write where an account has no action role: one more place for the first there is, or a new one.
fn action_role_help(resolved: &Resolved<'_>, there: &str) -> String {
    let existing = resolved
        .pipeline
        .roles
        .iter()
        .find(|role| matches!(role.kind, RoleKind::Action) && role.existing.is_none());
    match existing {
        Some(role) => format!(
            "place one there: `role {}: Action in {};`",
            role.name.name,
            with_account(&role.accounts, there)
        ),
        None => format!("declare one: `role deployer: Action in {there};`"),
    }
}

/// P01 and P06 for the build role of a project: CodeBuild is handed that role where the project is.
pub(super) fn build_role(resolved: &Resolved<'_>, project: &Project) -> Option<Violation> {
    let word = project.role.as_ref()?;
    let role = resolved.role(word)?;
    let name = &project.name.name;
    let round = round(&project.round);
    match role.kind {
        RoleKind::Unknown => None,
        RoleKind::CodeBuild => {
            let missing = resolved
                .accounts_of(&project.accounts)
                .into_iter()
                .find(|account| resolved.is_elsewhere(role, account))?;
            Some(
                Violation::new(
                    Code::P01,
                    word.at,
                    project_place(project),
                    format!(
                        "role `{}` is placed in {}, but project `{name}` is in `{}`{round}",
                        role.name.name,
                        placed(resolved, role),
                        missing.name.name
                    ),
                )
                .note(format!(
                    "a project is made with a role of its own account; AWS would answer\n{CROSS_ACCOUNT}"
                ))
                .help(place_help(role, &missing.name.name)),
            )
        }
        _ => Some(
            Violation::new(
                Code::P06,
                word.at,
                project_place(project),
                format!(
                    "a project builds as a role of kind `CodeBuild`, and `{}` is of kind `{}`{round}",
                    role.name.name,
                    role.kind.word()
                ),
            )
            .note("codebuild.amazonaws.com has to assume it")
            .help(format!(
                "drop `as {}` and one is made, or declare one: `role builder: CodeBuild in {};`",
                word.name,
                as_written(&project.accounts)
            )),
        ),
    }
}
