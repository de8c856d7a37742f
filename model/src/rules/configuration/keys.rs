//! C02, C03 and C05: the keys that are written are the provider's, all that it needs, and each once.

use std::borrow::Cow;

use super::words::said_otherwise;
use super::{Block, beside, is_there};
use crate::catalog::{ActionType, Key, When};
use crate::code::Code;
use crate::index::Index;
use crate::pipeline::{Category, Owner, Setting, Site, Value, setting};
use crate::resolve::{Resolved, Step};
use crate::rules::{Broken, Of, all_of, joined, listed};

impl<'p> Block<'_, 'p> {
    /// C05: no key stands twice in one block.
    pub(super) fn twice(&self, settings: &[Setting], broken: &mut Broken<'_, 'p>) {
        let mut seen = Index::default();
        for setting in settings {
            let name = match broken.resolved.key(setting, None) {
                Some(name) => name,
                None => Cow::Borrowed(setting.key.name.as_ref()),
            };
            if !seen.add(&name) {
                let message = format_args!("`{name}` is written twice");
                broken
                    .add(Code::C05, setting.key.at, self.of, message)
                    .help("keep one of them");
            }
            self.twice_within(&setting.value, broken);
        }
    }

    fn twice_within(&self, value: &Value, broken: &mut Broken<'_, 'p>) {
        match value {
            Value::Map(settings, _) => self.twice(settings, broken),
            Value::List(values, _) => {
                for value in values.iter() {
                    self.twice_within(value, broken);
                }
            }
            _ => {}
        }
    }

    /// C02, and C05 for what the language says in its own words; returns the key that was meant.
    pub(super) fn unknown(
        &self,
        setting: &Setting,
        broken: &mut Broken<'_, 'p>,
    ) -> Option<&'static str> {
        let (name, at) = (setting.key.name.as_ref(), setting.key.at);
        let owner = self.owner;
        let otherwise = match self.action {
            Some(kind) if kind.has_free_keys() => return None,
            Some(kind) => kind.said_otherwise(name),
            None => said_otherwise(name, self.words).map(str::to_owned),
        };
        if let Some(help) = otherwise {
            let message = format_args!("`{name}` is not written as a setting");
            broken.add(Code::C05, at, self.of, message).help(help);
            return None;
        }
        if self.action.is_some() && beside(name).is_some() {
            let only = match name {
                "TimeoutInMinutes" => Category::Approval,
                _ => Category::Compute,
            };
            let message = format_args!(
                "{owner} has no key `{name}`: it stands on actions of category {} only",
                only.as_str()
            );
            broken
                .add(Code::C02, at, self.of, message)
                .help(format_args!("drop `{name}`"));
            return None;
        }
        let names = self.names();
        let near = crate::closest(name, &names);
        let message = format_args!("{owner} has no key `{name}`");
        let help = format_args!("it has {}", listed(&names, "and"));
        broken
            .add(Code::C02, at, self.of, message)
            .suggest_or(near, help);
        near
    }

    /// C03 for what is needed; `meant` are the keys that are there misspelt.
    pub(super) fn lacks(&self, at: Site, meant: &[&str], broken: &mut Broken<'_, 'p>) {
        let mut missing = Vec::new();
        // What makes one of them required that is not always.
        let mut reason = None;
        for Key { name, required, .. } in self.keys {
            if is_there(name, self.settings, meant) {
                continue;
            }
            match required {
                When::Always => missing.push(*name),
                When::Is(other, words) => {
                    let Some(other) = setting(self.settings, other) else {
                        continue;
                    };
                    let value = broken.resolved.value(&other.value);
                    if let Some(value) = value
                        && words.contains(&value.as_ref())
                    {
                        missing.push(*name);
                        reason = Some(format!("`{}: {value}` needs `{name}`", other.key.name));
                    }
                }
                _ => {}
            }
        }
        if !missing.is_empty() {
            let message = format_args!("{} lacks {}", self.owner, all_of(&missing, "and"));
            let mut found = broken.add(Code::C03, at, self.of, message);
            if let Some(reason) = reason {
                found = found.note(reason);
            }
            found.help(format_args!("add `{}: …`", joined(&missing, ": …, ")));
        }
    }
}

