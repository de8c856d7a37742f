//! C04 and C05 for the statements of roles, and for the services that they trust.

use super::draft::{breaks, keeps, messages};
use super::with;

fn role(clause: &str) -> String {
    with(
        "CloudFormation in [dev, prod];",
        &format!("CloudFormation in [dev, prod] {{ {clause}; }}"),
    )
}

#[test]
fn c04_a_statement_names_actions_and_resources() {
    keeps(&role("allow [\"s3:GetObject\"] on [\"*\"]"));
    breaks(&role("allow [\"s3:GetObject\"] on []"), &[("C04", "allow")]);
    breaks(&role("allow [] on [\"*\"]"), &[("C04", "allow")]);
    breaks(&role("deny [\"s3:GetObject\"] on []"), &[("C04", "deny")]);
    breaks(&role("deny [\"\"] on [\"*\"]"), &[("C04", "")]);
}

#[test]
fn c04_an_action_has_its_service_and_a_resource_is_an_arn() {
    for (action, whole) in [
        ("GetObject", "SERVICE:GetObject"),
        ("s3.GetObject", "s3:GetObject"),
        ("s3/Get*", "s3:Get*"),
        ("s3:s3:Get*", "s3:Get*"),
        ("s3:Get*, s3:List*", "s3:Get*\", \"s3:List*"),
    ] {
        let wrong = role(&format!("allow [\"{action}\"] on [\"*\"]"));
        breaks(&wrong, &[("C04", action)]);
        assert!(messages(&wrong)[0].ends_with(&format!("help: write `\"{whole}\"`")));
    }
    for action in ["*", "s3:*", "*:*"] {
        keeps(&role(&format!("deny [\"{action}\"] on [\"*\"]")));
    }
    breaks(
        &role("allow [\"logs:Put:Events\"] on [\"*\"]"),
        &[("C04", "logs:Put:Events")],
    );
    let on = |resource: &str| role(&format!("deny [\"s3:GetObject\"] on [\"{resource}\"]"));
    for resource in ["shop", "shop-*", "s3://shop/all"] {
        breaks(&on(resource), &[("C04", resource)]);
    }
    assert_eq!(
        messages(&on("shop/*")),
        [
            "[C04] `shop/*` is no ARN\nnote: AWS would answer \"Resource shop/* must be in ARN format or \"*\".\"\nhelp: write it as `\"arn:aws:s3:::shop/*\"`, or `\"*\"` for all"
        ]
    );
    let regional = on("arn:aws:iam:eu-west-1:222222222222:role/shop");
    assert_eq!(
        messages(&regional),
        [
            "[C04] `arn:aws:iam:eu-west-1:222222222222:role/shop` names a region, and what IAM has lies in none\nnote: AWS would answer \"IAM resource arn:aws:iam:eu-west-1:222222222222:role/shop cannot contain region information.\"\nhelp: write `\"arn:aws:iam::222222222222:role/shop\"`"
        ]
    );
    keeps(&on("arn:aws:iam:*:222222222222:role/shop"));
    for resource in ["arn:aws:s3:::shop/*", "arn:*:s3:::shop", "${aws:x}", "*"] {
        keeps(&on(resource));
    }
}

#[test]
fn c04_a_condition_has_iam_s_operators() {
    let when = |condition: &str| {
        role(&format!(
            "allow [\"s3:GetObject\"] on [\"*\"] when {{ {condition} }}"
        ))
    };
    keeps(&when(
        "StringEquals: { \"aws:RequestedRegion\": [\"eu-west-1\", ?] }, Bool: { \"aws:SecureTransport\": true }",
    ));
    keeps(&when(
        "\"ForAnyValue:StringLikeIfExists\": { \"aws:TagKeys\": \"a*\" }",
    ));
    let misspelt = when("StringEqual: { \"aws:RequestedRegion\": \"eu-west-1\" }");
    breaks(&misspelt, &[("C04", "StringEqual")]);
    assert!(messages(&misspelt)[0].contains("did you mean `StringEquals`?"));
    breaks(&when("Bool: \"x\""), &[("C04", "x")]);
    let key = when("\"aws:RequestedRegion\": \"eu-west-1\"");
    breaks(&key, &[("C04", "aws:RequestedRegion")]);
    assert!(messages(&key)[0].ends_with("`StringEquals: { \"aws:RequestedRegion\": … }`"));
    breaks(&when("Bool: {}"), &[("C04", "{")]);
    breaks(&when("StringEquals: { k: { a: \"b\" } }"), &[("C04", "{")]);
    breaks(&when("StringEquals: { k: [] }"), &[("C04", "[")]);
    breaks(&when("StringEquals: { k: [[\"a\"]] }"), &[("C04", "[")]);
    breaks(
        &when("Null: { k: true }, Null: { l: true }"),
        &[("C05", "Null")],
    );
}

#[test]
fn c04_a_service_has_a_name_of_aws_s() {
    let service = |name: &str| {
        with(
            "role stack",
            &format!("role box: Service(\"{name}\") in dev;\nrole stack"),
        )
    };
    keeps(&service("ec2.amazonaws.com"));
    breaks(&service(""), &[("C04", "")]);
    breaks(&service("not a service"), &[("C04", "not a service")]);
    breaks(&service("ec2"), &[("C04", "ec2")]);
    for name in ["glue", "glue.amazonaws.co", "https://glue.amazonaws.com"] {
        let help = "write `Service(\"glue.amazonaws.com\")`";
        assert!(messages(&service(name))[0].ends_with(help), "{name}");
    }
}
