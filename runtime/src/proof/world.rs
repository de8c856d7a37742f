//! The accounts as they are once every stack is deployed: who has which policy.

use passrole_model::catalog::managed;
use passrole_model::index::Index;

use super::values::{Made, Scope, resources};
use crate::iam::{Caller, Document, Lack, PolicyAt, Request, Side, Sides, Unknown, is_key};
use crate::stacks::{Stack, Stacks};
use crate::template::{Map, Node};

/// The accounts, as far as the stacks say.
pub(crate) struct World<'s> {
    holders: Vec<Holder<'s>>,
    /// Their places, by ARN; and by account and name ("111111111111/deployer") what stands apart from a role.
    places: Index,
    /// The ARNs of what the library makes, whether or not an edit took it away.
    made: &'s Index,
}

/// What has policies: a role, a bucket, a key or an event bus; or a managed policy. A bucket that is made is one even
/// without a policy.
#[derive(Default)]
struct Holder<'s> {
    /// What the role may do, or whoever the managed policy is attached to.
    own: Vec<Document<'s>>,
    /// Whom it admits: a role's trust policy, or the policy of a bucket, a key or a bus.
    admits: Vec<Document<'s>>,
    /// The ARNs of the role's managed policies; `…` where only CloudFormation knows.
    managed: Vec<String>,
    boundary: Option<String>,
    /// The place of the role's policies that stand apart from it.
    apart: Option<usize>,
}

impl<'s> World<'s> {
    /// `further` are the stacks that the stack sets among `stacks` make.
    pub(crate) fn new(stacks: &'s Stacks, further: &'s [Stack]) -> World<'s> {
        let mut world = World {
            holders: Vec::new(),
            places: Index::default(),
            made: stacks.made(),
        };
        for made in &resources(stacks, further) {
            world.add(made);
        }
        world
    }

    fn add(&mut self, made: &Made<'s>) {
        match made.kind() {
            "AWS::IAM::Role" => self.add_role(made),
            "AWS::IAM::RolePolicy" | "AWS::IAM::Policy" => self.add_apart(made),
            "AWS::IAM::ManagedPolicy" => self.add_managed(made),
            "AWS::S3::Bucket" => {
                if let Some(arn) = made.arn() {
                    self.place(&arn);
                }
            }
            _ => {
                if let Some((arn, policy)) = made.admits() {
                    self.entry(&arn).admits.push(policy);
                }
            }
        }
    }

    fn add_apart(&mut self, made: &Made<'s>) {
        let name = made.get("PolicyName").and_then(Node::as_str);
        for role in made.named_roles() {
            let mut policy = made.held("PolicyDocument");
            policy.at.name = name.unwrap_or_default();
            self.entry(&role).own.push(policy);
        }
    }

    fn add_managed(&mut self, made: &Made<'s>) {
        let Some(arn) = made.managed_policy() else {
            return;
        };
        for role in made.named_roles() {
            self.entry(&role).managed.push(arn.clone());
        }
        self.entry(&arn).own.push(made.held("PolicyDocument"));
    }

    fn add_role(&mut self, made: &Made<'s>) {
        let Some(arn) = made.arn() else {
            return;
        };
        let mut role = Holder::default();
        role.admits.push(made.held("AssumeRolePolicyDocument"));
        for policy in made.items("Policies") {
            let document = policy.get("PolicyDocument").and_then(Node::as_map);
            role.own
                .push(made.read(policy.text("PolicyName"), document));
        }
        for policy in made.items("ManagedPolicyArns") {
            role.managed.push(known(made.scope, policy));
        }
        if let Some(policy) = made.get("PermissionsBoundary") {
            role.boundary = Some(known(made.scope, policy));
        }
        role.apart = Some(self.place(&made.scope.role_here(name_of(&arn))));
        *self.entry(&arn) = role;
    }

    fn entry(&mut self, arn: &str) -> &mut Holder<'s> {
        let place = self.place(arn);
        &mut self.holders[place]
    }

    /// The place of what has that ARN, which is a holder from now on.
    fn place(&mut self, arn: &str) -> usize {
        let place = self.places.place(arn);
        if place == self.holders.len() {
            self.holders.push(Holder::default());
        }
        place
    }

    fn get(&self, arn: &str) -> Option<&Holder<'s>> {
        Some(&self.holders[self.places.get(arn)?])
    }

    /// What every policy that has a say says to a request.
    pub(crate) fn sides(&self, request: &Request) -> Sides<'_> {
        let mut sides = Sides::default();
        if let Caller::Role(arn) = &request.caller {
            match self.get(arn) {
                Some(role) => {
                    self.hear_own(role, request, &mut sides.identity);
                    if let Some(boundary) = &role.boundary {
                        sides.bounded = true;
                        self.hear_boundary(boundary, request, &mut sides.boundary);
                    }
                }
                None => {
                    let what = "what a role that exists already may do";
                    self.doubt(what, arn, &mut sides.identity);
                }
            }
        }
        self.hear_resource(request, &mut sides.resource);
        sides
    }

    fn hear_own<'w>(&'w self, role: &'w Holder<'s>, request: &Request, side: &mut Side<'w>) {
        let apart = role.apart.map(|place| &self.holders[place]);
        hear(&role.own, request, side);
        if let Some(apart) = apart {
            hear(&apart.own, request, side);
        }
        self.hear_managed(role, request, side);
        if let Some(apart) = apart {
            self.hear_managed(apart, request, side);
        }
    }

    fn hear_managed<'w>(&'w self, role: &'w Holder<'s>, request: &Request, side: &mut Side<'w>) {
        for policy in &role.managed {
            match self.get(policy) {
                Some(known) => hear(&known.own, request, side),
                None => side.doubt(Unknown {
                    what: format!("what `{policy}` says"),
                    of: request.caller.as_str().to_owned(),
                    may_deny: !managed::denies_nothing(policy),
                }),
            }
        }
    }

    fn hear_boundary<'w>(&'w self, boundary: &str, request: &Request, side: &mut Side<'w>) {
        match self.get(boundary) {
            Some(known) => hear(&known.own, request, side),
            None => side.doubt(Unknown {
                what: format!("what the boundary `{boundary}` allows"),
                of: request.caller.as_str().to_owned(),
                may_deny: true,
            }),
        }
    }

    /// The policy of what a request concerns.
    fn hear_resource<'w>(&'w self, request: &Request, side: &mut Side<'w>) {
        let arn = request.resource.as_str();
        let service = request.action.split(':').next().unwrap_or_default();
        let (holder, is_asked) = match service {
            "sts" => (self.get(arn), true),
            "kms" if is_key(arn) => (self.get(arn), true),
            // Without a policy that is known it is open to the roles of its account.
            "s3" => (self.get(bucket_of(arn)), is_from_elsewhere(request)),
            // A bus is there in every account, and admits no other account by itself.
            "events" => (self.get(arn), false),
            // No role is passed to another account, whatever it says.
            "iam" => (None, false),
            _ => (None, is_from_elsewhere(request)),
        };
        match holder {
            Some(holder) => hear(&holder.admits, request, side),
            None if is_asked => {
                let what = "whom a role, bucket or key that exists already admits";
                self.doubt(what, arn, side);
            }
            None => {}
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
        match self.get(arn) {
            Some(holder) => Ok(match holder.admits.first() {
                Some(policy) => format!("`{}` in stack `{}`", policy.at.resource, policy.at.stack),
                None => format!("`{arn}`"),
            }),
            None if arn.contains(":event-bus/") => Ok(format!("`{arn}`")),
            None => Err(arn.to_owned()),
        }
    }

    /// Something that no stack makes is not known, unless the library would have made it.
    fn doubt(&self, what: &str, of: &str, side: &mut Side<'_>) {
        if !self.made.has(of) {
            side.doubt(Unknown {
                what: what.to_owned(),
                of: of.to_owned(),
                may_deny: true,
            });
        }
    }
}

