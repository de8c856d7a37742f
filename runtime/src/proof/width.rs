//! No statement that the library writes allows every action, or every resource where it is known which (I05).

use std::collections::HashSet;

use passrole_model::catalog;
use passrole_model::pipeline::Site;
use passrole_model::{Code, Violation};

use crate::iam::is_authors;
use crate::stacks::{Stack, Stacks};
use crate::template::{Node, Resource};

/// A statement, by the names of its stack, of its resource and of itself.
pub(crate) type Name = (String, String, String);

/// The statements of all stacks by name: before an edit those that the library wrote.
pub(crate) fn names(stacks: &Stacks) -> HashSet<Name> {
    let mut names = HashSet::new();
    each(stacks, |stack, id, sid, _| {
        if !is_authors(sid) {
            names.insert((stack.name().to_owned(), id.to_owned(), sid.to_owned()));
        }
    });
    names
}

/// A violation for each statement of the library's that is too wide.
pub(super) fn check(stacks: &Stacks) -> Vec<Violation> {
    let mut broken = Vec::new();
    each(stacks, |stack, id, sid, statement| {
        let allows = statement.get("Effect").and_then(Node::as_str) == Some("Allow");
        let Some(wide) = too_wide(statement).filter(|_| allows) else {
            return;
        };
        let name = (stack.name().to_owned(), id.to_owned(), sid.to_owned());
        if stacks.written().contains(&name) {
            broken.push(
                Violation::new(
                    Code::I05,
                    Site::NOWHERE,
                    format!("stack {}, resource {id}", stack.name()),
                    format!("statement `{sid}` of `{id}` allows {wide}"),
                )
                .note("the library writes what a step needs; an `edit` has widened it")
                .help("leave it as it was, and add what you need in a statement with a `Sid` of its own"),
            );
        }
    });
    broken
}

/// What is too wide about a statement, in words.
fn too_wide(statement: &Node) -> Option<String> {
    let texts = |key: &str| {
        let values = statement.items(key);
        values.filter_map(Node::as_str).collect::<Vec<_>>()
    };
    let actions = texts("Action");
    if let Some(action) = actions.iter().find(|action| {
        action.ends_with('*')
            && !action
                .trim_end_matches('*')
                .contains(|char: char| char.is_ascii_uppercase())
    }) {
        return Some(format!("`{action}`"));
    }
    let everywhere = texts("Resource").contains(&"*");
    let known = actions
        .iter()
        .find(|action| !catalog::is_without_resource(action));
    known
        .filter(|_| everywhere)
        .map(|action| format!("`{action}` on every resource"))
}

/// Goes through the statements of the policies of roles and buckets. In a key's policy `*` means that key.
fn each<'s>(stacks: &'s Stacks, mut visit: impl FnMut(&'s Stack, &'s str, &'s str, &'s Node)) {
    for stack in stacks {
        for (id, resource) in stack.template().resources() {
            for document in documents(resource) {
                for statement in document.items("Statement") {
                    let sid = statement
                        .get("Sid")
                        .and_then(Node::as_str)
                        .unwrap_or_default();
                    visit(stack, id, sid, statement);
                }
            }
        }
    }
}

fn documents(resource: &Resource) -> Vec<&Node> {
    let properties = &resource.properties;
    match resource.resource_type.as_ref() {
        "AWS::IAM::Role" => {
            let policies = properties.items("Policies");
            policies
                .filter_map(|policy| policy.get("PolicyDocument"))
                .collect()
        }
        "AWS::S3::BucketPolicy" | "AWS::IAM::ManagedPolicy" => {
            properties.get("PolicyDocument").into_iter().collect()
        }
        _ => Vec::new(),
    }
}
