//! The machine that a project builds on.

use super::draft::{breaks, keeps, messages};
use super::with;

/// The storefront with other settings of its project.
fn project(settings: &str) -> String {
    with(
        "Image: \"aws/codebuild/amazonlinux2-x86_64-standard:5.0\", BuildSpec: \"buildspec.yml\"",
        settings,
    )
}

const ARM: &str = "aws/codebuild/amazonlinux2-aarch64-standard:3.0";

#[test]
fn c04_an_image_of_codebuild_s_own_runs_on_its_machines() {
    for runs in [
        format!("Type: ARM_CONTAINER, Image: \"{ARM}\""),
        "Image: \"aws/codebuild/standard:7.0\"".to_owned(),
        "Type: LINUX_GPU_CONTAINER, Image: \"aws/codebuild/standard:7.0\"".to_owned(),
        "Type: WINDOWS_SERVER_2022_CONTAINER, Image: \"aws/codebuild/windows-base:2022-1.0\""
            .to_owned(),
        // Images of others, and what is not known.
        "Type: ARM_CONTAINER, Image: \"public.ecr.aws/docker/library/rust:1\"".to_owned(),
        "Type: ARM_CONTAINER, Image: ?".to_owned(),
        format!("Type: ?, Image: \"{ARM}\""),
        "Type: LINUX_EC2, Image: \"aws/codebuild/ami/amazonlinux-x86_64-base:latest\"".to_owned(),
    ] {
        keeps(&project(&runs));
    }
    // What is left out follows what is written.
    keeps(&project(&format!("Image: \"{ARM}\"")));
    keeps(&project("Type: ARM_CONTAINER"));
    // On the later one.
    breaks(
        &project(&format!("Image: \"{ARM}\", Type: LINUX_CONTAINER")),
        &[("C04", "LINUX_CONTAINER")],
    );
    breaks(
        &project(&format!("Type: LINUX_CONTAINER, Image: \"{ARM}\"")),
        &[("C04", ARM)],
    );
    // A misspelt key may be it, and a misspelt word any.
    breaks(
        &project(&format!("Imag: \"{ARM}\", Type: ARM_CONTAINER")),
        &[("C02", "Imag")],
    );
    breaks(&project("Type: ARM_CONTAINR"), &[("C04", "ARM_CONTAINR")]);
}

#[test]
fn c04_the_sizes_of_lambda_are_of_its_types_only() {
    let image = "Image: \"aws/codebuild/amazonlinux-x86_64-lambda-standard:python3.12\"";
    keeps(&project(&format!(
        "Type: LINUX_LAMBDA_CONTAINER, ComputeType: BUILD_LAMBDA_2GB, {image}"
    )));
    breaks(
        &project("ComputeType: BUILD_LAMBDA_2GB"),
        &[("C04", "BUILD_LAMBDA_2GB")],
    );
    keeps(&project("Type: LINUX_LAMBDA_CONTAINER"));
    keeps(&project(image));
    // One mistake, one error, and a help that mends all of it.
    let standard = "Image: \"aws/codebuild/standard:7.0\"";
    assert_eq!(
        messages(&project(&format!(
            "{standard}, ComputeType: BUILD_GENERAL1_SMALL, Type: LINUX_LAMBDA_CONTAINER"
        ))),
        [
            "[C04] `LINUX_LAMBDA_CONTAINER` has no size `BUILD_GENERAL1_SMALL`\n\
             note: AWS has the sizes of Lambda for `LINUX_LAMBDA_CONTAINER` and `ARM_LAMBDA_CONTAINER`, and no others for those\n\
             help: write `ComputeType: BUILD_LAMBDA_1GB` and \
             `Image: \"aws/codebuild/amazonlinux-x86_64-lambda-standard:python3.12\"`"
        ]
    );
    assert_eq!(
        messages(&project("ComputeType: BUILD_LAMBDA_2GB")),
        [
            "[C04] `LINUX_CONTAINER` (no `Type` is written) has no size `BUILD_LAMBDA_2GB`\n\
             note: AWS has the sizes of Lambda for `LINUX_LAMBDA_CONTAINER` and `ARM_LAMBDA_CONTAINER`, and no others for those\n\
             help: write `Type: LINUX_LAMBDA_CONTAINER`"
        ]
    );
    assert_eq!(
        messages(&project(&format!("Type: LINUX_CONTAINER, {image}"))),
        [
            "[C04] the image `aws/codebuild/amazonlinux-x86_64-lambda-standard:python3.12` does not run on `LINUX_CONTAINER`\n\
             note: AWS would answer\n\
             \"AWS CodeBuild curated image aws/codebuild/amazonlinux-x86_64-lambda-standard:python3.12 \
             is not supported for projects with environment type LINUX_CONTAINER and compute type BUILD_GENERAL1_SMALL\"\n\
             help: write `Image: \"aws/codebuild/amazonlinux2-x86_64-standard:5.0\"`, \
             or `Type: LINUX_LAMBDA_CONTAINER`"
        ]
    );
}

