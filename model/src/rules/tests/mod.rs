//! Each rule with programs that break it alone, and the nearest that keep it.

mod artifacts;
mod bounds;
mod clauses;
mod conditions;
mod configuration;
mod draft;
mod existing;
mod generated;
mod machines;
mod names;
mod needs;
mod parts;
mod placement;
mod policies;
mod references;
mod structure;
mod values;

use draft::keeps;

/// A pipeline of three accounts that keeps every rule.
const STOREFRONT: &str = r#"
pipeline "storefront" in ci { PipelineType: V2, ExecutionMode: QUEUED, tags: { team: "shop" } }

account ci = "111111111111" in "eu-west-1";
account dev = "222222222222" in "eu-west-1";
account prod = "033333333333" in "eu-west-1";
group targets = [dev, prod];

role deployer: Action in targets;
role stack: CloudFormation in [dev, prod];

project package in ci { Image: "aws/codebuild/amazonlinux2-x86_64-standard:5.0", BuildSpec: "buildspec.yml" }

stage Source {
    checkout: CodeStarSourceConnection -> source {
        ConnectionArn: "arn:aws:codeconnections:eu-west-1:111111111111:connection/8a1c",
        FullRepositoryId: "acme/storefront",
        BranchName: "main",
        Namespace: "commit",
    };
}
stage Build {
    build: CodeBuild(source) -> packaged { ProjectName: package };
}
stage Dev in dev {
    prepare: CloudFormation(packaged) as deployer passing stack {
        ActionMode: CHANGE_SET_REPLACE,
        StackName: "storefront",
        ChangeSetName: "changes",
        TemplatePath: packaged / "template.yml",
        Capabilities: [CAPABILITY_NAMED_IAM, CAPABILITY_AUTO_EXPAND],
    };
    execute: CloudFormation as deployer {
        ActionMode: CHANGE_SET_EXECUTE,
        StackName: "storefront",
        ChangeSetName: "changes",
    };
}
stage Prod in prod {
    approve: Manual in ci { CustomData: "Release #{commit.CommitId}?" };
    release: CloudFormation(packaged) as deployer passing stack {
        ActionMode: CREATE_UPDATE,
        StackName: "storefront",
        TemplatePath: packaged / "template.yml",
        ParameterOverrides: { Team: "shop" },
    };
}
"#;

/// The pipeline with one thing changed.
#[track_caller]
fn with(from: &str, to: &str) -> String {
    assert!(STOREFRONT.contains(from), "{from}");
    STOREFRONT.replacen(from, to, 1)
}

/// The pipeline with further lines at its end.
fn and(lines: &str) -> String {
    format!("{STOREFRONT}{lines}")
}

#[test]
fn the_pipeline_that_the_tests_change_keeps_every_rule() {
    keeps(STOREFRONT);
}
