//! What a cache in S3 takes of a build role: its objects, and the artifact key that CodeBuild encrypts them with.

use passrole::template::Node;
use passrole::{Code, Stacks, cross_account_pipeline};
use passrole_tests::policies::{At, statements};
use serde_json::{Value, json};

use super::{resource, statement};

/// Nothing that is built here is an artifact, so the key is used for what is cached only.
fn synth() -> Stacks {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in ["eu-west-1", "us-east-1"];
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;
        project unit in ci { Cache: { Type: "S3", Location: "{artifacts.bucket}/cache/" } }
        project smoke in prod { Cache: { Type: "S3", Location: "acme-cache/smoke" } }
        project local in prod { Cache: { Type: "LOCAL", Modes: ["LOCAL_SOURCE_CACHE"] } }
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Test {
            here: Test::CodeBuild(source) { ProjectName: unit };
            there: Test::CodeBuild(source) in ci / "us-east-1" { ProjectName: unit };
            smoke: Test::CodeBuild(source) in prod { ProjectName: smoke };
            local: Test::CodeBuild(source) in prod { ProjectName: local };
        }
    };
    pipeline.synth().expect("every rule holds")
}

#[test]
fn a_cache_may_be_used() {
    let stacks = &synth();
    let cache = statement(stacks, "shop-prod", "SmokeBuildRole", "UseCache");
    assert_eq!(cache["Action"], json!(["s3:GetObject", "s3:PutObject"]));
    assert_eq!(cache["Resource"], "arn:aws:s3:::acme-cache/smoke/*");
    let local = statement(stacks, "shop-prod", "LocalBuildRole", "UseCache");
    assert_eq!(local, Value::Null);
}

/// The bucket that a project's location names in a region is the one that its role may use.
#[test]
fn a_cache_in_the_artifact_bucket_is_that_of_each_region() {
    let cache = statement(&synth(), "shop-ci", "UnitBuildRole", "UseCache");
    let regions = ["eu-west-1", "us-east-1"];
    let caches = regions.map(|region| format!("arn:aws:s3:::shop-111111111111-{region}/cache/*"));
    assert_eq!(cache["Resource"], json!(caches));
}

#[test]
fn a_cache_is_encrypted_with_the_artifact_key() {
    let stacks = &synth();
    let uses = json!(["kms:Decrypt", "kms:GenerateDataKey"]);
    let here = statement(stacks, "shop-ci", "UnitBuildRole", "UseArtifactKey");
    assert_eq!(here["Action"], uses);
    let there = statement(stacks, "shop-prod", "SmokeBuildRole", "UseArtifactKey");
    assert_eq!(there["Action"], uses);
    assert_eq!(
        there["Condition"]["StringLike"]["kms:EncryptionContext:aws:s3:arn"],
        json!([
            "arn:aws:s3:::shop-111111111111-eu-west-1",
            "arn:aws:s3:::shop-111111111111-eu-west-1/*",
            "arn:aws:s3:::acme-cache",
            "arn:aws:s3:::acme-cache/smoke/*",
        ])
    );
    let local = statement(stacks, "shop-prod", "LocalBuildRole", "UseArtifactKey");
    assert_eq!(local["Action"], "kms:Decrypt");

    let key = resource(stacks, "shop-ci", "ArtifactKey");
    let policy = key["Properties"]["KeyPolicy"]["Statement"].as_array();
    let mut encrypting = Vec::new();
    for statement in policy.into_iter().flatten() {
        if statement["Action"] == "kms:GenerateDataKey" {
            let roles = &statement["Condition"]["ArnLike"]["aws:PrincipalArn"];
            encrypting.push((statement["Principal"]["AWS"].clone(), roles.clone()));
        }
    }
    let role = |name: &str| format!("arn:aws:iam::*:role/shop-{name}");
    assert_eq!(
        encrypting,
        [
            (
                json!("111111111111"),
                json!([role("pipeline"), role("unit-build")])
            ),
            (json!("033333333333"), json!(role("smoke-build"))),
        ]
    );
}

/// Encrypting a cache is proven.
#[test]
fn the_key_is_asked_for_with_the_bucket_of_the_cache() {
    let mut stacks = synth();
    let at = At {
        stack: "shop-prod".to_owned(),
        resource: "SmokeBuildRole".to_owned(),
        document: 1,
    };
    for held in statements(&mut stacks, &at) {
        if held.get("Sid").and_then(Node::as_str) == Some("UseArtifactKey")
            && let Some(condition) = held.as_map_mut().and_then(|held| held.get_mut("Condition"))
            && let Some(sent) = condition.as_map_mut()
            && let Some(sent) = sent.get_mut("StringLike").and_then(Node::as_map_mut)
        {
            let bucket = "arn:aws:s3:::shop-111111111111-eu-west-1";
            sent.insert("kms:EncryptionContext:aws:s3:arn".to_owned(), bucket);
        }
    }
    let broken = stacks.prove().expect_err("the cache has another bucket");
    assert!(broken.iter().all(|one| one.code == Code::I02), "{broken:?}");
}

/// The artifacts that a build role reads by itself are read by CodeBuild, which asks where the bucket is.
#[test]
fn a_build_role_that_exists_already_reads_as_codebuild_does() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;
        role theirs: CodeBuild in prod = "arn:aws:iam::033333333333:role/theirs" { reads [source]; }
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Test { test: Test::CodeBuild(source) in prod { ProjectName: "theirs" }; }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    let locate = json!(["s3:GetBucketAcl", "s3:GetBucketLocation"]);
    let mut documents = stacks.documents().iter();
    let policy = documents
        .find(|document| document.file() == "shop-theirs-prod.policy.json")
        .expect("the policy is written out");
    let policy = serde_json::to_value(policy.content()).expect("it is JSON");
    assert_eq!(policy["Statement"][0]["Action"], locate);
    let bucket = resource(&stacks, "shop-ci", "ArtifactBucketPolicy");
    let admits = &bucket["Properties"]["PolicyDocument"]["Statement"];
    let admits = admits.as_array().expect("it has some").iter();
    let mut admits = admits.filter(|statement| statement["Action"] == locate);
    let admits = admits.next().expect("it is there");
    assert_eq!(
        admits["Condition"]["ArnLike"]["aws:PrincipalArn"],
        "arn:aws:iam::*:role/theirs"
    );
}
