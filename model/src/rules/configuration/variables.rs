//! C06: `#{namespace.variable}` names what an earlier action puts out.

use crate::catalog::{Chars, Variables};
use crate::index::First;
use crate::pipeline::{Setting, Site, Value, setting};
use crate::resolve::{Resolved, Step};
use crate::rules::{listed, round, step_place};
use crate::text::{Part, Text};
use crate::violation::{Code, Violation};

/// The namespace of CodePipeline's own variables.
const OF_CODEPIPELINE: &str = "codepipeline";
/// The namespace of the pipeline's variables.
const OF_PIPELINE: &str = "variables";

pub(super) fn check(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    let declared = Declared::new(resolved);
    for step in &resolved.steps {
        let mut check = Check {
            declared: &declared,
            resolved,
            now: (step.stage_index, step.action.run_order),
            place: step_place(resolved, step),
            round: round(&step.action.round),
            broken,
        };
        check.settings(&step.action.settings);
    }
    for (index, stage) in resolved.pipeline.stages.iter().enumerate() {
        for condition in stage.conditions.iter() {
            // A stage's entry is before its first action, its end after its last.
            let order = if condition.key.name == "BeforeEntry" {
                0
            } else {
                u32::MAX
            };
            let mut check = Check {
                declared: &declared,
                resolved,
                now: (index, order),
                place: format!("stage {}", resolved.show(&stage.name)),
                round: round(&stage.round),
                broken,
            };
            check.value(&condition.value);
        }
    }
}

/// What may be named.
struct Declared<'s, 'p> {
    namespaces: First<&'s Step<'p>>,
    /// The names of the namespaces.
    names: Vec<String>,
    /// The pipeline's own variables, where all of them are known.
    variables: Option<Vec<String>>,
    /// A namespace is not known, is none, or may stand in what could not be read.
    incomplete: bool,
}

impl<'s, 'p> Declared<'s, 'p> {
    fn new(resolved: &'s Resolved<'p>) -> Self {
        let mut namespaces = First::new();
        let mut names = Vec::new();
        let mut incomplete = resolved.pipeline.lost.items;
        for step in &resolved.steps {
            // A key that is not known may have been meant to be the one that is looked for.
            let unread = step
                .action
                .settings
                .iter()
                .any(|setting| matches!(setting.value, Value::Lost(_)));
            incomplete |= step.action.lost || step.stage.lost || unread;
            let Some(setting) = step.namespace() else {
                continue;
            };
            match resolved
                .value(&setting.value)
                .filter(|name| Chars::Namespace.allows(name))
            {
                Some(name) => {
                    namespaces.add(name.as_ref(), step);
                    names.push(name.into_owned());
                }
                None => incomplete = true,
            }
        }
        Declared {
            namespaces,
            names,
            variables: variables(resolved),
            incomplete,
        }
    }
}

fn variables(resolved: &Resolved<'_>) -> Option<Vec<String>> {
    let Some(declared) = setting(&resolved.pipeline.settings, "Variables") else {
        return Some(Vec::new());
    };
    let Value::List(variables, _) = &declared.value else {
        return None;
    };
    let mut names = Vec::new();
    for variable in variables.iter() {
        let Value::Map(entries, _) = variable else {
            return None;
        };
        let name = resolved.value(&setting(entries, "Name")?.value)?;
        names.push(name.into_owned());
    }
    Some(names)
}

struct Check<'c, 's, 'p> {
    declared: &'c Declared<'s, 'p>,
    resolved: &'c Resolved<'p>,
    now: (usize, u32),
    place: String,
    round: String,
    broken: &'c mut Vec<Violation>,
}

impl<'p> Check<'_, '_, 'p> {
    fn settings(&mut self, settings: &'p [Setting]) {
        for setting in settings {
            self.value(&setting.value);
        }
    }

