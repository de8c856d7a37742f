//! Further regions: what the pipeline names there, what its stack makes there, and who may do what in which region.

#[path = "regions/access.rs"]
mod access;
#[path = "regions/partitions.rs"]
mod partitions;
#[path = "regions/rules.rs"]
mod rules;
#[path = "regions/stack_set.rs"]
mod stack_set;

use std::collections::BTreeSet;

use passrole::template::Node;
use passrole::{Pipeline, Stacks, cross_account_pipeline};
use passrole_tests::template;
use serde_json::{Map, Value, json};

/// A pipeline that deploys to production in the home region, and in those named besides.
fn shop(further: &[&str]) -> Pipeline {
    let [second, third] = match further {
        [] => ["eu-west-1", "eu-west-1"],
        [one] => [*one, "eu-west-1"],
        [one, other, ..] => [*one, *other],
    };
    cross_account_pipeline! {
        pipeline "shop" in ci { tags: { team: "shop" } }
        account ci = "111111111111" in ["eu-west-1", second, third];
        account prod = "033333333333" in ["eu-west-1", second, third];
        role deployer: Action in prod;
        role stack: CloudFormation in prod {
            allow ["s3:ListBucket"] on ["arn:aws:s3:::{artifacts.bucket}"];
        }
        project package in ci;
        project smoke in [ci, prod] { EnvironmentVariables: { RESULTS: "{artifacts.bucket}", KEY: "{artifacts.key}" } }
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Build { build: CodeBuild(source) -> packaged { ProjectName: package }; }
        stage Prod in prod {
            first: CloudFormation(packaged) {
                ActionMode: CREATE_UPDATE, StackName: "one", TemplatePath: packaged / "template.yml",
            };
            second: CloudFormation(packaged) in prod / second {
                ActionMode: CREATE_UPDATE, StackName: "two", TemplatePath: packaged / "template.yml",
                ParameterOverrides: { Bucket: "{artifacts.bucket}", Key: "{artifacts.key}" },
            };
            third: CloudFormation(packaged) in prod / third {
                ActionMode: CREATE_UPDATE, StackName: "three", TemplatePath: packaged / "template.yml",
            };
        }
        stage Test {
            there: Test::CodeBuild(source) in prod { ProjectName: smoke };
            far: Test::CodeBuild(source) in prod / second { ProjectName: smoke };
            here: Test::CodeBuild(source) { ProjectName: smoke };
            further: Test::CodeBuild(source) -> report in ci / second { ProjectName: smoke };
        }
        stage Report {
            report: Test::CodeBuild(report) { ProjectName: package };
        }
    }
}

fn synth(pipeline: &Pipeline) -> Stacks {
    pipeline
        .synth()
        .unwrap_or_else(|broken| panic!("every rule holds, but {broken}"))
}

fn json(node: &Node) -> Value {
    serde_json::to_value(node).expect("a node is JSON")
}

/// A property of a resource, by the path to it.
fn property(stacks: &Stacks, stack: &str, id: &str, path: &str) -> Value {
    let stack = stacks
        .get(stack)
        .unwrap_or_else(|| panic!("there is no stack {stack}"));
    let resource = stack
        .template()
        .get(id)
        .unwrap_or_else(|| panic!("there is no {id}"));
    let whole = json(&Node::Map(resource.properties.clone()));
    let found = whole.pointer(path);
    found
        .unwrap_or_else(|| panic!("{id} has no {path}: {whole}"))
        .clone()
}

/// The stack set's template as CloudFormation reads it in a region: conditions decided, references kept.
fn in_region(stacks: &Stacks, stack: &str, region: &str) -> Value {
    let body = property(stacks, stack, "Regions", "/TemplateBody");
    let body = body.as_str().expect("it is a string");
    assert!(body.len() <= 51_200, "{} bytes", body.len());
    let template: Value = serde_json::from_str(body).expect("it is JSON");
    template::in_region(&template, &Map::new(), region)
}

