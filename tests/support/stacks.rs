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

/// The stack sets of a template in JSON: the regions of each, and its own template.
///
/// # Panics
/// When the file is no template in JSON, or a stack set of it has no regions or no template.
pub fn stack_sets(template: &Path) -> Vec<(Vec<String>, String)> {
    let text = fs::read_to_string(template)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", template.display()));
    let document: Value = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{} is not JSON: {error}", template.display()));
    let resources = document["Resources"].as_object().into_iter().flatten();
    let stack_sets = resources.filter(|(_, one)| one["Type"] == "AWS::CloudFormation::StackSet");
    stack_sets
        .map(|(id, one)| {
            let properties = &one["Properties"];
            let groups = properties["StackInstancesGroup"].as_array();
            let regions = groups.into_iter().flatten();
            let regions =
                regions.flat_map(|group| group["Regions"].as_array().into_iter().flatten());
            let regions: Vec<String> = regions
                .filter_map(|region| Some(region.as_str()?.to_owned()))
                .collect();
            assert!(!regions.is_empty(), "{id} has no region");
            let body = properties["TemplateBody"].as_str();
            (
                regions,
                body.unwrap_or_else(|| panic!("{id} has no template"))
                    .to_owned(),
            )
        })
        .collect()
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
