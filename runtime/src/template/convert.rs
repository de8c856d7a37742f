//! Any value that serde can write becomes a [`Node`].
//!
//! A serializer of its own, and not a detour over `serde_json::Value`, since that would sort the keys.

use std::fmt;

use serde::ser::{self, Serialize};

use super::{Map, Node};
use crate::Error;

pub(super) fn to_node(value: &(impl Serialize + ?Sized)) -> Result<Node, Error> {
    convert(value)?.ok_or_else(null)
}

/// `None` is null: what it means is for the value around it to say.
fn convert(value: &(impl Serialize + ?Sized)) -> Result<Option<Node>, Error> {
    value.serialize(Converter)
}

fn null() -> Error {
    Error::new("CloudFormation takes no null; leave the value out")
}

impl ser::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Error::new(message.to_string())
    }
}

struct Converter;

type Outcome = Result<Option<Node>, Error>;

impl ser::Serializer for Converter {
    type Ok = Option<Node>;
    type Error = Error;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Entries;

    fn serialize_bool(self, value: bool) -> Outcome {
        Ok(Some(Node::Boolean(value)))
    }

    fn serialize_i8(self, value: i8) -> Outcome {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Outcome {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Outcome {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Outcome {
        Ok(Some(Node::Integer(value)))
    }

    fn serialize_u8(self, value: u8) -> Outcome {
        self.serialize_i64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Outcome {
        self.serialize_i64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Outcome {
        self.serialize_i64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Outcome {
        match i64::try_from(value) {
            Ok(value) => self.serialize_i64(value),
            Err(_) => Err(Error::new(format!("the number {value} is too large"))),
        }
    }

    fn serialize_f32(self, value: f32) -> Outcome {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Outcome {
        match value.is_finite() {
            true => Ok(Some(Node::Float(value))),
            false => Err(Error::new(format!(
                "{value} is not a number that CloudFormation knows"
            ))),
        }
    }

    fn serialize_char(self, value: char) -> Outcome {
        Ok(Some(Node::String(value.to_string())))
    }

    fn serialize_str(self, value: &str) -> Outcome {
        Ok(Some(Node::from(value)))
    }

    fn serialize_bytes(self, value: &[u8]) -> Outcome {
        let mut bytes = Vec::new();
        for byte in value {
            bytes.push(Node::Integer(i64::from(*byte)));
        }
        Ok(Some(Node::List(bytes)))
    }

    fn serialize_none(self) -> Outcome {
        Ok(None)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Outcome {
        convert(value)
    }

    fn serialize_unit(self) -> Outcome {
        Ok(None)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Outcome {
        Ok(None)
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Outcome {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Outcome {
        convert(value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Outcome {
        Ok(Some(Node::function(variant, to_node(value)?)))
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Items, Error> {
        Ok(Items {
            items: Vec::with_capacity(len.unwrap_or(0)),
            variant: None,
        })
    }

    fn serialize_tuple(self, len: usize) -> Result<Items, Error> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_struct(self, _name: &'static str, len: usize) -> Result<Items, Error> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Items, Error> {
        Ok(Items {
            items: Vec::with_capacity(len),
            variant: Some(variant),
        })
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<Entries, Error> {
        Ok(Entries {
            map: Map::new(),
            key: String::new(),
            variant: None,
        })
    }

    fn serialize_struct(self, _name: &'static str, len: usize) -> Result<Entries, Error> {
        self.serialize_map(Some(len))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Entries, Error> {
        Ok(Entries {
            map: Map::new(),
            key: String::new(),
            variant: Some(variant),
        })
    }
}

/// What serde calls an externally tagged variant is a map of one key.
fn tagged(variant: Option<&'static str>, node: Node) -> Node {
    match variant {
        Some(variant) => Node::function(variant, node),
        None => node,
    }
}

struct Items {
    items: Vec<Node>,
    variant: Option<&'static str>,
}

impl Items {
    fn push(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        self.items.push(to_node(value)?);
        Ok(())
    }

    fn finish(self) -> Outcome {
        Ok(Some(tagged(self.variant, Node::List(self.items))))
    }
}

/// The four kinds of serde that are lists here differ in the name of one method only.
macro_rules! list_like {
    ($($kind:ident :: $push:ident),*) => {$(
        impl ser::$kind for Items {
            type Ok = Option<Node>;
            type Error = Error;

            fn $push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.push(value)
            }

            fn end(self) -> Outcome {
                self.finish()
            }
        }
    )*};
}

list_like!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);

struct Entries {
    map: Map,
    key: String,
    variant: Option<&'static str>,
}

impl Entries {
    fn finish(self) -> Outcome {
        Ok(Some(tagged(self.variant, Node::Map(self.map))))
    }
}

impl ser::SerializeMap for Entries {
    type Ok = Option<Node>;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key = match to_node(key)? {
            Node::String(key) => key,
            Node::Integer(key) => key.to_string(),
            Node::Boolean(key) => key.to_string(),
            Node::Float(_) | Node::List(_) | Node::Map(_) => {
                return Err(Error::new("a key must be a string"));
            }
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = std::mem::take(&mut self.key);
        if let Some(value) = convert(value)? {
            self.map.insert(key, value);
        }
        Ok(())
    }

    fn end(self) -> Outcome {
        self.finish()
    }
}

macro_rules! struct_like {
    ($($kind:ident),*) => {$(
        impl ser::$kind for Entries {
            type Ok = Option<Node>;
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
                if let Some(value) = convert(value)? {
                    self.map.put(key, value);
                }
                Ok(())
            }

            fn end(self) -> Outcome {
                self.finish()
            }
        }
    )*};
}

struct_like!(SerializeStruct, SerializeStructVariant);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_becomes_a_node() {
        let node = to_node(&json!({ "a": [1, 1.5, true, "x"], "b": { "Ref": "Id" } })).unwrap();
        let list = Node::List(vec![
            Node::Integer(1),
            Node::Float(1.5),
            Node::Boolean(true),
            Node::from("x"),
        ]);
        assert_eq!(node.get("a"), Some(&list));
        assert_eq!(node.get("b"), Some(&Node::reference("Id")));
    }

    #[test]
    fn a_node_becomes_itself_in_its_own_order() {
        let node = Node::Map(
            Map::new()
                .with("z", 1)
                .with("a", [Node::sub("x"), Node::get_att("A", "Arn")]),
        );
        assert_eq!(to_node(&node).unwrap(), node);
    }

    #[test]
    fn null_leaves_its_key_out_and_stands_nowhere_else() {
        assert_eq!(
            to_node(&json!({ "a": null, "b": 1 })).unwrap(),
            Node::Map(Map::new().with("b", 1))
        );
        assert!(to_node(&json!([null])).is_err());
        assert!(to_node(&json!(null)).is_err());
        assert!(to_node(&u64::MAX).is_err());
        assert!(to_node(&f64::NAN).is_err());
    }

    #[test]
    fn keys_that_are_numbers_become_strings() {
        let node = to_node(&std::collections::BTreeMap::from([(1, "x")])).unwrap();
        assert_eq!(node.get("1").and_then(Node::as_str), Some("x"));
    }
}
