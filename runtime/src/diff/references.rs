//! A replacement that brings another: a resource whose own name or place is that of one that is replaced.

use super::replacement::{Row, row};
use super::{Effect, Fate, ResourceDiff, Version, scope};
use crate::template::Node;

/// Marks every resource that a replaced one is written into where a change replaces.
pub(super) fn replace(resources: &mut Vec<ResourceDiff>, new: &Version) {
    let mut replaced = Vec::new();
    for resource in resources.iter() {
        if resource.effect == Effect::Replaces {
            replaced.push(resource.id.clone());
        }
    }
    while let Some(cause) = replaced.pop() {
        for (id, resource) in new.resources() {
            let resource_type = resource.text("Type");
            if id != cause
                && holds(id, resource, row(resource_type), &cause)
                && mark(resources, id, resource_type, &cause)
            {
                replaced.push(id.to_owned());
            }
        }
    }
}

/// Marks a resource as replaced, unless it is new or marked already.
fn mark(resources: &mut Vec<ResourceDiff>, id: &str, resource_type: &str, cause: &str) -> bool {
    for known in resources.iter_mut() {
        if known.id == id {
            if known.fate == Fate::Added || known.effect >= Effect::Replaces {
                return false;
            }
            known.effect = Effect::Replaces;
            known.because_of = Some(cause.to_owned());
            return true;
        }
    }
    resources.push(ResourceDiff {
        id: id.to_owned(),
        resource_type: resource_type.to_owned(),
        effect: Effect::Replaces,
        because_of: Some(cause.to_owned()),
        ..ResourceDiff::default()
    });
    true
}

/// Whether a resource refers to another one of the same template where a change replaces it.
fn holds(id: &str, resource: &Node, row: &Row, other: &str) -> bool {
    let (place, name) = scope(other);
    let Some(properties) = resource.get("Properties") else {
        return false;
    };
    if place != scope(id).0 {
        return false;
    }
    for property in row.replaces {
        if let Some(value) = properties.get(property)
            && refers(value, name)
        {
            return true;
        }
    }
    false
}

/// Whether a value holds a reference to a resource.
fn refers(value: &Node, id: &str) -> bool {
    match value {
        Node::Map(map) => {
            for (key, value) in map.iter() {
                let found = match (key, value) {
                    ("Ref", Node::String(name)) => name == id,
                    ("Fn::GetAtt", Node::List(path)) => {
                        path.first().and_then(Node::as_str) == Some(id)
                    }
                    ("Fn::Sub", Node::String(text)) => fills_in(text, id),
                    (_, value) => refers(value, id),
                };
                if found {
                    return true;
                }
            }
        }
        Node::List(items) => {
            for item in items {
                if refers(item, id) {
                    return true;
                }
            }
        }
        _ => {}
    }
    false
}

fn fills_in(text: &str, id: &str) -> bool {
    let mut parts = text.split("${");
    parts.next();
    for part in parts {
        let (name, _) = part.split_once('}').unwrap_or((part, ""));
        let (name, _) = name.split_once('.').unwrap_or((name, ""));
        if name == id {
            return true;
        }
    }
    false
}
