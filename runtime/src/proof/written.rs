//! The chains of the pipelines as they are written: an edit may have given an action another role, or none.

use std::borrow::Cow;
use std::collections::HashMap;

use passrole_model::Code;

use super::chain::{Chain, Hop};
use super::named::{Named, named};
use super::values::Scope;
use crate::iam::{Caller, Request, Unknown};
use crate::stacks::{Stack, Stacks};
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
    /// Those that a project or an event rule names.
    pub(crate) named: Vec<(Named, String)>,
    /// How many hops the pipeline role takes, whoever acts: to be assumed, and to copy what the action takes.
    pub(crate) of_runner: usize,
}

/// The stage and the name of an action.
type Name = (String, String);

/// What pipelines ask of AWS, by what asks: "shop: Prod/release".
pub(crate) type Asked = HashMap<String, Map>;

/// A pipeline as it is written.
struct Written<'s> {
    scope: Scope<'s>,
    properties: &'s Map,
    actions: HashMap<Name, &'s Node>,
}

/// The chains of what the templates still hold, with the roles that they name. `further` are the stacks that the stack
/// sets make.
pub(crate) fn chains<'s>(stacks: &'s Stacks, further: &'s [Stack]) -> Vec<Cow<'s, Chain>> {
    let pipelines = pipelines(stacks);
    let named = named(stacks.iter().chain(further));
    let mut chains = Vec::new();
    for chain in stacks.chains() {
        // Nothing runs where there is no pipeline any more, or not this action.
        let Some(pipeline) = pipelines.get(&chain.pipeline) else {
            continue;
        };
        let action = match &chain.action {
            Some(name) => match pipeline.actions.get(name) {
                Some(action) => Some(*action),
                None => continue,
            },
            None => None,
        };
        let mut chain = pipeline.acted(chain, action);
        for (by, declared) in chain.roles.named.clone() {
            for written in named.get(&by).into_iter().flatten() {
                rename(&mut chain, &declared, written, 0);
            }
        }
        chains.push(chain);
    }
    chains
}

/// What is asked of AWS by the actions of its own types, and where the artifacts are.
pub(crate) fn asked(stacks: &Stacks) -> Asked {
    let mut asked = Asked::new();
    for (pipeline, written) in pipelines(stacks) {
        let stores = ["ArtifactStore", "ArtifactStores"];
        let stores = stores.map(|key| (key.to_owned(), written.properties.get(key).cloned()));
        asked.insert(format!("{pipeline}: the artifact stores"), some(stores));
        for ((stage, name), action) in written.actions {
            let kind = action.get("ActionTypeId");
            let owner = kind.and_then(|kind| kind.get("Owner")?.as_str());
            if owner == Some("AWS") {
                asked.insert(format!("{pipeline}: {stage}/{name}"), asks(action));
            }
        }
    }
    asked
}

/// What an action asks AWS for, whatever roles it names.
fn asks(action: &Node) -> Map {
    let parts = [
        "ActionTypeId",
        "Region",
        "InputArtifacts",
        "OutputArtifacts",
    ];
    let parts = parts.map(|key| (key.to_owned(), action.get(key).cloned()));
    let configuration = action.get("Configuration").and_then(Node::as_map);
    let mut configuration = configuration.cloned().unwrap_or_default();
    configuration.remove("RoleArn");
    some(parts).with("Configuration", configuration)
}

fn some(entries: impl IntoIterator<Item = (String, Option<Node>)>) -> Map {
    let entries = entries.into_iter();
    entries
        .filter_map(|(key, value)| Some((key, value?)))
        .collect()
}

/// What an edit has added to a pipeline or changed in it: no chain is about that.
pub(crate) fn edited(stacks: &Stacks) -> Vec<Unknown> {
    let asked = asked(stacks).into_iter();
    let edited = asked.filter(|(name, asks)| stacks.asked().get(name) != Some(asks));
    let mut edited: Vec<String> = edited.map(|(name, _)| name).collect();
    edited.sort();
    let unknown = edited.into_iter().map(|of| Unknown {
        what: "what the pipeline needs where an `edit` has changed it".to_owned(),
        of,
        may_deny: true,
    });
    unknown.collect()
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
            // CloudFormation names a pipeline that has no name.
            let name = scope.property(properties, "Name");
            let name = name.unwrap_or_else(|| stack.name().to_owned());
            let text = |node: &Node, key: &str| scope.text(node.get(key)?);
            let mut actions = HashMap::new();
            for stage in properties.items("Stages") {
                for action in stage.items("Actions") {
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
    /// The chain with the roles that the pipeline names in place of the declaration's.
    fn acted<'c>(&self, declared: &'c Chain, action: Option<&Node>) -> Cow<'c, Chain> {
        let mut chain = Cow::Borrowed(declared);
        let text = |role: Option<&Node>| role.and_then(|role| self.scope.text(role));
        let Roles {
            runner,
            actor,
            passed,
            ..
        } = &declared.roles;
        let runs = text(self.properties.get("RoleArn")).unwrap_or_else(|| runner.clone());
        rename(&mut chain, runner, &runs, 0);
        let Some(action) = action else {
            return chain;
        };
        let of_runner = declared.roles.of_runner;
        match (actor, action.get("RoleArn")) {
            (Some(actor), Some(acts)) => {
                if let Some(acts) = self.scope.text(acts) {
                    rename(&mut chain, actor, &acts, 0);
                }
            }
            // Without a role of its own an action is done by the pipeline role.
            (Some(actor), None) => {
                let chain = chain.to_mut();
                chain.hops.retain(|hop| {
                    let mut requests = hop.requests.iter();
                    !requests.all(|request| request.is_assuming(actor))
                });
                rename_in(chain, actor, &runs, 0);
            }
            (None, Some(acts)) => {
                if let Some(acts) = self.scope.text(acts) {
                    rename(&mut chain, &runs, &acts, of_runner);
                    chain.to_mut().hops.insert(1, assumes(&runs, &acts));
                }
            }
            (None, None) => {}
        }
        if let Some((key, passed)) = passed {
            let configuration = action.get("Configuration");
            if let Some(written) = text(configuration.and_then(|all| all.get(key))) {
                rename(&mut chain, passed, &written, 0);
            }
        }
        chain
    }
}

/// The pipeline role assumes a role that an edit has given to an action.
fn assumes(runner: &str, actor: &str) -> Hop {
    let request = Request {
        caller: Caller::Role(runner.to_owned()),
        action: "sts:AssumeRole".to_owned(),
        resource: actor.to_owned(),
        account: account_of(actor),
        context: Vec::new(),
    };
    Hop {
        code: Code::I01,
        who: "the pipeline role".to_owned(),
        does: format!("assumes `{actor}`"),
        requests: vec![request],
    }
}

/// Puts one role in the place of another, from a hop on.
fn rename(chain: &mut Cow<'_, Chain>, declared: &str, written: &str, from: usize) {
    if declared != written {
        rename_in(chain.to_mut(), declared, written, from);
    }
}

fn rename_in(chain: &mut Chain, declared: &str, written: &str, from: usize) {
    for hop in chain.hops.iter_mut().skip(from) {
        for request in &mut hop.requests {
            if let Caller::Role(arn) = &mut request.caller
                && arn == declared
            {
                written.clone_into(arn);
                hop.who = format!("`{written}`");
            }
            if request.resource == declared {
                written.clone_into(&mut request.resource);
                request.account = account_of(written);
            }
        }
    }
}

fn account_of(role: &str) -> String {
    role.split(':').nth(4).unwrap_or_default().to_owned()
}
