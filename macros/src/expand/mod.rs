//! Checked model to tokens. It cannot fail: what broke a rule was reported beside it and is left out.
//!
//! The expansion is data. A `static` holds the model, an array the values of the Rust expressions, and one
//! call takes both. Beside it, never run, stands a `let` for each thing that the author named, so that rustc
//! warns of what is unused and an editor finds definitions.

mod data;
mod names;

use passrole_model::resolve::Resolved;
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use crate::errors::{Errors, Spans};
use crate::lower::Lowered;

/// The expression that the macro stands for. In place of a pipeline with errors stand these and the author's names
/// and expressions, for the editor.
pub fn expand(
    lowered: &Lowered,
    resolved: &Resolved<'_>,
    krate: &TokenStream,
    spans: &Spans,
    errors: &Errors,
) -> TokenStream {
    let names = names::names(lowered, resolved, spans);
    let values = values(lowered, krate, spans);
    if !errors.is_empty() {
        let errors = errors.to_tokens();
        return quote! {
            {
                #errors
                {
                    // What is wrong may be why something is unused.
                    #[allow(unused_variables)]
                    #names
                    #krate::__private::broken([#values])
                }
            }
        };
    }
    let data = data::pipeline(&lowered.pipeline);
    // The static is a reference: of a pipeline itself rustc would compile the drop, too, in every user's crate.
    quote! {
        {
            #names
            #krate::__private::pipeline(
                {
                    use #krate::__private::model::*;
                    static PIPELINE: &Pipeline = &#data;
                    PIPELINE
                },
                [#values],
            )
        }
    }
}

/// The values of the Rust expressions, each evaluated once, in the order of the source.
fn values(lowered: &Lowered, krate: &TokenStream, spans: &Spans) -> TokenStream {
    let mut values = TokenStream::new();
    for expression in &lowered.expressions {
        let tokens = bare(&expression.tokens);
        let span = spans.get(expression.at).resolved_at(Span::mixed_site());
        quote_spanned!(span=> ::core::convert::Into::<#krate::Value>::into(#tokens),)
            .to_tokens(&mut values);
    }
    values
}

/// An expression without the parentheses that the language asks for: rustc would call them needless.
fn bare(tokens: &TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    let (Some(TokenTree::Group(group)), None) = (trees.next(), trees.next()) else {
        return tokens.clone();
    };
    let inner = group.stream();
    let mut needed = group.delimiter() != Delimiter::Parenthesis || inner.is_empty();
    for tree in group.stream() {
        // A tuple's comma.
        needed |= matches!(tree, TokenTree::Punct(comma) if comma.as_char() == ',');
    }
    if needed { tokens.clone() } else { inner }
}
