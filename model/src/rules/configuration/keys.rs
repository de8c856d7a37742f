//! C02, C03 and C05: the keys that are written are the provider's, all that it needs, and each once.

use super::Block;
use crate::catalog::{ActionType, Key, When};
use crate::index::First;
use crate::pipeline::{Category, Owner, Setting, Site, Value, setting};
use crate::resolve::{Resolved, Step};
use crate::rules::{join, listed, round, step_place};
use crate::violation::{Code, Violation};

/// What AWS writes as a key and the language has words for.
const WORDS: [(&str, &str); 4] = [
    (
        "Region",
        "say it where the action runs: `in ACCOUNT / \"eu-west-1\"`",
    ),
    (
        "RunOrder",
        "actions run in the order written, those in `parallel { … }` at the same time",
    ),
    (
        "InputArtifacts",
        "write them after the provider: `(source)`",
    ),
    ("OutputArtifacts", "write them after the inputs: `-> app`"),
];

/// Whether a key beside the configuration belongs to that kind of action.
pub(super) fn stands_beside(key: &str, kind: &ActionType) -> bool {
    match key {
        "TimeoutInMinutes" => kind.category == Category::Approval,
        "Commands" | "OutputVariables" | "Files" => kind.category == Category::Compute,
        _ => true,
    }
}

impl<'p> Block<'_, 'p> {
    pub(super) fn violation(&self, code: Code, at: Site, message: &str) -> Violation {
        Violation::new(
            code,
            at,
            self.place.clone(),
            format!("{message}{}", self.round),
        )
    }

    /// C05: no key stands twice in one block.
    pub(super) fn twice(&self, settings: &[Setting], broken: &mut Vec<Violation>) {
        let mut seen = First::new();
        for setting in settings {
            let name = setting.key.name.as_ref();
            if seen.add(name, ()).is_some() {
                let message = format!("`{name}` is written twice");
                broken.push(
                    self.violation(Code::C05, setting.key.at, &message)
                        .help("keep one of them"),
                );
            }
            self.twice_within(&setting.value, broken);
        }
    }

    fn twice_within(&self, value: &Value, broken: &mut Vec<Violation>) {
        match value {
            Value::Map(settings, _) => self.twice(settings, broken),
            Value::List(values, _) => values
                .iter()
                .for_each(|value| self.twice_within(value, broken)),
            _ => {}
        }
    }

    /// C02, and C05 for what the language says in its own words; returns the key that was meant.
    pub(super) fn unknown(
        &self,
        setting: &Setting,
        broken: &mut Vec<Violation>,
    ) -> Option<&'static str> {
        let name = setting.key.name.as_ref();
        if self.action.is_some_and(ActionType::has_free_keys) {
            return None;
        }
        if let Some(kind) = self.action {
            if name == "RoleArn" {
                let message = "`RoleArn` is not written as a setting";
                broken.push(self.violation(Code::C05, setting.key.at, message).help(match &kind.passes {
                    Some(passes) => format!(
                        "say `passing ROLE`, with a role of kind `{}` that is placed where the action runs",
                        passes.kind
                    ),
                    None => format!("`{}` is handed no role; the role that acts stands after `as`", kind.provider),
                }));
                return None;
            }
            if let Some((_, help)) = WORDS.iter().find(|(word, _)| *word == name) {
                let message = format!("`{name}` is not written as a setting");
                broken.push(
                    self.violation(Code::C05, setting.key.at, &message)
                        .help(*help),
                );
                return None;
            }
            if self
                .tables
                .iter()
                .any(|table| table.iter().any(|key| key.name == name))
            {
                let of = if name == "TimeoutInMinutes" {
                    Category::Approval
                } else {
                    Category::Compute
                };
                let message = format!(
                    "{} has no key `{name}`: it stands on actions of category {} only",
                    self.owner,
                    of.as_str()
                );
                broken.push(
                    self.violation(Code::C02, setting.key.at, &message)
                        .help(format!("drop `{name}`")),
                );
                return None;
            }
        }
        let near = crate::closest(name, self.names());
        let violation = self.violation(
            Code::C02,
            setting.key.at,
            &format!("{} has no key `{name}`", self.owner),
        );
        broken.push(match near {
            Some(_) => violation.suggest(near),
            None => violation.help(format!("it has {}", listed(self.names(), "and"))),
        });
        near
    }

    /// C03 for what is always needed; `meant` are the keys that are there misspelt.
    pub(super) fn lacks(&self, at: Site, meant: &[&str]) -> Option<Violation> {
        let mut missing = Vec::new();
        for table in self.tables {
            for Key { name, required, .. } in table.iter() {
                if matches!(required, When::Always)
                    && setting(self.settings, name).is_none()
                    && !meant.contains(name)
                {
                    missing.push(*name);
                }
            }
        }
        let message = format!("{} lacks {}", self.owner, quoted(&missing));
        let help = || format!("add `{}: …`", missing.join(": …, "));
        (!missing.is_empty()).then(|| self.violation(Code::C03, at, &message).help(help()))
    }
}

