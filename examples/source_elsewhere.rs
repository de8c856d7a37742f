//! Tools, dev, test and prod: AWS's reference architecture (awslabs/aws-refarch-cross-account-pipeline).
//!
//! The source is in another account: a CodeCommit repository in dev, read through an action role there. The
//! published system takes seven operations, two of them re-runs, and asks for changes every minute, since no
//! event crosses from dev to tools. Here a push in dev puts an event on the bus of tools, which starts the
//! pipeline.

use passrole::{App, Pipeline, cross_account_pipeline};

fn main() -> std::process::ExitCode {
    App::new().pipeline(pipeline()).run()
}

/// The pipeline; an app may hold several.
pub fn pipeline() -> Pipeline {
    cross_account_pipeline! {
        /// Packages the sample in tools and deploys it to test and, once approved, to production.
        pipeline "sample-lambda" in tools;

        account tools = "701111111111" in "us-east-1";
        account dev   = "702222222222" in "us-east-1";
        account test  = "703333333333" in "us-east-1";
        account prod  = "074444444444" in "us-east-1";

        /// Reads the repository.
        role reader: Action in dev;
        role deployer: Action in [test, prod];
        role cloudformationdeployer: CloudFormation in [test, prod] {
            managed ["arn:aws:iam::aws:policy/AWSLambda_FullAccess"];
            allow ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DetachRolePolicy",
                   "iam:GetRole", "iam:PassRole", "iam:TagRole"]
                on ["arn:aws:iam::${AWS::AccountId}:role/sample-lambda-*"];
        }

        /// Uploads the code to the artifact bucket, from where the deployed functions are loaded.
        project package in tools {
            EnvironmentVariables: { S3Bucket: "{artifacts.bucket}", KMSKey: "{artifacts.key}" },
            BuildSpec: "
version: 0.2
phases:
  build:
    commands:
      - sam build
      - sam package --s3-bucket ${S3Bucket} --kms-key-id ${KMSKey} --output-template-file packaged.yaml
artifacts:
  files: [packaged.yaml]
",
        }

        stage Source in dev {
            checkout: CodeCommit -> source { RepositoryName: "sample-lambda", BranchName: "master" };
        }

        stage Build {
            build: CodeBuild(source) -> packaged { ProjectName: package };
        }

        stage DeployToTest in test {
            prepare: CloudFormation(packaged) {
                ActionMode: CHANGE_SET_REPLACE,
                StackName: "sample-lambda",
                ChangeSetName: "sample-lambda-changes",
                TemplatePath: packaged / "packaged.yaml",
                Capabilities: [CAPABILITY_NAMED_IAM, CAPABILITY_AUTO_EXPAND],
            };
            execute: CloudFormation {
                ActionMode: CHANGE_SET_EXECUTE,
                StackName: "sample-lambda",
                ChangeSetName: "sample-lambda-changes",
            };
        }

        stage ApproveDeployProd {
            approve: Manual;
        }

        stage DeployToProduction in prod {
            prepare: CloudFormation(packaged) {
                ActionMode: CHANGE_SET_REPLACE,
                StackName: "sample-lambda",
                ChangeSetName: "sample-lambda-changes",
                TemplatePath: packaged / "packaged.yaml",
                Capabilities: [CAPABILITY_NAMED_IAM, CAPABILITY_AUTO_EXPAND],
            };
            execute: CloudFormation {
                ActionMode: CHANGE_SET_EXECUTE,
                StackName: "sample-lambda",
                ChangeSetName: "sample-lambda-changes",
            };
        }
    }
}
