//! Whether a name keeps to its limits, exact at the first and last character and at every length.

use crate::catalog::{Chars, Shape};

/// What a name must keep to: its length in characters, and their kind.
#[derive(Clone, Copy)]
pub struct Name {
    /// The fewest characters.
    pub min: usize,
    /// The most characters.
    pub max: usize,
    /// The characters that AWS allows.
    pub chars: Chars,
}

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// It has fewer characters than it must; how many it has.
    Short(usize),
    /// It has more characters than it may; how many it has.
    Long(usize),
    /// It has characters or a form that AWS refuses; [`Chars::describe`] says what is allowed.
    Form,
}

/// Whether it is the id of an AWS account.
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && is_number(text)
}

fn is_number(text: &str) -> bool {
    for byte in text.as_bytes() {
        if !byte.is_ascii_digit() {
            return false;
        }
    }
    !text.is_empty()
}

impl Name {
    /// What is wrong with a name, if anything is.
    pub fn fault(&self, name: &str) -> Option<Fault> {
        let length = name.chars().count();
        if length < self.min {
            Some(Fault::Short(length))
        } else if length > self.max {
            Some(Fault::Long(length))
        } else {
            (!self.chars.allows(name)).then_some(Fault::Form)
        }
    }
}

impl Shape {
    /// What is wrong with a text, if anything is.
    pub fn fault(&self, text: &str) -> Option<Fault> {
        Name {
            min: 0,
            max: self.max,
            chars: self.chars,
        }
        .fault(text)
    }
}

impl Chars {
    /// Whether a whole text is of these characters. Only [`Chars::Any`] and [`Chars::Line`] allow the empty one.
    pub fn allows(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let Some(first) = bytes.first() else {
            return matches!(self, Chars::Any | Chars::Line);
        };
        match self {
            Chars::Any => true,
            Chars::Line => !bytes.contains(&b'\n') && !bytes.contains(&b'\r'),
            Chars::Shell => all(bytes, b"_"),
            Chars::Pipeline => all(bytes, b".@_-"),
            Chars::Artifact => all(bytes, b"_-"),
            Chars::Namespace => all(bytes, b"@_-"),
            Chars::Stack => first.is_ascii_alphabetic() && all(bytes, b"-"),
            Chars::Iam => all(bytes, b"_+=,.@-"),
            Chars::Project => first.is_ascii_alphanumeric() && all(bytes, b"_-"),
            Chars::Repository => all(bytes, b"_.-"),
            Chars::Bucket => is_bucket(text),
            Chars::Alias => all(bytes, b"/_-") && !text.starts_with("aws/"),
        }
    }

    /// What is allowed, as the end of a sentence: "it may have …".
    pub fn describe(self) -> &'static str {
        match self {
            Chars::Any => "any characters",
            Chars::Line => "one line only",
            Chars::Shell => "letters, digits and `_`",
            Chars::Pipeline => "letters, digits and `.`, `@`, `_`, `-`",
            Chars::Artifact => "letters, digits and `_`, `-`",
            Chars::Namespace => "letters, digits and `@`, `_`, `-`",
            Chars::Stack => "letters, digits and `-`, a letter first",
            Chars::Iam => "letters, digits and `_`, `+`, `=`, `,`, `.`, `@`, `-`",
            Chars::Project => "letters, digits and `_`, `-`, a letter or digit first",
            Chars::Repository => "letters, digits and `_`, `.`, `-`",
            Chars::Bucket => {
                "lower-case letters, digits and `.`, `-`, a letter or digit first and last, no `..`, \
                 not the form of an IP address, none of the beginnings and endings that S3 keeps for itself"
            }
            Chars::Alias => "letters, digits and `/`, `_`, `-`, not `aws/` first",
        }
    }
}

/// Whether all are letters, digits or one of the others.
fn all(bytes: &[u8], others: &[u8]) -> bool {
    for byte in bytes {
        if !byte.is_ascii_alphanumeric() && !others.contains(byte) {
            return false;
        }
    }
    true
}

/// S3's rules for the names of general purpose buckets, the length aside.
fn is_bucket(text: &str) -> bool {
    const BEGINNINGS: &[&str] = &["-", ".", "xn--", "sthree-", "amzn-s3-demo-"];
    const ENDINGS: &[&str] = &[
        "-",
        ".",
        "-s3alias",
        "--ol-s3",
        ".mrap",
        "--x-s3",
        "--table-s3",
    ];
    for byte in text.as_bytes() {
        if !matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-') {
            return false;
        }
    }
    for beginning in BEGINNINGS {
        if text.starts_with(beginning) {
            return false;
        }
    }
    for ending in ENDINGS {
        if text.ends_with(ending) {
            return false;
        }
    }
    for part in text.split('.') {
        if part.is_empty() {
            return false;
        }
    }
    text.len() > 1 && !is_ipv4(text)
}

