//! What is compared: stacks at one time.

use super::values;
use crate::stacks::Identity;
use crate::template::{Map, Node};
use crate::{Stack, Stacks};

/// All that is compared with another time.
#[derive(Default)]
pub(crate) struct Side {
    pub(crate) stacks: Vec<Version>,
    /// Every policy that an owner must see to, by what it is for.
    pub(crate) documents: Map,
}

impl Side {
    /// What is declared.
    pub(crate) fn of(stacks: &Stacks) -> Side {
        let mut side = Side::default();
        for stack in stacks {
            let template = stack.template().to_node();
            side.stacks.push(Version::of(stack, template));
        }
        for one in stacks.documents() {
            let policy = one.content().clone();
            side.documents.insert(one.concerns().to_owned(), policy);
        }
        side
    }

    /// The stacks in the one form for all that means the same.
    pub(super) fn normal(mut self) -> Vec<Version> {
        for version in &mut self.stacks {
            version.normalize();
        }
        self.stacks
    }

    pub(super) fn documents(&self) -> Node {
        values::normal(&self.documents.clone().into())
    }
}

/// A stack at one time: as it is declared, as it was written, or as it is deployed.
pub(crate) struct Version {
    pub(crate) stack: Identity,
    /// The template in the long form.
    pub(crate) template: Node,
}

impl Version {
    /// The stack with a template of that time.
    pub(super) fn of(stack: &Stack, template: Node) -> Version {
        Version {
            stack: stack.identity().clone(),
            template,
        }
    }

    /// Brings it into the one form for all that means the same. The resources of a stack set's template stand beside
    /// the stack set, as `Regions.ArtifactBucket`, so that they are compared as all others are.
    pub(super) fn normalize(&mut self) {
        self.template = values::normal(&self.template);
        let template = self.template.as_map_mut();
        let resources = template.and_then(|template| template.get_mut("Resources")?.as_map_mut());
        if let Some(resources) = resources {
            let inner = inner(resources);
            *resources = std::mem::take(resources).joined(inner);
        }
    }

    /// Ids and resources.
    pub(super) fn resources(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.template.entries("Resources")
    }

    pub(super) fn resource(&self, id: &str) -> Option<&Node> {
        self.template.get("Resources")?.get(id)
    }
}

/// Takes the resources out of the templates of stack sets.
fn inner(resources: &mut Map) -> Map {
    let mut found = Map::new();
    for (id, resource) in resources.iter_mut() {
        if let Some(Node::Map(inner)) = resources_of(resource) {
            for (name, resource) in inner.iter() {
                found.insert(format!("{id}.{name}"), resource.clone());
            }
        }
    }
    found
}

fn resources_of(stack_set: &mut Node) -> Option<Node> {
    let properties = stack_set.as_map_mut()?.get_mut("Properties")?;
    let template = properties.as_map_mut()?.get_mut("TemplateBody")?;
    template.as_map_mut()?.remove("Resources")
}

/// The stack set in whose template a resource stands, with a dot, and the resource's id there.
pub(super) fn scope(id: &str) -> (&str, &str) {
    match id.find('.') {
        Some(dot) => id.split_at(dot + 1),
        None => ("", id),
    }
}
