//! A policy document, statement by statement.

use crate::template::{Map, Node, map};

/// A policy document. Statements that allow the same under the same condition are one.
#[derive(Default)]
pub struct Policy {
    statements: Vec<Statement>,
}

const ALLOWED: &str = "Allowed";
const DENIED: &str = "Denied";

/// Whether a statement of that id is one that the declaration's author wrote.
pub(crate) fn is_authors(sid: &str) -> bool {
    let Some(number) = sid.strip_prefix(ALLOWED).or(sid.strip_prefix(DENIED)) else {
        return false;
    };
    for digit in number.bytes() {
        if !digit.is_ascii_digit() {
            return false;
        }
    }
    true
}

/// One statement.
#[derive(Clone)]
pub struct Statement {
    /// The statement's id, alphanumeric.
    pub sid: String,
    /// `Deny` instead of `Allow`.
    pub deny: bool,
    /// Whom it concerns; none in the policy of an identity.
    pub principal: Option<Principal>,
    /// IAM actions.
    pub actions: Vec<Node>,
    /// ARNs; empty in a trust policy.
    pub resources: Vec<Node>,
    /// Operators, each with its keys and values.
    pub condition: Map,
}

/// Whom a statement of a resource's policy concerns.
#[derive(Clone, PartialEq)]
pub enum Principal {
    /// Everyone.
    Any,
    /// Accounts, by id.
    Accounts(Vec<Node>),
    /// A service, as `codepipeline.amazonaws.com`.
    Service(Node),
}

impl Statement {
    /// A statement that allows actions on one resource or several.
    pub fn allow(sid: &str, actions: &[&str], resources: impl Into<Node>) -> Statement {
        Statement::on(sid, actions, resources.into())
    }

    fn on(sid: &str, actions: &[&str], resources: Node) -> Statement {
        let mut on = Vec::new();
        match resources {
            Node::List(resources) => on = resources,
            one => on.push(one),
        }
        let mut named = Vec::new();
        for action in actions {
            named.push(Node::from(*action));
        }
        Statement::new(sid.to_owned(), named, on)
    }

    fn new(sid: String, actions: Vec<Node>, resources: Vec<Node>) -> Statement {
        Statement {
            sid,
            deny: false,
            principal: None,
            actions,
            resources,
            condition: Map::new(),
        }
    }

    /// A statement of a trust policy: who may assume the role.
    pub fn trust(sid: &str, principal: Principal) -> Statement {
        Statement::on(sid, &["sts:AssumeRole"], Node::List(Vec::new())).of(principal)
    }

    /// A statement that its author wrote.
    pub fn of_author(
        deny: bool,
        actions: Vec<Node>,
        resources: Vec<Node>,
        condition: Map,
    ) -> Statement {
        let sid = if deny { DENIED } else { ALLOWED };
        Statement {
            deny,
            condition,
            ..Statement::new(sid.to_owned(), actions, resources)
        }
    }

    /// Drops the actions that another statement grants on all of these resources.
    fn leave_to(&mut self, other: &Statement) {
        if !other.is_like(self) {
            return;
        }
        for resource in &self.resources {
            if !other.resources.contains(resource) {
                return;
            }
        }
        let mut left = Vec::new();
        for action in &self.actions {
            if !other.actions.contains(action) {
                left.push(action.clone());
            }
        }
        self.actions = left;
    }

    /// Whether it has the author, the effect, the principal and the condition of another.
    fn is_like(&self, other: &Statement) -> bool {
        self.is_authors() == other.is_authors()
            && self.deny == other.deny
            && self.principal == other.principal
            && self.condition == other.condition
    }

    /// Whether its author wrote it: what the library writes stays apart from that.
    fn is_authors(&self) -> bool {
        is_authors(&self.sid)
    }

    /// The statement, as a denial.
    #[must_use]
    pub fn denied(mut self) -> Statement {
        self.deny = true;
        self
    }

    /// The statement, for a principal.
    #[must_use]
    pub fn of(mut self, principal: Principal) -> Statement {
        self.principal = Some(principal);
        self
    }

    /// The statement, under one more condition.
    #[must_use]
    pub fn when(self, operator: &str, key: &str, value: impl Into<Node>) -> Statement {
        self.when_it_is(operator, key, value.into())
    }

    /// `when`, of what is a node already.
    fn when_it_is(mut self, operator: &str, key: &str, value: Node) -> Statement {
        let keys = self.condition.inner(operator);
        keys.insert(key.to_owned(), value);
        self
    }

