//! A CloudFormation value, in the long form of its intrinsic functions.

use std::borrow::Cow;

use serde::Serialize;

use super::map::Entries;
use super::{Map, convert, list, yaml};
use crate::Error;

/// A CloudFormation value.
///
/// An [intrinsic function] is a map with one key, `Ref` or `Fn::…`; how it is written in a file is the file's
/// matter. There is no null, since CloudFormation takes none.
///
/// ```
/// use passrole::template::{Map, Node};
///
/// let principal = Map::new()
///     .with("Service", "codepipeline.amazonaws.com")
///     .with("AWS", [Node::get_att("Role", "Arn"), Node::sub("arn:${AWS::Partition}:iam::222222222222:root")]);
/// assert_eq!(principal.get("Service").and_then(Node::as_str), Some("codepipeline.amazonaws.com"));
/// ```
///
/// [intrinsic function]: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A string.
    String(String),
    /// An integer.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// A truth value.
    Boolean(bool),
    /// A list.
    List(Vec<Node>),
    /// A map, whose keys keep their order.
    Map(Map),
}

impl Node {
    /// Any value that serde can write. A null in a map leaves its key out.
    ///
    /// # Errors
    ///
    /// A null that stands elsewhere, a whole number that `i64` does not hold, a fraction that is not finite, a key
    /// that is neither a string, a whole number nor a truth value, and what the value's own `Serialize` refuses.
    pub fn from_serialize(value: impl Serialize) -> Result<Node, Error> {
        convert::to_node(&value)
    }

    /// [`Ref`]: a parameter's value, or what a resource's reference stands for.
    ///
    /// [`Ref`]: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-ref.html
    pub fn reference(id: impl Into<String>) -> Node {
        Node::Map(Map::of("Ref", Node::String(id.into())))
    }

    /// [`Fn::GetAtt`]: an attribute of a resource.
    ///
    /// [`Fn::GetAtt`]: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getatt.html
    pub fn get_att(id: impl Into<String>, attribute: impl Into<String>) -> Node {
        Node::attribute(id.into(), attribute.into())
    }

    fn attribute(id: String, attribute: String) -> Node {
        Node::Map(Map::of("Fn::GetAtt", list![id, attribute]))
    }

    /// [`Fn::Sub`]: text in which CloudFormation fills in `${…}`.
    ///
    /// [`Fn::Sub`]: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
    pub fn sub(text: impl Into<String>) -> Node {
        Node::Map(Map::of("Fn::Sub", Node::String(text.into())))
    }

    /// Any other intrinsic function, by its long name.
    pub fn function(name: impl Into<Cow<'static, str>>, argument: impl Into<Node>) -> Node {
        Node::call(name.into(), argument.into())
    }

    /// `function`, of what is a node already.
    pub(super) fn call(name: Cow<'static, str>, argument: Node) -> Node {
        Node::Map(Map::new().with_node(name, argument))
    }

    /// For [`list!`]: the list of this one item.
    pub(crate) fn alone(self) -> Node {
        Node::List(Vec::new()).and(self)
    }

    /// For [`list!`]: the list with one item more.
    pub(crate) fn and(mut self, item: Node) -> Node {
        if let Node::List(items) = &mut self {
            items.push(item);
        }
        self
    }

    /// The value as the lines of YAML that stand behind its key, and whether the first of them stands below it.
    pub(crate) fn to_yaml(&self) -> (Vec<String>, bool) {
        let text = yaml::value(self);
        let text = text.strip_suffix('\n').unwrap_or(&text);
        // A map below its key stands further to the right, a list at the key's own column.
        let indent = if text.starts_with("\n  ") { "  " } else { "" };
        let mut lines = Vec::new();
        for line in text.trim_start().split('\n') {
            lines.push(line.strip_prefix(indent).unwrap_or(line).to_owned());
        }
        (lines, text.starts_with('\n'))
    }

