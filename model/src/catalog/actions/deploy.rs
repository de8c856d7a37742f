//! Actions that deploy to services without servers or clusters of one's own.

use crate::catalog::entry::TEXT;
use crate::catalog::{ActionType, Artifacts, Grant, Key, Kind, Reach, Variables, When};
use crate::pipeline::{Category, Owner};

/// Files in a bucket.
pub const S3: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::Aws,
    provider: "S3",
    version: "1",
    v2_only: false,
    inputs: (1, 1),
    outputs: (0, 0),
    keys: &[
        Key::new("BucketName", TEXT, "the bucket that the files are put into").required(),
        Key::new("Extract", Kind::Boolean, "whether the artifact is unpacked").required(),
        Key::new(
            "ObjectKey",
            TEXT,
            "the object, or the folder that is unpacked into",
        )
        .required_if(When::Is("Extract", &["false"])),
        // An id, an ARN or an alias's ARN, so it is not held to be an ARN.
        Key::new(
            "KMSEncryptionKeyARN",
            TEXT,
            "the key that the files are encrypted with; of another account its id or ARN, not an alias",
        ),
        Key::new(
            "CannedACL",
            Kind::Word(&[
                "authenticated-read",
                "aws-exec-read",
                "bucket-owner-full-control",
                "bucket-owner-read",
                "private",
                "public-read",
                "public-read-write",
            ]),
            "who besides the owner may use the files",
        ),
        Key::new(
            "CacheControl",
            Kind::List,
            "how long browsers may keep the files",
        ),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Anywhere,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[
        // Not the object alone: CodePipeline fills in `{datetime}` and `{uuid}` in ObjectKey when it runs.
        Grant::new(
            "WriteFiles",
            &["s3:AbortMultipartUpload", "s3:PutObject"],
            &["arn:{partition}:s3:::{BucketName}/*"],
        ),
        // An artifact that is not unpacked is copied with the tags that it has from a source in S3.
        Grant::new(
            "TagFiles",
            &["s3:PutObjectTagging"],
            &["arn:{partition}:s3:::{BucketName}/*"],
        )
        .when(When::Is("Extract", &["false"])),
        Grant::new(
            "ReadTags",
            &["s3:GetObjectTagging", "s3:GetObjectVersionTagging"],
            &["{artifacts}/*"],
        )
        .when(When::Is("Extract", &["false"])),
        // Not PutObjectVersionAcl, which CDK grants besides: it is asked for where the ACL of an older version is
        // changed, and the action gives each file its ACL as it is written.
        // <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html>
        Grant::new(
            "GiveFiles",
            &["s3:PutObjectAcl"],
            &["arn:{partition}:s3:::{BucketName}/*"],
        )
        .when(When::Written("CannedACL")),
        Grant::new(
            "EncryptFiles",
            &["kms:Decrypt", "kms:GenerateDataKey"],
            &["arn:{partition}:kms:{region}:{account}:{KMSEncryptionKeyARN|key/}"],
        )
        .when(When::NoAlias("KMSEncryptionKeyARN")),
        // No ARN of an alias says in a policy which key is meant.
        // <https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html>
        Grant::new(
            "EncryptFiles",
            &["kms:Decrypt", "kms:GenerateDataKey"],
            &["arn:{partition}:kms:{region}:{account}:key/*"],
        )
        .when(When::Alias("KMSEncryptionKeyARN"))
        .only(&[(
            "ForAnyValue:StringEquals",
            "kms:ResourceAliases",
            "alias/{KMSEncryptionKeyARN>alias/}",
        )]),
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html",
    notes: &[
        "A bucket of another account than the role's must admit that role in its own policy.",
        "The role may use a bucket's own key only where KMSEncryptionKeyARN names it.",
    ],
};

/// A Lambda function's code or alias.
pub const LAMBDA: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::Aws,
    provider: "Lambda",
    version: "1",
    v2_only: true,
    inputs: (0, 1),
    outputs: (0, 0),
    keys: &[
        Key::new("FunctionName", TEXT, "the function").required(),
        Key::new("FunctionAlias", TEXT, "the alias that is moved to the new version"),
        Key::new("PublishedTargetVersion", TEXT, "the version that the alias is moved to")
            .required_if(When::NoInput),
        Key::new(
            "DeployStrategy",
            TEXT,
            "how traffic moves: AllAtOnce, Canary10Percent5Minutes, Linear10PercentEvery1Minute",
        )
        .otherwise("AllAtOnce"),
        Key::new("Alarms", Kind::List, "alarms that end the deployment").unverified(),
    ],
    accounts: Reach::Unknown,
    regions: Reach::Unknown,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[
        Grant::new(
            "DeployFunction",
            &["lambda:GetFunction", "lambda:PublishVersion", "lambda:UpdateFunctionCode"],
            &["arn:{partition}:lambda:{region}:{account}:{FunctionName|function:}"],
        ),
        Grant::new(
            "MoveAlias",
            &["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"],
            &[
                "arn:{partition}:lambda:{region}:{account}:{FunctionName|function:}",
                "arn:{partition}:lambda:{region}:{account}:{FunctionName|function:}:{FunctionAlias}",
            ],
        )
        .when(When::Written("FunctionAlias")),
        Grant::new(
            "WatchAlarms",
            &["cloudwatch:DescribeAlarms"],
            &["arn:{partition}:cloudwatch:{region}:{account}:alarm:{Alarms}"],
        )
        .when(When::Written("Alarms")),
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-LambdaDeploy.html",
    notes: &[
        "Without FunctionAlias the code goes to $LATEST, and DeployStrategy has no effect.",
        // <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/permissions-reference-cw.html>
        "CloudWatch shows composite alarms only to who may see all: with one in Alarms, write `allow \
         [\"cloudwatch:DescribeAlarms\"] on [\"*\"];` in the role that acts.",
    ],
};

/// A version of a Service Catalog product.
pub const SERVICE_CATALOG: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::Aws,
    provider: "ServiceCatalog",
    version: "1",
    v2_only: false,
    inputs: (1, 1),
    outputs: (0, 0),
    keys: &[
        Key::new("ProductId", TEXT, "the product's id").required(),
        Key::new(
            "TemplateFilePath",
            TEXT,
            "the template in the input artifact",
        )
        .required_if(NO_FILE),
        Key::new("ProductVersionName", TEXT, "the version's name").required_if(NO_FILE),
        Key::new(
            "ProductType",
            Kind::Word(&["CLOUD_FORMATION_TEMPLATE"]),
            "what the product is made of",
        )
        .required_if(NO_FILE),
        Key::new(
            "ProductVersionDescription",
            TEXT,
            "what is new in the version",
        ),
        Key::new(
            "ConfigurationFilePath",
            TEXT,
            "the file in the input artifact that says all this instead",
        ),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Anywhere,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[
        Grant::new(
            "ManageProduct",
            &[
                "servicecatalog:CreateProvisioningArtifact",
                "servicecatalog:DeleteProvisioningArtifact",
                "servicecatalog:DescribeProvisioningArtifact",
                "servicecatalog:ListProvisioningArtifacts",
                "servicecatalog:UpdateProduct",
            ],
            &["arn:{partition}:catalog:{region}:{account}:product/{ProductId}"],
        ),
        // It names no resource.
        Grant::new(
            "CheckTemplate",
            &["cloudformation:ValidateTemplate"],
            &["*"],
        ),
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
    notes: &[],
};

/// A configuration of AppConfig.
pub const APP_CONFIG: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::Aws,
    provider: "AppConfig",
    version: "1",
    v2_only: false,
    inputs: (1, 1),
    outputs: (0, 0),
    keys: &[
        Key::new("Application", TEXT, "the application's id").required(),
        Key::new("Environment", TEXT, "the environment's id").required(),
        Key::new("ConfigurationProfile", TEXT, "the profile's id").required(),
        Key::new(
            "InputArtifactConfigurationPath",
            TEXT,
            "the configuration's file in the input artifact",
        )
        .required(),
        Key::new("DeploymentStrategy", TEXT, "how the configuration is rolled out"),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Anywhere,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[
        Grant::new("DeployConfiguration", DEPLOY_CONFIGURATION, APP_CONFIG_ARNS),
        Grant::new(
            "DeployConfiguration",
            DEPLOY_CONFIGURATION,
            &["arn:{partition}:appconfig:{region}:{account}:deploymentstrategy/{DeploymentStrategy}"],
        )
        .when(When::Written("DeploymentStrategy")),
        Grant::new(
            "DeployConfiguration",
            DEPLOY_CONFIGURATION,
            &["arn:{partition}:appconfig:{region}:{account}:deploymentstrategy/*"],
        )
        .when(When::Omitted("DeploymentStrategy")),
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-AppConfig.html",
    notes: &[],
};

/// A skill of Alexa.
pub const ALEXA_SKILLS_KIT: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::ThirdParty,
    provider: "AlexaSkillsKit",
    version: "1",
    v2_only: false,
    inputs: (1, 2),
    outputs: (0, 0),
    keys: &[
        Key::new("ClientId", TEXT, "the client's id").required(),
        Key::new(
            "ClientSecret",
            TEXT,
            "its secret; name a secret, never write it out",
        )
        .required(),
        Key::new(
            "RefreshToken",
            TEXT,
            "its token; name a secret, never write it out",
        )
        .required(),
        Key::new("SkillId", TEXT, "the skill's id").required(),
    ],
    accounts: Reach::Home,
    regions: Reach::Home,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
    notes: &[],
};

const NO_FILE: When = When::Omitted("ConfigurationFilePath");

const DEPLOY_CONFIGURATION: &[&str] = &[
    "appconfig:GetDeployment",
    "appconfig:StartDeployment",
    "appconfig:StopDeployment",
];

const APP_CONFIG_ARNS: &[&str] = &[
    "arn:{partition}:appconfig:{region}:{account}:application/{Application}",
    "arn:{partition}:appconfig:{region}:{account}:application/{Application}/configurationprofile/{ConfigurationProfile}",
    "arn:{partition}:appconfig:{region}:{account}:application/{Application}/environment/{Environment}",
    "arn:{partition}:appconfig:{region}:{account}:application/{Application}/environment/{Environment}/deployment/*",
];
