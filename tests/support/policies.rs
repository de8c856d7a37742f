//! The policy documents of templates, found and changed one at a time.

use passrole::Stacks;
use passrole::template::{Node, Resource};

use crate::pipelines;

/// Where a policy document stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// The stack's name.
    pub stack: String,
    /// The resource's logical id.
    pub resource: String,
    /// The place of the document among those of the resource.
    pub document: usize,
}

/// The stacks of an example whose roles have no policy but those that are written out: of AWS's own the content is
/// not known, so that what they might allow is never missed.
///
/// # Panics
/// When there is no such example.
pub fn written_out(name: &str) -> Stacks {
    let mut stacks = pipelines::named(name).synth().expect("every rule holds");
    let names: Vec<String> = stacks.iter().map(|stack| stack.name().to_owned()).collect();
    for name in names {
        let template = stacks.get_mut(&name).expect("it is there").template_mut();
        let ids: Vec<String> = template.resources().map(|(id, _)| id.to_owned()).collect();
        for id in ids {
            let resource = template.resource_mut(&id).expect("it is there");
            resource.properties.remove("ManagedPolicyArns");
        }
    }
    stacks.prove().expect("every rule holds still");
    stacks
}

/// Every policy document of the stacks.
pub fn places(stacks: &Stacks) -> Vec<At> {
    let mut places = Vec::new();
    for stack in stacks {
        for (id, resource) in stack.template().resources() {
            let count = documents(&mut resource.clone()).len();
            places.extend((0..count).map(|document| At {
                stack: stack.name().to_owned(),
                resource: id.to_owned(),
                document,
            }));
        }
    }
    places
}

/// The statements of a document, to change.
///
/// # Panics
/// When there is no document at that place.
pub fn statements<'s>(stacks: &'s mut Stacks, at: &At) -> &'s mut Vec<Node> {
    let stack = stacks.get_mut(&at.stack).expect("the stack is there");
    let resource = stack.template_mut().resource_mut(&at.resource);
    let resource = resource.expect("the resource is there");
    let document = documents(resource).swap_remove(at.document);
    let statements = document
        .as_map_mut()
        .and_then(|map| map.get_mut("Statement"));
    let statements = statements.expect("a document has statements");
    if let Node::Map(one) = statements {
        *statements = Node::List(vec![Node::Map(one.clone())]);
    }
    list(statements)
}

/// A list, to change; a single value becomes a list of one.
///
/// # Panics
/// Never: what is no list is made one.
pub fn list(node: &mut Node) -> &mut Vec<Node> {
    if !matches!(node, Node::List(_)) {
        *node = Node::List(vec![node.clone()]);
    }
    match node {
        Node::List(items) => items,
        _ => unreachable!("it was made a list"),
    }
}

/// The documents of a resource: of a role its trust policy first. An event bus's statement stands for a document.
fn documents(resource: &mut Resource) -> Vec<&mut Node> {
    let kind = resource.resource_type.clone();
    let properties = &mut resource.properties;
    match kind.as_ref() {
        "AWS::IAM::Role" => {
            let mut trust = None;
            let mut inline = Vec::new();
            for (key, value) in properties.iter_mut() {
                match key {
                    "AssumeRolePolicyDocument" => trust = Some(value),
                    "Policies" => {
                        let policies = list(value).iter_mut();
                        inline = policies
                            .filter_map(|policy| policy.as_map_mut()?.get_mut("PolicyDocument"))
                            .collect();
                    }
                    _ => {}
                }
            }
            trust.into_iter().chain(inline).collect()
        }
        "AWS::S3::BucketPolicy" => properties.get_mut("PolicyDocument").into_iter().collect(),
        "AWS::KMS::Key" => properties.get_mut("KeyPolicy").into_iter().collect(),
        _ => Vec::new(),
    }
}
