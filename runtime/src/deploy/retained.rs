//! What stays when a stack is deleted, by the template that is deployed and not by the one that would be.

use std::fmt;

use super::remote::{Remote, Status, Stop};
use crate::template::{Node, read};

/// A resource that stays when its stack is deleted.
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
    let kept = kept(&deployed);
    if !kept.is_empty() {
        let answer = remote.ask(&["describe-stack-resources", "--stack-name", &status.id])?;
        for resource in answer.items("StackResources") {
            let id = resource.text("LogicalResourceId");
            if kept.iter().any(|(kept, _)| *kept == id) {
                all.push(Retained {
                    id: id.to_owned(),
                    resource_type: resource.text("ResourceType").to_owned(),
                    name: resource.text("PhysicalResourceId").to_owned(),
                });
            }
        }
    }
    for (_, resource) in deployed.entries("Resources") {
        if resource.text("Type") == "AWS::CloudFormation::StackSet"
            && let Some(properties) = resource.get("Properties")
        {
            of_stack_set(properties, &mut all)?;
        }
    }
    Ok(all)
}

/// What stays of the stacks of a stack set, in each of its regions.
fn of_stack_set(properties: &Node, all: &mut Vec<Retained>) -> Result<(), Stop> {
    let template = parsed(properties.text("TemplateBody"))?;
    let kept = kept(&template);
    for group in properties.items("StackInstancesGroup") {
        for region in group.items("Regions").filter_map(Node::as_str) {
            for (id, resource) in &kept {
                all.push(Retained {
                    id: (*id).to_owned(),
                    resource_type: resource.text("Type").to_owned(),
                    name: bucket_name(resource).replace("${AWS::Region}", region),
                });
            }
        }
    }
    Ok(())
}

/// The name that a template gives to a bucket.
fn bucket_name(resource: &Node) -> &str {
    let Some(properties) = resource.get("Properties") else {
        return "";
    };
    match properties.get("BucketName") {
        Some(Node::String(name)) => name,
        Some(name) => name.text("Fn::Sub"),
        None => "",
    }
}

/// The resources that a deletion leaves alone.
fn kept(template: &Node) -> Vec<(&str, &Node)> {
    let mut kept = Vec::new();
    for (id, resource) in template.entries("Resources") {
        if !["", "Delete"].contains(&resource.text("DeletionPolicy")) {
            kept.push((id, resource));
        }
    }
    kept
}

fn parsed(text: &str) -> Result<Node, Stop> {
    read::read(text).map_err(|error| {
        Stop::Failed(format!(
            "the template that is deployed cannot be read: {error}"
        ))
    })
}
