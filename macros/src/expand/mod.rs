//! Checked model to tokens. It cannot fail: what broke a rule was reported beside it and is left out.
//!
//! The expansion is data. A `static` holds the model, an array the values of the Rust expressions, and one
//! call takes both. Beside it, never run, stands a `let` for each thing that the author named, so that rustc
//! warns of what is unused and an editor finds definitions.

mod data;
mod names;

use passrole_model::resolve::Resolved;
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
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
    let values = values(lowered, spans);
    // The path is named once, so that a wrong one has one error.
    let import = quote! {
        use #krate::__private as __passrole;
    };
    if !errors.is_empty() {
        let errors = errors.to_tokens();
        return quote! {
            {
                #errors
                #[allow(unused_imports)]
                #import
                {
                    // What is wrong may be why something is unused.
                    #[allow(unused_variables)]
                    #names
                    __passrole::broken([#values])
                }
            }
        };
    }
    let data = data::pipeline(&lowered.pipeline);
    quote! {
        {
            #names
            #import
            __passrole::pipeline({ #data }, [#values],)
        }
    }
}

/// The values of the Rust expressions, each evaluated once, in the order of the source.
fn values(lowered: &Lowered, spans: &Spans) -> TokenStream {
    let mut values = TokenStream::new();
    for expression in &lowered.expressions {
        // Of a word that has an error rustc need not say another.
        if spans.is_faulty(expression.at) {
            continue;
        }
        let tokens = bare(&expression.tokens);
        let span = spans.get(expression.at).resolved_at(Span::mixed_site());
        quote_spanned!(span=> ::core::convert::Into::<__passrole::Value>::into(#tokens),)
            .to_tokens(&mut values);
    }
    values
}

/// An expression without the parentheses that the language asks for: rustc would call them needless.
fn bare(tokens: &TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match trees.next() {
        Some(TokenTree::Group(group)) if trees.next().is_none() && are_needless(&group) => {
            group.stream()
        }
        _ => tokens.clone(),
    }
}

/// Whether they are parentheses, and neither empty nor a tuple's.
fn are_needless(group: &Group) -> bool {
    let mut needless = group.delimiter() == Delimiter::Parenthesis && !group.stream().is_empty();
    for tree in group.stream() {
        // A tuple's comma.
        needless &= !matches!(&tree, TokenTree::Punct(comma) if comma.as_char() == ',');
    }
    needless
}
