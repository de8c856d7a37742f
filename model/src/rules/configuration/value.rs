//! C04: a value has its key's type, is one of its words, and is not empty. N05 for the names among them.

use super::{Block, json};
use crate::arn::Arn;
use crate::catalog::limits::{self, Fault, Name};
use crate::catalog::{Chars, Key, Kind, Shape};
use crate::pipeline::Value;
use crate::resolve::Resolved;
use crate::rules::listed;
use crate::rules::names::{fault, mended};
use crate::violation::{Code, Violation};

/// Checks the value of a key. What is not known yet, or in part only when the pipeline runs, is right.
pub(super) fn c04<'p>(
    resolved: &Resolved<'p>,
    block: &Block<'_, 'p>,
    key: &'static Key,
    value: &'p Value,
    broken: &mut Vec<Violation>,
) {
    if key.verified {
        Check {
            resolved,
            block,
            key,
            broken,
        }
        .value(value);
    }
}

struct Check<'c, 'b, 'p> {
    resolved: &'c Resolved<'p>,
    block: &'c Block<'b, 'p>,
    key: &'static Key,
    broken: &'c mut Vec<Violation>,
}

impl<'p> Check<'_, '_, 'p> {
    fn value(&mut self, value: &'p Value) {
        match &self.key.kind {
            Kind::Text(shape) => self.text(value, shape),
            Kind::Boolean => self.one_of(value, &["true", "false"]),
            Kind::Integer(least, most) => self.integer(value, *least, *most),
            Kind::Word(words) => self.one_of(value, words),
            Kind::Words(words) => self.words(value, words),
            Kind::List => self.list(value),
            Kind::Json(most) => self.json(value, *most),
            Kind::Variables => self.json(value, usize::MAX),
            Kind::File => self.file(value),
            Kind::Input => {
                self.scalar(value);
            }
            Kind::Project => self.project(value),
            Kind::Arn(services, _) => self.arn(value, services),
            Kind::Map => self.map(value),
        }
    }

    fn push(&mut self, code: Code, value: &Value, message: &str, help: Option<String>) {
        let message = format!("{message}{}", self.block.round);
        let violation = Violation::new(code, value.at(), self.block.place.clone(), message);
        self.broken.push(match help {
            Some(help) => violation.help(help),
            None => violation,
        });
    }

    /// The value is of another type than the key's.
    fn mistyped(&mut self, value: &Value) {
        let name = self.key.name;
        let found = match value {
            Value::List(..) => "a list",
            Value::Map(..) => "a map",
            Value::File(..) => "a file of an artifact",
            Value::Integer(..) => "a number",
            Value::Boolean(..) => "a truth value",
            _ => "a string",
        };
        let (takes, form) = form(&self.key.kind);
        let help = match &self.key.kind {
            Kind::Word(words) => format!("write {}", listed(*words, "or")),
            _ => format!("write `{name}: {form}`"),
        };
        self.push(
            Code::C04,
            value,
            &format!("`{name}` takes {takes}, not {found}"),
            Some(help),
        );
    }

    /// A value that is one text and known, not empty, and without `#{…}`.
    fn scalar(&mut self, value: &'p Value) -> Option<String> {
        match value {
            Value::List(..) | Value::Map(..) | Value::File(..) => {
                self.mistyped(value);
                return None;
            }
            _ => {}
        }
        let text = self.resolved.value(value)?;
        if text.is_empty() {
            self.push(
                Code::C04,
                value,
                &format!("`{}` is empty", self.key.name),
                None,
            );
            return None;
        }
        (!text.contains("#{")).then(|| text.into_owned())
    }

    fn text(&mut self, value: &'p Value, shape: &Shape) {
        // A text without a form of its own may be a file's.
        if matches!(value, Value::File(..)) && shape.chars == Chars::Any {
            return self.path(value);
        }
        let Some(text) = self.scalar(value) else {
            return;
        };
        if let Some(found) = shape.fault(&text) {
            self.fault(
                value,
                &text,
                found,
                &Name {
                    min: 1,
                    max: shape.max,
                    chars: shape.chars,
                },
            );
        }
    }

