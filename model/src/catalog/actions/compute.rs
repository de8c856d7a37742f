//! Actions that run on compute that CodePipeline keeps itself.

use crate::catalog::entry::TEXT;
use crate::catalog::{ActionType, Artifacts, Grant, Key, Kind, Reach, Variables, When};
use crate::pipeline::{Category, Owner};

/// Shell commands without a build project.
pub const COMMANDS: ActionType = ActionType {
    category: Category::Compute,
    owner: Owner::Aws,
    provider: "Commands",
    version: "1",
    v2_only: true,
    inputs: (1, 10),
    outputs: (0, 1),
    keys: &[],
    accounts: Reach::Unknown,
    regions: Reach::Unknown,
    passes: None,
    variables: Variables::Listed("OutputVariables"),
    artifacts: Artifacts::Actor,
    grants: &[
        WRITE_LOGS,
        Grant::new(
            "ReadLogs",
            &["logs:GetLogEvents"],
            &["arn:{partition}:logs:{region}:{account}:log-group:/aws/codepipeline/{pipeline}:*"],
        ),
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Commands.html",
    notes: &[
        "Commands, Files, OutputVariables and EnvironmentVariables stand beside the configuration.",
        "The commands have the rights of the role that acts.",
    ],
};

/// An image that is built and pushed.
pub const ECR_BUILD_AND_PUBLISH: ActionType = ActionType {
    category: Category::Build,
    owner: Owner::Aws,
    provider: "ECRBuildAndPublish",
    version: "1",
    v2_only: true,
    inputs: (1, 1),
    outputs: (0, 0),
    keys: &[
        Key::new(
            "ECRRepositoryName",
            TEXT,
            "the repository that the image is pushed to",
        )
        .required(),
        Key::new(
            "DockerFilePath",
            TEXT,
            "the Dockerfile's folder; the source's root by default",
        ),
        Key::new("ImageTags", Kind::List, "the image's tags").otherwise("latest"),
        Key::new(
            "RegistryType",
            Kind::Word(&["private", "public"]),
            "whether the registry is a public one",
        )
        .otherwise("private"),
    ],
    accounts: Reach::Unknown,
    regions: Reach::Unknown,
    passes: None,
    variables: Variables::Closed(&["ECRImageDigestId", "ECRRepositoryName"]),
    artifacts: Artifacts::Actor,
    grants: &[
        Grant::new(
            "PushImage",
            &[
                "ecr:BatchCheckLayerAvailability",
                "ecr:CompleteLayerUpload",
                "ecr:DescribeRepositories",
                "ecr:GetDownloadUrlForLayer",
                "ecr:InitiateLayerUpload",
                "ecr:PutImage",
                "ecr:UploadLayerPart",
            ],
            &["arn:{partition}:ecr:{region}:{account}:repository/{ECRRepositoryName}"],
        )
        .when(When::Is("RegistryType", &["private"])),
        // A token is the registry's, not a repository's.
        Grant::new("LogIn", &["ecr:GetAuthorizationToken"], &["*"])
            .when(When::Is("RegistryType", &["private"])),
        Grant::new(
            "PushPublicImage",
            &[
                "ecr-public:BatchCheckLayerAvailability",
                "ecr-public:CompleteLayerUpload",
                "ecr-public:DescribeRepositories",
                "ecr-public:InitiateLayerUpload",
                "ecr-public:PutImage",
                "ecr-public:UploadLayerPart",
            ],
            &["arn:{partition}:ecr-public::{account}:repository/{ECRRepositoryName}"],
        )
        .when(When::Is("RegistryType", &["public"])),
        Grant::new(
            "LogInPublic",
            &[
                "ecr-public:GetAuthorizationToken",
                "sts:GetServiceBearerToken",
            ],
            &["*"],
        )
        .when(When::Is("RegistryType", &["public"])),
        WRITE_LOGS,
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECRBuildAndPublish.html",
    notes: &[],
};

/// A scan for vulnerabilities by Amazon Inspector.
pub const INSPECTOR_SCAN: ActionType = ActionType {
    category: Category::Invoke,
    owner: Owner::Aws,
    provider: "InspectorScan",
    version: "1",
    // No source says whether a V1 pipeline can run it.
    v2_only: false,
    inputs: (0, 1),
    outputs: (1, 1),
    keys: &[
        Key::new(
            "InspectorRunMode",
            Kind::Word(&["SourceCodeScan", "ECRImageScan"]),
            "what is scanned: the input artifact, or an image",
        )
        .required()
        .only_if(When::Any(&[
            When::Is("InspectorRunMode", &["ECRImageScan"]),
            When::Input,
        ])),
        Key::new("ECRRepositoryName", TEXT, "the image's repository")
            .required_if(When::Is("InspectorRunMode", &["ECRImageScan"])),
        Key::new("ImageTag", TEXT, "the image's tag"),
        Key::new(
            "CriticalThreshold",
            COUNT,
            "more critical findings than this fail the action",
        ),
        Key::new(
            "HighThreshold",
            COUNT,
            "more findings of high severity than this fail the action",
        ),
        Key::new(
            "MediumThreshold",
            COUNT,
            "more of medium severity than this fail the action",
        ),
        Key::new(
            "LowThreshold",
            COUNT,
            "more of low severity than this fail the action",
        ),
    ],
    accounts: Reach::Unknown,
    regions: Reach::Unknown,
    passes: None,
    variables: Variables::Closed(&["HighestScannedSeverity"]),
    artifacts: Artifacts::Actor,
    grants: &[
        // It names no resource.
        Grant::new("Scan", &["inspector-scan:ScanSbom"], &["*"]),
        Grant::new(
            "ReadImage",
            &[
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
            ],
            &["arn:{partition}:ecr:{region}:{account}:repository/{ECRRepositoryName}"],
        )
        .when(When::Is("InspectorRunMode", &["ECRImageScan"])),
        Grant::new("LogIn", &["ecr:GetAuthorizationToken"], &["*"])
            .when(When::Is("InspectorRunMode", &["ECRImageScan"])),
        WRITE_LOGS,
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-InspectorScan.html",
    notes: &["SourceCodeScan needs an input artifact."],
};

/// The log that such an action writes.
pub(super) const WRITE_LOGS: Grant = Grant::new(
    "WriteLogs",
    &[
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ],
    &[
        "arn:{partition}:logs:{region}:{account}:log-group:/aws/codepipeline/{pipeline}",
        "arn:{partition}:logs:{region}:{account}:log-group:/aws/codepipeline/{pipeline}:*",
    ],
);

const COUNT: Kind = Kind::Integer(0, i32::MAX as i64);
