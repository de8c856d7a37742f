//! A policy document as AWS reads it: which of its statements concern a request.

use passrole_model::catalog::limits;
use passrole_model::index::Index;

use super::condition::{Condition, both, filled};
use super::evaluation::{PolicyAt, Side, StatementAt};
use super::pattern::{field, fits, fits_arn, has_type, is_open};
use super::request::{Caller, Request};
use crate::places::Places;
use crate::template::{Map, Node, json};

/// What a text of a template comes to; `None` where only CloudFormation knows.
pub(crate) type Text<'t> = &'t dyn Fn(&Node) -> Option<String>;

/// A policy document, ready to be asked.
pub(crate) struct Document<'s> {
    /// Where it stands.
    pub(crate) at: PolicyAt<'s>,
    statements: Vec<Statement>,
    /// The statements that name exactly this action.
    by_action: Places,
    /// Those whose actions are patterns or not known.
    others: Vec<usize>,
}

/// A statement, as it is asked.
struct Statement {
    sid: String,
    /// None where that is not known: then it may do both.
    deny: Option<bool>,
    principals: Option<Principals>,
    /// None where they are not known.
    actions: Option<Set>,
    /// None in a trust policy.
    resources: Option<Set>,
    conditions: Vec<Condition>,
    /// It has an element that is not known here.
    unknown: bool,
}

/// Texts, of which one must fit; or none, where the element is `NotAction` or `NotResource`.
struct Set {
    exact: Index,
    /// Those that end in `/*` and are exact before that, without the `*`.
    starts: Index,
    patterns: Vec<String>,
    /// There are others, which only CloudFormation knows.
    unknown: bool,
    not: bool,
}

/// Whom a statement of a resource's policy concerns. Others than these call nothing for a pipeline.
#[derive(Default)]
struct Principals {
    everyone: bool,
    /// The ids of accounts, the ARNs of roles, and the names of services.
    named: Index,
    /// There are others, and who they are is not known.
    unknown: bool,
}

/// How a statement of a resource's policy concerns the caller.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub(crate) enum Concern {
    /// It names the caller's account, which may hand the permission on by the caller's own policies.
    Account,
    /// It names the caller, or everyone.
    Caller,
}

impl<'s> Document<'s> {
    /// Reads a document. What cannot be read makes answers unknown, never wrong.
    pub(crate) fn read(at: PolicyAt<'s>, document: Option<&Map>, text: Text<'_>) -> Document<'s> {
        let mut read = Document {
            at,
            statements: Vec::new(),
            by_action: Places::default(),
            others: Vec::new(),
        };
        let Some(statements) = document.and_then(|document| document.get("Statement")) else {
            // A document that a function makes may say anything.
            read.others.push(0);
            read.statements.push(Statement::unknown());
            return read;
        };
        for (place, statement) in statements.iter().enumerate() {
            let statement = Statement::read(statement, place, text);
            match statement.spelt() {
                Some(actions) => {
                    for action in &actions.texts() {
                        read.by_action.add(action, place);
                    }
                }
                None => read.others.push(place),
            }
            read.statements.push(statement);
        }
        read
    }

    /// Tells a side what the document says to a request.
    pub(crate) fn speak<'d>(&'d self, request: &Request, side: &mut Side<'d>) {
        // The first statement that allows it by the closest name.
        let mut allowed = None;
        let action = request.action.to_ascii_lowercase();
        for places in &[self.by_action.of(&action), &self.others] {
            for place in *places {
                let statement = &self.statements[*place];
                let at = StatementAt {
                    policy: self.at,
                    sid: &statement.sid,
                };
                let (concerns, how) = statement.concerns(request, &action);
                match (concerns, statement.deny) {
                    (Some(false), _) => {}
                    (Some(true), Some(true)) => side.denied = side.denied.or(Some(at)),
                    (Some(true), Some(false)) => match allowed {
                        Some((_, known)) if known >= how => {}
                        _ => allowed = Some((at, how)),
                    },
                    (_, deny) => {
                        side.may_deny |= deny != Some(false);
                        side.may_allow |= deny != Some(true);
                    }
                }
            }
        }
        match (side.allowed, allowed) {
            (_, None) => {}
            (Some((_, known)), Some((_, how))) if known > how => {}
            _ => side.allowed = allowed,
        }
    }
}

