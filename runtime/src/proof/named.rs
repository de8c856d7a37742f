//! The roles that projects and event rules name.

use std::collections::HashMap;

use super::values::Scope;
use crate::stacks::Stack;
use crate::template::{Map, Node};

/// What names a role.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Named {
    /// The project of that ARN.
    Project(String),
    /// The batches of the project of that ARN.
    Batches(String),
    /// The rules of an account whose events go to what has that ARN.
    Rule { account: String, target: String },
}

/// The roles that are named, by what names them.
pub(super) fn named<'s>(stacks: impl Iterator<Item = &'s Stack>) -> HashMap<Named, Vec<String>> {
    let mut named: HashMap<Named, Vec<String>> = HashMap::new();
    for stack in stacks {
        let scope = Scope { stack };
        let mut add = |by: Named, role: Option<&Node>| {
            let role = role.and_then(|role| scope.text(role));
            named.entry(by).or_default().extend(role);
        };
        for (_, resource) in stack.template().resources() {
            let properties = &resource.properties;
            match resource.resource_type.as_ref() {
                "AWS::CodeBuild::Project" => {
                    if let Some(name) = scope.property(properties, "Name") {
                        let arn = scope.arn("codebuild", &format!("project/{name}"));
                        let batches = properties.get("BuildBatchConfig");
                        let batches = batches.and_then(|config| config.get("ServiceRole"));
                        add(Named::Batches(arn.clone()), batches);
                        add(Named::Project(arn), properties.get("ServiceRole"));
                    }
                }
                "AWS::Events::Rule" => {
                    for target in targets(properties) {
                        if let Some(arn) = target.get("Arn").and_then(|arn| scope.text(arn)) {
                            let account = stack.account_id().to_owned();
                            let by = Named::Rule {
                                account,
                                target: arn,
                            };
                            add(by, target.get("RoleArn"));
                        }
                    }
                }
                _ => {}
            }
        }
    }
    named
}

fn targets(rule: &Map) -> impl Iterator<Item = &Node> {
    rule.get("Targets").into_iter().flat_map(Node::iter)
}
