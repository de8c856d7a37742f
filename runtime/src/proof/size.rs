//! Every policy, and every stack set's template, is within the size that its service takes (I06).

use std::collections::HashMap;

use passrole_model::catalog::limits;
use passrole_model::pipeline::Site;
use passrole_model::{Code, Violation};

use super::values::Scope;
use crate::stacks::{Stack, Stacks};
use crate::template::{Node, Resource};

/// A kind of policy, how much its service takes, and what to do where it is more.
struct Limit {
    what: &'static str,
    most: usize,
    /// White space does not count; the unit is characters, not bytes.
    characters: bool,
    source: &'static str,
    help: &'static str,
}

const TRUST: Limit = Limit {
    what: "a trust policy",
    most: limits::TRUST_POLICY,
    characters: true,
    source: "IAM's quota, which AWS raises to 4,096 on request",
    help: "let fewer principals assume the role, or give each of them a role of its own",
};
const INLINE: Limit = Limit {
    what: "inline policies",
    most: limits::INLINE_POLICIES,
    characters: true,
    source: "IAM's quota; it cannot be raised",
    help: "divide the actions among several roles: `as` names the role that acts",
};
const MANAGED: Limit = Limit {
    what: "a text",
    most: limits::MANAGED_POLICY,
    characters: true,
    source: "IAM's quota; it cannot be raised",
    help: "divide it into several",
};
const BUCKET: Limit = Limit {
    what: "a policy",
    most: limits::BUCKET_POLICY,
    characters: false,
    source: "S3's quota; it cannot be raised",
    help: "declare one role for many accounts (`role deployer: Action in [a, b, c];`): accounts whose roles have one name share a statement",
};
const KEY: Limit = Limit {
    what: "a key policy",
    most: limits::KEY_POLICY,
    characters: false,
    source: "KMS's quota; it cannot be raised",
    help: "declare one role for many accounts (`role deployer: Action in [a, b, c];`): accounts whose roles have one name share a statement",
};

const STACK_SET: Limit = Limit {
    what: "a template",
    most: limits::STACK_SET_TEMPLATE,
    characters: false,
    source: "CloudFormation's quota for a template that is written out; it cannot be raised",
    help: "move the text of a buildspec into the source (`BuildSpec: \"buildspec.yml\"`), or run less in further regions of the pipeline's account",
};

/// A violation for each policy that is too large.
pub(super) fn check(stacks: &Stacks, further: &[Stack]) -> Vec<Violation> {
    let mut broken = Vec::new();
    let apart = apart(stacks);
    for stack in stacks.iter().chain(further) {
        let scope = Scope { stack };
        for (id, resource) in stack.template().resources() {
            let mut hold = |limit: &Limit, size: usize| {
                if size > limit.most {
                    broken.push(too_large(stack.name(), id, limit, size));
                }
            };
            let one = |key: &str, limit: &Limit| {
                let policy = resource.properties.get(key);
                policy.map_or(0, |policy| size(policy, scope, limit.characters))
            };
            match resource.resource_type.as_ref() {
                "AWS::IAM::Role" => {
                    hold(&TRUST, one("AssumeRolePolicyDocument", &TRUST));
                    let name = scope.property(&resource.properties, "RoleName");
                    let apart = name.and_then(|name| apart.get(&(stack.account_id(), name)));
                    hold(&INLINE, inline(resource, scope) + apart.unwrap_or(&0));
                }
                "AWS::IAM::ManagedPolicy" => hold(&MANAGED, one("PolicyDocument", &MANAGED)),
                "AWS::S3::BucketPolicy" => hold(&BUCKET, one("PolicyDocument", &BUCKET)),
                "AWS::CloudFormation::StackSet" => {
                    let template = scope.property(&resource.properties, "TemplateBody");
                    hold(&STACK_SET, template.map_or(0, |template| template.len()));
                }
                "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => hold(&KEY, one("KeyPolicy", &KEY)),
                _ => {}
            }
        }
    }
    broken
}

/// All inline policies of a role together.
fn inline(role: &Resource, scope: Scope<'_>) -> usize {
    let policies = role.properties.items("Policies");
    let documents = policies.filter_map(|policy| policy.get("PolicyDocument"));
    documents.map(|document| size(document, scope, true)).sum()
}

/// The same of those that stand apart from their roles, by the account and the name of the role.
fn apart(stacks: &Stacks) -> HashMap<(&str, String), usize> {
    let mut apart = HashMap::new();
    for stack in stacks {
        let scope = Scope { stack };
        for (_, resource) in stack.template().resources() {
            let properties = &resource.properties;
            let roles = match resource.resource_type.as_ref() {
                "AWS::IAM::RolePolicy" => properties.get("RoleName"),
                "AWS::IAM::Policy" => properties.get("Roles"),
                _ => continue,
            };
            let document = properties.get("PolicyDocument");
            let size = document.map_or(0, |document| size(document, scope, true));
            for name in roles.into_iter().flat_map(Node::iter) {
                if let Some(name) = scope.text(name) {
                    *apart.entry((stack.account_id(), name)).or_default() += size;
                }
            }
        }
    }
    apart
}

/// The length of a document as JSON without white space, as far as it is known.
fn size(node: &Node, scope: Scope<'_>, characters: bool) -> usize {
    let text = |text: &str| {
        let escapes = text
            .bytes()
            .filter(|byte| matches!(byte, b'"' | b'\\'))
            .count();
        let length = match characters {
            true => text.chars().filter(|char| !char.is_whitespace()).count(),
            false => text.len(),
        };
        2 + length + escapes
    };
    match node {
        Node::String(value) => text(value),
        Node::List(items) => {
            let inner: usize = items.iter().map(|item| size(item, scope, characters)).sum();
            2 + inner + items.len().saturating_sub(1)
        }
        Node::Map(map) => match scope.text(node) {
            Some(value) => text(&value),
            None => {
                let inner: usize = map
                    .iter()
                    .map(|(key, value)| text(key) + 1 + size(value, scope, characters))
                    .sum();
                2 + inner + map.len().saturating_sub(1)
            }
        },
        Node::Integer(_) | Node::Float(_) | Node::Boolean(_) => 5,
    }
}

fn too_large(stack: &str, id: &str, limit: &Limit, size: usize) -> Violation {
    let unit = if limit.characters {
        "characters without white space"
    } else {
        "bytes"
    };
    let Limit { what, most, .. } = limit;
    Violation::new(
        Code::I06,
        Site::NOWHERE,
        format!("stack {stack}, resource {id}"),
        format!(
            "`{id}` has {what} of {size} {unit}, {} more than the {most} allowed",
            size - most
        ),
    )
    .note(limit.source)
    .help(limit.help)
}