    fn fault(&mut self, value: &Value, text: &str, found: Fault, limit: &Name) {
        // What is a name to AWS, of a stack, a bucket, a namespace, breaks the rule of names.
        let is_name = !matches!(limit.chars, Chars::Any | Chars::Repository);
        let code = if is_name { Code::N05 } else { Code::C04 };
        let key = self.key.name;
        let message = match found {
            Fault::Form => format!("`{key}` is `{text}`: it {}", fault(found, limit)),
            _ => format!("`{key}` {}", fault(found, limit)),
        };
        let help = mended(text, limit).map(|mended| format!("write `\"{mended}\"`"));
        self.push(code, value, &message, help);
    }

    fn one_of(&mut self, value: &'p Value, words: &[&'static str]) {
        let boolean = matches!(self.key.kind, Kind::Boolean);
        if matches!(value, Value::Integer(..)) || matches!(value, Value::Boolean(..)) && !boolean {
            return self.mistyped(value);
        }
        if let Some(text) = self.scalar(value) {
            self.word(value, &text, words);
        }
    }

    fn word(&mut self, value: &Value, text: &str, words: &[&'static str]) {
        if words.contains(&text) {
            return;
        }
        let help = match crate::closest(text, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write {}", listed(words, "or")),
        };
        self.push(
            Code::C04,
            value,
            &format!("`{}` cannot be `{text}`", self.key.name),
            Some(help),
        );
    }

    fn words(&mut self, value: &'p Value, words: &[&'static str]) {
        match value {
            Value::List(values, _) if values.is_empty() => self.empty(value),
            Value::List(values, _) => values.iter().for_each(|value| self.one_of(value, words)),
            _ => {
                let Some(text) = self.scalar(value) else {
                    return;
                };
                text.split(',')
                    .for_each(|word| self.word(value, word.trim(), words));
            }
        }
    }

    fn integer(&mut self, value: &'p Value, least: i64, most: i64) {
        if matches!(value, Value::Boolean(..)) {
            return self.mistyped(value);
        }
        let Some(text) = self.scalar(value) else {
            return;
        };
        match text.parse::<i64>() {
            Err(_) => self.mistyped(value),
            Ok(number) if (least..=most).contains(&number) => {}
            Ok(number) => {
                let message = format!(
                    "`{}` is {number}, and it has to lie between {least} and {most}",
                    self.key.name
                );
                self.push(Code::C04, value, &message, None);
            }
        }
    }

    fn list(&mut self, value: &'p Value) {
        let Value::List(values, _) = value else {
            if matches!(value, Value::File(..)) {
                return self.path(value);
            }
            self.scalar(value);
            return;
        };
        if values.is_empty() {
            return self.empty(value);
        }
        let (most, longest) = match self.key.name {
            "Commands" => (limits::COMMANDS, limits::COMMAND),
            "OutputVariables" => (limits::OUTPUT_VARIABLES, usize::MAX),
            "Files" => (limits::FILES, usize::MAX),
            _ => (usize::MAX, usize::MAX),
        };
        let name = self.key.name;
        if let Some(superfluous) = values.get(most) {
            let message = format!(
                "`{name}` has {} entries, and at most {most} are allowed",
                values.len()
            );
            self.push(Code::C04, superfluous, &message, None);
        }
        for value in values.iter() {
            let Some(text) = self.scalar(value) else {
                continue;
            };
            let length = text.chars().count();
            if length > longest {
                let message = format!(
                    "an entry of `{name}` has {length} characters, and at most {longest} are allowed"
                );
                self.push(Code::C04, value, &message, None);
            }
        }
    }

    fn empty(&mut self, value: &Value) {
        self.push(
            Code::C04,
            value,
            &format!("`{}` is empty", self.key.name),
            None,
        );
    }

    fn json(&mut self, value: &'p Value, most: usize) {
        // A structure goes into the template as it is; JSON is a string there.
        let structure = most == 0;
        let length = match value {
            Value::Map(entries, _) if entries.is_empty() => return self.empty(value),
            Value::List(entries, _) if entries.is_empty() => return self.empty(value),
            Value::Map(..) | Value::List(..) => json::length(self.resolved, value),
            Value::Lost(_) => return,
            Value::Expression(..) if structure => return,
            Value::Text(_) | Value::Expression(..) if !structure => {
                let Some(text) = self.scalar(value) else {
                    return;
                };
                if !json::is_json(&text) {
                    let message = format!("`{}` is no JSON", self.key.name);
                    return self.push(
                        Code::C04,
                        value,
                        &message,
                        Some("write a map: `{ Name: \"value\" }`".to_owned()),
                    );
                }
                Some(text.len())
            }
            _ => return self.mistyped(value),
        };
        if let Some(length) = length.filter(|length| !structure && *length > most) {
            let message = format!(
                "`{}` has {length} bytes of JSON, and at most {most} are allowed",
                self.key.name
            );
            self.push(Code::C04, value, &message, None);
        }
    }

    fn file(&mut self, value: &'p Value) {
        if matches!(value, Value::File(..)) {
            return self.path(value);
        }
        if matches!(value, Value::Integer(..) | Value::Boolean(..)) {
            return self.mistyped(value);
        }
        let Some(text) = self.scalar(value) else {
            return;
        };
        match text.split_once("::") {
            Some((artifact, path)) if !artifact.is_empty() && !path.is_empty() => {}
            _ => self.mistyped(value),
        }
    }

    /// `artifact / "file"`: the file has a name.
    fn path(&mut self, value: &'p Value) {
        let Value::File(artifact, path) = value else {
            return;
        };
        if self
            .resolved
            .text(path, None)
            .is_some_and(|path| path.is_empty())
        {
            let message = format!("the file in `{}` has no name", artifact.name);
            let violation = Violation::new(
                Code::C04,
                path.at,
                self.block.place.clone(),
                format!("{message}{}", self.block.round),
            );
            self.broken
                .push(violation.help(format!("write `{} / \"template.yml\"`", artifact.name)));
        }
    }

    fn project(&mut self, value: &'p Value) {
        // A word is a declared project's, which has its own rule.
        if matches!(value, Value::Word(_)) {
            return;
        }
        let Some(text) = self.scalar(value) else {
            return;
        };
        if let Some(found) = limits::PROJECT.fault(&text) {
            self.fault(value, &text, found, &limits::PROJECT);
        }
    }

    fn arn(&mut self, value: &'p Value, services: &[&'static str]) {
        let Some(text) = self.scalar(value) else {
            return;
        };
        if Arn::parse(&text).is_some_and(|arn| services.contains(&arn.service)) {
            return;
        }
        let message = format!(
            "`{}` is an ARN of {}, and `{text}` is none",
            self.key.name,
            listed(services, "or")
        );
        let service = services.first().copied().unwrap_or_default();
        self.push(
            Code::C04,
            value,
            &message,
            Some(format!("write it as `\"arn:aws:{service}:…\"`")),
        );
    }

    fn map(&mut self, value: &'p Value) {
        if !matches!(value, Value::Map(..) | Value::Lost(_)) {
            self.mistyped(value);
        }
    }
}

/// What a key takes, and how it is written.
fn form(kind: &Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Text(_) => ("a string", "\"…\""),
        Kind::Boolean => ("`true` or `false`", "true"),
        Kind::Integer(..) => ("a number", "5"),
        Kind::Word(_) => ("a word", "WORD"),
        Kind::Words(_) => ("a list of words", "[WORD]"),
        Kind::List => ("a string or a list", "[\"…\"]"),
        Kind::Json(0) => ("a map or a list", "[{ … }]"),
        Kind::Variables => ("a map, a list or a string of JSON", "{ NAME: \"…\" }"),
        Kind::Json(_) => ("a map, a list or a string of JSON", "{ Name: \"…\" }"),
        Kind::File => ("a file of an artifact", "ARTIFACT / \"template.yml\""),
        Kind::Input => ("an input artifact", "ARTIFACT"),
        Kind::Project => ("a project", "PROJECT"),
        Kind::Arn(..) => ("an ARN", "\"arn:aws:…\""),
        Kind::Map => ("a map", "{ Name: \"…\" }"),
    }
}