/// Whether it has the form of an IP address: four numbers with a period between them.
fn is_ipv4(text: &str) -> bool {
    let mut numbers = 0;
    for part in text.split('.') {
        if !is_number(part) {
            return false;
        }
        numbers += 1;
    }
    numbers == 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::limits::{
        ACTION, ALIAS, ARTIFACT, BUCKET, CHANGE_SET, EVENT_RULE, NAMESPACE, PIPELINE, PROJECT,
        ROLE, STACK, STACK_SET, STAGE, VARIABLE,
    };

    /// Every name that has a limit, with a character that it allows everywhere.
    const NAMES: [(Name, usize, usize); 14] = [
        (PIPELINE, 1, 100),
        (STAGE, 1, 100),
        (ACTION, 1, 100),
        (ARTIFACT, 1, 100),
        (NAMESPACE, 1, 100),
        (VARIABLE, 1, 128),
        (ROLE, 1, 64),
        (PROJECT, 2, 150),
        (BUCKET, 3, 63),
        (ALIAS, 1, 250),
        (STACK, 1, 128),
        (CHANGE_SET, 1, 128),
        (STACK_SET, 1, 128),
        (EVENT_RULE, 1, 64),
    ];

    #[test]
    fn lengths_are_exact_at_both_ends() {
        for (name, min, max) in NAMES {
            assert_eq!(name.fault(&"a".repeat(min)), None);
            assert_eq!(name.fault(&"a".repeat(max)), None);
            assert_eq!(
                name.fault(&"a".repeat(min - 1)),
                Some(Fault::Short(min - 1))
            );
            assert_eq!(name.fault(&"a".repeat(max + 1)), Some(Fault::Long(max + 1)));
        }
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let shape = Shape {
            max: 3,
            chars: Chars::Any,
        };
        assert_eq!(shape.fault(""), None);
        assert_eq!(shape.fault("äöü"), None);
        assert_eq!(shape.fault("äöüß"), Some(Fault::Long(4)));
        assert_eq!(PIPELINE.fault("pipeliné"), Some(Fault::Form));
    }

    #[test]
    fn each_kind_of_name_takes_its_own_characters() {
        let cases: [(Chars, &[&str], &[&str]); 8] = [
            (
                Chars::Pipeline,
                &["a.b@c_d-e", "-", "0"],
                &["a b", "a/b", "a:b", ""],
            ),
            (Chars::Artifact, &["a_b-c", "_", "9"], &["a.b", "a@b", ""]),
            (Chars::Namespace, &["a@b_c-d"], &["a.b", ""]),
            (
                Chars::Stack,
                &["a", "A-9-"],
                &["9a", "-a", "a_b", "a.b", ""],
            ),
            (
                Chars::Iam,
                &["a_b+c=d,e.f@g-h"],
                &["a b", "a/b", "rôle", ""],
            ),
            (Chars::Project, &["9_-", "a"], &["_a", "-a", "a.b", ""]),
            (Chars::Repository, &["_.-", "shop.app"], &["a/b", "a b", ""]),
            (
                Chars::Alias,
                &["shop/artifacts_1-a", "aws"],
                &["aws/s3", "a:b", "a.b", ""],
            ),
        ];
        for (chars, allowed, refused) in cases {
            allowed
                .iter()
                .for_each(|text| assert!(chars.allows(text), "{chars:?} {text}"));
            refused
                .iter()
                .for_each(|text| assert!(!chars.allows(text), "{chars:?} {text}"));
        }
        assert!(Chars::Any.allows("") && Chars::Any.allows("ä \n"));
    }

    #[test]
    fn buckets_have_the_forms_that_s3_takes() {
        for name in [
            "abc",
            "1a2",
            "a.b-c",
            "1.2.3",
            "1.2.3.4.5",
            "1.2.3.a",
            "a--x-s3b",
            "sthree",
        ] {
            assert_eq!(BUCKET.fault(name), None, "{name}");
        }
        let refused = [
            "Abc",
            "a_b",
            "-ab",
            "ab-",
            ".ab",
            "ab.",
            "a..b",
            "192.168.5.4",
            "999.1.1.1",
            "xn--abc",
            "sthree-abc",
            "amzn-s3-demo-abc",
            "abc-s3alias",
            "abc--ol-s3",
            "abc.mrap",
            "abc--x-s3",
            "abc--table-s3",
            "äbc",
        ];
        for name in refused {
            assert_eq!(BUCKET.fault(name), Some(Fault::Form), "{name}");
        }
    }

    #[test]
    fn an_account_id_is_twelve_ascii_digits() {
        assert!(is_account_id("012345678901"));
        for wrong in [
            "",
            "12345678901",
            "1234567890123",
            "12345678901a",
            " 12345678901",
            "１２３４",
        ] {
            assert!(!is_account_id(wrong), "{wrong}");
        }
    }
}
