//! Who may use which region's store.

use super::*;

/// Each role and the buckets of its own policy.
fn buckets_of(stacks: &Stacks, stack: &str, role: &str) -> BTreeSet<String> {
    let policy = property(stacks, stack, role, "/Policies/0/PolicyDocument").to_string();
    let names = policy.split("arn:aws:s3:::").skip(1);
    names
        .map(|rest| rest.split(['"', '/']).next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn a_role_may_use_the_stores_of_its_regions_and_no_others() {
    let pipeline = |far: &str| {
        cross_account_pipeline! {
            pipeline "shop" in ci;
            account ci = "111111111111" in "eu-west-1";
            account near = "222222222222" in "eu-west-1";
            account prod = "033333333333" in far;
            role deployer: Action in [near, prod];
            stage Source {
                checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
            }
            stage Prod {
                near: Deploy::S3(source) in near { BucketName: "a", Extract: true };
                far: Deploy::S3(source) in prod { BucketName: "b", Extract: true };
            }
        }
    };
    let stacks = synth(&pipeline("us-east-1"));
    let of = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>()
    };
    let (home, far) = ("shop-111111111111-eu-west-1", "shop-111111111111-us-east-1");
    assert_eq!(
        buckets_of(&stacks, "shop-near", "DeployerRole"),
        of(&["a", home])
    );
    assert_eq!(
        buckets_of(&stacks, "shop-prod", "DeployerRole"),
        of(&["b", far])
    );
    let policy = property(
        &stacks,
        "shop-prod",
        "DeployerRole",
        "/Policies/0/PolicyDocument/Statement",
    )
    .to_string();
    assert!(
        policy.contains("arn:aws:kms:us-east-1:111111111111:key/*"),
        "{policy}"
    );
    assert!(policy.contains("s3.us-east-1.amazonaws.com"), "{policy}");
    assert!(!policy.contains("eu-west-1"), "{policy}");
    // The pipeline role copies what is taken there, from here to there.
    assert_eq!(
        buckets_of(&stacks, "shop-ci", "PipelineRole"),
        of(&[home, far])
    );
    // Both sides say the same.
    let here = property(
        &stacks,
        "shop-ci",
        "ArtifactBucketPolicy",
        "/PolicyDocument",
    )
    .to_string()
        + &property(&stacks, "shop-ci", "ArtifactKey", "/KeyPolicy").to_string();
    assert!(
        here.contains("222222222222") && !here.contains("033333333333"),
        "{here}"
    );
    let there = in_region(&stacks, "shop-ci", "us-east-1").to_string();
    assert!(
        there.contains("033333333333") && !there.contains("222222222222"),
        "{there}"
    );
}

#[test]
fn what_holds_in_one_region_is_not_said_in_another() {
    let stacks = synth(&shop(&["us-east-1", "ap-southeast-2"]));
    let [east, south] =
        ["us-east-1", "ap-southeast-2"].map(|region| in_region(&stacks, "shop-ci", region));
    let who = |inner: &Value| {
        inner["ArtifactKey"]["Properties"]["KeyPolicy"].to_string()
            + &inner["ArtifactBucketPolicy"].to_string()
    };
    // The smoke tests of production run in America, and not in Australia.
    assert!(who(&east).contains("shop-smoke-build"), "{}", who(&east));
    assert!(!who(&south).contains("shop-smoke-build"), "{}", who(&south));
    for inner in [&east, &south] {
        assert!(who(inner).contains("shop-deployer"));
        let statements =
            inner["ArtifactBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"].as_array();
        let ids: Vec<&Value> = statements
            .expect("a list")
            .iter()
            .map(|one| &one["Sid"])
            .collect();
        let unique: BTreeSet<String> = ids.iter().map(|id| id.to_string()).collect();
        assert_eq!(unique.len(), ids.len(), "{ids:?}");
    }
    assert!(east["SmokeProject"].is_object() && south["SmokeProject"].is_null());
}

#[test]
fn artifacts_in_a_role_are_those_of_every_region_where_it_acts() {
    let stacks = synth(&shop(&["us-east-1"]));
    let statements = property(
        &stacks,
        "shop-prod",
        "StackRole",
        "/Policies/0/PolicyDocument/Statement",
    );
    let own = statements
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| one["Sid"] == "Allowed");
    assert_eq!(
        own.expect("it is there")["Resource"],
        json!([
            "arn:aws:s3:::shop-111111111111-eu-west-1",
            "arn:aws:s3:::shop-111111111111-us-east-1"
        ])
    );
}

