//! What is refused.

use super::*;

/// Code and place of each rule that is broken.
fn broken(pipeline: &Pipeline) -> Vec<String> {
    match pipeline.synth() {
        Ok(_) => Vec::new(),
        Err(violations) => violations
            .iter()
            .map(|one| format!("{} {}", one.code, one.place))
            .collect(),
    }
}

fn named(name: &str, bucket: &str, region: &str) -> Pipeline {
    cross_account_pipeline! {
        pipeline (name) in ci { ArtifactBucket: bucket }
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in ["eu-west-1", "ap-southeast-2", "us-east-1"];
        role deployer: Action in prod;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Prod in prod / region {
            up: Deploy::S3(source) { BucketName: "site", Extract: true };
        }
    }
}

#[test]
fn rules_hold_for_regions_that_are_known_only_now() {
    assert_eq!(
        broken(&named("shop", "acme", "us-east-1")),
        [] as [String; 0]
    );
    assert_eq!(
        broken(&named("shop", "acme", "us-west-2")),
        ["P12 stage Prod, action up"]
    );
    // What follows the bucket's name in a further region counts too.
    let bucket = "a".repeat(50);
    assert_eq!(
        broken(&named("shop", &bucket, "us-east-1")),
        [] as [String; 0]
    );
    assert_eq!(
        broken(&named("shop", &bucket, "ap-southeast-2")),
        ["N05 pipeline shop"]
    );
    let long = named("shop", &bucket, "ap-southeast-2").synth();
    let long = long.expect_err("the name is too long").to_string();
    assert!(!long.contains("name it by hand"), "{long}");
    // The stack set's roles have longer names than any other role that is made here.
    let name = "s".repeat(51);
    assert_eq!(
        broken(&named(&name, "acme", "eu-west-1")),
        [] as [String; 0]
    );
    assert_eq!(
        broken(&named(&name, "acme", "us-east-1")),
        [format!("N05 pipeline {name}")]
    );
}

#[test]
fn a_source_stays_in_the_pipeline_s_region() {
    let pipeline = |region: &str| {
        cross_account_pipeline! {
            pipeline "shop" in ci;
            account ci = "111111111111" in ["eu-west-1", region];
            stage Source {
                checkout: CodeCommit -> source in ci / region { RepositoryName: "shop", BranchName: "main" };
            }
            stage Prod { up: Deploy::S3(source) { BucketName: "site", Extract: true }; }
        }
    };
    assert_eq!(
        broken(&pipeline("us-east-1")),
        ["P11 stage Source, action checkout"]
    );
}

#[test]
fn a_bucket_that_exists_already_is_for_one_region() {
    let pipeline = |region: &str| {
        cross_account_pipeline! {
            pipeline "shop" in ci {
                ExistingArtifactBucket: { Name: "acme", KeyArn: "arn:aws:kms:eu-west-1:111111111111:key/1" },
            }
            account ci = "111111111111" in ["eu-west-1", region];
            stage Source {
                checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
            }
            stage Prod {
                up: Deploy::S3(source) { BucketName: "site", Extract: true };
                far: Deploy::S3(source) in ci / region { BucketName: "site", Extract: true };
                further: Deploy::S3(source) in ci / region { BucketName: "site", Extract: true };
            }
        }
    };
    assert_eq!(broken(&pipeline("eu-west-1")), [] as [String; 0]);
    assert_eq!(
        broken(&pipeline("us-east-1")),
        ["P11 stage Prod, action far"]
    );
}

#[test]
fn a_role_of_the_author_s_cannot_take_a_role_s_place() {
    let pipeline = |region: &str| {
        cross_account_pipeline! {
            pipeline "shop" in ci;
            account ci = "111111111111" in ["eu-west-1", region];
            role regions_exec: Action in ci { name "mine"; }
            stage Source {
                checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
            }
            stage Prod { up: Deploy::S3(source) in ci / region as regions_exec { BucketName: "site", Extract: true }; }
        }
    };
    assert_eq!(broken(&pipeline("eu-west-1")), [] as [String; 0]);
    assert_eq!(broken(&pipeline("us-east-1")), ["N02 role regions_exec"]);
}
