//! A pipeline with values that are known only when it runs, and wrong.

use std::process::ExitCode;

use passrole::{App, cross_account_pipeline};

fn main() -> ExitCode {
    let (id, region) = ("33333333333", "eu-wset-1");
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = (id) in (region);
        role deployer: Action in prod;
        role stack: CloudFormation in prod { allow ["sqs:*"] on ["*"]; }
        stage Source { checkout: Source::S3 -> source { S3Bucket: "acme-source", S3ObjectKey: "source.zip" }; }
        stage Prod in prod {
            release: CloudFormation(source) as deployer passing stack {
                ActionMode: CREATE_UPDATE,
                StackName: "shop",
                TemplatePath: source / "template.yml",
            };
        }
    };
    App::new().pipeline(pipeline).run()
}
