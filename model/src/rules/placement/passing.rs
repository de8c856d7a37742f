//! Who is passed on: the role after `passing`.

use super::{CROSS_ACCOUNT, place_too, placed, roles_may_be_missing};
use crate::resolve::{Passed, Resolved, Step};
use crate::rules::{listed, round, step_place};
use crate::violation::{Code, Violation};

/// P13, P06 and P02 on the word after `passing`, P04 where there is none.
pub(super) fn passing(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<Violation> {
    let kind = step.kind?;
    let action = resolved.show(&step.action.name);
    let place = step_place(resolved, step);
    let round = round(&step.action.round);
    let Some(passes) = &kind.passes else {
        let word = step.action.passing.as_ref()?;
        resolved.role(word)?;
        return Some(
            Violation::new(
                Code::P13,
                word.at,
                place,
                format!(
                    "`{}` passes no role, so action `{action}` has nothing to pass `{}` to{round}",
                    kind.provider, word.name
                ),
            )
            .help(format!("drop `passing {}`", word.name)),
        );
    };
    let account = step.account?;
    let there = &account.name.name;
    match (&step.passed, &step.action.passing) {
        (Passed::Role(role) | Passed::Idle(role), Some(word)) => match role.kind.word() {
            "" => None,
            word_of_kind if word_of_kind == passes.kind => resolved.is_elsewhere(role, account).then(|| {
                let violation = Violation::new(
                    Code::P02,
                    word.at,
                    place,
                    format!(
                        "role `{}` is placed in {}, but action `{action}` runs in `{there}`{round}",
                        role.name.name,
                        placed(resolved, role)
                    ),
                )
                .note(format!(
                    "a role can only be passed within its own account; AWS would answer\n{CROSS_ACCOUNT}"
                ));
                place_too(resolved, violation, role, step, account, "passing")
            }),
            other => {
                let near = resolved.roles_in(account).iter().find(|role| role.kind.word() == passes.kind);
                let violation = Violation::new(
                    Code::P06,
                    word.at,
                    place,
                    format!(
                        "`{}` passes a role of kind `{}`, and `{}` is of kind `{other}`{round}",
                        kind.provider, passes.kind, role.name.name
                    ),
                )
                .note(format!("{} has to assume the role that it is handed", passes.service));
                Some(match near {
                    Some(near) => violation.help(format!("write `passing {}`", near.name.name)),
                    None => violation
                        .help(format!("declare one: `role stack: {} in {there} {{ … }}`", passes.kind)),
                })
            }
        },
        (Passed::Missing, None) if roles_may_be_missing(resolved, account) => None,
        (Passed::Missing, None) => Some(
            Violation::new(
                Code::P04,
                step.action.name.at,
                place,
                format!(
                    "action `{action}` passes a role to {}, and no {} role is placed in `{there}`{round}",
                    kind.provider, passes.kind
                ),
            )
            .note(format!("{} makes the stack's resources with that role", passes.service))
            .help(format!("declare one: `role stack: {} in {there} {{ … }}`", passes.kind)),
        ),
        (Passed::Several(roles), None) => Some(
            Violation::new(
                Code::P04,
                step.action.name.at,
                place,
                format!(
                    "action `{action}` does not say which role it passes, and several {} roles are placed in `{there}`: {}{round}",
                    passes.kind,
                    listed(roles.iter().map(|role| &role.name.name), "and")
                ),
            )
            .help(format!(
                "say which: {}",
                listed(roles.iter().map(|role| format!("passing {}", role.name.name)), "or")
            )),
        ),
        _ => None,
    }
}
