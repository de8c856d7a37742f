//! C02, C04 and C05 for the clauses of roles: which a role takes, that policies are policies, and that some stand once.

use super::Block;
use crate::arn::Arn;
use crate::catalog::policies;
use crate::code::Code;
use crate::pipeline::{Account, Clause, Role, RoleKind, Setting, Site, Value};
use crate::rules::{Broken, Of, joined};
use crate::text::Text;

impl<'p> Broken<'_, 'p> {
    pub(super) fn clauses(&mut self) {
        let resolved = self.resolved;
        for role in resolved.roles {
            self.service(role);
            if role.existing.is_some() {
                self.superfluous(role);
                continue;
            }
            self.clauses_twice(role);
            let account = resolved.first_account(role);
            for clause in role.clauses.iter() {
                match clause {
                    Clause::Managed(policies, _) => {
                        for written in policies.iter() {
                            self.policy(role, account, written);
                        }
                    }
                    Clause::Boundary(written, _) => self.policy(role, account, written),
                    Clause::Statement {
                        deny,
                        actions,
                        resources,
                        condition,
                        at,
                    } => {
                        let word = if *deny { "deny" } else { "allow" };
                        self.not_empty(role, word, actions, *at, "action");
                        self.not_empty(role, word, resources, *at, "resource");
                        for action in actions.iter() {
                            self.iam_action(role, action, account);
                        }
                        for resource in resources.iter() {
                            self.iam_resource(role, resource, account);
                        }
                        self.condition(role, condition);
                    }
                    _ => {}
                }
            }
        }
    }

    /// A policy is named by its ARN.
    fn policy(&mut self, role: &Role, account: Option<&Account>, written: &'p Text) {
        let Some(policy) = self.resolved.text(written, account) else {
            return;
        };
        let arn = Arn::parse(&policy);
        let name = match &arn {
            Some(arn) if arn.is_policy() => return,
            None if !policy.is_empty() => &policy,
            _ => "PowerUserAccess",
        };
        let partition = self.resolved.partition_name();
        let message = format_args!("`{policy}` is no ARN of a policy");
        self.add(Code::C04, written.at, Of::Role(role), message)
            .help(format_args!(
                "AWS's own are written `\"arn:{partition}:iam::aws:policy/{name}\"`"
            ));
    }

    /// A statement names actions and resources.
    fn not_empty(&mut self, role: &Role, word: &str, all: &'p [Text], at: Site, what: &str) {
        let of = Of::Role(role);
        let form = match what {
            "action" => "`[\"s3:GetObject\"]`",
            _ => "`on [\"arn:aws:s3:::shop/*\"]`, or `on [\"*\"]` for all",
        };
        if all.is_empty() {
            self.add(Code::C04, at, of, format_args!("`{word}` names no {what}"))
                .help(format_args!("write {form}"));
        }
        for text in all {
            if self.resolved.text(text, None).as_deref() == Some("") {
                self.add(Code::C04, text.at, of, format_args!("the {what} is empty"))
                    .help(format_args!("write {form}"));
            }
        }
    }

    /// An action has its service before it.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
    fn iam_action(&mut self, role: &Role, written: &'p Text, account: Option<&Account>) {
        let action = self.resolved.text(written, account).unwrap_or_default();
        if policies::is_action(&action) {
            return;
        }
        // What stands before a `.` or `/` was meant to be the service.
        let (service, _) = action.split_once('.').unwrap_or((&action, ""));
        let (service, _) = service.split_once('/').unwrap_or((service, ""));
        let whole = match action.get(service.len() + 1..) {
            Some(name) => format!("{service}:{name}"),
            None => format!("SERVICE:{action}"),
        };
        let message = format_args!("`{action}` is no action of IAM's");
        let found = self.add(Code::C04, written.at, Of::Role(role), message);
        if action.contains(':') {
            found
                .note("AWS would answer \"Actions/Condition can contain only one colon.\"")
                .help(format_args!("write `\"{}\"`", one_colon(&action)));
        } else {
            found
                .note("an action is named after its service, as `s3:GetObject`")
                .help(format_args!("write `\"{whole}\"`"));
        }
    }

    /// A resource is an ARN.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
    fn iam_resource(&mut self, role: &Role, written: &'p Text, account: Option<&Account>) {
        let resource = self.resolved.text(written, account).unwrap_or_default();
        if policies::is_resource(&resource) {
            self.iam_region(role, written, &resource);
            return;
        }
        let partition = self.resolved.partition_name();
        let name = resource.strip_prefix("s3://").unwrap_or(&resource);
        let message = format_args!("`{resource}` is no ARN");
        self.add(Code::C04, written.at, Of::Role(role), message)
            .note(format_args!(
                "AWS would answer \"Resource {resource} must be in ARN format or \"*\".\""
            ))
            .help(format_args!(
                "write it as `\"arn:{partition}:s3:::{name}\"`, or `\"*\"` for all"
            ));
    }

    /// What IAM has lies in no region.
    fn iam_region(&mut self, role: &Role, written: &Text, resource: &str) {
        let Some(arn) = Arn::parse(resource) else {
            return;
        };
        if arn.service != "iam" || arn.region.is_empty() || arn.region.contains(['*', '?', '$']) {
            return;
        }
        let message = format_args!("`{resource}` names a region, and what IAM has lies in none");
        let whole = resource.replacen(arn.region, "", 1);
        self.add(Code::C04, written.at, Of::Role(role), message)
            .note(format_args!(
                "AWS would answer \"IAM resource {resource} cannot contain region information.\""
            ))
            .help(format_args!("write `\"{whole}\"`"));
    }

    /// A condition is a map of IAM's operators, each a map from keys to what is compared.
    fn condition(&mut self, role: &Role, condition: &'p [Setting]) {
        let block = Block {
            owner: "a condition",
            settings: condition,
            keys: &[],
            words: &[],
            action: None,
            of: Of::Role(role),
        };
        block.twice(condition, self);
        for operator in condition {
            let name = &operator.key.name;
            if !policies::is_operator(name) {
                let message = format_args!("IAM has no operator `{name}`");
                let near = policies::closest_operator(name);
                let found = self.add(Code::C04, operator.key.at, block.of, message);
                if !matches!(operator.value, Value::Map(..)) {
                    // It is the key that is compared.
                    found.help(format_args!(
                        "write the operator around it: `StringEquals: {{ \"{name}\": … }}`"
                    ));
                    continue;
                }
                found.suggest_or(near.as_deref(), "write one of IAM's, as `StringEquals`");
            }
            match &operator.value {
                Value::Lost(_) => {}
                Value::Map(keys, _) if !keys.is_empty() => {
                    for key in keys.iter() {
                        self.compared(role, &key.key.name, &key.value);
                    }
                }
                value => {
                    let message = format_args!("`{name}` takes a map from keys to values");
                    self.add(Code::C04, value.at(), block.of, message)
                        .help(format_args!(
                            "write `{name}: {{ \"aws:RequestedRegion\": … }}`"
                        ));
                }
            }
        }
    }

    /// What a condition's key is compared with.
    fn compared(&mut self, role: &Role, key: &str, value: &'p Value) {
        match value {
            Value::List(values, _) if !values.is_empty() => {
                for value in values.iter() {
                    match value {
                        Value::List(..) => self.not_compared(role, key, value),
                        value => self.compared(role, key, value),
                    }
                }
            }
            Value::List(..) | Value::Map(..) | Value::File(..) => {
                self.not_compared(role, key, value);
            }
            _ => {}
        }
    }

    fn not_compared(&mut self, role: &Role, key: &str, value: &Value) {
        let message = format_args!("`{key}` is compared with a value or a list of values");
        self.add(Code::C04, value.at(), Of::Role(role), message)
            .help(format_args!(
                "write `\"{key}\": \"…\"` or `\"{key}\": [\"…\"]`"
            ));
    }

    /// A service has a name of AWS's.
    fn service(&mut self, role: &'p Role) {
        let RoleKind::Service(written) = &role.kind else {
            return;
        };
        let account = self.resolved.first_account(role);
        let Some(service) = self.resolved.text(written, account) else {
            return;
        };
        if policies::is_service(&service) {
            return;
        }
        // Of a name that is written as a URL, or ends otherwise, the first label is the service.
        let name = service.strip_prefix("https://").unwrap_or(&service);
        let name = match name.split('.').next() {
            Some(name) if policies::is_label(name) => name,
            _ => "ec2",
        };
        let message = format_args!("`{service}` is not the name of a service");
        self.add(Code::C04, written.at, Of::Role(role), message)
            .note("a role trusts a service by its name, which ends in `.amazonaws.com`")
            .help(format_args!("write `Service(\"{name}.amazonaws.com\")`"));
    }

    /// A role has one name, one path and one boundary.
    fn clauses_twice(&mut self, role: &Role) {
        let mut seen = Vec::new();
        for clause in role.clauses.iter() {
            let (word, at) = match clause {
                Clause::Name(_, at) => ("name", *at),
                Clause::Path(_, at) => ("path", *at),
                Clause::Boundary(_, at) => ("boundary", *at),
                _ => continue,
            };
            if seen.contains(&word) {
                let message = format_args!("`{word}` is written twice");
                self.add(Code::C05, at, Of::Role(role), message)
                    .help("keep one of them");
            }
            seen.push(word);
        }
    }

    /// Nothing is made of a role that exists already: of it is said what it reads, and nothing else.
    fn superfluous(&mut self, role: &Role) {
        for clause in role.clauses.iter() {
            let (word, at) = match clause {
                Clause::Reads(_) => continue,
                Clause::Managed(_, at) => ("managed", *at),
                Clause::Statement { deny: true, at, .. } => ("deny", *at),
                Clause::Statement { at, .. } => ("allow", *at),
                Clause::Boundary(_, at) => ("boundary", *at),
                Clause::Name(_, at) => ("name", *at),
                Clause::Path(_, at) => ("path", *at),
            };
            let message = format_args!(
                "role `{}` exists already and takes no `{word}`",
                role.name.name
            );
            self.add(Code::C02, at, Of::Role(role), message)
                .note("its owner says what it may do; no stack changes it")
                .help("drop it; `synth` writes beside the templates what the owner must allow");
        }
    }
}

/// What was meant by an action with several colons: actions of their own, or one with a word too many before it.
fn one_colon(action: &str) -> String {
    let mut actions = Vec::new();
    for word in action.split([',', ' ']) {
        if !word.is_empty() {
            actions.push(word);
        }
    }
    if actions.len() > 1 {
        return joined(&actions, "\", \"");
    }
    match action.rsplit_once(':') {
        Some((before, name)) => {
            let service = before.rsplit(':').next().unwrap_or_default();
            format!("{service}:{name}")
        }
        None => action.to_owned(),
    }
}
