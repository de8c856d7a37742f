//! JSON in a configuration value: how long a map becomes, and whether a text is JSON.

use crate::pipeline::Value;
use crate::resolve::Resolved;

/// The bytes of a value as JSON without white space, where all of it is known. CodePipeline asks for strings in it
/// everywhere.
pub(super) fn length<'p>(resolved: &Resolved<'p>, value: &'p Value) -> Option<usize> {
    match value {
        Value::List(values, _) => {
            let mut whole = 2 + values.len().saturating_sub(1);
            for value in values.iter() {
                whole += length(resolved, value)?;
            }
            Some(whole)
        }
        Value::Map(settings, _) => {
            let mut whole = 2 + settings.len().saturating_sub(1);
            for setting in settings.iter() {
                whole +=
                    string(&resolved.key(setting, None)?) + 1 + length(resolved, &setting.value)?;
            }
            Some(whole)
        }
        _ => Some(string(&resolved.value(value)?)),
    }
}

/// The bytes of a string with its quotes and escapes.
fn string(text: &str) -> usize {
    let mut length = 2;
    for byte in text.bytes() {
        length += match byte {
            b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
            0..0x20 => 6,
            _ => 1,
        };
    }
    length
}

/// Whether a text is JSON.
pub(super) fn is_json(text: &str) -> bool {
    let mut rest = text.as_bytes();
    value(&mut rest, 0) && {
        space(&mut rest);
        rest.is_empty()
    }
}

/// Deeper nesting than anyone writes is not followed, so that no text can exhaust the stack.
const DEEPEST: usize = 100;

fn value(rest: &mut &[u8], depth: usize) -> bool {
    space(rest);
    match rest.first() {
        _ if depth > DEEPEST => false,
        Some(b'{') => entries(rest, b'}', depth + 1),
        Some(b'[') => entries(rest, b']', depth + 1),
        Some(b'"') => quoted(rest),
        Some(_) => word(rest) || number(rest),
        None => false,
    }
}

const WORDS: &[&str] = &["true", "false", "null"];

fn word(rest: &mut &[u8]) -> bool {
    for word in WORDS {
        if let Some(after) = rest.strip_prefix(word.as_bytes()) {
            *rest = after;
            return true;
        }
    }
    false
}

/// What stands in brackets, between commas; in braces each value has a name before it.
fn entries(rest: &mut &[u8], close: u8, depth: usize) -> bool {
    *rest = rest.get(1..).unwrap_or_default();
    space(rest);
    if take(rest, close) {
        return true;
    }
    loop {
        if (close == b'}' && !name(rest)) || !value(rest, depth) {
            return false;
        }
        space(rest);
        if take(rest, close) {
            return true;
        }
        if !take(rest, b',') {
            return false;
        }
    }
}

fn name(rest: &mut &[u8]) -> bool {
    space(rest);
    quoted(rest) && {
        space(rest);
        take(rest, b':')
    }
}

fn quoted(rest: &mut &[u8]) -> bool {
    if !take(rest, b'"') {
        return false;
    }
    while let Some((&byte, after)) = rest.split_first() {
        *rest = after;
        match byte {
            b'"' => return true,
            b'\\' => match rest.split_first() {
                Some((b'u', after)) => {
                    let Some((digits, after)) = after.split_at_checked(4) else {
                        return false;
                    };
                    for digit in digits {
                        if !digit.is_ascii_hexdigit() {
                            return false;
                        }
                    }
                    *rest = after;
                }
                Some((escaped, after)) if b"\"\\/bfnrt".contains(escaped) => *rest = after,
                _ => return false,
            },
            0..0x20 => return false,
            _ => {}
        }
    }
    false
}

fn number(rest: &mut &[u8]) -> bool {
    take(rest, b'-');
    let whole = digits(rest);
    let leading_zero = whole.len() > 1 && whole.starts_with(b"0");
    if whole.is_empty() || leading_zero || (take(rest, b'.') && digits(rest).is_empty()) {
        return false;
    }
    if take(rest, b'e') || take(rest, b'E') {
        let _sign = take(rest, b'+') || take(rest, b'-');
        return !digits(rest).is_empty();
    }
    true
}

fn digits<'r>(rest: &mut &'r [u8]) -> &'r [u8] {
    let whole = *rest;
    while let Some((b'0'..=b'9', after)) = rest.split_first() {
        *rest = after;
    }
    whole.get(..whole.len() - rest.len()).unwrap_or_default()
}

fn space(rest: &mut &[u8]) {
    while let Some((b' ' | b'\t' | b'\n' | b'\r', after)) = rest.split_first() {
        *rest = after;
    }
}

fn take(rest: &mut &[u8], byte: u8) -> bool {
    match rest.split_first() {
        Some((first, after)) if *first == byte => {
            *rest = after;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_from_what_is_not() {
        for text in [
            "{}",
            " [ 1 , -2.5e+3, true,null ] ",
            r#"{"a":{"b":["c\u00e9\n"]}}"#,
            "\"x\"",
            "\r\n\t0\n",
        ] {
            assert!(is_json(text), "{text}");
        }
        for text in [
            "",
            "{",
            "{a:1}",
            "{\"a\" 1}",
            "[1,]",
            "01",
            "1.",
            "tru",
            "\"a",
            "\"\\x\"",
            "{} x",
            "{\"a\":1,}",
            "\u{c}{}",
        ] {
            assert!(!is_json(text), "{text}");
        }
        assert!(!is_json(&"[".repeat(100_000)));
    }

    #[test]
    fn a_string_is_as_long_as_it_is_written() {
        assert_eq!(string("a"), "\"a\"".len());
        assert_eq!(string("\"\n\u{1}é"), "\"\\\"\\n\\u0001é\"".len());
    }
}
