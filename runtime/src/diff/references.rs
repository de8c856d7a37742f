//! A replacement that brings another: a resource whose own name or place is that of one that is replaced.

use super::replacement::row;
use super::{Effect, Fate, ResourceDiff, Version, scope};
use crate::template::Node;

/// Marks every resource that a replaced one is written into where a change replaces.
pub(super) fn replace(resources: &mut Vec<ResourceDiff>, new: &Version) {
    let added = |resources: &[ResourceDiff], id: &str| {
        let mut found = resources.iter().filter(|resource| resource.id == id);
        found.any(|resource| resource.fate == Fate::Added)
    };
    let mut replaced: Vec<String> = of(resources, Effect::Replaces);
    while let Some(cause) = replaced.pop() {
        for (id, resource) in new.resources() {
            let resource_type = resource.get("Type").and_then(Node::as_str);
            let resource_type = resource_type.unwrap_or_default();
            let names = |property: &&str| {
                let value = resource.get("Properties").and_then(|all| all.get(property));
                let (place, name) = scope(&cause);
                place == scope(id).0 && value.is_some_and(|value| refers(value, name))
            };
            if id == cause || added(resources, id) || !row(resource_type).replaces.iter().any(names)
            {
                continue;
            }
            match resources.iter_mut().find(|resource| resource.id == id) {
                Some(known) if known.effect >= Some(Effect::Replaces) => continue,
                Some(known) => {
                    known.effect = Some(Effect::Replaces);
                    known.because_of = Some(cause.clone());
                }
                None => resources.push(ResourceDiff {
                    id: id.to_owned(),
                    resource_type: resource_type.to_owned(),
                    name: None,
                    fate: Fate::Changed,
                    changes: Vec::new(),
                    effect: Some(Effect::Replaces),
                    because_of: Some(cause.clone()),
                    retained: false,
                }),
            }
            replaced.push(id.to_owned());
        }
    }
}

fn of(resources: &[ResourceDiff], effect: Effect) -> Vec<String> {
    let found = resources
        .iter()
        .filter(|resource| resource.effect == Some(effect));
    found.map(|resource| resource.id.clone()).collect()
}

/// Whether a value holds a reference to a resource.
fn refers(value: &Node, id: &str) -> bool {
    match value {
        Node::Map(map) => map.iter().any(|(key, value)| match (key, value) {
            ("Ref", Node::String(name)) => name == id,
            ("Fn::GetAtt", Node::List(path)) => path.first().and_then(Node::as_str) == Some(id),
            ("Fn::Sub", Node::String(text)) => fills_in(text, id),
            (_, value) => refers(value, id),
        }),
        Node::List(items) => items.iter().any(|item| refers(item, id)),
        _ => false,
    }
}

fn fills_in(text: &str, id: &str) -> bool {
    let mut names = text.split("${").skip(1);
    names.any(|rest| {
        let name = rest.split('}').next().unwrap_or_default();
        name.split('.').next() == Some(id)
    })
}
