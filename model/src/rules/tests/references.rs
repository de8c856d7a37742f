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
