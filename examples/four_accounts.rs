//! CI, DEV, QA and PROD: the system that the question's answer points to (ttulka/aws-samples,
//! cross-account-pipeline).
//!
//! There it takes six operations, two of them re-runs with a flag flipped, a key's ARN copied by hand, and
//! roles that may do everything to every bucket. Here it is one pass, and an ordinary function makes the same
//! pipeline for every service. The integration test runs in DEV on the source, by a project and a role there.

use passrole::{App, Pipeline, cross_account_pipeline};

/// The region in which everything happens.
const REGION: &str = "eu-central-1";

/// The pipeline of one service: every service is rolled out the same way.
pub fn service_pipeline(service: &str) -> Pipeline {
    cross_account_pipeline! {
        pipeline (service) in ci { tags: { service: service } }

        account ci   = "100000000001" in REGION;
        account dev  = "200000000002" in REGION;
        account qa   = "300000000003" in REGION;
        account prod = "040000000004" in REGION;
        group targets = [dev, qa, prod];

        /// Deploys the service and starts its tests.
        role deployer: Action in targets;

        /// Makes the service's functions, its API and their roles.
        role stack: CloudFormation in targets {
            managed ["arn:aws:iam::aws:policy/AWSLambda_FullAccess",
                     "arn:aws:iam::aws:policy/AmazonAPIGatewayAdministrator",
                     "arn:aws:iam::aws:policy/AWSCodeDeployFullAccess"];
            allow ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePolicy",
                   "iam:DetachRolePolicy", "iam:GetRole", "iam:PassRole", "iam:PutRolePolicy", "iam:TagRole"]
                on ["arn:aws:iam::{account.id}:role/orders-*"];
        }

        project build in ci { BuildSpec: "buildspec.yml" }

        /// Calls the service that is deployed in its own account.
        project integration in dev { BuildSpec: "integration-tests.yml", EnvironmentVariables: { STAGE: "{account}" } }

        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "orders", BranchName: "main" };
        }

        stage Build {
            package: CodeBuild(source) -> packaged { ProjectName: build };
        }

        stage StagingDev in dev {
            prepare: CloudFormation(packaged) {
                ActionMode: CHANGE_SET_REPLACE,
                StackName: "orders",
                ChangeSetName: "orders-changes",
                TemplatePath: packaged / "template.yml",
                TemplateConfiguration: packaged / "stage-dev.json",
                Capabilities: [CAPABILITY_NAMED_IAM, CAPABILITY_AUTO_EXPAND],
            };
            execute: CloudFormation {
                ActionMode: CHANGE_SET_EXECUTE,
                StackName: "orders",
                ChangeSetName: "orders-changes",
            };
        }

        stage IntegrationTest in dev {
            test: Test::CodeBuild(source) { ProjectName: integration };
        }

        stage StagingQA in qa {
            prepare: CloudFormation(packaged) {
                ActionMode: CHANGE_SET_REPLACE,
                StackName: "orders",
                ChangeSetName: "orders-changes",
                TemplatePath: packaged / "template.yml",
                TemplateConfiguration: packaged / "stage-qa.json",
                Capabilities: [CAPABILITY_NAMED_IAM, CAPABILITY_AUTO_EXPAND],
            };
            execute: CloudFormation {
                ActionMode: CHANGE_SET_EXECUTE,
                StackName: "orders",
                ChangeSetName: "orders-changes",
            };
        }

        stage Approval {
            approve: Manual { CustomData: "QA has seen it." };
        }

        stage StagingProd in prod {
            prepare: CloudFormation(packaged) {
                ActionMode: CHANGE_SET_REPLACE,
                StackName: "orders",
                ChangeSetName: "orders-changes",
                TemplatePath: packaged / "template.yml",
                TemplateConfiguration: packaged / "stage-prod.json",
                Capabilities: [CAPABILITY_NAMED_IAM, CAPABILITY_AUTO_EXPAND],
            };
            execute: CloudFormation {
                ActionMode: CHANGE_SET_EXECUTE,
                StackName: "orders",
                ChangeSetName: "orders-changes",
            };
        }
    }
}

fn main() -> std::process::ExitCode {
    App::new().pipeline(service_pipeline("orders")).run()
}
