//! Templates, read back: JSON, and the YAML that templates are written in, both into the long form.
//!
//! A crate that reads YAML brings half a dozen others into every build, and templates hold only a part of YAML: no
//! aliases, no merges, no types by tag. That part is read here, whoever wrote it.

mod flow;
mod scalar;

use super::{Map, Node, list};
use crate::Error;

/// The only value of a text.
///
/// # Errors
///
/// Where it is no such text, with the line.
pub(crate) fn read(text: &str) -> Result<Node, Error> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let text = text.replace("\r\n", "\n");
    let mut reader = Reader {
        text: &text,
        at: 0,
        depth: 0,
        wrong: None,
    };
    reader.start();
    let node = reader.value(None, false);
    reader.skip();
    if !reader.rest().is_empty() && !reader.is_mark("...") {
        reader.wrong("something stands here that belongs to nothing before it");
    } else if node.is_none() {
        reader.wrong("there is nothing to read");
    }
    match (node, reader.wrong) {
        (Some(node), None) => Ok(node),
        (_, wrong) => Err(Error::new(wrong.unwrap_or_default())),
    }
}

/// What is nested deeper is no template, and would need a larger stack.
const DEEPEST: usize = 128;

/// White space in YAML and JSON: no other is.
const SPACES: &[u8] = b" \t";
const WHITE: &[u8] = b" \t\n";

/// A value that it gives may be null, which CloudFormation does not take.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    /// What is wrong, which ends the reading: what is given from then on counts for nothing.
    wrong: Option<String>,
}

impl<'t> Reader<'t> {
    /// Goes past directives and the mark of a document's start.
    fn start(&mut self) {
        self.skip();
        while self.rest().starts_with('%') {
            self.skip_to_line_end();
            self.skip();
        }
        if self.is_mark("---") {
            self.at += 3;
        }
    }

    /// A value, whose parent stands at a column. The list under a key may stand at the key's own column.
    fn value(&mut self, parent: Option<usize>, after_key: bool) -> Option<Node> {
        self.deepen();
        let value = self.value_here(parent, after_key);
        self.depth -= 1;
        value
    }

    fn deepen(&mut self) {
        self.depth += 1;
        if self.depth > DEEPEST {
            self.wrong("the values are nested too deep");
        }
    }

    fn value_here(&mut self, parent: Option<usize>, after_key: bool) -> Option<Node> {
        self.spaces();
        let on_this_line = !self.ends_here();
        self.skip();
        let column = self.column();
        let deeper = parent.is_none_or(|parent| column > parent);
        let list = self.is_indicator("-");
        let belongs = on_this_line || deeper || list && after_key && Some(column) == parent;
        if self.is_mark("...") || !belongs {
            return None;
        }
        if let Some(tag) = self.tag() {
            return Some(long(tag, self.value(parent, after_key)));
        }
        // Behind a key, and behind a dash, what follows on the line is a value; only behind a dash a map or list.
        let collection = !(on_this_line && after_key);
        match self.byte()? {
            _ if list && collection => Some(self.list(column)),
            _ if collection && self.is_key() => Some(self.map(column)),
            b'|' | b'>' => Some(self.block(parent)),
            b'"' | b'\'' => Some(Node::String(self.quoted())),
            b'[' | b'{' => Some(self.flow()),
            b'&' | b'*' => self.wrong("CloudFormation takes no anchors and aliases"),
            b'@' | b'`' | b'%' => self.wrong("no value begins so"),
            _ => scalar::plain(&self.plain(parent)),
        }
    }

    fn list(&mut self, column: usize) -> Node {
        let mut items = Vec::new();
        while self.is_at(column) && self.is_indicator("-") {
            self.at += 1;
            let Some(item) = self.value(Some(column), false) else {
                self.wrong("an item of a list has no value");
                break;
            };
            items.push(item);
            self.skip();
        }
        Node::List(items)
    }

    /// A key whose value is null is left out, as it is everywhere.
    fn map(&mut self, column: usize) -> Node {
        let mut map = Map::new();
        while self.is_at(column) && self.is_key() {
            let key = self.key(column);
            self.take(':');
            self.entry(&mut map, key, Some(column));
            self.skip();
        }
        Node::Map(map)
    }

    /// The value of a key, of a map at that column or in brackets.
    fn entry(&mut self, map: &mut Map, key: String, column: Option<usize>) {
        if map.get(&key).is_some() {
            self.wrong(&format!("the key `{key}` stands twice"));
        }
        let value = match column {
            Some(_) => self.value(column, true),
            None => self.flow_value(),
        };
        if let Some(value) = value {
            map.insert(key, value);
        }
    }