impl ActionType {
    /// Whether a key beside the configuration belongs to that kind of action.
    pub(super) fn has_beside(&self, key: &str) -> bool {
        match key {
            "TimeoutInMinutes" => self.category == Category::Approval,
            "Commands" | "OutputVariables" | "Files" => self.category == Category::Compute,
            _ => true,
        }
    }
}

impl<'p> Broken<'_, 'p> {
    /// C03: every required key is there; `meant` are those that are there misspelt.
    pub(super) fn c03(&mut self, step: &Step<'p>, kind: &'static ActionType, meant: &[&str]) {
        let resolved = self.resolved;
        let action = step.action;
        if action.lost {
            return;
        }
        let mut missing = Vec::new();
        // Why each of them is needed; empty where it always is.
        let mut reasons = Vec::new();
        for key in kind.keys {
            if key.verified
                && !is_there(key.name, step.settings, meant)
                && resolved.needs(step, &key.required)
            {
                missing.push(key.name);
                reasons.push(resolved.reason(step, &key.required));
            }
        }
        // The commands of an action that runs commands stand beside its configuration.
        if kind.category == Category::Compute
            && kind.owner == Owner::Aws
            && !is_there("Commands", step.settings, meant)
        {
            missing.push("Commands");
        }
        if missing.is_empty() {
            return;
        }
        let message = format_args!(
            "action `{}` lacks {}",
            self.show(&action.name),
            all_of(&missing, "and")
        );
        let mut found = self.add(Code::C03, action.name.at, Of::Action(step), message);
        let mut said = Index::default();
        for reason in &reasons {
            if !reason.is_empty() && said.add(reason) {
                let mut keys = Vec::new();
                for (place, key) in missing.iter().enumerate() {
                    if reasons.get(place) == Some(reason) {
                        keys.push(*key);
                    }
                }
                let keys = all_of(&keys, "and");
                found = found.note(format_args!("{reason} needs {keys}"));
            }
        }
        found.help(format_args!("add `{}: …`", joined(&missing, ": …, ")));
    }
}

impl<'p> Resolved<'p> {
    /// Whether the condition certainly holds for an action.
    fn needs(&self, step: &Step<'p>, when: &When) -> bool {
        self.holds(when, step) == Some(true)
    }

    /// What makes a key required, as the beginning of a sentence; nothing where it always is.
    fn reason(&self, step: &Step<'p>, when: &When) -> String {
        match when {
            When::Always | When::Never => String::new(),
            When::Is(key, _) => match self.configured(step, key) {
                Ok(Some(value)) => format!("`{key}: {value}`"),
                _ => String::new(),
            },
            When::Holds(key, word) => format!("`{word}` in `{key}`"),
            When::Written(key) => format!("`{key}`"),
            When::Omitted(key) => format!("an action without `{key}`"),
            When::Alias(key) => format!("an alias in `{key}`"),
            When::NoAlias(key) => format!("a key's id or ARN in `{key}`"),
            When::Input => "an action with an input artifact".to_owned(),
            When::NoInput => "an action without an input artifact".to_owned(),
            When::Output => "an action with an output artifact".to_owned(),
            When::OtherAccount => "an action in another account".to_owned(),
            When::All([When::Omitted(one), When::Omitted(other)]) => {
                format!("an action without `{one}` and `{other}`")
            }
            When::All(all) => {
                let mut whole = String::new();
                for when in *all {
                    let reason = self.reason(step, when);
                    let both = !whole.is_empty() && !reason.is_empty();
                    whole.push_str(if both { " with " } else { "" });
                    whole.push_str(&reason);
                }
                whole
            }
            When::Any(any) => {
                for when in *any {
                    if self.needs(step, when) {
                        return self.reason(step, when);
                    }
                }
                String::new()
            }
        }
    }
}
