//! Nodes and templates as JSON, with intrinsic functions in their long form.

use serde::ser::{Serialize, Serializer};

use super::parts::Part;
use super::{Map, Node, Resource, Template};

/// For people to read, with a line's end at the end.
pub(crate) fn text(document: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(document)
        .expect("keys are strings, and a string takes them all");
    text.push('\n');
    text
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

impl Serialize for Resource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.parts())
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.parts())
    }
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Part::Text(text) => serializer.serialize_str(text),
            Part::Texts(texts) => texts.serialize(serializer),
            Part::Node(node) => node.serialize(serializer),
            Part::Map(map) => map.serialize(serializer),
            Part::Resources(resources) => {
                serializer.collect_map(resources.iter().map(|(id, resource)| (id, resource)))
            }
        }
    }
}
