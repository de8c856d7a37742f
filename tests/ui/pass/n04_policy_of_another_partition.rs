use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "cn-north-1";
        account prod = "033333333333" in "cn-north-1";
        role deployer: Action in prod;
        role stack: CloudFormation in prod {
            managed ["arn:aws-cn:iam::aws:policy/PowerUserAccess", "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"];
        }
        stage Source { checkout: Source::S3 -> source { S3Bucket: "acme-source", S3ObjectKey: "source.zip" }; }
        stage Prod in prod {
            release: CloudFormation(source) as deployer passing stack {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "t.yml",
            };
        }
    };
}
