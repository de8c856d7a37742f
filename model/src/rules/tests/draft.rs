//! The language in its plainest form, for tests: every token's number is its place, and mistakes panic.
//!
//! A bare word as a value is a word of its key, `?` a Rust expression whose value is not known. Loops stand
//! round whole stages, and what a round makes is written `app_t`.

mod parser;

use crate::pipeline::{Pipeline, Site};
use crate::resolve::Resolved;
use crate::rules;
use crate::text::Scalar;
use crate::violation::Violation;
use parser::Parser;

/// A program and its tokens.
pub struct Draft {
    pub pipeline: Pipeline,
    tokens: Vec<String>,
}

impl Draft {
    pub fn new(program: &str) -> Draft {
        let tokens = tokens(program);
        let pipeline = Parser::new(&tokens).program();
        Draft { pipeline, tokens }
    }

    pub fn resolved<'p>(&'p self, values: &'p [Scalar]) -> Resolved<'p> {
        Resolved::new(&self.pipeline, values)
    }

    /// What the program breaks: the code of each rule, and the token that it stands on, a string without its quotes.
    fn broken(&self) -> Vec<(String, &str)> {
        let token = |at: Site| self.tokens[at.0 as usize].trim_matches('"');
        let violations = rules::check(&self.resolved(&[]));
        violations
            .iter()
            .map(|broken| (broken.code.to_string(), token(broken.at)))
            .collect()
    }

    /// What the program breaks, in words, once its expressions have these values.
    pub fn messages(&self, values: &[Scalar]) -> Vec<String> {
        rules::check(&self.resolved(values))
            .iter()
            .map(said)
            .collect()
    }
}

/// A violation in lines: the message, then notes and helps.
fn said(broken: &Violation) -> String {
    let mut lines = vec![format!("[{}] {}", broken.code, broken.message)];
    lines.extend(broken.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(broken.helps.iter().map(|help| format!("help: {help}")));
    lines.join("\n")
}

/// What a program breaks, in words.
pub fn messages(program: &str) -> Vec<String> {
    Draft::new(program).messages(&[])
}

/// Asserts what a program breaks, in the order of the program: `("N01", "deployr")`.
#[track_caller]
pub fn breaks(program: &str, expected: &[(&str, &str)]) {
    let draft = Draft::new(program);
    let found = draft.broken();
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(code, token)| (code.as_str(), *token))
        .collect();
    assert_eq!(found, expected, "{}", draft.messages(&[]).join("\n"));
}

/// Asserts that a program keeps every rule.
#[track_caller]
pub fn keeps(program: &str) {
    breaks(program, &[]);
}

/// The tokens of a program.
fn tokens(program: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = program.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first == '"' {
            let mut end = 1;
            while !rest[end..].starts_with('"') {
                end += if rest[end..].starts_with('\\') {
                    2
                } else {
                    rest[end..].chars().next().unwrap().len_utf8()
                };
            }
            end + 1
        } else if first.is_alphanumeric() || first == '_' {
            rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .unwrap_or(rest.len())
        } else if rest.starts_with("::") || rest.starts_with("->") {
            2
        } else {
            first.len_utf8()
        };
        tokens.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    tokens
}
