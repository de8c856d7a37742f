//! Checked model to tokens. It cannot fail: what broke a rule was reported beside it and is left out.
//!
//! The expansion is data. A `static` holds the model, an array the values of the Rust expressions, and one
//! call takes both. Beside it, never run, stands a `let` for each thing that the author named, so that rustc
//! warns of what is unused and an editor finds definitions.

mod data;
mod names;

use passrole_model::resolve::Resolved;
use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use crate::errors::{Errors, Spans};
use crate::lower::Lowered;
use crate::syntax::Tokens;

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
            __passrole::pipeline({ #data }, [#values])
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
fn bare(expression: &TokenStream) -> TokenStream {
    let tokens = Tokens::all(expression.clone());
    match tokens.group(0, Delimiter::Parenthesis) {
        Some(group) if tokens.is_end_at(1) && tokens.fragment(0).is_none() && !is_tuple(group) => {
            group.stream()
        }
        _ => expression.clone(),
    }
}

/// Whether what stands in parentheses needs them: nothing, or something with a comma.
fn is_tuple(group: &Group) -> bool {
    let inner = Tokens::within(group);
    let mut comma = false;
    for ahead in 0..inner.rest().len() {
        comma |= inner.is(ahead, ",");
    }
    comma || inner.is_end()
}
