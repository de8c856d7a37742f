//! The system of `examples/two_accounts.rs` as it was published: the change set is executed by a role of a third account.
use passrole::{App, cross_account_pipeline};

fn main() -> std::process::ExitCode {
    App::new()
        .pipeline(cross_account_pipeline! {
            pipeline "versions" in deploy;

            /// Builds, and runs the pipeline.
            account deploy = "500000000005" in "ap-southeast-2";
            /// Runs the application.
            account production = "600000000006" in "ap-southeast-2";

            /// Where nothing of this is deployed to.
            account sandbox = "700000000007" in "ap-southeast-2";

            role access: Action in production;
            role execution: Action in sandbox;
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
                execute: CloudFormation as execution passing cloudformation {
                    ActionMode: CHANGE_SET_EXECUTE,
                    StackName: "application",
                    ChangeSetName: "application-changes",
                };
            }
        })
        .run()
}
