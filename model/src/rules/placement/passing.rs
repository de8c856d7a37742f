//! Who is passed on: the role after `passing`.

use super::ready::Lacking;
use crate::catalog::Passes;
use crate::code::Code;
use crate::pipeline::{Ident, Role};
use crate::resolve::{Passed, Step};
use crate::rules::{Broken, Of};

impl<'p> Broken<'_, 'p> {
    /// P13, P06 and P02 on the word after `passing`, P04 where there is none.
    pub(super) fn passing(&mut self, step: &Step<'_>, lacking: &Lacking<'p>) {
        let resolved = self.resolved;
        let Some(kind) = step.kind else { return };
        let (provider, of) = (&step.action.provider.name.name, Of::Action(step));
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
                self.passed(step, passes, role, word, lacking);
            }
            (Passed::Missing, None) if resolved.passed_lacks(step).is_some() => {
                let accounts = lacking.accounts(Code::P04, at);
                let message = format_args!(
                    "action `{action}` passes a role to {provider}, and no {kind} role is placed in `{there}`"
                );
                self.add_in(Code::P04, at, step, accounts, message)
                    .note(format_args!(
                        "{service} makes the stack's resources with that role"
                    ))
                    .help(
                        resolved
                            .ready(kind, "stack", lacking.all_accounts(Code::P04, ""))
                            .one(),
                    );
            }
            (Passed::Several, None) => {
                let says = "does not say which role it passes";
                self.several(step, says, kind, "passing ");
            }
            _ => {}
        }
    }

    /// P06 and P02 for the role that the word after `passing` means.
    fn passed(
        &mut self,
        step: &Step<'_>,
        passes: &Passes,
        role: &Role,
        word: &Ident,
        lacking: &Lacking<'p>,
    ) {
        let resolved = self.resolved;
        let Some((code, at)) = resolved.passed_lacks(step) else {
            return;
        };
        let accounts = lacking.accounts(code, at);
        match code {
            Code::P02 => {
                let why = "a role can only be passed within its own account;";
                self.placed_elsewhere(code, step, role, ("passing", at), why, lacking);
            }
            _ => {
                let (kind, service) = (passes.kind, passes.service);
                let message = format_args!(
                    "`{}` passes a role of kind `{kind}`, and `{}` is of kind `{}`",
                    step.action.provider.name.name,
                    word.name,
                    role.kind.word()
                );
                self.add_in(code, at, step, accounts, message)
                    .note(format_args!(
                        "{service} has to assume the role that it is handed"
                    ))
                    .help(resolved.ready(kind, "stack", accounts).after("passing"));
            }
        }
    }
}
