use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role builder: CodeBuild in ci;
        project tests in [ci, prod] as builder;
        role deployer: Action in prod;
        stage Source { checkout: Source::S3 -> source { S3Bucket: "acme-source", S3ObjectKey: "source.zip" }; }
        stage Prod in prod {
            test: Test::CodeBuild(source) { ProjectName: tests };
            build: CodeBuild(source) in ci { ProjectName: tests };
        }
    };
}
