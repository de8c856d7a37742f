//! What every production uses: words, groups, and going on after an error.

use proc_macro2::{Delimiter, Span, TokenTree};

use super::tokens::{DEPTH, Token, Tokens};
use super::tree::Site;
use crate::errors::{Errors, Spans};
use crate::source;

/// The words that begin an item.
pub const ITEMS: [&str; 6] = ["account", "group", "role", "project", "stage", "for"];
/// The words that begin a stage's condition.
pub const CONDITIONS: [&str; 3] = ["BeforeEntry", "OnSuccess", "OnFailure"];
/// The words that begin a line of a role's body.
pub const CLAUSES: [&str; 7] = [
    "managed", "allow", "deny", "reads", "boundary", "name", "path",
];
/// Those of them that are followed by a list; a value follows the others.
const LIST_CLAUSES: [&str; 4] = ["managed", "allow", "deny", "reads"];
/// The words between a thing's name and its braces.
pub const PREPOSITIONS: [&str; 3] = ["in", "as", "passing"];

/// Something could not be read; the error is already noted.
#[derive(Debug)]
pub struct Unread;

/// What was read, if it could be.
pub type Read<T> = Result<T, Unread>;

/// Where the parser stands: what may begin there is where it goes on after an error.
#[derive(Clone, Copy)]
pub enum Level {
    /// Among items.
    Item,
    /// In a stage.
    Step,
    /// In a role's body.
    Clause,
}

/// How something ends that takes braces or a `;`.
pub struct Ending {
    /// Braces follow; they are not read yet.
    pub braces: bool,
    /// Tokens were skipped to find the end.
    pub skipped: bool,
}

/// The parser, in one group of the input.
pub struct Parser<'a> {
    /// The tokens of the group at hand.
    pub tokens: Tokens,
    depth: usize,
    spans: &'a mut Spans,
    /// What could not be read.
    pub errors: &'a mut Errors,
    /// The names in what was skipped.
    pub lost_names: Vec<String>,
    /// What may have been a stage was skipped.
    pub lost_item: bool,
    /// Part of the stage at hand was skipped.
    pub lost_step: bool,
}

impl<'a> Parser<'a> {
    /// A parser at the beginning of those tokens.
    pub fn new(tokens: Tokens, spans: &'a mut Spans, errors: &'a mut Errors) -> Self {
        Parser {
            tokens,
            depth: 0,
            spans,
            errors,
            lost_names: Vec::new(),
            lost_item: false,
            lost_step: false,
        }
    }

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
        for other in &["=", ":", "=>", "==", "::"] {
            if self.take(other) {
                return;
            }
        }
    }

    /// Reads the group that is next.
    pub fn inside(&mut self, read: &mut dyn FnMut(&mut Self)) -> Read<()> {
        let Some(group) = self.tokens.any_group(0) else {
            return Err(self.expected("a group"));
        };
        if self.depth >= DEPTH {
            self.error(&format!(
                "groups stand too deep in each other: {DEPTH} is the most"
            ));
            self.skip(1);
            return Err(Unread);
        }
        let within = Tokens::within(group);
        self.tokens.advance(1);
        let outside = std::mem::replace(&mut self.tokens, within);
        self.depth += 1;
        read(self);
        self.depth -= 1;
        self.tokens = outside;
        Ok(())
    }

    /// Reads one thing after another in the group that is next.
    pub fn each_inside(&mut self, one: &mut dyn FnMut(&mut Self)) -> Read<()> {
        self.inside(&mut |parser| parser.each(one))
    }

    /// Reads one thing after another up to the end of the group. A token that none of them takes is skipped, so
    /// that this ends.
    pub fn each(&mut self, one: &mut dyn FnMut(&mut Self)) {
        while !self.tokens.is_end() {
            let from = self.tokens.at();
            one(self);
            if self.tokens.at() == from {
                self.skip(1);
            }
        }
    }

    /// Reads things separated by commas up to the end of the group. `one` says whether it could read its own,
    /// `resumes` whether the next one begins where a comma is missing. Tells whether all could be read.
    pub fn commas(
        &mut self,
        resumes: fn(&Tokens) -> bool,
        one: &mut dyn FnMut(&mut Self) -> Read<()>,
    ) -> bool {
        let mut whole = true;
        self.each(&mut |parser| {
            if one(parser).is_err() {
                whole = false;
                parser.skip_to(&|tokens| tokens.is(0, ","));
            }
            parser.comma(resumes);
        });
        whole
    }

    /// Takes the comma between two things. Tells whether nothing had to be skipped for it.
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
        self.skip_to(&|tokens| tokens.is(0, ",") || resumes(tokens) && tokens.is(1, ":"));
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

    /// Whether something begins with the next token that may stand at that level.
    fn begins(&self, level: Level) -> bool {
        let tokens = &self.tokens;
        if tokens.is(0, "#") && tokens.is_bracket(1) {
            return true;
        }
        let named = tokens.is_name(1);
        match level {
            Level::Item => match tokens.word(0) {
                Some("for") => tokens.is(2, "in"),
                Some("stage" | "pipeline") => named,
                Some(word) => ITEMS.contains(&word) && tokens.word(1).is_some(),
                None => false,
            },
            Level::Step => {
                tokens.is_name(0) && tokens.is(1, ":")
                    || tokens.is(0, "parallel") && tokens.is_brace(1)
                    || tokens.is(0, "for") && tokens.is(2, "in")
            }
            Level::Clause => {
                tokens.is_any(0, &LIST_CLAUSES) && tokens.is_bracket(1)
                    || tokens.is_any(0, &CLAUSES) && !tokens.is_any(0, &LIST_CLAUSES) && named
            }
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
        if self.tokens.is_brace(0) {
            return Ending {
                braces: true,
                skipped: false,
            };
        }
        if self.take(";") {
            return Ending {
                braces: false,
                skipped: false,
            };
        }
        self.expected(if self.at_ending(level) {
            "`{` or `;`"
        } else {
            expected
        });
        if self.take(",") {
            return Ending {
                braces: false,
                skipped: false,
            };
        }
        let skipped = self.skip_to_ending(level);
        let braces = self.tokens.is_brace(0);
        if !braces {
            self.take(";");
        }
        Ending { braces, skipped }
    }

    /// Skips tokens up to the first for which `stop` holds, or to the end.
    pub fn skip_to(&mut self, stop: &dyn Fn(&Tokens) -> bool) {
        while !self.tokens.is_end() && !stop(&self.tokens) {
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
        let dropped = self.tokens.between(from, self.tokens.at());
        let mut trees = Vec::new();
        for token in dropped.iter().rev() {
            trees.push(token.tree.clone());
        }
        while let Some(tree) = trees.pop() {
            match tree {
                TokenTree::Ident(word) => self.lost_names.push(plain(&word.to_string()).to_owned()),
                TokenTree::Group(group) => {
                    for tree in group.stream() {
                        trees.push(tree);
                    }
                }
                TokenTree::Literal(literal) => {
                    let text = source::string(&literal).unwrap_or_default();
                    if may_be_name(&text) {
                        self.lost_names.push(text);
                    }
                }
                TokenTree::Punct(_) => {}
            }
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
    if text.chars().next().is_some_and(char::is_alphabetic) {
        1
    } else {
        text.len()
    }
}

/// An identifier without the `r#` of a raw one.
pub fn plain(word: &str) -> &str {
    word.strip_prefix("r#").unwrap_or(word)
}
