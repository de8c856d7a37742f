//! The rules of stage conditions are asked with the pipeline role, or with a role of their own.

use passrole::template::Node;
use passrole::{App, Code, Error, Pipeline, Stacks, cross_account_pipeline};
use passrole_tests::policies::{At, statements};
use serde_json::json;

use super::{resource, statement};

fn shop(function: &'static str) -> Pipeline {
    cross_account_pipeline! {
        pipeline "shop" in ci { Variables: [{ Name: "channel", DefaultValue: "beta" }] }
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role checker: Action in ci;
        project checks in ci;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Prod in prod {
            approve: Manual in ci;
            BeforeEntry: { Conditions: [{ Result: "FAIL", Rules: [
                {
                    Name: "theirs",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "CodeBuild", Version: "1" },
                    Configuration: { ProjectName: "theirs" },
                },
                {
                    Name: "ours",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "CodeBuild", Version: "1" },
                    Configuration: { ProjectName: "shop-checks" },
                    InputArtifacts: [{ Name: "source" }],
                },
            ] }] };
            OnSuccess: { Conditions: [{ Result: "ROLLBACK", Rules: [
                {
                    Name: "function",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: LambdaInvoke, Version: "1" },
                    Configuration: { FunctionName: (function) },
                    Region: "eu-central-1",
                },
                {
                    Name: "alarm",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "CloudWatchAlarm", Version: "1" },
                    Configuration: { AlarmName: "shop-#{variables.channel}" },
                },
                {
                    Name: "theirs",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "CloudWatchAlarm", Version: "1" },
                    Configuration: { AlarmName: "theirs" },
                    RoleArn: "arn:aws:iam::111111111111:role/acme-checker",
                },
                {
                    Name: "ours",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "CloudWatchAlarm", Version: "1" },
                    Configuration: { AlarmName: "ours" },
                    RoleArn: "arn:aws:iam::{ci.id}:role/shop-checker",
                },
            ] }] };
            OnFailure: { Conditions: [{ Result: "ROLLBACK", Rules: [
                {
                    Name: "files",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "Commands", Version: "1" },
                    Commands: ["test -s template.yml"],
                    InputArtifacts: [{ Name: "source" }],
                },
                {
                    Name: "moon",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: MoonPhase, Version: "1" },
                    Configuration: { Phase: "full" },
                },
            ] }] };
        }
    }
}

#[test]
fn the_pipeline_role_may_ask_what_a_condition_asks() {
    let stacks = shop("allowed").synth().expect("every rule holds");
    let held = |sid: &str| statement(&stacks, "shop-ci", "PipelineRole", sid);
    let build = held("CheckBuild");
    let builds = json!(["codebuild:BatchGetBuilds", "codebuild:StartBuild"]);
    assert_eq!(build["Action"], builds);
    let project = |name: &str| format!("arn:aws:codebuild:eu-west-1:111111111111:project/{name}");
    assert_eq!(
        build["Resource"],
        json!([project("theirs"), project("shop-checks")])
    );
    let function = held("InvokeFunction");
    assert_eq!(function["Action"], "lambda:InvokeFunction");
    assert_eq!(
        function["Resource"],
        "arn:aws:lambda:eu-central-1:111111111111:function:allowed"
    );
    let alarm = held("CheckAlarm");
    assert_eq!(alarm["Action"], "cloudwatch:DescribeAlarms");
    assert_eq!(
        alarm["Resource"],
        "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:shop-*"
    );
    let group = "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/codepipeline/shop";
    assert_eq!(
        held("WriteLogs")["Resource"],
        json!([group, format!("{group}:*")])
    );
    // It reads what the commands take. A build's role reads what the build takes, where it is declared.
    let bucket = "arn:aws:s3:::shop-111111111111-eu-west-1/*";
    assert_eq!(held("ReadArtifacts")["Resource"], bucket);
    let builder = statement(&stacks, "shop-ci", "ChecksBuildRole", "ReadArtifacts");
    assert_eq!(builder["Resource"], bucket);
}

