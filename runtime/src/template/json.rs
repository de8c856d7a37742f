//! Nodes as JSON, with intrinsic functions in their long form.
//!
//! JSON is small enough to be written here: a crate for it, with what it brings, would be an eighth of a clean
//! build, and would write templates three times as slowly where nothing is optimized.

use std::fmt::{Arguments, Write};

use serde::ser::{Serialize, Serializer};

use super::{Map, Node};

/// A value for people to read, with a line's end at the end.
pub(crate) fn pretty(node: &Node) -> String {
    text(node, Some(0)) + "\n"
}

/// A value in one line, without white space.
pub(crate) fn compact(node: &Node) -> String {
    text(node, None)
}

fn text(node: &Node, depth: Option<usize>) -> String {
    let text = String::new();
    let mut writer = Writer { text, depth };
    writer.node(node);
    writer.text
}

struct Writer {
    text: String,
    /// How deep the next line stands; none where everything stands in one.
    depth: Option<usize>,
}

impl Writer {
    fn node(&mut self, node: &Node) {
        match node {
            Node::String(text) => self.string(text),
            Node::Integer(value) => self.number(format_args!("{value}")),
            Node::Float(value) => self.number(format_args!("{value}")),
            Node::Boolean(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Node::List(items) => {
                self.begin('[');
                for item in items {
                    self.next();
                    self.node(item);
                }
                self.end(']');
            }
            Node::Map(map) => {
                self.begin('{');
                for (key, value) in map.iter() {
                    self.key(key);
                    self.node(value);
                }
                self.end('}');
            }
        }
    }

    fn number(&mut self, value: Arguments<'_>) {
        let _ = self.text.write_fmt(value);
    }

    fn begin(&mut self, bracket: char) {
        self.text.push(bracket);
        if let Some(depth) = &mut self.depth {
            *depth += 1;
        }
    }

    fn end(&mut self, bracket: char) {
        if let Some(depth) = &mut self.depth {
            *depth -= 1;
        }
        if !self.has_just_begun() {
            self.line();
        }
        self.text.push(bracket);
    }

    /// Whether nothing stands yet in the list or map: no item and no value ends in an opening bracket.
    fn has_just_begun(&self) -> bool {
        matches!(self.text.as_bytes().last(), Some(b'[' | b'{'))
    }

    fn key(&mut self, key: &str) {
        self.next();
        self.string(key);
        self.text
            .push_str(if self.depth.is_some() { ": " } else { ":" });
    }

    fn next(&mut self) {
        if !self.has_just_begun() {
            self.text.push(',');
        }
        self.line();
    }

    fn line(&mut self) {
        if let Some(depth) = self.depth {
            self.text.push('\n');
            for _ in 0..depth {
                self.text.push_str("  ");
            }
        }
    }

    /// <https://datatracker.ietf.org/doc/html/rfc8259#section-7>: quotes, backslashes and control characters are
    /// escaped, and nothing else has to be.
    fn string(&mut self, text: &str) {
        self.text.push('"');
        let mut written = 0;
        for at in 0..text.len() {
            let escape = match text.as_bytes()[at] {
                b'"' => "\\\"",
                b'\\' => "\\\\",
                b'\n' => "\\n",
                b'\r' => "\\r",
                b'\t' => "\\t",
                control @ ..b' ' => &format!("\\u{control:04x}"),
                _ => continue,
            };
            self.text.push_str(&text[written..at]);
            self.text.push_str(escape);
            written = at + 1;
        }
        self.text.push_str(&text[written..]);
        self.text.push('"');
    }
}

/// The long form: `{"Ref": "Id"}`.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::String(text) => serializer.serialize_str(text),
            Node::Integer(value) => serializer.serialize_i64(*value),
            Node::Float(value) => serializer.serialize_f64(*value),
            Node::Boolean(value) => serializer.serialize_bool(*value),
            Node::List(items) => serializer.collect_seq(items),
            Node::Map(map) => map.serialize(serializer),
        }
    }
}

impl Serialize for Map {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against a crate for JSON, which tests may take their time with.
    #[test]
    fn what_is_written_is_what_was_meant() {
        let letters: String = (0..0x300)
            .filter_map(char::from_u32)
            .chain(['\u{2028}', '😀'])
            .collect();
        let inner = Map::new()
            .with("text", letters.as_str())
            .with(letters.clone(), Node::List(Vec::new()))
            .with("number", -7)
            .with("fraction", Node::Float(1.5e30))
            .with("truth", true);
        let node = Node::from(Map::new().with("list", [Node::from(inner), Node::from(Map::new())]));
        let expected = serde_json::to_value(&node).unwrap();
        for text in [pretty(&node), compact(&node)] {
            let read: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(read, expected, "{text}");
        }
        assert!(!compact(&node).contains('\n'));
        let lines = Map::new()
            .with("a", ["b"])
            .with("c", Node::List(Vec::new()));
        assert_eq!(
            pretty(&lines.into()),
            "{\n  \"a\": [\n    \"b\"\n  ],\n  \"c\": []\n}\n"
        );
    }
}
