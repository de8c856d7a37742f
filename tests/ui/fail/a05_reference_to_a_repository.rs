use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account dev = "222222222222" in "eu-west-1";
        role reader: Action in dev;
        project package in ci;
        stage Source {
            checkout: CodeCommit -> source in dev {
                RepositoryName: "shop", BranchName: "main", OutputArtifactFormat: CODEBUILD_CLONE_REF,
            };
        }
        stage Build {
            build: CodeBuild(source) { ProjectName: package };
            site: Deploy::S3(source) { BucketName: "acme-site", Extract: true };
        }
    };
}
