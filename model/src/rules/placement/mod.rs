//! P: every role is in the account where it is used. The reason this library exists.

mod acting;
mod existing;
mod passing;
mod policies;
mod reach;
mod ready;

use super::broken::Found;
use super::{Broken, Of, listed, listed_as, names_of};
use crate::code::Code;
use crate::index::Index;
use crate::pipeline::{Account, Role, RoleKind, Site};
use crate::resolve::{Resolved, Step};
use ready::Lacking;

/// AWS's answer to a role passed across accounts.
const CROSS_ACCOUNT: &str = "\"Cross-account pass role is not allowed\"";

impl<'p> Broken<'_, 'p> {
    pub(super) fn placement(&mut self) {
        let resolved = self.resolved;
        self.p05();
        for role in resolved.roles {
            self.p07(role);
        }
        self.policies();
        let mut projects = Index::default();
        for project in resolved.projects {
            self.build_role(project);
            // Of several of one name, the first is meant.
            if matches!(resolved.project(&project.name), Some(first) if std::ptr::eq(first, project))
            {
                for account in &resolved.accounts_of(&project.accounts) {
                    projects.add(&project.key_in(account));
                }
            }
        }
        self.p09_existing();
        self.p11_existing();
        self.p08_rules();
        let lacking = Lacking::new(resolved, &projects);
        for step in &resolved.steps {
            // A provider that cannot be there at all needs no role there.
            if !self.p10(step) {
                self.acting(step, &lacking);
            }
            self.passing(step, &lacking);
            self.p08(step, &projects, &lacking);
            // In a region where it cannot run at all its account need not be either.
            if !self.p11(step) {
                self.p12(step);
            }
            for setting in step.settings {
                self.p09(step, setting);
            }
        }
    }

    /// P04: several roles of a kind are placed where the action runs, and it does not say which.
    fn several(&mut self, step: &Step<'_>, says: &str, kind: &str, word: &str) {
        let Some(account) = step.account else { return };
        let roles = self.resolved.roles_of(account, kind);
        let roles = names_of(&roles);
        let message = format_args!(
            "action `{}` {says}, and several {kind} roles are placed in `{}`: {}",
            self.show(&step.action.name),
            account.name.name,
            listed(&roles, "and")
        );
        let which = listed_as(word, &roles, "or");
        self.add(Code::P04, step.action.name.at, Of::Action(step), message)
            .help(format_args!("say which: {which}"));
    }

    /// P01 and P02: the role that stands after `as` or `passing` is not placed where the action runs, and not in the other
    /// accounts of which `lacking` says so.
    fn placed_elsewhere(
        &mut self,
        code: Code,
        step: &Step<'_>,
        role: &Role,
        (word, at): (&str, Site),
        why: &str,
        lacking: &Lacking<'p>,
    ) {
        let resolved = self.resolved;
        let accounts = lacking.accounts(code, at);
        let Some(account) = step.account else { return };
        let there = &account.name.name;
        let message = format_args!(
            "role `{}` is placed in {}, but action `{}` runs in `{there}`",
            role.name.name,
            resolved.placed(role),
            self.show(&step.action.name)
        );
        let found = self
            .add_in(code, at, step, accounts, message)
            .note(format_args!("{why} AWS would answer\n{CROSS_ACCOUNT}"));
        // Nobody said where the action runs: it was meant to run where the role is.
        let astray = match step.place {
            None => resolved.accounts_of(&role.accounts),
            Some(_) => Vec::new(),
        };
        match astray.as_slice() {
            [] => {}
            [meant] => return resolved.run_there(found, meant),
            several => {
                let places = listed_as("in ", &names_of(several), "or");
                found.help(format_args!("say where the action runs: {places}"));
                return;
            }
        }
        let all = lacking.all_accounts(code, &role.name.name);
        let mut found = found.help(role.place_help(all));
        if let Some(other) = resolved.role_of(account, role.kind.word())
            && resolved.missing(other, accounts).is_empty()
        {
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
}

impl Resolved<'_> {
    /// The helps of an action that was meant to run where its role is.
    fn run_there(&self, found: Found<'_>, meant: &Account) {
        let there = &meant.name.name;
        let actor = self.ready("Action", "deployer", &[meant]);
        let found = found.help(format_args!(
            "run the action where the role is, by an Action role of that account: `in {there} as {}`",
            actor.name
        ));
        if let Some(brought) = actor.brought() {
            found.help(format_args!("and {brought}"));
        }
    }

    /// The first role of a kind that is placed in an account.
    fn role_of(&self, account: &Account, kind: &str) -> Option<&Role> {
        self.roles_of(account, kind).first().copied()
    }

    /// Whether a role could be there that could not be read, or whose kind or place is wrong already.
    fn roles_may_be_missing(&self, account: &Account) -> bool {
        let declared = self.pipeline;
        if declared.lost.items || !declared.lost.names.is_empty() {
            return true;
        }
        for role in self.roles {
            if !self.all_known(&role.accounts) {
                return true;
            }
        }
        self.role_of(account, RoleKind::Unknown.word()).is_some()
    }

    /// `` `ci` and `dev` ``
    fn placed(&self, role: &Role) -> String {
        let accounts = self.accounts_of(&role.accounts);
        if accounts.is_empty() {
            return "no account".to_owned();
        }
        listed(&names_of(&accounts), "and")
    }

    /// `` `dev` (222222222222) `` where an account of that id is declared, otherwise the id.
    fn owner_of(&self, id: &str) -> String {
        match self.account_of_id(id) {
            Some(account) => format!("`{}` ({id})", account.name.name),
            None => format!("account {id}"),
        }
    }

    /// The declared account of that id.
    /// Whether an id is that of an account declared before this one too: then it is the id that is wrong, and reported.
    fn is_anothers(&self, id: &str, account: &Account) -> bool {
        match self.account_of_id(id) {
            Some(first) => first.name.name != account.name.name,
            None => false,
        }
    }

    fn account_of_id(&self, id: &str) -> Option<&Account> {
        for account in self.accounts {
            if let Some(known) = self.id(account)
                && known == id
            {
                return Some(account);
            }
        }
        None
    }
}

impl Role {
    /// The help that places the role in these accounts too.
    fn place_help(&self, more: &[&Account]) -> String {
        format!("place it there too: `{}`", self.line(more))
    }
}
