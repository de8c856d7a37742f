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
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::template::Node;

    const ROLE: &str = "arn:aws:iam::111111111111:role/runner";

    fn document(statements: Value) -> Document {
        let document = json!({ "Version": "2012-10-17", "Statement": statements });
        let document = Node::from_serialize(document).unwrap();
        Document::read(&document, &|node| node.as_str().map(str::to_owned))
    }

    /// The word for the answer to the role's request: of what it lacks the side.
    fn asked(
        action: &str,
        resource: &str,
        account: &str,
        identity: Value,
        boundary: Option<Value>,
        policy: Value,
    ) -> &'static str {
        let at = PolicyAt {
            stack: "shop-ci",
            resource: "Role",
            name: "policy",
        };
        let (identity, policy) = (document(identity), document(policy));
        let boundary = boundary.map(document);
        let side = |document| Side {
            voices: vec![Voice {
                document,
                policy: at,
            }],
            unknown: None,
        };
        let request = Request {
            caller: Caller::Role(ROLE.to_owned()),
            action: action.to_owned(),
            resource: resource.to_owned(),
            account: account.to_owned(),
            context: Vec::new(),
        };
        let sides = Sides {
            identity: side(&identity),
            boundary: boundary.as_ref().map(side),
            resource: side(&policy),
        };
        match evaluate(&request, &sides) {
            Answer::Allowed(_) => "allowed",
            Answer::Denied(_) => "denied",
            Answer::Lacking(Lack::Identity) => "identity",
            Answer::Lacking(Lack::Boundary) => "boundary",
            Answer::Lacking(Lack::Resource) => "resource",
            Answer::Unknown(..) => "unknown",
        }
    }

    fn allow(action: &str) -> Value {
        json!([{ "Effect": "Allow", "Action": action, "Resource": "*" }])
    }

    fn admit(principal: &str, action: &str) -> Value {
        json!([{ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": action, "Resource": "*" }])
    }

    #[test]
    fn within_an_account_one_side_is_enough_and_from_another_it_takes_both() {
        let object = "arn:aws:s3:::bucket/key";
        let (none, get) = (json!([]), "s3:GetObject");
        for (account, identity, policy, answer) in [
            ("111111111111", allow(get), none.clone(), "allowed"),
            ("111111111111", none.clone(), admit(ROLE, get), "allowed"),
            // The account is named, not the role: the role's own policy decides.
            (
                "111111111111",
                none.clone(),
                admit("111111111111", get),
                "identity",
            ),
            ("111111111111", none.clone(), none.clone(), "identity"),
            ("222222222222", allow(get), none.clone(), "resource"),
            ("222222222222", none.clone(), admit(ROLE, get), "identity"),
            ("222222222222", allow(get), admit(ROLE, get), "allowed"),
            (
                "222222222222",
                allow("s3:*"),
                admit("arn:aws:iam::111111111111:root", get),
                "allowed",
            ),
            (
                "222222222222",
                allow(get),
                admit("333333333333", get),
                "resource",
            ),
        ] {
            let given = asked(get, object, account, identity.clone(), None, policy.clone());
            assert_eq!(given, answer, "{account} {identity} {policy}");
        }
    }

    #[test]
    fn a_key_and_a_role_admit_nobody_by_themselves() {
        let key = "arn:aws:kms:eu-west-1:111111111111:key/k";
        let (none, use_it) = (json!([]), "kms:Decrypt");
        for (identity, policy, answer) in [
            (allow(use_it), none.clone(), "resource"),
            (none.clone(), admit(ROLE, use_it), "allowed"),
            (none.clone(), admit("111111111111", use_it), "identity"),
            (allow(use_it), admit("111111111111", use_it), "allowed"),
        ] {
            let given = asked(use_it, key, "111111111111", identity, None, policy.clone());
            assert_eq!(given, answer, "{policy}");
        }
    }

    #[test]
    fn a_denial_wins_and_a_boundary_bounds() {
        let stack = "arn:aws:cloudformation:eu-west-1:111111111111:stack/shop/1";
        let run = |identity, boundary| {
            asked(
                "cloudformation:CreateStack",
                stack,
                "111111111111",
                identity,
                boundary,
                json!([]),
            )
        };
        let both = json!([
            { "Effect": "Allow", "Action": "*", "Resource": "*" },
            { "Effect": "Deny", "Action": "cloudformation:Create*", "NotResource": "arn:aws:cloudformation:*:*:stack/other/*" },
        ]);
        assert_eq!(run(both, None), "denied");
        assert_eq!(run(allow("*"), Some(allow("s3:*"))), "boundary");
        assert_eq!(run(allow("*"), Some(allow("cloudformation:*"))), "allowed");
        let except = json!([{ "Effect": "Allow", "NotAction": "iam:*", "Resource": "*" }]);
        assert_eq!(run(except, None), "allowed");
    }

    #[test]
    fn what_is_not_known_is_never_allowed() {
        let stack = "arn:aws:cloudformation:eu-west-1:111111111111:stack/shop/1";
        let run = |identity| {
            asked(
                "cloudformation:CreateStack",
                stack,
                "111111111111",
                identity,
                None,
                json!([]),
            )
        };
        let with = |element: &str, value: Value, effect: &str| {
            json!([
                { "Effect": "Allow", "Action": "cloudformation:*", "Resource": "*" },
                { "Effect": effect, "Action": "cloudformation:*", "Resource": "*", element: value },
            ])
        };
        let hours = json!({ "DateGreaterThan": { "aws:CurrentTime": "2030-01-01T00:00:00Z" } });
        assert_eq!(run(with("Condition", hours.clone(), "Deny")), "unknown");
        assert_eq!(run(with("Condition", hours, "Allow")), "allowed");
        assert_eq!(run(with("Elsewhere", json!("x"), "Deny")), "unknown");
        assert_eq!(
            run(json!([{ "Effect": { "Ref": "Parameter" }, "Action": "*", "Resource": "*" }])),
            "unknown"
        );
        assert_eq!(
            run(json!([{ "Effect": "Allow", "Action": { "Ref": "Parameter" }, "Resource": "*" }])),
            "unknown"
        );
    }
}
