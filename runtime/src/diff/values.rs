//! Values that mean the same are the same here, and what differs between two is told property by property.

use std::collections::HashSet;

use crate::template::{Map, Node, json, read};

/// One property that differs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// The way to it: keys, and names of what stands in a list.
    pub(crate) path: Vec<String>,
    /// What it was; nothing where it is new.
    pub(crate) old: Option<Node>,
    /// What it becomes; nothing where it goes.
    pub(crate) new: Option<Node>,
}

/// Lists whose order CloudFormation does not mind, beside those of policies.
const UNORDERED: [&str; 4] = ["DependsOn", "ManagedPolicyArns", "Policies", "Tags"];

/// The elements of a statement in which one value is a list of one.
const LISTS: [&str; 4] = ["Action", "NotAction", "Resource", "NotResource"];

/// What tells the items of a list from each other: the first key that all of them have.
const NAMES: [&str; 7] = [
    "Sid",
    "Name",
    "PolicyName",
    "Id",
    "Key",
    "Region",
    "ParameterKey",
];

/// A value in the one form for all that means the same.
pub(crate) fn normal(node: &Node) -> Node {
    match node {
        Node::List(items) => items.iter().map(normal).collect(),
        Node::Map(map) => match intrinsic(map) {
            Some(("Fn::GetAtt", Node::String(path))) => match path.split_once('.') {
                Some((id, attribute)) => Node::get_att(id, attribute),
                None => node.clone(),
            },
            // Nothing is filled in.
            Some(("Fn::Sub", Node::String(text))) if !text.contains("${") => text.into(),
            _ => map
                .iter()
                .map(|(key, value)| (key.to_owned(), under(key, value)))
                .collect::<Map>()
                .into(),
        },
        other => other.clone(),
    }
}

fn under(key: &str, value: &Node) -> Node {
    match (key, value) {
        // A single statement may stand without its list.
        ("Statement", _) => sorted(value.iter().map(statement).collect()),
        ("TemplateBody", Node::String(text)) => match read::read(text) {
            Ok(template @ Node::Map(_)) => normal(&template),
            _ => normal(value),
        },
        _ if UNORDERED.contains(&key) => sorted(value.iter().map(normal).collect()),
        _ => normal(value),
    }
}

/// A statement of a policy: IAM reads one value as a list of one, and minds no order.
fn statement(node: &Node) -> Node {
    let Node::Map(map) = node else {
        return normal(node);
    };
    let list = |value: &Node| sorted(value.iter().map(normal).collect());
    let lists = |value: &Node| match value {
        Node::Map(map) if intrinsic(map).is_none() => of_values(map, list),
        other => normal(other),
    };
    map.iter()
        .map(|(key, value)| {
            let value = match (key, value) {
                (key, _) if LISTS.contains(&key) => list(value),
                ("Principal" | "NotPrincipal", _) => lists(value),
                ("Condition", Node::Map(operators)) => of_values(operators, lists),
                _ => normal(value),
            };
            (key.to_owned(), value)
        })
        .collect::<Map>()
        .into()
}

fn of_values(map: &Map, value: impl Fn(&Node) -> Node) -> Node {
    let values = map.iter().map(|(key, it)| (key.to_owned(), value(it)));
    values.collect::<Map>().into()
}

fn sorted(mut items: Vec<Node>) -> Node {
    items.sort_by_cached_key(json::compact);
    items.dedup();
    Node::List(items)
}

/// The name and argument of an intrinsic function.
pub(super) fn intrinsic(map: &Map) -> Option<(&str, &Node)> {
    let (key, argument) = map.iter().next()?;
    (map.len() == 1 && (key == "Ref" || key.starts_with("Fn::"))).then_some((key, argument))
}

/// A scalar's text: CloudFormation takes `true` for `"true"` and `7` for `"7"`.
pub(super) fn scalar(node: &Node) -> Option<String> {
    match node {
        Node::String(text) => Some(text.clone()),
        Node::Integer(_) | Node::Float(_) | Node::Boolean(_) => Some(json::compact(node)),
        Node::List(_) | Node::Map(_) => None,
    }
}

