//! `stacks.json`, as another program reads it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// One stack of an output folder.
#[derive(Clone, Debug)]
pub struct Stack {
    /// The stack's name.
    pub name: String,
    /// 12 digits.
    pub account: String,
    /// The region that it is deployed to.
    pub region: String,
    /// The template's file.
    pub template: PathBuf,
    /// The names of the stacks that are deployed before it.
    pub dependencies: Vec<String>,
}

/// The stacks of an output folder, in deployment order.
///
/// # Panics
/// When `stacks.json` is not what the reference says, or lists no stack.
pub fn read(folder: &Path) -> Vec<Stack> {
    let path = folder.join("stacks.json");
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let document: Value = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{} is not JSON: {error}", path.display()));
    let stacks: Option<Vec<Stack>> = document["stacks"]
        .as_array()
        .and_then(|stacks| stacks.iter().map(|stack| one(folder, stack)).collect());
    let stacks = stacks.unwrap_or_else(|| panic!("{} lacks a field:\n{text}", path.display()));
    assert!(!stacks.is_empty(), "{} lists no stack", path.display());
    stacks
}

fn one(folder: &Path, stack: &Value) -> Option<Stack> {
    let text = |key: &str| Some(stack[key].as_str()?.to_owned());
    let dependencies = stack["dependencies"].as_array()?;
    Some(Stack {
        name: text("name")?,
        account: text("account")?,
        region: text("region")?,
        template: folder.join(text("file")?),
        dependencies: dependencies
            .iter()
            .map(|name| Some(name.as_str()?.to_owned()))
            .collect::<Option<_>>()?,
    })
}
