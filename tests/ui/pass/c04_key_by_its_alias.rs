use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci {
            ExistingArtifactBucket: {
                Name: "acme-artifacts",
                KeyArn: "arn:aws:kms:eu-west-1:111111111111:key/8a1c",
            },
        }
        account ci = "111111111111" in "eu-west-1";
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Release {
            site: Deploy::S3(source) { BucketName: "acme-site", Extract: true };
        }
    };
}
