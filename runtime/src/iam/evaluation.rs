//! Whether a request is allowed, by all the policies that have a say in it.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use super::condition::{all, any};
use super::document::{Concern, Document, Opinion};
use super::request::{Caller, Request};

/// A policy that has a say, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Voice<'w> {
    pub(crate) document: &'w Document,
    pub(crate) policy: PolicyAt<'w>,
}

/// Where a policy stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PolicyAt<'w> {
    /// The stack's name.
    pub(crate) stack: &'w str,
    /// The logical id of the resource that holds it.
    pub(crate) resource: &'w str,
    /// Its name where it has one, or the property: `AssumeRolePolicyDocument`.
    pub(crate) name: &'w str,
}

/// A statement, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StatementAt<'w> {
    pub(crate) policy: PolicyAt<'w>,
    pub(crate) sid: String,
}

/// All policies of one side, and what of them is not known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Side<'w> {
    pub(crate) voices: Vec<Voice<'w>>,
    pub(crate) unknown: Option<Unknown>,
}

/// What is not known here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Unknown {
    /// In words: "what `arn:aws:iam::aws:policy/PowerUserAccess` allows".
    pub(crate) what: String,
    /// The ARN of the role, bucket or key whose proof it leaves open.
    pub(crate) of: String,
    /// It may deny; otherwise it may only allow what nothing else does.
    pub(crate) may_deny: bool,
}

/// The sides of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sides<'w> {
    /// The caller's own policies.
    pub(crate) identity: Side<'w>,
    /// What bounds them, where something does.
    pub(crate) boundary: Option<Side<'w>>,
    /// The policy of what the request concerns: a bucket's, a key's, a bus's, a role's trust policy.
    pub(crate) resource: Side<'w>,
}

/// Whose word it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer<'w> {
    /// By these statements.
    Allowed(Vec<StatementAt<'w>>),
    /// By this statement.
    Denied(StatementAt<'w>),
    /// No statement of this side allows it.
    Lacking(Lack),
    /// Why it is not known, and the statements that allow it as far as it is.
    Unknown(Unknown, Vec<StatementAt<'w>>),
}

/// The side that lacks a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// The policies of a side together.
struct Voiced<'w> {
    denied: Option<StatementAt<'w>>,
    denies: Option<bool>,
    allowed: Option<(StatementAt<'w>, Concern)>,
    allows: Option<bool>,
    /// It names the caller itself.
    names: Option<bool>,
}

impl<'w> Side<'w> {
    fn voiced(&self, request: &Request) -> Voiced<'w> {
        let opinions: Vec<(PolicyAt<'w>, Opinion)> = self
            .voices
            .iter()
            .map(|voice| (voice.policy, voice.document.opinion(request)))
            .collect();
        let open = self.unknown.is_some();
        let may_deny = self
            .unknown
            .as_ref()
            .is_some_and(|unknown| unknown.may_deny);
        let of = |known: bool, may: bool| match (known, may) {
            (true, _) => Some(true),
            (false, true) => None,
            (false, false) => Some(false),
        };
        let statement = |policy: &PolicyAt<'w>, sid: &str| StatementAt {
            policy: *policy,
            sid: sid.to_owned(),
        };
        let mut denied = opinions.iter();
        let denied =
            denied.find_map(|(policy, opinion)| Some(statement(policy, opinion.denied.as_ref()?)));
        let allowing = opinions.iter().filter_map(|(policy, opinion)| {
            let (sid, how) = opinion.allowed.as_ref()?;
            Some((statement(policy, sid), *how))
        });
        let allowed = allowing.max_by_key(|(_, how)| *how);
        let may_allow = open || opinions.iter().any(|(_, opinion)| opinion.may_allow);
        let names = allowed
            .as_ref()
            .is_some_and(|(_, how)| *how == Concern::Caller);
        Voiced {
            denies: of(
                denied.is_some(),
                may_deny || opinions.iter().any(|(_, opinion)| opinion.may_deny),
            ),
            denied,
            allows: of(allowed.is_some(), may_allow),
            names: of(names, may_allow),
            allowed,
        }
    }
}

/// Whether a request is allowed.
pub(crate) fn evaluate<'w>(request: &Request, sides: &Sides<'w>) -> Answer<'w> {
    let rule = Rule::of(request);
    let identity = sides.identity.voiced(request);
    let resource = sides.resource.voiced(request);
    let boundary = sides.boundary.as_ref().map(|side| side.voiced(request));
    let bounded = boundary
        .as_ref()
        .map_or(Some(true), |boundary| boundary.allows);
    let heard = || {
        [Some(&identity), Some(&resource), boundary.as_ref()]
            .into_iter()
            .flatten()
    };
    if let Some(denied) = heard().find_map(|side| side.denied.clone()) {
        return Answer::Denied(denied);
    }
    let certain = heard().all(|side| side.denies == Some(false));
    let allowed = match rule {
        Rule::Identity => identity.allows,
        Rule::Either => any([identity.allows, resource.names]),
        Rule::Both => all([identity.allows, resource.allows]),
        Rule::Delegated => any([resource.names, all([resource.allows, identity.allows])]),
        Rule::Resource => resource.names,
    };
    match all([allowed, bounded]) {
        Some(false) => Answer::Lacking(match rule {
            _ if allowed != Some(false) => Lack::Boundary,
            Rule::Identity | Rule::Either => Lack::Identity,
            Rule::Resource => Lack::Resource,
            Rule::Both | Rule::Delegated if resource.allows == Some(false) => Lack::Resource,
            Rule::Both | Rule::Delegated => Lack::Identity,
        }),
        allowed => {
            let boundary = boundary
                .as_ref()
                .and_then(|boundary| boundary.allowed.clone());

            let needed = match rule {
                Rule::Identity => [identity.allowed, None],
                Rule::Either => [identity.allowed.or(resource.allowed), None],
                Rule::Delegated if resource.names == Some(true) => [resource.allowed, None],
                Rule::Both | Rule::Delegated => [identity.allowed, resource.allowed],
                Rule::Resource => [resource.allowed, None],
            };
            let by = needed.into_iter().chain([boundary]).flatten();
            let by = by.map(|(statement, _)| statement).collect();
            match certain && allowed == Some(true) {
                true => Answer::Allowed(by),
                false => Answer::Unknown(why(request, sides), by),
            }
        }
    }
}

/// What is not known.
fn why(request: &Request, sides: &Sides<'_>) -> Unknown {
    let unknown = [
        sides.identity.unknown.as_ref(),
        sides
            .boundary
            .as_ref()
            .and_then(|side| side.unknown.as_ref()),
        sides.resource.unknown.as_ref(),
    ];
    let unknown = unknown.into_iter().flatten().next();
    unknown.cloned().unwrap_or_else(|| Unknown {
        what: "what a condition comes to when the pipeline runs".to_owned(),
        of: match &request.caller {
            Caller::Role(arn) => arn.clone(),
            Caller::Service(_) => request.resource.clone(),
        },
        may_deny: true,
    })
}

#[cfg(test)]
mod tests;
