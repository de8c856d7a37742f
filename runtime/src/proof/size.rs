//! Every policy, and every stack set's template, is within the size that its service takes (I06).

use passrole_model::catalog::limits;
use passrole_model::index::Index;
use passrole_model::pipeline::Site;
use passrole_model::{Code, Violation};

use super::values::{Made, Scope, resources};
use crate::stacks::{Stack, Stacks};
use crate::template::Node;

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
const PASSED: Limit = Limit {
    help: "divide what it may do among several roles: `passing` names the role that is handed on",
    ..INLINE
};
const BUILD: Limit = Limit {
    help: "divide what it may do among several projects: each has its own build role after `as`",
    ..INLINE
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
pub(super) fn check(stacks: &Stacks, further: &[Stack], broken: &mut Vec<Violation>) {
    let apart = apart(stacks);
    for made in &resources(stacks, further) {
        let mut hold = |limit: &Limit, size: usize| {
            if size > limit.most {
                broken.push(too_large(made, limit, size));
            }
        };
        let one = |key, limit: &Limit| length(made.get(key), made.scope, limit.characters);
        match made.kind() {
            "AWS::IAM::Role" => {
                hold(&TRUST, one("AssumeRolePolicyDocument", &TRUST));
                let name = made.property("RoleName").unwrap_or_default();
                let apart = apart.get(&made.scope.role_here(&name)).unwrap_or(0);
                hold(inline_limit(made), inline(made) + apart);
            }
            "AWS::IAM::ManagedPolicy" => hold(&MANAGED, one("PolicyDocument", &MANAGED)),
            "AWS::S3::BucketPolicy" => hold(&BUCKET, one("PolicyDocument", &BUCKET)),
            "AWS::CloudFormation::StackSet" => {
                let template = made.property("TemplateBody");
                hold(&STACK_SET, template.unwrap_or_default().len());
            }
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => hold(&KEY, one("KeyPolicy", &KEY)),
            _ => {}
        }
    }
}

/// The limit of a role's inline policies, with the help for those that assume it.
fn inline_limit(role: &Made<'_>) -> &'static Limit {
    let trust = role.get("AssumeRolePolicyDocument");
    match trust {
        Some(trust) if holds(trust, "cloudformation.amazonaws.com") => &PASSED,
        Some(trust) if holds(trust, "codebuild.amazonaws.com") => &BUILD,
        _ => &INLINE,
    }
}

/// Whether a text stands somewhere in a document.
fn holds(node: &Node, text: &str) -> bool {
    let mut found = false;
    match node {
        Node::String(known) => found = known == text,
        Node::List(nodes) => {
            for node in nodes {
                found |= holds(node, text);
            }
        }
        Node::Map(map) => {
            for (_, node) in map {
                found |= holds(node, text);
            }
        }
        _ => {}
    }
    found
}

/// All inline policies of a role together.
fn inline(role: &Made<'_>) -> usize {
    let mut whole = 0;
    for policy in role.items("Policies") {
        whole += length(policy.get("PolicyDocument"), role.scope, true);
    }
    whole
}

/// The same of those that stand apart from their roles, by the account and the name of the role.
fn apart(stacks: &Stacks) -> Index {
    let mut apart = Index::default();
    for made in &resources(stacks, &[]) {
        let roles = match made.kind() {
            "AWS::IAM::RolePolicy" => made.items("RoleName"),
            "AWS::IAM::Policy" => made.items("Roles"),
            _ => continue,
        };
        let length = length(made.get("PolicyDocument"), made.scope, true);
        for name in &made.scope.texts(roles) {
            let role = made.scope.role_here(name);
            apart.set(&role, apart.get(&role).unwrap_or(0) + length);
        }
    }
    apart
}

/// The length of a document, if there is one.
fn length(document: Option<&Node>, scope: Scope<'_>, characters: bool) -> usize {
    match document {
        Some(document) => size(document, scope, characters),
        None => 0,
    }
}

/// The length of a document as JSON without white space, as far as it is known.
fn size(node: &Node, scope: Scope<'_>, characters: bool) -> usize {
    match node {
        Node::String(value) => quoted(value, characters),
        Node::List(items) => {
            let mut whole = enclosed(items.len());
            for item in items {
                whole += size(item, scope, characters);
            }
            whole
        }
        Node::Map(map) => match scope.text(node) {
            Some(value) => quoted(&value, characters),
            None => {
                let mut whole = enclosed(map.len());
                for (key, value) in map.iter() {
                    whole += quoted(key, characters) + 1 + size(value, scope, characters);
                }
                whole
            }
        },
        Node::Integer(_) | Node::Float(_) | Node::Boolean(_) => 5,
    }
}

/// The length of a text with its quotes, and of what stands before its own.
fn quoted(text: &str, characters: bool) -> usize {
    let mut length = 2;
    for char in text.chars() {
        length += match characters {
            true => usize::from(!char.is_whitespace()),
            false => char.len_utf8(),
        };
        length += usize::from(matches!(char, '"' | '\\'));
    }
    length
}

/// The brackets around so many items, and the commas between them.
fn enclosed(items: usize) -> usize {
    2 + items.saturating_sub(1)
}

fn too_large(made: &Made<'_>, limit: &Limit, size: usize) -> Violation {
    let unit = if limit.characters {
        "characters without white space"
    } else {
        "bytes"
    };
    let Limit { what, most, .. } = limit;
    let id = made.id;
    Violation::new(
        Code::I06,
        Site::NOWHERE,
        made.place(),
        format!(
            "`{id}` has {what} of {size} {unit}, {} more than the {most} allowed",
            size - most
        ),
    )
    .note(limit.source)
    .help(limit.help)
}
