//! Source text to syntax tree. The parser recovers at the next item and keeps what it has read.

mod actions;
mod docs;
mod extent;
mod items;
mod messages;
mod parser;
mod roles;
mod stages;
#[cfg(test)]
pub(crate) mod tests;
mod tokens;
mod tree;
mod values;
mod words;

use proc_macro2::TokenStream;

use crate::errors::{Errors, Spans};

pub use tree::*;

/// Reads what stands between the macro's braces. What could not be read has its error in `errors`.
pub fn parse(tokens: TokenStream, spans: &mut Spans, errors: &mut Errors) -> Declaration {
    parser::Parser::new(tokens::Tokens::all(tokens), spans, errors).declaration()
}
