//! The permissions that a stack's resources give, one by one.

use super::super::{Version, scope};
use super::names::{Names, text};
use super::words::ALL_BUT;
use super::{Kind, Permission, principals, words};
use crate::stacks::Identity;
use crate::template::{Map, Node, list, map};

/// Adds every permission that a stack gives.
pub(super) fn add(version: &Version, names: &Names, given: &mut Vec<Permission>) {
    // What a stack set makes is in every region that it goes to.
    let anywhere = Identity {
        region: "${AWS::Region}".to_owned(),
        ..version.stack.clone()
    };
    for (id, resource) in version.resources() {
        let inner = !scope(id).0.is_empty();
        let mut giver = Giver {
            version,
            stack: if inner { &anywhere } else { &version.stack },
            names,
            given,
        };
        giver.resource(id, resource);
    }
}

struct Giver<'v> {
    version: &'v Version,
    stack: &'v Identity,
    names: &'v Names,
    given: &'v mut Vec<Permission>,
}

impl Giver<'_> {
    fn resource(&mut self, id: &str, resource: &Node) {
        let Some(properties) = resource.get("Properties") else {
            return;
        };
        match resource.text("Type") {
            "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group" => {
                let who = self.identity_of(id, properties);
                self.identity(&who, properties);
                self.member(&who, properties.items("Groups"));
            }
            "AWS::IAM::UserToGroupAddition" => {
                for user in properties.items("Users") {
                    let who = self.holder("user", user);
                    self.member(&who, properties.items("GroupName"));
                }
            }
            kind if kind.starts_with("AWS::IAM::") => self.separate(id, properties),
            // The key is all that its policy can name.
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => {
                let key = format!("the key {}", self.names.resource(id, self.stack));
                self.lets_in(properties, "its policy", Some(&key));
            }
            "AWS::Lambda::Permission" => {
                let function = properties.get("FunctionName");
                let function = match function {
                    Some(name) => text(name, self.stack),
                    None => String::new(),
                };
                let name = function.strip_suffix(".Arn").unwrap_or(&function);
                let function = format!("{}{name}", scope(id).0);
                let function = self.names.resource(&function, self.stack);
                let function = format!("the function {function}");
                let policy = of_function(properties);
                self.lets_in(&policy, "its policy", Some(&function));
            }
            kind => {
                let of = match (kind, properties.get("Bucket")) {
                    ("AWS::S3::BucketPolicy", Some(bucket)) => {
                        format!("{}{}", scope(id).0, text(bucket, self.stack))
                    }
                    _ => id.to_owned(),
                };
                let of = self.names.resource(&of, self.stack);
                self.lets_in(properties, &format!("the policy of {of}"), None);
            }
        }
    }

    fn identity(&mut self, who: &str, properties: &Node) {
        for statement in statements(properties.get("AssumeRolePolicyDocument")) {
            let (principals, condition) = principals::of(statement, self.stack, self.names);
            self.say(statement, &principals, &[who.to_owned()], &condition, None);
        }
        for policy in properties.items("Policies") {
            self.allows(who, policy.get("PolicyDocument"));
        }
        for policy in properties.items("ManagedPolicyArns") {
            self.attached(Kind::Managed, who, text(policy, self.stack));
        }
        if let Some(boundary) = properties.get("PermissionsBoundary") {
            self.attached(Kind::Boundary, who, text(boundary, self.stack));
        }
    }

    /// A user is in these groups.
    fn member(&mut self, who: &str, groups: std::slice::Iter<'_, Node>) {
        for group in groups {
            self.attached(Kind::Member, who, self.holder("group", group));
        }
    }

    /// What a policy or a group says is not known here.
    fn attached(&mut self, kind: Kind, who: &str, to: String) {
        self.given.push(Permission {
            kind,
            deny: false,
            who: who.to_owned(),
            action: String::new(),
            resource: to,
            condition: String::new(),
            by: None,
        });
    }

    /// A policy that stands by itself and is attached to others.
    fn separate(&mut self, id: &str, properties: &Node) {
        const HOLDERS: &[(&str, &str)] = &[
            ("Roles", "role"),
            ("Users", "user"),
            ("Groups", "group"),
            ("RoleName", "role"),
            ("UserName", "user"),
            ("GroupName", "group"),
        ];
        let mut holders = Vec::new();
        for (key, kind) in HOLDERS {
            for holder in properties.items(key) {
                holders.push(self.holder(kind, holder));
            }
        }
        if holders.is_empty() {
            let id = self.names.resource(id, self.stack);
            holders.push(format!("who has the managed policy {id}"));
        }
        for who in &holders {
            self.allows(who, properties.get("PolicyDocument"));
        }
    }

    /// A role, a user or a group that a resource names.
    fn holder(&self, kind: &str, holder: &Node) -> String {
        let stack = self.stack;
        if let Some(id) = holder.get("Ref").and_then(Node::as_str)
            && let Some(resource) = self.version.resource(id)
            && let Some(properties) = resource.get("Properties")
        {
            return self.identity_of(id, properties);
        }
        let name = text(holder, stack);
        match kind {
            "role" => self.names.role(&stack.account_id, &name),
            kind => format!("{kind} {name} in {}", stack.account),
        }
    }

    fn identity_of(&self, id: &str, properties: &Node) -> String {
        match properties.get("RoleName").and_then(Node::as_str) {
            Some(name) => self.names.role(&self.stack.account_id, name),
            None => self.names.resource(id, self.stack),
        }
    }

    /// A policy of an identity.
    fn allows(&mut self, who: &str, document: Option<&Node>) {
        for statement in statements(document) {
            let resources = self.resources(statement, None);
            let condition = principals::condition(statement);
            self.say(statement, &[who.to_owned()], &resources, &condition, None);
        }
    }

    /// Every policy among a resource's properties that says whom it lets in: to the one thing that it can name, if
    /// that is known.
    fn lets_in(&mut self, value: &Node, by: &str, to: Option<&str>) {
        match value {
            Node::Map(map) if map.get("Statement").is_some() => {
                for statement in statements(Some(value)) {
                    let (who, condition) = principals::of(statement, self.stack, self.names);
                    let resources = self.resources(statement, to);
                    self.say(statement, &who, &resources, &condition, Some(by));
                }
            }
            Node::Map(map) => {
                for (_, value) in map.iter() {
                    self.lets_in(value, by, to);
                }
            }
            Node::List(items) => {
                for value in items {
                    self.lets_in(value, by, to);
                }
            }
            _ => {}
        }
    }

    /// What a statement is about; a policy of one thing names that thing, however it does.
    fn resources(&self, statement: &Node, one: Option<&str>) -> Vec<String> {
        self.listed(statement, "Resource", "NotResource", one)
    }

    /// The values under a key; all that its opposite names are one.
    fn listed(
        &self,
        statement: &Node,
        key: &str,
        opposite: &str,
        one: Option<&str>,
    ) -> Vec<String> {
        let Some(values) = statement.get(key).or(statement.get(opposite)) else {
            return Vec::new();
        };
        let mut listed = Vec::new();
        for value in values {
            listed.push(match one {
                Some(one) => one.to_owned(),
                None => text(value, self.stack),
            });
        }
        match statement.get(key) {
            Some(_) => listed,
            None => vec![format!("{ALL_BUT}{}", listed.join(", "))],
        }
    }

    /// What a statement says of each of these, on each of those.
    fn say(
        &mut self,
        statement: &Node,
        who: &[String],
        resources: &[String],
        condition: &Map,
        by: Option<&str>,
    ) {
        let deny = statement.text("Effect") == "Deny";
        // Only the policy of a role's own trust has no resource.
        let trust = statement
            .get("Resource")
            .or(statement.get("NotResource"))
            .is_none();
        let actions = self.listed(statement, "Action", "NotAction", None);
        let condition = words::condition(condition, self.stack);
        for who in who {
            for resource in resources {
                for action in &actions {
                    let assume = trust && !deny && action == "sts:AssumeRole";
                    self.given.push(Permission {
                        kind: if assume { Kind::Assume } else { Kind::Act },
                        deny,
                        who: who.clone(),
                        action: action.clone(),
                        resource: resource.clone(),
                        condition: condition.clone(),
                        by: by.map(str::to_owned),
                    });
                }
            }
        }
    }
}

