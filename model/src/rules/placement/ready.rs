//! What to write so that a role, or a project, is where actions need it.

use super::Index;
use crate::arn::Arn;
use crate::code::Code;
use crate::pipeline::{Account, Owner, Project, Role, RoleKind, Site, Value};
use crate::resolve::{Actor, Passed, Resolved, Step};
use crate::rules::with_accounts;
use crate::text::Part;

/// Where something is missing, for each word that asks for it: one word has one error, and in a loop it asks in every
/// round.
pub(super) struct Lacking<'p> {
    words: Index,
    accounts: Vec<Vec<&'p Account>>,
    /// Each word with each of its accounts: loops in loops ask for one twice.
    seen: Index,
}

impl<'p> Lacking<'p> {
    /// Asks the rules of every action; `projects` are all, by account.
    pub(super) fn new(resolved: &Resolved<'p>, projects: &Index) -> Self {
        let mut lacking = Lacking {
            words: Index::default(),
            accounts: Vec::new(),
            seen: Index::default(),
        };
        for step in &resolved.steps {
            lacking.add(step, resolved.actor_lacks(step));
            lacking.add(step, resolved.passed_lacks(step));
            lacking.add(step, resolved.project_lacks(step, projects));
        }
        lacking
    }

    fn add(&mut self, step: &Step<'p>, lacks: Option<(Code, Site)>) {
        let (Some((code, at)), Some(account)) = (lacks, step.account) else {
            return;
        };
        let named = match code {
            Code::P01 => step.action.role.as_ref(),
            Code::P02 => step.action.passing.as_ref(),
            Code::P08 => step.project.map(|project| &project.name),
            _ => None,
        };
        let named = named.map_or("", |name| name.name.as_ref());
        self.note(word(code, at), account);
        self.note(every_word(code, named), account);
    }

    fn note(&mut self, word: String, account: &'p Account) {
        if !self.seen.add(&format!("{word} {}", account.name.name)) {
            return;
        }
        let place = self.words.place(&word);
        if place == self.accounts.len() {
            self.accounts.push(Vec::new());
        }
        if let Some(accounts) = self.accounts.get_mut(place) {
            accounts.push(account);
        }
    }

    /// The accounts in which the word at that place breaks the rule.
    pub(super) fn accounts(&self, code: Code, at: Site) -> &[&'p Account] {
        self.noted(&word(code, at))
    }

    /// The accounts in which any word breaks the rule, of those that name this where they name something: one line
    /// mends it for all of them.
    pub(super) fn all_accounts(&self, code: Code, named: &str) -> &[&'p Account] {
        self.noted(&every_word(code, named))
    }

    fn noted(&self, word: &str) -> &[&'p Account] {
        if let Some(place) = self.words.get(word)
            && let Some(accounts) = self.accounts.get(place)
        {
            return accounts;
        }
        &[]
    }
}

fn every_word(code: Code, named: &str) -> String {
    format!("{code:?} of {named}")
}

fn word(code: Code, at: Site) -> String {
    format!("{code:?} {}", at.0)
}

/// A role of the kind that is wanted, and the line that brings it there where it is not there yet.
pub(super) struct Ready {
    /// Its name.
    pub(super) name: String,
    line: Option<String>,
    is_declared: bool,
}

impl Ready {
    /// The help where no role is named: "place one there: …".
    pub(super) fn one(&self) -> String {
        self.said("one")
    }

    /// The help where another role is named: "write `as deployer`, and declare it: …".
    pub(super) fn after(&self, word: &str) -> String {
        let name = &self.name;
        match &self.line {
            None => format!("write `{word} {name}`"),
            Some(_) => format!("write `{word} {name}`, and {}", self.said("it")),
        }
    }

    /// What brings it there, where it is not there.
    pub(super) fn brought(&self) -> Option<String> {
        self.line.as_ref()?;
        Some(self.said("it"))
    }

    fn said(&self, what: &str) -> String {
        let line = self.line.as_deref().unwrap_or_default();
        match self.is_declared {
            true => format!("place {what} there: `{line}`"),
            false => format!("declare {what}: `{line}`"),
        }
    }
}

impl<'p> Resolved<'p> {
    /// A role of a kind for these accounts: one that is placed in all of them, or the first that can be placed there
    /// too, or a new one, of this name where that is free.
    pub(super) fn ready(&self, kind: &str, name: &str, accounts: &[&Account]) -> Ready {
        let mut declared: Option<&Role> = None;
        for role in self.roles {
            if role.kind.word() != kind || self.is_doubled(role) {
                continue;
            }
            if self.missing(role, accounts).is_empty() {
                return Ready {
                    name: role.name.name.to_string(),
                    line: None,
                    is_declared: true,
                };
            }
            // Of a role that exists no one but its owner makes another.
            if role.existing.is_none() && declared.is_none() {
                declared = Some(role);
            }
        }
        if let Some(role) = declared {
            return Ready {
                name: role.name.name.to_string(),
                line: Some(role.line(&self.missing(role, accounts))),
                is_declared: true,
            };
        }
        let name = self.free_name(name);
        // What CloudFormation may do is for the author to say.
        let end = match kind {
            "CloudFormation" => " { … }",
            _ => ";",
        };
        let there = with_accounts(&[], accounts);
        Ready {
            line: Some(format!("role {name}: {kind} in {there}{end}")),
            name,
            is_declared: false,
        }
    }

