//! The roles that projects and event rules name.

use super::values::Scope;
use crate::places::Places;
use crate::stacks::{Stack, Stacks};
use crate::template::Node;

/// The role that the project of that ARN names.
pub(crate) fn project(arn: &str) -> String {
    format!("project {arn}")
}

/// The role that it names for its batches.
pub(crate) fn batches(arn: &str) -> String {
    format!("batches {arn}")
}

/// The roles that the rules of an account name whose events go to what has that ARN.
pub(crate) fn rule(account: &str, target: &str) -> String {
    format!("rule {account} {target}")
}

/// The roles that are named.
#[derive(Default)]
pub(super) struct Named {
    roles: Vec<String>,
    /// Their places, by what names them.
    by: Places,
}

impl Named {
    pub(super) fn new(stacks: &Stacks, further: &[Stack]) -> Named {
        let mut named = Named::default();
        for stack in stacks.iter().chain(further) {
            let scope = Scope { stack };
            for (id, resource) in stack.template().resources() {
                let properties = &resource.properties;
                match resource.resource_type.as_ref() {
                    "AWS::CodeBuild::Project" => {
                        let Some(arn) = scope.arn_of(id, resource) else {
                            continue;
                        };
                        let batches_role =
                            scope.inner(properties, "BuildBatchConfig", "ServiceRole");
                        named.add(&batches(&arn), batches_role);
                        named.add(&project(&arn), scope.property(properties, "ServiceRole"));
                    }
                    "AWS::Events::Rule" => {
                        for target in properties.items("Targets").filter_map(Node::as_map) {
                            if let Some(arn) = scope.property(target, "Arn") {
                                let by = rule(stack.account_id(), &arn);
                                named.add(&by, scope.property(target, "RoleArn"));
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        named
    }

    fn add(&mut self, by: &str, role: Option<String>) {
        if let Some(role) = role {
            self.by.add(by, self.roles.len());
            self.roles.push(role);
        }
    }

    /// The roles that something names.
    pub(super) fn roles(&self, by: &str) -> Vec<&str> {
        let mut roles = Vec::new();
        for place in self.by.of(by) {
            roles.push(self.roles[*place].as_str());
        }
        roles
    }
}
