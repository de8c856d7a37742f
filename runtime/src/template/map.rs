//! A map whose keys keep the order in which they were added.

use std::borrow::Cow;

use serde::Serialize;

use super::Node;
use crate::Error;

/// A map whose keys keep the order in which they were added.
///
/// A key is a `&'static str` or a `String`: most keys are CloudFormation's own words and need no copy.
///
/// ```
/// use passrole::template::{Map, Node};
///
/// let mut tags = Map::new().with("team", "shop").with("cost-centre", 4711);
/// assert_eq!(tags.insert("team", "orders"), Some(Node::from("shop")));
/// let mut keys = Vec::new();
/// for (key, value) in &tags {
///     assert!(value.as_map().is_none());
///     keys.push(key);
/// }
/// assert_eq!(keys, ["team", "cost-centre"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map(Vec<(Cow<'static, str>, Node)>);

/// The map of who has none.
pub(super) static EMPTY: Map = Map(Vec::new());

/// A map of CloudFormation's own keys: `map! { "Key": value, "Other"?: option }`, where a key with a question mark is
/// left out when there is no value. A statement for each key, which is a third of the code of a chain of calls;
/// a map of one key is one call.
macro_rules! map {
    (@ $map:ident) => {};
    (@ $map:ident $key:tt: $value:expr $(, $($rest:tt)*)?) => {
        $map.put($key, $value);
        $crate::template::map!(@ $map $($($rest)*)?);
    };
    (@ $map:ident $key:tt?: $value:expr $(, $($rest:tt)*)?) => {
        $map.put_some($key, $value);
        $crate::template::map!(@ $map $($($rest)*)?);
    };
    ($key:tt: $value:expr) => {
        $crate::template::Map::of($key, $crate::template::Node::from($value))
    };
    ($($entries:tt)*) => {{
        let mut map = $crate::template::Map::new();
        $crate::template::map!(@ map $($entries)*);
        map
    }};
}
pub(crate) use map;

/// A list of values: `list![one, other]`, in a fraction of the code of `vec!`.
macro_rules! list {
    ($first:expr $(, $item:expr)*) => {
        $crate::template::Node::from($first).alone()$(.and($crate::template::Node::from($item)))*
    };
}
pub(crate) use list;

impl Map {
    /// A map without a key.
    pub fn new() -> Map {
        Map::default()
    }

    /// The map with one key more. A key that is there gets the new value.
    #[must_use]
    pub fn with(self, key: impl Into<Cow<'static, str>>, value: impl Into<Node>) -> Map {
        self.with_node(key.into(), value.into())
    }

    /// `with`, of what is a node already.
    pub(super) fn with_node(mut self, key: Cow<'static, str>, value: Node) -> Map {
        self.enter(key, value);
        self
    }

    /// The map with one key more where there is a value, else as it was.
    #[must_use]
    pub fn with_some(
        self,
        key: impl Into<Cow<'static, str>>,
        value: Option<impl Into<Node>>,
    ) -> Map {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// The map with the keys of another after its own.
    #[must_use]
    pub fn joined(mut self, other: Map) -> Map {
        for (key, value) in other.0 {
            self.enter(key, value);
        }
        self
    }

    /// Sets a key; the value it had is returned, and its place kept.
    pub fn insert(
        &mut self,
        key: impl Into<Cow<'static, str>>,
        value: impl Into<Node>,
    ) -> Option<Node> {
        self.enter(key.into(), value.into())
    }

    /// The map of this one key.
    pub(crate) fn of(key: &'static str, value: Node) -> Map {
        Map::new().with_node(Cow::Borrowed(key), value)
    }

    /// For [`map!`]: sets a key.
    pub(crate) fn put(&mut self, key: &'static str, value: impl Into<Node>) {
        self.put_node(key, value.into());
    }

    /// For [`map!`]: sets a key where there is a value.
    pub(crate) fn put_some(&mut self, key: &'static str, value: Option<impl Into<Node>>) {
        if let Some(value) = value {
            self.put_node(key, value.into());
        }
    }

    fn put_node(&mut self, key: &'static str, value: Node) {
        self.enter(Cow::Borrowed(key), value);
    }

    /// `insert`, of what is a node already.
    pub(crate) fn enter(&mut self, key: Cow<'static, str>, value: Node) -> Option<Node> {
        match self.get_mut(&key) {
            Some(old) => Some(std::mem::replace(old, value)),
            None => {
                self.0.push((key, value));
                None
            }
        }
    }

    /// Adds a key that the map does not have yet, without looking for it among the others.
    pub(super) fn append(&mut self, key: String, value: Node) {
        self.0.push((Cow::Owned(key), value));
    }

    /// Sets a key to any value that serde can write.
    ///
    /// # Errors
    ///
    /// The value is none of CloudFormation's, by the rules of [`Node::from_serialize`]. The map is as it was then.
    pub fn set(
        &mut self,
        key: impl Into<Cow<'static, str>>,
        value: impl Serialize,
    ) -> Result<(), Error> {
        self.insert(key, Node::from_serialize(value)?);
        Ok(())
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let place = self.place(key)?;
        Some(self.0.remove(place).1)
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        Some(&self.0[self.place(key)?].1)
    }

    /// The value under a key, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let place = self.place(key)?;
        Some(&mut self.0[place].1)
    }

