//! The accounts as they are once every stack is deployed: who has which policy.

use std::collections::{HashMap, HashSet};

use passrole_model::catalog::managed;

use super::values::Scope;
use crate::iam::{Caller, Document, Lack, PolicyAt, Request, Side, Sides, Unknown, Voice, is_key};
use crate::stacks::{Stack, Stacks};
use crate::template::{Map, Node, Resource};

/// The accounts, as far as the stacks say.
#[derive(Debug)]
pub(crate) struct World<'s> {
    /// By ARN.
    roles: HashMap<String, Role<'s>>,
    /// The policies of buckets, keys and event buses, by ARN; a bucket that is made has an entry even without a policy.
    resources: HashMap<String, Vec<Held<'s>>>,
    /// Managed policies, by ARN.
    managed: HashMap<String, Held<'s>>,
    /// The ARNs of what the library makes, whether or not an edit took it away.
    made: &'s HashSet<String>,
}

/// A policy and where it stands.
#[derive(Debug)]
pub(crate) struct Held<'s> {
    at: PolicyAt<'s>,
    document: Document,
}

/// A role that is made.
#[derive(Debug)]
pub(crate) struct Role<'s> {
    pub(crate) stack: &'s Stack,
    /// Its logical id.
    pub(crate) id: &'s str,
    trust: Held<'s>,
    policies: Vec<Held<'s>>,
    /// The ARNs of managed policies; none where only CloudFormation knows.
    managed: Vec<Option<String>>,
    boundary: Option<Option<String>>,
}

