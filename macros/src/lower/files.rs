//! The file of an artifact where it is not written `artifact / "file"`.

use super::Lowerer;
use crate::source;
use crate::syntax::{self, Tokens};

impl Lowerer<'_> {
    /// Whether the name of an artifact's file is no string, as in `app / template.yml` or `app::template.yml`; where that
    /// is so, it is noted.
    pub(super) fn misses_quotes(&mut self, expression: &syntax::Expression) -> bool {
        let tokens = Tokens::all(expression.tokens.clone());
        let artifact = tokens.word(0).unwrap_or_default();
        let begin = match tokens.operator(1) {
            Some("/") => 2,
            Some("::") => 3,
            _ => return false,
        };
        let file = tokens.between(begin, tokens.rest().len());
        let Some(last) = file.last() else {
            return false;
        };
        let name = name_of(&tokens, begin);
        // `app::FILE` and `app::file()` are Rust's own, of a module.
        let path = begin == 3 && !name.contains('.') && tokens.literal(begin).is_none();
        if path || !self.scope.is_artifact(syntax::plain(artifact)) {
            return false;
        }
        let computed = format!("`format!(\"{artifact}::{{}}\", …)`");
        let help = match file {
            _ if name.is_empty() => format!("what a Rust expression says is written {computed}"),
            [_] if tokens.literal(begin).is_none() => format!(
                "write `{artifact} / \"{name}\"`; what a Rust variable holds is written {computed}"
            ),
            _ => format!("write `{artifact} / \"{name}\"`"),
        };
        let message = format!("expected the file's name as a string\nhelp: {help}");
        self.errors
            .push_between(tokens.span(begin), last.tree.span(), &message);
        true
    }
}

/// The name that is spelt without quotes, or in pieces; empty where it is computed.
fn name_of(tokens: &Tokens, begin: usize) -> String {
    let mut name = String::new();
    for (place, token) in tokens.rest().iter().enumerate().skip(begin) {
        if tokens.any_group(place).is_some() || tokens.fragment(place).is_some() {
            return String::new();
        }
        let text = match tokens.literal(place) {
            Some(literal) => source::string(literal),
            None => None,
        };
        name.push_str(&text.unwrap_or_else(|| token.tree.to_string()));
    }
    name
}
