//! C06: `#{namespace.variable}` names what an earlier action puts out.

use std::fmt::Arguments;

use super::list;
use crate::catalog::{Chars, Variables, limits};
use crate::code::Code;
use crate::index::First;
use crate::pipeline::{Setting, Site, Value, setting};
use crate::resolve::{Resolved, Step};
use crate::rules::{Broken, Of, actions_lost, listed, names_of};
use crate::text::{Part, Text};

/// The namespace of CodePipeline's own variables.
const OF_CODEPIPELINE: &str = "codepipeline";
/// They, of which there is one.
/// <https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html>
const CODEPIPELINES: &[&str] = &["PipelineExecutionId"];
/// The namespace of the pipeline's variables.
const OF_PIPELINE: &str = "variables";
/// The setting that declares them.
const KEY: &str = "Variables";

pub(super) fn check(broken: &mut Broken<'_, '_>) {
    let resolved = broken.resolved;
    let declared = Declared::new(resolved);
    for step in &resolved.steps {
        let mut check = Check {
            declared: &declared,
            now: step.order(),
            of: Of::Action(step),
            broken,
        };
        check.settings(step.settings);
    }
    for (index, stage) in resolved.stages.iter().enumerate() {
        for condition in stage.conditions.iter() {
            // A stage's entry is before its first action, its end after its last.
            let order = match condition.key.name.as_ref() {
                "BeforeEntry" => 0,
                _ => u32::MAX,
            };
            let mut check = Check {
                declared: &declared,
                now: (index, order),
                of: Of::Stage(stage),
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
    /// The pipeline is of type V1, which has no variables of its own.
    is_v1: bool,
    /// A namespace is not known, is none, or may stand in what could not be read.
    incomplete: bool,
}

impl<'s, 'p> Declared<'s, 'p> {
    fn new(resolved: &'s Resolved<'p>) -> Self {
        let mut namespaces = First::new();
        let mut names = Vec::new();
        let mut incomplete = actions_lost(resolved.pipeline);
        for step in &resolved.steps {
            // A key that is not known may have been meant to be the one that is looked for.
            for setting in step.settings {
                incomplete |= matches!(setting.value, Value::Lost(_));
            }
            incomplete |= step.action.lost;
            let Some(setting) = step.namespace() else {
                continue;
            };
            match resolved.value(&setting.value) {
                Some(name) if Chars::Namespace.allows(&name) => {
                    namespaces.add(&name, step);
                    names.push(name.into_owned());
                }
                _ => incomplete = true,
            }
        }
        Declared {
            namespaces,
            names,
            variables: variables(resolved),
            is_v1: resolved.is_v1(),
            incomplete,
        }
    }
}

fn variables(resolved: &Resolved<'_>) -> Option<Vec<String>> {
    let settings = &resolved.pipeline.settings;
    let Some(declared) = setting(settings, KEY) else {
        // They may stand under a key that is misspelt, or in what could not be read.
        let mut misspelt = resolved.is_lost(KEY);
        for setting in settings.iter() {
            misspelt |= crate::closest(&setting.key.name, &[KEY]).is_some();
        }
        return if misspelt { None } else { Some(Vec::new()) };
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
        if limits::VARIABLE.fault(&name).is_some() {
            return None;
        }
        names.push(name.into_owned());
    }
    Some(names)
}

struct Check<'c, 's, 'r, 'p> {
    declared: &'c Declared<'s, 'p>,
    now: (usize, u32),
    of: Of<'c>,
    broken: &'c mut Broken<'r, 'p>,
}

impl<'p> Check<'_, '_, '_, 'p> {
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
                if let Some(text) = self.broken.resolved.value(value) {
                    self.references(&text, *at);
                }
            }
            Value::List(values, _) => {
                for value in values.iter() {
                    self.value(value);
                }
            }
            Value::Map(settings, _) => self.settings(settings),
            Value::Integer(..) | Value::Boolean(..) | Value::Word(_) | Value::Lost(_) => {}
        }
    }

    fn text(&mut self, text: &'p Text) {
        if let Some(whole) = self.broken.resolved.text(text, None) {
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
            let Some((inner, _)) = after.split_once('}') else {
                return;
            };
            let Some((namespace, variable)) = inner.split_once('.') else {
                continue;
            };
            let is_name = !variable.is_empty() && !variable.contains(char::is_whitespace);
            if is_name && Chars::Namespace.allows(namespace) && self.wrong(namespace, variable, at)
            {
                return;
            }
        }
    }

    /// Says what is wrong with a reference, and whether anything is.
    fn wrong(&mut self, namespace: &str, variable: &str, at: Site) -> bool {
        if namespace == OF_CODEPIPELINE {
            return self.of_codepipeline(variable, at);
        }
        let declared = self.declared;
        if let Some(step) = declared.namespaces.get(namespace) {
            return self.of_action(step, namespace, variable, at);
        }
        if namespace == OF_PIPELINE {
            return self.of_pipeline(variable, at);
        }
        if declared.incomplete {
            return false;
        }
        let near = crate::closest(namespace, &names_of(&declared.names));
        let near = reference(near, Some(variable));
        let message = format_args!("no action declares the namespace `{namespace}`");
        let help = format_args!(
            "declare it on the action that puts out `{variable}`: `Namespace: \"{namespace}\"`"
        );
        self.add(at, message, near, help)
    }

    /// A reference to a variable of CodePipeline's own.
    fn of_codepipeline(&mut self, variable: &str, at: Site) -> bool {
        if CODEPIPELINES.contains(&variable) {
            return false;
        }
        let near = crate::closest(variable, CODEPIPELINES);
        let near = reference(Some(OF_CODEPIPELINE), near);
        let message = format_args!("CodePipeline has no variable `{variable}`");
        let help = format_args!("it has {}", listed(CODEPIPELINES, "and"));
        self.add(at, message, near, help)
    }

    /// A reference to a variable of the pipeline.
    fn of_pipeline(&mut self, variable: &str, at: Site) -> bool {
        let Some(known) = &self.declared.variables else {
            return false;
        };
        let known = names_of(known);
        if known.contains(&variable) {
            return false;
        }
        let near = reference(Some(OF_PIPELINE), crate::closest(variable, &known));
        let message = format_args!("the pipeline has no variable `{variable}`");
        let and = if self.declared.is_v1 {
            "write `PipelineType: V2`, which variables need, and "
        } else {
            ""
        };
        let help = format_args!(
            "{and}declare it: `Variables: [{{ Name: \"{variable}\" }}]` in the pipeline's settings"
        );
        self.add(at, message, near, help)
    }

    /// A reference to a variable that an action puts out.
    fn of_action(&mut self, step: &Step<'_>, namespace: &str, variable: &str, at: Site) -> bool {
        let action = self.broken.show(&step.action.name);
        if step.order() > self.now && step.is_late_source() {
            return false;
        }
        if step.order() >= self.now {
            let (message, help) = match self.of {
                Of::Action(reader) if std::ptr::eq(reader.action, step.action) => (
                    format_args!(
                        "namespace `{namespace}` is this action's own, which is not done when this is read"
                    ),
                    format_args!("name an earlier action's namespace"),
                ),
                _ => (
                    format_args!(
                        "namespace `{namespace}` belongs to action `{action}` in stage {}, which is not done when this is read",
                        self.broken.show(&step.stage.name)
                    ),
                    format_args!("move action `{action}` before this one"),
                ),
            };
            return self.add(at, message, None, help);
        }
        let Some(kind) = step.kind else { return false };
        let (mut put_out, mut listed_by) = (Vec::new(), "");
        let known = match &kind.variables {
            Variables::Closed(known) => *known,
            Variables::Listed(key) => {
                if step.action.lost {
                    return false;
                }
                listed_by = key;
                for value in list(step.settings, key) {
                    let Some(name) = self.broken.resolved.value(value) else {
                        return false;
                    };
                    put_out.push(name.into_owned());
                }
                &names_of(&put_out)
            }
            _ => return false,
        };
        if known.contains(&variable) {
            return false;
        }
        let near = crate::closest(variable, known);
        let near = reference(Some(namespace), near);
        let message = format_args!("action `{action}` puts out no variable `{variable}`");
        let help = match (known, listed_by) {
            ([], "") => format_args!("`{}` puts out no variables", kind.provider),
            (known, "") => format_args!("it puts out {}", listed(known, "and")),
            _ => format_args!("add it to `{listed_by}` of `{action}`"),
        };
        self.add(at, message, near, help)
    }

    fn add(
        &mut self,
        at: Site,
        message: Arguments<'_>,
        near: Option<String>,
        help: Arguments<'_>,
    ) -> bool {
        self.broken
            .add(Code::C06, at, self.of, message)
            .suggest_or(near.as_deref(), help);
        true
    }
}

/// The reference that was meant, where one was.
fn reference(namespace: Option<&str>, variable: Option<&str>) -> Option<String> {
    Some(format!("#{{{}.{}}}", namespace?, variable?))
}
