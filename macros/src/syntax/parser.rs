//! What every production uses: words, groups, and going on after an error.

use passrole_model::pipeline::Str;
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use super::begins::Level;
use super::tokens::{DEPTH, Token, Tokens};
use super::tree::{Declaration, Site};
use crate::errors::{Errors, Spans};
use crate::source;

/// What is written for a `:` or `=`.
const SIGNS: &[&str] = &["=", ":", "=>", "==", "::"];

/// Something could not be read; the error is already noted.
#[derive(Debug)]
pub struct Unread;

/// What was read, if it could be.
pub type Read<T> = Result<T, Unread>;

/// How something ends that takes braces or a `;`.
pub struct Ending {
    /// Braces follow; they are not read yet.
    pub braces: bool,
    /// A `;` or braces stand there.
    pub closed: bool,
    /// Tokens were skipped to find the end.
    pub skipped: bool,
}

/// Reads what stands between the macro's braces. What could not be read has its error in `errors`.
pub fn parse(tokens: TokenStream, spans: &mut Spans, errors: &mut Errors) -> Declaration {
    let parser = Parser {
        tokens: Tokens::all(tokens),
        outside: Vec::new(),
        spans,
        errors,
        lost_names: Vec::new(),
        lost_item: false,
        lost_step: false,
        ends_early: false,
    };
    parser.declaration()
}

/// The parser, in one group of the input.
pub struct Parser<'a> {
    /// The tokens of the group at hand.
    pub tokens: Tokens,
    /// Those of the groups around it.
    outside: Vec<Tokens>,
    spans: &'a mut Spans,
    /// What could not be read.
    pub errors: &'a mut Errors,
    /// The names in what was skipped.
    pub lost_names: Vec<Str>,
    /// What may have been a stage was skipped.
    pub lost_item: bool,
    /// Part of the stage at hand was skipped.
    pub lost_step: bool,
    /// Something was missing where nothing follows any more.
    pub ends_early: bool,
}

