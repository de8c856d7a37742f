//! What is wrong with a declaration, collected until the end: all of it is reported in one compilation.

use passrole_model::Violation;
use passrole_model::pipeline::Site;
use proc_macro2::{Span, TokenStream};

/// The spans of the tokens that the tree names, by number, in the order of the source.
#[derive(Default)]
pub struct Spans(Vec<Span>);

impl Spans {
    /// Keeps a span and numbers it.
    pub fn add(&mut self, span: Span) -> Site {
        let site = Site(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(span);
        site
    }

    /// The span of that number.
    pub fn get(&self, site: Site) -> Span {
        usize::try_from(site.0)
            .ok()
            .and_then(|index| self.0.get(index))
            .copied()
            .unwrap_or_else(Span::call_site)
    }
}

/// Errors, each on a token.
#[derive(Default)]
pub struct Errors(Vec<syn::Error>);

impl Errors {
    /// Notes one.
    pub fn push(&mut self, span: Span, message: impl std::fmt::Display) {
        self.0.push(syn::Error::new(span, message));
    }

    /// Notes broken rules, which come in the order of the source. Of one word a rule is broken once, whatever
    /// the round of a loop; what only follows from a wrong name is left out.
    pub fn violations(&mut self, violations: &[Violation], spans: &Spans) {
        for on_one_word in violations.chunk_by(|one, next| one.at == next.at) {
            let wrong_name = on_one_word
                .iter()
                .find(|violation| violation.code.is_of_names());
            let mut said = Vec::new();
            for violation in on_one_word {
                let first = !said.contains(&violation.code);
                if wrong_name.is_none_or(|name| std::ptr::eq(name, violation)) && first {
                    said.push(violation.code);
                    self.push(spans.get(violation.at), violation);
                }
            }
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// An invocation of `compile_error!` for each.
    pub fn to_tokens(&self) -> TokenStream {
        self.0.iter().map(syn::Error::to_compile_error).collect()
    }
}
