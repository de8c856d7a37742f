//! Whether a request is allowed, by all the policies that have a say in it.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use super::condition::{both, either};
use super::document::Concern;
use super::request::{Caller, Request};

/// Where a policy stands.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct PolicyAt<'w> {
    /// The stack's name.
    pub(crate) stack: &'w str,
    /// The logical id of the resource that holds it.
    pub(crate) resource: &'w str,
    /// Its name where it has one, or the property: `AssumeRolePolicyDocument`.
    pub(crate) name: &'w str,
}

/// A statement, and where it stands.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct StatementAt<'w> {
    pub(crate) policy: PolicyAt<'w>,
    pub(crate) sid: &'w str,
}

/// What all policies of one side say to a request.
#[derive(Default)]
pub(crate) struct Side<'w> {
    /// The first statement that denies it.
    pub(super) denied: Option<StatementAt<'w>>,
    /// A statement that allows it, and how the caller is named there.
    pub(super) allowed: Option<(StatementAt<'w>, Concern)>,
    /// A statement may deny it, and whether it does is not known.
    pub(super) may_deny: bool,
    /// A statement may allow it, and whether it does is not known.
    pub(super) may_allow: bool,
    /// What of its policies is not known.
    unknown: Option<Unknown>,
}

/// What is not known here.
#[derive(Clone)]
pub(crate) struct Unknown {
    /// In words: "what `arn:aws:iam::aws:policy/PowerUserAccess` allows".
    pub(crate) what: String,
    /// The ARN of the role, bucket or key whose proof it leaves open.
    pub(crate) of: String,
    /// It may deny; otherwise it may only allow what nothing else does.
    pub(crate) may_deny: bool,
}

/// The sides of a request.
#[derive(Default)]
pub(crate) struct Sides<'w> {
    /// The caller's own policies.
    pub(crate) identity: Side<'w>,
    /// Whether something bounds them.
    pub(crate) bounded: bool,
    /// What bounds them, where something does.
    pub(crate) boundary: Side<'w>,
    /// The policy of what the request concerns: a bucket's, a key's, a bus's, a role's trust policy.
    pub(crate) resource: Side<'w>,
}

/// Whose word it takes.
#[derive(Clone, Copy)]
enum Rule {
    /// The resource has no policy: the caller's own decides.
    Identity,
    /// Within an account one of both is enough.
    Either,
    /// From another account it takes both.
    Both,
    /// A key and a role admit nobody unless their own policy does: by the name of the caller, or by that of its
    /// account, and then by the caller's own policy besides.
    Delegated,
    /// A service has no policy of its own.
    Resource,
}

/// What comes of a request.
pub(crate) enum Answer<'w> {
    Allowed,
    /// By this statement.
    Denied(StatementAt<'w>),
    /// No statement of this side allows it.
    Lacking(Lack),
    /// Why it is not known.
    Unknown(Unknown),
}

/// The side that lacks a statement.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Lack {
    Identity,
    Boundary,
    Resource,
}

/// Whether it is the ARN of a key.
pub(crate) fn is_key(arn: &str) -> bool {
    arn.contains(":key/")
}

impl Rule {
    fn of(request: &Request) -> Rule {
        let Some(account) = request.caller.account() else {
            return Rule::Resource;
        };
        let at_home = account == request.account;
        match request.action.split(':').next() {
            // What concerns no key has no key's policy: an alias, or a key that is not there yet.
            Some("kms") if at_home && !is_key(&request.resource) => Rule::Identity,
            Some("kms" | "sts") if at_home => Rule::Delegated,
            Some("kms" | "sts" | "s3" | "events") if !at_home => Rule::Both,
            Some("s3" | "events") => Rule::Either,
            _ if at_home => Rule::Identity,
            _ => Rule::Both,
        }
    }
}

