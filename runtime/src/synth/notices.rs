//! What a person should know about the result, a line each.

use passrole_model::arn::Arn;
use passrole_model::index::Index;
use passrole_model::pipeline::{Account, Clause, Role, RoleKind};
use passrole_model::resolve::{Actor, Step};
use passrole_model::text::{Part, Text};

use super::artifacts::ADMINISTRATION;
use super::chains::names;
use super::fill::For;
use super::{Synth, ids};
use crate::iam::{Statement, fits};
use crate::template::Node;
use crate::texts::{code_list, comma_list};

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
        for step in self.steps {
            let Some(account) = step.account else {
                continue;
            };
            if let Some(event) = self.resolved.event_of(step)
                && let Some(needs) = event.needs
            {
                notices.say(self.fill(needs, step, account, For::Text).text);
            }
            if let Some(project) = step.project
                && !self.resolved.is_home(account)
                && !step.action.outputs.is_empty()
                && !self.stores.exists()
            {
                notices.say(format!(
                    "project `{}` in `{}` writes artifacts with the key's alias; AWS documents key ids and key ARNs across accounts, not aliases",
                    project.name.name, account.name.name
                ));
            }
            self.note_project(step, account, &mut notices);
            self.note_rule(step, account, &mut notices);
            let (role, acts_in) = match &step.actor {
                Actor::Role(role) => (self.arn_of(role, account), account),
                Actor::Pipeline => (self.runner_arn(), self.home),
                _ => continue,
            };
            self.note_owners(&self.work_statements(step, acts_in), &role, &mut notices);
        }
        for account in self.resolved.pipeline.accounts.iter() {
            for place in self.projects_in(account) {
                let role = self.build_role_arn(place.project, account);
                self.note_owners(&self.project_statements(place), &role, &mut notices);
            }
        }
        let mut exists = self.stores.exists();
        for role in self.resolved.pipeline.roles.iter() {
            exists |= role.existing.is_some();
            for &account in &self.resolved.accounts_of(&role.accounts) {
                self.note_allowed(role, account, &mut notices);
            }
        }
        if exists {
            notices.say(format!(
                "what exists already needs permissions of its owner: the policies are `{}-*.json`, beside the templates",
                self.name
            ));
        }
        notices.lines
    }

    /// What a project that exists already cannot do: its role is not known, and the artifact store lets nobody else in.
    fn note_project(&self, step: &Step<'p>, account: &Account, notices: &mut Notices) {
        let (Some(key), None) = (step.project_key(), step.project) else {
            return;
        };
        let name = match step.setting(key) {
            Some(setting) => self.resolved.value(&setting.value).unwrap_or_default(),
            None => return,
        };
        let account = account.name.name.as_ref();
        let project = format!("project `{name}` in `{account}` exists already");
        let (inputs, outputs) = (&step.action.inputs, &step.action.outputs);
        if !inputs.is_empty() && !self.is_let_in(account) {
            let inputs = comma_list(&names(inputs));
            notices.say(format!(
                "{project}, and its role is not known; this lets it read: `role NAME: CodeBuild in {account} = \"ARN\" {{ reads [{inputs}]; }}`"
            ));
        }
        if !outputs.is_empty() && !self.stores.exists() {
            let outputs = code_list(&names(outputs));
            notices.say(format!(
                "{project}, and the artifact bucket and its key let it write nothing, so not {outputs}; a project that is declared here may"
            ));
        }
    }

    /// Whether a build role that exists already is declared in an account, to read artifacts.
    fn is_let_in(&self, account: &str) -> bool {
        for role in self.resolved.pipeline.roles.iter() {
            if matches!(role.kind, RoleKind::CodeBuild) && role.existing.is_some() {
                for one in &self.resolved.accounts_of(&role.accounts) {
                    if one.name.name.as_ref() == account {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// What a role is allowed by hand on the artifact bucket and its key, and not by their own policies: without those the
    /// key lets nobody use it, and the bucket nobody of another account.
    /// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html>
    fn note_allowed(&self, role: &'p Role, account: &'p Account, notices: &mut Notices) {
        let home = self.resolved.is_home(account);
        // The policies of what exists already are their owner's.
        if self.stores.exists() {
            return;
        }
        for clause in role.clauses.iter() {
            let Clause::Statement {
                deny: false,
                actions,
                resources,
                ..
            } = clause
            else {
                continue;
            };
            for (part, thing, service, id) in [
                (Part::ArtifactKey, "key", "kms:", ids::KEY),
                (Part::ArtifactBucket, "bucket", "s3:", ids::BUCKET_POLICY),
            ] {
                if part == Part::ArtifactBucket && home || !has_part(resources, &part) {
                    continue;
                }
                let mut void = Vec::new();
                for action in actions.iter() {
                    let action = self.text(action, self.within(account));
                    let action = action.as_str().unwrap_or_default().to_owned();
                    // IAM takes them in capitals, too.
                    let small = action.to_ascii_lowercase();
                    if small.starts_with(service) && !self.is_admitted(role, account, &small) {
                        void.push(action);
                    }
                }
                if void.is_empty() {
                    continue;
                }
                let (role, account) = (&role.name.name, &account.name.name);
                notices.say(format!(
                    "role `{role}` in `{account}` is allowed `{}` on the artifact {thing} in vain, since the {thing}'s own policy does not: `reads` lets it read artifacts, and `edit` may change `{id}`",
                    void.join("`, `")
                ));
            }
        }
    }

    /// Whether the policies of the artifact bucket and its key admit a role to some action that fits, in small letters.
    fn is_admitted(&self, role: &'p Role, account: &'p Account, pattern: &str) -> bool {
        let path_and_name = self.role(role, account);
        let mut admitted = false;
        for store in 0..self.stores.all().len() {
            for right in self.rights(account, &path_and_name, store) {
                for action in right.actions {
                    admitted |= fits(pattern, &action.to_ascii_lowercase());
                }
            }
        }
        if self.resolved.is_home(account) {
            for action in ADMINISTRATION {
                admitted |= fits(pattern, &action.to_ascii_lowercase());
            }
        }
        admitted
    }

    /// What is not known of a rule: what it does, or the role of its own.
    fn note_rule(&self, step: &Step<'p>, account: &'p Account, notices: &mut Notices) {
        let (Some(gate), Some(kind)) = (step.gate, step.kind) else {
            return;
        };
        let stage = self.resolved.show(&step.stage.name);
        let name = self.resolved.show(&step.action.name);
        let rule = format!("rule `{name}` in `{gate}` of stage `{stage}`");
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
        let mut statements = Vec::new();
        self.add_statements_of(kind.grants, step, account, &mut statements);
        for statement in &statements {
            let on = texts(&statement.resources);
            needs.push(format!("{} on {on}", texts(&statement.actions)));
        }
        if !step.action.inputs.is_empty() && step.project.is_none() {
            needs.push("reading its artifacts".to_owned());
        }
        let allow = match needs.as_slice() {
            [] => String::new(),
            needs => format!(", and allow it {}", needs.join(", ")),
        };
        let runner = self.runner_arn();
        notices.say(format!(
            "{rule} acts as `{arn}`: its owner must let `{runner}` assume it{allow}"
        ));
    }

    /// What the owners of images, keys, secrets and parameters in other accounts must admit.
    fn note_owners(&self, statements: &[Statement], role: &str, notices: &mut Notices) {
        for statement in statements {
            for resource in &statement.resources {
                let Some(text) = resource.as_str() else {
                    continue;
                };
                let (Some(of), Some(by)) = (Arn::parse(text), Arn::parse(role)) else {
                    continue;
                };
                if of.account == by.account {
                    continue;
                }
                match statement.sid.as_str() {
                    "PullImage" => notices.say(format!(
                        "the policy of `{text}` must admit account {}: `{role}` pulls an image of it",
                        by.account
                    )),
                    sid if sid.starts_with("EncryptFiles") => notices.say(format!(
                        "the policy of `{text}` must admit `{role}`, which encrypts files with it"
                    )),
                    "ReadSecrets" => notices.say(format!(
                        "the policies of `{text}` and of its key must admit `{role}`, which needs `kms:Decrypt` on that key besides"
                    )),
                    "ReadParameters" => notices.say(format!(
                        "`{text}` must be shared with account {}: `{role}` reads it",
                        by.account
                    )),
                    _ => {}
                }
            }
        }
    }
}

/// Whether a part stands in one of these texts.
fn has_part(texts: &[Text], part: &Part) -> bool {
    for text in texts {
        if text.parts.contains(part) {
            return true;
        }
    }
    false
}

/// "`a`, `b`"
fn texts(nodes: &[Node]) -> String {
    let mut texts = Vec::new();
    for node in nodes {
        texts.push(node.as_str().unwrap_or("…"));
    }
    code_list(&texts)
}
