//! How wide a text is, without its font: the widths of Helvetica, which Arial and its free relatives share. And how
//! it stands in a markup.

use std::fmt::{self, Formatter, Write};

/// The widths of the characters from the space to `~`, in thousandths of the font's size.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // to /
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // to ?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // to O
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // to _
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // to o
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // to ~
];

/// A letter in bold is at most this much wider.
const BOLD: u32 = 56;

/// A size of letters.
#[derive(Clone, Copy)]
pub(super) struct Font {
    pub(super) size: u32,
    pub(super) bold: bool,
}

impl Font {
    /// The width of a text in pixels, rounded up.
    pub(super) fn width(self, text: &str) -> i32 {
        let mut thousandths = 0;
        for letter in text.chars() {
            thousandths += self.letter(letter);
        }
        i32::try_from((thousandths * self.size).div_ceil(1000)).unwrap_or(i32::MAX)
    }

    fn letter(self, letter: char) -> u32 {
        let code = u32::from(letter);
        let width = match code {
            32..=126 => u32::from(WIDTHS[code as usize - 32]),
            // From Hangul on, scripts are as wide as they are high; those before are like Latin.
            0x1100.. => 1000,
            _ => 700,
        };
        width + if self.bold { BOLD } else { 0 }
    }

    /// The text, or as much of its beginning as a width has room for.
    pub(super) fn cut(self, text: &str, width: i32) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let mut cut = String::new();
        for letter in text.chars() {
            if self.width(&format!("{cut}{letter}…")) > width {
                break;
            }
            cut.push(letter);
        }
        cut + "…"
    }

    /// The text in lines of at most a width, broken after a space or a sign, else between two letters.
    pub(super) fn wrap(self, text: &str, width: i32) -> Vec<String> {
        let fits =
            |line: &str, more: &str| self.width((line.to_owned() + more).trim_end()) <= width;
        let ended = |line: &mut String| std::mem::take(line).trim_end().to_owned();
        let (mut lines, mut line) = (Vec::new(), String::new());
        for piece in &pieces(text) {
            if !line.is_empty() && !fits(&line, piece) {
                lines.push(ended(&mut line));
            }
            for letter in piece.chars() {
                if !line.is_empty() && !fits(&line, letter.encode_utf8(&mut [0; 4])) {
                    lines.push(ended(&mut line));
                }
                line.push(letter);
            }
        }
        lines.push(ended(&mut line));
        lines
    }
}

/// The pieces between which a line may end: at a space, a sign, and where a word of several begins a new one.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut before) = (0, ' ');
    for (at, letter) in text.char_indices() {
        let camel = before.is_lowercase() && letter.is_uppercase();
        let sign = !before.is_alphanumeric() && letter != ' ';
        if at > start && (camel || sign) {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = letter;
    }
    pieces.push(&text[start..]);
    pieces
}

/// Text as a markup takes it.
pub(super) struct Escaped<'t> {
    pub(super) text: &'t str,
    /// Writes a letter.
    pub(super) letter: fn(char, &mut Formatter<'_>) -> fmt::Result,
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for letter in self.text.chars() {
            (self.letter)(letter, f)?;
        }
        Ok(())
    }
}

/// Writes a letter as XML takes it, or nothing where XML cannot hold it at all.
pub(super) fn xml(letter: char, f: &mut Formatter<'_>) -> fmt::Result {
    match letter {
        '&' => f.write_str("&amp;"),
        '<' => f.write_str("&lt;"),
        '>' => f.write_str("&gt;"),
        '"' => f.write_str("&quot;"),
        '\u{fffe}' | '\u{ffff}' => Ok(()),
        letter if letter.is_control() => Ok(()),
        letter => f.write_char(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FONT: Font = Font {
        size: 10,
        bold: false,
    };

    #[test]
    fn letters_have_their_widths() {
        assert_eq!(FONT.width(""), 0);
        assert_eq!(FONT.width("il~"), 11);
        assert_eq!(FONT.width("\u{7f}é漢"), 24);
        assert_eq!(
            Font {
                size: 10,
                bold: true
            }
            .width("il~"),
            12
        );
    }

    #[test]
    fn a_text_is_cut_where_there_is_no_room() {
        assert_eq!(FONT.cut("storefront", 50), "storefront");
        let cut = FONT.cut("storefront", 40);
        assert_eq!(cut, "storefr…");
        assert!(FONT.width(&cut) <= 40);
        assert_eq!(FONT.cut("東京", 10), "…");
    }

    #[test]
    fn a_line_ends_where_a_word_does() {
        assert_eq!(
            FONT.wrap("CodeStarSourceConnection", 80),
            ["CodeStarSource", "Connection"]
        );
        assert_eq!(FONT.wrap("passing the stack", 60), ["passing the", "stack"]);
        assert_eq!(FONT.wrap("aaaaaaaa", 30), ["aaaaa", "aaa"]);
        assert_eq!(FONT.wrap("", 30), [""]);
        let exact = FONT.width("IntegrationTest");
        assert_eq!(FONT.wrap("IntegrationTest", exact), ["IntegrationTest"]);
    }
}
