//! The chains of the pipelines as they are written: an edit may have given an action another role, or none.

use std::slice;
use std::sync::Arc;

use passrole_model::Code;
use passrole_model::catalog::gates;
use passrole_model::index::Index;

use super::chain::{Chain, Hop};
use super::named::Named;
use super::values::{Scope, resources};
use crate::iam::{Caller, Request, field};
use crate::stacks::{Stack, Stacks};
use crate::template::{Map, Node};
use crate::texts::sort;

/// The roles of a chain as the declaration has them, by ARN.
#[derive(Clone, Debug)]
pub(crate) struct Roles {
    /// The pipeline role.
    pub(crate) runner: String,
    /// The action role, where there is one.
    pub(crate) actor: Option<String>,
    /// The role that is passed on, and the configuration key that names it.
    pub(crate) passed: Option<(&'static str, String)>,
    /// Those that a project or an event rule names, each after what names it.
    pub(crate) named: Vec<(String, String)>,
    /// How many hops the pipeline role takes, whoever acts: to be assumed, and to copy what the action takes.
    pub(crate) of_runner: usize,
}

/// A pipeline as it is written, or an action or rule of one: "shop", "shop: Prod/release", "shop: Prod/OnSuccess/alarm".
struct Written<'s> {
    scope: Scope<'s>,
    name: String,
    properties: &'s Map,
}

/// Pipelines or actions, by their names.
#[derive(Default)]
struct Known<'s> {
    all: Vec<Written<'s>>,
    places: Index,
}

impl<'s> Known<'s> {
    fn add(&mut self, written: Written<'s>) {
        self.places.set(&written.name, self.all.len());
        self.all.push(written);
    }

    fn get(&self, name: &str) -> Option<&Written<'s>> {
        Some(&self.all[self.places.get(name)?])
    }
}

/// The chains of what the templates still hold, with the roles that they name. `further` are the stacks that the stack
/// sets make.
pub(crate) fn chains(stacks: &Stacks, further: &[Stack]) -> Vec<Arc<Chain>> {
    let pipelines = pipelines(stacks);
    let mut actions = Known::default();
    for pipeline in &pipelines.all {
        pipeline.add_actions(pipeline.properties, &mut actions);
    }
    let named = Named::new(stacks, further);
    let mut chains = Vec::new();
    for declared in stacks.chains() {
        // Nothing runs where there is no pipeline any more, or not this action.
        let Some(pipeline) = pipelines.get(&declared.pipeline) else {
            continue;
        };
        let action = match declared.path() {
            Some(path) => {
                let name = format!("{}: {path}", declared.pipeline);
                match actions.get(&name) {
                    Some(action) => Some(action.properties),
                    None => continue,
                }
            }
            None => None,
        };
        let mut chain = Arc::clone(declared);
        pipeline.act(&mut chain, &declared.roles, action);
        for (by, role) in &declared.roles.named {
            for written in &named.roles(by) {
                rename(&mut chain, role, written);
            }
        }
        chains.push(chain);
    }
    chains
}

/// The pipelines of the stacks, with their properties.
pub(crate) fn asked(stacks: &Stacks) -> Map {
    let mut asked = Map::new();
    for pipeline in &pipelines(stacks).all {
        let properties = Node::Map(pipeline.properties.clone());
        asked.insert(pipeline.name.clone(), properties);
    }
    asked
}

/// Notes what an edit has added to a pipeline or changed in it: no chain is about that.
pub(super) fn edited(stacks: &Stacks, unknown: &mut Vec<(String, String)>) {
    let mut edited = Vec::new();
    for pipeline in &pipelines(stacks).all {
        let before = stacks.asked().get(&pipeline.name).and_then(Node::as_map);
        if before != Some(pipeline.properties) {
            pipeline.add_edited(before, &mut edited);
        }
    }
    sort(&mut edited);
    for of in edited {
        let what = "what the pipeline needs where an `edit` has changed it";
        unknown.push((what.to_owned(), of));
    }
}

fn pipelines(stacks: &Stacks) -> Known<'_> {
    let mut pipelines = Known::default();
    for made in &resources(stacks, &[]) {
        if made.kind() == "AWS::CodePipeline::Pipeline" {
            let scope = made.scope;
            // CloudFormation names a pipeline that has no name.
            let name = match made.property("Name") {
                Some(name) => name,
                None => scope.stack.name().to_owned(),
            };
            pipelines.add(Written {
                scope,
                name,
                properties: &made.resource.properties,
            });
        }
    }
    pipelines
}

impl<'s> Written<'s> {
    /// The actions of the pipeline as it is in these properties, and the rules of its conditions.
    fn add_actions(&self, properties: &'s Map, actions: &mut Known<'s>) {
        for stage in properties.items("Stages") {
            let Some(name) = self.scope.under(stage, "Name") else {
                continue;
            };
            self.add_named(stage.items("Actions"), &name, actions);
            for gate in gates::GATES {
                let Some(written) = stage.get(gate.name) else {
                    continue;
                };
                let name = format!("{name}/{}", gate.name);
                for condition in written.items("Conditions") {
                    self.add_named(condition.items("Rules"), &name, actions);
                }
            }
        }
    }

    /// Adds those of a list that have a name, below another.
    fn add_named(&self, list: slice::Iter<'s, Node>, below: &str, actions: &mut Known<'s>) {
        for action in list {
            if let (Some(name), Node::Map(properties)) = (self.scope.under(action, "Name"), action)
            {
                actions.add(Written {
                    scope: self.scope,
                    name: format!("{}: {below}/{name}", self.name),
                    properties,
                });
            }
        }
    }

