//! What starts a pipeline: the patterns of its event rules.

use super::*;
use serde_json::{Value, json};

/// The rule of an action in a stack.
fn rule(stacks: &passrole::Stacks, stack: &str, id: &str) -> Value {
    let template = stacks.get(stack).expect("it is there").template();
    let rule = template.get(id).expect("it is there");
    serde_json::to_value(Node::Map(rule.properties.clone())).expect("a node is JSON")
}

/// One push starts the pipeline once: what another account hands on is on the same bus as what happens here.
#[test]
fn a_rule_heeds_the_events_of_its_source_s_account_only() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci { tags: { team: "shop" } }
        account ci = "111111111111" in "eu-west-1";
        account dev = "222222222222" in "eu-west-1";
        role reader: Action in dev;
        stage Source {
            theirs: ECR -> one in dev { RepositoryName: "app" };
            ours: ECR -> two { RepositoryName: "app" };
        }
        stage Release { invoke: Invoke::Lambda(one, two) { FunctionName: "release" }; }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    for (stack, id, account) in [
        ("shop-ci", "TheirsRule", "222222222222"),
        ("shop-ci", "OursRule", "111111111111"),
        ("shop-dev", "TheirsRule", "222222222222"),
    ] {
        let rule = rule(&stacks, stack, id);
        assert_eq!(
            rule["EventPattern"]["account"],
            json!([account]),
            "{stack} {id}"
        );
        assert_eq!(rule["Tags"], json!([{ "Key": "team", "Value": "shop" }]));
    }
}

#[test]
fn what_is_known_only_when_it_runs_may_be_anything() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci { Variables: [{ Name: "v", DefaultValue: "1" }] }
        account ci = "111111111111" in "eu-west-1";
        stage Source {
            code: CodeCommit -> code { RepositoryName: "r-#{variables.v}", BranchName: "#{variables.v}/main" };
            image: ECR -> image { RepositoryName: "app", ImageTag: "latest" };
        }
        stage Release { invoke: Invoke::Lambda(code, image) { FunctionName: "release" }; }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    let pattern = rule(&stacks, "shop-ci", "CodeRule")["EventPattern"].clone();
    // EventBridge takes a string in a pattern literally, a star in it too.
    assert_eq!(
        pattern["resources"],
        json!([{ "wildcard": "arn:aws:codecommit:eu-west-1:111111111111:r-*" }])
    );
    assert_eq!(
        pattern["detail"]["referenceName"],
        json!([{ "wildcard": "*/main" }])
    );
    let pattern = rule(&stacks, "shop-ci", "ImageRule")["EventPattern"].clone();
    assert_eq!(pattern["detail"]["image-tag"], json!(["latest"]));
}
