//! A: artifacts are made before they are used, where they can be reached, and as many as the provider takes.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::rounds::made_as;
use super::{Broken, Of, artifact_of, joined, listed, names_of, read_by_function};
use crate::catalog::{Key, Kind, Reach};
use crate::code::Code;
use crate::index::First;
use crate::pipeline::{Ident, Site, Value};
use crate::resolve::Step;

/// An artifact that a setting names.
struct Named<'p> {
    key: Option<&'static Key>,
    name: Cow<'p, str>,
    at: Site,
}

impl<'p> Broken<'_, 'p> {
    pub(super) fn artifacts(&mut self) {
        let resolved = self.resolved;
        let mut makers = First::new();
        for step in &resolved.steps {
            for output in step.action.outputs.iter() {
                makers.add(&output.name, step);
            }
        }
        let mut unmade = None;
        for step in &resolved.steps {
            for input in step.action.inputs.iter() {
                if unmade.is_none() && !input.name.is_empty() && makers.get(&input.name).is_none() {
                    unmade = Some(input.name.as_ref());
                }
            }
        }
        for step in &resolved.steps {
            let mut all_made = true;
            // What is one too many is A02's.
            let most = match step.kind {
                Some(kind) => kind.inputs.1,
                None => usize::MAX,
            };
            for (place, input) in step.action.inputs.iter().enumerate() {
                match makers.get(&input.name) {
                    Some(_) if place >= most => {}
                    Some(maker) => self.a01_or_a05(step, input, maker),
                    None => all_made = false,
                }
            }
            let mut named = Vec::new();
            for setting in step.settings {
                self.add_named(step.key(&setting.key.name), &setting.value, &mut named);
            }
            self.a02(step, &named, unmade.unwrap_or("app"));
            // Where inputs are missing, what a setting names is one of them.
            if step.lacks_inputs() {
                continue;
            }
            // An input that nobody makes may be the one that a setting means.
            if all_made {
                for artifact in &named {
                    self.named(&makers, step, artifact);
                }
            }
            self.a04(step);
        }
    }

    /// A01: an input is made by an action that is done before this one starts. If it is, A05 is asked.
    fn a01_or_a05(&mut self, step: &Step<'_>, input: &Ident, maker: &Step<'_>) {
        let action = self.show(&maker.action.name);
        let stage = self.show(&maker.stage.name);
        let (by, help) = match maker.order().cmp(&step.order()) {
            Ordering::Less if self.a05(step, input, maker) => return,
            Ordering::Less => return self.cloned(step, input, maker),
            Ordering::Equal if std::ptr::eq(maker.action, step.action) => (
                format_args!("this action itself"),
                format_args!("name another artifact"),
            ),
            Ordering::Equal => (
                format_args!("action `{action}` in stage {stage}, which runs at the same time"),
                format_args!(
                    "let the actions run one after another: take one of them out of `parallel`"
                ),
            ),
            Ordering::Greater if maker.is_late_source() => return,
            Ordering::Greater => (
                format_args!("action `{action}` in stage {stage}, which runs after"),
                format_args!("move action `{action}` before this one"),
            ),
        };
        let message = format_args!("`{}` is made by {by}", self.written(&input.name));
        self.add(Code::A01, input.at, Of::Action(step), message)
            .note("an artifact is there when the action that makes it is done")
            .help(help);
    }

    /// A05: an artifact of another account is reached from the pipeline's account only. Returns whether that was said.
    fn a05(&mut self, step: &Step<'_>, input: &Ident, maker: &Step<'_>) -> bool {
        let resolved = self.resolved;
        let (Some(home), Some(here), Some(there)) = (resolved.home, step.account, maker.account)
        else {
            return false;
        };
        // Who cannot be there at all is P10's.
        if step.is_tied_to_home() || maker.is_tied_to_home() {
            return false;
        }
        let (home, here_name, there_name) = (&home.name.name, &here.name.name, &there.name.name);
        if resolved.is_home(here) || resolved.is_home(there) || here_name == there_name {
            return false;
        }
        let (input, at) = (self.written(&input.name), input.at);
        let action = self.show(&step.action.name);
        let message = format_args!(
            "`{input}` is made in `{there_name}`, and action `{action}` runs in `{here_name}`"
        );
        self.add(Code::A05, at, Of::Action(step), message)
            .note(format_args!(
                "an action outside the pipeline's account reaches what was made in `{home}`, or in its own account"
            ))
            .help(format_args!("make `{input}` in `{home}`"));
        true
    }

    /// A02: the numbers of artifacts are within the provider's bounds.
    /// `named` are the artifacts that its settings name, and `unmade` is one that is used and that nobody makes.
    fn a02(&mut self, step: &Step<'p>, named: &[Named<'p>], unmade: &str) {
        if let Some(kind) = step.kind {
            let mut inputs = Vec::new();
            for artifact in named {
                if !inputs.contains(&artifact.name.as_ref()) {
                    inputs.push(artifact.name.as_ref());
                }
            }
            let inputs = match inputs.as_slice() {
                inputs @ [_, ..] if step.lacks_inputs() => joined(&self.all_written(inputs), ", "),
                _ => "source".to_owned(),
            };
            let help = &format!("write them after the provider: `({inputs})`");
            let side = ("takes", "input", help.as_str());
            self.artifact_count(step, side, &step.action.inputs, kind.inputs);
            let help = &format!("write them after the inputs: `-> {unmade}`");
            let side = ("makes", "output", help.as_str());
            self.artifact_count(step, side, &step.action.outputs, kind.outputs);
        }
    }

    fn artifact_count(
        &mut self,
        step: &Step<'_>,
        (verb, side, help): (&str, &str, &str),
        artifacts: &[Ident],
        (least, most): (usize, usize),
    ) {
        let action = step.action;
        let count = artifacts.len();
        let at = match artifacts.get(most) {
            Some(superfluous) => superfluous.at,
            None if count < least => action.name.at,
            None => return,
        };
        let number = match (least, most) {
            (_, 0) => format_args!("no"),
            _ if least == most => format_args!("{least}"),
            (0, _) => format_args!("at most {most}"),
            _ => format_args!("{least} to {most}"),
        };
        let plural = if most < 2 { "" } else { "s" };
        let has = match count {
            0 => format_args!("none"),
            _ => format_args!("{count}"),
        };
        let message = format_args!(
            "`{}` {verb} {number} {side} artifact{plural}, and action `{}` has {has}",
            action.provider.name.name,
            self.show(&action.name)
        );
        let spare = names_of(artifacts.get(most..).unwrap_or_default());
        let drop = format!("drop {}", listed(&self.all_written(&spare), "and"));
        let help = if spare.is_empty() { help } else { &drop };
        self.add(Code::A02, at, Of::Action(step), message)
            .help(help);
    }

    /// The artifacts that a setting names.
    fn add_named(&self, key: Option<&'static Key>, value: &'p Value, named: &mut Vec<Named<'p>>) {
        match value {
            Value::List(values, _) => {
                for value in values.iter() {
                    self.add_named(key, value, named);
                }
            }
            Value::Map(settings, _) => {
                for setting in settings.iter() {
                    if let Some(value) = read_by_function(setting, key)
                        && let Some(name) = self.resolved.value(value)
                    {
                        let at = value.at();
                        named.push(Named { key, name, at });
                    } else {
                        self.add_named(key, &setting.value, named);
                    }
                }
            }
            Value::File(artifact, _) => {
                named.push(Named {
                    key,
                    name: Cow::Borrowed(&artifact.name),
                    at: value.at(),
                });
            }
            _ => {
                let text = self.resolved.value(value).unwrap_or_default();
                if let Some(artifact) = artifact_of(&text, key) {
                    named.push(Named {
                        key,
                        name: Cow::Owned(artifact.to_owned()),
                        at: value.at(),
                    });
                }
            }
        }
    }

    /// A03, and A04 for `PrimarySource`: an artifact that a setting names is an input of the same action.
    fn named(
        &mut self,
        makers: &First<&Step<'_>>,
        step: &Step<'p>,
        &Named { key, ref name, at }: &Named<'p>,
    ) {
        let artifact = name.as_ref();
        let action = step.action;
        let inputs = names_of(&action.inputs);
        // What nobody makes is N01's.
        let Some(maker) = makers.get(artifact) else {
            return;
        };
        if inputs.contains(&artifact) {
            return;
        }
        let code = match key {
            Some(key) if key.is_primary_source() => Code::A04,
            _ => Code::A03,
        };
        let mut inputs = self.all_written(&inputs);
        let artifact = made_as(artifact, &maker.action.round);
        let near = crate::closest(artifact, &inputs);
        let help = if maker.order() < step.order() {
            inputs.push(artifact);
            let (provider, inputs) = (&action.provider.name.name, joined(&inputs, ", "));
            format!("add it to the inputs: `{provider}({inputs})`")
        } else if inputs.is_empty() {
            "name an artifact that is made before".to_owned()
        } else {
            let inputs = listed(&inputs, "or");
            format!("it is not made before this action starts; name an input, {inputs}")
        };
        let message = format_args!(
            "`{artifact}` is no input artifact of action `{}`",
            self.show(&action.name)
        );
        self.add(code, at, Of::Action(step), message)
            .suggest(near)
            .help(help);
    }

    /// A04: with several inputs, one of them is the primary source.
    fn a04(&mut self, step: &Step<'_>) {
        let action = step.action;
        let [first, _, ..] = action.inputs.as_ref() else {
            return;
        };
        let Some(key) = step.key("PrimarySource") else {
            return;
        };
        if !key.is_primary_source() {
            return;
        }
        for setting in step.settings {
            let name = setting.key.name.as_ref();
            // One that is there misspelt is C02's.
            if name == key.name || crate::closest(name, &[key.name]).is_some() {
                return;
            }
        }
        if action.lost {
            return;
        }
        let first = self.written(&first.name);
        let inputs = self.all_written(&names_of(&action.inputs));
        let message = format_args!(
            "action `{}` has several inputs, {}, and does not say which is its `{}`",
            self.show(&action.name),
            listed(&inputs, "and"),
            key.name
        );
        self.add(Code::A04, action.name.at, Of::Action(step), message)
            .note("CodeBuild looks for the buildspec in that one, and starts its commands there")
            .help(format_args!("add `{}: {first}`", key.name));
    }
}

impl Step<'_> {
    /// Whether there are fewer inputs than the provider takes.
    fn lacks_inputs(&self) -> bool {
        matches!(self.kind, Some(kind) if self.action.inputs.len() < kind.inputs.0)
    }

    /// Whether there are fewer outputs than the provider makes.
    pub(super) fn lacks_outputs(&self) -> bool {
        matches!(self.kind, Some(kind) if self.action.outputs.len() < kind.outputs.0)
    }

    /// Whether the provider runs in the pipeline's account only.
    fn is_tied_to_home(&self) -> bool {
        matches!(self.kind, Some(kind) if kind.accounts == Reach::Home)
    }
}

impl Key {
    /// CodeBuild's key, which A04 is about.
    fn is_primary_source(&self) -> bool {
        self.name == "PrimarySource" && matches!(self.kind, Kind::Input)
    }
}