/// C03: every required key is there; `meant` are those that are there misspelt.
pub(super) fn c03<'p>(
    resolved: &Resolved<'p>,
    step: &Step<'p>,
    kind: &'static ActionType,
    meant: &[&str],
) -> Option<Violation> {
    let action = step.action;
    if action.lost {
        return None;
    }
    let home = step.account.is_none_or(|account| resolved.is_home(account));
    let absent = |name: &str| setting(&action.settings, name).is_none() && !meant.contains(&name);
    let mut missing = Vec::new();
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    for key in kind.keys {
        if !key.verified || !absent(key.name) {
            continue;
        }
        if resolved.holds(&key.required, kind, action, home) != Some(true) {
            continue;
        }
        missing.push(key.name);
        if let Some(reason) = reason(resolved, &key.required, step, kind, home) {
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, keys)) => keys.push(key.name),
                None => reasons.push((reason, vec![key.name])),
            }
        }
    }
    // The commands of an action that runs commands stand beside its configuration.
    if kind.category == Category::Compute && kind.owner == Owner::Aws && absent("Commands") {
        missing.push("Commands");
    }
    if missing.is_empty() {
        return None;
    }
    let mut violation = Violation::new(
        Code::C03,
        action.name.at,
        step_place(resolved, step),
        format!(
            "action `{}` lacks {}{}",
            resolved.show(&action.name),
            quoted(&missing),
            round(&action.round)
        ),
    );
    for (reason, keys) in reasons {
        violation = violation.note(format!("{reason} needs {}", quoted(&keys)));
    }
    Some(violation.help(format!("add `{}: …`", missing.join(": …, "))))
}

/// All of them, since each has to be written.
fn quoted(keys: &[&str]) -> String {
    let mut quoted = Vec::new();
    for key in keys {
        quoted.push(format!("`{key}`"));
    }
    join(&quoted, "and")
}

/// What makes a key required, as the beginning of a sentence; nothing where it always is.
fn reason<'p>(
    resolved: &Resolved<'p>,
    when: &When,
    step: &Step<'p>,
    kind: &ActionType,
    home: bool,
) -> Option<String> {
    match when {
        When::Always | When::Never => None,
        When::Is(key, _) => {
            let value = resolved.configured(kind, step.action, key).ok()??;
            Some(format!("`{key}: {value}`"))
        }
        When::Holds(key, word) => Some(format!("`{word}` in `{key}`")),
        When::Written(key) => Some(format!("`{key}`")),
        When::Omitted(key) => Some(format!("an action without `{key}`")),
        When::Input => Some("an action with an input artifact".to_owned()),
        When::NoInput => Some("an action without an input artifact".to_owned()),
        When::Output => Some("an action with an output artifact".to_owned()),
        When::OtherAccount => Some("an action in another account".to_owned()),
        When::All(all) => {
            let mut reasons = Vec::new();
            for when in *all {
                reasons.extend(reason(resolved, when, step, kind, home));
            }
            (!reasons.is_empty()).then(|| reasons.join(" with "))
        }
        When::Any(any) => {
            let holds = any
                .iter()
                .find(|when| resolved.holds(when, kind, step.action, home) == Some(true))?;
            reason(resolved, holds, step, kind, home)
        }
    }
}
