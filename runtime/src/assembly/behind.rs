//! Stacks that were written here once and are no longer declared: what is deployed of them stays.

use std::fs;
use std::path::Path;

use super::staging::beside;
use super::{INDEX, MARK};
use crate::error::At;
use crate::stacks::Identity;
use crate::template::{Node, json, read};
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
    for key in &["stacks", KEY] {
        for entry in index.items(key) {
            if let Some(stack) = Identity::read(entry)
                && !is_there(&stack, declared)
                && !is_there(&stack, &behind)
            {
                behind.push(Stack::of(stack));
            }
        }
    }
    behind
}

fn is_there(stack: &Identity, all: &Stacks) -> bool {
    for other in all {
        if other.identity().is(stack) {
            return true;
        }
    }
    false
}

/// What the index says of them.
pub(super) fn list(behind: &Stacks) -> Vec<Node> {
    let mut entries = Vec::new();
    for stack in behind {
        entries.push(stack.document().into());
    }
    entries
}

/// Takes the stacks of these names out of the folder's list.
pub(crate) fn forget(folder: &Path, names: &[&str]) -> Result<(), Error> {
    let path = folder.join(INDEX);
    let text = fs::read_to_string(&path).at("read", &path)?;
    let Ok(Node::Map(mut index)) = read::read(&text) else {
        return Ok(());
    };
    let Some(list) = index.remove(KEY) else {
        return Ok(());
    };
    let mut left: Vec<Node> = Vec::new();
    for entry in &list {
        if !names.contains(&entry.text("name")) {
            left.push(entry.clone());
        }
    }
    if !left.is_empty() {
        index.put(KEY, left);
    }
    // As the folder itself: whoever looks finds the old list whole or the new one.
    let new = beside(folder, ".index");
    let text = json::pretty(&index.into());
    fs::write(&new, text.as_str()).at("write", &path)?;
    fs::rename(&new, &path).at("write", &path)
}
