//! A deploy account and a production account (adcreare/cloudformation, code-pipeline-cross-account).
//!
//! There the bucket policy is pasted in by hand, the pipeline and the build are administrators, and the action
//! that executes the change set names an action role of a third account, in which its CloudFormation role is
//! not. Here that role is a case of P01, nobody is an administrator, and as the bucket and its key exist already, the
//! policies that their owner must attach are written beside the templates (`cargo run -- requirements artifacts`).

use passrole::{App, Pipeline, cross_account_pipeline};

fn main() -> std::process::ExitCode {
    App::new().pipeline(pipeline()).run()
}

/// The pipeline; an app may hold several.
pub fn pipeline() -> Pipeline {
    cross_account_pipeline! {
        pipeline "versions" in deploy {
            ExistingArtifactBucket: {
                Name: "acme-pipeline-artifacts",
                KeyArn: "arn:aws:kms:ap-southeast-2:500000000005:key/0a1b2c3d-4e5f-6789-abcd-ef0123456789",
            },
        }

        /// Builds, and runs the pipeline.
        account deploy = "500000000005" in "ap-southeast-2";
        /// Runs the application.
        account production = "600000000006" in "ap-southeast-2";

        role access: Action in production;
        role cloudformation: CloudFormation in production {
            managed ["arn:aws:iam::aws:policy/PowerUserAccess"];
        }

        project versions in deploy { BuildSpec: "buildspec.yml" }

        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "infrastructure", BranchName: "master" };
        }

        stage BuildVersions {
            build: CodeBuild(source) -> built { ProjectName: versions };
        }

        stage DeployProd in production {
            prepare: CloudFormation(built) as access passing cloudformation {
                ActionMode: CHANGE_SET_REPLACE,
                StackName: "application",
                ChangeSetName: "application-changes",
                TemplatePath: built / "template.yaml",
                Capabilities: [CAPABILITY_IAM],
            };
            execute: CloudFormation as access passing cloudformation {
                ActionMode: CHANGE_SET_EXECUTE,
                StackName: "application",
                ChangeSetName: "application-changes",
            };
        }
    }
}
