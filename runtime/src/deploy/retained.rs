//! What stays when a stack is deleted, by the template that is deployed and not by the one that would be.

use super::aws::part;
use super::remote::{Remote, Status, Stop};
use super::template::parsed;
use crate::template::{Node, map};

/// A resource that stays when its stack is deleted, as other programs are told; and what it is called in its account.
fn stays(id: &str, resource_type: &str, name: String) -> Node {
    map! { "id": id, "type": resource_type, "name": name }.into()
}

/// The command that answers what is in a stack; the AWS command line asks on until it has all of it.
const RESOURCES: &str = "cloudformation list-stack-resources --stack-name";

/// Adds what stays of a stack that has this template, and of the stacks of its stack sets.
pub(super) fn add_retained(
    remote: &Remote<'_>,
    status: &Status,
    deployed: &Node,
    all: &mut Vec<Node>,
) -> Result<(), Stop> {
    let template = parsed(deployed)?;
    let mut any = false;
    for (_, resource) in template.entries("Resources") {
        any |= is_kept(resource) || is_stack_set(resource);
    }
    if !any {
        return Ok(());
    }
    let answer = remote.ask(RESOURCES, &status.id)?;
    for found in part(&answer, RESOURCES, "StackResourceSummaries")?.iter() {
        let id = found.text("LogicalResourceId");
        let resource = template.get("Resources").and_then(|all| all.get(id));
        let resource = match resource {
            Some(resource) if is_there(found) => resource,
            _ => continue,
        };
        if is_kept(resource) {
            let name = found.text("PhysicalResourceId").to_owned();
            all.push(stays(id, found.text("ResourceType"), name));
        }
        if is_stack_set(resource)
            && let Some(properties) = resource.get("Properties")
        {
            add_of_stack_set(properties, all)?;
        }
    }
    Ok(())
}

/// Whether what CloudFormation lists was made, and is not deleted yet.
fn is_there(found: &Node) -> bool {
    !found.text("PhysicalResourceId").is_empty()
        && found.text("ResourceStatus") != "DELETE_COMPLETE"
}

/// Adds what stays of the stacks of a stack set, in each of its regions.
fn add_of_stack_set(properties: &Node, all: &mut Vec<Node>) -> Result<(), Stop> {
    let template = parsed(&properties.text("TemplateBody").into())?;
    for group in properties.items("StackInstancesGroup") {
        for region in group.items("Regions") {
            let Some(region) = region.as_str() else {
                continue;
            };
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

fn is_kept(resource: &Node) -> bool {
    !matches!(resource.text("DeletionPolicy"), "" | "Delete")
}

fn is_stack_set(resource: &Node) -> bool {
    resource.text("Type") == "AWS::CloudFormation::StackSet"
}
