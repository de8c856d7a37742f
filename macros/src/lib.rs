//! The macro [`cross_account_pipeline!`]. This crate is a part of `passrole`: users take it through that, which
//! re-exports the macro.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unreachable
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod errors;
mod expand;
mod lower;
mod source;
mod syntax;
#[cfg(test)]
mod tests;

use passrole_model::resolve::Resolved;
use passrole_model::rules;
use proc_macro2::TokenStream;
use quote::quote;

use errors::{Errors, Spans};

/// A declaration is checked while it compiles: every rule that it breaks by what is written out in it is an error on
/// its word, all of them in one compilation.
// Documentation puts this behind the text of the re-export in `passrole`, where the links are.
#[proc_macro]
pub fn cross_account_pipeline(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    pipeline(input.into()).into()
}

/// The phases, in order: tokens, tree, model, rules, tokens.
fn pipeline(input: TokenStream) -> TokenStream {
    let mut spans = Spans::default();
    let mut errors = Errors::default();
    let mut tree = syntax::parse(input, &mut spans, &mut errors);
    let lowered = lower::lower(&mut tree, &spans, &mut errors);
    let resolved = Resolved::new(&lowered.pipeline, &[]);
    errors.violations(&rules::check(&resolved), &spans);
    let passrole = quote!(::passrole);
    let krate = tree.krate.as_ref().unwrap_or(&passrole);
    expand::expand(&lowered, &resolved, krate, &spans, &errors)
}
