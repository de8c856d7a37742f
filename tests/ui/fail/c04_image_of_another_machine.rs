use passrole::cross_account_pipeline;

fn main() {
    let _ = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        project unit in ci { Image: "aws/codebuild/standard:7.0", Type: ARM_CONTAINER }
        project lint in ci { Type: ARM_LAMBDA_CONTAINER, ComputeType: BUILD_GENERAL1_SMALL }
        project docs in ci {
            Image: "aws/codebuild/amazonlinux-aarch64-standard:3.0",
            ComputeType: BUILD_LAMBDA_1GB,
        }
        project slow in ci { Type: LINUX_LAMBDA_CONTAINER, TimeoutInMinutes: 30 }
        project apps in ci { Type: MAC_ARM, Image: "aws/codebuild/macos-arm-base:14" }
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Test {
            parallel {
                unit: Test::CodeBuild(source) { ProjectName: unit };
                lint: Test::CodeBuild(source) { ProjectName: lint };
                docs: Test::CodeBuild(source) { ProjectName: docs };
                slow: Test::CodeBuild(source) { ProjectName: slow };
                apps: Test::CodeBuild(source) { ProjectName: apps };
            }
        }
    };
}
