//! Eighty accounts with two roles each stay within every size limit of AWS's.

use passrole::template::{Node, Resource};
use passrole::{Pipeline, Stacks, cross_account_pipeline};

/// What AWS allows: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>,
/// <https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html>,
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html>.
const KEY_POLICY: usize = 32_768;
const BUCKET_POLICY: usize = 20_480;
const INLINE_POLICIES: usize = 10_240;
const TRUST_POLICY: usize = 2_048;
/// The template of a stack set, as it stands in another template.
const STACK_SET_TEMPLATE: usize = 51_200;
/// A template that is given to CloudFormation through a bucket.
const TEMPLATE: usize = 1_048_576;

#[test]
fn policies_stay_within_their_limits() {
    let stacks = fleet(HOME, HOME).synth().expect("every rule holds");
    assert_eq!(stacks.len(), 81);
    let key = resource(&stacks, "fleet-ci", "ArtifactKey");
    within("key policy", property(key, "KeyPolicy"), KEY_POLICY);
    let bucket = resource(&stacks, "fleet-ci", "ArtifactBucketPolicy");
    within(
        "bucket policy",
        property(bucket, "PolicyDocument"),
        BUCKET_POLICY,
    );
    assert_eq!(roles_within_limits(&stacks), 2 * 80 + 2);
}

/// With half of the accounts in each of two further regions, what each may do there stands under a condition.
#[test]
fn further_regions_stay_within_them_too() {
    for (first, second) in [
        ("us-east-1", "us-east-1"),
        ("us-east-1", "ap-southeast-2"),
        (HOME, "us-east-1"),
    ] {
        let stacks = fleet(first, second).synth().expect("every rule holds");
        assert_eq!(stacks.len(), 81);
        let stack_set = resource(&stacks, "fleet-ci", "Regions");
        let body = property(stack_set, "TemplateBody")
            .as_str()
            .expect("it is a string");
        assert!(
            body.len() <= STACK_SET_TEMPLATE,
            "the stack set's template has {} bytes",
            body.len()
        );
        // Every account stands there once for each policy statement that concerns it, at most.
        let template: serde_json::Value = serde_json::from_str(body).expect("it is JSON");
        for (id, property, limit) in [
            ("ArtifactKey", "KeyPolicy", KEY_POLICY),
            ("ArtifactBucketPolicy", "PolicyDocument", BUCKET_POLICY),
        ] {
            let size = template["Resources"][id]["Properties"][property]
                .to_string()
                .len();
            assert!(size <= limit, "{property} has {size} bytes of {limit}");
        }
        assert_eq!(roles_within_limits(&stacks), 2 * 80 + 4);
    }
}

/// The number of roles, each of which keeps IAM's limits.
fn roles_within_limits(stacks: &Stacks) -> usize {
    let mut roles = 0;
    for stack in stacks {
        let size = stack.template().to_yaml().len();
        assert!(size <= TEMPLATE, "{} has {size} bytes", stack.name());
        for (id, role) in stack.template().resources() {
            if role.resource_type != "AWS::IAM::Role" {
                continue;
            }
            roles += 1;
            within(id, property(role, "AssumeRolePolicyDocument"), TRUST_POLICY);
            let policies = property(role, "Policies").iter();
            let documents = policies.filter_map(|policy| policy.get("PolicyDocument"));
            let all: usize = documents.map(size_of).sum();
            assert!(
                all <= INLINE_POLICIES,
                "the policies of {id} have {all} characters"
            );
        }
    }
    roles
}

/// One account more is one id more in each statement, not an ARN for each role.
#[test]
fn policies_grow_by_an_account_id_for_an_account() {
    let size = |pipeline: Pipeline| {
        let stacks = pipeline.synth().expect("every rule holds");
        let key = resource(&stacks, "fleet-ci", "ArtifactKey");
        let bucket = resource(&stacks, "fleet-ci", "ArtifactBucketPolicy");
        (
            size_of(property(key, "KeyPolicy")),
            size_of(property(bucket, "PolicyDocument")),
        )
    };
    let (two, eighty) = (size(pair()), size(fleet(HOME, HOME)));
    let id = "\"200000000001\",".len();
    // One statement of the key policy lists the accounts, and two of the bucket policy.
    assert_eq!(eighty.0 - two.0, 78 * id);
    assert_eq!(eighty.1 - two.1, 2 * 78 * id);
}

/// The pipeline's region.
const HOME: &str = "eu-west-1";

fn resource<'s>(stacks: &'s Stacks, stack: &str, id: &str) -> &'s Resource {
    let stack = stacks.get(stack).expect("the stack is there");
    stack.template().get(id).expect("the resource is there")
}

fn property<'r>(resource: &'r Resource, name: &str) -> &'r Node {
    resource
        .properties
        .get(name)
        .expect("the property is there")
}

fn within(what: &str, policy: &Node, limit: usize) {
    let size = size_of(policy);
    assert!(size <= limit, "{what} has {size} bytes of {limit}");
}

/// Without white space, as IAM counts.
fn size_of(policy: &Node) -> usize {
    serde_json::to_string(policy)
        .expect("a policy is JSON")
        .len()
}

