//! The roles that projects and event rules name.

use super::values::resources;
use crate::places::Places;
use crate::stacks::{Stack, Stacks};

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
        for made in &resources(stacks, further) {
            let scope = made.scope;
            match made.kind() {
                "AWS::CodeBuild::Project" => {
                    if let Some(arn) = made.arn() {
                        let properties = &made.resource.properties;
                        let of_batches = scope.inner(properties, "BuildBatchConfig", "ServiceRole");
                        named.add(&project(&arn), made.property("ServiceRole"));
                        named.add(&batches(&arn), of_batches);
                    }
                }
                "AWS::Events::Rule" => {
                    for target in made.items("Targets") {
                        if let Some(arn) = scope.under(target, "Arn") {
                            let by = rule(scope.stack.account_id(), &arn);
                            named.add(&by, scope.under(target, "RoleArn"));
                        }
                    }
                }
                _ => {}
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