impl Statement {
    /// A statement that may say anything.
    fn unknown() -> Statement {
        Statement {
            unknown: true,
            ..Statement::new(String::new())
        }
    }

    /// A statement that says nothing yet.
    fn new(sid: String) -> Statement {
        Statement {
            sid,
            deny: None,
            principals: None,
            actions: None,
            resources: None,
            conditions: Vec::new(),
            unknown: false,
        }
    }

    fn read(node: &Node, place: usize, text: Text<'_>) -> Statement {
        let Node::Map(elements) = node else {
            return Statement::unknown();
        };
        let mut statement = Statement::new(format!("statement {}", place + 1));
        for (name, value) in elements.iter() {
            match name {
                "Sid" => statement.sid = text(value).unwrap_or_default(),
                "Effect" => {
                    statement.deny = match text(value).as_deref() {
                        Some("Allow") => Some(false),
                        Some("Deny") => Some(true),
                        _ => None,
                    }
                }
                "Principal" => statement.principals = Some(Principals::read(value, text)),
                "Action" | "NotAction" => {
                    let lower = |node: &Node| Some(text(node)?.to_ascii_lowercase());
                    statement.actions = Some(Set::read(value, name == "NotAction", &lower));
                }
                "Resource" | "NotResource" => {
                    statement.resources = Some(Set::read(value, name == "NotResource", text));
                }
                "Condition" => statement.read_conditions(value, text),
                _ => statement.unknown = true,
            }
        }
        statement
    }

    /// The actions where they are spelt out, and it concerns no others.
    fn spelt(&self) -> Option<&Index> {
        let actions = self.actions.as_ref()?;
        let open = actions.not || actions.unknown || !actions.patterns.is_empty();
        (!self.unknown && !open).then_some(&actions.exact)
    }

    fn read_conditions(&mut self, node: &Node, text: Text<'_>) {
        let Some(operators) = node.as_map() else {
            self.unknown = true;
            return;
        };
        for (operator, keys) in operators.iter() {
            let Some(keys) = keys.as_map() else {
                self.unknown = true;
                continue;
            };
            for (key, items) in keys.iter() {
                let mut condition = Condition::read(operator, key);
                for item in items {
                    condition.add(scalar(item, text));
                }
                self.conditions.push(condition);
            }
        }
    }

    /// Whether it concerns the request, and how the caller is named.
    fn concerns(&self, request: &Request, action: &str) -> (Option<bool>, Concern) {
        let (principal, how) = match &self.principals {
            None => (Some(true), Concern::Caller),
            Some(principals) => principals.concern(&request.caller),
        };
        let actions = match &self.actions {
            Some(actions) => actions.has_action(action),
            None => None,
        };
        let mut concerns = both(principal, actions);
        if let Some(resources) = &self.resources {
            concerns = both(concerns, resources.has(&request.resource, request));
        }
        if self.unknown {
            concerns = both(concerns, None);
        }
        for condition in &self.conditions {
            if concerns == Some(false) {
                break;
            }
            concerns = both(concerns, condition.holds(request));
        }
        (concerns, how)
    }
}

impl Set {
    fn read(node: &Node, not: bool, text: Text<'_>) -> Set {
        let mut set = Set {
            exact: Index::default(),
            starts: Index::default(),
            patterns: Vec::new(),
            unknown: false,
            not,
        };
        for item in node.iter() {
            match text(item) {
                Some(text) if !is_open(&text) && !text.contains("${") => {
                    set.exact.add(&text);
                }
                Some(text) if is_start(&text) => {
                    set.starts.add(&text[..text.len() - 1]);
                }
                Some(text) => set.patterns.push(text),
                None => set.unknown = true,
            }
        }
        set
    }

    fn has_action(&self, action: &str) -> Option<bool> {
        let exact = self.exact.has(action);
        self.answer(exact, &|pattern| Some(fits(pattern, action)))
    }