/// The policy of a function with the statement that Lambda writes into it.
/// <https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html>
fn of_function(properties: &Node) -> Node {
    const CONDITIONS: &[(&str, &[(&str, &str)])] = &[
        ("ArnLike", &[("SourceArn", "aws:SourceArn")]),
        (
            "StringEquals",
            &[
                ("SourceAccount", "aws:SourceAccount"),
                ("PrincipalOrgID", "aws:PrincipalOrgID"),
                ("EventSourceToken", "lambda:EventSourceToken"),
                ("FunctionUrlAuthType", "lambda:FunctionUrlAuthType"),
            ],
        ),
        (
            "Bool",
            &[("InvokedViaFunctionUrl", "lambda:InvokedViaFunctionUrl")],
        ),
    ];
    let (mut statement, mut condition) = (map! { "Effect": "Allow", "Resource": "*" }, Map::new());
    for key in &["Principal", "Action"] {
        if let Some(value) = properties.get(key) {
            statement.put(key, value.clone());
        }
    }
    for (operator, keys) in CONDITIONS {
        let mut tested = Map::new();
        for (property, key) in *keys {
            if let Some(value) = properties.get(property) {
                tested.put(key, value.clone());
            }
        }
        if !tested.is_empty() {
            condition.put(operator, tested);
        }
    }
    statement.put("Condition", condition);
    map! { "Statement": list![statement] }.into()
}

fn statements(document: Option<&Node>) -> std::slice::Iter<'_, Node> {
    match document {
        Some(document) => document.items("Statement"),
        None => [].iter(),
    }
}