/// Whether two values in their normal form say the same; the order of keys does not count.
pub(crate) fn same(old: &Node, new: &Node) -> bool {
    match (old, new) {
        (Node::String(old), Node::String(new)) => old == new,
        (Node::List(old), Node::List(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        (Node::Map(old), Node::Map(new)) => {
            let mut entries = old.iter();
            old.len() == new.len()
                && entries.all(|(key, old)| new.get(key).is_some_and(|new| same(old, new)))
        }
        _ => scalar(old).is_some() && scalar(old) == scalar(new),
    }
}

/// What differs between two values in their normal form, in the order of the new one.
pub(crate) fn changes(old: &Node, new: &Node) -> Vec<Change> {
    let mut changes = Vec::new();
    compare(&mut Vec::new(), Some(old), Some(new), &mut changes);
    changes
}

fn compare(path: &mut Vec<String>, old: Option<&Node>, new: Option<&Node>, to: &mut Vec<Change>) {
    match (old, new) {
        (None, None) => {}
        (Some(old), Some(new)) if same(old, new) => {}
        (Some(Node::Map(old)), Some(Node::Map(new)))
            if intrinsic(old).is_none() && intrinsic(new).is_none() =>
        {
            let (old, new): (Vec<_>, Vec<_>) = (old.iter().collect(), new.iter().collect());
            entries(path, &old, &new, to);
        }
        (Some(Node::List(old)), Some(Node::List(new))) => match names(old).zip(names(new)) {
            Some((old, new)) => {
                order(path, &old, &new, to);
                entries(path, &old, &new, to);
            }
            None => items(path, old, new, to),
        },
        _ => to.push(Change {
            path: path.clone(),
            old: old.cloned(),
            new: new.cloned(),
        }),
    }
}

/// Values by their names.
type Entries<'n> = [(&'n str, &'n Node)];

fn of<'n>(entries: &Entries<'n>, name: &str) -> Option<&'n Node> {
    let entry = entries.iter().find(|(other, _)| *other == name)?;
    Some(entry.1)
}

/// Those of the new side in its order, then those that go.
fn entries(path: &mut Vec<String>, old: &Entries, new: &Entries, to: &mut Vec<Change>) {
    let gone = old.iter().filter(|(name, _)| of(new, name).is_none());
    for (name, _) in new.iter().chain(gone) {
        path.push((*name).to_owned());
        compare(path, of(old, name), of(new, name), to);
        path.pop();
    }
}

/// The names that stay, where they stand in another order.
fn order(path: &[String], old: &Entries, new: &Entries, to: &mut Vec<Change>) {
    let kept = |entries: &Entries, others: &Entries| -> Node {
        let kept = entries
            .iter()
            .filter(|(name, _)| of(others, name).is_some());
        kept.map(|(name, _)| *name).collect()
    };
    let (was, is) = (kept(old, new), kept(new, old));
    if was != is {
        to.push(Change {
            path: path.to_vec(),
            old: Some(was),
            new: Some(is),
        });
    }
}

/// Items without names: by their place where there are as many as before, else those that come and those that go.
fn items(path: &mut Vec<String>, old: &[Node], new: &[Node], to: &mut Vec<Change>) {
    let missing = |from: &[Node], item: &Node| !from.iter().any(|other| same(other, item));
    let came = new.iter().filter(|item| missing(old, item));
    let gone = old.iter().filter(|item| missing(new, item));
    let (came, gone): (Vec<_>, Vec<_>) = (came.collect(), gone.collect());
    if came.is_empty() && gone.is_empty() {
        // In another order, or more than once.
        to.push(Change {
            path: path.clone(),
            old: Some(Node::List(old.to_vec())),
            new: Some(Node::List(new.to_vec())),
        });
    } else if let ([came], [gone]) = (came.as_slice(), gone.as_slice())
        && is_word(came)
        && is_word(gone)
    {
        compare(path, Some(gone), Some(came), to);
    } else if old.len() != new.len() || came.iter().all(|item| is_word(item)) {
        came.into_iter()
            .for_each(|item| compare(path, None, Some(item), to));
        gone.into_iter()
            .for_each(|item| compare(path, Some(item), None, to));
    } else {
        for (place, (old, new)) in old.iter().zip(new).enumerate() {
            path.push((place + 1).to_string());
            compare(path, Some(old), Some(new), to);
            path.pop();
        }
    }
}

/// Text, a number, or a function that stands for one.
fn is_word(node: &Node) -> bool {
    node.as_map().is_some_and(|map| intrinsic(map).is_some()) || scalar(node).is_some()
}