    fn to_node(&self, sid: &str) -> Node {
        let mut statement = map! {
            "Sid": sid,
            "Effect": if self.deny { "Deny" } else { "Allow" },
        };
        match &self.principal {
            Some(Principal::Any) => statement.put("Principal", "*"),
            Some(Principal::Accounts(accounts)) => {
                let accounts = one_or_list(Node::List(accounts.clone()));
                statement.put("Principal", map! { "AWS": accounts });
            }
            Some(Principal::Service(service)) => {
                statement.put("Principal", map! { "Service": service.clone() });
            }
            None => {}
        }
        statement.put("Action", one_or_list(Node::List(self.actions.clone())));
        if !self.resources.is_empty() {
            let resources = Node::List(self.resources.clone());
            statement.put("Resource", one_or_list(resources));
        }
        if !self.condition.is_empty() {
            statement.put("Condition", self.condition.clone());
        }
        statement.into()
    }
}

impl Policy {
    /// A policy of one statement.
    pub fn of(statement: Statement) -> Policy {
        let mut policy = Policy::default();
        policy.add(statement);
        policy
    }

    /// A policy of these statements.
    pub fn of_all(statements: Vec<Statement>) -> Policy {
        Policy { statements }
    }

    /// Adds each of these.
    pub fn add_all(&mut self, mut statements: Vec<Statement>) {
        self.statements.append(&mut statements);
    }

    /// Adds a statement.
    pub fn add(&mut self, statement: Statement) {
        self.statements.push(statement);
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// The statements, of which one takes the resources of those in that have the same actions, effect, principal and
    /// condition.
    fn merged(&self) -> Vec<Statement> {
        let mut merged: Vec<Statement> = Vec::new();
        'statements: for statement in &self.statements {
            for same in &mut merged {
                if same.is_like(statement) && same.actions == statement.actions {
                    for resource in &statement.resources {
                        if !same.resources.contains(resource) {
                            same.resources.push(resource.clone());
                        }
                    }
                    continue 'statements;
                }
            }
            merged.push(statement.clone());
        }
        merged
    }

    /// The statements without what another one grants already.
    fn needed(&self) -> Vec<Statement> {
        let mut needed: Vec<Statement> = Vec::new();
        let merged = self.merged();
        let mut rest = merged.as_slice();
        while let [statement, later @ ..] = rest {
            rest = later;
            let mut statement = statement.clone();
            for other in &needed {
                statement.leave_to(other);
            }
            // Of two that grant the same the first one keeps it.
            for other in later {
                if other.resources.len() > statement.resources.len() {
                    statement.leave_to(other);
                }
            }
            if !statement.actions.is_empty() {
                needed.push(statement);
            }
        }
        needed
    }

    /// The document. Ids that were equal are numbered, since IAM takes each once.
    pub fn to_node(&self) -> Node {
        let needed = self.needed();
        let mut statements = Vec::new();
        let mut sids = Vec::new();
        for statement in &needed {
            let sid = statement.sid.as_str();
            let mut count = 1;
            for other in &sids {
                count += usize::from(*other == sid);
            }
            sids.push(sid);
            statements.push(match count {
                1 => statement.to_node(sid),
                more => statement.to_node(&format!("{sid}{more}")),
            });
        }
        map! { "Version": "2012-10-17", "Statement": statements }.into()
    }
}

/// One value as itself, several as a list.
pub(crate) fn one_or_list(items: Node) -> Node {
    match items.as_list() {
        Some([one]) => one.clone(),
        _ => items,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_granted_twice() {
        let policy = Policy::of_all(vec![
            Statement::allow("Prepare", &["Create", "Describe"], "a"),
            Statement::allow("Execute", &["Describe", "Execute"], "a"),
            Statement::allow("Look", &["Describe"], "a"),
            Statement::allow("Wide", &["Create", "Other"], ["a", "b"]),
            Statement::allow("Allowed", &["Describe"], "a"),
        ]);
        let document = policy.to_node();
        let statements = document.get("Statement").unwrap().iter();
        let granted: Vec<_> = statements
            .map(|statement| {
                let actions = statement.get("Action").unwrap().iter();
                (
                    statement.get("Sid").unwrap().as_str().unwrap(),
                    actions.filter_map(Node::as_str).collect::<Vec<_>>(),
                )
            })
            .collect();
        assert_eq!(
            granted,
            [
                ("Prepare", vec!["Describe"]),
                ("Execute", vec!["Execute"]),
                ("Wide", vec!["Create", "Other"]),
                // What the author allows stays as it is written.
                ("Allowed", vec!["Describe"]),
            ]
        );
    }

    #[test]
    fn statements_that_allow_the_same_are_one() {
        let policy = Policy::of_all(vec![
            Statement::allow("Read", &["s3:GetObject"], "a"),
            Statement::allow("Read", &["s3:GetObject"], ["b", "a"]),
            Statement::allow("Read", &["s3:GetObject"], "c").when("StringEquals", "k", "v"),
        ]);
        let document = policy.to_node();
        let statements = document.get("Statement").unwrap().as_list().unwrap();
        assert_eq!(statements.len(), 2);
        assert_eq!(statements[0].get("Resource"), Some(&Node::from(["a", "b"])));
        assert_eq!(statements[1].get("Sid"), Some(&Node::from("Read2")));
        assert_eq!(statements[1].get("Resource"), Some(&Node::from("c")));
    }
}
