//! Who acts: the pipeline's role, an action's role after `as`, a project's build role.

use super::CROSS_ACCOUNT;
use crate::code::Code;
use crate::pipeline::{Account, Ident, Owner, Project, Role, RoleKind};
use crate::resolve::{Actor, Resolved, Step};
use crate::rules::{Broken, Of, as_written, listed, listed_as, names_of, with_account};

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
                        .help(format_args!(
                            "place it there: `role {name}: Pipeline in {there};`"
                        ));
                }
            }
            _ => {
                let message = format_args!(
                    "the pipeline runs as a role of kind `Pipeline`, and `{name}` is of kind `{}`",
                    role.kind.word()
                );
                self.add(Code::P05, word.at, Of::Pipeline, message)
                    .note("only codepipeline.amazonaws.com assumes a pipeline's role")
                    .help(format_args!(
                        "declare one: `role runner: Pipeline in {there};`"
                    ));
            }
        }
    }

    /// P06 and P01 on the word after `as`, P03 and P04 where there is none.
    pub(super) fn acting(&mut self, step: &Step<'_>) {
        let resolved = self.resolved;
        let Some(account) = step.account else { return };
        let (there, at, of) = (&account.name.name, step.action.name.at, Of::Action(step));
        let action = self.show(&step.action.name);
        match (&step.actor, &step.action.role) {
            (Actor::Role(role), Some(word)) => self.actor(step, role, word, account),
            (Actor::Missing, None) if !resolved.roles_may_be_missing(account) => {
                let message = format_args!(
                    "action `{action}` runs in `{there}`, and no Action role is placed there"
                );
                self.add(Code::P03, at, of, message)
                    .note(format_args!(
                        "without one CodePipeline acts with the pipeline role, from the pipeline's account; AWS would answer\n{CROSS_ACCOUNT}"
                    ))
                    .help(resolved.action_role_help(there));
            }
            (Actor::Several(roles), None) => {
                let roles = names_of(roles);
                let message = format_args!(
                    "action `{action}` says no role, and several Action roles are placed in `{there}`: {}",
                    listed(&roles, "and")
                );
                let roles = listed_as("as ", &roles, "or");
                self.add(Code::P04, at, of, message)
                    .help(format_args!("say which: {roles}"));
            }
            _ => {}
        }
    }

    /// P06 and P01 for the role that the word after `as` means.
    fn actor(&mut self, step: &Step<'_>, role: &Role, word: &Ident, account: &Account) {
        let (name, at, of) = (&role.name.name, word.at, Of::Action(step));
        if let Some(kind) = step.kind
            && kind.owner != Owner::Aws
        {
            let message = format_args!(
                "action `{}` takes no role: its owner is {}",
                self.show(&step.action.name),
                kind.owner.as_str()
            );
            self.add(Code::P06, at, of, message)
                .note("CodePipeline takes a role on actions that AWS owns only")
                .help(format_args!("drop `as {name}`"));
            return;
        }
        match role.kind {
            RoleKind::Unknown => {}
            RoleKind::Action => {
                let why = "an action role acts in its own account only; where it passes a role,";
                self.placed_there(Code::P01, step, role, ("as", at), why);
            }
            _ => {
                let message = format_args!(
                    "`as` takes a role of kind `Action`, and `{name}` is of kind `{}`",
                    role.kind.word()
                );
                let near = self.resolved.role_of(account, "Action");
                let found = self.add(Code::P06, at, of, message).note(
                    "the pipeline role assumes an action role; every other kind is assumed by a service",
                );
                match near {
                    Some(near) => found.help(format_args!("write `as {}`", near.name.name)),
                    None => found.help(format_args!(
                        "declare one: `role deployer: Action in {};`",
                        account.name.name
                    )),
                };
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
        match role.kind {
            RoleKind::Unknown => {}
            RoleKind::CodeBuild => {
                for account in &resolved.accounts_of(&project.accounts) {
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
                        .help(role.place_help(there));
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
                        "drop `as {}` and one is made, or declare one: `role builder: CodeBuild in {};`",
                        word.name,
                        as_written(&project.accounts)
                    ));
            }
        }
    }
}

impl Resolved<'_> {
    /// What to write where an account has no action role: one more place for the first there is, or a new one.
    fn action_role_help(&self, there: &str) -> String {
        for role in self.pipeline.roles.iter() {
            if matches!(role.kind, RoleKind::Action) && role.existing.is_none() {
                return format!(
                    "place one there: `role {}: Action in {};`",
                    role.name.name,
                    with_account(&role.accounts, there)
                );
            }
        }
        format!("declare one: `role deployer: Action in {there};`")
    }
}
