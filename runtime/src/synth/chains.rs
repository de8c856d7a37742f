//! The requests that AWS makes when the pipeline runs, step by step.

mod artifacts;
mod assumed;
mod build;

use passrole_model::Code;
use passrole_model::arn::Arn;
use passrole_model::catalog::{Artifacts, Passes};
use passrole_model::names;
use passrole_model::pipeline::{Account, Ident, Role, RoleKind};
use passrole_model::resolve::{Actor, Passed, Step};

use super::Synth;
use super::access::{Right, under};
use crate::iam::{Caller, Request, Statement};
use crate::proof::{self, ANY, Chain, Hop, Roles};
use crate::template::{Map, Node};
use artifacts::InStore;
pub(super) use assumed::assume;

/// A role on its way through a chain.
#[derive(Clone)]
pub(super) struct Someone<'p> {
    pub(super) account: &'p Account,
    pub(super) arn: String,
    /// "role `deployer` in `prod`"
    pub(super) who: String,
}

impl<'p> Synth<'p> {
    /// Every chain: of the pipeline itself, of each action in the order of the declaration, of what starts the
    /// pipeline, of the roles that read artifacts by themselves, and of the stack set for further regions. `home` is
    /// the pipeline's stack.
    pub(super) fn chains(&self, home: proof::Scope<'_>) -> Vec<Chain> {
        let keys = &self.keys(home);
        let runner = self.runner();
        let look = [Right::LOOK, Right::LOCATE];
        let mut buckets = Vec::new();
        for (store, key) in keys.iter().enumerate() {
            let store = InStore { store, key };
            buckets.extend(self.uses(&runner, &look, &[], store));
        }
        let mut chains = vec![Chain {
            pipeline: self.name.clone(),
            action: None,
            what: "the pipeline itself".to_owned(),
            roles: self.roles(&runner),
            hops: vec![
                self.assumed_by_pipeline(&runner),
                hop(
                    Code::I04,
                    &runner,
                    "looks at the artifact bucket".to_owned(),
                    buckets,
                ),
            ],
        }];
        let steps = self.resolved.steps.iter();
        chains.extend(steps.filter_map(|step| self.chain(step, &runner, keys)));
        chains.extend(self.starts());
        chains.extend(self.readers(keys));
        chains.extend(self.regions_chain(home));
        chains
    }

    fn chain(&self, step: &'p Step<'p>, runner: &Someone<'p>, keys: &[String]) -> Option<Chain> {
        let (kind, account) = (step.kind?, step.account?);
        let store = self.store_of(step);
        let key = InStore {
            store,
            key: &keys[store],
        };
        let action = self.resolved.show(&step.action.name);
        let mut roles = self.roles(runner);
        let mut hops = vec![self.assumed_by_pipeline(runner)];
        let actor = match step.actor {
            Actor::Role(role) => {
                let actor = self.someone(role, account);
                roles.actor = Some(actor.arn.clone());
                hops.push(hop(
                    Code::I01,
                    runner,
                    format!("assumes {}", actor.who),
                    vec![assume(
                        Caller::Role(runner.arn.clone()),
                        &actor.arn,
                        self.id(account),
                        Vec::new(),
                    )],
                ));
                actor
            }
            _ => runner.clone(),
        };
        let (inputs, outputs) = (&step.action.inputs, &step.action.outputs);
        self.copies(step, runner, keys, &mut hops);
        roles.of_runner = hops.len();
        if kind.artifacts == Artifacts::Actor && !inputs.is_empty() {
            hops.push(self.artifacts(
                &actor,
                "reads",
                &[&[Right::LOOK], &Right::READING[..]].concat(),
                inputs,
                key,
            ));
        }
        let mut work: Vec<Request> = Vec::new();
        for statement in self.grant_statements(step, account) {
            work.extend(requests(&actor, &statement));
        }
        hops.push(hop(
            Code::I02,
            &actor,
            format!("does the work of {}", provider(step)),
            work,
        ));
        let rights = self.rights_in_grants(step);
        let what = [inputs.as_ref(), outputs.as_ref()].concat();
        if !rights.is_empty() {
            hops.push(self.artifacts(&actor, "handles", &rights, &what, key));
        }
        if let (Passed::Role(role), Some(passes)) = (&step.passed, &kind.passes) {
            let passed = self.someone(role, account);
            roles.passed = Some((passes.key, passed.arn.clone()));
            self.pass(step, &actor, &passed, passes, &mut hops);
            if !inputs.is_empty() {
                hops.push(self.artifacts(&passed, "reads", &Right::READING, inputs, key));
            }
        }
        if let Some(project) = self.resolved.project_of(step) {
            self.build(step, project, account, key, &mut roles, &mut hops);
        }
        if kind.artifacts == Artifacts::Actor && !outputs.is_empty() {
            hops.push(self.artifacts(
                &actor,
                "writes",
                &[&[Right::LOOK], &Right::WRITING[..]].concat(),
                outputs,
                key,
            ));
        }
        hops.retain(|hop| !hop.requests.is_empty());
        Some(Chain {
            pipeline: self.name.clone(),
            what: format!("action `{action}`"),
            action: Some((self.resolved.show(&step.stage.name), action)),
            roles,
            hops,
        })
    }

