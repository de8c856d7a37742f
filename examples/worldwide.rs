//! One pipeline, two target accounts, three regions: what is built once is deployed to every region at the same time,
//! first in staging, then in production.
//!
//! An artifact bucket and a replica of the artifact key in each further region come with the pipeline's own stack.

use passrole::{App, Pipeline, cross_account_pipeline};

const AMERICA: &str = "us-east-1";
const AUSTRALIA: &str = "ap-southeast-2";

fn main() -> std::process::ExitCode {
    App::new().pipeline(pipeline()).run()
}

/// The pipeline; an app may hold several.
pub fn pipeline() -> Pipeline {
    cross_account_pipeline! {
        /// Builds the shop once and rolls it out around the world.
        pipeline "worldwide" in ci {
            ExecutionMode: QUEUED,
            tags: { team: "shop" },
        }

        account ci      = "121212121212" in ["eu-west-1", AMERICA];
        account staging = "232323232323" in ["eu-west-1", AMERICA, AUSTRALIA];
        account prod    = "034343434343" in ["eu-west-1", AMERICA, AUSTRALIA];

        group targets = [staging, prod];

        role deployer: Action in targets;
        role stack: CloudFormation in targets {
            managed ["arn:aws:iam::aws:policy/PowerUserAccess"];
        }

        project package in ci;
        /// Asks the shop of its own region whether it answers.
        project smoke in staging { BuildSpec: "smoke.yml" }
        /// Asks all of them, from where most customers are.
        project probe in ci { BuildSpec: "probe.yml", EnvironmentVariables: { RESULTS: "{artifacts.bucket}" } }

        stage Source {
            checkout: CodeStarSourceConnection -> source {
                ConnectionArn: "arn:aws:codeconnections:eu-west-1:121212121212:connection/8a1c",
                FullRepositoryId: "acme/shop",
                BranchName: "main",
            };
        }

        stage Build {
            build: CodeBuild(source) -> packaged { ProjectName: package };
        }

        stage Staging in staging {
            parallel {
                europe: CloudFormation(packaged) as deployer passing stack {
                    ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: packaged / "template.yml",
                };
                america: CloudFormation(packaged) in staging / AMERICA as deployer passing stack {
                    ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: packaged / "template.yml",
                };
                australia: CloudFormation(packaged) in staging / AUSTRALIA as deployer passing stack {
                    ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: packaged / "template.yml",
                };
            }
        }

        stage Test {
            parallel {
                europe: Test::CodeBuild(source) in staging { ProjectName: smoke };
                australia: Test::CodeBuild(source) in staging / AUSTRALIA { ProjectName: smoke };
                everywhere: Test::CodeBuild(source) in ci / AMERICA { ProjectName: probe };
            }
        }

        stage Prod in prod {
            approve: Manual { CustomData: "Staging runs the new version in all three regions." };
            parallel {
                europe: CloudFormation(packaged) as deployer passing stack {
                    ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: packaged / "template.yml",
                };
                america: CloudFormation(packaged) in prod / AMERICA as deployer passing stack {
                    ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: packaged / "template.yml",
                };
                australia: CloudFormation(packaged) in prod / AUSTRALIA as deployer passing stack {
                    ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: packaged / "template.yml",
                };
            }
        }
    }
}
