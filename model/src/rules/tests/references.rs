//! C06 to C08: what an action says of others.

use super::draft::{breaks, keeps, messages};
use super::{and, with};

#[test]
fn c06_a_variable_is_put_out_before() {
    let reads = |reference: &str| with("#{commit.CommitId}", reference);
    breaks(
        &reads("#{comit.CommitId}"),
        &[("C06", "Release #{comit.CommitId}?")],
    );
    breaks(
        &reads("#{commit.CommitID}"),
        &[("C06", "Release #{commit.CommitID}?")],
    );
    breaks(
        &reads("#{variables.tag}"),
        &[("C06", "Release #{variables.tag}?")],
    );
    keeps(&reads("#{codepipeline.PipelineExecutionId}"));
    keeps(&reads("#{variables.tag}").replace(
        "ExecutionMode",
        "Variables: [{ Name: \"tag\" }], ExecutionMode",
    ));
    keeps(
        &reads("#{comit.CommitId}")
            .replace("ProjectName: package", "ProjectName: package, Namespace: ?"),
    );
    let later = with(
        "CodeBuild(source) -> packaged {",
        "CodeBuild(source) -> packaged { EnvironmentVariables: { V: \"#{look.V}\" },",
    )
    .replace("CustomData:", "Namespace: \"look\", CustomData:");
    breaks(&later, &[("C06", "#{look.V}")]);
    let code = with(
        "ProjectName: package",
        "ProjectName: package, Namespace: \"build\"",
    )
    .replace("#{commit.CommitId}", "#{build.ANY}");
    keeps(&code);
}

#[test]
fn c07_a_change_set_is_made_before_it_is_executed() {
    let execute = |from: &str, to: &str| {
        let (before, after) = super::STOREFRONT.split_once("CHANGE_SET_EXECUTE").unwrap();
        format!("{before}CHANGE_SET_EXECUTE{}", after.replacen(from, to, 1))
    };
    breaks(
        &execute("\"changes\"", "\"chagnes\""),
        &[("C07", "chagnes")],
    );
    breaks(
        &execute("\"storefront\"", "\"other\""),
        &[("C07", "changes")],
    );
    keeps(&execute("\"storefront\"", "?"));
    keeps(&with("ChangeSetName: \"changes\"", "ChangeSetName: ?"));
    let elsewhere = with(
        "execute: CloudFormation as",
        "execute: CloudFormation in prod as",
    );
    breaks(&elsewhere, &[("C07", "changes")]);
    assert!(
        messages(&elsewhere)[0].contains("`prepare` in stage Dev in `dev`, eu-west-1, not here")
    );
    let together = with("prepare:", "parallel { prepare:").replace(
        "ChangeSetName: \"changes\",\n    };\n}",
        "ChangeSetName: \"changes\",\n    };\n} }",
    );
    breaks(&together, &[("C07", "changes")]);
}

#[test]
fn c06_lists_that_are_closed_are_kept() {
    let reads = |reference: &str| {
        let run = "run: Commands(packaged) { Commands: [\"ls\"], Namespace: \"cmd\", OutputVariables: [\"A\"] };";
        with(
            "approve: Manual in ci",
            &format!("{run} approve: Manual in ci"),
        )
        .replace("run: Commands(packaged)", "run: Commands(packaged) in ci")
        .replace("#{commit.CommitId}", reference)
    };
    keeps(&reads("#{cmd.A}"));
    assert_eq!(
        messages(&reads("#{cmd.TOTAL}")),
        [
            "[C06] action `run` puts out no variable `TOTAL`\nhelp: add it to `OutputVariables` of `run`"
        ]
    );
    let own = with("#{commit.CommitId}", "#{codepipeline.Nope}");
    assert_eq!(
        messages(&own),
        ["[C06] CodePipeline has no variable `Nope`\nhelp: it has `PipelineExecutionId`"]
    );
}

#[test]
fn c06_helps_say_what_mends_it() {
    let v1 = with("#{commit.CommitId}", "#{variables.tag}").replace(
        "PipelineType: V2, ExecutionMode: QUEUED",
        "PipelineType: V1",
    );
    assert!(
        messages(&v1)[0].ends_with("help: write `PipelineType: V2`, which variables need, and declare it: `Variables: [{ Name: \"tag\" }]` in the pipeline's settings")
    );
    let own = with(
        "CustomData: \"Release #{commit.CommitId}?\"",
        "Namespace: \"g\", CustomData: \"#{g.X}\"",
    );
    assert_eq!(
        messages(&own),
        [
            "[C06] namespace `g` is this action's own, which is not done when this is read\nhelp: name an earlier action's namespace"
        ]
    );
}

#[test]
fn c07_a_misspelt_stack_is_where_the_error_stands() {
    let (before, after) = super::STOREFRONT.split_once("CHANGE_SET_EXECUTE").unwrap();
    let after = after.replacen("\"storefront\"", "\"storefrnt\"", 1);
    let misspelt = format!("{before}CHANGE_SET_EXECUTE{after}");
    breaks(&misspelt, &[("C07", "storefrnt")]);
    assert!(messages(&misspelt)[0].ends_with("help: did you mean `storefront`?"));
}

#[test]
fn p09_a_region_that_does_not_exist_is_misspelt() {
    let topic = with(
        "CustomData:",
        "NotificationArn: \"arn:aws:sns:eu-wst-1:111111111111:ask\", CustomData:",
    );
    assert_eq!(
        messages(&topic),
        [
            "[P09] `NotificationArn` lies in `eu-wst-1`, and there is no such region\nhelp: did you mean `eu-west-1`?"
        ]
    );
}

#[test]
fn c08_a_stack_is_changed_by_one_action_at_a_time() {
    let both = |second: &str| {
        and(&format!(
            "stage Last in dev {{ parallel {{
                one: CloudFormation as deployer passing stack {{ ActionMode: DELETE_ONLY, StackName: \"shop\" }};
                two: CloudFormation {second} {{ ActionMode: DELETE_ONLY, StackName: \"shop\" }};
            }} }}"
        ))
    };
    breaks(&both("as deployer passing stack"), &[("C08", "shop")]);
    keeps(&both("in prod as deployer passing stack"));
    keeps(
        &both("as deployer passing stack")
            .replace("parallel {", "")
            .replace("};\n            } }", "};\n            }"),
    );
}
