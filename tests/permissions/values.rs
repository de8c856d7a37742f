//! What the author writes, in the policies of the role that acts: each value as AWS will ask for it.

use passrole::template::Node;
use passrole::{Code, Pipeline, Stacks, cross_account_pipeline};
use passrole_tests::policies::{At, statements};
use serde_json::{Value, json};

/// A pipeline of one account: its source, and what its second stage holds.
macro_rules! shop {
    ($app:ident from $object:literal: $($actions:tt)*) => {
        cross_account_pipeline! {
            pipeline "shop" in ci { Variables: [{ Name: "v", DefaultValue: "1" }] }
            account ci = "111111111111" in "eu-west-1";
            role _stack: CloudFormation in ci;
            stage Source { checkout: Source::S3 -> $app { S3Bucket: "acme", S3ObjectKey: $object }; }
            stage Work { $($actions)* }
        }
    };
    ($app:ident: $($actions:tt)*) => { shop!($app from "app.zip": $($actions)*) };
}

fn synth(pipeline: Pipeline) -> Stacks {
    pipeline
        .synth()
        .unwrap_or_else(|broken| panic!("{broken:?}"))
}

/// The statements of the role that acts.
fn all(stacks: &mut Stacks) -> &mut Vec<Node> {
    let at = At {
        stack: "shop-ci".to_owned(),
        resource: "PipelineRole".to_owned(),
        document: 1,
    };
    statements(stacks, &at)
}

fn is(statement: &Node, sid: &str) -> bool {
    let id = statement.get("Sid").and_then(Node::as_str);
    id.is_some_and(|id| id.starts_with(sid))
}

/// A part of the one statement whose id begins so.
fn part(stacks: &Stacks, sid: &str, key: &str) -> Value {
    let mut stacks = stacks.clone();
    let found: Vec<&Node> = all(&mut stacks).iter().filter(|one| is(one, sid)).collect();
    let [one] = found[..] else {
        panic!("{sid}: {found:?}");
    };
    json!(one.get(key))
}

fn resource(pipeline: Pipeline, sid: &str) -> Value {
    part(&synth(pipeline), sid, "Resource")
}

/// What the proof finds where another value stands in a statement.
fn with(stacks: &Stacks, sid: &str, key: &'static str, value: &Value) -> Vec<Code> {
    let mut stacks = stacks.clone();
    for statement in all(&mut stacks).iter_mut().filter(|one| is(one, sid)) {
        let value = Node::from_serialize(value).expect("it is JSON");
        statement
            .as_map_mut()
            .expect("it is a map")
            .insert(key, value)
            .expect("it is a key");
    }
    match stacks.prove() {
        Ok(()) => Vec::new(),
        Err(broken) => broken.iter().map(|one| one.code).collect(),
    }
}

/// A statement has that condition, and with the other in its place AWS would refuse what the action asks for.
fn held(pipeline: Pipeline, sid: &str, condition: Value, other: &Value) {
    let stacks = synth(pipeline);
    assert_eq!(part(&stacks, sid, "Condition"), condition);
    let broken = with(&stacks, sid, "Condition", other);
    assert!(broken.contains(&Code::I02), "{sid}: {broken:?}");
}

#[test]
fn a_condition_takes_what_a_variable_comes_to() {
    let name = "cloudformation:ChangeSetName";
    held(
        shop! { app: change: CloudFormation(app) {
            ActionMode: CHANGE_SET_REPLACE, StackName: "app", ChangeSetName: "c-#{variables.v}",
            TemplatePath: app / "t.yml",
        }; },
        "PrepareChangeSet",
        json!({ "StringLikeIfExists": { name: "c-*" } }),
        &json!({ "StringEqualsIfExists": { name: "c-#{variables.v}" } }),
    );
    let cluster = |name| format!("arn:aws:ecs:eu-west-1:111111111111:cluster/{name}");
    held(
        shop! { app: up: ECS(app) { ClusterName: "#{variables.v}", ServiceName: "web" }; },
        "FindTasks",
        json!({ "ArnEquals": { "ecs:cluster": cluster("*") } }),
        &json!({ "ArnEquals": { "ecs:cluster": cluster("#{variables.v}") } }),
    );
    held(
        shop! { app: up: EC2(app) {
            InstanceTagKey: "a", InstanceTagValue: "#{variables.v}", InstanceType: EC2, DeploySpec: "d",
        }; },
        "CommandTagged",
        json!({ "StringLike": { "aws:ResourceTag/a": "*" } }),
        &json!({ "StringEquals": { "aws:ResourceTag/a": "#{variables.v}" } }),
    );
}

