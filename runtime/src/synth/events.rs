//! Sources that start the pipeline by an event: a rule and its role, across accounts by the event bus.

use passrole_model::catalog::{Event, limits};
use passrole_model::names;
use passrole_model::pipeline::Account;
use passrole_model::resolve::Step;

use super::fill::{For, between_variables};
use super::roles::Made;
use super::{Synth, add, ids};
use crate::iam::{Policy, Statement};
use crate::template::{Map, Node, Resource, Template, list, map};

impl<'p> Synth<'p> {
    /// The event rules of an account in its home region, and what they need. The pipeline's own account has a rule
    /// for each source, and lets the accounts of the others put their events on its bus.
    pub(super) fn events(&self, account: &'p Account, template: &mut Template) {
        if let Some(statement) = self.event_statement(account) {
            let role = self.event_role(account, statement, template);
            self.rules(account, self.account_region(account), role, template);
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
        let role = self.event_role_arn(account);
        self.rules(account, region, role.into(), template);
    }

    /// The ARN of the event role of an account, declared or not.
    pub(super) fn event_role_arn(&self, account: &'p Account) -> String {
        let role = match self.resolved.event_role(account) {
            Some(role) => self.role(role, account),
            None => self.made_event_role(account),
        };
        self.role_arn(account, &role)
    }

    pub(super) fn made_event_role(&self, account: &Account) -> String {
        self.made_role(names::event_role(self.resolved), account)
    }

    fn rules(&self, account: &'p Account, region: &str, role: Node, template: &mut Template) {
        let home = self.resolved.is_home(account);
        for step in &self.contents(account).sources {
            let Some((event, from)) = self.source(step) else {
                continue;
            };
            if !home && self.region_of(step) != region {
                continue;
            }
            if from.name.name != account.name.name {
                self.bus_policy(from, template);
            }
            let (id, target) = match home {
                true => ("Pipeline", pipeline_target()),
                false => ("EventBus", self.bus_arn().into()),
            };
            let target = map! { "Id": id, "Arn": target, "RoleArn": role.clone() };
            let does = format!("Starts the pipeline {} when its source changes", self.name);
            let rule = map! {
                "Description": limits::EVENT_RULE_DESCRIPTION.fit(&does),
                "EventPattern": self.pattern(step, event, from),
                "State": "ENABLED",
                "Targets": list![target],
                "Tags"?: self.tags(),
            };
            let rule = Resource::new("AWS::Events::Rule", rule);
            add(template, &names::rule_id(self.resolved, step), rule);
        }
    }

    /// What the event role of an account may do; none where it has nothing to do there.
    pub(super) fn event_statement(&self, account: &'p Account) -> Option<Statement> {
        if self.contents(account).sources.is_empty() {
            return None;
        }
        let (sid, action, on) = match self.resolved.is_home(account) {
            true => {
                let start = "codepipeline:StartPipelineExecution";
                ("StartPipeline", start, self.pipeline_arn())
            }
            false => ("HandOnEvents", "events:PutEvents", self.bus_arn()),
        };
        Some(Statement::allow(sid, &[action], on))
    }

    /// The event by which a source starts the pipeline, and the account that it is of.
    pub(super) fn source(&self, step: &Step<'p>) -> Option<(&'static Event, &'p Account)> {
        Some((self.resolved.event_of(step)?, step.account?))
    }

    /// The declared event role of an account, or the one that is made, as a value in its stack.
    fn event_role(
        &self,
        account: &'p Account,
        statement: Statement,
        template: &mut Template,
    ) -> Node {
        if let Some(role) = self.resolved.event_role(account) {
            return self.arn_in_stack(role, account);
        }
        let role = Made {
            id: ids::EVENT_ROLE,
            role: self.made_event_role(account),
            description: format!("Starts the pipeline {}", self.name),
            trust: self.service_trust("events.amazonaws.com".into(), account, None),
            policy: Policy::of(statement),
            own: Map::new(),
        };
        self.add_role(template, account, &role);
        Node::get_att(ids::EVENT_ROLE, "Arn")
    }

    /// What an event must hold to start the pipeline. It names its account, since what others hand on is on the same
    /// bus as what happens there.
    fn pattern(&self, step: &'p Step<'p>, event: &Event, from: &'p Account) -> Map {
        let mut pattern = map! {
            "account": list![self.id(from)],
            "source": list![event.source],
            "detail-type": list![event.detail_type],
        };
        if let Some(resource) = event.resource {
            let resource = self.fill(resource, step, from, For::Text).text;
            pattern.put("resources", list![matching(&resource)]);
        }
        let mut detail = Map::new();
        for (path, values) in event.detail {
            let mut matched: Vec<Node> = Vec::new();
            for value in *values {
                let value = self.fill(value, step, from, For::Text).text;
                matched.push(matching(&value));
            }
            nest(&mut detail, path, matched.into());
        }
        pattern.put("detail", detail);
        pattern
    }

    /// Lets exactly that account put events on the pipeline account's bus.
    fn bus_policy(&self, from: &'p Account, template: &mut Template) {
        let id = names::bus_policy_id(from);
        if template.get(&id).is_some() {
            return;
        }
        let policy = map! {
            "StatementId": names::bus_statement(self.resolved, from).unwrap_or_default(),
            "Statement": map! {
                "Effect": "Allow",
                "Principal": map! { "AWS": self.id(from) },
                "Action": "events:PutEvents",
                "Resource": self.bus_arn(),
            },
        };
        let policy = Resource::new("AWS::Events::EventBusPolicy", policy);
        add(template, &id, policy);
    }

    pub(super) fn bus_arn(&self) -> String {
        let (region, account) = (&self.region, &self.home_id);
        self.arn("events", region, account, "event-bus/default")
    }
}

/// The pipeline's ARN by a reference: the rule is made after it.
fn pipeline_target() -> Node {
    let arn = "arn:${AWS::Partition}:codepipeline:${AWS::Region}:${AWS::AccountId}:";
    Node::sub(format!("{arn}${{{}}}", ids::PIPELINE))
}

/// What matches a value in an event. `#{…}` is known only when the pipeline runs: it may be anything.
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html>
fn matching(value: &str) -> Node {
    let known = between_variables(value);
    if known.len() == 1 {
        return value.into();
    }
    let mut parts = Vec::new();
    for (place, part) in known.iter().enumerate() {
        // EventBridge takes no two wildcards in a row.
        if place == 0 || place + 1 == known.len() || !part.is_empty() {
            parts.push(part.replace('\\', r"\\").replace('*', r"\*"));
        }
    }
    map! { "wildcard": parts.join("*") }.into()
}

/// Puts a value under a path with dots.
fn nest(map: &mut Map, path: &str, value: Node) {
    match path.split_once('.') {
        Some((first, rest)) => nest(map.inner(first), rest, value),
        None => {
            map.insert(path.to_owned(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_matches_anything() {
        let wildcard = |text: &str| Node::from(map! { "wildcard": text });
        assert_eq!(matching("main"), Node::from("main"));
        assert_eq!(matching(r"a*\#{open"), Node::from(r"a*\#{open"));
        assert_eq!(matching("r-#{variables.v}"), wildcard("r-*"));
        assert_eq!(matching("#{a.b}#{c.d}"), wildcard("*"));
        assert_eq!(matching("#{a.b}-#{c.d}#{e.f}x"), wildcard("*-*x"));
        assert_eq!(matching(r"a*\#{a.b}*"), wildcard(r"a\*\\*\*"));
    }
}
