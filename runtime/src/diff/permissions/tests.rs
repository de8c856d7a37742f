//! What changes between two stacks, in sentences.

use serde_json::{Value, json};

use super::*;
use crate::stacks::Identity;
use crate::template::Node;

const PIPELINE: &str = "111111111111";
const PROD: &str = "033333333333";

/// A stack of pipeline `shop` in an account.
fn version(account: &str, account_id: &str, resources: Value) -> Version {
    let template = Node::from_serialize(json!({ "Resources": resources })).unwrap();
    let mut version = Version {
        stack: Identity {
            name: format!("shop-{account}"),
            account: account.to_owned(),
            account_id: account_id.to_owned(),
            region: "eu-west-1".to_owned(),
        },
        template,
    };
    version.normalize();
    version
}

fn role(name: &str, more: Value) -> Value {
    let mut properties = json!({ "RoleName": name });
    for (key, value) in more.as_object().unwrap() {
        properties[key] = value.clone();
    }
    json!({ "Type": "AWS::IAM::Role", "Properties": properties })
}

/// A role `deployer` in `prod` with these statements.
fn deployer(statements: Value) -> Version {
    let policies = json!({ "Policies": [{ "PolicyName": "p", "PolicyDocument": { "Statement": statements } }] });
    version(
        "prod",
        PROD,
        json!({ "DeployerRole": role("shop-deployer", policies) }),
    )
}

fn sentences(old: &[Version], new: &[Version]) -> Vec<String> {
    changes(old, new).iter().map(Sentence::text).collect()
}

fn of_deployer(old: Value, new: Value) -> Vec<String> {
    sentences(&[deployer(old)], &[deployer(new)])
}

fn allow(actions: Value, resources: Value) -> Value {
    json!({ "Effect": "Allow", "Action": actions, "Resource": resources })
}

#[test]
fn what_a_role_may_is_told_action_by_action() {
    let old = json!([allow(json!(["s3:GetObject", "s3:PutObject"]), json!("a"))]);
    let new = json!([
        allow(json!(["s3:GetObject", "s3:DeleteObject", "s3:ListBucket"]), json!(["a", "b"])),
        { "Effect": "Deny", "Action": "iam:*", "Resource": { "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:*" } },
    ]);
    assert_eq!(
        of_deployer(old.clone(), new.clone()),
        [
            "deployer in prod is now denied iam:* on arn:aws:iam::033333333333:*",
            "deployer in prod may now s3:DeleteObject and s3:ListBucket on a",
            "deployer in prod may now s3:DeleteObject, s3:GetObject and s3:ListBucket on b",
            "deployer in prod may no longer s3:PutObject on a",
        ]
    );
    assert_eq!(
        of_deployer(new, old)[1],
        "deployer in prod is no longer denied iam:* on arn:aws:iam::033333333333:*"
    );
}

#[test]
fn a_statement_that_is_cut_or_ordered_otherwise_changes_nothing() {
    let whole = allow(json!(["s3:GetObject", "s3:PutObject"]), json!(["a", "b"]));
    let cut = json!([
        allow(json!("s3:PutObject"), json!(["b", "a"])),
        allow(json!(["s3:GetObject"]), json!("b")),
        allow(json!(["s3:GetObject"]), json!("a")),
    ]);
    assert_eq!(of_deployer(json!(whole), cut), [] as [&str; 0]);
}

#[test]
fn what_a_wildcard_allowed_already_is_not_new() {
    let wide = json!([allow(json!("s3:Get*"), json!("arn:aws:s3:::*"))]);
    let narrow = json!([allow(json!("s3:getobject"), json!("arn:aws:s3:::a"))]);
    assert_eq!(
        of_deployer(wide.clone(), narrow.clone()),
        [
            "deployer in prod may no longer s3:Get* on arn:aws:s3:::*, only s3:getobject on arn:aws:s3:::a"
        ]
    );
    assert_eq!(
        of_deployer(narrow, wide),
        ["deployer in prod may now s3:Get* on arn:aws:s3:::*"]
    );
}

#[test]
fn conditions_are_words_and_their_change_is_one_sentence() {
    let under = |condition: Value| json!([{ "Effect": "Allow", "Action": "iam:PassRole", "Resource": "r", "Condition": condition }]);
    let cases = [
        (
            json!({ "StringEquals": { "iam:PassedToService": "x" } }),
            json!({ "StringLike": { "iam:PassedToService": ["x", "y"] } }),
            "now where iam:PassedToService is like x or y, no longer where iam:PassedToService is x",
        ),
        (
            json!({}),
            json!({ "Null": { "k": "true" }, "BoolIfExists": { "aws:SecureTransport": true } }),
            "now where aws:SecureTransport is true or is missing and k is missing, no longer without a condition",
        ),
        (
            json!({ "ForAnyValue:StringEquals": { "k": "v" }, "NumericLessThan": { "n": 7 } }),
            json!({}),
            "now without a condition, no longer where a value of k is v and n NumericLessThan 7",
        ),
    ];
    for (old, new, words) in cases {
        let expected = format!("deployer in prod may iam:PassRole on r {words}");
        assert_eq!(of_deployer(under(old), under(new)), [expected]);
    }
}

