//! Requests whose answers are known.

use serde_json::{Value, json};

use super::*;
use crate::iam::Document;
use crate::template::Node;

const ROLE: &str = "arn:aws:iam::111111111111:role/runner";

fn document(statements: Value) -> Document<'static> {
    let at = PolicyAt {
        stack: "shop-ci",
        resource: "Role",
        name: "policy",
    };
    let document = json!({ "Version": "2012-10-17", "Statement": statements });
    let document = Node::from_serialize(document).unwrap();
    Document::read(at, document.as_map(), &|node| {
        node.as_str().map(str::to_owned)
    })
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
    let (identity, policy) = (document(identity), document(policy));
    let boundary = boundary.map(document);
    let request = Request {
        caller: Caller::Role(ROLE.to_owned()),
        action: action.to_owned(),
        resource: resource.to_owned(),
        account: account.to_owned(),
        context: Vec::new(),
    };
    let mut sides = Sides::default();
    identity.speak(&request, &mut sides.identity);
    policy.speak(&request, &mut sides.resource);
    if let Some(boundary) = &boundary {
        sides.bounded = true;
        boundary.speak(&request, &mut sides.boundary);
    }
    match evaluate(&request, &sides) {
        Answer::Allowed => "allowed",
        Answer::Denied(_) => "denied",
        Answer::Lacking(Lack::Identity) => "identity",
        Answer::Lacking(Lack::Boundary) => "boundary",
        Answer::Lacking(Lack::Resource) => "resource",
        Answer::Unknown(_) => "unknown",
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
