//! No statement that the library writes allows every action, or every resource where it is known which (I05).

use passrole_model::catalog;
use passrole_model::index::Index;
use passrole_model::pipeline::Site;
use passrole_model::{Code, Violation};

use crate::iam::is_authors;
use crate::stacks::{Stack, Stacks};
use crate::template::Node;

/// The statements of all stacks by name: before an edit those that the library wrote.
pub(crate) fn names(stacks: &Stacks) -> Index {
    let mut names = Index::default();
    each(stacks, &mut |stack, id, sid, _| {
        if !is_authors(sid) {
            names.add(&name(stack, id, sid));
        }
    });
    names
}

/// A statement, by the names of its stack, of its resource and of itself.
fn name(stack: &Stack, id: &str, sid: &str) -> String {
    format!("{}/{id}/{sid}", stack.name())
}

/// A violation for each statement of the library's that is too wide.
pub(super) fn check(stacks: &Stacks, broken: &mut Vec<Violation>) {
    each(stacks, &mut |stack, id, sid, statement| {
        if statement.text("Effect") != "Allow" {
            return;
        }
        let Some(wide) = too_wide(statement) else {
            return;
        };
        if stacks.written().has(&name(stack, id, sid)) {
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
}

/// What is too wide about a statement, in words.
fn too_wide(statement: &Node) -> Option<String> {
    let mut resources = statement.items("Resource");
    let everywhere = resources.any(|resource| resource.as_str() == Some("*"));
    let mut on_every_resource = None;
    for action in statement.items("Action").filter_map(Node::as_str) {
        let spelt = action.trim_end_matches('*');
        if spelt != action && spelt.to_ascii_lowercase() == spelt {
            return Some(format!("`{action}`"));
        }
        if everywhere && on_every_resource.is_none() && !catalog::is_without_resource(action) {
            on_every_resource = Some(format!("`{action}` on every resource"));
        }
    }
    on_every_resource
}

/// Is told of a statement: its stack, the id of its resource, its own, and the statement.
type Visit<'v> = &'v mut dyn FnMut(&Stack, &str, &str, &Node);

/// Goes through the statements of the policies of roles and buckets. In a key's policy `*` means that key.
fn each(stacks: &Stacks, visit: Visit<'_>) {
    for stack in stacks {
        for (id, resource) in stack.template().resources() {
            let mut read = |document: Option<&Node>| {
                let Some(document) = document else {
                    return;
                };
                for statement in document.items("Statement") {
                    visit(stack, id, statement.text("Sid"), statement);
                }
            };
            let properties = &resource.properties;
            match resource.resource_type.as_ref() {
                "AWS::IAM::Role" => {
                    for policy in properties.items("Policies") {
                        read(policy.get("PolicyDocument"));
                    }
                }
                "AWS::S3::BucketPolicy" | "AWS::IAM::ManagedPolicy" => {
                    read(properties.get("PolicyDocument"));
                }
                _ => {}
            }
        }
    }
}
