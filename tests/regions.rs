//! Further regions: what the pipeline names there, what its stack makes there, and who may do what in which region.

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
fn a_pipeline_of_one_region_has_one_store_and_no_stack_set() {
    let stacks = synth(&shop(&[]));
    let store = property(&stacks, "shop-ci", "Pipeline", "/ArtifactStore");
    assert_eq!(store["Location"], json!({ "Ref": "ArtifactBucket" }));
    let home = stacks.get("shop-ci").expect("it is there").template();
    assert!(home.get("Regions").is_none());
    assert!(!home.to_json().contains("\"Region\""));
}

#[test]
fn the_pipeline_names_bucket_and_key_of_every_region() {
    let stacks = synth(&shop(&["us-east-1", "ap-southeast-2"]));
    let stores = property(&stacks, "shop-ci", "Pipeline", "/ArtifactStores");
    let store = |region: &str, bucket: Value, key: Value| {
        let key = json!({ "Type": "KMS", "Id": key });
        let store = json!({ "Type": "S3", "Location": bucket, "EncryptionKey": key });
        json!({ "Region": region, "ArtifactStore": store })
    };
    let replica = |region: &str| {
        json!({ "Fn::Sub": format!(
            "arn:${{AWS::Partition}}:kms:{region}:${{AWS::AccountId}}:key/${{ArtifactKey}}"
        ) })
    };
    assert_eq!(
        stores,
        json!([
            store(
                "eu-west-1",
                json!({ "Ref": "ArtifactBucket" }),
                json!({ "Fn::GetAtt": ["ArtifactKey", "Arn"] })
            ),
            store(
                "us-east-1",
                json!("shop-111111111111-us-east-1"),
                replica("us-east-1")
            ),
            store(
                "ap-southeast-2",
                json!("shop-111111111111-ap-southeast-2"),
                replica("ap-southeast-2")
            ),
        ])
    );
    let actions = property(&stacks, "shop-ci", "Pipeline", "/Stages/2/Actions");
    let regions: Vec<Option<&str>> = actions
        .as_array()
        .expect("a list")
        .iter()
        .map(|action| action["Region"].as_str())
        .collect();
    assert_eq!(regions, [None, Some("us-east-1"), Some("ap-southeast-2")]);
    assert_eq!(
        actions[1]["Configuration"]["ParameterOverrides"],
        json!({ "Fn::Sub": "{\"Bucket\":\"shop-111111111111-us-east-1\",\"Key\":\"arn:${AWS::Partition}:kms:us-east-1:${AWS::AccountId}:key/${ArtifactKey}\"}" })
    );
    let pipeline = stacks
        .get("shop-ci")
        .and_then(|stack| stack.template().get("Pipeline"));
    let waits_for = &pipeline.expect("it is there").depends_on;
    assert!(waits_for.contains(&"Regions".to_owned()), "{waits_for:?}");
}

#[test]
fn the_stack_set_is_given_what_it_cannot_know() {
    let stacks = synth(&shop(&["us-east-1"]));
    let get = |path: &str| property(&stacks, "shop-ci", "Regions", path);
    assert_eq!(get("/StackSetName"), "shop-regions");
    assert_eq!(get("/PermissionModel"), "SELF_MANAGED");
    assert_eq!(
        get("/AdministrationRoleARN"),
        json!({ "Fn::GetAtt": ["RegionsAdminRole", "Arn"] })
    );
    assert_eq!(
        get("/ExecutionRoleName"),
        json!({ "Ref": "RegionsExecRole" })
    );
    assert_eq!(
        get("/Parameters"),
        json!([{ "ParameterKey": "PrimaryKeyArn", "ParameterValue": { "Fn::GetAtt": ["ArtifactKey", "Arn"] } }])
    );
    assert_eq!(
        get("/StackInstancesGroup"),
        json!([{ "DeploymentTargets": { "Accounts": ["111111111111"] }, "Regions": ["us-east-1"] }])
    );
    let inner = in_region(&stacks, "shop-ci", "us-east-1");
    assert_eq!(inner["ArtifactKey"]["Type"], "AWS::KMS::ReplicaKey");
    assert_eq!(
        inner["ArtifactKey"]["Properties"]["PrimaryKeyArn"],
        json!({ "Ref": "PrimaryKeyArn" })
    );
    assert_eq!(
        inner["ArtifactBucket"]["Properties"]["BucketName"],
        json!({ "Fn::Sub": "shop-111111111111-${AWS::Region}" })
    );
    assert_eq!(
        inner["ArtifactKeyAlias"]["Properties"]["AliasName"],
        "alias/shop-artifacts"
    );
    // The roles of the projects there are of this stack, and CodeBuild takes no project without them.
    let regions = stacks
        .get("shop-ci")
        .and_then(|stack| stack.template().get("Regions"));
    assert_eq!(regions.expect("it is there").depends_on, ["SmokeBuildRole"]);
}

