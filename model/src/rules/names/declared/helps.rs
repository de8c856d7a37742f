//! What to write for a name that is not declared.

use super::{Check, Sort};
use crate::index::Index;
use crate::pipeline::{Account, Ident, RoleKind, Value};
use crate::resolve::Resolved;
use crate::rules::names::free_id;
use crate::rules::rounds::{made_as, rounds};
use crate::rules::{Of, with_accounts};

impl<'p> Check<'_, '_, 'p> {
    /// The line that declares such a thing.
    pub(super) fn declare(&mut self, sort: Sort, name: &str) -> String {
        match sort {
            Sort::Account | Sort::AccountOrGroup => {
                // Several that are declared so have an id each.
                let id = free_id(self.broken.resolved, self.new_accounts.place(name));
                format!("declare it: `account {name} = \"{id}\";`")
            }
            Sort::Role(kind) => {
                let there = self.used_in(name);
                // What CloudFormation may do is for the author to say.
                let end = match kind {
                    "CloudFormation" => " { … }",
                    _ => ";",
                };
                format!("declare it: `role {name}: {kind} in {there}{end}`")
            }
            Sort::Project => format!("declare it: `project {name} in {};`", self.used_in(name)),
            Sort::Artifact => {
                format!("an action makes it where it says so after its inputs: `-> {name}`")
            }
        }
    }

    /// The accounts in which a role or project of that name is asked for, as they would be written.
    fn used_in(&self, name: &str) -> String {
        let resolved = self.broken.resolved;
        let declared = resolved.pipeline;
        let mut seen = Index::default();
        let mut accounts = Vec::new();
        let mut add = |account: &'p Account| {
            if seen.add(&account.name.name) {
                accounts.push(account);
            }
        };
        if let Some(home) = resolved.home
            && is_named(&declared.role, name)
        {
            add(home);
        }
        for project in resolved.projects {
            if is_named(&project.role, name) {
                for account in &resolved.accounts_of(&project.accounts) {
                    add(account);
                }
            }
        }
        for step in &resolved.steps {
            let action = step.action;
            let mut used = is_named(&action.role, name) || is_named(&action.passing, name);
            for setting in step.settings {
                used |= matches!(&setting.value, Value::Word(word) if word.name == name);
            }
            if let Some(account) = step.account
                && used
            {
                add(account);
            }
        }
        match accounts.is_empty() {
            true => "…".to_owned(),
            false => with_accounts(&[], &accounts),
        }
    }

    /// How a string names the artifact that the round itself makes: `app_{t}`.
    pub(super) fn in_string(&self, name: &str, of: Of<'_>) -> Option<String> {
        for (made, round) in &self.made {
            if *round == of.round() && *made != name && made_as(made, round) == name {
                let mut written = name.to_owned();
                for (variable, _) in &rounds(round) {
                    written.push_str(&format!("_{{{variable}}}"));
                }
                return Some(written);
            }
        }
        None
    }

    /// The declared names of a sort.
    pub(super) fn names_of_sort(&self, sort: Sort) -> Vec<&'p str> {
        let mut names: Vec<&'p str> = Vec::new();
        if matches!(sort, Sort::Account | Sort::AccountOrGroup) {
            for account in self.broken.resolved.accounts {
                names.push(&account.name.name);
            }
        }
        match sort {
            Sort::Account => {}
            Sort::AccountOrGroup => {
                for group in self.broken.resolved.groups {
                    names.push(&group.name.name);
                }
            }
            Sort::Role(_) => {
                for role in self.broken.resolved.roles {
                    if !matches!(role.kind, RoleKind::Unknown) {
                        names.push(&role.name.name);
                    }
                }
            }
            Sort::Project => {
                for project in self.broken.resolved.projects {
                    names.push(&project.name.name);
                }
            }
            Sort::Artifact => {
                for (made, round) in &self.made {
                    names.push(made_as(made, round));
                }
            }
        }
        names
    }
}

impl<'p> Resolved<'p> {
    pub(super) fn roles_of_kind(&self, kind: &str) -> Vec<&'p str> {
        let mut names = Vec::new();
        for role in self.roles {
            if role.kind.word() == kind {
                names.push(role.name.name.as_ref());
            }
        }
        names
    }
}

fn is_named(word: &Option<Ident>, name: &str) -> bool {
    match word {
        Some(word) => word.name == name,
        None => false,
    }
}