/// The items of a list by their names, where each has one of its own.
fn names(items: &[Node]) -> Option<Vec<(&str, &Node)>> {
    let Some(first) = items.first() else {
        return Some(Vec::new());
    };
    let key = NAMES.iter().find(|key| first.get(key).is_some())?;
    let named = items
        .iter()
        .map(|item| Some((item.get(key)?.as_str()?, item)));
    let named = named.collect::<Option<Vec<_>>>()?;
    let different: HashSet<&str> = named.iter().map(|(name, _)| *name).collect();
    (different.len() == named.len()).then_some(named)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn node(value: &serde_json::Value) -> Node {
        normal(&Node::from_serialize(value).unwrap())
    }

    /// Each change in a line.
    fn changed(old: &serde_json::Value, new: &serde_json::Value) -> Vec<String> {
        let text = |side: Option<Node>| side.as_ref().map_or_else(String::new, json::compact);
        let lines = changes(&node(old), &node(new)).into_iter().map(|change| {
            let path = change.path.join(".");
            format!("{path}: {} > {}", text(change.old), text(change.new))
        });
        lines.collect()
    }

    #[test]
    fn what_means_the_same_is_the_same() {
        let pairs = [
            (
                json!({ "a": 1, "b": true }),
                json!({ "b": "true", "a": "1" }),
            ),
            (
                json!({ "Fn::GetAtt": "a.b.c" }),
                json!({ "Fn::GetAtt": ["a", "b.c"] }),
            ),
            (json!({ "Fn::Sub": "text" }), json!("text")),
            (json!({ "DependsOn": "a" }), json!({ "DependsOn": ["a"] })),
            (
                json!({ "Tags": [{ "Key": "a", "Value": "1" }, { "Key": "b", "Value": "2" }] }),
                json!({ "Tags": [{ "Value": "2", "Key": "b" }, { "Key": "a", "Value": "1" }] }),
            ),
            (
                json!({ "Statement": { "Sid": "A", "Action": "a", "Principal": { "AWS": "1" },
                        "Condition": { "Bool": { "k": true } } } }),
                json!({ "Statement": [{ "Action": ["a"], "Sid": "A", "Principal": { "AWS": ["1"] },
                        "Condition": { "Bool": { "k": ["true"] } } }] }),
            ),
            (
                json!({ "Statement": [{ "Sid": "A", "Action": ["a", "b"] }, { "Sid": "B", "Resource": ["c", "d"] }] }),
                json!({ "Statement": [{ "Sid": "B", "Resource": ["d", "c"] }, { "Sid": "A", "Action": ["b", "a"] }] }),
            ),
            (
                json!({ "TemplateBody": "A: !Ref B\n" }),
                json!({ "TemplateBody": "{\"A\": {\"Ref\": \"B\"}}" }),
            ),
        ];
        for (old, new) in pairs {
            assert_eq!(changed(&old, &new), [] as [&str; 0]);
        }
    }

    #[test]
    fn what_differs_is_told_by_its_way() {
        let old = json!({
            "Stages": [{ "Name": "Source", "X": 1 }, { "Name": "Dev", "X": 1 }, { "Name": "Prod" }],
            "Gone": { "a": 1 },
            "Kind": { "Ref": "A" },
            "List": ["a", "b"],
            "More": ["a"],
            "Pairs": [{ "x": 1 }, { "x": 2 }],
            "Rest": [{ "x": 1 }],
            "Order": ["a", "b"],
            "None": [],
        });
        let new = json!({
            "Stages": [{ "Name": "Source", "X": 2 }, { "Name": "Prod" }, { "Name": "Dev", "X": 1 }],
            "Kind": { "Fn::Sub": "${A}" },
            "List": ["b", "c"],
            "More": ["b", "c"],
            "Pairs": [{ "x": 1 }, { "x": 3 }],
            "Rest": [{ "x": 1 }, { "x": 2 }],
            "Order": ["b", "a"],
            "None": [{ "Name": "x" }],
        });
        let expected = [
            r#"Kind: {"Ref":"A"} > {"Fn::Sub":"${A}"}"#,
            r#"List: "a" > "c""#,
            r#"More:  > "b""#,
            r#"More:  > "c""#,
            r#"More: "a" > "#,
            r#"None.x:  > {"Name":"x"}"#,
            r#"Order: ["a","b"] > ["b","a"]"#,
            "Pairs.2.x: 2 > 3",
            r#"Rest:  > {"x":2}"#,
            r#"Stages: ["Source","Dev","Prod"] > ["Source","Prod","Dev"]"#,
            "Stages.Source.X: 1 > 2",
            r#"Gone: {"a":1} > "#,
        ];
        assert_eq!(changed(&old, &new), expected);
    }
}
