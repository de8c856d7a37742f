//! Names, strings and expressions: what a word stands for where it is used.

use passrole_model::pipeline::{self as model, Ident};
use passrole_model::text::{Part, Text};
use proc_macro2::TokenStream;

use super::{Lowerer, strings};
use crate::syntax::{self, Name, Place, Quoted, Site, Value, Word};

impl<'t> Lowerer<'t> {
    pub(super) fn place(&mut self, place: &'t Place) -> model::Place {
        model::Place {
            account: self.ident(&place.account),
            region: place.region.as_ref().map(|region| self.region(region)),
        }
    }

    /// An identifier; a loop's variable stands for its account.
    pub(super) fn ident(&mut self, word: &Word) -> Ident {
        let name = match self.scope.variable(&word.text) {
            Some(account) => {
                self.written.add(word);
                account.to_owned()
            }
            None => word.text.clone(),
        };
        Ident {
            name: name.into(),
            at: word.at,
        }
    }

    pub(super) fn idents(&mut self, words: &[Word]) -> model::List<Ident> {
        words.iter().map(|word| self.ident(word)).collect()
    }

    /// An artifact; one that a loop makes belongs to its round.
    pub(super) fn artifact(&mut self, word: &Word) -> Ident {
        let name = match self.scope.artifact(&word.text) {
            Some(name) => {
                self.written.add(word);
                name
            }
            None => word.text.clone(),
        };
        Ident {
            name: name.into(),
            at: word.at,
        }
    }

    /// A name: an identifier is the name itself.
    pub(super) fn name(&mut self, name: &'t Name) -> Text {
        match name {
            Name::Word(word) => Text::literal(word.text.clone(), word.at),
            Name::Quoted(quoted) => self.quoted(quoted, false),
            Name::Expression(expression) => self.expression_text(expression),
        }
    }

    /// A region: an identifier is a Rust constant or variable.
    pub(super) fn region(&mut self, region: &'t Name) -> Text {
        match region {
            Name::Word(word) => {
                let expression = self.word_expression(word);
                self.expression_text(&expression)
            }
            Name::Quoted(quoted) => self.quoted(quoted, false),
            Name::Expression(expression) => self.expression_text(expression),
        }
    }

    pub(super) fn quoted(&mut self, quoted: &Quoted, in_hand: bool) -> Text {
        Text {
            parts: strings::parts(&quoted.text, &self.scope, in_hand).into(),
            at: quoted.at,
        }
    }

    pub(super) fn expression_text(&mut self, expression: &syntax::Expression) -> Text {
        Text {
            parts: vec![Part::Expression(self.number(expression))].into(),
            at: expression.at,
        }
    }

    /// The number of an expression's value.
    pub(super) fn number(&mut self, expression: &syntax::Expression) -> usize {
        let next = self.expressions.len();
        let number = *self.numbers.entry(expression.at).or_insert(next);
        if number == next {
            self.expressions.push(expression.clone());
        }
        number
    }

    /// A value where the language wants one string.
    pub(super) fn string(&mut self, value: &'t Value, in_hand: bool) -> Text {
        match value {
            Value::Quoted(quoted) => self.quoted(quoted, in_hand),
            Value::Integer(value, at) => Text::literal(value.to_string(), *at),
            Value::Word(word) => {
                let expression = self.word_expression(word);
                self.expression_text(&expression)
            }
            Value::Expression(expression) => self.expression_text(expression),
            Value::Boolean(_, at)
            | Value::File(Word { at, .. }, _)
            | Value::List(_, at)
            | Value::Map(_, at) => {
                if !self.spans.is_faulty(*at) {
                    self.errors.push(self.spans.get(*at), "expected a string");
                }
                self.unknown(*at)
            }
            Value::Lost(at) => self.unknown(*at),
        }
    }

    pub(super) fn strings(&mut self, values: &'t [Value]) -> model::List<Text> {
        values
            .iter()
            .map(|value| self.string(value, true))
            .collect()
    }

    /// A text that was reported already: what it says is not known.
    pub(super) fn unknown(&self, at: Site) -> Text {
        Text {
            parts: vec![Part::Expression(usize::MAX)].into(),
            at,
        }
    }

    pub(super) fn word_expression(&self, word: &Word) -> syntax::Expression {
        let name =
            identifier(&word.text, self.spans.get(word.at)).map(proc_macro2::TokenTree::Ident);
        syntax::Expression {
            tokens: name.into_iter().collect::<TokenStream>(),
            at: word.at,
        }
    }
}

/// Rust's identifier for a word, a keyword as a raw one; none where Rust has no such identifier.
pub fn identifier(text: &str, span: proc_macro2::Span) -> Option<proc_macro2::Ident> {
    let parsed = syn::parse_str::<proc_macro2::Ident>(text)
        .or_else(|_| syn::parse_str(&format!("r#{text}")));
    parsed.ok().map(|mut name| {
        name.set_span(span);
        name
    })
}
