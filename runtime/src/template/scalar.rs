//! How one string or number is written in YAML, so that a reader of YAML 1.1 or 1.2 gives it back.
//!
//! `serde_yaml` decides wherever there is something to decide. Most strings of a template are words, ARNs
//! and ids, which are plain (or quoted) beyond doubt; they are seen as such in one look at their bytes,
//! because the full examination takes 45 ns a byte in a program compiled without optimization.

use std::borrow::Cow;

/// YAML takes a key for one on its own line only up to 1024 characters, quotes included.
pub(super) const LONGEST_KEY: usize = 1000;

/// A string on one line, quoted where it must be.
pub(super) fn inline(text: &str) -> Cow<'_, str> {
    if is_plain(text.as_bytes()) {
        Cow::Borrowed(text)
    } else if is_number_or_date(text.as_bytes()) {
        Cow::Owned(format!("\"{text}\""))
    } else {
        Cow::Owned(examined(&text))
    }
}

/// A number with a fraction.
pub(super) fn float(value: f64) -> String {
    examined(&value)
}

fn examined(scalar: &impl serde::Serialize) -> String {
    let options = serde_yaml::ser_options! { prefer_block_scalars: false };
    let mut text = serde_yaml::to_string_with_options(scalar, options)
        .expect("a string takes all that is written");
    text.truncate(text.trim_end_matches('\n').len());
    text
}

/// The header of a block literal, for text of several lines that a block gives back exactly.
///
/// A block that ends in empty lines would take those after it for its own, so such text is no block.
pub(super) fn block(text: &str) -> Option<&'static str> {
    if !text.as_bytes().contains(&b'\n') || text.ends_with("\n\n") || text == "\n" {
        return None;
    }
    for char in text.chars() {
        if !is_printable(char) {
            return None;
        }
    }
    let starts_with_space = text.trim_start_matches('\n').starts_with(' ');
    Some(match (starts_with_space, text.ends_with('\n')) {
        (false, false) => "|-",
        (false, true) => "|",
        (true, false) => "|2-",
        (true, true) => "|2",
    })
}

/// What may stand in a block as it is. A byte order mark and Unicode's own line ends are read differently by
/// different readers.
fn is_printable(char: char) -> bool {
    matches!(char, '\n' | '\t' | ' '..='~' | '\u{A0}'..='\u{2027}' | '\u{202A}'..='\u{FEFE}' | '\u{FF00}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Plain beyond doubt: begins with a letter, `/` or `$`, holds nothing that ends a plain scalar, and is no
/// word that stands for a truth value, null or a number.
fn is_plain(text: &[u8]) -> bool {
    let (Some(first), Some(last)) = (text.first(), text.last()) else {
        return false;
    };
    if !(first.is_ascii_alphabetic() || matches!(first, b'/' | b'$')) || matches!(last, b' ' | b':')
    {
        return false;
    }
    let mut colon = false;
    for byte in text {
        match byte {
            b' ' if colon => return false,
            b'#' | ..b' ' | 0x7F.. => return false,
            _ => colon = *byte == b':',
        }
    }
    if text.len() <= 5 {
        for word in WORDS {
            if word.as_bytes().eq_ignore_ascii_case(text) {
                return false;
            }
        }
    }
    true
}

/// Words of up to five letters that a reader takes for something else.
const WORDS: &[&str] = &[
    "y", "n", "on", "no", "yes", "off", "nan", "inf", "null", "true", "false",
];

/// Account ids and policy versions: digits and hyphens need quotes and no escape.
fn is_number_or_date(text: &[u8]) -> bool {
    for byte in text {
        if !byte.is_ascii_digit() && *byte != b'-' {
            return false;
        }
    }
    !text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_arns_are_plain() {
        for text in [
            "Allow",
            "s3:Get*",
            "arn:aws:iam::012345678901:role/a b",
            "${AWS::Partition}",
            "/aws/codebuild",
            "yesterday",
        ] {
            assert_eq!(inline(text), text);
        }
    }

    #[test]
    fn what_a_reader_takes_for_something_else_is_quoted() {
        for text in [
            "on",
            "No",
            "Y",
            "null",
            "TRUE",
            "012345678901",
            "2012-10-17",
            "1e3",
            "12:30:45",
            "=",
            "<<",
            "~",
            "",
        ] {
            assert_eq!(inline(text), format!("\"{text}\""));
        }
        for text in ["a: b", "a #b", "key:", "a ", "#a", "*", "{{resolve:ssm:a}}"] {
            assert_eq!(inline(text), format!("\"{text}\""));
        }
    }

    #[test]
    fn a_block_is_exact_or_not_there() {
        assert_eq!(block("one line"), None);
        assert_eq!(block("a\nb"), Some("|-"));
        assert_eq!(block("a\nb\n"), Some("|"));
        assert_eq!(block("\n  a\nb\n"), Some("|2"));
        assert_eq!(block(" a\nb"), Some("|2-"));
        for text in [
            "a\n\n",
            "\n",
            "\n\n",
            "a\r\nb",
            "a\n\u{2028}",
            "a\n\u{FEFF}",
            "a\n\u{7}",
        ] {
            assert_eq!(block(text), None);
        }
    }
}
