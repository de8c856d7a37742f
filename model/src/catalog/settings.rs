//! The keys of what is not an action's configuration: pipelines, projects, and what stands beside a configuration.

use super::entry::{ANY_TEXT, text};
use super::parts::{self, COMMANDS};
use super::{Chars, Key, Kind, Lies, When, limits};

/// Settings of a pipeline.
pub static PIPELINE: &[Key] = &[
    Key::new(
        "PipelineType",
        Kind::Word(&["V1", "V2"]),
        "CodePipeline's type",
    )
    .otherwise("V2"),
    Key::new(
        "ExecutionMode",
        Kind::Word(&["SUPERSEDED", "QUEUED", "PARALLEL"]),
        "what becomes of an execution when the next one starts",
    )
    .otherwise("SUPERSEDED"),
    Key::new(
        "RestartExecutionOnUpdate",
        Kind::Boolean,
        "whether a change of the pipeline starts it again",
    )
    .otherwise("false"),
    Key::new(
        "Variables",
        Kind::Part(&parts::VARIABLES),
        "its variables: Name, DefaultValue, Description",
    ),
    Key::new(
        "Triggers",
        Kind::Part(&parts::TRIGGERS),
        "what starts it: ProviderType, GitConfiguration",
    ),
    Key::new("tags", Kind::Map, "tags of everything that takes tags"),
    Key::new(
        "ArtifactBucket",
        text(limits::BUCKET.max, Chars::Bucket),
        "the name to give to the artifact bucket",
    ),
    Key::new(
        "ExistingArtifactBucket",
        Kind::Part(&parts::EXISTING_BUCKET),
        "a bucket that is there already: its Name, and the KeyArn of its key",
    ),
    Key::new(
        "RemovalPolicy",
        Kind::Word(&["Retain", "Delete"]),
        "what becomes of bucket and key when the stack is deleted",
    )
    .otherwise("Retain"),
    Key::new(
        "ConfusedDeputyConditions",
        Kind::Boolean,
        "whether trust in a service is held to this account and pipeline",
    )
    .otherwise("false"),
    Key::new(
        "PermissionsBoundary",
        Kind::Arn(&["iam"], Lies::Anywhere),
        "the boundary of every role that is made; `{account.id}` is the role's account",
    ),
    Key::new(
        "RolePath",
        text(limits::ROLE_PATH, Chars::Any),
        "the path of every role that is made",
    )
    .otherwise("/"),
    Key::new(
        "RolePrefix",
        text(limits::ROLE.max, Chars::Iam),
        "how the name of every role that is made begins",
    ),
];

/// What a build in a network of its author's takes; EC2 knows no narrower resource for these.
/// <https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html>
pub const NETWORK: [&str; 7] = [
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
];

/// What a stack set asks for in further regions that concerns no resource.
pub const ANYWHERE: [&str; 4] = [
    "cloudformation:GetTemplateSummary",
    "cloudformation:ListStacks",
    "cloudformation:ValidateTemplate",
    "kms:ListAliases",
];
/// There is no key yet that could be named.
pub const CREATE_KEY: &str = "kms:CreateKey";

