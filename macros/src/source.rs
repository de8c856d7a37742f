//! Words and literals as Rust reads them.

use proc_macro2::{Ident, Literal, Span};
use syn::Lit;

/// Rust's identifier for a word, a keyword as a raw one; none where Rust has no such identifier.
pub fn identifier(word: &str, span: Span) -> Option<Ident> {
    let plain = match word {
        // A keyword since edition 2024, though not to syn.
        "gen" => None,
        _ => syn::parse_str::<Ident>(word).ok(),
    };
    let mut name = match plain {
        Some(name) => name,
        None => syn::parse_str(&format!("r#{word}")).ok()?,
    };
    name.set_span(span);
    Some(name)
}

/// Whether a text is meant as an identifier, whether or not Rust has it.
pub fn looks_like_identifier(text: &str) -> bool {
    for (at, character) in text.char_indices() {
        if character != '_' && !character.is_alphabetic() && (at == 0 || !character.is_numeric()) {
            return false;
        }
    }
    !text.is_empty()
}

/// The value of a string literal; none for any other literal.
pub fn string(literal: &Literal) -> Option<String> {
    match Lit::new(literal.clone()) {
        Lit::Str(text) if text.suffix().is_empty() => Some(text.value()),
        _ => None,
    }
}

/// The value of an integer literal, with a minus before it or without; none for any other literal.
pub fn integer(minus: bool, literal: &Literal) -> Option<i64> {
    match Lit::new(literal.clone()) {
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
    fn the_least_integer_is_read() {
        let literal = "9223372036854775808".parse().unwrap();
        assert_eq!(integer(true, &literal), Some(i64::MIN));
        assert_eq!(integer(false, &literal), None);
    }
}
