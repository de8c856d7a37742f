//! The requests that AWS makes when the pipeline runs, step by step.

mod artifacts;
mod assumed;
mod build;

use passrole_model::Code;
use passrole_model::arn::Arn;
use passrole_model::catalog::{Artifacts, Passes};
use passrole_model::pipeline::{Account, Role, RoleKind};
use passrole_model::resolve::{Actor, Passed, Step};

use super::Synth;
use super::access::Right;
use crate::iam::{Caller, Request, Statement};
use crate::proof::{self, ANY, Chain, Hop, Roles};
use crate::template::Map;
use artifacts::InStore;

/// A role on its way through a chain.
#[derive(Clone)]
pub(super) struct Someone<'p> {
    pub(super) account: &'p Account,
    pub(super) arn: String,
    /// "role `deployer` in `prod`"
    pub(super) who: String,
}

impl Someone<'_> {
    /// A request of that role.
    pub(super) fn asks(
        &self,
        action: &str,
        resource: &str,
        account: &str,
        context: &[(String, String)],
    ) -> Request {
        Request {
            caller: Caller::Role(self.arn.clone()),
            action: action.to_owned(),
            resource: resource.to_owned(),
            account: account.to_owned(),
            context: context.to_vec(),
        }
    }
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
            self.add_uses(&runner, &look, &[], store, &mut buckets);
        }
        let looks = "looks at the artifact bucket".to_owned();
        let hops = vec![
            self.assumed_by_pipeline(&runner),
            hop(Code::I04, &runner, looks, buckets),
        ];
        let what = "the pipeline itself".to_owned();
        let mut chains = vec![self.chain_beside(what, self.roles(&runner), hops)];
        for step in &self.resolved.steps {
            if let Some(chain) = self.chain(step, &runner, keys) {
                chains.push(chain);
            }
        }
        self.add_starts(&mut chains);
        self.add_readers(keys, &mut chains);
        if let Some(chain) = self.regions_chain(home) {
            chains.push(chain);
        }
        chains
    }

    /// A chain that is no action's.
    pub(super) fn chain_beside(&self, what: String, roles: Roles, hops: Vec<Hop>) -> Chain {
        Chain {
            pipeline: self.name.clone(),
            action: None,
            what,
            roles,
            hops,
        }
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
            Actor::Role(role) => &self.someone(role, account),
            _ => runner,
        };
        if let Actor::Role(_) = step.actor {
            roles.actor = Some(actor.arn.clone());
            hops.push(self.assumed_by(runner, actor));
        }
        let (inputs, outputs) = (&step.action.inputs, &step.action.outputs);
        self.copies(step, runner, keys, &mut hops);
        roles.of_runner = hops.len();
        if kind.artifacts == Artifacts::Actor && !inputs.is_empty() {
            hops.push(self.artifacts(actor, "reads", Right::LOOKING_AND_READING, inputs, key));
        }
        let does = format!("does the work of {}", step.action.provider.name.name);
        let work = requests(actor, &self.grant_statements(step, account));
        hops.push(hop(Code::I02, actor, does, work));
        let rights = self.rights_in_grants(step);
        if !rights.is_empty() {
            let mut what = inputs.to_vec();
            what.extend_from_slice(outputs);
            hops.push(self.artifacts(actor, "handles", &rights, &what, key));
        }
        if let (Passed::Role(role), Some(passes)) = (&step.passed, &kind.passes) {
            let passed = self.someone(role, account);
            roles.passed = Some((passes.key, passed.arn.clone()));
            self.pass(step, actor, &passed, passes, &mut hops);
            if !inputs.is_empty() {
                hops.push(self.artifacts(&passed, "reads", Right::READING, inputs, key));
            }
        }
        if let Some(project) = self.resolved.project_of(step) {
            self.build(step, project, account, key, &mut roles, &mut hops);
        }
        if kind.artifacts == Artifacts::Actor && !outputs.is_empty() {
            hops.push(self.artifacts(actor, "writes", Right::LOOKING_AND_WRITING, outputs, key));
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
        let service = passes.service;
        let context = [("iam:PassedToService".to_owned(), service.to_owned())];
        let account = self.id(passed.account);
        let request = actor.asks("iam:PassRole", &passed.arn, account, &context);
        let does = format!("passes {} to {service}", passed.who);
        hops.push(hop(Code::I03, actor, does, vec![request]));
        hops.push(self.assumed(service, service, passed, Code::I03));
        let work = self.statements_of(passes.grants, step, passed.account);
        let does = "expands the template's transforms".to_owned();
        hops.push(hop(Code::I02, passed, does, requests(passed, &work)));
    }

    /// A chain for each source that starts the pipeline by events.
    fn add_starts(&self, chains: &mut Vec<Chain>) {
        for &(step, _, from) in &self.sources() {
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
                let (does, target) = match self.resolved.is_home(account) {
                    true => ("starts the pipeline".to_owned(), self.pipeline_arn()),
                    false => {
                        let does = format!("hands the event on to `{}`", self.home.name.name);
                        (does, self.bus_arn())
                    }
                };
                let named = proof::named::rule(self.id(account), &target);
                roles.named.push((named, sender.arn.clone()));
                let requests = requests(&sender, &[statement]);
                hops.push(hop(Code::I02, &sender, does, requests));
            }
            let what = format!("the events of `{}`", self.resolved.show(&step.action.name));
            chains.push(self.chain_beside(what, roles, hops));
        }
    }

    fn event_sender(&self, account: &'p Account) -> Someone<'p> {
        Someone {
            account,
            arn: self.event_role_arn(account),
            who: match self.resolved.event_role(account) {
                Some(role) => words(role, account),
                None => format!("the event role in `{}`", account.name.name),
            },
        }
    }

    /// A chain for each role that reads artifacts by itself.
    fn add_readers(&self, keys: &[String], chains: &mut Vec<Chain>) {
        for role in self.resolved.pipeline.roles.iter() {
            let mut read = Vec::new();
            for artifact in role.reads() {
                read.push(artifact.clone());
            }
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
                    hops.push(self.artifacts(&reader, "reads", Right::READING, &read, key));
                }
                let roles = self.roles(&self.runner());
                chains.push(self.chain_beside(reader.who.clone(), roles, hops));
            }
        }
    }

    pub(super) fn roles(&self, runner: &Someone<'p>) -> Roles {
        Roles {
            runner: runner.arn.clone(),
            ..Roles::default()
        }
    }

    pub(super) fn runner(&self) -> Someone<'p> {
        Someone {
            account: self.home,
            arn: self.role_arn(self.home, &self.pipeline_role()),
            who: match self.declared(&self.resolved.pipeline.role) {
                Some(role) => words(role, self.home),
                None => "the pipeline role".to_owned(),
            },
        }
    }

    fn someone(&self, role: &'p Role, account: &'p Account) -> Someone<'p> {
        Someone {
            account,
            arn: self.arn_of(role, account),
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

/// The requests that statements are there for: each of their actions on each of their resources.
fn requests(who: &Someone<'_>, statements: &[Statement]) -> Vec<Request> {
    let own = who.arn.split(':').nth(4).unwrap_or_default();
    let mut requests = Vec::new();
    for statement in statements {
        for resource in &statement.resources {
            let Some(resource) = resource.as_str() else {
                continue;
            };
            let account = match Arn::parse(resource) {
                Some(arn) if arn.account.len() == 12 => arn.account,
                _ => own,
            };
            let resource = concrete(resource);
            for action in &statement.actions {
                if let Some(action) = action.as_str() {
                    let context = sent(action, &statement.condition);
                    requests.push(who.asks(action, &resource, account, &context));
                }
            }
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
