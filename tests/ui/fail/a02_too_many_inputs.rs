use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;
        stage Source { checkout: Source::S3 -> source { S3Bucket: "acme-source", S3ObjectKey: "source.zip" };
            extra: Source::S3 -> _extra { S3Bucket: "acme-extra", S3ObjectKey: "e.zip" }; }
        stage Prod in prod {
            up: Deploy::S3(source, _extra) as deployer { BucketName: "acme-site", Extract: true };
        }
    };
}
