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

use super::{Broken, Of, names_of};
use crate::catalog::{ActionType, Key, settings};
use crate::pipeline::{Setting, Site};

pub(super) fn check(broken: &mut Broken<'_, '_>) {
    let resolved = broken.resolved;
    let declared = resolved.pipeline;
    Block {
        owner: "a pipeline",
        settings: &declared.settings,
        keys: settings::PIPELINE,
        action: None,
        of: Of::Pipeline,
    }
    .check(broken);
    for project in declared.projects.iter() {
        Block {
            owner: "a project",
            settings: &project.settings,
            keys: settings::PROJECT,
            action: None,
            of: Of::Project(project),
        }
        .check(broken);
    }
    for step in &resolved.steps {
        provider::c01(broken, step);
        let Some(kind) = step.kind else { continue };
        let block = Block {
            owner: &format!("`{}`", step.action.provider.name.name),
            settings: &step.action.settings,
            keys: kind.keys,
            action: Some(kind),
            of: Of::Action(step),
        };
        let meant = block.check(broken);
        keys::c03(broken, step, kind, &meant);
    }
    clauses::check(broken);
    conditions::check(broken);
    variables::check(broken);
    stacks::check(broken);
}

/// A block of settings and the keys that it may have.
struct Block<'b, 'p> {
    /// Whose keys they are: `` `CodeBuild` ``, "a project".
    owner: &'b str,
    settings: &'p [Setting],
    keys: &'static [Key],
    /// The action type, where the block is an action's: there are keys beside its own.
    action: Option<&'static ActionType>,
    of: Of<'b>,
}

impl<'p> Block<'_, 'p> {
    /// Checks keys and values, and returns the keys that misspelt ones were meant to be.
    fn check(&self, broken: &mut Broken<'_, 'p>) -> Vec<&'static str> {
        self.twice(self.settings, broken);
        if self.action.is_none() {
            parts::check(self, broken);
        }
        self.each(broken)
    }

    fn each(&self, broken: &mut Broken<'_, 'p>) -> Vec<&'static str> {
        let mut meant = Vec::new();
        for setting in self.settings {
            match self.key(&setting.key.name) {
                Some(key) => value::c04(self, key, &setting.value, broken),
                None => {
                    if let Some(key) = self.unknown(setting, broken) {
                        meant.push(key);
                    }
                }
            }
        }
        meant
    }

    /// Checks a block that has keys which it always needs; a missing one is said at `at`.
    fn whole(&self, at: Site, broken: &mut Broken<'_, 'p>) {
        let meant = self.each(broken);
        self.lacks(at, &meant, broken);
    }

    /// A block within this one.
    fn within<'w>(
        &'w self,
        owner: &'w str,
        settings: &'p [Setting],
        keys: &'static [Key],
    ) -> Block<'w, 'p> {
        Block {
            owner,
            settings,
            keys,
            action: None,
            of: self.of,
        }
    }

    fn key(&self, name: &str) -> Option<&'static Key> {
        let own = self.keys.iter().find(|key| key.name == name);
        own.or_else(|| {
            let beside = keys::beside(name)?;
            keys::stands_beside(name, self.action?).then_some(beside)
        })
    }

    /// The names of the keys that may be written.
    fn names(&self) -> Vec<&'static str> {
        let mut names = names_of(self.keys);
        if let Some(kind) = self.action {
            for key in settings::BESIDE {
                if keys::stands_beside(key.name, kind) {
                    names.push(key.name);
                }
            }
        }
        names
    }
}
