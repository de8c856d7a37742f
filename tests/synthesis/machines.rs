//! The machines that builds run on.

use super::*;

#[test]
fn a_project_builds_on_what_goes_together() {
    let image = "aws/codebuild/windows-base:2022-1.0";
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        project small in ci;
        project arm in ci { Type: ARM_CONTAINER }
        project lambda in ci { Type: LINUX_LAMBDA_CONTAINER }
        project windows in ci { Image: image }
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Build {
            a: CodeBuild(source) { ProjectName: small };
            b: CodeBuild(source) { ProjectName: arm };
            c: CodeBuild(source) { ProjectName: lambda };
            d: CodeBuild(source) { ProjectName: windows };
        }
    };
    let stacks = pipeline.synth().expect("every rule is kept");
    let template = stacks.get("shop-ci").expect("it is there").template();
    for (project, parts) in [
        (
            "SmallProject",
            [
                "LINUX_CONTAINER",
                "BUILD_GENERAL1_SMALL",
                "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
            ],
        ),
        (
            "ArmProject",
            [
                "ARM_CONTAINER",
                "BUILD_GENERAL1_SMALL",
                "aws/codebuild/amazonlinux2-aarch64-standard:3.0",
            ],
        ),
        (
            "LambdaProject",
            [
                "LINUX_LAMBDA_CONTAINER",
                "BUILD_LAMBDA_1GB",
                "aws/codebuild/amazonlinux-x86_64-lambda-standard:python3.12",
            ],
        ),
        (
            "WindowsProject",
            [
                "WINDOWS_SERVER_2022_CONTAINER",
                "BUILD_GENERAL1_MEDIUM",
                image,
            ],
        ),
    ] {
        let project = template.get(project).expect("it is there");
        let environment = project.properties.get("Environment");
        let environment = environment.expect("it is there");
        let built = ["Type", "ComputeType", "Image"]
            .map(|key| environment.get(key).and_then(Node::as_str).unwrap_or(""));
        assert_eq!(built, parts);
    }
}
