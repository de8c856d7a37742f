//! Who acts: the pipeline's role, an action's role after `as`, a project's build role.

use super::CROSS_ACCOUNT;
use super::ready::Lacking;
use crate::code::Code;
use crate::pipeline::{Ident, Project, Role, RoleKind};
use crate::resolve::{Actor, Step};
use crate::rules::{Broken, Of};

impl<'p> Broken<'_, 'p> {
    /// P05: the pipeline's role is of kind `Pipeline` and placed in the pipeline's account.
    pub(super) fn p05(&mut self) {
        let resolved = self.resolved;
        let (Some(word), Some(home)) = (&resolved.pipeline.role, resolved.home) else {
            return;
        };
        let Some(role) = resolved.role(word) else {
            return;
        };
        let (name, there) = (&role.name.name, &home.name.name);
        match role.kind {
            RoleKind::Unknown => {}
            RoleKind::Pipeline => {
                if resolved.is_elsewhere(role, home) {
                    let message = format_args!(
                        "role `{name}` is placed in {}, but the pipeline is in `{there}`",
                        resolved.placed(role)
                    );
                    self.add(Code::P05, word.at, Of::Pipeline, message)
                        .note("CodePipeline assumes its service role in the pipeline's own account")
                        .help(format_args!("place it there: `{}`", role.line_in(there)));
                }
            }
            _ => {
                let message = format_args!(
                    "the pipeline runs as a role of kind `Pipeline`, and `{name}` is of kind `{}`",
                    role.kind.word()
                );
                self.add(Code::P05, word.at, Of::Pipeline, message)
                    .note("only codepipeline.amazonaws.com assumes a pipeline's role")
                    .help(resolved.ready("Pipeline", "runner", &[home]).after("as"));
            }
        }
    }

    /// P06 and P01 on the word after `as`, P03 and P04 where there is none.
    pub(super) fn acting(&mut self, step: &Step<'_>, lacking: &Lacking<'p>) {
        let resolved = self.resolved;
        let Some(account) = step.account else { return };
        let (there, at) = (&account.name.name, step.action.name.at);
        let action = self.show(&step.action.name);
        match (&step.actor, &step.action.role) {
            (Actor::Role(role), Some(word)) => self.actor(step, role, word, lacking),
            (Actor::Missing, None) if resolved.actor_lacks(step).is_some() => {
                let accounts = lacking.accounts(Code::P03, at);
                let message = format_args!(
                    "action `{action}` runs in `{there}`, and no Action role is placed there"
                );
                self.add_in(Code::P03, at, step, accounts, message)
                    .note(format_args!(
                        "without one CodePipeline acts with the pipeline role, from the pipeline's account; AWS would answer\n{CROSS_ACCOUNT}"
                    ))
                    .help(
                        resolved
                            .ready("Action", "deployer", lacking.all_accounts(Code::P03, ""))
                            .one(),
                    );
            }
            (Actor::Several, None) => self.several(step, "says no role", "Action", "as "),
            _ => {}
        }
    }

    /// P06 and P01 for the role that the word after `as` means.
    fn actor(&mut self, step: &Step<'_>, role: &Role, word: &Ident, lacking: &Lacking<'p>) {
        let resolved = self.resolved;
        let name = &role.name.name;
        if let Some(kind) = step.kind
            && step.takes_no_role()
        {
            let message = format_args!(
                "action `{}` takes no role: its owner is {}",
                self.show(&step.action.name),
                kind.owner.as_str()
            );
            self.add(Code::P06, word.at, Of::Action(step), message)
                .note("CodePipeline takes a role on actions that AWS owns only")
                .help(format_args!("drop `as {name}`"));
            return;
        }
        let Some((code, at)) = resolved.actor_lacks(step) else {
            return;
        };
        let accounts = lacking.accounts(code, at);
        match code {
            Code::P01 => {
                let why = "an action role acts in its own account only; where it passes a role,";
                self.placed_elsewhere(code, step, role, ("as", at), why, lacking);
            }
            _ => {
                let message = format_args!(
                    "`as` takes a role of kind `Action`, and `{name}` is of kind `{}`",
                    role.kind.word()
                );
                self.add_in(code, at, step, accounts, message)
                    .note("the pipeline role assumes an action role; every other kind is assumed by a service")
                    .help(resolved.ready("Action", "deployer", accounts).after("as"));
            }
        }
    }

    /// P01 and P06 for the build role of a project: CodeBuild is handed that role where the project is.
    pub(super) fn build_role(&mut self, project: &Project) {
        let resolved = self.resolved;
        let Some(word) = &project.role else { return };
        let Some(role) = resolved.role(word) else {
            return;
        };
        let (name, at, of) = (&role.name.name, word.at, Of::Project(project));
        let accounts = resolved.accounts_of(&project.accounts);
        match role.kind {
            RoleKind::Unknown => {}
            RoleKind::CodeBuild => {
                for account in &accounts {
                    if !resolved.is_elsewhere(role, account) {
                        continue;
                    }
                    let there = &account.name.name;
                    let message = format_args!(
                        "role `{name}` is placed in {}, but project `{}` is in `{there}`",
                        resolved.placed(role),
                        project.name.name
                    );
                    self.add(Code::P01, at, of, message)
                        .note(format_args!(
                            "a project is made with a role of its own account; AWS would answer\n{CROSS_ACCOUNT}"
                        ))
                        .help(role.place_help(&resolved.missing(role, &accounts)));
                    return;
                }
            }
            _ => {
                let message = format_args!(
                    "a project builds as a role of kind `CodeBuild`, and `{name}` is of kind `{}`",
                    role.kind.word()
                );
                self.add(Code::P06, at, of, message)
                    .note("codebuild.amazonaws.com has to assume it")
                    .help(format_args!(
                        "drop `as {}` and one is made, or {}",
                        word.name,
                        resolved
                            .ready("CodeBuild", "builder", &accounts)
                            .after("as")
                    ));
            }
        }
    }
}
