//! C02, C03, C05 and A02 for keys that stand in one case only: beside an artifact or another key's value.

use std::borrow::Cow;

use crate::catalog::settings::BESIDE;
use crate::catalog::{self, ActionType, Key, Kind, When};
use crate::code::Code;
use crate::pipeline::Setting;
use crate::resolve::{Resolved, Step};
use crate::rules::{Broken, Of, listed, names_of};

impl<'p> Broken<'_, 'p> {
    /// What a key asks for is there; `meant` are the keys that are there misspelt.
    pub(super) fn needed(&mut self, step: &Step<'p>, kind: &'static ActionType, meant: &[&str]) {
        let action = step.action;
        if action.lost {
            return;
        }
        for setting in step.settings {
            let beside = catalog::key(BESIDE, &setting.key.name);
            if let Some(key) = kind.key(&setting.key.name).or(beside)
                && key.verified
                && let Some(missing) = self.resolved.unmet(step, key)
            {
                let decides = match missing {
                    When::Is(other, _) => other,
                    _ => key.name,
                };
                let wrong = |key| self.resolved.is_wrong(step, key, meant);
                if wrong(key.name) || wrong(decides) {
                    continue;
                }
                self.missing(step, setting, missing);
            }
        }
    }

    /// Says what a key asks for.
    fn missing(&mut self, step: &Step<'p>, setting: &'p Setting, missing: &When) {
        let of = Of::Action(step);
        let key = &setting.key.name;
        let value = self.resolved.value(&setting.value).unwrap_or_default();
        let provider = &step.action.provider.name.name;
        match missing {
            When::Input => {
                let message = format_args!("`{key}: {value}` needs an input artifact");
                self.add(Code::A02, setting.value.at(), of, message)
                    .help(format_args!(
                        "write it after the provider: `{provider}(source)`"
                    ));
            }
            When::Output => {
                let message = format_args!("`{key}` needs an output artifact");
                self.add(Code::A02, setting.key.at, of, message)
                    .help("write it after the inputs: `-> app`");
            }
            When::Is(other, words) => {
                let message = format_args!("`{key}` needs {}", listed_values(other, words));
                self.add(Code::C03, setting.key.at, of, message)
                    .help(format_args!("write that, or drop `{key}`"));
            }
            When::Omitted(other) => {
                let message = format_args!("`{key}` does not stand beside `{other}`");
                self.add(Code::C02, setting.key.at, of, message)
                    .help("drop one of them");
            }
            _ => {}
        }
    }

    /// C05: the role that is passed on is not written as a setting besides.
    pub(super) fn passed_twice(&mut self, step: &Step<'p>, kind: &'static ActionType) {
        let (Some(passes), Some(word)) = (&kind.passes, &step.action.passing) else {
            return;
        };
        // `RoleArn` is written nowhere.
        if kind.key(passes.key).is_none() {
            return;
        }
        let Some(written) = step.setting(passes.key) else {
            return;
        };
        let message = format_args!(
            "`passing {}` says the role already, and `{}` says it again",
            word.name, passes.key
        );
        self.add(Code::C05, written.key.at, Of::Action(step), message)
            .help("keep one of them");
    }
}

/// `` `BatchEnabled: true` ``
fn listed_values(key: &str, words: &[&str]) -> String {
    let mut values = Vec::new();
    for word in words {
        values.push(format!("{key}: {word}"));
    }
    listed(&names_of(&values), "or")
}

impl<'p> Resolved<'p> {
    /// Whether a key is misspelt, or has a word for its value that it cannot have: that was said already.
    fn is_wrong(&self, step: &Step<'p>, key: &str, meant: &[&str]) -> bool {
        let value = match self.configured(step, key) {
            Ok(Some(value)) => value,
            _ => Cow::Borrowed(""),
        };
        let known = match step.key(key) {
            Some(Key {
                kind: Kind::Word(words),
                ..
            }) => words.contains(&value.as_ref()),
            Some(Key {
                kind: Kind::Boolean,
                ..
            }) => matches!(value.as_ref(), "true" | "false"),
            _ => true,
        };
        !known || meant.contains(&key)
    }

    /// What certainly does not hold, and must where the key is written.
    fn unmet(&self, step: &Step<'p>, key: &'static Key) -> Option<&'static When> {
        if self.holds(&key.only, step) != Some(false) {
            return None;
        }
        let (When::Any(conditions) | When::All(conditions)) = &key.only else {
            return Some(&key.only);
        };
        for when in *conditions {
            let is_missing = match &key.only {
                // One of them holds where the key's own value is another; the other is what may be missing.
                When::Any(_) => !matches!(when, When::Is(name, _) if *name == key.name),
                _ => self.holds(when, step) == Some(false),
            };
            if is_missing {
                return Some(when);
            }
        }
        None
    }
}
