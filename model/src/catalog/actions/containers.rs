//! Actions that deploy to clusters of containers.

use super::compute::WRITE_LOGS;
use crate::catalog::entry::TEXT;
use crate::catalog::{ActionType, Artifacts, Grant, Key, Kind, Reach, Variables, When};
use crate::pipeline::{Category, Owner};

/// An ECS service.
pub const ECS: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::Aws,
    provider: "ECS",
    version: "1",
    v2_only: false,
    inputs: (1, 1),
    outputs: (0, 0),
    keys: &[
        Key::new("ClusterName", TEXT, "the cluster").required(),
        Key::new("ServiceName", TEXT, "the service").required(),
        Key::new("FileName", TEXT, "the file that names the images")
            .otherwise("imagedefinitions.json"),
        Key::new(
            "DeploymentTimeout",
            Kind::Integer(1, 60),
            "the minutes that it may take",
        )
        .otherwise("60"),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Anywhere,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[
        Grant::new(
            "UpdateService",
            &["ecs:DescribeServices", "ecs:UpdateService"],
            &["arn:{partition}:ecs:{region}:{account}:service/{ClusterName}/{ServiceName}"],
        ),
        Grant::new(
            "WatchTasks",
            &["ecs:DescribeTasks"],
            &["arn:{partition}:ecs:{region}:{account}:task/{ClusterName}/*"],
        ),
        // It names no task; the cluster is the narrowest that holds it.
        Grant::new("FindTasks", &["ecs:ListTasks"], &["*"]).only(&[(
            "ArnEquals",
            "ecs:cluster",
            "arn:{partition}:ecs:{region}:{account}:cluster/{ClusterName}",
        )]),
        REGISTER_TASK,
        TAG_TASK,
        PASS_TASK_ROLES,
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECS.html",
    notes: &[
        "The task's roles are in the task definition, so every role of the account may be passed to ECS tasks.",
    ],
};

/// An ECS service, blue and green, through CodeDeploy.
pub const CODE_DEPLOY_TO_ECS: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::Aws,
    provider: "CodeDeployToECS",
    version: "1",
    v2_only: false,
    inputs: (1, 5),
    outputs: (0, 0),
    keys: &[
        Key::new("ApplicationName", TEXT, "CodeDeploy's application").required(),
        Key::new("DeploymentGroupName", TEXT, "CodeDeploy's deployment group").required(),
        Key::new(
            "TaskDefinitionTemplateArtifact",
            Kind::Input,
            "the input with the task definition",
        )
        .required(),
        Key::new(
            "AppSpecTemplateArtifact",
            Kind::Input,
            "the input with the AppSpec file",
        )
        .required(),
        Key::new(
            "TaskDefinitionTemplatePath",
            TEXT,
            "the task definition's file",
        )
        .otherwise("taskdef.json"),
        Key::new("AppSpecTemplatePath", TEXT, "the AppSpec file").otherwise("appspec.yaml"),
        Key::new(
            "Image1ArtifactName",
            Kind::Input,
            "the input that names the first image",
        ),
        Key::new(
            "Image1ContainerName",
            TEXT,
            "the word that the first image replaces",
        ),
        Key::new(
            "Image2ArtifactName",
            Kind::Input,
            "the input that names the second image",
        ),
        Key::new(
            "Image2ContainerName",
            TEXT,
            "the word that the second image replaces",
        ),
        Key::new(
            "Image3ArtifactName",
            Kind::Input,
            "the input that names the third image",
        ),
        Key::new(
            "Image3ContainerName",
            TEXT,
            "the word that the third image replaces",
        ),
        Key::new(
            "Image4ArtifactName",
            Kind::Input,
            "the input that names the fourth image",
        ),
        Key::new(
            "Image4ContainerName",
            TEXT,
            "the word that the fourth image replaces",
        ),
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
                "codedeploy:GetApplication",
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
        REGISTER_TASK,
        TAG_TASK,
        PASS_TASK_ROLES,
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html",
    notes: &["An input artifact is at most 3 MB."],
};

/// An EKS cluster, by Helm or kubectl.
pub const EKS: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::Aws,
    provider: "EKS",
    version: "1",
    v2_only: true,
    inputs: (1, 1),
    outputs: (0, 0),
    keys: &[
        Key::new("ClusterName", TEXT, "the cluster").required(),
        Key::new("HelmReleaseName", TEXT, "Helm's release")
            .required_if(When::Written("HelmChartLocation")),
        Key::new(
            "HelmChartLocation",
            TEXT,
            "Helm's chart in the input artifact",
        )
        .required_if(When::Written("HelmReleaseName")),
        Key::new("HelmValuesFiles", Kind::List, "Helm's files of values"),
        Key::new(
            "ManifestFiles",
            Kind::List,
            "kubectl's manifests in the input artifact",
        )
        .required_if(When::All(&[
            When::Omitted("HelmChartLocation"),
            When::Omitted("HelmReleaseName"),
        ]))
        .only_if(When::All(&[
            When::Omitted("HelmChartLocation"),
            When::Omitted("HelmReleaseName"),
        ])),
        Key::new("Namespace", TEXT, "the namespace in the cluster"),
        Key::new("Subnets", Kind::List, "subnets of the cluster's VPC"),
        Key::new(
            "SecurityGroupIds",
            Kind::List,
            "security groups of the cluster's VPC",
        ),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Unknown,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[
        Grant::new(
            "FindCluster",
            &["eks:DescribeCluster"],
            &["arn:{partition}:eks:{region}:{account}:cluster/{ClusterName}"],
        ),
        WRITE_LOGS,
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-EKS.html",
    notes: &[
        "Either Helm's keys or ManifestFiles stand, not both.",
        "The cluster must admit the role that acts by an access entry of its own.",
        "A private cluster needs rights on network interfaces too: write them in the role's `allow`.",
    ],
};

/// A task definition has no name yet when it is registered.
const REGISTER_TASK: Grant = Grant::new(
    "RegisterTask",
    &["ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"],
    &["*"],
);

/// A task definition that has tags is registered with them.
const TAG_TASK: Grant = Grant::new(
    "TagTaskDefinition",
    &["ecs:TagResource"],
    &["arn:{partition}:ecs:{region}:{account}:task-definition/*"],
)
.only(&[("StringEquals", "ecs:CreateAction", "RegisterTaskDefinition")]);

const PASS_TASK_ROLES: Grant = Grant::new(
    "PassTaskRoles",
    &["iam:PassRole"],
    &["arn:{partition}:iam::{account}:role/*"],
)
.only(&[(
    "StringEquals",
    "iam:PassedToService",
    "ecs-tasks.amazonaws.com",
)]);