    fn value(&mut self, value: &'p Value) {
        match value {
            Value::Text(text) => self.text(text),
            Value::File(_, path) => self.text(path),
            Value::Expression(_, at) => {
                if let Some(text) = self.resolved.value(value) {
                    self.references(&text, *at);
                }
            }
            Value::List(values, _) => values.iter().for_each(|value| self.value(value)),
            Value::Map(settings, _) => self.settings(settings),
            Value::Integer(..) | Value::Boolean(..) | Value::Word(_) | Value::Lost(_) => {}
        }
    }

    fn text(&mut self, text: &'p Text) {
        if let Some(whole) = self.resolved.text(text, None) {
            return self.references(&whole, text.at);
        }
        // What a reference may hold besides is not known: those that stand in one piece are.
        for part in text.parts.iter() {
            if let Part::Literal(literal) = part {
                self.references(literal, text.at);
            }
        }
    }

    /// The first reference of a text that is wrong.
    fn references(&mut self, text: &str, at: Site) {
        let mut rest = text;
        while let Some((_, after)) = rest.split_once("#{") {
            rest = after;
            // Other braces are not CodePipeline's: a shell or a template has them too.
            let reference = after
                .split_once('}')
                .and_then(|(inner, _)| inner.split_once('.'));
            let Some((namespace, variable)) = reference else {
                continue;
            };
            if !Chars::Namespace.allows(namespace)
                || variable.is_empty()
                || variable.contains(char::is_whitespace)
            {
                continue;
            }
            if let Some((message, help)) = self.wrong(namespace, variable) {
                let message = format!("{message}{}", self.round);
                self.broken
                    .push(Violation::new(Code::C06, at, self.place.clone(), message).help(help));
                return;
            }
        }
    }

    /// What is wrong with a reference, and what to write.
    fn wrong(&self, namespace: &str, variable: &str) -> Option<(String, String)> {
        let resolved = self.resolved;
        if namespace == OF_CODEPIPELINE {
            return None;
        }
        if namespace == OF_PIPELINE && self.declared.namespaces.get(namespace).is_none() {
            let known = self.declared.variables.as_ref()?;
            return (!known.iter().any(|name| name == variable)).then(|| {
                let near = crate::closest(variable, known.iter().map(String::as_str));
                let help = near.map_or_else(
                    || format!("declare it: `Variables: [{{ Name: \"{variable}\" }}]` in the pipeline's settings"),
                    |near| format!("did you mean `#{{{namespace}.{near}}}`?"),
                );
                (format!("the pipeline has no variable `{variable}`"), help)
            });
        }
        let Some(step) = self.declared.namespaces.get(namespace) else {
            if self.declared.incomplete {
                return None;
            }
            let names = self.declared.names.iter();
            let near = crate::closest(namespace, names.map(String::as_str));
            let help = near.map_or_else(
                || format!("declare it on the action that puts out `{variable}`: `Namespace: \"{namespace}\"`"),
                |near| format!("did you mean `#{{{near}.{variable}}}`?"),
            );
            return Some((
                format!("no action declares the namespace `{namespace}`"),
                help,
            ));
        };
        let action = resolved.show(&step.action.name);
        let stage = resolved.show(&step.stage.name);
        if (step.stage_index, step.action.run_order) >= self.now {
            let message = format!(
                "namespace `{namespace}` belongs to action `{action}` in stage {stage}, which is not done when this is read"
            );
            return Some((message, format!("move action `{action}` before this one")));
        }
        let kind = step.kind?;
        let Variables::Closed(known) = &kind.variables else {
            return None;
        };
        if known.contains(&variable) {
            return None;
        }
        let help = match (
            crate::closest(variable, known.iter().copied()),
            known.is_empty(),
        ) {
            (Some(near), _) => format!("did you mean `#{{{namespace}.{near}}}`?"),
            (None, true) => format!("`{}` puts out no variables", kind.provider),
            (None, false) => format!("it puts out {}", listed(*known, "and")),
        };
        Some((
            format!("action `{action}` puts out no variable `{variable}`"),
            help,
        ))
    }
}