    fn has(&self, resource: &str, request: &Request) -> Option<bool> {
        let exact = self.exact.has(resource) || self.has_start(resource);
        self.answer(exact, &|pattern| fits_resource(pattern, resource, request))
    }

    /// Whether it begins with one of `starts`.
    fn has_start(&self, resource: &str) -> bool {
        for (place, _) in resource.match_indices('/') {
            if self.starts.has(&resource[..place + 1]) {
                return true;
            }
        }
        false
    }

    /// The answer where a text is among the exact ones or not.
    fn answer(&self, exact: bool, fits: &dyn Fn(&str) -> Option<bool>) -> Option<bool> {
        if exact {
            return Some(!self.not);
        }
        let mut known = !self.unknown;
        for pattern in &self.patterns {
            match fits(pattern) {
                Some(true) => return Some(!self.not),
                Some(false) => {}
                None => known = false,
            }
        }
        known.then_some(self.not)
    }
}

fn fits_resource(pattern: &str, resource: &str, request: &Request) -> Option<bool> {
    if !pattern.contains("${") {
        return Some(pattern == "*" || fits_arn(pattern, resource) && has_type(pattern, resource)?);
    }
    // A variable stands for something behind the fifth colon only; before it, it is a text like any other.
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
    let after = field(pattern, 5)?;
    let before = pattern.strip_suffix(after)?;
    let after = filled(after, request)?;
    Some(fits_arn(&format!("{before}{after}"), resource))
}

/// Whether a pattern is all of what begins so: an ARN that is exact up to the `/*` at its end.
fn is_start(pattern: &str) -> bool {
    let Some(before) = pattern.strip_suffix('*') else {
        return false;
    };
    before.ends_with('/')
        && !is_open(before)
        && !before.contains("${")
        && field(before, 5).is_some()
}

/// Numbers and truth values stand for their texts in a condition.
fn scalar(value: &Node, text: Text<'_>) -> Option<String> {
    match value {
        Node::Integer(_) | Node::Boolean(_) => Some(json::compact(value)),
        value => text(value),
    }
}

impl Principals {
    fn read(node: &Node, text: Text<'_>) -> Principals {
        let mut principals = Principals::default();
        match (text(node).as_deref(), node) {
            (Some("*"), _) => principals.everyone = true,
            (_, Node::Map(kinds)) => {
                for (kind, values) in kinds.iter() {
                    for value in values.iter() {
                        principals.add(kind, text(value));
                    }
                }
            }
            _ => principals.unknown = true,
        }
        principals
    }

    fn add(&mut self, kind: &str, name: Option<String>) {
        match (kind, name) {
            ("AWS", Some(name)) => self.add_aws(&name),
            ("Service", Some(name)) => {
                self.named.add(&name);
            }
            ("Federated", _) => {}
            _ => self.unknown = true,
        }
    }

    fn add_aws(&mut self, name: &str) {
        let mut fields = Vec::new();
        for field in name.splitn(6, ':') {
            fields.push(field);
        }
        match fields.as_slice() {
            ["*"] => self.everyone = true,
            [id] if limits::is_account_id(id) => {
                self.named.add(name);
            }
            ["arn", _, "iam", "", account, "root"] => {
                self.named.add(account);
            }
            ["arn", _, "iam", "", _, who] if who.starts_with("role/") => {
                self.named.add(name);
            }
            // A user.
            ["arn", _, "iam", "", _, _] => {}
            _ => self.unknown = true,
        }
    }

    /// Whether the caller is among them, and how it is named at the closest.
    fn concern(&self, caller: &Caller) -> (Option<bool>, Concern) {
        let named = self.named.has(caller.as_str());
        let account = match caller.account() {
            Some(account) => self.named.has(account),
            None => false,
        };
        match (self.everyone || named, account, self.unknown) {
            (true, ..) => (Some(true), Concern::Caller),
            (false, true, _) => (Some(true), Concern::Account),
            (false, false, true) => (None, Concern::Account),
            (false, false, false) => (Some(false), Concern::Account),
        }
    }
}

#[cfg(test)]
mod tests;
