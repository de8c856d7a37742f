//! Who is passed on: the role after `passing`.

use crate::catalog::Passes;
use crate::code::Code;
use crate::pipeline::{Ident, Role};
use crate::resolve::{Passed, Step};
use crate::rules::{Broken, Of, listed, listed_as, names_of};

impl<'p> Broken<'_, 'p> {
    /// P13, P06 and P02 on the word after `passing`, P04 where there is none.
    pub(super) fn passing(&mut self, step: &Step<'_>) {
        let resolved = self.resolved;
        let Some(kind) = step.kind else { return };
        let (provider, of) = (kind.provider, Of::Action(step));
        let (action, at) = (self.show(&step.action.name), step.action.name.at);
        let Some(passes) = &kind.passes else {
            if let Some(word) = &step.action.passing
                && resolved.role(word).is_some()
            {
                let role = &word.name;
                let message = format_args!(
                    "`{provider}` passes no role, so action `{action}` has nothing to pass `{role}` to"
                );
                self.add(Code::P13, word.at, of, message)
                    .help(format_args!("drop `passing {role}`"));
            }
            return;
        };
        let Some(account) = step.account else { return };
        let there = &account.name.name;
        let (kind, service) = (passes.kind, passes.service);
        match (&step.passed, &step.action.passing) {
            (Passed::Role(role) | Passed::Idle(role), Some(word)) => {
                self.passed(step, provider, passes, role, word);
            }
            (Passed::Missing, None) if !resolved.roles_may_be_missing(account) => {
                let message = format_args!(
                    "action `{action}` passes a role to {provider}, and no {kind} role is placed in `{there}`"
                );
                self.add(Code::P04, at, of, message)
                    .note(format_args!(
                        "{service} makes the stack's resources with that role"
                    ))
                    .help(format_args!(
                        "declare one: `role stack: {kind} in {there} {{ … }}`"
                    ));
            }
            (Passed::Several(roles), None) => {
                let roles = names_of(roles);
                let message = format_args!(
                    "action `{action}` does not say which role it passes, and several {kind} roles are placed in `{there}`: {}",
                    listed(&roles, "and")
                );
                let roles = listed_as("passing ", &roles, "or");
                self.add(Code::P04, at, of, message)
                    .help(format_args!("say which: {roles}"));
            }
            _ => {}
        }
    }

    /// P06 and P02 for the role that the word after `passing` means.
    fn passed(
        &mut self,
        step: &Step<'_>,
        provider: &str,
        passes: &Passes,
        role: &Role,
        word: &Ident,
    ) {
        let resolved = self.resolved;
        let Some(account) = step.account else { return };
        let (name, there) = (&role.name.name, &account.name.name);
        let (kind, service) = (passes.kind, passes.service);
        match role.kind.word() {
            "" => {}
            word_of_kind if word_of_kind == kind => {
                let why = "a role can only be passed within its own account;";
                self.placed_there(Code::P02, step, role, ("passing", word.at), why);
            }
            other => {
                let message = format_args!(
                    "`{provider}` passes a role of kind `{kind}`, and `{name}` is of kind `{other}`"
                );
                let found = self
                    .add(Code::P06, word.at, Of::Action(step), message)
                    .note(format_args!(
                        "{service} has to assume the role that it is handed"
                    ));
                match resolved.role_of(account, kind) {
                    Some(near) => found.help(format_args!("write `passing {}`", near.name.name)),
                    None => found.help(format_args!(
                        "declare one: `role stack: {kind} in {there} {{ … }}`"
                    )),
                };
            }
        }
    }
}