#[test]
fn the_two_roles_of_the_stack_set_trust_nobody_else() {
    let stacks = synth(&shop(&["us-east-1"]));
    let trust = |id: &str| {
        property(
            &stacks,
            "shop-ci",
            id,
            "/AssumeRolePolicyDocument/Statement",
        )
    };
    assert_eq!(
        trust("RegionsAdminRole")[0]["Principal"],
        json!({ "Service": "cloudformation.amazonaws.com" })
    );
    assert_eq!(
        trust("RegionsExecRole"),
        json!([{
            "Sid": "AdministrationRole",
            "Effect": "Allow",
            "Principal": { "AWS": "111111111111" },
            "Action": "sts:AssumeRole",
            "Condition": { "ArnEquals": { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/shop-regions-admin" } }
        }])
    );
    let admin = property(
        &stacks,
        "shop-ci",
        "RegionsAdminRole",
        "/Policies/0/PolicyDocument/Statement",
    );
    assert_eq!(
        admin,
        json!([{
            "Sid": "AssumeExecutionRole",
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Resource": "arn:aws:iam::111111111111:role/shop-regions-exec"
        }])
    );
    let exec = property(
        &stacks,
        "shop-ci",
        "RegionsExecRole",
        "/Policies/0/PolicyDocument/Statement",
    );
    for statement in exec.as_array().expect("a list") {
        for action in statement["Action"].as_array().into_iter().flatten() {
            assert!(!action.as_str().expect("text").contains('*'), "{action}");
        }
        // Where all resources are meant there is no other: IAM knows none for these.
        if statement["Resource"] == "*" {
            let sid = statement["Sid"].as_str().expect("it has one");
            assert!(["Look", "CreateKey"].contains(&sid), "{sid}");
            assert!(statement["Condition"].is_object(), "{sid}");
        }
    }
}

/// The role is changed before the stack set is, so what takes something away must not hang on the region.
#[test]
fn a_region_can_be_left_by_a_role_that_no_longer_names_it() {
    let policy = |further: &[&str]| {
        let stacks = synth(&shop(further));
        let path = "/Policies/0/PolicyDocument/Statement";
        property(&stacks, "shop-ci", "RegionsExecRole", path)
    };
    let (two, three) = (
        policy(&["us-east-1"]),
        policy(&["us-east-1", "ap-southeast-2"]),
    );
    let [two, three] = [&two, &three].map(|policy| policy.as_array().expect("a list"));
    let changed = three.iter().filter(|statement| !two.contains(statement));
    let changed: Vec<&str> = changed
        .map(|one| one["Sid"].as_str().expect("it has one"))
        .collect();
    assert_eq!(
        changed,
        ["ManageBucket", "ReplicateKey", "CreateKey", "TagKey"]
    );
    for statement in three
        .iter()
        .filter(|one| changed.contains(&one["Sid"].as_str().unwrap_or_default()))
    {
        assert!(
            !statement["Action"].to_string().contains("Delete"),
            "{statement}"
        );
    }
}

#[test]
fn a_region_that_accounts_enable_has_a_principal_of_its_own() {
    let stacks = synth(&shop(&["af-south-1", "us-east-1"]));
    let principal = property(
        &stacks,
        "shop-ci",
        "RegionsAdminRole",
        "/AssumeRolePolicyDocument/Statement/0/Principal",
    );
    assert_eq!(
        principal["Service"],
        json!([
            "cloudformation.amazonaws.com",
            "cloudformation.af-south-1.amazonaws.com"
        ])
    );
}

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

/// The same program in another partition.
fn of_partition(home: &str, further: &str) -> Pipeline {
    cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in [home, further];
        account prod = "033333333333" in [home, further];
        role deployer: Action in prod;
        role stack: CloudFormation in prod { managed ["arn:${AWS::Partition}:iam::aws:policy/PowerUserAccess"]; }
        project smoke in [ci, prod];
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Prod in prod / further {
            up: CloudFormation(source) {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "template.yml",
                Capabilities: [CAPABILITY_AUTO_EXPAND],
            };
            smoke: Test::CodeBuild(source) { ProjectName: smoke };
            here: Test::CodeBuild(source) in ci / further { ProjectName: smoke };
        }
    }
}

#[test]
fn the_same_program_works_in_every_partition() {
    for (name, home, further, via) in [
        (
            "aws",
            "eu-west-1",
            "us-east-1",
            json!("s3.us-east-1.amazonaws.com"),
        ),
        (
            "aws-cn",
            "cn-north-1",
            "cn-northwest-1",
            json!([
                "s3.cn-northwest-1.amazonaws.com",
                "s3.cn-northwest-1.amazonaws.com.cn"
            ]),
        ),
        (
            "aws-us-gov",
            "us-gov-west-1",
            "us-gov-east-1",
            json!("s3.us-gov-east-1.amazonaws.com"),
        ),
    ] {
        let stacks = synth(&of_partition(home, further));
        for stack in &stacks {
            let template = stack.template().to_json();
            for rest in template.split("arn:").skip(1) {
                let partition = rest.split(':').next().unwrap_or_default();
                assert!(
                    [name, "${AWS"].contains(&partition),
                    "{}: arn:{partition}:…",
                    stack.name()
                );
            }
        }
        let statements = property(
            &stacks,
            "shop-prod",
            "DeployerRole",
            "/Policies/0/PolicyDocument/Statement",
        );
        let key = statements.as_array().expect("a list").iter().find(|one| {
            one["Sid"]
                .as_str()
                .is_some_and(|sid| sid.starts_with("UseArtifactKey"))
        });
        let key = key.expect("it is there");
        assert_eq!(key["Condition"]["StringEquals"]["kms:ViaService"], via);
        assert_eq!(
            key["Resource"],
            format!("arn:{name}:kms:{further}:111111111111:key/*")
        );
        let trust = property(
            &stacks,
            "shop-prod",
            "StackRole",
            "/AssumeRolePolicyDocument/Statement/0/Principal",
        );
        assert_eq!(trust, json!({ "Service": "cloudformation.amazonaws.com" }));
    }
}

/// Code and place of each rule that is broken.
fn broken(pipeline: &Pipeline) -> Vec<String> {
    match pipeline.synth() {
        Ok(_) => Vec::new(),
        Err(violations) => violations
            .iter()
            .map(|one| format!("{:?} {}", one.code, one.place))
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

/// The statements of a policy in the stack set's template, to change.
fn statements<'t>(template: &'t mut Value, id: &str, property: &str) -> &'t mut Vec<Value> {
    let policy = &mut template["Resources"][id]["Properties"][property];
    policy["Statement"].as_array_mut().expect("a list")
}

/// Nothing that the stack set's template grants is granted without need, and the proof sees what is not granted.
#[test]
fn no_step_does_without_a_statement_of_a_further_region() {
    let mut stacks = synth(&shop(&["us-east-1", "ap-southeast-2"]));
    let body = property(&stacks, "shop-ci", "Regions", "/TemplateBody");
    let whole: Value = serde_json::from_str(body.as_str().expect("text")).expect("JSON");
    for (id, property) in [
        ("ArtifactKey", "KeyPolicy"),
        ("ArtifactBucketPolicy", "PolicyDocument"),
    ] {
        let count = statements(&mut whole.clone(), id, property).len();
        assert!(count > 2, "{id} has {count} statements");
        for place in 0..count {
            let mut template = whole.clone();
            let gone = statements(&mut template, id, property)
                .remove(place)
                .to_string();
            let home = stacks
                .get_mut("shop-ci")
                .expect("it is there")
                .template_mut();
            let regions = home.resource_mut("Regions").expect("it is there");
            regions
                .properties
                .insert("TemplateBody", template.to_string());
            let stays = gone.contains("\"DenyInsecureTransport\"");
            assert_eq!(stacks.prove().is_ok(), stays, "without {gone}");
        }
    }
}
