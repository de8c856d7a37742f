//! Values that mean the same are the same here, and what differs between two is told property by property.

use crate::template::{Map, Node, json, read};

/// One property that differs.
pub(crate) struct Change {
    /// The way to it: keys, and names of what stands in a list.
    pub(crate) path: Vec<String>,
    /// What it was; nothing where it is new.
    pub(crate) old: Option<Node>,
    /// What it becomes; nothing where it goes.
    pub(crate) new: Option<Node>,
}

/// Lists whose order CloudFormation does not mind, beside those of policies.
const UNORDERED: &[&str] = &["DependsOn", "ManagedPolicyArns", "Policies", "Tags"];

/// The elements of a statement in which one value is a list of one.
const LISTS: &[&str] = &["Action", "NotAction", "Resource", "NotResource"];

/// What tells the items of a list from each other: the first key that all of them have.
const NAMES: &[&str] = &[
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
        Node::List(_) => Node::List(each(node, normal)),
        Node::Map(map) => match intrinsic(map) {
            Some(("Fn::GetAtt", Node::String(path))) => match path.split_once('.') {
                Some((id, attribute)) => Node::get_att(id, attribute),
                None => node.clone(),
            },
            // Nothing is filled in.
            Some(("Fn::Sub", Node::String(text))) if !text.contains("${") => text.into(),
            _ => of_values(map, under),
        },
        other => other.clone(),
    }
}

fn under(key: &str, value: &Node) -> Node {
    match (key, value) {
        // A single statement may stand without its list.
        ("Statement", _) => sorted(value, statement),
        ("TemplateBody", Node::String(text)) => match read::read(text) {
            Ok(template @ Node::Map(_)) => normal(&template),
            _ => normal(value),
        },
        _ if UNORDERED.contains(&key) => sorted(value, normal),
        _ => normal(value),
    }
}

/// A statement of a policy: IAM reads one value as a list of one, and minds no order.
fn statement(node: &Node) -> Node {
    match node {
        Node::Map(map) => of_values(map, element),
        other => normal(other),
    }
}

fn element(key: &str, value: &Node) -> Node {
    match (key, value) {
        (key, _) if LISTS.contains(&key) => sorted(value, normal),
        ("Principal" | "NotPrincipal", _) => lists(key, value),
        ("Condition", Node::Map(operators)) => of_values(operators, lists),
        _ => normal(value),
    }
}

/// A map of lists, under any key.
fn lists(_: &str, value: &Node) -> Node {
    match value {
        Node::Map(map) if intrinsic(map).is_none() => of_values(map, unordered),
        other => normal(other),
    }
}

fn unordered(_: &str, items: &Node) -> Node {
    sorted(items, normal)
}

pub(super) fn of_values(map: &Map, value: fn(&str, &Node) -> Node) -> Node {
    let mut values = Map::new();
    for (key, it) in map.iter() {
        values.insert(key.to_owned(), value(key, it));
    }
    values.into()
}

fn each(items: &Node, one: fn(&Node) -> Node) -> Vec<Node> {
    let mut each = Vec::new();
    for item in items {
        each.push(one(item));
    }
    each
}

/// The items of a list whose order does not count, each once, by their text.
fn sorted(items: &Node, one: fn(&Node) -> Node) -> Node {
    let (mut sorted, mut texts) = (Vec::new(), Vec::new());
    for item in each(items, one) {
        let text = json::compact(&item);
        if let Err(place) = texts.binary_search(&text) {
            texts.insert(place, text);
            sorted.insert(place, item);
        }
    }
    Node::List(sorted)
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
        (Node::List(old), Node::List(new)) if old.len() == new.len() => {
            for (place, old) in old.iter().enumerate() {
                if !same(old, &new[place]) {
                    return false;
                }
            }
            true
        }
        (Node::Map(old), Node::Map(new)) if old.len() == new.len() => {
            for (key, old) in old.iter() {
                match new.get(key) {
                    Some(new) if same(old, new) => {}
                    _ => return false,
                }
            }
            true
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
            entries(path, old, new, to);
        }
        (Some(Node::List(old)), Some(Node::List(new))) => {
            if named(path, old, new, to).is_none() {
                items(path, old, new, to);
            }
        }
        _ => tell(path, old.cloned(), new.cloned(), to),
    }
}