impl<'s> World<'s> {
    /// `further` are the stacks that the stack sets among `stacks` make.
    pub(crate) fn new(stacks: &'s Stacks, further: &'s [Stack]) -> World<'s> {
        let mut world = World {
            roles: HashMap::new(),
            resources: HashMap::new(),
            managed: HashMap::new(),
            made: stacks.made(),
        };
        for stack in stacks.iter().chain(further) {
            for (id, resource) in stack.template().resources() {
                if resource.resource_type == "AWS::IAM::Role" {
                    world.add_role(Scope { stack }, id, resource);
                }
            }
        }
        for stack in stacks.iter().chain(further) {
            for (id, resource) in stack.template().resources() {
                world.add_policy(Scope { stack }, id, resource);
            }
        }
        world
    }

    fn add_role(&mut self, scope: Scope<'s>, id: &'s str, resource: &'s Resource) {
        let Some(arn) = scope.role(resource) else {
            return;
        };
        let properties = &resource.properties;
        let at = |name| PolicyAt {
            stack: scope.stack.name(),
            resource: id,
            name,
        };
        let inline = properties.items("Policies");
        let managed = properties.items("ManagedPolicyArns");
        let role = Role {
            stack: scope.stack,
            id,
            trust: held(
                scope,
                at("AssumeRolePolicyDocument"),
                resource,
                "AssumeRolePolicyDocument",
            ),
            policies: inline
                .map(|policy| Held {
                    at: at(policy
                        .get("PolicyName")
                        .and_then(Node::as_str)
                        .unwrap_or_default()),
                    document: read(scope, policy.get("PolicyDocument")),
                })
                .collect(),
            managed: managed.map(|arn| scope.text(arn)).collect(),
            boundary: properties
                .get("PermissionsBoundary")
                .map(|arn| scope.text(arn)),
        };
        self.roles.insert(arn, role);
    }

    fn add_policy(&mut self, scope: Scope<'s>, id: &'s str, resource: &'s Resource) {
        let properties = &resource.properties;
        let at = |name| PolicyAt {
            stack: scope.stack.name(),
            resource: id,
            name,
        };
        match resource.resource_type.as_ref() {
            "AWS::S3::Bucket" => {
                if let Some(name) = scope.property(properties, "BucketName") {
                    self.resources.entry(scope.bucket(&name)).or_default();
                }
            }
            "AWS::S3::BucketPolicy" => {
                let name = scope.property(properties, "Bucket");
                let policy = held(scope, at("PolicyDocument"), resource, "PolicyDocument");
                // Whose it is is not known: then every bucket's policy may say more, which the rules do not ask.
                if let Some(name) = name {
                    self.resources
                        .entry(scope.bucket(&name))
                        .or_default()
                        .push(policy);
                }
            }
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => {
                let policy = held(scope, at("KeyPolicy"), resource, "KeyPolicy");
                self.resources
                    .entry(scope.key(id))
                    .or_default()
                    .push(policy);
            }
            "AWS::Events::EventBusPolicy" => {
                let bus = match properties.get("EventBusName") {
                    Some(name) => scope.text(name),
                    None => Some("default".to_owned()),
                };
                if let (Some(bus), Some(statement)) = (bus, properties.get("Statement")) {
                    let document = Node::from(Map::new().with("Statement", statement.clone()));
                    let policy = Held {
                        at: at("Statement"),
                        document: read(scope, Some(&document)),
                    };
                    let bus = scope.arn("events", &format!("event-bus/{bus}"));
                    self.resources.entry(bus).or_default().push(policy);
                }
            }
            "AWS::IAM::RolePolicy" | "AWS::IAM::Policy" => {
                let name = properties
                    .get("PolicyName")
                    .and_then(Node::as_str)
                    .unwrap_or_default();
                for role in self.named_roles(scope, properties) {
                    let policy = held(scope, at(name), resource, "PolicyDocument");
                    if let Some(role) = self.roles.get_mut(&role) {
                        role.policies.push(policy);
                    }
                }
            }
            "AWS::IAM::ManagedPolicy" => {
                if let Some(arn) = scope.managed_policy(id, resource) {
                    for role in self.named_roles(scope, properties) {
                        if let Some(role) = self.roles.get_mut(&role) {
                            role.managed.push(Some(arn.clone()));
                        }
                    }
                    let policy = held(scope, at("PolicyDocument"), resource, "PolicyDocument");
                    self.managed.insert(arn, policy);
                }
            }
            _ => {}
        }
    }

    /// The ARNs of the roles that a policy of its own names.
    fn named_roles(&self, scope: Scope<'s>, properties: &Map) -> Vec<String> {
        let mut names = Vec::new();
        for key in ["RoleName", "Roles"] {
            names.extend(properties.items(key).filter_map(|name| scope.text(name)));
        }
        let account = scope.stack.account_id();
        self.roles
            .keys()
            .filter(|arn| {
                let name = arn.rsplit('/').next().unwrap_or_default();
                arn.split(':').nth(4) == Some(account) && names.iter().any(|named| named == name)
            })
            .cloned()
            .collect()
    }

    /// Every policy that has a say in a request.
    pub(crate) fn sides(&self, request: &Request) -> Sides<'_> {
        let mut sides = Sides::default();
        if let Caller::Role(arn) = &request.caller {
            match self.roles.get(arn) {
                Some(role) => {
                    sides.identity = self.identity(role, arn);
                    sides.boundary = role
                        .boundary
                        .as_ref()
                        .map(|boundary| self.boundary(boundary.as_deref(), arn));
                }
                None => {
                    sides.identity.unknown =
                        self.exists(arn, "what a role that exists already may do")
                }
            }
        }
        sides.resource = self.resource(request);
        sides
    }

    fn identity<'w>(&'w self, role: &'w Role<'s>, arn: &str) -> Side<'w> {
        let mut side = Side {
            voices: role.policies.iter().map(Held::voice).collect(),
            unknown: None,
        };
        for policy in &role.managed {
            match policy.as_ref().and_then(|arn| self.managed.get(arn)) {
                Some(known) => side.voices.push(known.voice()),
                None => {
                    let policy = policy.as_deref().unwrap_or("…");
                    let unknown = Unknown {
                        what: format!("what `{policy}` says"),
                        of: arn.to_owned(),
                        may_deny: !managed::denies_nothing(policy),
                    };
                    if unknown.may_deny || side.unknown.is_none() {
                        side.unknown = Some(unknown);
                    }
                }
            }
        }
        side
    }

    fn boundary(&self, boundary: Option<&str>, arn: &str) -> Side<'_> {
        match boundary.and_then(|arn| self.managed.get(arn)) {
            Some(known) => Side {
                voices: vec![known.voice()],
                unknown: None,
            },
            None => Side {
                voices: Vec::new(),
                unknown: Some(Unknown {
                    what: format!("what the boundary `{}` allows", boundary.unwrap_or("…")),
                    of: arn.to_owned(),
                    may_deny: true,
                }),
            },
        }
    }

    /// The policy of what a request concerns.
    fn resource(&self, request: &Request) -> Side<'_> {
        let arn = request.resource.as_str();
        let service = request.action.split(':').next().unwrap_or_default();
        let elsewhere = request.caller.account() != Some(request.account.as_str());
        let policies = match service {
            "sts" => self.roles.get(arn).map(|role| vec![role.trust.voice()]),
            "s3" => self.known(bucket_of(arn)),
            "kms" if is_key(arn) => self.known(arn),
            // A bus is there in every account, and admits no other account by itself.
            "events" => Some(self.known(arn).unwrap_or_default()),
            _ => None,
        };
        let admits = "whom a role, bucket or key that exists already admits";
        let unknown = match (&policies, service) {
            (Some(_), _) => None,
            (None, "sts") => self.exists(arn, admits),
            (None, "kms") if is_key(arn) => self.exists(arn, admits),
            // No role is passed to another account, whatever it says.
            (None, "iam") => None,
            // Without a policy that is known it is open to the roles of its account.
            (None, _) => elsewhere.then(|| self.exists(arn, admits)).flatten(),
        };
        Side {
            voices: policies.unwrap_or_default(),
            unknown,
        }
    }

    /// What lacks a statement, in words; or the ARN of what is not there.
    pub(crate) fn holder(&self, request: &Request, lack: Lack) -> Result<String, String> {
        let arn = match lack {
            Lack::Identity | Lack::Boundary => request.caller.as_str(),
            Lack::Resource => match request.action.as_str() {
                action if action.starts_with("s3:") => bucket_of(&request.resource),
                _ => &request.resource,
            },
        };
        if let Some(role) = self.roles.get(arn) {
            return Ok(format!("`{}` in stack `{}`", role.id, role.stack.name()));
        }
        match self.resources.get(arn) {
            Some(policies) => Ok(match policies.first() {
                Some(held) => format!("`{}` in stack `{}`", held.at.resource, held.at.stack),
                None => format!("`{arn}`"),
            }),
            None if arn.contains(":event-bus/") => Ok(format!("`{arn}`")),
            None => Err(arn.to_owned()),
        }
    }

    /// Something that no stack makes: it is not known, unless the library would have made it.
    fn exists(&self, arn: &str, what: &str) -> Option<Unknown> {
        let made = self.made.contains(arn);
        (!made).then(|| Unknown {
            what: what.to_owned(),
            of: arn.to_owned(),
            may_deny: true,
        })
    }

    fn known(&self, arn: &str) -> Option<Vec<Voice<'_>>> {
        let held = self.resources.get(arn)?;
        Some(held.iter().map(Held::voice).collect())
    }
}

/// An object's ARN begins with its bucket's.
fn bucket_of(arn: &str) -> &str {
    arn.split('/').next().unwrap_or(arn)
}

impl<'s> Held<'s> {
    fn voice(&self) -> Voice<'_> {
        Voice {
            document: &self.document,
            policy: self.at,
        }
    }
}

/// A policy under a key of a resource. Of what is made under a condition nothing is known.
fn held<'s>(scope: Scope<'s>, at: PolicyAt<'s>, resource: &Resource, key: &str) -> Held<'s> {
    let made = resource.attributes.get("Condition").is_none();
    let document = resource.properties.get(key).filter(|_| made);
    Held {
        at,
        document: read(scope, document),
    }
}

fn read(scope: Scope<'_>, document: Option<&Node>) -> Document {
    let nothing = Node::from("");
    Document::read(document.unwrap_or(&nothing), &|node| scope.text(node))
}