/// Settings of a project.
pub static PROJECT: &[Key] = &[
    Key::new("Image", ANY_TEXT, "the image that builds run in; left out beside a Type, one that runs there")
        .otherwise("aws/codebuild/amazonlinux2-x86_64-standard:5.0"),
    Key::new(
        "ComputeType",
        Kind::Word(&[
            "BUILD_GENERAL1_SMALL",
            "BUILD_GENERAL1_MEDIUM",
            "BUILD_GENERAL1_LARGE",
            "BUILD_GENERAL1_XLARGE",
            "BUILD_GENERAL1_2XLARGE",
            "BUILD_LAMBDA_1GB",
            "BUILD_LAMBDA_2GB",
            "BUILD_LAMBDA_4GB",
            "BUILD_LAMBDA_8GB",
            "BUILD_LAMBDA_10GB",
            "ATTRIBUTE_BASED_COMPUTE",
            "CUSTOM_INSTANCE_TYPE",
        ]),
        "how much memory and how many processors a build has; left out beside a Type, one that is offered there; the last two need settings that are not among these",
    )
    .otherwise("BUILD_GENERAL1_SMALL"),
    Key::new(
        "Type",
        Kind::Word(&[
            "LINUX_CONTAINER",
            "LINUX_GPU_CONTAINER",
            "ARM_CONTAINER",
            "WINDOWS_CONTAINER",
            "WINDOWS_SERVER_2019_CONTAINER",
            "WINDOWS_SERVER_2022_CONTAINER",
            "LINUX_LAMBDA_CONTAINER",
            "ARM_LAMBDA_CONTAINER",
            "LINUX_EC2",
            "ARM_EC2",
            "WINDOWS_EC2",
            "MAC_ARM",
        ]),
        "the kind of machine; left out beside an image of CodeBuild's own, one that runs it; the last one needs a fleet, which is not among these settings",
    )
    .otherwise("LINUX_CONTAINER"),
    Key::new(
        "BuildSpec",
        ANY_TEXT,
        "the buildspec's path in the source, or its text",
    )
    .otherwise("buildspec.yml"),
    Key::new(
        "PrivilegedMode",
        Kind::Boolean,
        "whether a build may run Docker; not on Lambda or Windows",
    )
    .otherwise("false"),
    Key::new(
        "EnvironmentVariables",
        Kind::Environment(&parts::BUILD_ENVIRONMENT),
        "variables of every build: a value each, or its Type and Value",
    ),
    Key::new(
        "TimeoutInMinutes",
        Kind::Integer(limits::BUILD_MINUTES.0, limits::BUILD_MINUTES.1),
        "the minutes that a build may take; not on Lambda",
    )
    .otherwise("60"),
    Key::new(
        "Cache",
        Kind::Part(&parts::CACHE),
        "what is kept from one build to the next: Type, Modes, Location; not on Lambda",
    ),
    Key::new(
        "VpcConfig",
        Kind::Part(&parts::NETWORK),
        "the network: VpcId, Subnets, SecurityGroupIds",
    ),
    Key::new(
        "tags",
        Kind::Map,
        "tags of the project, beside the pipeline's",
    ),
];

/// Keys of an action that stand beside its configuration.
pub static BESIDE: &[Key] = &[
    Key::new(
        "Namespace",
        text(limits::NAMESPACE.max, Chars::Namespace),
        "the name under which later actions read its output variables",
    ),
    Key::new(
        "TimeoutInMinutes",
        Kind::Integer(limits::TIMEOUT_MINUTES.0, limits::TIMEOUT_MINUTES.1),
        "the minutes that an approval waits",
    ),
    Key::new(
        "Commands",
        COMMANDS,
        "the shell commands of a `Commands` action",
    ),
    Key::new(
        "OutputVariables",
        Kind::Each(
            limits::OUTPUT_VARIABLES,
            &text(limits::VARIABLE.max, Chars::Namespace),
        ),
        "the variables that a `Commands` action puts out",
    ),
    Key::new(
        "EnvironmentVariables",
        Kind::Environment(&parts::SHELL_ENVIRONMENT),
        "variables of the shell: name, value and type",
    ),
    Key::new(
        "Files",
        Kind::Each(limits::FILES, &text(limits::FILE, Chars::Any)),
        "the files that go into the output artifact",
    )
    .only_if(When::Output),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_table_has_a_key_twice() {
        for table in [PIPELINE, PROJECT, BESIDE] {
            let mut names: Vec<_> = table.iter().map(|key| key.name).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        }
    }

    #[test]
    fn a_default_is_one_of_the_words() {
        for key in PIPELINE.iter().chain(PROJECT).chain(BESIDE) {
            if let (Kind::Word(words), Some(default)) = (&key.kind, key.default) {
                assert!(words.contains(&default), "{}", key.name);
            }
        }
    }

    #[test]
    fn the_keys_are_those_that_the_language_names() {
        let names = |table: &[Key]| {
            table
                .iter()
                .map(|key| key.name)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            names(PIPELINE),
            "PipelineType ExecutionMode RestartExecutionOnUpdate Variables Triggers tags ArtifactBucket \
             ExistingArtifactBucket RemovalPolicy ConfusedDeputyConditions PermissionsBoundary RolePath RolePrefix"
        );
        assert_eq!(
            names(PROJECT),
            "Image ComputeType Type BuildSpec PrivilegedMode EnvironmentVariables TimeoutInMinutes Cache VpcConfig tags"
        );
        assert_eq!(
            names(BESIDE),
            "Namespace TimeoutInMinutes Commands OutputVariables EnvironmentVariables Files"
        );
    }
}
