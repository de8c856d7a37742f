use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        project unit in ci;
        stage Source { checkout: Source::S3 -> source { S3Bucket: "acme-source", S3ObjectKey: "source.zip" }; }
        for t in [ci] {
            stage "Build-{t}" { build: CodeBuild(source) -> app { ProjectName: unit }; }
            stage "Test-{t}" { test: Test::CodeBuild(app) { ProjectName: unit }; }
        }
        stage Approve { approve: Manual in ci; }
        stage Again { again: Test::CodeBuild(source) { ProjectName: unit }; }
    };
}