impl<'s> Made<'s> {
    /// The ARN of the bucket, key or bus whose policy it is or has, and that policy.
    fn admits(&self) -> Option<(String, Document<'s>)> {
        let scope = self.scope;
        Some(match self.kind() {
            // Whose it is may not be known: then every bucket's policy may say more, which the rules do not ask.
            "AWS::S3::BucketPolicy" => {
                let name = self.property("Bucket")?;
                (scope.bucket(&name), self.held("PolicyDocument"))
            }
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => (self.arn()?, self.held("KeyPolicy")),
            "AWS::Events::EventBusPolicy" => {
                self.get("Statement")?;
                let bus = self.property_or("EventBusName", "default")?;
                let arn = scope.arn("events", &format!("event-bus/{bus}"));
                // The properties have what a document has.
                (arn, self.read("Statement", Some(&self.resource.properties)))
            }
            _ => return None,
        })
    }

    /// A policy of that name.
    fn read(&self, name: &'s str, document: Option<&Map>) -> Document<'s> {
        let at = PolicyAt {
            stack: self.scope.stack.name(),
            resource: self.id,
            name,
        };
        Document::read(at, document, &|node| self.scope.text(node))
    }

    /// The policy under a key. Of what is made under a condition nothing is known.
    fn held(&self, key: &'s str) -> Document<'s> {
        let document = match self.resource.attributes.get("Condition") {
            Some(_) => None,
            None => self.get(key),
        };
        self.read(key, document.and_then(Node::as_map))
    }

    /// The roles that a policy of its own names.
    fn named_roles(&self) -> Vec<String> {
        let mut roles = Vec::new();
        for key in &["RoleName", "Roles"] {
            for name in &self.scope.texts(self.items(key)) {
                roles.push(self.scope.role_here(name));
            }
        }
        roles
    }
}

fn hear<'w>(policies: &'w [Document<'_>], request: &Request, side: &mut Side<'w>) {
    for policy in policies {
        policy.speak(request, side);
    }
}

/// An object's ARN begins with its bucket's.
fn bucket_of(arn: &str) -> &str {
    arn.split('/').next().unwrap_or(arn)
}

/// The name at the end of a role's ARN.
fn name_of(arn: &str) -> &str {
    let (_, name) = arn.rsplit_once('/').unwrap_or(("", arn));
    name
}

fn is_from_elsewhere(request: &Request) -> bool {
    request.caller.account() != Some(request.account.as_str())
}

/// The ARN of a managed policy; `…` where only CloudFormation knows.
fn known(scope: Scope<'_>, arn: &Node) -> String {
    scope.text(arn).unwrap_or_else(|| "…".to_owned())
}
