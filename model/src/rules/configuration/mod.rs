//! C: settings are those that the provider has, with values that it takes.

mod arns;
mod clauses;
mod conditions;
mod files;
mod json;
mod keys;
mod machines;
mod needs;
mod parts;
mod pipeline;
mod provider;
mod stacks;
mod value;
mod variables;
mod words;

use words::Word;

use super::{Broken, Of};
use crate::catalog::{self, ActionType, Key, settings};
use crate::pipeline::{Setting, Site, Value, setting};

impl Broken<'_, '_> {
    pub(super) fn configuration(&mut self) {
        let resolved = self.resolved;
        let declared = resolved.pipeline;
        Block {
            owner: "a pipeline",
            settings: &declared.settings,
            keys: settings::PIPELINE,
            words: words::OF_PIPELINE,
            action: None,
            of: Of::Pipeline,
        }
        .check(self);
        self.pipeline_settings();
        for project in resolved.projects {
            let block = Block {
                owner: "a project",
                settings: &project.settings,
                keys: settings::PROJECT,
                words: words::OF_PROJECT,
                action: None,
                of: Of::Project(project),
            };
            let meant = block.check(self);
            self.machine(project, &meant);
        }
        for step in &resolved.steps {
            self.c01(step);
            let Some(kind) = step.kind else { continue };
            let block = Block {
                owner: &format!("`{}`", step.action.provider.name.name),
                settings: step.settings,
                keys: kind.keys,
                words: &[],
                action: Some(kind),
                of: Of::Action(step),
            };
            let meant = block.check(self);
            self.c03(step, kind, &meant);
            self.needed(step, kind, &meant);
            self.passed_twice(step, kind);
        }
        self.clauses();
        self.conditions();
        variables::check(self);
        stacks::check(self);
    }
}

/// The key of that name that may stand beside the configuration.
fn beside(name: &str) -> Option<&'static Key> {
    catalog::key(settings::BESIDE, name)
}

/// Whether a key is written, right, misspelt or in the other spelling that some keys have: `value` and `Value`.
fn is_there(name: &str, settings: &[Setting], meant: &[&str]) -> bool {
    let lowered = name.to_ascii_lowercase();
    for setting in settings {
        if setting.key.name.to_ascii_lowercase() == lowered {
            return true;
        }
    }
    meant.contains(&name)
}

/// The values of a list.
fn list<'p>(entries: &'p [Setting], key: &str) -> &'p [Value] {
    match setting(entries, key) {
        Some(Setting {
            value: Value::List(values, _),
            ..
        }) => values,
        _ => &[],
    }
}

/// A block of settings and the keys that it may have.
struct Block<'b, 'p> {
    /// Whose keys they are: `` `CodeBuild` ``, "a project".
    owner: &'b str,
    settings: &'p [Setting],
    keys: &'static [Key],
    /// What is said otherwise, where the block is no action's.
    words: &'static [Word],
    /// The action type, where the block is an action's: there are keys beside its own.
    action: Option<&'static ActionType>,
    of: Of<'b>,
}

impl<'p> Block<'_, 'p> {
    /// Checks keys and values, and returns the keys that misspelt ones were meant to be.
    fn check(&self, broken: &mut Broken<'_, 'p>) -> Vec<&'static str> {
        self.twice(self.settings, broken);
        if self.action.is_none()
            && let Some(Setting {
                value: Value::Map(tags, _),
                ..
            }) = setting(self.settings, "tags")
        {
            self.tags(tags, broken);
        }
        self.each(broken)
    }

    fn each(&self, broken: &mut Broken<'_, 'p>) -> Vec<&'static str> {
        let mut meant = Vec::new();
        for setting in self.settings {
            match self.key(&setting.key.name) {
                Some(key) => self.c04(key, setting, broken),
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
            words: &[],
            action: None,
            of: self.of,
        }
    }

    fn key(&self, name: &str) -> Option<&'static Key> {
        match (catalog::key(self.keys, name), self.action) {
            (None, Some(kind)) if kind.has_beside(name) => beside(name),
            (own, _) => own,
        }
    }

    /// The names of the keys that may be written.
    fn names(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for key in self.keys {
            names.push(key.name);
        }
        if let Some(kind) = self.action {
            for key in settings::BESIDE {
                if kind.has_beside(key.name) {
                    names.push(key.name);
                }
            }
        }
        names
    }
}
