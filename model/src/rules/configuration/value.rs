//! C04: a value has its key's type, is one of its words, and is not empty. N05 for the names among them.

use std::fmt::Arguments;

use super::{Block, json};
use crate::catalog::limits::{self, Fault, Name};
use crate::catalog::parts::{self, Part};
use crate::catalog::{Chars, Key, Kind, Shape};
use crate::code::Code;
use crate::pipeline::{Setting, Site, Value};
use crate::rules::broken::Found;
use crate::rules::{Broken, has_reference, listed};

impl<'p> Block<'_, 'p> {
    /// Checks the value of a key. What is not known yet, or in part only when the pipeline runs, is right.
    pub(super) fn c04(&self, key: &'static Key, setting: &'p Setting, broken: &mut Broken<'_, 'p>) {
        if key.verified {
            let mut check = Check {
                block: self,
                key,
                at: setting.key.at,
                broken,
            };
            check.value(&setting.value, &key.kind);
        }
    }
}

pub(super) struct Check<'c, 'b, 'r, 'p> {
    pub(super) block: &'c Block<'b, 'p>,
    pub(super) key: &'static Key,
    /// The key as it is written.
    pub(super) at: Site,
    pub(super) broken: &'c mut Broken<'r, 'p>,
}

impl<'p> Check<'_, '_, '_, 'p> {
    fn value(&mut self, value: &'p Value, kind: &'static Kind) {
        match kind {
            Kind::Text(shape) => self.text(value, shape),
            Kind::Boolean => self.one_of(value, &["true", "false"], true),
            Kind::Integer(least, most) => self.integer(value, *least, *most),
            Kind::Word(words) => self.one_of(value, words, false),
            Kind::Words(words) => self.words(value, words),
            Kind::List | Kind::Accounts => self.list(value),
            Kind::Part(part) => self.part(part, value),
            Kind::Each(most, kind) => self.each(value, *most, kind),
            Kind::Environment(environment) => self.environment(environment, value),
            Kind::Json(most) => self.json(value, *most),
            Kind::Variables => match value {
                Value::Map(entries, _) if !entries.is_empty() => {
                    self.environment(&parts::BUILD_VARIABLES, value);
                }
                Value::List(values, _) if !values.is_empty() => {
                    self.environment(&parts::BUILD_VARIABLES, value);
                }
                value => self.json(value, limits::NONE),
            },
            Kind::Entries(part) => match value {
                Value::Map(..) => self.mistyped(value),
                Value::List(values, _) if !values.is_empty() => {
                    self.json(value, limits::CONFIGURATION_VALUE);
                    self.part(part, value);
                }
                value => self.json(value, limits::CONFIGURATION_VALUE),
            },
            Kind::File => self.file(value),
            Kind::Input | Kind::Rule => {
                self.scalar(value);
            }
            Kind::Project => self.project(value),
            Kind::Arn(services, _) => self.arn(value, services),
            Kind::Map => self.map(value),
        }
    }

    pub(super) fn wrong(&mut self, value: &Value, message: Arguments<'_>) -> Found<'_> {
        self.broken
            .add(Code::C04, value.at(), self.block.of, message)
    }

    /// The value is of another type than the key's.
    pub(super) fn mistyped(&mut self, value: &Value) {
        let name = self.key.name;
        let found = match value {
            Value::List(..) => "a list",
            Value::Map(..) => "a map",
            Value::File(..) => "a file of an artifact",
            Value::Integer(..) => "a number",
            Value::Boolean(..) => "a truth value",
            Value::Expression(..) => "an expression",
            _ => "a string",
        };
        let kind = &self.key.kind;
        let (takes, form) = kind.form();
        let wrong = self.wrong(value, format_args!("`{name}` takes {takes}, not {found}"));
        match kind {
            Kind::Word(words) => wrong.help(format_args!("write {}", listed(words, "or"))),
            _ => wrong.help(format_args!("write `{name}: {form}`")),
        };
    }

    pub(super) fn empty(&mut self, value: &Value) {
        let (name, kind) = (self.key.name, &self.key.kind);
        let wrong = self.wrong(value, format_args!("`{name}` is empty"));
        match kind {
            Kind::Word(words) => wrong.help(format_args!("write {}", listed(words, "or"))),
            Kind::Words([word, ..]) => wrong.help(format_args!("write `{name}: [{word}]`")),
            _ => wrong.help(format_args!("write `{name}: {}`", kind.form().1)),
        };
    }

    /// A value that is one text and known, not empty, and without `#{…}`.
    pub(super) fn scalar(&mut self, value: &'p Value) -> Option<String> {
        if matches!(value, Value::List(..) | Value::Map(..) | Value::File(..)) {
            self.mistyped(value);
            return None;
        }
        let text = self.broken.resolved.value(value)?;
        if text.is_empty() {
            self.empty(value);
        }
        if text.is_empty() || has_reference(&text) {
            return None;
        }
        Some(text.into_owned())
    }

    fn text(&mut self, value: &'p Value, shape: &Shape) {
        // A text without any bounds is no number of AWS's.
        if shape.max == limits::NONE && self.broken.resolved.is_number(value) {
            return self.mistyped(value);
        }
        // A text without a form of its own may be a file's.
        if matches!(value, Value::File(..)) && shape.chars == Chars::Any {
            return self.path(value);
        }
        if let Some(text) = self.scalar(value) {
            let limit = Name {
                min: 1,
                max: shape.max,
                chars: shape.chars,
            };
            self.fault(value, &text, shape.fault(&text), &limit);
        }
    }

    fn project(&mut self, value: &'p Value) {
        // A word is a declared project's, which has its own rule.
        if matches!(value, Value::Word(_)) {
            return;
        }
        if let Some(text) = self.scalar(value) {
            let limit = &limits::PROJECT;
            self.fault(value, &text, limit.fault(&text), limit);
        }
    }

    pub(super) fn fault(&mut self, value: &Value, text: &str, found: Option<Fault>, limit: &Name) {
        let Some(found) = found else { return };
        if limit.chars == Chars::Line && matches!(found, Fault::Form) {
            let message = format_args!(
                "an entry of `{}` is one line, and this has several",
                self.key.name
            );
            self.wrong(value, message)
                .help("write an entry for each line");
            return;
        }
        // What is a name to AWS, of a stack, a bucket, a namespace, breaks the rule of names.
        let is_name = !matches!(limit.chars, Chars::Any | Chars::Line | Chars::Repository);
        let code = if is_name { Code::N05 } else { Code::C04 };
        let (key, said) = (self.key.name, limit.said(found));
        let message = match found {
            Fault::Form => format_args!("`{key}` is `{text}`: it {said}"),
            _ => format_args!("`{key}` {said}"),
        };
        let of = self.block.of;
        let help = match value {
            Value::Text(written) => written.mended(limit, self.broken.resolved, of),
            _ => limit.help(text),
        };
        let found = self.broken.add(code, value.at(), of, message);
        if let Some(help) = help {
            found.help(help);
        }
    }

    fn one_of(&mut self, value: &'p Value, words: &[&'static str], boolean: bool) {
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
        let near = crate::closest(text, words);
        let message = format_args!("`{}` cannot be `{text}`", self.key.name);
        // A word like this is rather a variable's than an enumeration's.
        let first = text.chars().next().unwrap_or_default();
        let variable = matches!(value, Value::Word(_)) && first.is_lowercase();
        let write = listed(words, "or");
        let help = match variable {
            true => {
                format_args!("write {write}; a Rust variable stands in parentheses: `({text})`")
            }
            false => format_args!("write {write}"),
        };
        self.wrong(value, message).suggest_or(near, help);
    }

    fn words(&mut self, value: &'p Value, words: &[&'static str]) {
        match value {
            Value::List(values, _) if values.is_empty() => self.empty(value),
            Value::List(values, _) => {
                for value in values.iter() {
                    self.one_of(value, words, false);
                }
            }
            _ => {
                let Some(text) = self.scalar(value) else {
                    return;
                };
                for word in text.split(',') {
                    self.word(value, word.trim(), words);
                }
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
            Ok(number) if least <= number && number <= most => {}
            Ok(number) => {
                let message = format_args!(
                    "`{}` is {number}, and it has to lie between {least} and {most}",
                    self.key.name
                );
                let near = if number < least { least } else { most };
                let key = self.key.name;
                self.wrong(value, message)
                    .help(format_args!("write `{key}: {near}`"));
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
        for value in values.iter() {
            self.scalar(value);
        }
    }

    /// A list that stays one, each of its entries of a kind.
    fn each(&mut self, value: &'p Value, most: usize, kind: &'static Kind) {
        match value {
            Value::Lost(_) => {}
            Value::List(values, _) if values.is_empty() => self.empty(value),
            Value::List(values, _) => {
                self.too_many(values, most);
                for value in values.iter() {
                    self.value(value, kind);
                }
            }
            _ => self.mistyped(value),
        }
    }

    fn json(&mut self, value: &'p Value, most: usize) {
        let name = self.key.name;
        let length = match value {
            Value::Map(entries, _) if entries.is_empty() => return self.empty(value),
            Value::List(entries, _) if entries.is_empty() => return self.empty(value),
            Value::Map(..) | Value::List(..) => json::length(self.broken.resolved, value),
            Value::Lost(_) => return,
            Value::Text(_) | Value::Expression(..) => {
                let Some(text) = self.scalar(value) else {
                    return;
                };
                if !json::is_json(&text) {
                    self.wrong(value, format_args!("`{name}` is no JSON"))
                        .help("write a map: `{ Name: \"value\" }`");
                    return;
                }
                Some(text.len())
            }
            _ => return self.mistyped(value),
        };
        if let Some(length) = length
            && length > most
        {
            let message =
                format_args!("`{name}` has {length} bytes of JSON, and at most {most} are allowed");
            self.wrong(value, message);
        }
    }

    /// A map of the author's, from names to values.
    fn map(&mut self, value: &'p Value) {
        match value {
            Value::Lost(_) => {}
            Value::Map(entries, _) => {
                for entry in entries.iter() {
                    self.entry(entry);
                }
            }
            _ => self.mistyped(value),
        }
    }
}

impl Kind {
    /// What a key takes, and how it is written.
    fn form(&self) -> (&'static str, &'static str) {
        match self {
            Kind::Text(_) => ("a string", "\"…\""),
            Kind::Boolean => ("`true` or `false`", "true"),
            Kind::Integer(..) => ("a number", "5"),
            Kind::Word(_) => ("a word", "WORD"),
            Kind::Words(_) => ("a list of words", "[WORD]"),
            Kind::List => ("a string or a list", "[\"…\"]"),
            Kind::Accounts => ("a list of accounts", "[ACCOUNT]"),
            Kind::Part(Part { most: 0, .. }) => ("a map", "{ … }"),
            Kind::Part(_) => ("a list of maps", "[{ … }]"),
            Kind::Each(_, Kind::Word(_)) => ("a list of words", "[WORD]"),
            Kind::Each(..) => ("a list of strings", "[\"…\"]"),
            Kind::Environment(_) => ("a map from names to values", "{ NAME: \"…\" }"),
            Kind::Variables => ("a map, a list or a string of JSON", "{ NAME: \"…\" }"),
            Kind::Json(_) => ("a map, a list or a string of JSON", "{ Name: \"…\" }"),
            Kind::Entries(_) => ("a list of maps, or a string of JSON", "[{ … }]"),
            Kind::File => ("a file of an artifact", "ARTIFACT / \"template.yml\""),
            Kind::Input => ("an input artifact", "ARTIFACT"),
            Kind::Project => ("a project", "PROJECT"),
            Kind::Rule => ("a rule", "VariableCheck"),
            Kind::Arn(..) => ("an ARN", "\"arn:aws:…\""),
            Kind::Map => ("a map", "{ Name: \"…\" }"),
        }
    }
}