#[test]
fn what_is_made_elsewhere_is_copied_by_way_of_home() {
    let pipeline = |one: &str, other: &str| {
        cross_account_pipeline! {
            pipeline "shop" in ci;
            account ci = "111111111111" in ["eu-west-1", one, other];
            project build in ci;
            stage Source {
                checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
            }
            stage Build { build: CodeBuild(source) -> built in ci / one { ProjectName: build }; }
            stage Deploy { up: Deploy::S3(built) in ci / other { BucketName: "site", Extract: true }; }
        }
    };
    let stacks = synth(&pipeline("us-east-1", "ap-southeast-2"));
    let statements = property(
        &stacks,
        "shop-ci",
        "PipelineRole",
        "/Policies/0/PolicyDocument/Statement",
    );
    let buckets = |sid: &str| {
        let all = statements.as_array().expect("a list");
        let statement = all
            .iter()
            .find(|one| one["Sid"] == sid)
            .expect("it is there");
        let one_or_list = &statement["Resource"];
        let list = one_or_list
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![one_or_list.clone()]);
        let texts = list.iter().filter_map(|arn| {
            arn.as_str()?
                .strip_prefix("arn:aws:s3:::shop-111111111111-")
        });
        texts.map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let everywhere = ["ap-southeast-2/*", "eu-west-1/*", "us-east-1/*"];
    assert_eq!(
        buckets("ReadArtifacts"),
        everywhere.map(str::to_owned).into()
    );
    assert_eq!(
        buckets("WriteArtifacts"),
        everywhere.map(str::to_owned).into()
    );
}

/// An object of a source in S3 is copied with its tags, from bucket to bucket until it is unpacked.
#[test]
fn tags_go_with_what_is_copied() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "us-east-1";
        role deployer: Action in prod;
        stage Source { checkout: Source::S3 -> app { S3Bucket: "acme", S3ObjectKey: "app.zip" }; }
        stage Prod in prod {
            whole: Deploy::S3(app) { BucketName: "site", Extract: false, ObjectKey: "app.zip" };
        }
    };
    let stacks = synth(&pipeline);
    let on = |stack: &str, role: &str, action: &str| {
        let statements = "/Policies/0/PolicyDocument/Statement";
        let statements = property(&stacks, stack, role, statements);
        let mut on = BTreeSet::new();
        for statement in statements.as_array().into_iter().flatten() {
            if statement["Action"].to_string().contains(action) {
                let resources = statement["Resource"].to_string();
                on.extend(
                    resources
                        .split('"')
                        .filter(|text| text.len() > 1)
                        .map(str::to_owned),
                );
            }
        }
        on
    };
    let of = |names: &[&str]| -> BTreeSet<String> {
        names
            .iter()
            .map(|name| format!("arn:aws:s3:::{name}"))
            .collect()
    };
    let (home, far) = (
        "shop-111111111111-eu-west-1/*",
        "shop-111111111111-us-east-1/*",
    );
    let read = "s3:GetObjectVersionTagging";
    let write = "s3:PutObjectTagging";
    assert_eq!(
        on("shop-ci", "PipelineRole", read),
        of(&["acme/app.zip", home])
    );
    assert_eq!(on("shop-ci", "PipelineRole", write), of(&[home, far]));
    assert_eq!(on("shop-prod", "DeployerRole", read), of(&[far]));
    assert_eq!(on("shop-prod", "DeployerRole", write), of(&["site/*"]));
}