#[test]
fn a_rule_s_own_role_is_assumed_and_no_more() {
    let stacks = shop("allowed").synth().expect("every rule holds");
    let assume = statement(&stacks, "shop-ci", "PipelineRole", "AssumeActionRoles");
    let roles = ["acme-checker", "shop-checker"];
    let roles = roles.map(|role| format!("arn:aws:iam::111111111111:role/{role}"));
    assert_eq!(assume["Resource"], json!(roles));
    // One that is declared gets what its rule needs, and of another the owner is told.
    let alarm = |name: &str| format!("arn:aws:cloudwatch:eu-west-1:111111111111:alarm:{name}");
    let checks = statement(&stacks, "shop-ci", "CheckerRole", "CheckAlarm");
    assert_eq!(checks["Resource"], alarm("ours"));
    let notices = stacks.notices().join("\n");
    let told = format!(
        "rule `theirs` in `OnSuccess` of stage `Prod` acts as `{}`: its owner must let \
         `arn:aws:iam::111111111111:role/shop-pipeline` assume it, and allow it `cloudwatch:DescribeAlarms` on `{}`",
        roles[0],
        alarm("theirs")
    );
    assert!(notices.contains(&told), "{notices}");
}

#[test]
fn a_rule_that_is_not_known_is_said_and_no_error() {
    let stacks = shop("allowed").synth().expect("every rule holds");
    let notices = stacks.notices().join("\n");
    let told = "rule `moon` in `OnFailure` of stage `Prod` is a `MoonPhase`, of which nothing is known here: \
                allow the role that acts what that needs";
    assert!(notices.contains(told), "{notices}");
}

/// Takes from the pipeline role what its rule of Lambda needs, and changes the stages.
fn edited(change: fn(String) -> String) -> Result<Stacks, Error> {
    let mut app = App::new().pipeline(shop("allowed")).edit(move |stacks| {
        let at = At {
            stack: "shop-ci".to_owned(),
            resource: "PipelineRole".to_owned(),
            document: 1,
        };
        statements(stacks, &at)
            .retain(|held| held.get("Sid").and_then(Node::as_str) != Some("InvokeFunction"));
        let stack = stacks.get_mut("shop-ci").expect("it is there");
        let pipeline = stack.template_mut().resource_mut("Pipeline")?;
        let stages = serde_json::to_string(pipeline.properties.get("Stages").expect("it has some"));
        let changed = change(stages.expect("they become JSON"));
        let stages: serde_json::Value = serde_json::from_str(&changed).expect("it is JSON still");
        pipeline.properties.set("Stages", stages)
    });
    app.synth()
}

/// A rule's chain is proven as long as the template has the rule.
#[test]
fn a_rule_is_proven() {
    let error = edited(|stages| stages).expect_err("the rule needs it");
    let broken = error.violations().expect("rules are broken");
    let found: Vec<_> = broken
        .iter()
        .map(|broken| (broken.code, broken.place.as_str()))
        .collect();
    let place = "stage Prod, OnSuccess, rule function";
    assert_eq!(found, [(Code::I02, place)]);
    edited(|stages| stages.replace("OnSuccess", "Unknown")).expect("nothing needs it any more");
}

#[test]
fn a_rule_that_an_edit_changes_is_said() {
    let stacks = edited(|stages| {
        let changed = stages.replace("OnSuccess", "Unknown");
        changed.replace("\"ProjectName\":\"theirs\"", "\"ProjectName\":\"others\"")
    });
    let notices = stacks.expect("every rule holds").notices().join("\n");
    let changed = "`shop: Prod/BeforeEntry/theirs`";
    assert!(notices.contains(changed), "{notices}");
}

