use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account dev = "222222222222" in "eu-west-1";
        account qa = "444444444444" in "eu-west-1";
        account staging = "555555555555" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        group fleet = [dev, qa, staging, prod];
        role deployer: Action in fleet;
        role stack: CloudFormation in dev;
        stage Source { checkout: Source::S3 -> source { S3Bucket: "acme-source", S3ObjectKey: "source.zip" }; }
        for t in fleet {
            stage "Deploy-{t}" in t {
                release: CloudFormation(source) as deployer passing stack {
                    ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "t.yml",
                };
            }
        }
    };
}
