//! The parser over strings: what it makes of right programs, and which errors it has for wrong ones.

mod broken;
mod productions;
mod show;
pub(crate) mod single_token;
mod whole;

use proc_macro2::{TokenStream, TokenTree};
use syn::LitStr;

use super::{Declaration, parse};
use crate::errors::{Errors, Spans};

/// An error as `line:column message`.
pub(crate) type Messages = Vec<String>;

fn read(source: &str) -> (Declaration, Messages) {
    read_tokens(source.parse().unwrap())
}

fn read_tokens(tokens: TokenStream) -> (Declaration, Messages) {
    let mut spans = Spans::default();
    let mut errors = Errors::default();
    let declaration = parse(tokens, &mut spans, &mut errors);
    (declaration, messages(errors.to_tokens()))
}

/// The texts and places of the `compile_error!`s.
pub(crate) fn messages(errors: TokenStream) -> Messages {
    let mut messages = Vec::new();
    for tree in errors {
        let TokenTree::Group(group) = tree else {
            continue;
        };
        let Ok(literal) = syn::parse2::<LitStr>(group.stream()) else {
            continue;
        };
        let start = literal.span().start();
        messages.push(format!(
            "{}:{} {}",
            start.line,
            start.column + 1,
            literal.value()
        ));
    }
    messages
}
/// The program of the language's page.
pub(crate) const STOREFRONT: &str = include_str!("storefront.txt");