fn tell(path: &[String], old: Option<Node>, new: Option<Node>, to: &mut Vec<Change>) {
    let path = path.to_vec();
    to.push(Change { path, old, new });
}

/// Those of the new side in its order, then those that go.
fn entries(path: &mut Vec<String>, old: &Map, new: &Map, to: &mut Vec<Change>) {
    let mut compare = |name: &str, old: Option<&Node>, new: Option<&Node>| {
        path.push(name.to_owned());
        compare(path, old, new, to);
        path.pop();
    };
    for (name, value) in new.iter() {
        compare(name, old.get(name), Some(value));
    }
    for (name, value) in old.iter() {
        if new.get(name).is_none() {
            compare(name, Some(value), None);
        }
    }
}

/// Items with names; nothing where there are some without.
fn named(path: &mut Vec<String>, old: &[Node], new: &[Node], to: &mut Vec<Change>) -> Option<()> {
    let (old, new) = (names(old)?, names(new)?);
    order(path, &old, &new, to);
    entries(path, &old, &new, to);
    Some(())
}

/// The names that stay, where they stand in another order.
fn order(path: &[String], old: &Map, new: &Map, to: &mut Vec<Change>) {
    let (was, is) = (kept(old, new), kept(new, old));
    if was != is {
        tell(path, Some(was), Some(is), to);
    }
}

/// The names that the others have too.
fn kept(entries: &Map, others: &Map) -> Node {
    let mut kept = Vec::new();
    for (name, _) in entries.iter() {
        if others.get(name).is_some() {
            kept.push(Node::from(name));
        }
    }
    Node::List(kept)
}

/// Items without names: by their place where there are as many as before, else those that come and those that go.
fn items(path: &mut Vec<String>, old: &[Node], new: &[Node], to: &mut Vec<Change>) {
    let (came, gone) = (missing(old, new), missing(new, old));
    if came.is_empty() && gone.is_empty() {
        // In another order, or more than once.
        let (old, new) = (Node::List(old.to_vec()), Node::List(new.to_vec()));
        tell(path, Some(old), Some(new), to);
    } else if let ([came], [gone]) = (came.as_slice(), gone.as_slice())
        && is_word(came)
        && is_word(gone)
    {
        compare(path, Some(gone), Some(came), to);
    } else if old.len() != new.len() || are_words(&came) {
        for item in &came {
            compare(path, None, Some(item), to);
        }
        for item in &gone {
            compare(path, Some(item), None, to);
        }
    } else {
        for (place, old) in old.iter().enumerate() {
            path.push((place + 1).to_string());
            compare(path, Some(old), new.get(place), to);
            path.pop();
        }
    }
}

/// The items that a list lacks.
fn missing(from: &[Node], items: &[Node]) -> Vec<Node> {
    let mut missing = Vec::new();
    for item in items {
        if !holds(from, item) {
            missing.push(item.clone());
        }
    }
    missing
}

fn holds(items: &[Node], one: &Node) -> bool {
    for item in items {
        if same(item, one) {
            return true;
        }
    }
    false
}

fn are_words(items: &[Node]) -> bool {
    let mut words = true;
    for item in items {
        words &= is_word(item);
    }
    words
}

/// Text, a number, or a function that stands for one.
fn is_word(node: &Node) -> bool {
    match node {
        Node::Map(map) => intrinsic(map).is_some(),
        node => scalar(node).is_some(),
    }
}

/// The items of a list by their names, where each has one of its own.
fn names(items: &[Node]) -> Option<Map> {
    let Some(first) = items.first() else {
        return Some(Map::new());
    };
    for key in NAMES {
        if first.get(key).is_some() {
            return by_key(items, key);
        }
    }
    None
}

/// The items of a list by what they have under a key.
fn by_key(items: &[Node], key: &str) -> Option<Map> {
    let mut named = Map::new();
    for item in items {
        let name = item.get(key)?.as_str()?;
        if named.insert(name.to_owned(), item.clone()).is_some() {
            return None;
        }
    }
    Some(named)
}

#[cfg(test)]
mod tests;
