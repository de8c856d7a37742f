//! Doc comments, which reach a macro as attributes.

use proc_macro2::Span;

use super::parser::Parser;
use super::tokens::Tokens;

/// The doc comments before something.
#[derive(Default)]
pub struct Docs {
    /// Their text, without the space that stands before each line.
    pub text: String,
    /// Where the first of them stands.
    pub at: Option<Span>,
}

impl Parser<'_> {
    /// Reads the doc comments that are next, if there are any.
    pub fn docs(&mut self) -> Docs {
        let mut docs = Docs::default();
        let mut inner = false;
        loop {
            let bang = usize::from(self.tokens.is(0, "#") && self.tokens.is(1, "!"));
            if !self.tokens.is(0, "#") || !self.tokens.is_bracket(1 + bang) {
                break;
            }
            if bang == 0 {
                self.attribute(&mut docs);
            } else if !inner {
                inner = true;
                self.error_with(
                    "an inner attribute has no place here",
                    "write `///` before what it describes",
                );
            }
            self.tokens.advance(2 + bang);
        }
        docs
    }

    fn attribute(&mut self, docs: &mut Docs) {
        let Some(group) = self.tokens.any_group(1) else {
            return;
        };
        let attribute = Tokens::within(group);
        if !attribute.is(0, "doc") {
            let message = format!(
                "an attribute has no place here, found {}",
                attribute.found(0)
            );
            self.error_on(
                attribute.span(0),
                &message,
                "only doc comments may stand here",
            );
            return;
        }
        match attribute.string(2) {
            Some(text) if attribute.is(1, "=") && attribute.rest().len() == 3 => {
                if docs.at.is_none() {
                    docs.at = Some(self.tokens.span(0));
                }
                if !docs.text.is_empty() {
                    docs.text.push('\n');
                }
                docs.text.push_str(&unindented(&text));
            }
            _ => self.error_on(attribute.span(0), "a doc comment is a string literal", ""),
        }
    }

    /// Notes that no doc comment may stand before `what`.
    pub fn undocumented(&mut self, docs: &Docs, what: &str) {
        if let Some(at) = docs.at {
            self.error_on(
                at,
                &format!("no doc comment may stand before {what}"),
                "write `//` instead of `///`",
            );
        }
    }
}

fn unindented(text: &str) -> String {
    if !text.contains('\n') {
        return text.trim().to_owned();
    }
    // The lines of a block comment often begin with a star.
    let mut lines = String::new();
    for line in text.split('\n') {
        let mut line = line.trim();
        while let Some(rest) = line.strip_prefix('*') {
            line = rest;
        }
        lines.push_str(line.trim());
        lines.push('\n');
    }
    lines.trim().to_owned()
}