#[test]
fn a_rule_s_project_is_there_before_the_rule_is_asked() {
    let stacks = shop("allowed").synth().expect("every rule holds");
    let project = resource(&stacks, "shop-ci", "ChecksProject");
    assert_eq!(project["Properties"]["Name"], "shop-checks");
    let pipeline = resource(&stacks, "shop-ci", "Pipeline");
    let after = pipeline["DependsOn"].as_array().expect("it waits");
    for id in ["ChecksProject", "CheckerRole"] {
        assert!(after.contains(&json!(id)), "{after:?}");
    }
}

/// One rule builds in another region, and one is asked by a role of another account.
fn far() -> Pipeline {
    cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "us-east-1";
        role checker: Action in prod;
        project checks in ci;
        project smoke in prod;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Prod {
            approve: Manual;
            BeforeEntry: { Conditions: [{ Result: "FAIL", Rules: [{
                Name: "far",
                RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "CodeBuild", Version: "1" },
                Configuration: { ProjectName: "shop-checks" },
                InputArtifacts: [{ Name: "source" }],
                Region: "eu-central-1",
            }] }] };
            OnSuccess: { Conditions: [{ Result: "ROLLBACK", Rules: [
                {
                    Name: "alarm",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "CloudWatchAlarm", Version: "1" },
                    Configuration: { AlarmName: "errors" },
                    Region: "us-east-1",
                    RoleArn: "arn:aws:iam::{prod.id}:role/shop-checker",
                },
                {
                    Name: "build",
                    RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "CodeBuild", Version: "1" },
                    Configuration: { ProjectName: "shop-smoke" },
                    RoleArn: "arn:aws:iam::{prod.id}:role/shop-checker",
                },
            ] }] };
        }
    }
}

#[test]
fn a_rule_s_project_and_artifacts_are_in_its_region() {
    let stacks = far().synth().expect("every rule holds");
    let pipeline = resource(&stacks, "shop-ci", "Pipeline");
    let stores = pipeline["Properties"]["ArtifactStores"].as_array();
    let regions: Vec<_> = stores
        .into_iter()
        .flatten()
        .map(|store| &store["Region"])
        .collect();
    assert_eq!(regions, ["eu-west-1", "eu-central-1"]);
    let regions = resource(&stacks, "shop-ci", "Regions").to_string();
    assert!(regions.contains("shop-checks"), "{regions}");
    assert!(resource(&stacks, "shop-ci", "ChecksProject").is_null());
    let start = statement(&stacks, "shop-ci", "PipelineRole", "CheckBuild");
    assert_eq!(
        start["Resource"],
        "arn:aws:codebuild:eu-central-1:111111111111:project/shop-checks"
    );
    let read = statement(&stacks, "shop-ci", "ChecksBuildRole", "ReadArtifacts");
    assert_eq!(
        read["Resource"],
        "arn:aws:s3:::shop-111111111111-eu-central-1/*"
    );
}

#[test]
fn a_role_of_another_account_asks_what_is_there() {
    let stacks = far().synth().expect("every rule holds");
    assert!(stacks.notices().is_empty(), "{:?}", stacks.notices());
    let assume = statement(&stacks, "shop-ci", "PipelineRole", "AssumeActionRoles");
    assert_eq!(
        assume["Resource"],
        "arn:aws:iam::033333333333:role/shop-checker"
    );
    let of = |sid: &str| statement(&stacks, "shop-prod", "CheckerRole", sid)["Resource"].clone();
    assert_eq!(
        of("CheckAlarm"),
        "arn:aws:cloudwatch:us-east-1:033333333333:alarm:errors"
    );
    // CodePipeline asks in its own region where a rule says none.
    assert_eq!(
        of("CheckBuild"),
        "arn:aws:codebuild:eu-west-1:033333333333:project/shop-smoke"
    );
    let smoke = resource(&stacks, "shop-prod-eu-west-1", "SmokeProject");
    assert_eq!(smoke["Properties"]["Name"], "shop-smoke");
}