#[test]
fn a_condition_whose_key_is_not_known_is_left_out() {
    let stacks = synth(shop! { app: up: EC2(app) {
        InstanceTagKey: "#{variables.v}", InstanceTagValue: "x", InstanceType: EC2, DeploySpec: "d",
    }; });
    assert_eq!(part(&stacks, "CommandTagged", "Condition"), json!(null));
}

/// Only an operator of patterns has wildcards.
#[test]
fn a_star_in_a_condition_stands_for_itself() {
    let stacks = synth(shop! { app: up: EC2(app) {
        InstanceTagKey: "a", InstanceTagValue: "x*", InstanceType: EC2, DeploySpec: "d",
    }; });
    let condition = json!({ "StringEquals": { "aws:ResourceTag/a": "x*" } });
    assert_eq!(part(&stacks, "CommandTagged", "Condition"), condition);
    let like = json!({ "StringLike": { "aws:ResourceTag/a": "x?" } });
    assert_eq!(with(&stacks, "CommandTagged", "Condition", &like), []);
}

#[test]
fn what_no_policy_can_hold_is_a_pattern() {
    for (pipeline, key) in [
        (shop! { _app from "日本.zip": ask: Manual; }, "*.zip"),
        (shop! { _app from "${x}.zip": ask: Manual; }, "?{x}.zip"),
        (shop! { _app from "a*b.zip": ask: Manual; }, "a?b.zip"),
    ] {
        let stacks = synth(pipeline);
        let object = |key| json!(format!("arn:aws:s3:::acme/{key}"));
        assert_eq!(part(&stacks, "ReadSource", "Resource"), object(key));
        // What is asked for is the object of that name, whatever the statement says.
        let broken = with(&stacks, "ReadSource", "Resource", &object("other.zip"));
        assert!(broken.contains(&Code::I02), "{key}");
    }
    held(
        shop! { app: up: EC2(app) {
            InstanceTagKey: "a", InstanceTagValue: "${x}日", InstanceType: EC2, DeploySpec: "d",
        }; },
        "CommandTagged",
        json!({ "StringLike": { "aws:ResourceTag/a": "?{x}*" } }),
        &json!({ "StringEquals": { "aws:ResourceTag/a": "x" } }),
    );
}

/// A variable that is a whole ARN widens a statement to that kind of thing, not to everything.
#[test]
fn an_arn_that_is_not_known_is_one_of_its_kind() {
    let stacks = synth(shop! { _app:
        ask: Manual { NotificationArn: "#{variables.v}" };
        run: StepFunctions { StateMachineArn: "#{variables.v}" };
    });
    let topics = "arn:aws:sns:eu-west-1:*:*";
    assert_eq!(part(&stacks, "AskForApproval", "Resource"), json!(topics));
    let machines = "arn:aws:states:eu-west-1:111111111111:stateMachine:*";
    assert_eq!(part(&stacks, "StartMachine", "Resource"), json!(machines));
}

#[test]
fn device_farm_is_in_one_region() {
    let pipeline = shop! { app: devices: DeviceFarm(app) {
        AppType: Android, ProjectId: "p", App: "a.apk", TestType: BUILTIN_FUZZ,
        DevicePoolArn: "arn:aws:devicefarm:us-west-2::devicepool:d",
    }; };
    let farm = |thing| format!("arn:aws:devicefarm:us-west-2:111111111111:{thing}");
    assert_eq!(
        resource(pipeline, "RunTest"),
        json!([
            farm("project:p"),
            farm("run:p/*"),
            farm("upload:p/*"),
            "arn:aws:devicefarm:us-west-2::devicepool:d".to_owned(),
        ])
    );
}

#[test]
fn only_the_executions_of_the_machine_are_watched() {
    let machine = "arn:aws:states:eu-west-1:111111111111:stateMachine:migrate";
    for (pipeline, executions) in [
        (
            shop! { _app: run: StepFunctions { StateMachineArn: (machine) }; },
            "migrate:*",
        ),
        (
            shop! { _app: run: StepFunctions { StateMachineArn: (machine), ExecutionNamePrefix: "db" }; },
            "migrate:db-*",
        ),
        (
            shop! { _app: run: StepFunctions { StateMachineArn: (format!("{machine}:live")) }; },
            "migrate:*",
        ),
        (
            shop! { _app: run: StepFunctions { StateMachineArn: "#{variables.v}" }; },
            "*:*",
        ),
    ] {
        let of = format!("arn:aws:states:eu-west-1:111111111111:execution:{executions}");
        assert_eq!(resource(pipeline, "WatchMachine"), json!(of));
    }
}

#[test]
fn a_state_machine_is_started_under_its_own_arn() {
    let machine = "arn:aws:states:eu-west-1:111111111111:stateMachine:migrate";
    for name in [machine, &format!("{machine}:live")] {
        let pipeline = shop! { _app: run: StepFunctions { StateMachineArn: (name) }; };
        assert_eq!(resource(pipeline, "StartMachine"), json!(machine), "{name}");
    }
}