    /// What is asked of AWS otherwise than before: by the actions of its own types, and where the artifacts are.
    fn add_edited(&self, before: Option<&'s Map>, edited: &mut Vec<String>) {
        let mut known = Known::default();
        let mut actions = Known::default();
        if let Some(before) = before {
            self.add_actions(before, &mut known);
        }
        self.add_actions(self.properties, &mut actions);
        let stores = ["ArtifactStore", "ArtifactStores"];
        let stored = match before {
            Some(before) => is_same(before, self.properties, &stores),
            None => false,
        };
        if !stored {
            edited.push(format!("{}: the artifact stores", self.name));
        }
        for action in &actions.all {
            let Written {
                name, properties, ..
            } = action;
            let kind = properties.get("ActionTypeId");
            match kind.or(properties.get("RuleTypeId")) {
                Some(kind) if kind.text("Owner") == "AWS" => {}
                _ => continue,
            }
            match known.get(name) {
                Some(known) if asks_same(known.properties, properties) => {}
                _ => edited.push(name.clone()),
            }
        }
    }

    /// Puts the roles that the pipeline names in the place of the declaration's. A chain in which nothing changes is
    /// not copied.
    fn act(&self, chain: &mut Arc<Chain>, declared: &Roles, action: Option<&Map>) {
        let Roles {
            runner,
            actor,
            passed,
            of_runner,
            ..
        } = declared;
        let runs = match self.scope.property(self.properties, "RoleArn") {
            Some(runs) => runs,
            None => runner.clone(),
        };
        rename(chain, runner, &runs);
        let Some(action) = action else {
            return;
        };
        match (actor, action.get("RoleArn")) {
            (Some(actor), Some(acts)) => {
                if let Some(acts) = self.scope.text(acts) {
                    rename(chain, actor, &acts);
                }
            }
            // Without a role of its own an action is done by the pipeline role.
            (Some(actor), None) => {
                let mut hops = Vec::new();
                for hop in &chain.hops {
                    if !hop.is_assuming(actor) {
                        hops.push(renamed(hop, actor, &runs));
                    }
                }
                *chain = with(chain, hops);
            }
            (None, Some(acts)) => {
                if let Some(acts) = self.scope.text(acts)
                    && acts != runs
                {
                    let mut hops = Vec::new();
                    for (place, hop) in chain.hops.iter().enumerate() {
                        // What the pipeline role does whoever acts stays its own; no role has an empty ARN.
                        let other = if place < *of_runner { "" } else { &runs };
                        hops.push(renamed(hop, other, &acts));
                        if place == 0 {
                            hops.push(assumes(&runs, &acts));
                        }
                    }
                    *chain = with(chain, hops);
                }
            }
            (None, None) => {}
        }
        if let Some((key, passed)) = passed
            && let Some(written) = self.scope.inner(action, "Configuration", key)
        {
            rename(chain, passed, &written);
        }
    }
}

/// Whether two actions ask AWS for the same, whatever roles they name.
fn asks_same(one: &Map, other: &Map) -> bool {
    let parts = [
        "ActionTypeId",
        "RuleTypeId",
        "Region",
        "InputArtifacts",
        "OutputArtifacts",
    ];
    is_same(one, other, &parts) && configuration(one) == configuration(other)
}

/// Whether they have the same under these keys.
fn is_same(one: &Map, other: &Map, keys: &[&str]) -> bool {
    for key in keys {
        if one.get(key) != other.get(key) {
            return false;
        }
    }
    true
}

/// The configuration of an action, but for the role that it passes on.
fn configuration(action: &Map) -> Map {
    let configuration = action.get("Configuration").and_then(Node::as_map);
    let mut configuration = configuration.cloned().unwrap_or_default();
    configuration.remove("RoleArn");
    configuration
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
    let does = format!("assumes `{actor}`");
    Hop::new(Code::I01, "the pipeline role".to_owned(), does, request)
}

/// Puts one role in the place of another.
fn rename(chain: &mut Arc<Chain>, declared: &str, written: &str) {
    if declared == written {
        return;
    }
    let mut hops = Vec::new();
    for hop in &chain.hops {
        hops.push(renamed(hop, declared, written));
    }
    *chain = with(chain, hops);
}

/// A hop with one role in the place of another.
fn renamed(hop: &Hop, declared: &str, written: &str) -> Hop {
    let mut who = hop.who.clone();
    let mut requests = Vec::new();
    for request in &hop.requests {
        let mut request = request.clone();
        if let Caller::Role(arn) = &mut request.caller
            && arn == declared
        {
            *arn = written.to_owned();
            who = format!("`{written}`");
        }
        if request.resource == declared {
            request.resource = written.to_owned();
            request.account = account_of(written);
        }
        requests.push(request);
    }
    Hop {
        code: hop.code,
        who,
        does: hop.does.clone(),
        requests,
    }
}

/// A chain with other hops.
fn with(chain: &Chain, hops: Vec<Hop>) -> Arc<Chain> {
    Arc::new(Chain {
        pipeline: chain.pipeline.clone(),
        action: chain.action.clone(),
        gate: chain.gate.clone(),
        what: chain.what.clone(),
        roles: chain.roles.clone(),
        hops,
    })
}

fn account_of(role: &str) -> String {
    field(role, 4).unwrap_or_default().to_owned()
}