impl Parser<'_> {
    /// Numbers the span of the next token.
    pub fn site(&mut self) -> Site {
        if self.tokens.fault == Some(self.tokens.at()) {
            self.spans.add_faulty(self.tokens.span(0))
        } else {
            self.spans.add(self.tokens.span(0))
        }
    }

    /// Numbers a span.
    pub fn site_of(&mut self, span: Span) -> Site {
        self.spans.add(span)
    }

    /// Numbers the span from the first token up to the last.
    pub fn site_between(&mut self, first: Span, last: Span) -> Site {
        self.spans.add_between(first, last)
    }

    /// Takes that word or operator, if it is next.
    pub fn take(&mut self, text: &str) -> bool {
        let there = self.tokens.is(0, text);
        if there {
            self.tokens.advance(text_length(text));
        }
        there
    }

    /// Takes a `:` or `=`. What is commonly written for it is an error and read as it was meant.
    pub fn take_sign(&mut self, sign: &str, help: &str) {
        if self.take(sign) {
            return;
        }
        self.expected_with(&format!("`{sign}`"), help);
        if self.tokens.is(1, sign) && !self.tokens.is_end() {
            self.skip(1);
            self.take(sign);
            return;
        }
        for other in SIGNS {
            if self.take(other) {
                return;
            }
        }
    }

    /// Enters the group that is next.
    pub fn enter(&mut self) -> Read<()> {
        let Some(group) = self.tokens.any_group(0) else {
            return Err(self.expected("a group"));
        };
        if self.outside.len() >= DEPTH {
            self.error(&format!(
                "groups stand too deep in each other: {DEPTH} is the most"
            ));
            self.skip(1);
            return Err(Unread);
        }
        let within = Tokens::within(group);
        self.tokens.advance(1);
        self.outside
            .push(std::mem::replace(&mut self.tokens, within));
        Ok(())
    }

    /// Leaves the group that was entered last.
    pub fn leave(&mut self) {
        if let Some(outside) = self.outside.pop() {
            self.tokens = outside;
        }
    }

    /// Whether nothing follows but what closes the groups at hand.
    pub fn at_very_end(&self) -> bool {
        let mut end = self.tokens.is_end();
        for tokens in &self.outside {
            end &= tokens.is_end();
        }
        end
    }

    /// Whether one more thing stands in the group at hand, which is left where none does. A token that the last one
    /// did not take is skipped, so that this ends.
    pub fn another(&mut self) -> bool {
        if self.tokens.begun == Some(self.tokens.at()) {
            self.skip(1);
        }
        self.tokens.begun = Some(self.tokens.at());
        if self.tokens.is_end() {
            self.leave();
            return false;
        }
        true
    }

    /// Takes the comma between two things. `resumes` says whether the next one begins where a comma is missing. Tells
    /// whether nothing had to be skipped for it.
    pub fn comma(&mut self, resumes: fn(&Tokens) -> bool) -> bool {
        if self.tokens.is_end() || self.take(",") {
            return true;
        }
        let help = match self.tokens.operator(0) {
            Some(":") => "a key that is no identifier is written as a string",
            Some(".") if self.after_collection() => {
                "a Rust expression that begins with `[` or `{` stands in parentheses"
            }
            _ => "",
        };
        self.expected_with("`,`", help);
        if resumes(&self.tokens) || self.take(";") {
            return true;
        }
        self.skip(1);
        while !(self.at_comma() || resumes(&self.tokens) && self.tokens.is(1, ":")) {
            self.skip(1);
        }
        self.take(",");
        false
    }

    /// Whether a list or map was read last.
    fn after_collection(&self) -> bool {
        let at = self.tokens.at();
        match self.tokens.between(at.saturating_sub(1), at) {
            [
                Token {
                    tree: TokenTree::Group(group),
                    ..
                },
            ] => group.delimiter() != Delimiter::Parenthesis,
            _ => false,
        }
    }

    /// Skips what belongs to no `;`, no braces and nothing new. Tells whether there was anything.
    pub fn skip_to_ending(&mut self, level: Level) -> bool {
        let from = self.tokens.at();
        while !self.at_ending(level) {
            self.skip(1);
        }
        self.tokens.at() > from
    }

    /// Whether a `;`, braces, something new or the end is next.
    pub fn at_ending(&self, level: Level) -> bool {
        self.tokens.is_end()
            || self.tokens.is(0, ";")
            || self.tokens.is_brace(0)
            || self.begins(level)
    }

    /// Skips the rest of something that could not be read: up to its `;`, its braces or something new.
    pub fn skip_rest(&mut self, level: Level) {
        self.skip_to_ending(level);
        if self.tokens.is_brace(0) {
            self.skip(1);
        }
        self.take(";");
    }

    /// Takes the `;`. Tells whether nothing had to be skipped for it.
    pub fn semicolon(&mut self, level: Level) -> bool {
        if self.take(";") {
            return true;
        }
        self.expected("`;`");
        if self.take(",") {
            return true;
        }
        let from = self.tokens.at();
        self.skip_rest(level);
        self.tokens.at() == from
    }

    /// Takes the `;` or finds the braces with which something ends. `expected` says what may stand there.
    pub fn ending(&mut self, level: Level, expected: &str) -> Ending {
        let mut ending = Ending {
            braces: self.tokens.is_brace(0),
            closed: true,
            skipped: false,
        };
        if ending.braces {
            return ending;
        }
        // A sign that stands before the braces is one too many.
        let sign = matches!(self.tokens.operator(0), Some(";" | "," | ":" | "="));
        if sign && self.tokens.is_brace(1) {
            self.expected("`{`");
            self.tokens.advance(1);
            ending.braces = true;
            return ending;
        }
        if self.take(";") {
            return ending;
        }
        self.expected(if self.at_ending(level) {
            "`{` or `;`"
        } else {
            expected
        });
        if !self.take(",") {
            ending.skipped = self.skip_to_ending(level);
            ending.braces = self.tokens.is_brace(0);
            ending.closed = ending.braces || self.take(";");
        }
        ending
    }

    /// Finds the braces that must be next. Fails where something stands before them or where there are none.
    pub fn braces(&mut self, level: Level, expected: &str) -> Read<()> {
        if self.tokens.is_brace(0) {
            return Ok(());
        }
        let unread = self.expected(expected);
        self.skip_to_ending(level);
        self.take(";");
        Err(unread)
    }

    /// Whether a comma or the end is next.
    pub fn at_comma(&self) -> bool {
        self.tokens.is_end() || self.tokens.is(0, ",")
    }

    /// Skips tokens up to the next comma, or to the end.
    pub fn skip_to_comma(&mut self) {
        while !self.at_comma() {
            self.skip(1);
        }
    }

    /// Skips so many tokens.
    pub fn skip(&mut self, count: usize) {
        let from = self.tokens.at();
        self.tokens.advance(count);
        self.lose(from);
    }

    /// Keeps the names in what was read from that place on, which is dropped. A string may be a name too.
    pub fn lose(&mut self, from: usize) {
        let lost = self.tokens.between(from, self.tokens.at());
        let mut groups = Vec::new();
        add_names(lost, &mut self.lost_names, &mut groups);
        while let Some(group) = groups.pop() {
            add_names(group.rest(), &mut self.lost_names, &mut groups);
        }
    }
}

/// Collects the names among tokens, and the groups among them.
fn add_names(tokens: &[Token], names: &mut Vec<Str>, groups: &mut Vec<Tokens>) {
    for token in tokens {
        match &token.tree {
            TokenTree::Ident(word) => names.push(Str::Owned(plain(&word.to_string()).to_owned())),
            TokenTree::Group(group) => groups.push(Tokens::within(group)),
            TokenTree::Literal(literal) => {
                let text = source::string(literal).unwrap_or_default();
                if may_be_name(&text) {
                    names.push(Str::Owned(text));
                }
            }
            TokenTree::Punct(_) => {}
        }
    }
}

fn may_be_name(text: &str) -> bool {
    for character in text.chars() {
        if !character.is_ascii_alphanumeric() && !"_-.@".contains(character) {
            return false;
        }
    }
    !text.is_empty() && text.len() <= 100
}

fn text_length(text: &str) -> usize {
    if text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
        1
    } else {
        text.len()
    }
}

/// An identifier without the `r#` of a raw one.
pub fn plain(word: &str) -> &str {
    word.strip_prefix("r#").unwrap_or(word)
}