impl<'w> Side<'w> {
    /// Takes in what is not known.
    pub(crate) fn doubt(&mut self, unknown: Unknown) {
        self.may_deny |= unknown.may_deny;
        self.may_allow = true;
        if unknown.may_deny || self.unknown.is_none() {
            self.unknown = Some(unknown);
        }
    }

    fn allows(&self) -> Option<bool> {
        certain(self.allowed.is_some(), self.may_allow)
    }

    /// Whether it allows it by naming the caller itself.
    fn names(&self) -> Option<bool> {
        let names = matches!(self.allowed, Some((_, Concern::Caller)));
        certain(names, self.may_allow)
    }
}

/// The answer where it is known to be so, or may be.
fn certain(known: bool, may: bool) -> Option<bool> {
    match (known, may) {
        (true, _) => Some(true),
        (false, true) => None,
        (false, false) => Some(false),
    }
}

/// Whether a request is allowed.
pub(crate) fn evaluate<'w>(request: &Request, sides: &Sides<'w>) -> Answer<'w> {
    let rule = Rule::of(request);
    let Sides {
        identity,
        boundary,
        resource,
        bounded,
    } = sides;
    if let Some(denied) = identity.denied.or(resource.denied).or(boundary.denied) {
        return Answer::Denied(denied);
    }
    let permitted = match rule {
        Rule::Identity => identity.allows(),
        Rule::Either => either(identity.allows(), resource.names()),
        Rule::Both => both(identity.allows(), resource.allows()),
        Rule::Delegated => {
            let handed_on = both(resource.allows(), identity.allows());
            either(resource.names(), handed_on)
        }
        Rule::Resource => resource.names(),
    };
    let allowed = match bounded {
        true => both(permitted, boundary.allows()),
        false => permitted,
    };
    if allowed == Some(false) {
        return Answer::Lacking(match rule {
            _ if permitted != Some(false) => Lack::Boundary,
            Rule::Identity | Rule::Either => Lack::Identity,
            Rule::Resource => Lack::Resource,
            Rule::Both | Rule::Delegated if resource.allows() == Some(false) => Lack::Resource,
            Rule::Both | Rule::Delegated => Lack::Identity,
        });
    }
    let may_deny = identity.may_deny || resource.may_deny || boundary.may_deny;
    match allowed == Some(true) && !may_deny {
        true => Answer::Allowed,
        false => Answer::Unknown(why(request, sides)),
    }
}

/// The statements that allow a request that is not denied, as far as that is known.
pub(crate) fn granting<'w>(request: &Request, sides: &Sides<'w>) -> Vec<StatementAt<'w>> {
    let (identity, resource) = (&sides.identity, &sides.resource);
    let mut by = Vec::new();
    let mut grants = |side: &Side<'w>| {
        if let Some((statement, _)) = side.allowed {
            by.push(statement);
        }
    };
    match Rule::of(request) {
        Rule::Identity => grants(identity),
        Rule::Resource => grants(resource),
        Rule::Either if identity.allowed.is_none() => grants(resource),
        Rule::Either => grants(identity),
        Rule::Delegated if resource.names() == Some(true) => grants(resource),
        Rule::Both | Rule::Delegated => {
            grants(identity);
            grants(resource);
        }
    }
    grants(&sides.boundary);
    by
}

/// What is not known.
fn why(request: &Request, sides: &Sides<'_>) -> Unknown {
    let (identity, boundary) = (&sides.identity.unknown, &sides.boundary.unknown);
    if let (Some(unknown), ..) | (_, Some(unknown), _) | (.., Some(unknown)) =
        (identity, boundary, &sides.resource.unknown)
    {
        return unknown.clone();
    }
    Unknown {
        what: "what a condition comes to when the pipeline runs".to_owned(),
        of: match &request.caller {
            Caller::Role(arn) => arn.clone(),
            Caller::Service(_) => request.resource.clone(),
        },
        may_deny: true,
    }
}

#[cfg(test)]
mod tests;
