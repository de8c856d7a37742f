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
/// A template that is given to CloudFormation through a bucket.
const TEMPLATE: usize = 1_048_576;

#[test]
fn policies_stay_within_their_limits() {
    let stacks = fleet().synth().expect("every rule holds");
    assert_eq!(stacks.len(), 81);
    let key = resource(&stacks, "fleet-ci", "ArtifactKey");
    within("key policy", property(key, "KeyPolicy"), KEY_POLICY);
    let bucket = resource(&stacks, "fleet-ci", "ArtifactBucketPolicy");
    within(
        "bucket policy",
        property(bucket, "PolicyDocument"),
        BUCKET_POLICY,
    );
    let mut roles = 0;
    for stack in &stacks {
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
    assert_eq!(roles, 2 * 80 + 2);
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
    let (two, eighty) = (size(pair()), size(fleet()));
    let id = "\"200000000001\",".len();
    // One statement of the key policy lists the accounts, and two of the bucket policy.
    assert_eq!(eighty.0 - two.0, 78 * id);
    assert_eq!(eighty.1 - two.1, 2 * 78 * id);
}

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

fn fleet() -> Pipeline {
    cross_account_pipeline! {
        pipeline "fleet" in ci;
        account ci = "111111111111" in "eu-west-1";
        account a01 = "200000000001" in "eu-west-1";
        account a02 = "200000000002" in "eu-west-1";
        account a03 = "200000000003" in "eu-west-1";
        account a04 = "200000000004" in "eu-west-1";
        account a05 = "200000000005" in "eu-west-1";
        account a06 = "200000000006" in "eu-west-1";
        account a07 = "200000000007" in "eu-west-1";
        account a08 = "200000000008" in "eu-west-1";
        account a09 = "200000000009" in "eu-west-1";
        account a10 = "200000000010" in "eu-west-1";
        account a11 = "200000000011" in "eu-west-1";
        account a12 = "200000000012" in "eu-west-1";
        account a13 = "200000000013" in "eu-west-1";
        account a14 = "200000000014" in "eu-west-1";
        account a15 = "200000000015" in "eu-west-1";
        account a16 = "200000000016" in "eu-west-1";
        account a17 = "200000000017" in "eu-west-1";
        account a18 = "200000000018" in "eu-west-1";
        account a19 = "200000000019" in "eu-west-1";
        account a20 = "200000000020" in "eu-west-1";
        account a21 = "200000000021" in "eu-west-1";
        account a22 = "200000000022" in "eu-west-1";
        account a23 = "200000000023" in "eu-west-1";
        account a24 = "200000000024" in "eu-west-1";
        account a25 = "200000000025" in "eu-west-1";
        account a26 = "200000000026" in "eu-west-1";
        account a27 = "200000000027" in "eu-west-1";
        account a28 = "200000000028" in "eu-west-1";
        account a29 = "200000000029" in "eu-west-1";
        account a30 = "200000000030" in "eu-west-1";
        account a31 = "200000000031" in "eu-west-1";
        account a32 = "200000000032" in "eu-west-1";
        account a33 = "200000000033" in "eu-west-1";
        account a34 = "200000000034" in "eu-west-1";
        account a35 = "200000000035" in "eu-west-1";
        account a36 = "200000000036" in "eu-west-1";
        account a37 = "200000000037" in "eu-west-1";
        account a38 = "200000000038" in "eu-west-1";
        account a39 = "200000000039" in "eu-west-1";
        account a40 = "200000000040" in "eu-west-1";
        account a41 = "200000000041" in "eu-west-1";
        account a42 = "200000000042" in "eu-west-1";
        account a43 = "200000000043" in "eu-west-1";
        account a44 = "200000000044" in "eu-west-1";
        account a45 = "200000000045" in "eu-west-1";
        account a46 = "200000000046" in "eu-west-1";
        account a47 = "200000000047" in "eu-west-1";
        account a48 = "200000000048" in "eu-west-1";
        account a49 = "200000000049" in "eu-west-1";
        account a50 = "200000000050" in "eu-west-1";
        account a51 = "200000000051" in "eu-west-1";
        account a52 = "200000000052" in "eu-west-1";
        account a53 = "200000000053" in "eu-west-1";
        account a54 = "200000000054" in "eu-west-1";
        account a55 = "200000000055" in "eu-west-1";
        account a56 = "200000000056" in "eu-west-1";
        account a57 = "200000000057" in "eu-west-1";
        account a58 = "200000000058" in "eu-west-1";
        account a59 = "200000000059" in "eu-west-1";
        account a60 = "200000000060" in "eu-west-1";
        account a61 = "200000000061" in "eu-west-1";
        account a62 = "200000000062" in "eu-west-1";
        account a63 = "200000000063" in "eu-west-1";
        account a64 = "200000000064" in "eu-west-1";
        account a65 = "200000000065" in "eu-west-1";
        account a66 = "200000000066" in "eu-west-1";
        account a67 = "200000000067" in "eu-west-1";
        account a68 = "200000000068" in "eu-west-1";
        account a69 = "200000000069" in "eu-west-1";
        account a70 = "200000000070" in "eu-west-1";
        account a71 = "200000000071" in "eu-west-1";
        account a72 = "200000000072" in "eu-west-1";
        account a73 = "200000000073" in "eu-west-1";
        account a74 = "200000000074" in "eu-west-1";
        account a75 = "200000000075" in "eu-west-1";
        account a76 = "200000000076" in "eu-west-1";
        account a77 = "200000000077" in "eu-west-1";
        account a78 = "200000000078" in "eu-west-1";
        account a79 = "200000000079" in "eu-west-1";
        account a80 = "200000000080" in "eu-west-1";
        group first = [
            a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14, a15, a16,
            a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32,
            a33, a34, a35, a36, a37, a38, a39, a40
        ];
        group second = [
            a41, a42, a43, a44, a45, a46, a47, a48, a49, a50, a51, a52, a53, a54, a55, a56,
            a57, a58, a59, a60, a61, a62, a63, a64, a65, a66, a67, a68, a69, a70, a71, a72,
            a73, a74, a75, a76, a77, a78, a79, a80
        ];
        role deployer: Action in [first, second];
        role stack: CloudFormation in [first, second];
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "fleet", BranchName: "main" };
        }
        stage First {
            for t in first {
                "release-{t}": CloudFormation(source) in t as deployer passing stack {
                    ActionMode: CREATE_UPDATE,
                    StackName: "fleet",
                    TemplatePath: source / "template.yml",
                };
            }
        }
        stage Second {
            for t in second {
                "release-{t}": CloudFormation(source) in t as deployer passing stack {
                    ActionMode: CREATE_UPDATE,
                    StackName: "fleet",
                    TemplatePath: source / "template.yml",
                };
            }
        }
    }
}