    /// The text, where it is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Node::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items, where it is a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match self {
            Node::List(items) => Some(items),
            _ => None,
        }
    }

    /// The map, where it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Node::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The map to change, where it is one.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match self {
            Node::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The value under a key, where it is a map that has the key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// The text under a key; empty where there is none.
    pub(crate) fn text(&self, key: &str) -> &str {
        self.get(key).and_then(Node::as_str).unwrap_or_default()
    }

    /// The items of the list under a key; none where there is none.
    pub(crate) fn items(&self, key: &str) -> std::slice::Iter<'_, Node> {
        match self {
            Node::Map(map) => map.items(key),
            _ => [].iter(),
        }
    }

    /// The keys and values of the map under a key; none where there is none.
    pub(crate) fn entries(&self, key: &str) -> Entries<'_> {
        match self.get(key) {
            Some(Node::Map(map)) => map.entries(),
            _ => Entries::default(),
        }
    }

    /// The items of a list; any other value is its own single item. IAM reads `Action` and its like so.
    pub fn iter(&self) -> std::slice::Iter<'_, Node> {
        match self {
            Node::List(items) => items.iter(),
            one => std::slice::from_ref(one).iter(),
        }
    }
}

impl<'a> IntoIterator for &'a Node {
    type Item = &'a Node;
    type IntoIter = std::slice::Iter<'a, Node>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Node {
        Node::String(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Node {
        Node::String(text)
    }
}

impl From<&String> for Node {
    fn from(text: &String) -> Node {
        Node::String(text.clone())
    }
}

impl From<Cow<'_, str>> for Node {
    fn from(text: Cow<'_, str>) -> Node {
        Node::String(text.into_owned())
    }
}

impl From<i32> for Node {
    fn from(value: i32) -> Node {
        Node::Integer(value.into())
    }
}

impl From<u32> for Node {
    fn from(value: u32) -> Node {
        Node::Integer(value.into())
    }
}

impl From<i64> for Node {
    fn from(value: i64) -> Node {
        Node::Integer(value)
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Node {
        Node::Boolean(value)
    }
}

impl From<Map> for Node {
    fn from(map: Map) -> Node {
        Node::Map(map)
    }
}

impl<T: Into<Node>> From<Vec<T>> for Node {
    fn from(items: Vec<T>) -> Node {
        Node::List(nodes(items))
    }
}

impl<T: Into<Node>, const N: usize> From<[T; N]> for Node {
    fn from(items: [T; N]) -> Node {
        Node::from(Vec::from(items))
    }
}

impl<T: Into<Node>> FromIterator<T> for Node {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Node {
        Node::List(nodes(items))
    }
}

/// The items as values.
fn nodes<T: Into<Node>>(items: impl IntoIterator<Item = T>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for item in items {
        nodes.push(item.into());
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_value_is_its_own_list() {
        let one = Node::from("s3:GetObject");
        let two = Node::from(["s3:GetObject", "s3:PutObject"]);
        assert_eq!(
            one.iter().filter_map(Node::as_str).collect::<Vec<_>>(),
            ["s3:GetObject"]
        );
        assert_eq!(two.iter().count(), 2);
    }

    #[test]
    fn an_intrinsic_is_a_map_of_one_key() {
        let arn = Node::get_att("Key", "Arn");
        assert_eq!(arn.get("Fn::GetAtt"), Some(&Node::from(["Key", "Arn"])));
        assert_eq!(arn.get("Ref"), None);
        assert_eq!(Node::from("text").get("Ref"), None);
    }

    #[test]
    fn lines_of_yaml_stand_as_far_to_the_right_as_they_do_below_a_key() {
        let entry = Map::new().with("Name", "a").with("Value", "b");
        let lines = |node: Node| node.to_yaml();
        let below = |lines: &[&str]| (lines.iter().map(ToString::to_string).collect(), true);
        let behind = |lines: &[&str]| (lines.iter().map(ToString::to_string).collect(), false);
        assert_eq!(lines(entry.clone().into()), below(&["Name: a", "Value: b"]));
        assert_eq!(lines(list![entry]), below(&["- Name: a", "  Value: b"]));
        assert_eq!(lines(Map::new().with("a", 1).into()), below(&["a: 1"]));
        assert_eq!(lines("a".into()), behind(&["a"]));
        assert_eq!(lines(Map::new().into()), behind(&["{}"]));
        assert_eq!(lines("a\n\n b\n".into()), behind(&["|", "  a", "", "   b"]));
        assert_eq!(
            lines(Node::function("Fn::Join", list!["-", list!["a"]])),
            behind(&["!Join", "  - \"-\"", "  - - a"])
        );
    }
}
