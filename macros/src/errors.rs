//! What is wrong with a declaration, collected until the end: all of it is reported in one compilation.

use passrole_model::Violation;
use passrole_model::index::Index;
use passrole_model::pipeline::Site;
use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};
use quote::quote_spanned;

/// The spans of the tokens that the tree names, by number, in the order of the source.
#[derive(Default)]
pub struct Spans {
    all: Vec<Kept>,
}

/// A token, or the first and the last of several.
#[derive(Clone, Copy)]
struct Kept {
    first: Span,
    last: Span,
    /// It had an error when it was read.
    faulty: bool,
}

impl Spans {
    /// Keeps a span and numbers it.
    pub fn add(&mut self, span: Span) -> Site {
        self.keep(span, span, false)
    }

    /// Keeps the span of a token that has an error already and numbers it.
    pub fn add_faulty(&mut self, span: Span) -> Site {
        self.keep(span, span, true)
    }

    /// Keeps where several tokens begin and end, which only rustc can join, and numbers that.
    pub fn add_between(&mut self, first: Span, last: Span) -> Site {
        self.keep(first, last, false)
    }

    fn keep(&mut self, first: Span, last: Span, faulty: bool) -> Site {
        let site = Site(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(Kept {
            first,
            last,
            faulty,
        });
        site
    }

    /// Whether that token had an error when it was read.
    pub fn is_faulty(&self, site: Site) -> bool {
        self.kept(site).faulty
    }

    /// The span of that number.
    pub fn get(&self, site: Site) -> Span {
        self.kept(site).first
    }

    fn kept(&self, site: Site) -> Kept {
        match self.all.get(site.0 as usize) {
            Some(kept) => *kept,
            None => Kept {
                first: Span::call_site(),
                last: Span::call_site(),
                faulty: false,
            },
        }
    }
}

/// A site as the text under which an index holds it.
pub fn key(at: Site) -> String {
    format!("{}", at.0)
}

/// Errors, each an invocation of `compile_error!` on what is wrong.
#[derive(Default)]
pub struct Errors(TokenStream);

impl Errors {
    /// Notes one.
    pub fn push(&mut self, span: Span, message: &str) {
        self.push_between(span, span, message);
    }

    /// Notes one that reaches from the first token up to the last, as the invocation does.
    pub fn push_between(&mut self, first: Span, last: Span, message: &str) {
        let mut text = Literal::string(message);
        text.set_span(first);
        let mut braces = Group::new(Delimiter::Brace, TokenTree::Literal(text).into());
        braces.set_span(last);
        let error = quote_spanned!(first=> ::core::compile_error! #braces);
        self.0.extend(error);
    }

    /// Notes broken rules, which come in the order of the source. Of one word a rule is broken once, whatever
    /// the round of a loop; what only follows from a wrong name, or from a word that stands wrongly, is left out.
    pub fn violations(&mut self, violations: &[Violation], spans: &Spans) {
        let mut wrong_names = Index::default();
        for violation in violations {
            if violation.code.is_of_names() {
                wrong_names.add(&key(violation.at));
            }
        }
        let mut said = Index::default();
        for violation in violations {
            let mut broken = key(violation.at);
            if !wrong_names.has(&broken) {
                broken = format!("{broken} {}", violation.code);
            } else if !violation.code.is_of_names() {
                continue;
            }
            if said.add(&broken) && !spans.is_faulty(violation.at) {
                let Kept { first, last, .. } = spans.kept(violation.at);
                self.push_between(first, last, &violation.to_string());
            }
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub fn to_tokens(&self) -> TokenStream {
        self.0.clone()
    }
}
