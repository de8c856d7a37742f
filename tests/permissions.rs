//! What roles and owners may do, as it is synthesized.

#[path = "permissions/builds.rs"]
mod builds;
#[path = "permissions/caches.rs"]
mod caches;
#[path = "permissions/rules.rs"]
mod rules;
#[path = "permissions/stack_sets.rs"]
mod stack_sets;
#[path = "permissions/values.rs"]
mod values;

use passrole::template::Node;
use passrole::{App, Stacks, cross_account_pipeline};
use serde_json::{Value, json};

/// A resource of a stack.
fn resource(stacks: &Stacks, stack: &str, id: &str) -> Value {
    let template = stacks.get(stack).expect("it is there").template().to_json();
    let template: Value = serde_json::from_str(&template).expect("a template is JSON");
    template["Resources"][id].clone()
}

/// The statement of that id in a role's own policy; null where it has none.
fn statement(stacks: &Stacks, stack: &str, role: &str, sid: &str) -> Value {
    let role = resource(stacks, stack, role);
    let policy = &role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"];
    let statements = policy.as_array().into_iter().flatten();
    let mut found = statements.filter(|statement| statement["Sid"] == sid);
    found.next().cloned().unwrap_or_default()
}

#[test]
fn what_exists_is_left_to_its_owner() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci {
            ExistingArtifactBucket: {
                Name: "acme-artifacts",
                KeyArn: "arn:aws:kms:eu-west-1:999999999999:key/1",
            },
        }
        account ci = "111111111111" in "eu-west-1";
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Test { test: Test::Custom::Unit(source) { Suite: "all" }; }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    let home = stacks.get("shop-ci").expect("it is there").template();
    assert!(home.get("ArtifactKey").is_none() && home.get("ArtifactBucket").is_none());
    let statements = |of: &str| {
        let mut documents = stacks.documents().iter();
        let document = documents.find(|document| document.file().contains(of));
        let content = document.expect("the policy is written out").content();
        content.get("Statement").expect("it has statements").clone()
    };
    let key = statements("key-policy");
    let administration = key.iter().next().expect("it has one");
    // The policy of a key that its own account could not change would be refused.
    assert_eq!(
        administration.get("Principal").and_then(|to| to.get("AWS")),
        Some(&Node::from("999999999999"))
    );
    // The bucket lies there too, so the pipeline's own role is one of another account.
    let bucket = statements("bucket-policy");
    let writes = bucket
        .iter()
        .find(|statement| statement.get("Action") == Some(&Node::from("s3:PutObject")));
    let writers = writes.and_then(|writes| writes.get("Principal")?.get("AWS"));
    assert_eq!(writers, Some(&Node::from("111111111111")));
}

#[test]
fn a_project_that_builds_in_batches_may_start_its_builds() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account dev = "222222222222" in "eu-west-1";
        role deployer: Action in dev;
        project unit in [ci, dev];
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Test {
            one: Test::CodeBuild(source) { ProjectName: unit, BatchEnabled: false };
            many: Test::CodeBuild(source) in dev { ProjectName: unit, BatchEnabled: true };
        }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    let get = |stack: &str, id: &str| {
        let stack = stacks.get(stack).expect("it is there");
        stack.template().get(id).cloned()
    };
    let config = |stack: &str| {
        let project = get(stack, "UnitProject").expect("it is there");
        project.properties.get("BuildBatchConfig").cloned()
    };
    assert_eq!(config("shop-ci"), None);
    assert!(get("shop-ci", "UnitBatchRole").is_none());
    assert_eq!(
        config("shop-dev").and_then(|config| config.get("ServiceRole").cloned()),
        Some(Node::get_att("UnitBatchRole", "Arn"))
    );
    let role = get("shop-dev", "UnitBatchRole").expect("it is there");
    let policies = role.properties.get("Policies").expect("it has policies");
    let policy = policies.iter().next().expect("it has one");
    let statements = policy
        .get("PolicyDocument")
        .and_then(|policy| policy.get("Statement"));
    let statements = statements.and_then(Node::as_list).expect("it has some");
    let [statement] = statements else {
        panic!("{statements:?}");
    };
    let actions: Vec<_> = statement
        .get("Action")
        .into_iter()
        .flat_map(|actions| actions.iter())
        .filter_map(Node::as_str)
        .collect();
    assert_eq!(
        actions,
        [
            "codebuild:RetryBuild",
            "codebuild:StartBuild",
            "codebuild:StopBuild"
        ]
    );
    assert_eq!(
        statement.get("Resource").and_then(Node::as_str),
        Some("arn:aws:codebuild:eu-west-1:222222222222:project/shop-unit")
    );
}

