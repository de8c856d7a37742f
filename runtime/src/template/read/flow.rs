//! Lists and maps in brackets, as all of JSON is written.

use super::{Reader, WHITE, long, scalar};
use crate::template::{Map, Node};
use crate::texts::on_one_line;

impl Reader<'_> {
    /// A list or map in brackets.
    pub(super) fn flow(&mut self) -> Node {
        let list = self.rest().starts_with('[');
        self.at += 1;
        let mut items = Vec::new();
        let mut map = Map::new();
        loop {
            self.skip();
            if self.take(if list { ']' } else { '}' }) {
                break;
            }
            if list {
                let Some(item) = self.flow_value() else {
                    self.wrong("an item of a list has no value");
                    break;
                };
                items.push(self.pair(item));
            } else {
                let key = self.flow_key();
                self.entry(&mut map, key, None);
            }
            self.skip();
            if !self.take(',') && !matches!(self.byte(), Some(b']' | b'}')) {
                self.wrong("a list or map in brackets does not end");
                break;
            }
        }
        if list {
            Node::List(items)
        } else {
            Node::Map(map)
        }
    }

    /// An item of a list, which a colon makes a map of one key.
    fn pair(&mut self, item: Node) -> Node {
        self.spaces();
        match item {
            Node::String(key) if self.take(':') => {
                let mut map = Map::new();
                self.entry(&mut map, key, None);
                Node::Map(map)
            }
            item => item,
        }
    }

    /// A key up to behind its colon.
    fn flow_key(&mut self) -> String {
        let key = if self.is_quote() {
            self.quoted()
        } else {
            self.flow_plain()
        };
        self.skip();
        if !self.take(':') {
            self.wrong(&format!("the key `{key}` has no colon"));
        }
        key
    }

    pub(super) fn flow_value(&mut self) -> Option<Node> {
        self.deepen();
        self.skip();
        let value = if let Some(tag) = self.tag() {
            Some(long(tag, self.flow_value()))
        } else {
            match self.byte() {
                Some(b'"' | b'\'') => Some(Node::String(self.quoted())),
                Some(b'[' | b'{') => Some(self.flow()),
                Some(b'&' | b'*') => self.wrong("CloudFormation takes no anchors and aliases"),
                Some(b',' | b']' | b'}') | None => None,
                Some(_) => scalar::plain(&self.flow_plain()),
            }
        };
        self.depth -= 1;
        value
    }

    /// Text without quotes, up to a bracket, a comma, or the colon of a key. The ends of lines in it are spaces.
    fn flow_plain(&mut self) -> String {
        let rest = self.rest();
        let mut end = 0;
        while end < rest.len() && !ends(rest, end) {
            end += 1;
        }
        self.at += end;
        on_one_line(&rest[..end])
    }
}

/// Whether text without quotes ends at a byte.
fn ends(text: &str, at: usize) -> bool {
    let text = text.as_bytes();
    match text[at] {
        b',' | b'[' | b']' | b'{' | b'}' => true,
        b':' => matches!(
            text.get(at + 1),
            None | Some(b' ' | b'\t' | b'\n' | b',' | b'[' | b']' | b'{' | b'}')
        ),
        b'#' => at > 0 && WHITE.contains(&text[at - 1]),
        _ => false,
    }
}
