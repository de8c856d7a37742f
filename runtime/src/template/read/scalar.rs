//! Text in every way in which YAML and JSON write it.

use super::{Reader, WHITE, ends_of_lines};
use crate::template::Node;

/// Whether a dash, question mark or colon before this stands by itself.
pub(super) fn ends_indicator(rest: &str) -> bool {
    matches!(rest.as_bytes(), [] | [b' ' | b'\t' | b'\n', ..])
}

/// Where the colon of a key without quotes stands in a line.
pub(super) fn key_end(line: &str) -> Option<usize> {
    let comment = line.find(" #").unwrap_or(line.len());
    for (at, _) in line[..comment].match_indices(':') {
        if ends_indicator(&line[at + 1..]) {
            return (at > 0).then_some(at);
        }
    }
    None
}

/// Where a text in quotes ends in a line, behind the closing quote.
pub(super) fn quoted_end(line: &str, quote: u8) -> Option<usize> {
    let line = line.as_bytes();
    let mut at = 1;
    while at < line.len() {
        let doubled = line.get(at + 1) == Some(&quote);
        let (letter, single) = (line[at], quote == b'\'');
        if letter == b'\\' && !single || letter == quote && single && doubled {
            at += 1;
        } else if letter == quote {
            return Some(at + 1);
        }
        at += 1;
    }
    None
}

/// What text without quotes stands for; nothing where it is null.
///
/// Words that only YAML 1.1 takes for truth values stay words, and so does a number with a leading zero: an
/// account id that somebody forgot to quote.
pub(super) fn plain(text: &str) -> Option<Node> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return None,
        "true" | "True" | "TRUE" => return Some(Node::Boolean(true)),
        "false" | "False" | "FALSE" => return Some(Node::Boolean(false)),
        _ => {}
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let zero = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if !is_number(digits.as_bytes()) || zero {
        return Some(Node::from(text));
    }
    if let Ok(integer) = text.parse() {
        return Some(Node::Integer(integer));
    }
    match text.parse() {
        Ok(fraction) => Some(Node::Float(fraction)),
        Err(_) => Some(Node::from(text)),
    }
}

fn is_number(text: &[u8]) -> bool {
    for byte in text {
        if !byte.is_ascii_digit() && !b".eE+-".contains(byte) {
            return false;
        }
    }
    text.first().is_some_and(u8::is_ascii_digit)
}

