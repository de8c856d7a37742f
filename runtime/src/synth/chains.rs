//! The requests that AWS makes when the pipeline runs, step by step.

mod artifacts;
mod assumed;
mod build;
mod requests;

use std::slice;
use std::sync::Arc;

use passrole_model::Code;
use passrole_model::arn::Arn;
use passrole_model::catalog::{ActionType, Artifacts, Passes};
use passrole_model::pipeline::{Account, Role, RoleKind};
use passrole_model::resolve::{Actor, Passed, Step};

use super::Synth;
use super::fill::For;
use super::rights::Right;
use super::roles::pass;
use crate::iam::{Caller, Request, Statement};
use crate::proof::{self, ANY, Chain, Hop, Roles};
pub(super) use artifacts::{names, read_by};
pub(super) use requests::{concrete, is_sent, requests};

/// A role on its way through a chain.
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

    /// A request of that role on what lies in its own account, unless its ARN says another.
    pub(super) fn asks_on(
        &self,
        action: &str,
        resource: &str,
        context: &[(String, String)],
    ) -> Request {
        let mut account = "";
        for arn in &[self.arn.as_str(), resource] {
            // A role of any account is mostly another one's.
            if let Some(arn) = Arn::parse(arn)
                && (arn.account.len() == 12 || arn.account == ANY && arn.service == "iam")
            {
                account = arn.account;
            }
        }
        self.asks(action, resource, account, context)
    }

    /// Adds the step of that role that a statement is there for.
    pub(super) fn works(&self, chain: &mut Chain, code: Code, does: &str, statement: &Statement) {
        let work = requests(self, slice::from_ref(statement));
        self.does(chain, code, does, work);
    }

    /// Adds a step of that role to a chain; none where nothing is asked for it.
    pub(super) fn does(&self, chain: &mut Chain, code: Code, does: &str, requests: Vec<Request>) {
        if requests.is_empty() {
            return;
        }
        chain.hops.push(Hop {
            code,
            who: self.who.clone(),
            does: does.to_owned(),
            requests,
        });
    }
}

impl<'p> Synth<'p> {
    /// Every chain: of the pipeline itself, of each action in the order of the declaration, of what starts the
    /// pipeline, of the roles that read artifacts by themselves, and of the stack set for further regions. `home` is
    /// the pipeline's stack.
    pub(super) fn chains(&self, home: proof::Scope<'_>) -> Vec<Arc<Chain>> {
        let runner = &self.runner();
        let mut chains = Vec::new();
        self.add_pipeline(runner, &mut chains);
        for step in self.steps {
            if let Some(chain) = self.chain(step, runner) {
                chains.push(Arc::new(chain));
            }
        }
        self.add_starts(runner, &mut chains);
        self.add_readers(runner, &mut chains);
        if let Some(chain) = self.regions_chain(runner, home) {
            chains.push(Arc::new(chain));
        }
        chains
    }

    /// A chain to which nothing is added yet.
    pub(super) fn empty_chain(&self, what: &str, runner: &Someone<'p>) -> Chain {
        Chain {
            pipeline: self.name.clone(),
            action: None,
            gate: None,
            what: what.to_owned(),
            roles: Roles {
                runner: runner.arn.clone(),
                actor: None,
                passed: None,
                named: Vec::new(),
                of_runner: 0,
            },
            hops: Vec::new(),
        }
    }

    fn add_pipeline(&self, runner: &Someone<'p>, chains: &mut Vec<Arc<Chain>>) {
        let look = [Right::LOOK, Right::LOCATE];
        let mut buckets = Vec::new();
        for store in 0..self.stores.all().len() {
            self.add_uses(runner, &look, &[], store, &mut buckets);
        }
        let mut chain = self.empty_chain("the pipeline itself", runner);
        self.assumed_by_pipeline(runner, &mut chain);
        let does = "looks at the artifact bucket";
        runner.does(&mut chain, Code::I04, does, buckets);
        chains.push(Arc::new(chain));
    }

    fn chain(&self, step: &'p Step<'p>, runner: &Someone<'p>) -> Option<Chain> {
        let (Some(kind), Some(account)) = (step.kind, step.account) else {
            return None;
        };
        let store = self.store_of(step);
        let action = self.resolved.show(&step.action.name);
        let what = match step.gate {
            Some(_) => "rule",
            None => "action",
        };
        let mut whole = self.empty_chain(&format!("{what} `{action}`"), runner);
        whole.gate = step.gate.map(str::to_owned);
        whole.action = Some((self.resolved.show(&step.stage.name), action));
        let chain = &mut whole;
        self.assumed_by_pipeline(runner, chain);
        let actor = match step.actor {
            Actor::Role(role) => &self.someone(role, account),
            _ => runner,
        };
        match step.actor {
            Actor::Role(_) => {
                chain.roles.actor = Some(actor.arn.clone());
                self.assumed_by(runner, actor, chain);
            }
            Actor::Named(arn) => self.assumes_named(runner, arn, step, chain),
            _ => {}
        }
        self.copies(step, runner, chain);
        chain.roles.of_runner = chain.hops.len();
        // What a role may do that a rule names is its owner's to say.
        if !matches!(step.actor, Actor::Named(_)) {
            self.acts(step, kind, actor, chain);
        }
        if let Some(project) = step.project {
            self.build(step, project, account, chain);
        }
        let outputs = &names(&step.action.outputs);
        if kind.artifacts == Artifacts::Actor && !outputs.is_empty() {
            let rights = Right::LOOKING_AND_WRITING;
            self.artifacts(actor, "writes", rights, outputs, store, chain);
        }
        Some(whole)
    }

