//! A project for the AWS CDK's command line, to copy and change.
//!
//! `cdk.json` tells it to run this program. Each account's stack is deployed with credentials of that account, the
//! pipeline's last:
//!
//! ```console
//! $ cdk ls
//! $ cdk diff storefront-dev --exclusively --profile dev
//! $ cdk deploy storefront-dev --exclusively --profile dev
//! $ cdk deploy storefront-prod --exclusively --profile prod
//! $ cdk deploy storefront-ci --exclusively --profile ci
//! ```

use passrole::{App, cross_account_pipeline};

fn main() -> std::process::ExitCode {
    App::new()
        .pipeline(cross_account_pipeline! {
            pipeline "storefront" in ci { PipelineType: V2 }

            account ci   = "111111111111" in "eu-west-1";
            account dev  = "222222222222" in "eu-west-1";
            account prod = "033333333333" in "eu-west-1";

            role deployer: Action in [dev, prod];
            role stack: CloudFormation in [dev, prod] {
                managed ["arn:aws:iam::aws:policy/PowerUserAccess"];
            }

            stage Source {
                checkout: CodeStarSourceConnection -> source {
                    ConnectionArn: "arn:aws:codeconnections:eu-west-1:111111111111:connection/8a1c",
                    FullRepositoryId: "acme/storefront",
                    BranchName: "main",
                };
            }

            for target in [dev, prod] {
                stage "Deploy-{target}" in target {
                    release: CloudFormation(source) as deployer passing stack {
                        ActionMode: CREATE_UPDATE,
                        StackName: "storefront",
                        TemplatePath: source / "template.yml",
                    };
                }
            }
        })
        .run()
}