    /// The role that is passed on: by the role that acts, to the service, which assumes it.
    fn pass(
        &self,
        step: &'p Step<'p>,
        actor: &Someone<'p>,
        passed: &Someone<'p>,
        passes: &'static Passes,
        hops: &mut Vec<Hop>,
    ) {
        let request = Request {
            caller: Caller::Role(actor.arn.clone()),
            action: "iam:PassRole".to_owned(),
            resource: passed.arn.clone(),
            account: self.id(passed.account),
            context: vec![("iam:PassedToService".to_owned(), passes.service.to_owned())],
        };
        let does = format!("passes {} to {}", passed.who, passes.service);
        hops.push(hop(Code::I03, actor, does, vec![request]));
        hops.push(self.assumed(passes.service, passes.service, passed, Code::I03));
        let mut work = Vec::new();
        for statement in self.statements_of(passes.grants, step, passed.account) {
            work.extend(requests(passed, &statement));
        }
        hops.push(hop(
            Code::I02,
            passed,
            "expands the template's transforms".to_owned(),
            work,
        ));
    }

    /// A chain for each source that starts the pipeline by events.
    fn starts(&self) -> Vec<Chain> {
        let mut chains = Vec::new();
        for (step, _, from) in self.sources() {
            let (mut hops, mut roles) = (Vec::new(), self.roles(&self.runner()));
            let mut accounts = vec![from];
            if !self.resolved.is_home(from) {
                accounts.push(self.home);
            }
            for account in accounts {
                let Some(statement) = self.event_statement(account) else {
                    continue;
                };
                let sender = self.event_sender(account);
                hops.push(self.assumed("events.amazonaws.com", "EventBridge", &sender, Code::I03));
                let does = match self.resolved.is_home(account) {
                    true => "starts the pipeline".to_owned(),
                    false => format!("hands the event on to `{}`", self.home.name.name),
                };
                let target = match self.resolved.is_home(account) {
                    true => self.pipeline_arn(),
                    false => self.bus_arn(),
                };
                let named = proof::named::rule(&self.id(account), &target);
                roles.named.push((named, sender.arn.clone()));
                hops.push(hop(Code::I02, &sender, does, requests(&sender, &statement)));
            }
            chains.push(Chain {
                pipeline: self.name.clone(),
                action: None,
                what: format!("the events of `{}`", self.resolved.show(&step.action.name)),
                roles,
                hops,
            });
        }
        chains
    }

