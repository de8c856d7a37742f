//! The whole language in one program: built once, rolled out account by account.
//!
//! It replaces no published system; it is the program that the documentation explains. `cargo run --example
//! storefront` writes the stacks of three accounts to `cfn.out/`.

use passrole::{App, Pipeline, cross_account_pipeline};

fn main() -> std::process::ExitCode {
    App::new().pipeline(pipeline()).run()
}

/// The pipeline; an app may hold several.
pub fn pipeline() -> Pipeline {
    cross_account_pipeline! {
        /// Builds the storefront once, then rolls it out account by account.
        pipeline "storefront" in ci {
            PipelineType: V2,
            ExecutionMode: QUEUED,
            tags: { team: "shop" },
        }

        account ci   = "111111111111" in "eu-west-1";
        account dev  = "222222222222" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";

        role deployer: Action in [dev, prod];
        role stack: CloudFormation in [dev, prod] {
            managed ["arn:aws:iam::aws:policy/PowerUserAccess"];
            allow ["iam:CreateRole", "iam:DeleteRole", "iam:GetRole", "iam:PassRole",
                   "iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePolicy", "iam:DeleteRolePolicy"]
                on ["arn:aws:iam::${AWS::AccountId}:role/storefront-app-*"];
        }

        project package in ci {
            Image: "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
            BuildSpec: "buildspec.yml",
        }

        stage Source {
            checkout: CodeStarSourceConnection -> source {
                ConnectionArn: "arn:aws:codeconnections:eu-west-1:111111111111:connection/8a1c",
                FullRepositoryId: "acme/storefront",
                BranchName: "main",
            };
        }

        stage Build {
            build: CodeBuild(source) -> packaged { ProjectName: package };
        }

        stage Dev in dev {
            prepare: CloudFormation(packaged) as deployer passing stack {
                ActionMode: CHANGE_SET_REPLACE,
                StackName: "storefront",
                ChangeSetName: "storefront-changes",
                TemplatePath: packaged / "template.yml",
                Capabilities: [CAPABILITY_NAMED_IAM, CAPABILITY_AUTO_EXPAND],
            };
            execute: CloudFormation as deployer passing stack {
                ActionMode: CHANGE_SET_EXECUTE,
                StackName: "storefront",
                ChangeSetName: "storefront-changes",
            };
        }

        stage Prod in prod {
            approve: Manual in ci { CustomData: "Look at dev before you approve." };
            release: CloudFormation(packaged) as deployer passing stack {
                ActionMode: CREATE_UPDATE,
                StackName: "storefront",
                TemplatePath: packaged / "template.yml",
                Capabilities: [CAPABILITY_NAMED_IAM],
            };
        }
    }
}
