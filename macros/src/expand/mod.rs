//! Checked model to tokens. It cannot fail: what broke a rule was reported beside it and is left out.
//!
//! The expansion is data. A `static` holds the model, an array the values of the Rust expressions, and one
//! call takes both. Beside it, never run, stands a `let` for each thing that the author named, so that rustc
//! warns of what is unused and an editor finds definitions.

mod data;
mod names;

use passrole_model::resolve::Resolved;
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::errors::Spans;
use crate::lower::Lowered;

/// The expression that the macro stands for.
pub fn expand(
    lowered: &Lowered,
    resolved: &Resolved<'_>,
    krate: &TokenStream,
    spans: &Spans,
) -> TokenStream {
    let data = data::pipeline(&lowered.pipeline);
    let names = names::names(lowered, resolved, spans);
    let values = values(lowered, krate, spans);
    quote! {
        {
            #names
            #krate::__private::pipeline(
                {
                    use #krate::__private::model::*;
                    static PIPELINE: Pipeline = #data;
                    &PIPELINE
                },
                [#values],
            )
        }
    }
}

/// What stands in place of a pipeline that breaks a rule: the author's names and expressions, for the editor.
pub fn broken(
    lowered: &Lowered,
    resolved: &Resolved<'_>,
    krate: &TokenStream,
    spans: &Spans,
) -> TokenStream {
    let names = names::names(lowered, resolved, spans);
    let values = values(lowered, krate, spans);
    quote! {
        {
            // What is wrong may be why something is unused.
            #[allow(unused_variables)]
            #names
            #krate::__private::broken([#values])
        }
    }
}

/// The values of the Rust expressions, each evaluated once, in the order of the source.
fn values(lowered: &Lowered, krate: &TokenStream, spans: &Spans) -> TokenStream {
    let mut values = TokenStream::new();
    for expression in &lowered.expressions {
        let tokens = bare(&expression.tokens);
        let span = spans.get(expression.at).resolved_at(Span::mixed_site());
        values
            .extend(quote_spanned!(span=> ::core::convert::Into::<#krate::Value>::into(#tokens),));
    }
    values
}

/// An expression without the parentheses that the language asks for: rustc would call them needless.
fn bare(tokens: &TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Parenthesis => {
            let tuple = group
                .stream()
                .into_iter()
                .any(|tree| matches!(tree, TokenTree::Punct(comma) if comma.as_char() == ','));
            if tuple || group.stream().is_empty() {
                tokens.clone()
            } else {
                group.stream()
            }
        }
        _ => tokens.clone(),
    }
}