    fn event_sender(&self, account: &'p Account) -> Someone<'p> {
        match self.resolved.event_role(account) {
            Some(role) => self.someone(role, account),
            None => {
                let name = names::event_role(self.resolved).unwrap_or_default();
                let name = under(&self.role_path(None, account), &name);
                Someone {
                    account,
                    arn: self.role_arn(&self.id(account), &name),
                    who: format!("the event role in `{}`", account.name.name),
                }
            }
        }
    }

    /// A chain for each role that reads artifacts by itself.
    fn readers(&self, keys: &[String]) -> Vec<Chain> {
        let mut chains = Vec::new();
        for role in self.resolved.pipeline.roles.iter() {
            let read: Vec<Ident> = role.reads().cloned().collect();
            if read.is_empty() {
                continue;
            }
            for account in self.resolved.accounts_of(&role.accounts) {
                let reader = self.someone(role, account);
                let mut hops = Vec::new();
                if let RoleKind::Service(service) = &role.kind
                    && let Some(service) = self.text(service, self.within(account)).as_str()
                {
                    hops.push(self.assumed(service, service, &reader, Code::I03));
                }
                for store in self.stores_of_reader(role, account) {
                    let key = InStore {
                        store,
                        key: &keys[store],
                    };
                    hops.push(self.artifacts(&reader, "reads", &Right::READING, &read, key));
                }
                chains.push(Chain {
                    pipeline: self.name.clone(),
                    action: None,
                    what: reader.who.clone(),
                    roles: self.roles(&self.runner()),
                    hops,
                });
            }
        }
        chains
    }

    pub(super) fn roles(&self, runner: &Someone<'p>) -> Roles {
        Roles {
            runner: runner.arn.clone(),
            ..Roles::default()
        }
    }

    pub(super) fn runner(&self) -> Someone<'p> {
        let declared = self.resolved.pipeline.role.as_ref();
        Someone {
            account: self.home,
            arn: self.role_arn(&self.home_id, &self.pipeline_role()),
            who: match declared.and_then(|name| self.resolved.role(name)) {
                Some(role) => words(role, self.home),
                None => "the pipeline role".to_owned(),
            },
        }
    }

    fn someone(&self, role: &'p Role, account: &'p Account) -> Someone<'p> {
        Someone {
            account,
            arn: self.role_arn(&self.id(account), &self.role(role, account)),
            who: words(role, account),
        }
    }
}

pub(super) fn hop(code: Code, who: &Someone<'_>, does: String, requests: Vec<Request>) -> Hop {
    Hop {
        code,
        who: who.who.clone(),
        does,
        requests,
    }
}

/// The requests that a statement is there for: each of its actions on each of its resources.
fn requests(who: &Someone<'_>, statement: &Statement) -> Vec<Request> {
    let own = who.arn.split(':').nth(4).unwrap_or_default();
    let texts = |nodes: &[Node]| {
        let texts = nodes.iter().filter_map(Node::as_str);
        texts.map(str::to_owned).collect::<Vec<_>>()
    };
    let mut requests = Vec::new();
    for resource in texts(&statement.resources) {
        let arn = Arn::parse(&resource).map(|arn| arn.account);
        let account = arn
            .filter(|account| account.len() == 12)
            .unwrap_or(own)
            .to_owned();
        let resource = concrete(&resource);
        for action in texts(&statement.actions) {
            let context = sent(&action, &statement.condition);
            requests.push(Request {
                caller: Caller::Role(who.arn.clone()),
                action,
                resource: resource.clone(),
                account: account.clone(),
                context,
            });
        }
    }
    requests
}

/// What a request holds under the keys of a statement's conditions.
fn sent(action: &str, condition: &Map) -> Vec<(String, String)> {
    let mut context = Vec::new();
    for (operator, keys) in condition.iter() {
        let Some(keys) = keys.as_map() else { continue };
        for (key, value) in keys.iter() {
            // Not every action sends a key that is asked for where it exists: those do that are named after it.
            let thing = key
                .rsplit(':')
                .next()
                .unwrap_or(key)
                .trim_end_matches("Name");
            if operator.ends_with("IfExists") && !action.contains(thing) {
                continue;
            }
            let value = match (operator, value.as_str()) {
                ("Null", _) => ANY,
                (_, Some(value)) => value,
                (_, None) => continue,
            };
            context.push((key.to_owned(), concrete(value)));
        }
    }
    context
}

/// A resource as a request names it: what a pattern leaves open is something.
pub(super) fn concrete(pattern: &str) -> String {
    match pattern {
        "*" => pattern.to_owned(),
        pattern => pattern.replace('*', ANY),
    }
}

fn words(role: &Role, account: &Account) -> String {
    format!("role `{}` in `{}`", role.name.name, account.name.name)
}

/// The action type as its author writes it.
fn provider(step: &Step<'_>) -> String {
    step.action.provider.name.name.to_string()
}