    /// The map under a key, to change: an empty one is put there where there is none.
    pub(crate) fn inner(&mut self, key: &str) -> &mut Map {
        if self.get(key).and_then(Node::as_map).is_none() {
            self.insert(key.to_owned(), Node::Map(Map::new()));
        }
        let inner = self.get_mut(key).and_then(Node::as_map_mut);
        inner.expect("a map was put there")
    }

    fn place(&self, key: &str) -> Option<usize> {
        for (place, (known, _)) in self.0.iter().enumerate() {
            if known == key {
                return Some(place);
            }
        }
        None
    }

    /// Keys and values, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Node)> {
        self.entries()
    }

    /// The same, by the name of its type.
    pub(super) fn entries(&self) -> Entries<'_> {
        Entries(self.0.iter())
    }

    /// The items of the list under a key; none where there is none.
    pub(crate) fn items(&self, key: &str) -> std::slice::Iter<'_, Node> {
        match self.get(key) {
            Some(list) => list.iter(),
            None => [].iter(),
        }
    }

    /// Keys, and values to change, in order.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&str, &mut Node)> {
        self.0
            .iter_mut()
            .map(|entry| (entry.0.as_ref(), &mut entry.1))
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The only key and its value, where there is just one.
    pub(crate) fn single(&self) -> Option<(&str, &Node)> {
        match self.0.as_slice() {
            [(key, value)] => Some((key, value)),
            _ => None,
        }
    }
}

/// The keys and values of a map, in order; `for (key, value) in &map` goes through them.
#[derive(Clone, Debug, Default)]
pub struct Entries<'m>(std::slice::Iter<'m, (Cow<'static, str>, Node)>);

impl<'m> Iterator for Entries<'m> {
    type Item = (&'m str, &'m Node);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, value) = self.0.next()?;
        Some((key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Entries<'_> {}

impl<'m> IntoIterator for &'m Map {
    type Item = (&'m str, &'m Node);
    type IntoIter = Entries<'m>;

    fn into_iter(self) -> Entries<'m> {
        self.entries()
    }
}

impl<K: Into<Cow<'static, str>>, V: Into<Node>> FromIterator<(K, V)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Map {
        let mut map = Map::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_their_order_and_are_there_once() {
        let mut map = Map::new()
            .with("b", 1)
            .with("a", 2)
            .with_some("c", None::<i32>);
        assert_eq!(map.insert("b", 3), Some(Node::Integer(1)));
        let entries: Vec<_> = map
            .iter()
            .map(|(key, value)| (key, value.clone()))
            .collect();
        assert_eq!(entries, [("b", Node::Integer(3)), ("a", Node::Integer(2))]);
        assert_eq!(map.remove("b"), Some(Node::Integer(3)));
        assert_eq!(map.single(), Some(("a", &Node::Integer(2))));
    }
}
