//! C: settings are those that the provider has, with values that it takes.

mod clauses;
mod conditions;
mod json;
mod keys;
mod parts;
mod provider;
mod stacks;
mod value;
mod variables;

use super::{pipeline_place, project_place, round, step_place};
use crate::catalog::{ActionType, Key, settings};
use crate::pipeline::{Setting, Site};
use crate::resolve::Resolved;
use crate::violation::Violation;

pub(super) fn check(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    let declared = resolved.pipeline;
    Block {
        owner: "a pipeline".to_owned(),
        settings: &declared.settings,
        tables: &[settings::PIPELINE],
        action: None,
        place: pipeline_place(resolved),
        round: String::new(),
    }
    .check(resolved, broken);
    for project in declared.projects.iter() {
        Block {
            owner: "a project".to_owned(),
            settings: &project.settings,
            tables: &[settings::PROJECT],
            action: None,
            place: project_place(project),
            round: round(&project.round),
        }
        .check(resolved, broken);
    }
    for step in &resolved.steps {
        broken.extend(provider::c01(resolved, step));
        let Some(kind) = step.kind else { continue };
        let block = Block {
            owner: format!("`{}`", step.action.provider.name.name),
            settings: &step.action.settings,
            tables: &[kind.keys, settings::BESIDE],
            action: Some(kind),
            place: step_place(resolved, step),
            round: round(&step.action.round),
        };
        let meant = block.check(resolved, broken);
        broken.extend(keys::c03(resolved, step, kind, &meant));
    }
    clauses::check(resolved, broken);
    conditions::check(resolved, broken);
    variables::check(resolved, broken);
    stacks::check(resolved, broken);
}

/// A block of settings and the keys that it may have.
struct Block<'b, 'p> {
    /// Whose keys they are: `` `CodeBuild` ``, "a project".
    owner: String,
    settings: &'p [Setting],
    tables: &'b [&'static [Key]],
    /// The action type, where the block is an action's.
    action: Option<&'static ActionType>,
    place: String,
    round: String,
}

impl<'p> Block<'_, 'p> {
    /// Checks keys and values, and returns the keys that misspelt ones were meant to be.
    fn check(&self, resolved: &Resolved<'p>, broken: &mut Vec<Violation>) -> Vec<&'static str> {
        self.twice(self.settings, broken);
        if self.action.is_none() {
            parts::check(resolved, self, broken);
        }
        self.each(resolved, broken)
    }

    fn each(&self, resolved: &Resolved<'p>, broken: &mut Vec<Violation>) -> Vec<&'static str> {
        let mut meant = Vec::new();
        for setting in self.settings {
            match self.key(&setting.key.name) {
                Some(key) => value::c04(resolved, self, key, &setting.value, broken),
                None => meant.extend(self.unknown(setting, broken)),
            }
        }
        meant
    }

    /// Checks a block that has keys which it always needs; a missing one is said at `at`.
    fn whole(&self, resolved: &Resolved<'p>, at: Site, broken: &mut Vec<Violation>) {
        let meant = self.each(resolved, broken);
        broken.extend(self.lacks(at, &meant));
    }

    /// A block within this one.
    fn within<'b>(
        &self,
        owner: &str,
        settings: &'p [Setting],
        tables: &'b [&'static [Key]],
    ) -> Block<'b, 'p> {
        Block {
            owner: owner.to_owned(),
            settings,
            tables,
            action: None,
            place: self.place.clone(),
            round: self.round.clone(),
        }
    }

    fn key(&self, name: &str) -> Option<&'static Key> {
        self.tables
            .iter()
            .find_map(|table| table.iter().find(|key| key.name == name))
            .filter(|key| {
                let beside = self
                    .action
                    .filter(|kind| !kind.keys.iter().any(|own| own.name == name));
                beside.is_none_or(|kind| keys::stands_beside(key.name, kind))
            })
    }

    /// The names of the keys that may be written.
    fn names(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for table in self.tables {
            for key in table.iter().filter(|key| self.key(key.name).is_some()) {
                names.push(key.name);
            }
        }
        names
    }
}
