//! A simulator of IAM that others wrote: what it says to requests whose answers are known, and to those of the examples.

use std::collections::BTreeMap;

use passrole_tests::accounts::Accounts;
use passrole_tests::emulator::Emulator;
use passrole_tests::examples;
use passrole_tests::folder::Folder;
use passrole_tests::simulator::{Answer, Case, Verdict, simulate};
use serde_json::{Value, json};

const CI: &str = "arn:aws:iam::111111111111:role/delivery/ci";
const BOUND: &str = "arn:aws:iam::111111111111:role/bound";
const PROD: &str = "arn:aws:iam::033333333333:role/prod";
const OTHER: &str = "arn:aws:iam::033333333333:role/other";
const KEY: &str = "arn:aws:kms:eu-west-1:111111111111:key/mrk-1";
const OBJECT: &str = "arn:aws:s3:::artifacts/source/1";
const BUS: &str = "arn:aws:events:eu-west-1:111111111111:event-bus/default";

/// A pipeline's account with a bucket and a key, and the account that it deploys to.
fn world() -> Accounts {
    let allow = |actions: &[&str], resource: &str| json!({ "Statement": [{ "Effect": "Allow", "Action": actions, "Resource": resource }] });
    let trust = |statement: Value| {
        let mut trust = json!({ "Effect": "Allow", "Action": "sts:AssumeRole" });
        trust["Principal"] = statement["Principal"].clone();
        if let Some(condition) = statement.get("Condition") {
            trust["Condition"] = condition.clone();
        }
        json!({ "Version": "2012-10-17", "Statement": [trust] })
    };
    let held = json!({
        CI: {
            "trust": trust(json!({
                "Principal": { "Service": "codepipeline.amazonaws.com" },
                "Condition": { "StringEquals": { "aws:SourceAccount": "111111111111" } },
            })),
            "policies": {
                "all": allow(&["s3:GetObject", "s3:DeleteObject", "kms:Decrypt", "sts:AssumeRole"], "*"),
                "pass": { "Statement": [{
                    "Effect": "Allow",
                    "Action": "iam:PassRole",
                    "Resource": "arn:aws:iam::111111111111:role/stack",
                    "Condition": {
                        "StringEquals": { "iam:PassedToService": "cloudformation.amazonaws.com" },
                    },
                }] },
            },
        },
        BOUND: {
            "policies": { "all": allow(&["s3:GetObject"], "*") },
            "boundary": "arn:aws:iam::111111111111:policy/bound",
        },
        PROD: {
            "trust": trust(json!({
                "Principal": { "AWS": "111111111111" },
                "Condition": { "ArnLike": { "aws:PrincipalArn": CI } },
            })),
            "policies": { "all": allow(&["s3:GetObject", "kms:Decrypt", "events:PutEvents"], "*") },
        },
        OTHER: {
            "trust": trust(json!({ "Principal": { "AWS": PROD } })),
            "policies": { "all": allow(&["s3:GetObject", "kms:Decrypt"], "*") },
        },
        "arn:aws:s3:::artifacts": { "policy": { "Statement": [
            {
                "Effect": "Allow",
                "Principal": { "AWS": ["033333333333"] },
                "Action": ["s3:GetObject", "s3:GetObjectVersion"],
                "Resource": "arn:aws:s3:::artifacts/*",
                "Condition": { "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/prod" } },
            },
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": "arn:aws:s3:::artifacts/*",
                "Condition": { "Bool": { "aws:SecureTransport": "false" } },
            },
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:DeleteObject",
                "Resource": "arn:aws:s3:::artifacts/*",
            },
        ] } },
        KEY: { "policy": { "Statement": [{
            "Effect": "Allow",
            "Principal": { "AWS": PROD },
            "Action": "kms:Decrypt",
            "Resource": "*",
            "Condition": { "StringEquals": {
                "kms:ViaService": "s3.eu-west-1.amazonaws.com",
                "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::artifacts",
            } },
        }] } },
        BUS: { "policy": { "Statement": [{
            "Sid": "prod",
            "Effect": "Allow",
            "Principal": { "AWS": "033333333333" },
            "Action": "events:PutEvents",
            "Resource": BUS,
        }] } },
    });
    let held = held.as_object().cloned().into_iter().flatten();
    Accounts {
        held: held.collect(),
        managed: BTreeMap::from([(
            "arn:aws:iam::111111111111:policy/bound".to_owned(),
            allow(&["s3:ListBucket"], "*"),
        )]),
    }
}

fn case(principal: &str, action: &str, resource: &str, context: &[(&str, &str)]) -> Case {
    // A bucket's ARN does not say whose it is.
    let account = match resource.split(':').nth(4) {
        Some(account) if !account.is_empty() => account,
        _ => "111111111111",
    };
    let context: BTreeMap<&str, [&str; 1]> = context
        .iter()
        .map(|(key, value)| (*key, [*value]))
        .collect();
    let request = json!({
        "principal": principal,
        "action": action,
        "resource": resource,
        "account": account,
        "context": context,
    });
    Case::new(&request, &world())
}

#[test]
fn known_requests_have_the_known_answers() {
    use Verdict::{Allowed, Denied, Invalid};
    let s3 = ("kms:ViaService", "s3.eu-west-1.amazonaws.com");
    let artifacts = ("kms:EncryptionContext:aws:s3:arn", "arn:aws:s3:::artifacts");
    let others = ("kms:EncryptionContext:aws:s3:arn", "arn:aws:s3:::others");
    let deploys = ("iam:PassedToService", "cloudformation.amazonaws.com");
    let computes = ("iam:PassedToService", "ec2.amazonaws.com");
    let home = ("aws:SourceAccount", "111111111111");
    let elsewhere = ("aws:SourceAccount", "033333333333");
    let open = ("aws:SecureTransport", "false");
    let stack = "arn:aws:iam::111111111111:role/stack";
    let (pipeline, build) = ("codepipeline.amazonaws.com", "codebuild.amazonaws.com");
    let known = [
        // At home a role's own policy is enough, unless the bucket's denies.
        (case(CI, "s3:GetObject", OBJECT, &[]), Allowed),
        (case(CI, "s3:DeleteObject", OBJECT, &[]), Denied),
        (case(CI, "s3:GetObject", OBJECT, &[open]), Denied),
        (case(CI, "s3:PutObject", OBJECT, &[]), Denied),
        (case(BOUND, "s3:GetObject", OBJECT, &[]), Denied),
        // From elsewhere it takes both.
        (case(PROD, "s3:GetObject", OBJECT, &[]), Allowed),
        (case(PROD, "s3:GetObjectVersion", OBJECT, &[]), Denied),
        (case(OTHER, "s3:GetObject", OBJECT, &[]), Denied),
        // A key admits nobody but by its own policy, and only with what that asks for.
        (case(PROD, "kms:Decrypt", KEY, &[s3, artifacts]), Allowed),
        (case(PROD, "kms:Decrypt", KEY, &[s3, others]), Denied),
        (case(PROD, "kms:Decrypt", KEY, &[s3]), Denied),
        (case(PROD, "kms:Decrypt", KEY, &[artifacts]), Denied),
        (case(OTHER, "kms:Decrypt", KEY, &[s3, artifacts]), Denied),
        (case(CI, "kms:Decrypt", KEY, &[s3, artifacts]), Denied),
        // So does a role.
        (case(CI, "sts:AssumeRole", PROD, &[]), Allowed),
        (case(CI, "sts:AssumeRole", OTHER, &[]), Denied),
        (case(PROD, "sts:AssumeRole", OTHER, &[]), Allowed),
        (case(BOUND, "sts:AssumeRole", PROD, &[]), Denied),
        (case(pipeline, "sts:AssumeRole", CI, &[home]), Allowed),
        (case(pipeline, "sts:AssumeRole", CI, &[elsewhere]), Denied),
        (case(pipeline, "sts:AssumeRole", CI, &[]), Denied),
        (case(build, "sts:AssumeRole", CI, &[home]), Denied),
        (case(CI, "iam:PassRole", stack, &[deploys]), Allowed),
        (case(CI, "iam:PassRole", stack, &[computes]), Denied),
        (case(CI, "iam:PassRole", PROD, &[deploys]), Denied),
        (case(PROD, "events:PutEvents", BUS, &[]), Allowed),
        (case(OTHER, "events:PutEvents", BUS, &[]), Denied),
        (case(CI, "events:PutEvents", BUS, &[]), Denied),
        (case(CI, "s3:GetObjekt", OBJECT, &[]), Invalid),
        (case(CI, "s4:GetObject", OBJECT, &[]), Invalid),
    ];
    let (cases, expected): (Vec<Case>, Vec<Verdict>) = known.into_iter().unzip();
    for ((case, answer), expected) in cases.iter().zip(simulate(&cases)).zip(expected) {
        assert_eq!(answer.verdict, expected, "{answer:?}\n{case:#?}");
        assert_eq!(answer.odd, None, "{case:#?}");
    }
}

#[test]
fn what_cannot_be_asked_is_told() {
    let mut malformed = case(CI, "s3:GetObject", OBJECT, &[]);
    malformed.identity = vec![json!({ "Statement": [{ "Effect": "Perhaps" }] })];
    // A bucket is not an object, and getting one knows nothing of the passing of roles.
    let not_taken = case(CI, "s3:GetObject", "arn:aws:s3:::artifacts", &[]);
    let not_had = case(CI, "s3:GetObject", OBJECT, &[("iam:PassedToService", "a")]);
    let answers = simulate(&[malformed, not_taken, not_had]);
    let told: Vec<_> = answers
        .iter()
        .map(|Answer { verdict, odd, .. }| (*verdict, odd.as_deref()))
        .collect();
    let expected = [
        (Verdict::Invalid, None),
        (Verdict::Allowed, Some("no.resource.types")),
        (
            Verdict::Allowed,
            Some("s3:GetObject has no iam:PassedToService"),
        ),
    ];
    assert_eq!(told, expected, "{answers:?}");
    assert!(answers[0].detail.contains("Effect"), "{answers:?}");
}

/// What the library calls allowed or denied is so by the policies that the accounts hold once they are deployed.
#[test]
fn the_requests_of_every_example_are_answered_alike() {
    let folder = Folder::new("simulated-examples");
    let emulator = Emulator::start();
    let (mut requests, mut cases) = (Vec::new(), Vec::new());
    for example in examples::all() {
        let out = folder.join(&example.name);
        example.synth(&out, &["--format", "json"]);
        emulator.deploy(&out);
        let accounts = Accounts::read_back(&emulator, &out).with_policies_of_aws(&emulator);
        let asked = example.requests();
        cases.extend(asked.iter().map(|request| Case::new(request, &accounts)));
        requests.extend(asked);
    }
    let mut compared = 0;
    for ((request, case), answer) in requests.iter().zip(&cases).zip(simulate(&cases)) {
        let expected = match request["answer"].as_str() {
            Some("allowed") => Verdict::Allowed,
            Some("denied") => Verdict::Denied,
            _ => continue,
        };
        assert_eq!(answer.verdict, expected, "{answer:?}\n{request:#}");
        assert!(case.unknown.is_empty(), "{case:#?}");
        compared += 1;
    }
    assert!(compared > 500, "only {compared} of {}", requests.len());
}
