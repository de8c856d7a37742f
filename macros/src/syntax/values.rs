//! Values and settings.

use passrole_model::pipeline::Str;
use proc_macro2::{Delimiter, Literal};

use super::extent::{Ends, Extent, extent};
use super::parser::{Parser, Read, Unread, plain};
use super::tokens::Tokens;
use super::tree::{Expression, Ident, Setting, Settings, Site, Value};
use crate::source;

impl Parser<'_> {
    /// A value. `what` says which one is expected.
    pub fn value(&mut self, what: &str, ends: Ends) -> Value {
        let collection = self.tokens.is_bracket(0) || self.tokens.is_brace(0);
        if collection && self.tokens.operator(1) == Some(".") {
            // A Rust expression without its parentheses: what follows says so, and what is inside is Rust's.
            let at = self.site();
            self.skip(1);
            return Value::Lost(at);
        }
        if self.tokens.is_bracket(0) {
            return self.list_value();
        }
        if self.tokens.is_brace(0) {
            return self.map_value();
        }
        let reach = match self.word_or_file() {
            Some(reach) => reach,
            None => extent(&self.tokens, ends),
        };
        let another = self.begins_item();
        if reach.length == 0 || self.tokens.is(0, "_") || another {
            self.expected(what);
            let at = self.site();
            self.skip(if another { 0 } else { reach.length });
            return Value::Lost(at);
        }
        let at = match self.tokens.group(0, Delimiter::Parenthesis).cloned() {
            Some(group) => {
                let at = self.site_of(group.span());
                if reach.length == 1 && self.one_expression(&group).is_err() {
                    return Value::Lost(at);
                }
                at
            }
            None if reach.length == 2 && self.tokens.is(0, "-") => {
                self.site_between(self.tokens.span(0), self.tokens.span(1))
            }
            None => self.site(),
        };
        let from = self.tokens.at();
        let simple = if reach.incomplete {
            None
        } else {
            self.simple(reach.length, at)
        };
        self.tokens.advance(reach.length);
        if reach.incomplete {
            self.expected("the rest of the expression");
            self.lose(from);
            return Value::Lost(at);
        }
        match simple {
            Some(simple) => simple,
            None => Value::Expression(Expression {
                tokens: self.tokens.as_written(from, self.tokens.at()),
                at,
            }),
        }
    }

    /// `IDENT` or `ARTIFACT / STRING` and nothing else. They may be called as Rust's keywords are.
    fn word_or_file(&self) -> Option<Extent> {
        self.tokens.word(0)?;
        let length = if self.tokens.is(1, "/") && self.tokens.literal(2).is_some() {
            3
        } else {
            1
        };
        let ends = self.tokens.rest().len() == length
            || self.tokens.is(length, ",")
            || self.tokens.is(length, ";");
        if !ends {
            return None;
        }
        Some(Extent {
            length,
            incomplete: false,
        })
    }

    /// What those tokens are where it is more than a Rust expression.
    fn simple(&mut self, length: usize, at: Site) -> Option<Value> {
        let tokens = &self.tokens;
        match length {
            1 => match tokens.word(0) {
                Some(word) => Value::of_word(word, at),
                None => Value::of_literal(tokens.literal(0)?, at),
            },
            2 if tokens.is(0, "-") => Value::of_integer(true, tokens.literal(1)?, at),
            3 if tokens.is(1, "/") => {
                let Some(Value::Word(artifact)) = Value::of_word(tokens.word(0)?, at) else {
                    return None;
                };
                let file = Ident {
                    name: Str::Owned(tokens.string(2)?),
                    at: self.site_of(self.tokens.span(2)),
                };
                Some(Value::File(artifact, file))
            }
            _ => None,
        }
    }

    /// `[ value, … ]`
    fn list_value(&mut self) -> Value {
        let at = self.site();
        let mut values = Vec::new();
        match self.list_items(&mut values) {
            Ok(()) => Value::List(values, at),
            Err(Unread) => Value::Lost(at),
        }
    }

    fn list_items(&mut self, values: &mut Vec<Value>) -> Read<()> {
        self.enter()?;
        while self.another() {
            let from = self.tokens.at();
            let value = self.value("a value", Ends::Comma);
            values.push(self.judge(value, from, Tokens::begins_value));
        }
        Ok(())
    }

    /// A list that must stand here. One value without brackets is an error and read as a list of it.
    pub fn list(&mut self, what: &str) -> Vec<Value> {
        let mut values = Vec::new();
        if self.tokens.is_bracket(0) {
            let at = self.site();
            if self.list_items(&mut values).is_err() {
                values.push(Value::Lost(at));
            }
            return values;
        }
        self.expected(&format!("{what} in brackets"));
        values.push(match self.tokens.literal(0) {
            Some(_) => self.value(what, Ends::Comma),
            // What was meant is not known, but something was.
            None => Value::Lost(self.site()),
        });
        values
    }

    /// Whether the braces that are next hold what no map begins with.
    fn is_block(&self) -> bool {
        let Some(group) = self.tokens.any_group(0) else {
            return false;
        };
        let inner = Tokens::within(group);
        let statement = inner.is_parenthesis(1) || inner.is(1, "!") || inner.is(1, ";");
        inner.is(0, "let") && !inner.is(1, ":") || inner.word(0).is_some() && statement
    }

    /// `{ key: value, … }` as a value.
    fn map_value(&mut self) -> Value {
        if self.is_block() {
            self.error_with(
                "expected a map, found a Rust block",
                "a Rust expression that begins with `[` or `{` stands in parentheses",
            );
            let at = self.site();
            self.skip(1);
            return Value::Lost(at);
        }
        let at = self.site();
        let from = self.tokens.at();
        let settings = self.settings();
        if settings.lost {
            self.lose(from);
            return Value::Lost(at);
        }
        Value::Map(settings.list, at)
    }

    /// `{ key: value, … }`; the braces must be next.
    pub fn settings(&mut self) -> Settings {
        let mut settings = Settings::default();
        if self.enter().is_err() {
            settings.lost = true;
            return settings;
        }
        while self.another() {
            if self.tokens.is(0, ",") || self.tokens.is(0, ";") {
                // One sign too many: nothing is lost by it.
                self.expected("a key");
                self.tokens.advance(1);
                continue;
            }
            match self.setting() {
                Some(setting) => settings.list.push(setting),
                None => settings.lost = true,
            }
        }
        settings
    }

    fn setting(&mut self) -> Option<Setting> {
        let docs = self.docs();
        self.undocumented(&docs, "a setting");
        if self.tokens.is_end() {
            return None;
        }
        let from = self.tokens.at();
        let Ok(key) = self.key() else {
            self.skip(usize::from(!self.tokens.is(0, ",")));
            while !self.at_comma() && !self.tokens.begins_setting() {
                self.skip(1);
            }
            self.take(",");
            return None;
        };
        if !self.tokens.is(0, ":") && self.tokens.begins_setting() {
            // The word before a whole setting is what is too much.
            self.expected("`:`");
            self.lose(from);
            return None;
        }
        if matches!(self.tokens.operator(0), Some("-" | "." | "/")) {
            self.expected_with("`:`", "a key that is no identifier is written as a string");
            self.skip_to_comma();
            self.comma(Tokens::begins_setting);
            self.lose(from);
            return None;
        }
        let help = "a setting is written `key: value`";
        if self.at_comma() {
            self.expected_with("`:`", help);
            self.take(",");
            self.lose(from);
            return None;
        }
        self.take_sign(":", help);
        if self.begins_aws_setting() {
            // What was to be its value is not written yet.
            self.expected("a value");
            let at = self.site();
            return Some(Setting {
                key,
                value: Value::Lost(at),
            });
        }
        let value = self.value("a value", Ends::Comma);
        let value = self.judge(value, from, Tokens::begins_setting);
        Some(Setting { key, value })
    }

    /// Takes the comma after a value. What had to be skipped for it belonged to the value, which is lost then.
    fn judge(&mut self, value: Value, from: usize, resumes: fn(&Tokens) -> bool) -> Value {
        if self.comma(resumes) {
            return value;
        }
        self.lose(from);
        Value::Lost(value.at())
    }
}

impl Value {
    /// An identifier as a value; none for one that names no thing.
    fn of_word(word: &str, at: Site) -> Option<Value> {
        match word {
            "true" => Some(Value::Boolean(true, at)),
            "false" => Some(Value::Boolean(false, at)),
            "self" | "Self" | "super" | "crate" | "$crate" => None,
            _ => Some(Value::Word(Ident {
                name: Str::Owned(plain(word).to_owned()),
                at,
            })),
        }
    }

    /// A literal as a value; none for one that only Rust knows.
    fn of_literal(literal: &Literal, at: Site) -> Option<Value> {
        match source::string(literal) {
            Some(text) => Some(Value::Quoted(Ident {
                name: Str::Owned(text),
                at,
            })),
            None => Value::of_integer(false, literal, at),
        }
    }

    /// An integer as a value, with a minus before it or without.
    fn of_integer(minus: bool, literal: &Literal, at: Site) -> Option<Value> {
        Some(Value::Integer(source::integer(minus, literal)?, at))
    }
}
