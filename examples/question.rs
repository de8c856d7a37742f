//! The question "Cross-account pass role is not allowed" (Stack Overflow 48362572), mended.
//!
//! A SAM application is built in the development account and, once somebody has approved it, deployed to the
//! production account. There the asker named a role of the production account in `RoleArn` and no role on the
//! action. Here both roles are in production: the one that acts and the one that CloudFormation is handed.
//! Place `stack` in `dev`, or drop `deployer`, and this program does not compile.

use passrole::{App, Pipeline, cross_account_pipeline};

fn main() -> std::process::ExitCode {
    App::new().pipeline(pipeline()).run()
}

/// The pipeline; an app may hold several.
pub fn pipeline() -> Pipeline {
    cross_account_pipeline! {
        /// Builds the function in development and deploys it to production.
        pipeline "hello-sam" in dev;

        account dev  = "111122223333" in "us-east-1";
        account prod = "444455556666" in "us-east-1";

        role deployer: Action in prod;
        role stack: CloudFormation in prod {
            allow ["lambda:CreateFunction", "lambda:DeleteFunction", "lambda:GetFunction",
                   "lambda:GetFunctionConfiguration", "lambda:ListTags", "lambda:TagResource",
                   "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"]
                on ["arn:aws:lambda:us-east-1:${AWS::AccountId}:function:hello-*"];
            allow ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DetachRolePolicy",
                   "iam:GetRole", "iam:PassRole", "iam:TagRole"]
                on ["arn:aws:iam::${AWS::AccountId}:role/hello-*"];
        }

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

        stage Production in prod {
            approve: Manual;
            prepare: CloudFormation(packaged) as deployer passing stack {
                ActionMode: CHANGE_SET_REPLACE,
                StackName: "hello",
                ChangeSetName: "hello-changes",
                TemplatePath: packaged / "packaged.yaml",
                Capabilities: [CAPABILITY_IAM],
            };
            execute: CloudFormation as deployer {
                ActionMode: CHANGE_SET_EXECUTE,
                StackName: "hello",
                ChangeSetName: "hello-changes",
            };
        }
    }
}