fn pair() -> Pipeline {
    cross_account_pipeline! {
        pipeline "fleet" in ci;
        account ci = "111111111111" in "eu-west-1";
        account a01 = "200000000001" in "eu-west-1";
        account a02 = "200000000002" in "eu-west-1";
        group targets = [a01, a02];
        role deployer: Action in targets;
        role stack: CloudFormation in targets;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "fleet", BranchName: "main" };
        }
        for t in targets {
            stage "Deploy-{t}" in t {
                release: CloudFormation(source) as deployer passing stack {
                    ActionMode: CREATE_UPDATE,
                    StackName: "fleet",
                    TemplatePath: source / "template.yml",
                };
            }
        }
    }
}

/// Forty accounts in each of two regions.
fn fleet(first: &str, second: &str) -> Pipeline {
    cross_account_pipeline! {
        pipeline "fleet" in ci;
        account ci = "111111111111" in "eu-west-1";
        account a01 = "200000000001" in first;
        account a02 = "200000000002" in first;
        account a03 = "200000000003" in first;
        account a04 = "200000000004" in first;
        account a05 = "200000000005" in first;
        account a06 = "200000000006" in first;
        account a07 = "200000000007" in first;
        account a08 = "200000000008" in first;
        account a09 = "200000000009" in first;
        account a10 = "200000000010" in first;
        account a11 = "200000000011" in first;
        account a12 = "200000000012" in first;
        account a13 = "200000000013" in first;
        account a14 = "200000000014" in first;
        account a15 = "200000000015" in first;
        account a16 = "200000000016" in first;
        account a17 = "200000000017" in first;
        account a18 = "200000000018" in first;
        account a19 = "200000000019" in first;
        account a20 = "200000000020" in first;
        account a21 = "200000000021" in first;
        account a22 = "200000000022" in first;
        account a23 = "200000000023" in first;
        account a24 = "200000000024" in first;
        account a25 = "200000000025" in first;
        account a26 = "200000000026" in first;
        account a27 = "200000000027" in first;
        account a28 = "200000000028" in first;
        account a29 = "200000000029" in first;
        account a30 = "200000000030" in first;
        account a31 = "200000000031" in first;
        account a32 = "200000000032" in first;
        account a33 = "200000000033" in first;
        account a34 = "200000000034" in first;
        account a35 = "200000000035" in first;
        account a36 = "200000000036" in first;
        account a37 = "200000000037" in first;
        account a38 = "200000000038" in first;
        account a39 = "200000000039" in first;
        account a40 = "200000000040" in first;
        account a41 = "200000000041" in second;
        account a42 = "200000000042" in second;
        account a43 = "200000000043" in second;
        account a44 = "200000000044" in second;
        account a45 = "200000000045" in second;
        account a46 = "200000000046" in second;
        account a47 = "200000000047" in second;
        account a48 = "200000000048" in second;
        account a49 = "200000000049" in second;
        account a50 = "200000000050" in second;
        account a51 = "200000000051" in second;
        account a52 = "200000000052" in second;
        account a53 = "200000000053" in second;
        account a54 = "200000000054" in second;
        account a55 = "200000000055" in second;
        account a56 = "200000000056" in second;
        account a57 = "200000000057" in second;
        account a58 = "200000000058" in second;
        account a59 = "200000000059" in second;
        account a60 = "200000000060" in second;
        account a61 = "200000000061" in second;
        account a62 = "200000000062" in second;
        account a63 = "200000000063" in second;
        account a64 = "200000000064" in second;
        account a65 = "200000000065" in second;
        account a66 = "200000000066" in second;
        account a67 = "200000000067" in second;
        account a68 = "200000000068" in second;
        account a69 = "200000000069" in second;
        account a70 = "200000000070" in second;
        account a71 = "200000000071" in second;
        account a72 = "200000000072" in second;
        account a73 = "200000000073" in second;
        account a74 = "200000000074" in second;
        account a75 = "200000000075" in second;
        account a76 = "200000000076" in second;
        account a77 = "200000000077" in second;
        account a78 = "200000000078" in second;
        account a79 = "200000000079" in second;
        account a80 = "200000000080" in second;
        group firsts = [
            a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14, a15, a16,
            a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32,
            a33, a34, a35, a36, a37, a38, a39, a40
        ];
        group seconds = [
            a41, a42, a43, a44, a45, a46, a47, a48, a49, a50, a51, a52, a53, a54, a55, a56,
            a57, a58, a59, a60, a61, a62, a63, a64, a65, a66, a67, a68, a69, a70, a71, a72,
            a73, a74, a75, a76, a77, a78, a79, a80
        ];
        role deployer: Action in [firsts, seconds];
        role stack: CloudFormation in [firsts, seconds];
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "fleet", BranchName: "main" };
        }
        stage First {
            for t in firsts {
                "release-{t}": CloudFormation(source) in t as deployer passing stack {
                    ActionMode: CREATE_UPDATE,
                    StackName: "fleet",
                    TemplatePath: source / "template.yml",
                };
            }
        }
        stage Second {
            for t in seconds {
                "release-{t}": CloudFormation(source) in t as deployer passing stack {
                    ActionMode: CREATE_UPDATE,
                    StackName: "fleet",
                    TemplatePath: source / "template.yml",
                };
            }
        }
    }
}
