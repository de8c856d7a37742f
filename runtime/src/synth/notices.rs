//! What a person should know about the result, a line each.

use passrole_model::index::Index;
use passrole_model::pipeline::Account;
use passrole_model::resolve::{Actor, Step};

use super::Synth;
use crate::template::Node;

/// Notices, each said once.
#[derive(Default)]
struct Notices {
    lines: Vec<String>,
    said: Index,
}

impl Notices {
    fn say(&mut self, line: String) {
        if self.said.add(&line) {
            self.lines.push(line);
        }
    }
}

impl<'p> Synth<'p> {
    /// What a person should know about the result, a line each.
    pub(super) fn notices(&self) -> Vec<String> {
        let mut notices = Notices::default();
        for step in self.steps() {
            let Some(account) = step.account else {
                continue;
            };
            if let Some(event) = self.resolved.event_of(step)
                && let Some(needs) = event.needs
            {
                notices.say(self.fill(needs, step, account, false).text);
            }
            if let Some(project) = self.resolved.project_of(step)
                && !self.resolved.is_home(account)
                && !step.action.outputs.is_empty()
                && !self.stores.exists()
            {
                notices.say(format!(
                    "project `{}` in `{}` writes artifacts with the key's alias; AWS documents key ids and key ARNs across accounts, not aliases",
                    project.name.name, account.name.name
                ));
            }
            self.note_rule(step, account, &mut notices);
        }
        let mut exists = self.stores.exists();
        for role in self.resolved.pipeline.roles.iter() {
            exists |= role.existing.is_some();
        }
        if exists {
            notices.say(format!(
                "what exists already needs permissions of its owner: the policies are `{}-*.json`, beside the templates",
                self.name
            ));
        }
        notices.lines
    }

    /// What is not known of a rule: what it does, or the role of its own.
    fn note_rule(&self, step: &Step<'p>, account: &'p Account, notices: &mut Notices) {
        let Some(gate) = step.gate else {
            return;
        };
        let (stage, name) = (&step.stage.name, &step.action.name);
        let (stage, name) = (self.resolved.show(stage), self.resolved.show(name));
        let rule = format!("rule `{name}` in `{gate}` of stage `{stage}`");
        let Some(kind) = step.kind else {
            return;
        };
        let runner = self.role_arn(self.home, &self.pipeline_role());
        if kind.has_free_keys() {
            let provider = &step.action.provider.name.name;
            notices.say(format!(
                "{rule} is a `{provider}`, of which nothing is known here: allow the role that acts what that needs"
            ));
        }
        let Actor::Named(arn) = step.actor else {
            return;
        };
        let arn = self.named_role(arn, step, account);
        let mut needs = Vec::new();
        for statement in &self.statements_of(kind.grants, step, account) {
            let on = texts(&statement.resources);
            needs.push(format!("{} on {on}", texts(&statement.actions)));
        }
        if !step.action.inputs.is_empty() && self.resolved.project_of(step).is_none() {
            needs.push("reading its artifacts".to_owned());
        }
        let allow = match needs.as_slice() {
            [] => String::new(),
            needs => format!(", and allow it {}", needs.join(", ")),
        };
        notices.say(format!(
            "{rule} acts as `{arn}`: its owner must let `{runner}` assume it{allow}"
        ));
    }
}

/// "`a`, `b`"
fn texts(nodes: &[Node]) -> String {
    let mut texts = Vec::new();
    for node in nodes {
        texts.push(format!("`{}`", node.as_str().unwrap_or("…")));
    }
    texts.join(", ")
}
