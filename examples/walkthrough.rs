//! A pipeline that uses resources of another account: the walkthrough of CodePipeline's user guide.
//!
//! Account A has the key, the source bucket and the pipeline; account B has a CodeDeploy application on EC2. The
//! instances fetch the artifact themselves, so their role needs the bucket and the key as well: `reads` says so,
//! and the role comes with an instance profile.

use passrole::{App, Pipeline, cross_account_pipeline};

fn main() -> std::process::ExitCode {
    App::new().pipeline(pipeline()).run()
}

/// The pipeline; an app may hold several.
pub fn pipeline() -> Pipeline {
    cross_account_pipeline! {
        pipeline "walkthrough" in a;

        account a = "801111111111" in "us-east-2";
        account b = "012222222222" in "us-east-2";

        role deployer: Action in b;
        /// What the instances run as.
        role instances: Service("ec2.amazonaws.com") in b {
            managed ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"];
            reads [app];
        }

        stage Source {
            checkout: Source::S3 -> app {
                S3Bucket: "walkthrough-source-801111111111",
                S3ObjectKey: "SampleApp_Linux.zip",
            };
        }

        stage Deploy in b {
            deploy: CodeDeploy(app) {
                ApplicationName: "SampleApp",
                DeploymentGroupName: "SampleDeploymentGroup",
            };
        }
    }
}
