//! Where something new begins: there the parser goes on after an error, and what is half written before it ends.

use proc_macro2::Delimiter;

use super::parser::Parser;
use super::tokens::Tokens;

/// The words that begin an item.
pub const ITEMS: &[&str] = &["account", "group", "role", "project", "stage", "for"];
/// The words that begin a stage's condition.
pub const CONDITIONS: &[&str] = &["BeforeEntry", "OnSuccess", "OnFailure"];
/// The words that begin a line of a role's body.
pub const CLAUSES: &[&str] = &[
    "managed", "allow", "deny", "reads", "boundary", "name", "path",
];
/// Those of them that are followed by a list; a value follows the others.
const LIST_CLAUSES: &[&str] = &["managed", "allow", "deny", "reads"];
/// The words between a thing's name and its braces.
pub const PREPOSITIONS: &[&str] = &["in", "as", "passing"];

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

impl Parser<'_> {
    /// Whether something begins with the next token that may stand at that level.
    pub fn begins(&self, level: Level) -> bool {
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
                tokens.is_any(0, LIST_CLAUSES) && tokens.is_bracket(1)
                    || tokens.is_any(0, CLAUSES) && !tokens.is_any(0, LIST_CLAUSES) && named
            }
        }
    }

    /// Whether an item begins with the next token whatever was expected there: what stands before it is half written.
    /// Nothing else begins with these words.
    pub fn begins_item(&self) -> bool {
        let tokens = &self.tokens;
        let sign = match tokens.word(0) {
            Some("account" | "group") => "=",
            Some("role") => ":",
            Some("project" | "for") => "in",
            Some("stage") => {
                return tokens.is_name(1) && (tokens.is_brace(2) || tokens.is(2, "in"));
            }
            _ => return false,
        };
        tokens.word(1).is_some() && tokens.is(2, sign)
    }

    /// Whether an item or something of a stage begins with the next token where a name was expected. A `:` before anything
    /// but a provider, or a condition's map, is one too many.
    pub fn begins_another(&self) -> bool {
        let tokens = &self.tokens;
        let condition = tokens.is_brace(2) && tokens.is_any(0, CONDITIONS);
        let named = tokens.is_name(0) && tokens.is(1, ":");
        let step = named && (tokens.word(2).is_some() || condition);
        step || self.begins_item() || self.begins_parallel()
    }

    /// Whether `parallel` and its braces are next, and no thing of that name before its settings.
    fn begins_parallel(&self) -> bool {
        let braces = self.tokens.group(1, Delimiter::Brace);
        let (true, Some(braces)) = (self.tokens.is(0, "parallel"), braces) else {
            return false;
        };
        let inner = Tokens::within(braces);
        let mut actions = false;
        for ahead in 0..inner.rest().len() {
            actions |= inner.is(ahead, ";");
        }
        actions
    }

    /// Whether a setting begins with the next token whose key is written as AWS writes its own.
    pub fn begins_aws_setting(&self) -> bool {
        let word = self.tokens.word(0).unwrap_or_default();
        word.starts_with(char::is_uppercase) && self.tokens.is(1, ":")
    }
}
