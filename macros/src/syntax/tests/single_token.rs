//! A program of which each token in turn is deleted, doubled, replaced or swapped with the next one.

use proc_macro2::{Group, TokenStream, TokenTree};

use super::{Messages, STOREFRONT, read_tokens};

/// What happens to a token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Change {
    Delete,
    Double,
    Swap,
    Replace(&'static str),
}

/// The program with one token changed, and that token; none when there are fewer tokens.
fn changed(
    stream: TokenStream,
    number: &mut usize,
    change: Change,
) -> (TokenStream, Option<String>) {
    let mut trees: Vec<TokenTree> = stream.into_iter().collect();
    for at in 0..trees.len() {
        if *number == 0 {
            let text = trees[at].to_string();
            match change {
                Change::Delete => drop(trees.remove(at)),
                Change::Double => trees.insert(at, trees[at].clone()),
                Change::Swap if at + 1 < trees.len() => trees.swap(at, at + 1),
                Change::Swap => {}
                Change::Replace(with) => {
                    let span = trees[at].span();
                    let other = with.parse::<TokenStream>().unwrap().into_iter();
                    let other = other.map(|mut tree| {
                        tree.set_span(span);
                        tree
                    });
                    trees.splice(at..=at, other);
                }
            }
            return (trees.into_iter().collect(), Some(text));
        }
        *number -= 1;
        if let TokenTree::Group(group) = &trees[at] {
            let (inside, text) = changed(group.stream(), number, change);
            if text.is_some() {
                let mut other = Group::new(group.delimiter(), inside);
                other.set_span(group.span());
                trees[at] = TokenTree::Group(other);
                return (trees.into_iter().collect(), text);
            }
        }
    }
    (trees.into_iter().collect(), None)
}

/// Every program that differs in one token, with that token.
pub(crate) fn programs(source: &str, change: Change) -> Vec<(String, TokenStream)> {
    let tokens: TokenStream = source.parse().unwrap();
    let mut programs = Vec::new();
    loop {
        let (tokens, token) = changed(tokens.clone(), &mut programs.len(), change);
        let Some(token) = token else { return programs };
        programs.push((token, tokens));
    }
}

/// The parser's errors of every program that differs in one token.
fn every(source: &str, change: Change) -> Vec<(String, Messages)> {
    let programs = programs(source, change).into_iter();
    programs
        .map(|(token, tokens)| (token, read_tokens(tokens).1))
        .collect()
}

/// What a token may be replaced with.
pub(crate) const OTHERS: [&str; 12] = [
    "%", "Foo", "\"x y\"", "7", "(q)", "[q]", "{q}", ":", ";", ",", "=", "::<",
];

#[test]
fn a_missing_token_has_one_error() {
    for (token, messages) in every(STOREFRONT, Change::Delete) {
        assert!(messages.len() <= 1, "without {token}: {messages:#?}");
    }
}

#[test]
fn a_doubled_token_has_one_error_nearly_always() {
    let programs = every(STOREFRONT, Change::Double);
    let more = programs
        .iter()
        .filter(|(_, messages)| messages.len() > 1)
        .count();
    assert!(more <= 1, "{more} of {}", programs.len());
}

#[test]
fn any_program_is_read_to_its_end() {
    for change in OTHERS
        .map(Change::Replace)
        .into_iter()
        .chain([Change::Swap])
    {
        for (token, messages) in every(STOREFRONT, change) {
            assert!(messages.len() <= 6, "{change:?} {token}: {messages:#?}");
        }
    }
}
