//! What stays when a stack is deleted, by the template that is deployed and not by the one that would be.

use std::fmt;

use super::remote::{Remote, Status, Stop};
use crate::template::{Node, read};

/// A resource that stays when its stack is deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Retained {
    /// The logical id.
    pub(crate) id: String,
    pub(crate) resource_type: String,
    /// What it is called in its account.
    pub(crate) name: String,
}

impl fmt::Display for Retained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}) {}", self.id, self.resource_type, self.name)
    }
}

/// What stays of a stack that has this template, and of the stacks of its stack sets.
pub(super) fn retained(
    remote: &Remote<'_>,
    status: &Status,
    deployed: Node,
) -> Result<Vec<Retained>, Stop> {
    let deployed = match deployed {
        Node::String(text) => parsed(&text)?,
        template => template,
    };
    let mut all = Vec::new();
    let kept: Vec<&str> = kept(&deployed).map(|(id, _)| id).collect();
    if !kept.is_empty() {
        let answer = remote.ask(&["describe-stack-resources", "--stack-name", &status.id])?;
        let found = answer.get("StackResources").and_then(Node::as_list);
        let found = found.unwrap_or_default().iter().map(|resource| Retained {
            id: text(resource, "LogicalResourceId").to_owned(),
            resource_type: text(resource, "ResourceType").to_owned(),
            name: text(resource, "PhysicalResourceId").to_owned(),
        });
        all.extend(found.filter(|resource| kept.contains(&resource.id.as_str())));
    }
    for (_, resource) in deployed.entries("Resources") {
        if text(resource, "Type") == "AWS::CloudFormation::StackSet"
            && let Some(properties) = resource.get("Properties")
        {
            all.extend(of_stack_set(properties)?);
        }
    }
    Ok(all)
}

/// What stays of the stacks of a stack set, in each of its regions.
fn of_stack_set(properties: &Node) -> Result<Vec<Retained>, Stop> {
    let template = parsed(text(properties, "TemplateBody"))?;
    let mut all = Vec::new();
    for group in properties.items("StackInstancesGroup") {
        for region in group.items("Regions").filter_map(Node::as_str) {
            for (id, resource) in kept(&template) {
                all.push(Retained {
                    id: id.to_owned(),
                    resource_type: text(resource, "Type").to_owned(),
                    name: bucket_name(resource).replace("${AWS::Region}", region),
                });
            }
        }
    }
    Ok(all)
}

/// The name that a template gives to a bucket.
fn bucket_name(resource: &Node) -> &str {
    let name = resource
        .get("Properties")
        .and_then(|properties| properties.get("BucketName"));
    let name = name.map(|name| name.get("Fn::Sub").unwrap_or(name));
    name.and_then(Node::as_str).unwrap_or_default()
}

/// The resources that a deletion leaves alone.
fn kept(template: &Node) -> impl Iterator<Item = (&str, &Node)> {
    template
        .entries("Resources")
        .filter(|(_, resource)| !["", "Delete"].contains(&text(resource, "DeletionPolicy")))
}

fn text<'n>(node: &'n Node, key: &str) -> &'n str {
    node.get(key).and_then(Node::as_str).unwrap_or_default()
}

fn parsed(text: &str) -> Result<Node, Stop> {
    read::read(text).map_err(|error| {
        Stop::Failed(format!(
            "the template that is deployed cannot be read: {error}"
        ))
    })
}
