//! What stays when a stack is deleted, by the template that is deployed and not by the one that would be.

use super::remote::{Remote, Status, Stop};
use crate::template::{Node, map, read};

/// A resource that stays when its stack is deleted, as other programs are told; and what it is called in its account.
fn stays(id: &str, resource_type: &str, name: String) -> Node {
    map! { "id": id, "type": resource_type, "name": name }.into()
}

/// What stays of a stack that has this template, and of the stacks of its stack sets.
pub(super) fn retained(
    remote: &Remote<'_>,
    status: &Status,
    deployed: Node,
) -> Result<Vec<Node>, Stop> {
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
                let name = resource.text("PhysicalResourceId").to_owned();
                all.push(stays(id, resource.text("ResourceType"), name));
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
fn of_stack_set(properties: &Node, all: &mut Vec<Node>) -> Result<(), Stop> {
    let template = parsed(properties.text("TemplateBody"))?;
    let kept = kept(&template);
    for group in properties.items("StackInstancesGroup") {
        for region in group.items("Regions").filter_map(Node::as_str) {
            for (id, resource) in &kept {
                let name = bucket_name(resource).replace("${AWS::Region}", region);
                all.push(stays(id, resource.text("Type"), name));
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
        Stop::failed(format!(
            "the template that is deployed cannot be read: {error}"
        ))
    })
}
