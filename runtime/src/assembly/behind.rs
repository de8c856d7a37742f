//! Stacks that were written here once and are no longer declared: what is deployed of them stays.

use std::fs;
use std::path::Path;

use super::{INDEX, MARK};
use crate::template::{Map, Node, Template, json, read};
use crate::{Error, Stack, Stacks};

/// The key in the index that lists them, until they are deleted.
pub(super) const KEY: &str = "leftBehind";

/// The stacks of the folder's index that are not among those that are declared.
pub(crate) fn find(folder: &Path, declared: &Stacks) -> Stacks {
    let mut behind = Stacks::default();
    let text = fs::read_to_string(folder.join(INDEX)).unwrap_or_default();
    let Ok(index) = read::read(&text) else {
        return behind;
    };
    if index.get(MARK).is_none() {
        return behind;
    }
    for key in ["stacks", KEY] {
        for stack in index.items(key).filter_map(stack) {
            let is_there = |stacks: &Stacks| stacks.iter().any(|other| is_same(other, &stack));
            if !is_there(declared) && !is_there(&behind) {
                behind.push(stack);
            }
        }
    }
    behind
}

fn is_same(one: &Stack, other: &Stack) -> bool {
    let place =
        |stack: &Stack| [stack.name(), stack.account_id(), stack.region()].map(str::to_owned);
    place(one) == place(other)
}

fn stack(entry: &Node) -> Option<Stack> {
    let text = |key| Some(entry.get(key)?.as_str()?.to_owned());
    Some(Stack::new(
        text("name")?,
        text("accountName")?,
        text("account")?,
        text("region")?,
        Template::default(),
        Vec::new(),
    ))
}

/// What the index says of them, where there are any.
pub(super) fn list(behind: &Stacks) -> Option<Node> {
    let entries = behind.iter().map(|stack| {
        Map::new()
            .with("name", stack.name())
            .with("account", stack.account_id())
            .with("accountName", stack.account())
            .with("region", stack.region())
    });
    (!behind.is_empty()).then(|| entries.collect())
}

/// Takes the stacks of these names out of the folder's list.
pub(crate) fn forget(folder: &Path, names: &[&str]) -> Result<(), Error> {
    let path = folder.join(INDEX);
    let text = fs::read_to_string(&path).map_err(|error| Error::of_path("read", &path, &error))?;
    let Ok(Node::Map(mut index)) = read::read(&text) else {
        return Ok(());
    };
    let Some(list) = index.remove(KEY) else {
        return Ok(());
    };
    let is_named = |entry: &&Node| {
        let name = entry.get("name").and_then(Node::as_str);
        name.is_some_and(|name| names.contains(&name))
    };
    let left: Vec<Node> = list
        .iter()
        .filter(|entry| !is_named(entry))
        .cloned()
        .collect();
    if !left.is_empty() {
        index.insert(KEY, left);
    }
    // As the folder itself: whoever looks finds the old list whole or the new one.
    let new = folder.with_added_extension("index");
    fs::write(&new, json::pretty(&index.into()))
        .and_then(|()| fs::rename(&new, &path))
        .map_err(|error| Error::of_path("write", &path, &error))
}
