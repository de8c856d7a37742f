//! Stack Overflow 48362572, as it was asked: the production role is named, and nothing says that the action runs there.
use passrole::{App, cross_account_pipeline};

fn main() -> std::process::ExitCode {
    App::new()
        .pipeline(cross_account_pipeline! {
            pipeline "hello-sam" in dev;

            account dev  = "111122223333" in "us-east-1";
            account prod = "444455556666" in "us-east-1";

            role stack: CloudFormation in prod;

            project package in dev {
                Image: "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
                BuildSpec: "buildspec.yml",
            }

            stage Source {
                checkout: Source::S3 -> source {
                    S3Bucket: "hello-sam-source-111122223333",
                    S3ObjectKey: "source.zip",
                };
            }

            stage Build {
                sam: CodeBuild(source) -> packaged { ProjectName: package };
            }

            stage Production {
                approve: Manual;
                prepare: CloudFormation(packaged) passing stack {
                    ActionMode: CHANGE_SET_REPLACE,
                    StackName: "hello",
                    ChangeSetName: "hello-changes",
                    TemplatePath: packaged / "packaged.yaml",
                    Capabilities: [CAPABILITY_IAM],
                };
                execute: CloudFormation {
                    ActionMode: CHANGE_SET_EXECUTE,
                    StackName: "hello",
                    ChangeSetName: "hello-changes",
                };
            }
        })
        .run()
}