impl Reader<'_> {
    /// Text without quotes, with the lines below it that stand deeper than its parent.
    pub(super) fn plain(&mut self, parent: Option<usize>) -> String {
        let mut text = String::new();
        loop {
            let line = self.line();
            let end = line.find(" #").unwrap_or(line.len());
            let end = line[..end].find("\t#").unwrap_or(end);
            text.push_str(line[..end].trim_ascii_end());
            self.at += end;
            if end < line.len() {
                return text;
            }
            let before = self.at;
            self.skip();
            let empty = ends_of_lines(&self.text[before..self.at]);
            let deeper = parent.is_none_or(|parent| self.column() > parent);
            let comment = self.text[before..self.at].contains('#');
            if self.rest().is_empty() || !deeper || comment || self.is_mark("...") || self.is_key()
            {
                self.at = before;
                return text;
            }
            fold(&mut text, empty);
        }
    }

    /// Text in quotes.
    pub(super) fn quoted(&mut self) -> String {
        let quote = self.rest().as_bytes()[0];
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let mut end = 0;
            while end < rest.len() && ![quote, b'\\', b'\n'].contains(&rest.as_bytes()[end]) {
                end += 1;
            }
            let piece = &rest[..end];
            self.at += end;
            match self.byte() {
                None => {
                    self.wrong("a text in quotes does not end");
                    return text;
                }
                Some(b'\n') => {
                    text.push_str(piece.trim_ascii_end());
                    let ends = ends_of_lines(self.pass(WHITE));
                    fold(&mut text, ends);
                }
                Some(b'\\') if quote == b'"' => {
                    text.push_str(piece);
                    self.escape(&mut text);
                }
                Some(special) => {
                    text.push_str(piece);
                    self.at += 1;
                    if special == quote && (quote == b'"' || !self.take('\'')) {
                        return text;
                    }
                    text.push(special.into());
                }
            }
        }
    }

    fn escape(&mut self, text: &mut String) {
        let letter = self.rest()[1..].chars().next().unwrap_or_default();
        self.at += 1 + letter.len_utf8().min(self.rest().len() - 1);
        let digits = match letter {
            '\n' => {
                self.pass(WHITE);
                return;
            }
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => {
                for (name, meant) in ESCAPES {
                    if *name == letter {
                        text.push(*meant);
                        return;
                    }
                }
                self.wrong(&format!("there is no escape `\\{letter}`"));
                return;
            }
        };
        let mut code = self.digits(digits);
        // JSON writes what lies beyond four digits in two halves.
        if matches!(code, 0xD800..0xDC00) && self.rest().starts_with("\\u") {
            self.at += 2;
            let low = self.digits(4);
            code = 0x10000 + ((code - 0xD800) << 10) + (low.wrapping_sub(0xDC00) & 0x3FF);
        }
        match char::from_u32(code) {
            Some(letter) => text.push(letter),
            None => {
                self.wrong("an escape stands for no character");
            }
        }
    }

    fn digits(&mut self, count: usize) -> u32 {
        let digits = self.rest().get(..count).unwrap_or_default();
        self.at += digits.len();
        let mut code = 0;
        let mut lacking = digits.is_empty();
        for digit in digits.chars() {
            match digit.to_digit(16) {
                Some(digit) => code = 16 * code + digit,
                None => lacking = true,
            }
        }
        if lacking {
            self.wrong("an escape lacks digits");
        }
        code
    }

    /// Lines below a `|` or `>`, whose parent stands at a column.
    pub(super) fn block(&mut self, parent: Option<usize>) -> Node {
        let line = self.line();
        let (header, _) = line.split_once(" #").unwrap_or((line, ""));
        let header = header.trim_ascii_end();
        let folded = header.starts_with('>');
        let (mut keep, mut strip, mut indent) = (false, false, None);
        for letter in header[1..].chars() {
            match letter {
                '+' => keep = true,
                '-' => strip = true,
                '1'..='9' => {
                    let deeper = letter.to_digit(10).unwrap_or_default() as usize;
                    indent = Some(parent.unwrap_or(0) + deeper);
                }
                _ => {
                    self.wrong(&format!("`{header}` begins no block of lines"));
                }
            }
        }
        self.skip_to_line_end();
        let lines = self.block_lines(parent, indent);
        let mut end = lines.len();
        while end > 0 && lines[end - 1].is_empty() {
            end -= 1;
        }
        let (filled, empty) = lines.split_at(end);
        let mut text = joined(filled, folded);
        if !strip && !filled.is_empty() {
            text.push('\n');
        }
        if keep {
            push_ends(&mut text, empty.len());
        }
        Node::String(text)
    }

    /// The lines of a block without their indentation, which is the first line's where none is said.
    fn block_lines(&mut self, parent: Option<usize>, mut indent: Option<usize>) -> Vec<&str> {
        let mut lines = Vec::new();
        while let Some(rest) = self.rest().strip_prefix('\n') {
            if rest.is_empty() {
                break;
            }
            let line = rest.split('\n').next().unwrap_or_default();
            let spaces = line.len() - line.trim_start_matches(' ').len();
            let empty = spaces == line.len();
            if !empty {
                let column = indent.unwrap_or(spaces);
                indent = Some(column);
                if spaces < column || parent.is_some_and(|parent| spaces <= parent) {
                    break;
                }
            }
            lines.push(indent.and_then(|indent| line.get(indent..)).unwrap_or(""));
            self.at += 1 + line.len();
        }
        lines
    }
}

/// Joins what was written on several lines: one end of a line is a space, each further one stays.
fn fold(text: &mut String, ends: usize) {
    match ends {
        1 => text.push(' '),
        more => push_ends(text, more.saturating_sub(1)),
    }
}

fn push_ends(text: &mut String, ends: usize) {
    for _ in 0..ends {
        text.push('\n');
    }
}

/// The lines of a block: in a folded one only those that begin with white space keep their ends.
fn joined(lines: &[&str], folded: bool) -> String {
    let mut text = String::new();
    let mut ends = 0;
    let mut apart = false;
    for line in lines {
        if line.is_empty() {
            ends += 1;
            continue;
        }
        let keeps = !folded || matches!(line.as_bytes(), [b' ' | b'\t', ..]);
        if text.is_empty() || apart || keeps {
            push_ends(&mut text, ends);
        } else {
            fold(&mut text, ends);
        }
        text.push_str(line);
        (ends, apart) = (1, keeps);
    }
    text
}

/// The escapes of YAML, those of JSON among them.
const ESCAPES: &[(char, char)] = &[
    ('0', '\0'),
    ('a', '\u{7}'),
    ('b', '\u{8}'),
    ('t', '\t'),
    ('\t', '\t'),
    ('n', '\n'),
    ('v', '\u{B}'),
    ('f', '\u{C}'),
    ('r', '\r'),
    ('e', '\u{1B}'),
    (' ', ' '),
    ('"', '"'),
    ('/', '/'),
    ('\\', '\\'),
    ('N', '\u{85}'),
    ('_', '\u{A0}'),
    ('L', '\u{2028}'),
    ('P', '\u{2029}'),
];