#[test]
fn c04_what_needs_a_setting_that_a_project_does_not_have() {
    for (setting, word) in [
        (
            "Type: MAC_ARM, Image: \"aws/codebuild/macos-arm-base:14\"",
            "MAC_ARM",
        ),
        (
            "ComputeType: ATTRIBUTE_BASED_COMPUTE",
            "ATTRIBUTE_BASED_COMPUTE",
        ),
        (
            "ComputeType: \"CUSTOM_INSTANCE_TYPE\"",
            "CUSTOM_INSTANCE_TYPE",
        ),
    ] {
        breaks(&project(setting), &[("C04", word)]);
    }
}

#[test]
fn c04_what_a_type_does_not_take() {
    let image = "Image: \"aws/codebuild/amazonlinux-x86_64-lambda-standard:python3.12\"";
    for keeps_it in [
        "Type: LINUX_LAMBDA_CONTAINER, Cache: { Type: NO_CACHE }",
        "Type: LINUX_LAMBDA_CONTAINER, Cache: { Type: ? }",
        "TimeoutInMinutes: 30, Cache: { Type: LOCAL, Modes: [LOCAL_SOURCE_CACHE] }",
        "Type: ?, TimeoutInMinutes: 30, PrivilegedMode: true",
        "Type: LINUX_LAMBDA_CONTAINER, PrivilegedMode: false",
        "Type: WINDOWS_SERVER_2022_CONTAINER, PrivilegedMode: ?, TimeoutInMinutes: 30",
        "PrivilegedMode: true",
    ] {
        keeps(&project(keeps_it));
    }
    assert_eq!(
        messages(&project("Type: ARM_LAMBDA_CONTAINER, TimeoutInMinutes: 30")),
        [
            "[C04] a project on `ARM_LAMBDA_CONTAINER` takes no `TimeoutInMinutes`\n\
             note: AWS would answer \"Cannot specify timeoutInMinutes for lambda compute\"\n\
             help: leave out `TimeoutInMinutes`, or write another `Type`"
        ]
    );
    for kind in [
        "LINUX_LAMBDA_CONTAINER",
        "WINDOWS_SERVER_2019_CONTAINER",
        "WINDOWS_SERVER_2022_CONTAINER",
    ] {
        breaks(
            &project(&format!("Type: {kind}, PrivilegedMode: true")),
            &[("C04", "PrivilegedMode")],
        );
    }
    // An error each, whether the type is written or follows from the image.
    let both = "Cache: { Type: S3, Location: \"acme/cache\" }, TimeoutInMinutes: 15";
    for machine in ["Type: LINUX_LAMBDA_CONTAINER", image] {
        breaks(
            &project(&format!("{both}, {machine}")),
            &[("C04", "Cache"), ("C04", "TimeoutInMinutes")],
        );
    }
    // What is wrong with the machine itself is said first.
    breaks(
        &project(
            "Type: LINUX_LAMBDA_CONTAINER, ComputeType: BUILD_GENERAL1_SMALL, TimeoutInMinutes: 15",
        ),
        &[("C04", "BUILD_GENERAL1_SMALL")],
    );
}