#[test]
fn what_a_project_that_exists_already_cannot_do_is_said() {
    let stacks =
        synth(shop! { app: t: Test::CodeBuild(app) -> _tested { ProjectName: "theirs" }; });
    let project = "project `theirs` in `ci` exists already";
    assert_eq!(
        stacks.notices(),
        [
            format!(
                "{project}, and its role is not known; this lets it read: `role NAME: CodeBuild in ci = \"ARN\" {{ reads [app]; }}`"
            ),
            format!(
                "{project}, and the artifact bucket and its key let it write nothing, so not `_tested`; a project that is declared here may"
            ),
        ]
    );
    let only_starts = synth(
        shop! { _app: t: CodeDeploy(_app) { ApplicationName: "shop", DeploymentGroupName: "all" }; },
    );
    assert!(only_starts.notices().is_empty());
}

#[test]
fn what_follows_an_arn_is_kept() {
    let function = "arn:aws:lambda:eu-west-1:111111111111:function:shop";
    for name in ["shop", function] {
        let stacks = synth(shop! { _app: move_alias: Deploy::Lambda {
            FunctionName: (name), FunctionAlias: "live", PublishedTargetVersion: "7", Alarms: ["slow", "#{variables.v}"],
        }; });
        let alias = format!("{function}:live");
        assert_eq!(
            part(&stacks, "MoveAlias", "Resource"),
            json!([function, alias])
        );
        let broken = with(&stacks, "MoveAlias", "Resource", &json!(function));
        assert!(broken.contains(&Code::I02), "{name}");
        let alarm = |name| format!("arn:aws:cloudwatch:eu-west-1:111111111111:alarm:{name}");
        assert_eq!(
            part(&stacks, "WatchAlarms", "Resource"),
            json!([alarm("slow"), alarm("*")])
        );
    }
}

#[test]
fn the_key_behind_an_alias_is_held_by_it() {
    let key = |resource| format!("arn:aws:kms:eu-west-1:111111111111:{resource}");
    for alias in ["alias/site", &key("alias/site")] {
        let stacks = synth(shop! { app: site: Deploy::S3(app) {
            BucketName: "acme-site", Extract: true, KMSEncryptionKeyARN: (alias),
        }; });
        assert_eq!(
            part(&stacks, "EncryptFiles", "Resource"),
            json!(key("key/*"))
        );
        let held = json!({ "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/site" } });
        assert_eq!(part(&stacks, "EncryptFiles", "Condition"), held);
    }
    for (written, resource) in [
        ("1f", json!(key("key/1f"))),
        (&key("key/1f"), json!(key("key/1f"))),
        ("#{variables.v}", json!(key("key/*"))),
    ] {
        let stacks = synth(shop! { app: site: Deploy::S3(app) {
            BucketName: "acme-site", Extract: true, KMSEncryptionKeyARN: (written),
        }; });
        let resources = part(&stacks, "EncryptFiles", "Resource");
        // The statement is one with that on the artifact key.
        assert_eq!(resources[0], resource);
        assert_eq!(part(&stacks, "EncryptFiles", "Condition"), json!(null));
    }
}

#[test]
fn files_may_be_encrypted_with_the_artifact_key() {
    let stacks = synth(shop! { app: site: Deploy::S3(app) {
        BucketName: "acme-site", Extract: true, KMSEncryptionKeyARN: "{artifacts.key}",
    }; });
    let made = json!({ "Fn::Sub": "${ArtifactKey.Arn}" });
    assert_eq!(part(&stacks, "EncryptFiles", "Resource")[0], made);
}

#[test]
fn the_owner_of_a_key_elsewhere_is_told_of_its_use() {
    let stacks = synth(shop! { app: site: Deploy::S3(app) {
        BucketName: "acme-site", Extract: true,
        KMSEncryptionKeyARN: "arn:aws:kms:eu-west-1:999999999999:key/1",
    }; });
    assert_eq!(
        stacks.notices(),
        [
            "the policy of `arn:aws:kms:eu-west-1:999999999999:key/1` must admit \
          `arn:aws:iam::111111111111:role/shop-pipeline`, which encrypts files with it"
        ]
    );
}

#[test]
fn a_delegated_administrator_may_look_itself_up() {
    let pipeline = shop! { app: roll_out: CloudFormationStackSet(app) {
        StackSetName: "app", TemplatePath: app / "t.yml", PermissionModel: SERVICE_MANAGED,
        CallAs: DELEGATED_ADMIN,
    }; };
    assert_eq!(resource(pipeline, "FindAdministrators"), json!("*"));
}