#[test]
fn a_project_lives_where_it_is_used() {
    let stacks = synth(&shop(&["us-east-1"]));
    let names: Vec<(&str, &str, Vec<String>)> = stacks
        .iter()
        .map(|stack| (stack.name(), stack.region(), stack.depends_on().to_vec()))
        .collect();
    assert_eq!(
        names,
        [
            ("shop-prod", "eu-west-1", vec![]),
            (
                "shop-prod-us-east-1",
                "us-east-1",
                vec!["shop-prod".to_owned()]
            ),
            (
                "shop-ci",
                "eu-west-1",
                vec!["shop-prod".to_owned(), "shop-prod-us-east-1".to_owned()]
            ),
        ]
    );
    let role = "arn:aws:iam::033333333333:role/shop-smoke-build";
    assert_eq!(
        property(
            &stacks,
            "shop-prod-us-east-1",
            "SmokeProject",
            "/ServiceRole"
        ),
        role
    );
    assert_eq!(
        property(
            &stacks,
            "shop-prod-us-east-1",
            "SmokeProject",
            "/EncryptionKey"
        ),
        "arn:aws:kms:us-east-1:111111111111:alias/shop-artifacts"
    );
    assert_eq!(
        property(&stacks, "shop-prod", "SmokeProject", "/ServiceRole"),
        json!({ "Fn::GetAtt": ["SmokeBuildRole", "Arn"] })
    );
    // Its role is one, and writes the logs of both regions.
    let policy = property(
        &stacks,
        "shop-prod",
        "SmokeBuildRole",
        "/Policies/0/PolicyDocument/Statement/0",
    );
    for region in ["eu-west-1", "us-east-1"] {
        let logs =
            format!("arn:aws:logs:{region}:033333333333:log-group:/aws/codebuild/shop-smoke");
        assert!(
            policy["Resource"]
                .as_array()
                .expect("a list")
                .contains(&logs.into()),
            "{policy}"
        );
    }
    let further = in_region(&stacks, "shop-ci", "us-east-1");
    let further = &further["SmokeProject"]["Properties"];
    assert_eq!(
        further["ServiceRole"],
        "arn:aws:iam::111111111111:role/shop-smoke-build"
    );
    assert_eq!(
        further["EncryptionKey"],
        json!({ "Fn::GetAtt": ["ArtifactKey", "Arn"] })
    );
    assert_eq!(
        further["Environment"]["EnvironmentVariables"],
        json!([
            { "Name": "RESULTS", "Type": "PLAINTEXT", "Value": { "Fn::Sub": "${ArtifactBucket}" } },
            { "Name": "KEY", "Type": "PLAINTEXT", "Value": { "Fn::Sub": "${ArtifactKey.Arn}" } },
        ])
    );
}

#[test]
fn a_project_that_is_used_in_a_further_region_only_lives_there_only() {
    let pipeline = |there: &str| {
        cross_account_pipeline! {
            pipeline "shop" in ci;
            account ci = "111111111111" in "eu-west-1";
            account prod = "033333333333" in ["eu-west-1", there];
            role deployer: Action in prod;
            project smoke in prod { EnvironmentVariables: { RESULTS: "{artifacts.bucket}" } }
            stage Source {
                checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
            }
            stage Test { smoke: Test::CodeBuild(source) in prod / there { ProjectName: smoke }; }
        }
    };
    let stacks = synth(&pipeline("us-east-1"));
    let at_home = stacks.get("shop-prod").expect("it is there").template();
    assert!(at_home.get("SmokeProject").is_none() && at_home.get("SmokeBuildRole").is_some());
    let results = "/Environment/EnvironmentVariables/0/Value";
    assert_eq!(
        property(&stacks, "shop-prod-us-east-1", "SmokeProject", results),
        "shop-111111111111-us-east-1"
    );
    let logs = property(
        &stacks,
        "shop-prod",
        "SmokeBuildRole",
        "/Policies/0/PolicyDocument/Statement/0/Resource",
    );
    assert!(!logs.to_string().contains("eu-west-1"), "{logs}");
}

