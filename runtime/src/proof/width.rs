//! No statement that the library writes allows every action, or every resource where it is known which (I05).

use passrole_model::catalog;
use passrole_model::index::Index;
use passrole_model::pipeline::Site;
use passrole_model::{Code, Violation};

use super::values::{Made, resources};
use crate::iam::is_authors;
use crate::stacks::Stacks;
use crate::template::Node;

/// The statements of all stacks by name: before an edit those that the library wrote.
pub(crate) fn names(stacks: &Stacks) -> Index {
    let mut names = Index::default();
    each(stacks, &mut |made, sid, _| {
        if !is_authors(sid) {
            names.add(&name(made, sid));
        }
    });
    names
}

/// A statement, by the names of its stack, of its resource and of itself.
fn name(made: &Made<'_>, sid: &str) -> String {
    format!("{}/{}/{sid}", made.scope.stack.name(), made.id)
}

/// A violation for each statement of the library's that is too wide.
pub(super) fn check(stacks: &Stacks, broken: &mut Vec<Violation>) {
    each(stacks, &mut |made, sid, statement| {
        if statement.text("Effect") != "Allow" {
            return;
        }
        let Some(wide) = too_wide(statement) else {
            return;
        };
        if stacks.written().has(&name(made, sid)) {
            let id = made.id;
            broken.push(
                Violation::new(
                    Code::I05,
                    Site::NOWHERE,
                    made.place(),
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
    let resources = statement.items("Resource").as_slice();
    let everywhere = resources.contains(&Node::from("*"));
    let mut on_every_resource = None;
    for action in statement.items("Action") {
        let Some(action) = action.as_str() else {
            continue;
        };
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

/// Is told of a statement: its resource, its own id, and the statement.
type Visit<'v> = &'v mut dyn FnMut(&Made<'_>, &str, &Node);

/// Goes through the statements of the policies of roles and buckets. In a key's policy `*` means that key.
fn each(stacks: &Stacks, visit: Visit<'_>) {
    for made in &resources(stacks, &[]) {
        let mut read = |document: Option<&Node>| {
            let Some(document) = document else {
                return;
            };
            for statement in document.items("Statement") {
                visit(made, statement.text("Sid"), statement);
            }
        };
        match made.kind() {
            "AWS::IAM::Role" => {
                for policy in made.items("Policies") {
                    read(policy.get("PolicyDocument"));
                }
            }
            "AWS::S3::BucketPolicy" | "AWS::IAM::ManagedPolicy" => {
                read(made.get("PolicyDocument"));
            }
            _ => {}
        }
    }
}
