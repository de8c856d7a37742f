//! What is compared: stacks at one time.

use super::values;
use crate::template::{Map, Node};
use crate::{Stack, Stacks};

/// All that is compared with another time.
#[derive(Default)]
pub(crate) struct Side {
    pub(crate) stacks: Vec<Version>,
    /// What each policy is for that an owner must see to, and the policy.
    pub(crate) documents: Vec<(String, Node)>,
}

impl Side {
    /// What is declared.
    pub(crate) fn of(stacks: &Stacks) -> Side {
        let mut side = Side::default();
        for stack in stacks {
            side.stacks.push(Version::of(stack));
        }
        for one in stacks.documents() {
            let document = (one.concerns().to_owned(), one.content().clone());
            side.documents.push(document);
        }
        side
    }

    pub(super) fn documents(&self) -> Node {
        let mut documents = Map::new();
        for (of, policy) in &self.documents {
            documents.insert(of.clone(), values::normal(policy));
        }
        documents.into()
    }
}

/// A stack at one time: as it is declared, as it was written, or as it is deployed.
#[derive(Clone)]
pub(crate) struct Version {
    pub(crate) name: String,
    /// The author's name for the account.
    pub(crate) account: String,
    pub(crate) account_id: String,
    pub(crate) region: String,
    /// The template in the long form.
    pub(crate) template: Node,
}

impl Version {
    /// The stack as it is declared.
    pub(crate) fn of(stack: &Stack) -> Version {
        Version {
            name: stack.name().to_owned(),
            account: stack.account().to_owned(),
            account_id: stack.account_id().to_owned(),
            region: stack.region().to_owned(),
            template: stack.template().to_node(),
        }
    }

    /// Whether both are versions of one stack.
    pub(super) fn is(&self, other: &Version) -> bool {
        (&self.name, &self.account_id, &self.region)
            == (&other.name, &other.account_id, &other.region)
    }

    /// In the one form for all that means the same. The resources of a stack set's template stand beside the stack
    /// set, as `Regions.ArtifactBucket`, so that they are compared as all others are.
    pub(super) fn normal(mut self) -> Version {
        self.template = values::normal(&self.template);
        let template = self.template.as_map_mut();
        let resources = template.and_then(|template| template.get_mut("Resources")?.as_map_mut());
        if let Some(resources) = resources {
            for (id, resource) in inner(resources) {
                resources.insert(id, resource);
            }
        }
        self
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
fn inner(resources: &mut Map) -> Vec<(String, Node)> {
    let mut found = Vec::new();
    for (id, resource) in resources.iter_mut() {
        if let Some(Node::Map(inner)) = resources_of(resource) {
            for (name, resource) in inner.iter() {
                found.push((format!("{id}.{name}"), resource.clone()));
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
    id.split_at(id.find('.').map_or(0, |dot| dot + 1))
}