    /// What the role that acts does before anything is made.
    fn acts(
        &self,
        step: &'p Step<'p>,
        kind: &'static ActionType,
        actor: &Someone<'p>,
        chain: &mut Chain,
    ) {
        let store = self.store_of(step);
        let inputs = &names(&step.action.inputs);
        let outputs = &names(&step.action.outputs);
        if kind.artifacts == Artifacts::Actor && !inputs.is_empty() {
            let rights = Right::LOOKING_AND_READING;
            self.artifacts(actor, "reads", rights, inputs, store, chain);
        }
        let does = format!("does the work of {}", step.action.provider.name.name);
        let mut work = Vec::new();
        self.add_requests_of(kind.grants, step, actor.account, actor, &mut work);
        let variables = self.pointed_by_work(step, actor.account, For::Request);
        variables.add_requests(actor, &mut work);
        actor.does(chain, Code::I02, &does, work);
        let rights = self.rights_in_grants(step);
        if !rights.is_empty() {
            let mut what = names(&step.action.inputs);
            what.extend_from_slice(outputs);
            self.artifacts(actor, "handles", &rights, &what, store, chain);
        }
        if let (Passed::Role(role), Some(passes)) = (&step.passed, &kind.passes) {
            let passed = self.someone(role, actor.account);
            chain.roles.passed = Some((passes.key, passed.arn.clone()));
            self.pass(step, actor, &passed, passes, chain);
            if passes.makes && !inputs.is_empty() {
                self.artifacts(&passed, "reads", Right::READING, inputs, store, chain);
            }
        }
    }

    /// The role that is passed on: by the role that acts, to the service, which assumes it.
    fn pass(
        &self,
        step: &'p Step<'p>,
        actor: &Someone<'p>,
        passed: &Someone<'p>,
        passes: &'static Passes,
        chain: &mut Chain,
    ) {
        let service = passes.service;
        let does = format!("passes {} to {service}", passed.who);
        let pass = pass(passed.arn.clone(), service);
        actor.works(chain, Code::I03, &does, &pass);
        self.assumed(service, service, passed, chain);
        let mut work = Vec::new();
        self.add_requests_of(passes.grants, step, passed.account, passed, &mut work);
        passed.does(chain, Code::I02, passes.does, work);
    }

    /// A chain for each source that starts the pipeline by events.
    fn add_starts(&self, runner: &Someone<'p>, chains: &mut Vec<Arc<Chain>>) {
        for step in &self.contents(self.home).sources {
            let Some((_, from)) = self.source(step) else {
                continue;
            };
            let what = format!("the events of `{}`", self.resolved.show(&step.action.name));
            let mut chain = self.empty_chain(&what, runner);
            if !self.resolved.is_home(from) {
                let does = format!("hands the event on to `{}`", self.home.name.name);
                self.add_event(from, &does, &self.bus_arn(), &mut chain);
            }
            let target = self.pipeline_arn();
            self.add_event(self.home, "starts the pipeline", &target, &mut chain);
            chains.push(Arc::new(chain));
        }
    }

    /// An event is sent on from an account.
    fn add_event(&self, account: &'p Account, does: &str, target: &str, chain: &mut Chain) {
        let Some(statement) = self.event_statement(account) else {
            return;
        };
        let sender = self.event_sender(account);
        self.assumed("events.amazonaws.com", "EventBridge", &sender, chain);
        let rule = proof::named::rule(self.id(account), target);
        chain.roles.named.push((rule, sender.arn.clone()));
        sender.works(chain, Code::I02, does, &statement);
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
    fn add_readers(&self, runner: &Someone<'p>, chains: &mut Vec<Arc<Chain>>) {
        for role in self.resolved.pipeline.roles.iter() {
            let read = read_by(role);
            if read.is_empty() {
                continue;
            }
            for &account in &self.resolved.accounts_of(&role.accounts) {
                let reader = self.someone(role, account);
                let mut chain = self.empty_chain(&reader.who, runner);
                if let RoleKind::Service(service) = &role.kind
                    && let Some(service) = self.text(service, self.within(account)).as_str()
                {
                    self.assumed(service, service, &reader, &mut chain);
                }
                for &store in &self.stores_of_reader(role, account) {
                    let rights = Right::of_reader(role);
                    self.artifacts(&reader, "reads", rights, &read, store, &mut chain);
                }
                chains.push(Arc::new(chain));
            }
        }
    }

    fn runner(&self) -> Someone<'p> {
        Someone {
            account: self.home,
            arn: self.runner_arn(),
            who: match self.declared(self.resolved.pipeline.role.as_ref()) {
                Some(role) => words(role, self.home),
                None => "the pipeline role".to_owned(),
            },
        }
    }

    /// A declared role in one of its accounts.
    pub(super) fn someone(&self, role: &'p Role, account: &'p Account) -> Someone<'p> {
        Someone {
            account,
            arn: self.arn_of(role, account),
            who: words(role, account),
        }
    }
}

/// "role `deployer` in `prod`"
pub(super) fn words(role: &Role, account: &Account) -> String {
    format!("role `{}` in `{}`", role.name.name, account.name.name)
}