    /// A key up to its colon, on its line or behind a question mark.
    fn key(&mut self, column: usize) -> String {
        if self.is_indicator("?") {
            self.at += 1;
            let key = self.value(Some(column), false);
            self.skip();
            if !self.is_at(column) || !self.is_indicator(":") {
                self.wrong("a key has no value");
            }
            if let Some(Node::String(key)) = key {
                return key;
            }
            self.wrong("a key is no text");
        }
        if self.is_quote() {
            let key = self.quoted();
            self.spaces();
            return key;
        }
        let end = scalar::key_end(self.line()).unwrap_or_default();
        let key = self.line()[..end].trim_ascii_end().to_owned();
        self.at += end;
        key
    }

    /// Whether a key and its colon stand here.
    fn is_key(&self) -> bool {
        let line = self.line();
        match line.chars().next() {
            _ if self.is_indicator("?") => true,
            Some(quote @ ('"' | '\'')) => {
                let end = scalar::quoted_end(line, quote as u8).unwrap_or(line.len());
                let rest = line[end..].trim_ascii_start().strip_prefix(':');
                rest.is_some_and(scalar::ends_indicator)
            }
            Some('[' | '{' | '!' | '|' | '>' | '#' | '&' | '*' | '@' | '`' | '%') | None => false,
            Some(_) => scalar::key_end(line).is_some(),
        }
    }

    /// The name of a tag.
    fn tag(&mut self) -> Option<&'t str> {
        let rest = self.rest().strip_prefix('!')?;
        let mut end = 0;
        while end < rest.len() && rest.as_bytes()[end].is_ascii_alphanumeric() {
            end += 1;
        }
        if end == 0 {
            self.wrong("CloudFormation takes no tag but those of its functions");
            return None;
        }
        self.at += 1 + end;
        self.spaces();
        Some(&rest[..end])
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// What stands here; nothing at the end.
    fn byte(&self) -> Option<u8> {
        self.rest().bytes().next()
    }

    fn is_quote(&self) -> bool {
        matches!(self.byte(), Some(b'"' | b'\''))
    }

    /// What is left of the line.
    fn line(&self) -> &'t str {
        self.rest().split('\n').next().unwrap_or_default()
    }

    fn skip_to_line_end(&mut self) {
        self.at += self.line().len();
    }

    /// Goes past a letter, where it stands here.
    fn take(&mut self, letter: char) -> bool {
        let stands = self.rest().starts_with(letter);
        self.at += usize::from(stands);
        stands
    }

    /// Goes past letters of these kinds, and gives them.
    fn pass(&mut self, letters: &[u8]) -> &'t str {
        let rest = self.rest();
        let mut end = 0;
        while end < rest.len() && letters.contains(&rest.as_bytes()[end]) {
            end += 1;
        }
        self.at += end;
        &rest[..end]
    }

    /// Goes past spaces on the line.
    fn spaces(&mut self) {
        self.pass(SPACES);
    }

    /// Goes past white space, comments and the ends of lines.
    fn skip(&mut self) {
        loop {
            self.pass(WHITE);
            if !self.rest().starts_with('#') {
                return;
            }
            self.skip_to_line_end();
        }
    }

    /// Whether nothing more stands on the line but a comment.
    fn ends_here(&self) -> bool {
        matches!(self.byte(), None | Some(b'\n' | b'#'))
    }

    /// The column in the line, in bytes: a key or dash has only spaces or dashes before it.
    fn column(&self) -> usize {
        match self.text[..self.at].rsplit_once('\n') {
            Some((_, line)) => line.len(),
            None => self.at,
        }
    }

    fn is_at(&self, column: usize) -> bool {
        !self.rest().is_empty() && self.column() == column && !self.is_mark("...")
    }

    /// Whether a mark of a document's start or end stands here.
    fn is_mark(&self, mark: &str) -> bool {
        self.column() == 0 && self.is_indicator(mark)
    }

    /// Whether a dash, question mark or colon stands here by itself.
    fn is_indicator(&self, indicator: &str) -> bool {
        let rest = self.rest().strip_prefix(indicator);
        rest.is_some_and(scalar::ends_indicator)
    }

    /// Keeps what is wrong first, and goes to the end, where only null stands.
    fn wrong(&mut self, message: &str) -> Option<Node> {
        if self.wrong.is_none() {
            let line = ends_of_lines(&self.text[..self.at]) + 1;
            self.wrong = Some(format!("line {line}: {message}"));
        }
        self.at = self.text.len();
        None
    }
}

/// How many lines end in a text.
fn ends_of_lines(text: &str) -> usize {
    let mut ends = 0;
    for byte in text.as_bytes() {
        ends += usize::from(*byte == b'\n');
    }
    ends
}

/// The long form of a function that is written as a tag.
fn long(tag: &str, argument: Option<Node>) -> Node {
    let argument = match argument {
        Some(Node::String(path)) if tag == "GetAtt" => match path.split_once('.') {
            Some((id, attribute)) => list![id, attribute],
            None => Node::String(path),
        },
        Some(other) => other,
        None => Node::from(""),
    };
    let name = match tag {
        "Ref" | "Condition" => tag.to_owned(),
        _ => format!("Fn::{tag}"),
    };
    Node::call(name.into(), argument)
}

#[cfg(test)]
mod tests;
