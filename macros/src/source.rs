//! Words and literals as Rust reads them.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use syn::Lit;

/// Rust's identifier for a word, a keyword as a raw one; none where Rust has no such identifier.
pub fn identifier(word: &str, span: Span) -> Option<Ident> {
    let mut name = match plain(word) {
        Some(name) => name,
        None => plain(&format!("r#{word}"))?,
    };
    name.set_span(span);
    Some(name)
}

/// Rust's identifier for a word that is none of its keywords.
fn plain(word: &str) -> Option<Ident> {
    match word {
        // A keyword since edition 2024, though not to syn.
        "gen" => None,
        _ => syn::parse_str(word).ok(),
    }
}

/// Whether a text is meant as an identifier, whether or not Rust has it.
pub fn looks_like_identifier(text: &str) -> bool {
    for character in text.chars() {
        if character != '_' && !character.is_alphanumeric() {
            return false;
        }
    }
    text.chars().next().is_some_and(|first| !first.is_numeric())
}

/// The second of two words or literals that follow each other, which no expression of Rust's has, and its text.
pub fn second_operand(tokens: TokenStream) -> Option<(Span, String)> {
    let mut after_operand = false;
    let mut label = false;
    for tree in tokens {
        let operand = match &tree {
            TokenTree::Ident(word) => plain(&word.to_string()).is_some(),
            TokenTree::Literal(_) => true,
            _ => false,
        };
        if operand && after_operand {
            return Some((tree.span(), tree.to_string()));
        }
        // A label is followed by the value of a `break`.
        after_operand = operand && !label;
        label = matches!(&tree, TokenTree::Punct(sign) if sign.as_char() == '\'');
    }
    None
}

/// The value of a string literal; none for any other literal.
pub fn string(literal: &Literal) -> Option<String> {
    match &Lit::new(literal.clone()) {
        Lit::Str(text) if text.suffix().is_empty() => Some(text.value()),
        _ => None,
    }
}

/// The value of an integer literal, with a minus before it or without; none for any other literal.
pub fn integer(minus: bool, literal: &Literal) -> Option<i64> {
    match &Lit::new(literal.clone()) {
        Lit::Int(number) if number.suffix().is_empty() => {
            let sign = if minus { "-" } else { "" };
            format!("{sign}{}", number.base10_digits()).parse().ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_raw_identifiers() {
        for (word, name) in [
            ("prod", Some("prod")),
            ("match", Some("r#match")),
            ("gen", Some("r#gen")),
            ("self", None),
            ("_", None),
            ("my-name", None),
        ] {
            let identifier = identifier(word, Span::call_site());
            assert_eq!(identifier.map(|name| name.to_string()).as_deref(), name);
        }
    }

    #[test]
    fn two_operands_are_no_expression() {
        for (tokens, second) in [
            ("a b", Some("b")),
            ("a - \"x\" 5", Some("5")),
            ("f(x) .y z", Some("z")),
            ("a as u8", None),
            ("&raw const a", None),
            ("break 'a value", None),
            ("if a { b } else { c }", None),
            ("gen { a }", None),
            ("async move { a }", None),
            ("format!(\"{a}\" b)", None),
            ("x is", Some("is")),
        ] {
            let found = second_operand(tokens.parse().unwrap());
            assert_eq!(found.map(|(_, text)| text).as_deref(), second, "{tokens}");
        }
    }

    #[test]
    fn the_least_integer_is_read() {
        let literal = "9223372036854775808".parse().unwrap();
        assert_eq!(integer(true, &literal), Some(i64::MIN));
        assert_eq!(integer(false, &literal), None);
    }
}
