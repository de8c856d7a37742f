//! Names, strings and expressions: what a word stands for where it is used.

use passrole_model::pipeline::{self as model, Ident, List, Str};
use passrole_model::text::{Field, Part, Text};
use quote::quote;

use super::{Lowerer, strings};
use crate::errors::key;
use crate::source::identifier;
use crate::syntax::{self, Place, Site, Value};

impl<'t> Lowerer<'t> {
    pub(super) fn place(&mut self, place: Option<&'t Place>) -> Option<model::Place> {
        let place = place?;
        let mut lowered = model::Place {
            account: self.ident(&place.account),
            region: None,
        };
        if let Some(region) = &place.region {
            lowered.region = Some(self.string(region, false));
        }
        Some(lowered)
    }

    /// A role after `as` or `passing`, if there is one.
    pub(super) fn optional(&mut self, word: Option<&Ident>) -> Option<Ident> {
        Some(self.ident(word?))
    }

    /// An identifier; a loop's variable stands for its account. It names nothing where that is not declared.
    pub(super) fn ident(&mut self, word: &Ident) -> Ident {
        let mut ident = word.clone();
        if let Some(account) = self.scope.variable(&word.name) {
            self.written.add(word);
            let declared = self.scope.is_account(account);
            ident.name = Str::Owned(if declared { account } else { "" }.to_owned());
        }
        ident
    }

    pub(super) fn idents(&mut self, words: &[Ident]) -> List<Ident> {
        let mut idents = Vec::new();
        for word in words {
            idents.push(self.ident(word));
        }
        List::Owned(idents)
    }

    /// An artifact; one that a loop makes belongs to its round.
    pub(super) fn artifact(&mut self, word: &Ident) -> Ident {
        let mut ident = word.clone();
        if let Some(name) = self.scope.artifact(&word.name) {
            self.written.add(word);
            ident.name = Str::Owned(name);
        }
        ident
    }

    pub(super) fn artifacts(&mut self, words: &[Ident]) -> List<Ident> {
        let mut artifacts = Vec::new();
        for word in words {
            artifacts.push(self.artifact(word));
        }
        List::Owned(artifacts)
    }

    /// A name: an identifier is the name itself.
    pub(super) fn name(&mut self, name: &'t Value) -> Text {
        match name {
            Value::Word(word) => Text::literal(word.name.clone(), word.at),
            _ => self.string(name, false),
        }
    }

    /// The id of an account that is named by its identifier.
    pub(super) fn account_id_of(&mut self, word: &Ident) -> Text {
        let account = self.ident(word);
        let part = match account.name.is_empty() {
            true => strings::UNKNOWN,
            false => Part::Account(account.name, Field::Id),
        };
        Text::of(part, account.at)
    }

    pub(super) fn quoted(&mut self, quoted: &Ident, in_hand: bool) -> Text {
        Text {
            parts: List::Owned(strings::parts(&quoted.name, &self.scope, in_hand)),
            at: quoted.at,
        }
    }

    pub(super) fn expression_text(&mut self, expression: &syntax::Expression) -> Text {
        Text::of(Part::Expression(self.number(expression)), expression.at)
    }

    /// The number of an expression's value.
    pub(super) fn number(&mut self, expression: &syntax::Expression) -> usize {
        let number = self.numbers.place(&key(expression.at));
        if number == self.expressions.len() {
            self.expressions.push(expression.clone());
        }
        number
    }

    /// A value where the language wants one string: an identifier is a Rust constant or variable.
    pub(super) fn string(&mut self, value: &'t Value, in_hand: bool) -> Text {
        match value {
            Value::Quoted(quoted) => self.quoted(quoted, in_hand),
            Value::Integer(value, at) => Text::literal(format!("{value}").into(), *at),
            Value::Word(word) => {
                let expression = self.word_expression(word);
                self.expression_text(&expression)
            }
            Value::Expression(expression) => self.expression_text(expression),
            Value::Boolean(_, at)
            | Value::File(Ident { at, .. }, _)
            | Value::List(_, at)
            | Value::Map(_, at) => {
                if !self.spans.is_faulty(*at) {
                    self.errors.push(self.spans.get(*at), "expected a string");
                }
                unknown(*at)
            }
            Value::Lost(at) => unknown(*at),
        }
    }

    pub(super) fn strings(&mut self, values: &'t [Value], in_hand: bool) -> List<Text> {
        let mut texts = Vec::new();
        for value in values {
            texts.push(self.string(value, in_hand));
        }
        List::Owned(texts)
    }

    pub(super) fn word_expression(&self, word: &Ident) -> syntax::Expression {
        let name = identifier(&word.name, self.spans.get(word.at));
        syntax::Expression {
            tokens: quote!(#name),
            at: word.at,
        }
    }
}

/// A text that was reported already: what it says is not known.
pub(super) fn unknown(at: Site) -> Text {
    Text::of(strings::UNKNOWN, at)
}