    /// Those of the accounts in which a role is not.
    pub(super) fn missing<'a>(&self, role: &Role, accounts: &[&'a Account]) -> Vec<&'a Account> {
        let mut missing = Vec::new();
        for account in accounts {
            if !self.is_placed(role, account) {
                missing.push(*account);
            }
        }
        missing
    }

    /// The name, with a number after it where it is taken.
    fn free_name(&self, name: &str) -> String {
        let mut free = name.to_owned();
        let mut number = 2;
        while self.what_is(&free).is_some() || self.is_lost(&free) {
            free = format!("{name}{number}");
            number += 1;
        }
        free
    }

    /// P01 and P06 on the role after `as`, P03 where there is none: which of them is broken, and on which word.
    pub(super) fn actor_lacks(&self, step: &Step<'_>) -> Option<(Code, Site)> {
        let account = step.account?;
        match (&step.actor, &step.action.role) {
            (Actor::Role(role), Some(word)) => match role.kind {
                // An action that takes no role lacks none.
                _ if step.takes_no_role() => None,
                RoleKind::Unknown => None,
                RoleKind::Action if self.is_elsewhere(role, account) => Some((Code::P01, word.at)),
                RoleKind::Action => None,
                _ => Some((Code::P06, word.at)),
            },
            (Actor::Missing, None) if !self.roles_may_be_missing(account) => {
                Some((Code::P03, step.action.name.at))
            }
            _ => None,
        }
    }

    /// P02 and P06 on the role after `passing`, P04 where there is none: which of them is broken, and on which word.
    pub(super) fn passed_lacks(&self, step: &Step<'_>) -> Option<(Code, Site)> {
        let account = step.account?;
        let passes = step.kind?.passes.as_ref()?;
        match (&step.passed, &step.action.passing) {
            (Passed::Role(role) | Passed::Idle(role), Some(word)) => match role.kind.word() {
                "" => None,
                kind if kind != passes.kind => Some((Code::P06, word.at)),
                _ if self.is_elsewhere(role, account) => Some((Code::P02, word.at)),
                _ => None,
            },
            (Passed::Missing, None) if !self.roles_may_be_missing(account) => {
                Some((Code::P04, step.action.name.at))
            }
            _ => None,
        }
    }

    /// P08: whether it is broken, and on which word; `projects` are all, by account.
    pub(super) fn project_lacks(&self, step: &Step<'_>, projects: &Index) -> Option<(Code, Site)> {
        let (project, account) = (step.project?, step.account?);
        // The cheap question first: a list of all accounts is not gone through for each action.
        if projects.has(&project.key_in(account)) || !self.all_known(&project.accounts) {
            return None;
        }
        for setting in step.settings {
            if let Value::Word(word) = &setting.value
                && word.name == project.name.name
            {
                return Some((Code::P08, word.at));
            }
        }
        None
    }
}

impl Step<'_> {
    /// Whether it is an action of somebody else's than AWS, which CodePipeline gives no role.
    pub(super) fn takes_no_role(&self) -> bool {
        matches!(self.kind, Some(kind) if kind.owner != Owner::Aws)
    }
}

impl Role {
    /// The line that places the role in these accounts too.
    pub(super) fn line(&self, more: &[&Account]) -> String {
        self.line_in(&with_accounts(&self.accounts, more))
    }

    /// The role's line with these accounts.
    pub(super) fn line_in(&self, accounts: &str) -> String {
        let end = match &self.existing {
            Some(arn) => format!(" = {};", arn_of_all(arn)),
            None if self.clauses.is_empty() => ";".to_owned(),
            None => " { … }".to_owned(),
        };
        let kind = self.written_kind();
        format!("role {}: {kind} in {accounts}{end}", self.name.name)
    }

    /// The role's kind as it is written.
    pub(super) fn written_kind(&self) -> String {
        match &self.kind {
            RoleKind::Service(name) => {
                format!("Service(\"{}\")", name.as_literal().unwrap_or("…"))
            }
            kind => kind.word().to_owned(),
        }
    }
}

impl Project {
    /// The line that places the project in these accounts too.
    pub(super) fn line(&self, more: &[&Account]) -> String {
        let end = if self.settings.is_empty() {
            ";"
        } else {
            " { … }"
        };
        let role = match &self.role {
            Some(role) => format!(" as {}", role.name),
            None => String::new(),
        };
        format!(
            "project {} in {}{role}{end}",
            self.name.name,
            with_accounts(&self.accounts, more)
        )
    }
}

/// The ARN of a role that exists in several accounts, as it is written: each has one of its own.
fn arn_of_all(written: &Value) -> String {
    if let Value::Text(text) = written
        && let [Part::Literal(arn)] = text.parts.as_ref()
        && let Some(arn) = Arn::parse(arn)
    {
        let (partition, resource) = (arn.partition, arn.resource);
        return format!("\"arn:{partition}:iam::{{account.id}}:{resource}\"");
    }
    "…".to_owned()
}
