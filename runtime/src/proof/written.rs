//! The chains of the pipelines as they are written: an edit may have given an action another role, or none.

use std::borrow::Cow;
use std::collections::HashMap;

use super::chain::Chain;
use super::values::Scope;
use crate::iam::Caller;
use crate::stacks::Stacks;
use crate::template::{Map, Node};

/// The roles of a chain as the declaration has them, by ARN.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roles {
    /// The pipeline role.
    pub(crate) runner: String,
    /// The action role, where there is one.
    pub(crate) actor: Option<String>,
    /// The role that is passed on, and the configuration key that names it.
    pub(crate) passed: Option<(&'static str, String)>,
}

/// A pipeline as it is written.
struct Written<'s> {
    scope: Scope<'s>,
    properties: &'s Map,
    actions: HashMap<(String, String), &'s Node>,
}

/// The chains of what the templates still hold, with the roles that they name.
pub(crate) fn chains(stacks: &Stacks) -> Vec<Cow<'_, Chain>> {
    let pipelines = pipelines(stacks);
    let written = |chain: &Chain| pipelines.get(&chain.pipeline);
    let mut chains = Vec::new();
    for chain in stacks.chains() {
        // Nothing runs where there is no pipeline any more, or not this action.
        let Some(pipeline) = written(chain) else {
            continue;
        };
        let action = match &chain.action {
            Some(name) => match pipeline.actions.get(name) {
                Some(action) => Some(*action),
                None => continue,
            },
            None => None,
        };
        chains.push(pipeline.adapt(chain, action));
    }
    chains
}

fn pipelines(stacks: &Stacks) -> HashMap<String, Written<'_>> {
    let mut pipelines = HashMap::new();
    for stack in stacks {
        let scope = Scope { stack };
        for (_, resource) in stack.template().resources() {
            if resource.resource_type != "AWS::CodePipeline::Pipeline" {
                continue;
            }
            let properties = &resource.properties;
            let Some(name) = scope.property(properties, "Name") else {
                continue;
            };
            let text = |node: &Node, key: &str| scope.text(node.get(key)?);
            let mut actions = HashMap::new();
            for stage in properties.get("Stages").into_iter().flat_map(Node::iter) {
                for action in stage.get("Actions").into_iter().flat_map(Node::iter) {
                    if let (Some(stage), Some(name)) = (text(stage, "Name"), text(action, "Name")) {
                        actions.insert((stage, name), action);
                    }
                }
            }
            pipelines.insert(
                name,
                Written {
                    scope,
                    properties,
                    actions,
                },
            );
        }
    }
    pipelines
}

impl Written<'_> {
    /// The chain with the roles that the template names in place of the declaration's.
    fn adapt<'c>(&self, chain: &'c Chain, action: Option<&Node>) -> Cow<'c, Chain> {
        let Roles {
            runner,
            actor,
            passed,
        } = &chain.roles;
        let mut changed: Vec<(&str, String)> = Vec::new();
        let mut compare = |declared: &'c str, written: Option<&Node>| {
            let written = written.and_then(|role| self.scope.text(role));
            if let Some(written) = written.filter(|written| written != declared) {
                changed.push((declared, written));
            }
        };
        compare(runner, self.properties.get("RoleArn"));
        if let Some(action) = action {
            if let Some(actor) = actor {
                // Without a role of its own an action is done by the pipeline role.
                compare(
                    actor,
                    action.get("RoleArn").or(self.properties.get("RoleArn")),
                );
            }
            if let Some((key, passed)) = passed {
                compare(
                    passed,
                    action.get("Configuration").and_then(|all| all.get(key)),
                );
            }
        }
        if changed.is_empty() {
            return Cow::Borrowed(chain);
        }
        let mut chain = chain.clone();
        let renamed = |arn: &mut String| {
            if let Some((_, written)) = changed.iter().find(|(declared, _)| declared == arn) {
                arn.clone_from(written);
            }
        };
        for request in chain.hops.iter_mut().flat_map(|hop| &mut hop.requests) {
            if let Caller::Role(arn) = &mut request.caller {
                renamed(arn);
            }
            if request.resource.contains(":role/") {
                renamed(&mut request.resource);
                if let Some(account) = request.resource.split(':').nth(4) {
                    request.account = account.to_owned();
                }
            }
        }
        Cow::Owned(chain)
    }
}
