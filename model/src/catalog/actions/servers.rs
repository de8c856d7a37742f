//! Actions that deploy to servers.

use super::compute::WRITE_LOGS;
use crate::catalog::entry::{TEXT, text};
use crate::catalog::{ActionType, Artifacts, Chars, Grant, Key, Kind, Reach, Variables, When};
use crate::pipeline::{Category, Owner};

/// A deployment group of CodeDeploy.
pub const CODE_DEPLOY: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::Aws,
    provider: "CodeDeploy",
    version: "1",
    v2_only: false,
    inputs: (1, 1),
    outputs: (0, 0),
    keys: &[
        Key::new("ApplicationName", text(100, Chars::Any), "the application").required(),
        Key::new(
            "DeploymentGroupName",
            text(100, Chars::Any),
            "the deployment group",
        )
        .required(),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Anywhere,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[
        Grant::new(
            "RegisterRevision",
            &[
                "codedeploy:GetApplicationRevision",
                "codedeploy:RegisterApplicationRevision",
            ],
            &["arn:{partition}:codedeploy:{region}:{account}:application:{ApplicationName}"],
        ),
        Grant::new(
            "Deploy",
            &["codedeploy:CreateDeployment", "codedeploy:GetDeployment"],
            &[
                "arn:{partition}:codedeploy:{region}:{account}:deploymentgroup:{ApplicationName}/{DeploymentGroupName}",
            ],
        ),
        // Which one is used is the deployment group's matter.
        Grant::new(
            "ReadDeploymentConfig",
            &["codedeploy:GetDeploymentConfig"],
            &["arn:{partition}:codedeploy:{region}:{account}:deploymentconfig:*"],
        ),
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeDeploy.html",
    notes: &["The instances read the artifact themselves: declare their role with `reads`."],
};

/// Instances with a tag, without CodeDeploy.
pub const EC2: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::Aws,
    provider: "EC2",
    version: "1",
    v2_only: true,
    inputs: (1, 1),
    outputs: (0, 0),
    keys: &[
        Key::new(
            "InstanceTagKey",
            text(128, Chars::Any),
            "the key of the instances' tag",
        )
        .required(),
        Key::new(
            "InstanceTagValue",
            text(256, Chars::Any),
            "the tag's value; any by default",
        ),
        Key::new(
            "InstanceType",
            Kind::Word(&["EC2", "SSM_MANAGED_NODE"]),
            "whether they are EC2's or others that Systems Manager knows",
        )
        .required(),
        Key::new(
            "TargetDirectory",
            TEXT,
            "the folder on the instance; without DeploySpec",
        )
        .required_if(When::Omitted("DeploySpec")),
        Key::new(
            "DeploySpec",
            TEXT,
            "the file in the input artifact that says what is done",
        ),
        Key::new("PreScript", TEXT, "what runs before the files are copied"),
        Key::new(
            "PostScript",
            TEXT,
            "what runs after the files are copied; without DeploySpec",
        )
        .required_if(When::Omitted("DeploySpec")),
        Key::new(
            "MaxBatch",
            TEXT,
            "how many instances at the same time: a number, or with %",
        ),
        Key::new(
            "MaxError",
            TEXT,
            "how many instances may fail: a number, or with %",
        ),
        Key::new(
            "TargetGroupNameList",
            Kind::List,
            "target groups that the instances leave meanwhile",
        ),
    ],
    accounts: Reach::Unknown,
    regions: Reach::Unknown,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[
        // None of these names a resource.
        Grant::new(
            "FindInstances",
            &[
                "ec2:DescribeInstances",
                "elasticloadbalancing:DescribeTargetGroupAttributes",
                "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeTargetHealth",
                "ssm:CancelCommand",
                "ssm:DescribeInstanceInformation",
                "ssm:ListCommandInvocations",
            ],
            &["*"],
        ),
        Grant::new("CommandTagged", &["ssm:SendCommand"], INSTANCES)
            .when(When::Written("InstanceTagValue"))
            .only(&[(
                "StringEquals",
                "aws:ResourceTag/{InstanceTagKey}",
                "{InstanceTagValue}",
            )]),
        Grant::new("CommandTagged", &["ssm:SendCommand"], INSTANCES)
            .when(When::Omitted("InstanceTagValue"))
            .only(&[("Null", "aws:ResourceTag/{InstanceTagKey}", "false")]),
        Grant::new(
            "CommandScripts",
            &["ssm:SendCommand"],
            &[
                "arn:{partition}:ssm:{region}::document/AWS-RunPowerShellScript",
                "arn:{partition}:ssm:{region}::document/AWS-RunShellScript",
            ],
        ),
        Grant::new(
            "MoveTargets",
            &[
                "elasticloadbalancing:DeregisterTargets",
                "elasticloadbalancing:RegisterTargets",
            ],
            &["arn:{partition}:elasticloadbalancing:{region}:{account}:targetgroup/{TargetGroupNameList}/*"],
        )
        .when(When::Written("TargetGroupNameList")),
        WRITE_LOGS,
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-EC2Deploy.html",
    notes: &["The instances read the artifact themselves: declare their role with `reads`."],
};

/// An environment of Elastic Beanstalk.
pub const ELASTIC_BEANSTALK: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::Aws,
    provider: "ElasticBeanstalk",
    version: "1",
    v2_only: false,
    inputs: (1, 1),
    outputs: (0, 0),
    keys: &[
        Key::new("ApplicationName", TEXT, "the application").required(),
        Key::new("EnvironmentName", TEXT, "the environment").required(),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Anywhere,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[
        Grant::new(
            "UpdateEnvironment",
            &[
                "elasticbeanstalk:CreateApplicationVersion",
                "elasticbeanstalk:DescribeApplicationVersions",
                "elasticbeanstalk:DescribeEnvironments",
                "elasticbeanstalk:DescribeEvents",
                "elasticbeanstalk:UpdateEnvironment",
            ],
            &[
                "arn:{partition}:elasticbeanstalk:{region}:{account}:application/{ApplicationName}",
                "arn:{partition}:elasticbeanstalk:{region}:{account}:applicationversion/{ApplicationName}/*",
                "arn:{partition}:elasticbeanstalk:{region}:{account}:environment/{ApplicationName}/{EnvironmentName}",
            ],
        ),
        Grant::new(
            "StoreVersion",
            &["s3:GetObject", "s3:PutObject"],
            &["arn:{partition}:s3:::elasticbeanstalk-{region}-{account}/*"],
        ),
        Grant::new(
            "FindVersions",
            &["s3:GetBucketLocation", "s3:ListBucket"],
            &["arn:{partition}:s3:::elasticbeanstalk-{region}-{account}"],
        ),
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/security-iam.html",
    notes: &[
        "Elastic Beanstalk changes its environment with the rights of the role that acts: give that role the managed \
         policy AdministratorAccess-AWSElasticBeanstalk, or what your environment needs of EC2, Auto Scaling, load \
         balancing and CloudFormation.",
    ],
};

/// A stack of OpsWorks.
pub const OPS_WORKS: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::Aws,
    provider: "OpsWorks",
    version: "1",
    v2_only: false,
    inputs: (1, 1),
    outputs: (0, 0),
    keys: &[
        Key::new("Stack", TEXT, "the stack's id")
            .required()
            .unverified(),
        Key::new("App", TEXT, "the app's id")
            .required()
            .unverified(),
        Key::new("Layer", TEXT, "the layer's id").unverified(),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Anywhere,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[Grant::new(
        "DeployApp",
        &[
            "opsworks:CreateDeployment",
            "opsworks:DescribeApps",
            "opsworks:DescribeCommands",
            "opsworks:DescribeDeployments",
            "opsworks:DescribeInstances",
            "opsworks:DescribeStacks",
            "opsworks:UpdateApp",
            "opsworks:UpdateStack",
        ],
        &["arn:{partition}:opsworks:{region}:{account}:stack/{Stack}/"],
    )],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/security-iam.html",
    notes: &["AWS has ended OpsWorks Stacks."],
};

const INSTANCES: &[&str] = &[
    "arn:{partition}:ec2:{region}:{account}:instance/*",
    "arn:{partition}:ssm:{region}:{account}:managed-instance/*",
];