#[test]
fn each_item_of_a_list_is_a_resource_of_its_own() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main", Namespace: "commit" };
        }
        stage Deploy {
            servers: EC2(source) {
                InstanceTagKey: "shop", InstanceType: EC2, DeploySpec: "deployspec.yml",
                TargetGroupNameList: ["web", "api-#{commit.BranchName}", "${AWS::Region}-all"],
            };
        }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    let home = stacks.get("shop-ci").expect("it is there");
    let json = home.template().to_json();
    let template: serde_json::Value = serde_json::from_str(&json).expect("a template is JSON");
    let policy = &template["Resources"]["PipelineRole"]["Properties"]["Policies"][0];
    let statements = policy["PolicyDocument"]["Statement"].as_array();
    let mut statements = statements.expect("it has statements").iter();
    let targets = statements.find(|statement| statement["Sid"] == "MoveTargets");
    let group = |name: &str| {
        format!("arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/{name}/*")
    };
    assert_eq!(
        targets.expect("it is there")["Resource"],
        serde_json::json!([group("web"), group("api-*"), group("eu-west-1-all"),])
    );
}

/// The pipeline's stack fills in its own account, whatever the account that the action runs in.
#[test]
fn a_role_elsewhere_may_use_what_the_pipeline_fills_in() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account dev = "222222222222" in "eu-west-1";
        role deployer: Action in dev;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Deploy in dev {
            up: Deploy::S3(source) { BucketName: "site-of-${AWS::AccountId}", Extract: true };
        }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    let json = |stack: &str| {
        let stack = stacks.get(stack).expect("it is there");
        stack.template().to_json()
    };
    assert!(json("shop-ci").contains("site-of-${AWS::AccountId}"));
    let there = json("shop-dev");
    assert!(
        there.contains("arn:aws:s3:::site-of-111111111111/*"),
        "{there}"
    );
    assert!(!there.contains("${AWS::"), "{there}");
}

/// What the owner of a role is to paste holds nothing that only a stack fills in.
#[test]
fn the_policy_of_an_existing_role_is_whole() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci as runner;
        account ci = "111111111111" in "eu-west-1";
        role runner: Pipeline in ci = "arn:aws:iam::111111111111:role/runner";
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Test { test: Test::Custom::Unit(source) { Suite: "all" }; }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    for document in stacks.documents() {
        let text = serde_json::to_string(document.content()).expect("it is JSON");
        assert!(!text.contains("Fn::"), "{}: {text}", document.file());
    }
    let mut documents = stacks.documents().iter();
    let policy = documents.find(|document| document.kind() == "policy");
    let policy = serde_json::to_string(policy.expect("it has one").content()).expect("it is JSON");
    assert!(
        policy.contains("arn:aws:kms:eu-west-1:111111111111:key/*"),
        "{policy}"
    );
}