#[test]
fn all_but_some_is_said_so() {
    let statement =
        json!([{ "Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "NotResource": "a" }]);
    assert_eq!(
        of_deployer(statement.clone(), json!([])),
        ["deployer in prod may no longer do everything but iam:*, sts:* on everything but a"]
    );
    assert_eq!(
        of_deployer(json!([]), statement),
        ["deployer in prod may now do everything but iam:*, sts:* on everything but a"]
    );
}

#[test]
fn who_assumes_a_role_and_what_is_attached_to_it() {
    let with = |more: Value| {
        [version(
            "prod",
            PROD,
            json!({ "DeployerRole": role("shop-deployer", more) }),
        )]
    };
    let trust = |principal: Value, condition: Value| {
        json!({ "Statement": [{ "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole",
            "Condition": condition }] })
    };
    let old = json!({
        "AssumeRolePolicyDocument": trust(json!({ "Service": "cloudformation.amazonaws.com" }), json!({})),
        "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        "PermissionsBoundary": "arn:b",
    });
    let held = json!({ "ArnEquals": { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/p/shop-pipeline" } });
    let new = json!({
        "AssumeRolePolicyDocument": trust(json!({ "AWS": PIPELINE }), held),
        "ManagedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"],
    });
    assert_eq!(
        sentences(&with(old), &with(new)),
        [
            "deployer in prod may now be assumed by role shop-pipeline in 111111111111",
            "deployer in prod may now do what is allowed by arn:aws:iam::aws:policy/AdministratorAccess",
            "deployer in prod may no longer be assumed by cloudformation.amazonaws.com",
            "deployer in prod may no longer do what is allowed by arn:aws:iam::aws:policy/ReadOnlyAccess",
            "deployer in prod may now do more than is allowed by arn:b",
        ]
    );
}

#[test]
fn policies_of_keys_buckets_and_busses_let_roles_in() {
    let side = |roles: Value, principal: Value| {
        let held = json!({ "ArnLike": { "aws:PrincipalArn": roles } });
        let statement = json!({ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "x:Read",
            "Resource": "*", "Condition": held });
        let ci = json!({
            "Key": { "Type": "AWS::KMS::Key", "Properties": { "KeyPolicy": { "Statement": [statement.clone()] } } },
            "Policy": { "Type": "AWS::S3::BucketPolicy", "Properties": {
                "Bucket": { "Ref": "Bucket" }, "PolicyDocument": { "Statement": [statement] } } },
            "Bus": { "Type": "AWS::Events::EventBusPolicy", "Properties": { "Statement": {
                "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "events:PutEvents", "Resource": "bus" } } },
        });
        [
            version("ci", PIPELINE, ci),
            version(
                "prod",
                PROD,
                json!({ "R": role("shop-deployer", json!({})) }),
            ),
        ]
    };
    let old = side(json!("arn:aws:iam::*:role/shop-deployer"), json!(PIPELINE));
    let new = side(
        json!([
            "arn:aws:iam::*:role/shop-deployer",
            "arn:aws:iam::033333333333:role/shop-other"
        ]),
        json!([PIPELINE, "arn:aws:iam::033333333333:root"]),
    );
    assert_eq!(
        sentences(&old, &new),
        [
            "account prod may now events:PutEvents on bus, by the policy of Bus in ci",
            "deployer in prod and role shop-other in prod may now x:Read on the key Key in ci, by its policy",
            "deployer in prod and role shop-other in prod may now x:Read on *, by the policy of Bucket in ci",
        ]
    );
}

#[test]
fn a_policy_of_its_own_says_what_its_roles_may() {
    let side = |inline: Value, separate: Value| {
        let policies = json!({ "Policies": [{ "PolicyName": "p", "PolicyDocument": { "Statement": inline } }] });
        let policy = json!({ "PolicyName": "q", "Roles": [{ "Ref": "R" }, "elsewhere"],
            "PolicyDocument": { "Statement": separate } });
        [version(
            "prod",
            PROD,
            json!({
                "R": role("shop-deployer", policies),
                "P": { "Type": "AWS::IAM::Policy", "Properties": policy },
            }),
        )]
    };
    let one = json!([allow(json!("a:b"), json!("r"))]);
    // It moves from one policy of the role to another, and so is new for the other role only.
    assert_eq!(
        sentences(&side(one.clone(), json!([])), &side(json!([]), one)),
        ["role elsewhere in prod may now a:b on r"]
    );
}

#[test]
fn users_and_groups_are_no_roles() {
    let statements = json!({ "Statement": [allow(json!("a:b"), json!("r"))] });
    let policy = json!({ "PolicyName": "p", "Users": ["bob"], "Groups": ["admins"], "PolicyDocument": statements });
    let separate =
        json!({ "PolicyName": "p", "UserName": { "Ref": "Eve" }, "PolicyDocument": statements });
    let addition = json!({ "GroupName": "admins", "Users": ["bob", { "Ref": "Eve" }] });
    let resources = json!({
        "Policy": { "Type": "AWS::IAM::Policy", "Properties": policy },
        "Separate": { "Type": "AWS::IAM::UserPolicy", "Properties": separate },
        "Eve": { "Type": "AWS::IAM::User", "Properties": { "Groups": ["readers"] } },
        "Addition": { "Type": "AWS::IAM::UserToGroupAddition", "Properties": addition },
    });
    let (old, new) = (
        version("prod", PROD, json!({})),
        version("prod", PROD, resources),
    );
    assert_eq!(
        sentences(&[old], &[new]),
        [
            "user bob in prod may now do what group admins in prod may",
            "Eve in prod may now do what group admins in prod and group readers in prod may",
            "Eve in prod, group admins in prod and user bob in prod may now a:b on r",
        ]
    );
}

#[test]
fn a_permission_of_lambda_s_lets_its_principal_in() {
    let permission = |function: Value| {
        let properties = json!({
            "Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com", "FunctionName": function,
            "SourceArn": "arn:aws:events:eu-west-1:033333333333:rule/r", "SourceAccount": { "Ref": "AWS::AccountId" },
        });
        let permission = json!({ "Type": "AWS::Lambda::Permission", "Properties": properties });
        version("prod", PROD, json!({ "P": permission }))
    };
    let by_arn = permission(json!({ "Fn::GetAtt": ["F", "Arn"] }));
    // The same function, however it is named.
    assert_eq!(
        sentences(
            std::slice::from_ref(&by_arn),
            &[permission(json!({ "Ref": "F" }))]
        ),
        [] as [&str; 0]
    );
    assert_eq!(
        sentences(&[version("prod", PROD, json!({}))], &[by_arn]),
        [
            "events.amazonaws.com may now lambda:InvokeFunction on the function F in prod \
          where aws:SourceAccount is 033333333333 and aws:SourceArn is like \
          arn:aws:events:eu-west-1:033333333333:rule/r, by its policy"
        ]
    );
}

#[test]
fn a_stack_that_is_left_behind_still_allows() {
    let prod = deployer(json!([allow(json!("a:b"), json!("r"))]));
    assert_eq!(sentences(std::slice::from_ref(&prod), &[]), [] as [&str; 0]);
    assert_eq!(
        sentences(&[], &[prod]),
        ["deployer in prod may now a:b on r"]
    );
}

#[test]
fn roles_of_one_name_are_told_apart() {
    let role_of = |pipeline: &str, statements: Value| {
        let mut version = deployer(statements);
        version.stack.name = format!("{pipeline}-prod");
        let properties = version
            .template
            .as_map_mut()
            .unwrap()
            .get_mut("Resources")
            .unwrap();
        let role = properties
            .as_map_mut()
            .unwrap()
            .get_mut("DeployerRole")
            .unwrap();
        let properties = role.as_map_mut().unwrap().get_mut("Properties").unwrap();
        properties
            .as_map_mut()
            .unwrap()
            .insert("RoleName", format!("{pipeline}-deployer"));
        version
    };
    let one = json!([allow(json!("a:b"), json!("r"))]);
    let old = [role_of("orders", json!([])), role_of("billing", json!([]))];
    let new = [role_of("orders", one), role_of("billing", json!([]))];
    assert_eq!(
        sentences(&old, &new),
        ["orders-deployer in prod may now a:b on r"]
    );
}

#[test]
fn what_a_stack_set_makes_is_told_too() {
    let side = |accounts: Value| {
        let statement = json!({ "Effect": "Allow", "Principal": { "AWS": accounts }, "Action": "s3:GetObject",
            "Resource": { "Fn::Sub": "arn:aws:s3:::shop-${AWS::Region}/*" } });
        let inner = json!({ "Resources": { "Policy": { "Type": "AWS::S3::BucketPolicy", "Properties": {
            "Bucket": { "Ref": "Bucket" }, "PolicyDocument": { "Statement": [statement] } } } } });
        let set = json!({ "Type": "AWS::CloudFormation::StackSet", "Properties": { "TemplateBody": inner.to_string() } });
        [version("ci", PIPELINE, json!({ "Regions": set }))]
    };
    assert_eq!(
        sentences(&side(json!([PIPELINE])), &side(json!([PIPELINE, PROD]))),
        [
            "account 033333333333 may now s3:GetObject on arn:aws:s3:::shop-${AWS::Region}/*, \
          by the policy of Regions.Bucket in ci"
        ]
    );
}
