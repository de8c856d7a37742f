use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account dev = "222222222222" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;
        role stack: CloudFormation in dev { managed ["arn:aws:iam::aws:policy/PowerUserAccess"]; }
        stage Source { checkout: Source::S3 -> source { S3Bucket: "acme-source", S3ObjectKey: "source.zip" }; }
        stage Prod in prod {
            release: CloudFormation(source) as deployer {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "t.yml",
            };
        }
    };
}