#[test]
fn a_role_is_held_to_what_its_service_sends() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci { ConfusedDeputyConditions: true }
        account ci = "111111111111" in ["eu-west-1", "us-east-1"];
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;
        role stack: CloudFormation in prod;
        role instances: Service("ec2.amazonaws.com") in prod { reads [app]; }
        project package in ci;
        project smoke in prod;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Build {
            build: CodeBuild(source) -> app { ProjectName: package };
            many: CodeBuild(source) in ci / "us-east-1" { ProjectName: package, BatchEnabled: true };
        }
        stage Prod in prod {
            release: CloudFormation(app) {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: app / "template.yml",
            };
            test: Test::CodeBuild(app) { ProjectName: smoke };
        }
    };
    let stacks = App::new().pipeline(pipeline).synth();
    let stacks = stacks.expect("no rule is broken");
    assert!(stacks.notices().is_empty(), "{:?}", stacks.notices());
    let condition = |stack: &str, id: &str| {
        let role = stacks.get(stack).and_then(|stack| stack.template().get(id));
        let trust = role.and_then(|role| role.properties.get("AssumeRolePolicyDocument"));
        let statement = trust.and_then(|trust| trust.get("Statement")?.iter().next());
        let statement = statement.expect("the role trusts somebody");
        json!(statement.get("Condition"))
    };
    let project = |region| format!("arn:aws:codebuild:{region}:111111111111:project/shop-package");
    assert_eq!(
        condition("shop-ci", "PackageBuildRole"),
        json!({
            "StringEquals": { "aws:SourceAccount": "111111111111" },
            "ArnEquals": { "aws:SourceArn": [project("eu-west-1"), project("us-east-1")] },
        })
    );
    // EC2 sends neither.
    assert_eq!(condition("shop-prod", "InstancesRole"), json!(null));
}

#[test]
fn the_boundary_of_every_role_may_name_the_role_s_account() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci {
            PermissionsBoundary: "arn:aws:iam::{account.id}:policy/limits",
        }
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;
        project smoke in prod;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Prod in prod { test: Test::CodeBuild(source) { ProjectName: smoke }; }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    for stack in &stacks {
        let boundary = format!("arn:aws:iam::{}:policy/limits", stack.account_id());
        for (id, resource) in stack.template().resources() {
            if resource.resource_type == "AWS::IAM::Role" {
                let held = resource.properties.get("PermissionsBoundary");
                assert_eq!(held.and_then(Node::as_str), Some(boundary.as_str()), "{id}");
            }
        }
    }
}

/// A key lets nobody use it whom its own policy does not name, and a bucket nobody of another account.
#[test]
fn what_the_artifact_store_does_not_admit_is_said() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account dev = "222222222222" in "eu-west-1";
        role deployer: Action in dev;
        role unit: CodeBuild in [ci, dev] {
            allow ["KMS:decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"] on ["{artifacts.key}"];
            allow ["s3:GetObject", "s3:PutObject"] on ["arn:aws:s3:::{artifacts.bucket}/reports/*"];
            deny ["kms:Encrypt"] on ["{artifacts.key}"];
        }
        role made: CodeBuild in dev {
            allow ["kms:GenerateDataKey"] on ["{artifacts.key}"];
            allow ["s3:*"] on ["arn:aws:s3:::{artifacts.bucket}/*", "arn:aws:s3:::acme"];
            allow ["kms:Encrypt", "s3:PutObjectTagging"] on ["*"];
        }
        project unit in [ci, dev] as unit;
        project package in dev as made;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Test {
            here: Test::CodeBuild(source) { ProjectName: unit };
            there: Test::CodeBuild(source) in dev { ProjectName: unit };
            package: CodeBuild(source) -> _packaged in dev { ProjectName: package };
        }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    let mut said: Vec<&String> = stacks.notices().iter().collect();
    said.retain(|line| line.contains("in vain"));
    let reads = "`reads` lets it read artifacts, and `edit` may change";
    let key = format!("since the key's own policy does not: {reads} `ArtifactKey`");
    let bucket = format!("since the bucket's own policy does not: {reads} `ArtifactBucketPolicy`");
    let unit = "is allowed `kms:GenerateDataKey*";
    assert_eq!(
        said,
        [
            &format!("role `unit` in `ci` {unit}` on the artifact key in vain, {key}"),
            &format!(
                "role `unit` in `dev` {unit}`, `kms:DescribeKey` on the artifact key in vain, {key}"
            ),
            &format!(
                "role `unit` in `dev` is allowed `s3:PutObject` on the artifact bucket in vain, {bucket}"
            ),
        ]
    );
}
