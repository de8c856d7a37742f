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
        for stack in stacks {
            named.add_stack(stack);
        }
        for stack in further {
            named.add_stack(stack);
        }
        named
    }

    fn add_stack(&mut self, stack: &Stack) {
        let scope = Scope { stack };
        for (id, resource) in stack.template().resources() {
            let properties = &resource.properties;
            match resource.resource_type.as_ref() {
                "AWS::CodeBuild::Project" => {
                    if let Some(arn) = scope.arn_of(id, resource) {
                        let own = scope.property(properties, "ServiceRole");
                        let of_batches = scope.inner(properties, "BuildBatchConfig", "ServiceRole");
                        self.add(&project(&arn), own);
                        self.add(&batches(&arn), of_batches);
                    }
                }
                "AWS::Events::Rule" => {
                    for target in properties.items("Targets").filter_map(Node::as_map) {
                        if let Some(arn) = scope.property(target, "Arn") {
                            let by = rule(stack.account_id(), &arn);
                            self.add(&by, scope.property(target, "RoleArn"));
                        }
                    }
                }
                _ => {}
            }
        }
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
