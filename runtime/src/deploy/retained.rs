//! What stays when a stack is deleted, by the template that is deployed and not by the one that would be.

use super::remote::{Remote, Status, Stop};
use super::template::parsed;
use crate::template::{Node, map};

/// A resource that stays when its stack is deleted, as other programs are told; and what it is called in its account.
fn stays(id: &str, resource_type: &str, name: String) -> Node {
    map! { "id": id, "type": resource_type, "name": name }.into()
}

/// Adds what stays of a stack that has this template, and of the stacks of its stack sets.
pub(super) fn add_retained(
    remote: &Remote<'_>,
    status: &Status,
    deployed: &Node,
    all: &mut Vec<Node>,
) -> Result<(), Stop> {
    let template = parsed(deployed)?;
    let kept = kept(&template);
    if !kept.is_empty() {
        add_of_stack(remote, status, &kept, all)?;
    }
    for (_, resource) in template.entries("Resources") {
        if resource.text("Type") == "AWS::CloudFormation::StackSet"
            && let Some(properties) = resource.get("Properties")
        {
            add_of_stack_set(properties, all)?;
        }
    }
    Ok(())
}

fn add_of_stack(
    remote: &Remote<'_>,
    status: &Status,
    kept: &[&str],
    all: &mut Vec<Node>,
) -> Result<(), Stop> {
    let command = "cloudformation describe-stack-resources --stack-name";
    let answer = remote.ask(command, &status.id)?;
    for resource in answer.items("StackResources") {
        let id = resource.text("LogicalResourceId");
        if kept.contains(&id) {
            let name = resource.text("PhysicalResourceId").to_owned();
            all.push(stays(id, resource.text("ResourceType"), name));
        }
    }
    Ok(())
}

/// Adds what stays of the stacks of a stack set, in each of its regions.
fn add_of_stack_set(properties: &Node, all: &mut Vec<Node>) -> Result<(), Stop> {
    let template = parsed(&properties.text("TemplateBody").into())?;
    for group in properties.items("StackInstancesGroup") {
        for region in group.items("Regions").filter_map(Node::as_str) {
            for (id, resource) in template.entries("Resources") {
                if is_kept(resource) {
                    let name = bucket_name(resource).replace("${AWS::Region}", region);
                    all.push(stays(id, resource.text("Type"), name));
                }
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

/// The ids of the resources that a deletion leaves alone.
fn kept(template: &Node) -> Vec<&str> {
    let mut kept = Vec::new();
    for (id, resource) in template.entries("Resources") {
        if is_kept(resource) {
            kept.push(id);
        }
    }
    kept
}

fn is_kept(resource: &Node) -> bool {
    !matches!(resource.text("DeletionPolicy"), "" | "Delete")
}
