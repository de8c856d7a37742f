//! What is said of what could not be read.

use proc_macro2::Span;

use super::parser::{Parser, Unread};
use super::tokens::meant;

impl Parser<'_> {
    /// Notes an error on the next token, unless it has one already.
    pub fn error(&mut self, message: &str) {
        self.error_with(message, "");
    }

    /// Notes an error on the next token, unless it has one already, and what to write.
    pub fn error_with(&mut self, message: &str, help: &str) {
        if self.tokens.fault != Some(self.tokens.at()) {
            self.tokens.fault = Some(self.tokens.at());
            self.ends_early |= self.at_very_end();
            self.error_on(self.tokens.span(0), message, help);
        }
    }

    /// Notes an error on so many tokens, unless the first has one already, and what to write.
    pub fn error_over(&mut self, length: usize, message: &str, help: &str) {
        if self.tokens.fault != Some(self.tokens.at()) {
            self.tokens.fault = Some(self.tokens.at());
            let last = self.tokens.span(length.saturating_sub(1));
            let message = format!("{message}\nhelp: {help}");
            self.errors
                .push_between(self.tokens.span(0), last, &message);
        }
    }

    /// Notes an error, and what to write if there is anything to say about it.
    pub fn error_on(&mut self, span: Span, message: &str, help: &str) {
        if help.is_empty() {
            self.errors.push(span, message);
        } else {
            self.errors.push(span, &format!("{message}\nhelp: {help}"));
        }
    }

    /// Notes that the next word is misspelt; it is read as it was meant.
    pub fn mistaken(&mut self, word: &str) {
        self.expected_with(&format!("`{word}`"), &meant(Some(word)));
    }

    /// Notes that something else than the next token was expected.
    pub fn expected(&mut self, what: &str) -> Unread {
        self.expected_with(what, "")
    }

    /// Notes that something else than the next token was expected, and what to write.
    pub fn expected_with(&mut self, what: &str, help: &str) -> Unread {
        let message = format!("expected {what}, found {}", self.tokens.found(0));
        self.error_with(&message, help);
        Unread
    }
}
