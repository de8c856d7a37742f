//! Tags: how long they may be, and of which characters.

/// How long a tag may be.
#[derive(Clone, Copy)]
pub struct Tag {
    /// The most characters of its key.
    pub key: usize,
    /// The most characters of its value.
    pub value: usize,
}

impl Tag {
    /// What a tag may have, as the end of a sentence: "it may have …".
    pub const CHARS: &str = "letters, digits, spaces and `_`, `.`, `:`, `/`, `=`, `+`, `-`, `@`";

    /// The first character of a key or value that IAM and CodeBuild refuse: `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`.
    ///
    /// What is a letter to Rust, an accent among them, is more than `\p{L}`; what is doubtful is let pass.
    ///
    /// ```
    /// use passrole_model::catalog::limits::Tag;
    ///
    /// assert_eq!(Tag::refused("Große Läden: a+b@c.d/e_f=1-½"), None);
    /// assert_eq!(Tag::refused("~team"), Some('~'));
    /// ```
    pub fn refused(text: &str) -> Option<char> {
        for letter in text.chars() {
            let is_space = letter.is_whitespace() && !letter.is_control();
            let is_mark = matches!(letter, '_' | '.' | ':' | '/' | '=' | '+' | '-' | '@');
            if !letter.is_alphanumeric() && !is_space && !is_mark {
                return Some(letter);
            }
        }
        None
    }

    /// Whether a stack set takes it: AWS::CloudFormation::StackSet has fewer characters for a key, and no empty value.
    pub fn is_stack_set_s(key: &str, value: &str) -> bool {
        for letter in key.chars() {
            let is_mark = matches!(letter, '_' | '.' | ':' | '/' | '=' | '+' | '-' | ' ');
            if !letter.is_ascii_alphanumeric() && !is_mark {
                return false;
            }
        }
        !value.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Tag;

    #[test]
    fn a_tag_has_letters_digits_spaces_and_few_marks() {
        for text in [
            "",
            "a b",
            "店舗",
            "ünï",
            "٣",
            "a\u{a0}b\u{2028}",
            "_.:/=+-@",
        ] {
            assert_eq!(Tag::refused(text), None, "{text:?}");
        }
        for letter in "~\t\n!\"#$%&'()*,;<>?[\\]^`{|}\u{7f}\u{85}–’€→".chars() {
            assert_eq!(Tag::refused(&format!("a{letter}b")), Some(letter));
        }
    }

    #[test]
    fn a_stack_set_takes_fewer() {
        for (key, value, takes) in [
            ("team", "shöp", true),
            ("cost center:1/a=b+c-d_e.f", "1", true),
            ("größe", "1", false),
            ("owner@", "1", false),
            ("team", "", false),
        ] {
            assert_eq!(Tag::is_stack_set_s(key, value), takes, "{key} {value}");
        }
    }
}
