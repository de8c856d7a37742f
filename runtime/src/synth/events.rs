//! Sources that start the pipeline by an event: a rule and its role, across accounts by the event bus.

use passrole_model::catalog::Event;
use passrole_model::names;
use passrole_model::pipeline::Account;
use passrole_model::resolve::Step;

use super::access::under;
use super::roles::Made;
use super::{Synth, ids};
use crate::iam::{Policy, Statement};
use crate::template::{Map, Node, Resource, Template};

impl<'p> Synth<'p> {
    /// The event rules of an account in its home region, and what they need. The pipeline's own account has a rule
    /// for each source, and lets the accounts of the others put their events on its bus.
    pub(super) fn events(&self, account: &'p Account, template: &mut Template) {
        if let Some(statement) = self.event_statement(account) {
            let role = self.event_role(account, statement, template);
            self.rules(account, &self.account_region(account), role, template);
        }
    }

    /// The event rules of an account in one of its further regions. Their role is in the account's stack of its home
    /// region, which is deployed before.
    pub(super) fn further_events(
        &self,
        account: &'p Account,
        region: &str,
        template: &mut Template,
    ) {
        let role = match self.resolved.event_role(account) {
            Some(role) => self.role(role, account),
            None => {
                let name = names::event_role(self.resolved).unwrap_or_default();
                under(&self.role_path(None, account), &name)
            }
        };
        let role = self.role_arn(&self.id(account), &role);
        self.rules(account, region, role.into(), template);
    }

    fn rules(&self, account: &'p Account, region: &str, role: Node, template: &mut Template) {
        let home = self.resolved.is_home(account);
        for (step, event, from) in self.sources() {
            let here = from.name.name == account.name.name;
            if !home && (!here || self.region_of(step) != region) {
                continue;
            }
            let mut pattern = self.pattern(step, event, from);
            if !here {
                pattern = Map::new().with("account", [self.id(from)]).joined(pattern);
                self.bus_policy(from, template);
            }
            let target = if home {
                self.pipeline_target()
            } else {
                Node::from(self.bus_arn())
            };
            let target = Map::new()
                .with("Id", if home { "Pipeline" } else { "EventBus" })
                .with("Arn", target)
                .with("RoleArn", role.clone());
            let rule = Map::new()
                .with(
                    "Description",
                    format!("Starts the pipeline {} when its source changes", self.name),
                )
                .with("EventPattern", pattern)
                .with("State", "ENABLED")
                .with("Targets", [target]);
            self.add(
                template,
                &names::rule_id(self.resolved, step),
                Resource::new("AWS::Events::Rule", rule),
            );
        }
    }

    /// What the event role of an account may do; none where it has nothing to do there.
    pub(super) fn event_statement(&self, account: &'p Account) -> Option<Statement> {
        let mut sources = self.sources().map(|(.., from)| from);
        if self.resolved.is_home(account) {
            sources.next()?;
            return Some(Statement::allow(
                "StartPipeline",
                ["codepipeline:StartPipelineExecution"],
                [self.pipeline_arn()],
            ));
        }
        sources.find(|from| from.name.name == account.name.name)?;
        Some(Statement::allow(
            "HandOnEvents",
            ["events:PutEvents"],
            [self.bus_arn()],
        ))
    }

    /// The sources that start the pipeline, each with its account.
    pub(super) fn sources(
        &self,
    ) -> impl Iterator<Item = (&'p Step<'p>, &'static Event, &'p Account)> {
        let resolved = self.resolved;
        resolved
            .steps
            .iter()
            .filter_map(move |step| Some((step, resolved.event_of(step)?, step.account?)))
    }

    /// The declared event role of an account, or the one that is made, as a value in its stack.
    fn event_role(
        &self,
        account: &'p Account,
        statement: Statement,
        template: &mut Template,
    ) -> Node {
        if let Some(role) = self.resolved.event_role(account) {
            return match role.existing {
                Some(_) => self
                    .role_arn(&self.id(account), &self.role(role, account))
                    .into(),
                None => Node::get_att(names::role_id(role), "Arn"),
            };
        }
        self.add_role(
            template,
            account,
            Made {
                id: ids::EVENT_ROLE,
                path: self.role_path(None, account),
                name: names::event_role(self.resolved).unwrap_or_default(),
                description: format!("Starts the pipeline {}", self.name),
                trust: self.service_trust("events.amazonaws.com".into(), account, Vec::new()),
                managed: Vec::new(),
                policy: Policy::of([statement]),
                boundary: None,
            },
        );
        Node::get_att(ids::EVENT_ROLE, "Arn")
    }

    /// What an event must hold to start the pipeline.
    fn pattern(&self, step: &'p Step<'p>, event: &Event, from: &'p Account) -> Map {
        let mut detail = Map::new();
        for (path, values) in event.detail {
            let values: Vec<String> = values
                .iter()
                .map(|value| self.fill(value, step, from, false).text)
                .collect();
            // A value that is only known when the pipeline runs narrows nothing.
            if !values.iter().any(|value| value.contains("#{")) {
                nest(&mut detail, path, values.into());
            }
        }
        let resource = event
            .resource
            .map(|resource| [self.fill(resource, step, from, true)]);
        Map::new()
            .with("source", [event.source])
            .with("detail-type", [event.detail_type])
            .with_some("resources", resource)
            .with("detail", detail)
    }

    /// Lets exactly that account put events on the pipeline account's bus.
    fn bus_policy(&self, from: &'p Account, template: &mut Template) {
        let id = names::bus_policy_id(from);
        if template.get(&id).is_some() {
            return;
        }
        let statement = Map::new()
            .with("Effect", "Allow")
            .with("Principal", Map::new().with("AWS", self.id(from)))
            .with("Action", "events:PutEvents")
            .with("Resource", self.bus_arn());
        let policy = Map::new()
            .with(
                "StatementId",
                names::bus_statement(self.resolved, from).unwrap_or_default(),
            )
            .with("Statement", statement);
        self.add(
            template,
            &id,
            Resource::new("AWS::Events::EventBusPolicy", policy),
        );
    }

    pub(super) fn bus_arn(&self) -> String {
        format!(
            "arn:{}:events:{}:{}:event-bus/default",
            self.partition.name, self.region, self.home_id
        )
    }

    /// The pipeline's ARN by a reference: the rule is made after it.
    fn pipeline_target(&self) -> Node {
        let arn = "arn:${AWS::Partition}:codepipeline:${AWS::Region}:${AWS::AccountId}:";
        Node::sub(format!("{arn}${{{}}}", ids::PIPELINE))
    }
}

/// Puts a value under a path with dots.
fn nest(map: &mut Map, path: &str, value: Node) {
    let Some((first, rest)) = path.split_once('.') else {
        map.insert(path.to_owned(), value);
        return;
    };
    let mut inner = match map.remove(first) {
        Some(Node::Map(inner)) => inner,
        _ => Map::new(),
    };
    nest(&mut inner, rest, value);
    map.insert(first.to_owned(), inner);
}
