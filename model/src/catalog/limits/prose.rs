//! Descriptions: prose for people, which must never keep a stack from being deployed.

/// What AWS takes of a description.
#[derive(Clone, Copy)]
pub struct Prose {
    /// The most characters, or bytes.
    pub max: usize,
    /// Whether its bytes are counted.
    pub in_bytes: bool,
    /// Whether it may have Latin characters only: `[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*`.
    pub is_latin: bool,
}

/// What stands where a description was cut.
const CUT: &str = "...";

impl Prose {
    /// The text as AWS takes it: cut at a word where it is too long, and with a plain form of what is not taken.
    ///
    /// ```
    /// use passrole_model::catalog::limits::ROLE_DESCRIPTION;
    ///
    /// assert_eq!(ROLE_DESCRIPTION.fit("The shop’s – 店"), "The shop's - ?");
    /// ```
    pub fn fit(&self, text: &str) -> String {
        let mut fitted = String::new();
        for letter in text.chars() {
            match self.takes(letter) {
                true => fitted.push(letter),
                false => fitted.push_str(plain(letter)),
            }
        }
        let (mut size, mut end, mut word) = (0, 0, 0);
        for (at, letter) in fitted.char_indices() {
            // What is not a letter of a word ends it; a single word that is too long is cut itself.
            if letter.is_whitespace() && size + CUT.len() <= self.max {
                word = at;
            }
            size += if self.in_bytes { letter.len_utf8() } else { 1 };
            if size + CUT.len() <= self.max {
                end = at + letter.len_utf8();
            }
        }
        if size > self.max {
            fitted.truncate(if word > 0 { word } else { end });
            fitted.truncate(fitted.trim_end().len());
            fitted.push_str(CUT);
        }
        fitted
    }

    fn takes(&self, letter: char) -> bool {
        match letter {
            '\t' | '\n' | '\r' => true,
            _ if self.is_latin => matches!(letter, ' '..='~' | '¡'..='ÿ'),
            _ => !letter.is_control(),
        }
    }
}

/// What is written for a character that is not taken.
fn plain(letter: char) -> &'static str {
    match letter {
        '‘' | '’' | '‚' | '‛' | '′' => "'",
        '“' | '”' | '„' | '‟' | '″' => "\"",
        '‐'..='―' | '−' => "-",
        '…' => CUT,
        _ if letter.is_whitespace() => " ",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::limits::{ROLE_DESCRIPTION, TEMPLATE_DESCRIPTION};

    const SHORT: Prose = Prose {
        max: 12,
        in_bytes: false,
        is_latin: false,
    };

    #[test]
    fn what_fits_stays_as_it_is() {
        for text in ["", "Builds ’it’ ", "a\n\tb", "äöü店…äöü店…ab"] {
            assert_eq!(SHORT.fit(text), text);
        }
        let latin = "“Größe” – naïve¡";
        assert_eq!(TEMPLATE_DESCRIPTION.fit(latin), latin);
    }

    #[test]
    fn what_is_too_long_is_cut_at_a_word() {
        assert_eq!(SHORT.fit("One two three"), "One two...");
        assert_eq!(SHORT.fit("One two t three"), "One two t...");
        assert_eq!(SHORT.fit("One two  th three"), "One two...");
        assert_eq!(SHORT.fit("Onetwothreefour"), "Onetwothr...");
        assert_eq!(SHORT.fit("äöüäöüäöüäöüäöü"), "äöüäöüäöü...");
    }

    #[test]
    fn characters_or_bytes_are_counted() {
        let letters = "ä".repeat(1_000);
        assert_eq!(ROLE_DESCRIPTION.fit(&letters), letters);
        assert_eq!(
            ROLE_DESCRIPTION.fit(&format!("{letters}ä")).chars().count(),
            1_000
        );
        assert_eq!(TEMPLATE_DESCRIPTION.fit(&letters).len(), 510 * 2 + 3);
        assert_eq!(
            TEMPLATE_DESCRIPTION.fit(&"a".repeat(1_024)),
            "a".repeat(1_024)
        );
    }

    #[test]
    fn a_role_s_has_plain_forms_of_what_iam_refuses() {
        let fitted =
            ROLE_DESCRIPTION.fit("‘a’ “b” – c — d … e\u{a0}f\u{2009}g ≤ h\u{1} \u{2011} × ÿ 店");
        assert_eq!(fitted, "'a' \"b\" - c - d ... e f g ? h? - × ÿ ?");
        // What a form is longer by counts.
        assert_eq!(ROLE_DESCRIPTION.fit(&"…".repeat(400)).len(), 1_000);
        assert_eq!(TEMPLATE_DESCRIPTION.fit("a\u{1}"), "a?");
    }
}
