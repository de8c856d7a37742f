use passrole::cross_account_pipeline;

fn main() {
    let bucket = String::from("acme-source");
    let _ = cross_account_pipeline! {
        crate = ::nope;
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        stage Source { checkout: Source::S3 -> source { S3Bucket: bucket, S3ObjectKey: "source.zip" }; }
        stage Build { build: CodeBuild(source) { ProjectName: "shop" }; }
    };
    let _ = cross_account_pipeline! {
        crate = ::passrole::nope;
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        stage Source { checkout: Source::S3 -> source { S3Bucket: "acme-source", S3ObjectKey: "source.zip" }; }
        stage Build { build: CodeBuild(source) { ProjectName: "shop" }; }
    };
}
