//! What is wrong with a declaration, collected until the end: all of it is reported in one compilation.

use passrole_model::Violation;
use passrole_model::index::Index;
use passrole_model::pipeline::Site;
use proc_macro2::{Span, TokenStream};

/// The spans of the tokens that the tree names, by number, in the order of the source.
#[derive(Default)]
pub struct Spans {
    /// Each with whether its token had an error when it was read.
    all: Vec<(Span, bool)>,
}

impl Spans {
    /// Keeps a span and numbers it.
    pub fn add(&mut self, span: Span) -> Site {
        self.keep(span, false)
    }

    /// Keeps the span of a token that has an error already and numbers it.
    pub fn add_faulty(&mut self, span: Span) -> Site {
        self.keep(span, true)
    }

    fn keep(&mut self, span: Span, faulty: bool) -> Site {
        let site = Site(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push((span, faulty));
        site
    }

    /// Whether that token had an error when it was read.
    pub fn is_faulty(&self, site: Site) -> bool {
        self.kept(site).1
    }

    /// The span of that number.
    pub fn get(&self, site: Site) -> Span {
        self.kept(site).0
    }

    fn kept(&self, site: Site) -> (Span, bool) {
        match self.all.get(site.0 as usize) {
            Some(kept) => *kept,
            None => (Span::call_site(), false),
        }
    }
}

/// A site as the text under which an index holds it.
pub fn key(at: Site) -> String {
    format!("{}", at.0)
}

/// Errors, each on a token; syn's own holds several of them.
#[derive(Default)]
pub struct Errors(Option<syn::Error>);

impl Errors {
    /// Notes one.
    pub fn push(&mut self, span: Span, message: &str) {
        let error = syn::Error::new(span, message);
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
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
            let wrong_name = wrong_names.has(&broken);
            if !wrong_name {
                broken.push_str(&format!(" {}", violation.code));
            }
            let follows = wrong_name && !violation.code.is_of_names();
            if !follows && said.add(&broken) && !spans.is_faulty(violation.at) {
                self.push(spans.get(violation.at), &violation.to_string());
            }
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// An invocation of `compile_error!` for each.
    pub fn to_tokens(&self) -> TokenStream {
        match &self.0 {
            Some(errors) => errors.to_compile_error(),
            None => TokenStream::new(),
        }
    }
}
