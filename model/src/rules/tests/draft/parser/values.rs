//! Settings and values, names and tokens.

use std::borrow::Cow;

use super::Parser;
use crate::pipeline::{Ident, Setting, Site, Value};
use crate::text::{Part, Text};

impl<'t> Parser<'t> {
    pub(super) fn settings(&mut self) -> Vec<Setting> {
        let mut settings = Vec::new();
        if self.accept("{") {
            while !self.accept("}") {
                settings.push(self.setting());
                self.accept(",");
            }
        }
        settings
    }

    pub(super) fn setting(&mut self) -> Setting {
        let at = self.at();
        let key = Ident {
            name: self.bump().trim_matches('"').to_owned().into(),
            at,
        };
        self.expect(":");
        Setting {
            key,
            parts: Cow::Borrowed(&[]),
            value: self.value(),
        }
    }

    pub(super) fn value(&mut self) -> Value {
        let at = self.at();
        match self.peek().unwrap() {
            "[" => Value::List(self.list(Self::value).into(), at),
            "{" => Value::Map(self.settings().into(), at),
            "?" => {
                self.bump();
                Value::Expression(0, at)
            }
            "true" | "false" => Value::Boolean(self.bump() == "true", at),
            text if text.starts_with('"') => Value::Text(self.name()),
            number if number.starts_with(|first: char| first.is_ascii_digit()) => {
                Value::Integer(self.bump().parse().unwrap(), at)
            }
            _ => {
                let word = self.ident();
                if self.accept("/") {
                    Value::File(word, self.name())
                } else {
                    Value::Word(word)
                }
            }
        }
    }

    pub(super) fn idents(&mut self) -> Vec<Ident> {
        self.list(Self::ident)
    }

    /// `[a, b]`, or one without brackets.
    pub(super) fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        if !self.accept("[") {
            return vec![one(self)];
        }
        let mut all = Vec::new();
        while !self.accept("]") {
            all.push(one(self));
            self.accept(",");
        }
        all
    }

    pub(super) fn ident(&mut self) -> Ident {
        let at = self.at();
        let word = self.bump();
        let name = match &self.variable {
            Some((variable, account)) if variable == word => Cow::Owned(account.clone()),
            // An artifact of the round.
            Some((variable, account)) if word.ends_with(&format!("_{variable}")) => {
                Cow::Owned(format!("{}{account}", &word[..word.len() - variable.len()]))
            }
            _ => Cow::Owned(word.to_owned()),
        };
        Ident { name, at }
    }

    /// A string with the loop's variable filled in, a word, or `?`.
    pub(super) fn name(&mut self) -> Text {
        let at = self.at();
        let mut text = self.bump().to_owned();
        if text == "?" {
            return Text {
                parts: vec![Part::Expression(0)].into(),
                at,
            };
        }
        if let Some(inner) = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
        {
            text = inner.replace("\\\"", "\"");
        }
        if let Some((variable, account)) = &self.variable {
            text = text.replace(&format!("{{{variable}}}"), account);
        }
        Text::literal(text.into(), at)
    }

    pub(super) fn at(&self) -> Site {
        Site(self.next as u32)
    }

    pub(super) fn peek(&self) -> Option<&'t str> {
        self.tokens.get(self.next).map(String::as_str)
    }

    pub(super) fn bump(&mut self) -> &'t str {
        self.next += 1;
        &self.tokens[self.next - 1]
    }

    pub(super) fn accept(&mut self, token: &str) -> bool {
        let found = self.peek() == Some(token);
        self.next += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, token: &str) {
        assert!(
            self.accept(token),
            "expected `{token}`, found {:?}",
            &self.tokens[self.next..]
        );
    }
}