#[test]
fn a_rule_lives_in_the_region_of_its_source() {
    let pipeline = |region: &str| {
        cross_account_pipeline! {
            pipeline "shop" in ci;
            account ci = "111111111111" in "eu-west-1";
            account tools = "222222222222" in [region, "eu-west-1"];
            role reader: Action in tools;
            stage Source {
                checkout: CodeCommit -> source in tools / "eu-west-1" { RepositoryName: "shop", BranchName: "main" };
            }
            stage Test { test: Test::Custom::Unit(source) { Suite: "all" }; }
        }
    };
    let stacks = synth(&pipeline("us-east-1"));
    let tools = stacks.get("shop-tools").expect("it is there");
    assert_eq!(tools.region(), "us-east-1");
    assert!(
        tools.template().get("EventRole").is_some()
            && tools.template().get("CheckoutRule").is_none()
    );
    let target = property(
        &stacks,
        "shop-tools-eu-west-1",
        "CheckoutRule",
        "/Targets/0",
    );
    assert_eq!(
        target["RoleArn"],
        "arn:aws:iam::222222222222:role/shop-events"
    );
    assert_eq!(
        target["Arn"],
        "arn:aws:events:eu-west-1:111111111111:event-bus/default"
    );
    // The pipeline itself has one region.
    assert!(
        stacks
            .get("shop-ci")
            .expect("it is there")
            .template()
            .get("Regions")
            .is_none()
    );
    let home = property(&stacks, "shop-ci", "CheckoutRule", "/EventPattern/account");
    assert_eq!(home, json!(["222222222222"]));
}

/// What CloudFormation replaces a resource for, of all that is synthesized.
const DECIDING: &[(&str, &[&str])] = &[
    (
        "AWS::CloudFormation::StackSet",
        &["StackSetName", "PermissionModel"],
    ),
    ("AWS::CodeBuild::Project", &["Name"]),
    ("AWS::CodePipeline::Pipeline", &["Name"]),
    ("AWS::Events::Rule", &["Name", "EventBusName"]),
    ("AWS::IAM::Role", &["RoleName", "Path"]),
    ("AWS::KMS::Alias", &["AliasName"]),
    ("AWS::KMS::Key", &["MultiRegion"]),
    ("AWS::KMS::ReplicaKey", &["PrimaryKeyArn"]),
    ("AWS::S3::Bucket", &["BucketName"]),
    ("AWS::S3::BucketPolicy", &["Bucket"]),
];

#[test]
fn a_region_that_is_added_changes_no_name_and_replaces_nothing() {
    for (before, after) in [
        (vec![], vec!["us-east-1"]),
        (vec!["us-east-1"], vec!["us-east-1", "ap-southeast-2"]),
    ] {
        let (before, after) = (synth(&shop(&before)), synth(&shop(&after)));
        for old in &before {
            let new = after.get(old.name()).expect("every stack stays");
            assert_eq!(
                (old.account_id(), old.region()),
                (new.account_id(), new.region())
            );
            for (id, resource) in old.template().resources() {
                let there = new
                    .template()
                    .get(id)
                    .unwrap_or_else(|| panic!("{id} is gone"));
                let all = |resource: &passrole::template::Resource| {
                    let known = DECIDING
                        .iter()
                        .find(|(kind, _)| *kind == resource.resource_type);
                    let (_, deciding) = known
                        .unwrap_or_else(|| panic!("what replaces {}?", resource.resource_type));
                    let values = deciding
                        .iter()
                        .map(|key| resource.properties.get(key).cloned());
                    values.collect::<Vec<_>>()
                };
                assert_eq!(there.resource_type, resource.resource_type);
                assert_eq!(all(there), all(resource), "{id}");
            }
        }
    }
    // And in the region that was there already nothing is made anew.
    let [two, three] = [vec!["us-east-1"], vec!["us-east-1", "ap-southeast-2"]]
        .map(|further| in_region(&synth(&shop(&further)), "shop-ci", "us-east-1"));
    assert_eq!(two, three);
}
