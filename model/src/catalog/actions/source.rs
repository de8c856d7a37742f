//! Actions that bring source in.

use crate::catalog::entry::{TEXT, text};
use crate::catalog::{
    ActionType, Artifacts, Chars, Event, Grant, Key, Kind, Lies, Reach, Variables, When,
};
use crate::pipeline::{Category, Owner};

/// A bucket's object.
pub const S3: ActionType = ActionType {
    category: Category::Source,
    owner: Owner::Aws,
    provider: "S3",
    version: "1",
    v2_only: false,
    inputs: (0, 0),
    outputs: (1, 1),
    keys: &[
        // Buckets made before 2018 may have names that S3 takes no more, so the name is not checked.
        Key::new(
            "S3Bucket",
            TEXT,
            "the bucket that holds the source; it must be versioned",
        )
        .required(),
        Key::new(
            "S3ObjectKey",
            TEXT,
            "the object, a .zip file for most actions that follow",
        )
        .required(),
        Key::new(
            "PollForSourceChanges",
            Kind::Boolean,
            "whether CodePipeline asks for changes itself",
        )
        .otherwise("true"),
        Key::new(
            "AllowOverrideForS3ObjectKey",
            Kind::Boolean,
            "whether a start of the pipeline may name another object",
        )
        .otherwise("false"),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Home,
    passes: None,
    variables: Variables::Closed(&["BucketName", "ETag", "ObjectKey", "VersionId"]),
    artifacts: Artifacts::Actor,
    grants: &[
        Grant::new(
            "ReadSource",
            READ_OBJECT,
            &["arn:{partition}:s3:::{S3Bucket}/{S3ObjectKey}"],
        )
        .when(When::Is("AllowOverrideForS3ObjectKey", &["false"])),
        Grant::new(
            "ReadSource",
            READ_OBJECT,
            &["arn:{partition}:s3:::{S3Bucket}/*"],
        )
        .when(When::Is("AllowOverrideForS3ObjectKey", &["true"])),
        // Without ListBucket a missing object is answered as a missing permission.
        Grant::new(
            "FindSource",
            &[
                "s3:GetBucketAcl",
                "s3:GetBucketLocation",
                "s3:GetBucketVersioning",
                "s3:ListBucket",
            ],
            &["arn:{partition}:s3:::{S3Bucket}"],
        ),
        // The object is copied with its tags.
        // <https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html>
        Grant::new("TagArtifacts", &["s3:PutObjectTagging"], &["{artifacts}/*"]),
    ],
    // The bucket is the author's and may send no events, so CodePipeline asks unless it is told not to.
    event: Some(Event {
        when: When::Is("PollForSourceChanges", &["false"]),
        source: "aws.s3",
        detail_type: "Object Created",
        resource: None,
        detail: &[
            ("bucket.name", &["{S3Bucket}"]),
            ("object.key", &["{S3ObjectKey}"]),
        ],
        instead_of: None,
        needs: Some("bucket `{S3Bucket}` must send its events to EventBridge"),
    }),
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html",
    notes: &[
        "The source bucket must be versioned.",
        "A source bucket that is encrypted with a key of its own must let the role that acts use that key.",
    ],
};

/// A CodeCommit repository.
pub const CODE_COMMIT: ActionType = ActionType {
    category: Category::Source,
    owner: Owner::Aws,
    provider: "CodeCommit",
    version: "1",
    v2_only: false,
    inputs: (0, 0),
    outputs: (1, 1),
    keys: &[
        Key::new(
            "RepositoryName",
            text(100, Chars::Repository),
            "the repository",
        )
        .required(),
        Key::new("BranchName", text(256, Chars::Any), "the branch").required(),
        Key::new(
            "PollForSourceChanges",
            Kind::Boolean,
            "whether CodePipeline asks for changes itself",
        )
        .otherwise("true"),
        Key::new(
            "OutputArtifactFormat",
            OUTPUT_FORMAT,
            "a .zip file, or a reference with which CodeBuild clones the repository",
        )
        .otherwise("CODE_ZIP"),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Home,
    passes: None,
    variables: Variables::Closed(&[
        "AuthorDate",
        "BranchName",
        "CommitId",
        "CommitMessage",
        "CommitterDate",
        "RepositoryName",
    ]),
    artifacts: Artifacts::Actor,
    grants: &[
        Grant::new(
            "ReadSource",
            &[
                "codecommit:CancelUploadArchive",
                "codecommit:GetBranch",
                "codecommit:GetCommit",
                "codecommit:GetUploadArchiveStatus",
                "codecommit:UploadArchive",
            ],
            &["arn:{partition}:codecommit:{region}:{account}:{RepositoryName}"],
        ),
        Grant::new(
            "CloneSource",
            &["codecommit:GetRepository"],
            &["arn:{partition}:codecommit:{region}:{account}:{RepositoryName}"],
        )
        .when(When::Is("OutputArtifactFormat", &["CODEBUILD_CLONE_REF"])),
        // The action asks first whether the artifact bucket exists.
        Grant::new("FindArtifacts", &["s3:ListBucket"], &["{artifacts}"]),
        // It writes the artifact with an ACL, which takes no PutObjectVersionAcl: github.com/aws/aws-cdk/pull/14260.
        Grant::new("GiveArtifacts", &["s3:PutObjectAcl"], &["{artifacts}/*"])
            .when(When::OtherAccount),
    ],
    event: Some(Event {
        when: When::Any(&[
            When::Omitted("PollForSourceChanges"),
            When::Is("PollForSourceChanges", &["false"]),
        ]),
        source: "aws.codecommit",
        detail_type: "CodeCommit Repository State Change",
        resource: Some("arn:{partition}:codecommit:{region}:{account}:{RepositoryName}"),
        detail: &[
            ("event", &["referenceCreated", "referenceUpdated"]),
            ("referenceType", &["branch"]),
            ("referenceName", &["{BranchName}"]),
        ],
        instead_of: Some("PollForSourceChanges"),
        needs: None,
    }),
    readers: &[Grant::new(
        "CloneSource",
        &["codecommit:GitPull"],
        &["arn:{partition}:codecommit:{region}:{account}:{RepositoryName}"],
    )
    .when(When::Is("OutputArtifactFormat", &["CODEBUILD_CLONE_REF"]))],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html",
    notes: &["CODEBUILD_CLONE_REF hands on a reference, which only CodeBuild can follow."],
};

/// A repository at Bitbucket, GitHub, GitLab or another host, through a connection.
pub const CODE_STAR_SOURCE_CONNECTION: ActionType = ActionType {
    category: Category::Source,
    owner: Owner::Aws,
    provider: "CodeStarSourceConnection",
    version: "1",
    v2_only: false,
    inputs: (0, 0),
    outputs: (1, 1),
    keys: &[
        // A connection can be shared with other accounts, and no source ties it to the pipeline's region.
        Key::new(
            "ConnectionArn",
            Kind::Arn(&["codestar-connections", "codeconnections"], Lies::Anywhere),
            "the connection to the host",
        )
        .required(),
        Key::new("FullRepositoryId", TEXT, "the repository, as `owner/name`").required(),
        Key::new("BranchName", TEXT, "the branch").required(),
        Key::new(
            "OutputArtifactFormat",
            OUTPUT_FORMAT,
            "a .zip file, or a reference with which CodeBuild clones the repository",
        )
        .otherwise("CODE_ZIP"),
        Key::new(
            "DetectChanges",
            Kind::Boolean,
            "whether a push starts the pipeline",
        )
        .otherwise("true"),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Home,
    passes: None,
    variables: Variables::Closed(&[
        "AuthorDate",
        "BranchName",
        "CommitId",
        "CommitMessage",
        "ConnectionArn",
        "FullRepositoryName",
    ]),
    artifacts: Artifacts::Actor,
    grants: &[
        // Which of the two is asked for follows the prefix of the connection's own ARN.
        Grant::new(
            "UseConnection",
            &[
                "codeconnections:UseConnection",
                "codestar-connections:UseConnection",
            ],
            &["{ConnectionArn}"],
        ),
        // The same: github.com/aws/aws-cdk/issues/13557.
        Grant::new("GiveArtifacts", &["s3:PutObjectAcl"], &["{artifacts}/*"]),
    ],
    event: None,
    readers: &[Grant::new(
        "CloneSource",
        &[
            "codeconnections:UseConnection",
            "codestar-connections:UseConnection",
        ],
        &["{ConnectionArn}"],
    )
    .when(When::Is("OutputArtifactFormat", &["CODEBUILD_CLONE_REF"]))],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html",
    notes: &[
        "A new connection is pending until somebody completes it in the console.",
        "CODEBUILD_CLONE_REF hands on a reference, which only CodeBuild can follow.",
    ],
};

/// An image of an ECR repository.
pub const ECR: ActionType = ActionType {
    category: Category::Source,
    owner: Owner::Aws,
    provider: "ECR",
    version: "1",
    v2_only: false,
    inputs: (0, 0),
    outputs: (1, 1),
    keys: &[
        Key::new("RepositoryName", TEXT, "the repository").required(),
        Key::new("ImageTag", TEXT, "the image's tag").otherwise("latest"),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Home,
    passes: None,
    variables: Variables::Closed(&[
        "ImageDigest",
        "ImageTag",
        "ImageURI",
        "RegistryId",
        "RepositoryName",
    ]),
    artifacts: Artifacts::Actor,
    grants: &[Grant::new(
        "ReadSource",
        &["ecr:DescribeImages"],
        &["arn:{partition}:ecr:{region}:{account}:repository/{RepositoryName}"],
    )],
    event: Some(Event {
        when: When::Always,
        source: "aws.ecr",
        detail_type: "ECR Image Action",
        resource: None,
        detail: &[
            ("action-type", &["PUSH"]),
            ("result", &["SUCCESS"]),
            ("repository-name", &["{RepositoryName}"]),
            ("image-tag", &["{ImageTag}"]),
        ],
        instead_of: None,
        needs: None,
    }),
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECR.html",
    notes: &[
        "It is never polled: an event starts the pipeline.",
        "The output artifact is imageDetail.json, not the image.",
    ],
};

/// A GitHub repository with a token.
pub const GITHUB: ActionType = ActionType {
    category: Category::Source,
    owner: Owner::ThirdParty,
    provider: "GitHub",
    version: "1",
    v2_only: false,
    inputs: (0, 0),
    outputs: (1, 1),
    keys: &[
        Key::new(
            "Owner",
            TEXT,
            "the user or organization that the repository belongs to",
        )
        .required(),
        Key::new("Repo", TEXT, "the repository").required(),
        Key::new("Branch", TEXT, "the branch").required(),
        Key::new(
            "OAuthToken",
            TEXT,
            "the token; name a secret, never write it out",
        )
        .required(),
        Key::new(
            "PollForSourceChanges",
            Kind::Boolean,
            "whether CodePipeline asks for changes itself",
        )
        .otherwise("true"),
    ],
    accounts: Reach::Home,
    regions: Reach::Home,
    passes: None,
    variables: Variables::Closed(&[
        "AuthorDate",
        "BranchName",
        "CommitId",
        "CommitMessage",
        "CommitUrl",
        "CommitterDate",
        "RepositoryName",
    ]),
    artifacts: Artifacts::Actor,
    grants: &[],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/appendix-github-oauth.html",
    notes: &["AWS recommends CodeStarSourceConnection in its place."],
};

const READ_OBJECT: &[&str] = &[
    "s3:GetObject",
    "s3:GetObjectTagging",
    "s3:GetObjectVersion",
    "s3:GetObjectVersionTagging",
];

const OUTPUT_FORMAT: Kind = Kind::Word(&["CODE_ZIP", "CODEBUILD_CLONE_REF"]);
