//! Actions that build and test.

use crate::catalog::entry::TEXT;
use crate::catalog::{ActionType, Artifacts, Grant, Key, Kind, Lies, Reach, Variables, When};
use crate::pipeline::{Category, Owner};

/// A build in CodeBuild.
pub const BUILD: ActionType = code_build(Category::Build);

/// A test in CodeBuild.
pub const TEST: ActionType = code_build(Category::Test);

const fn code_build(category: Category) -> ActionType {
    ActionType {
        category,
        owner: Owner::Aws,
        provider: "CodeBuild",
        version: "1",
        v2_only: false,
        inputs: (1, 5),
        outputs: (0, 5),
        keys: CODE_BUILD_KEYS,
        accounts: Reach::Anywhere,
        regions: Reach::Anywhere,
        passes: None,
        variables: Variables::Open("every exported variable of the buildspec"),
        artifacts: Artifacts::Project,
        grants: CODE_BUILD_GRANTS,
        event: None,
        readers: &[],
        source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html",
        notes: &[
            "The build role reads and writes the artifacts, not the role that acts.",
            "A declared project that builds in batches gets a role of its own to start their builds.",
            "Outputs are encrypted with the project's own key: AWS promises for another account's key \
             that its id and ARN work, and says nothing of its alias.",
        ],
    }
}

const CODE_BUILD_KEYS: &[Key] = &[
    Key::new("ProjectName", Kind::Project, "the CodeBuild project").required(),
    Key::new(
        "PrimarySource",
        Kind::Input,
        "the input in whose folder the buildspec is looked for; needed where there are several",
    ),
    Key::new(
        "BatchEnabled",
        Kind::Boolean,
        "whether a build may start several builds",
    )
    .otherwise("false"),
    Key::new(
        "CombineArtifacts",
        Kind::Boolean,
        "whether a batch's artifacts are put into one; with BatchEnabled",
    )
    .only_if(When::Any(&[
        When::Is("CombineArtifacts", &["false"]),
        When::Is("BatchEnabled", &["true"]),
    ])),
    Key::new(
        "BuildspecOverride",
        TEXT,
        "a buildspec for this action in place of the project's: its path, or its text",
    ),
    Key::new(
        "EnvironmentVariables",
        Kind::Variables,
        "variables of the build: name, value and type",
    ),
];

const CODE_BUILD_GRANTS: &[Grant] = &[
    Grant::new(
        "RunBuild",
        &[
            "codebuild:BatchGetBuilds",
            "codebuild:StartBuild",
            "codebuild:StopBuild",
        ],
        &["arn:{partition}:codebuild:{region}:{account}:project/{ProjectName}"],
    )
    .when(When::Is("BatchEnabled", &["false"])),
    Grant::new(
        "RunBatch",
        &[
            "codebuild:BatchGetBuildBatches",
            "codebuild:StartBuildBatch",
            "codebuild:StopBuildBatch",
        ],
        &["arn:{partition}:codebuild:{region}:{account}:project/{ProjectName}"],
    )
    .when(When::Is("BatchEnabled", &["true"])),
];

/// A test on devices of Device Farm.
pub const DEVICE_FARM: ActionType = ActionType {
    category: Category::Test,
    owner: Owner::Aws,
    provider: "DeviceFarm",
    version: "1",
    v2_only: false,
    inputs: (1, 1),
    outputs: (0, 0),
    keys: &[
        Key::new(
            "AppType",
            Kind::Word(&["iOS", "Android", "Web"]),
            "what the app runs on",
        )
        .required(),
        Key::new("ProjectId", TEXT, "the project's id").required(),
        Key::new("App", TEXT, "the app's file in the input artifact").required(),
        // AWS's own pools have no account in their ARN.
        Key::new(
            "DevicePoolArn",
            Kind::Arn(&["devicefarm"], Lies::Anywhere),
            "the devices to test on",
        )
        .required(),
        Key::new("TestType", TEST_TYPE, "the kind of test")
            .required()
            .unverified(),
        Key::new(
            "AppiumVersion",
            TEXT,
            "the version of Appium, for its tests",
        ),
        Key::new("Test", TEXT, "the file of tests in the input artifact"),
        Key::new(
            "FuzzEventCount",
            Kind::Integer(1, 10_000),
            "how many events a fuzz test makes",
        ),
        Key::new(
            "FuzzEventThrottle",
            Kind::Integer(1, 1_000),
            "milliseconds between a fuzz test's events",
        ),
        Key::new("FuzzRandomizerSeed", TEXT, "the seed of a fuzz test"),
        Key::new(
            "RecordAppPerformanceData",
            Kind::Boolean,
            "whether performance is recorded",
        ),
        Key::new("RecordVideo", Kind::Boolean, "whether a video is recorded"),
        Key::new(
            "RadioBluetoothEnabled",
            Kind::Boolean,
            "whether Bluetooth is on",
        ),
        Key::new("RadioWifiEnabled", Kind::Boolean, "whether Wi-Fi is on"),
        Key::new("RadioNfcEnabled", Kind::Boolean, "whether NFC is on"),
        Key::new("RadioGpsEnabled", Kind::Boolean, "whether GPS is on"),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Anywhere,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[
        Grant::new(
            "RunTest",
            &[
                "devicefarm:CreateUpload",
                "devicefarm:GetRun",
                "devicefarm:GetUpload",
                "devicefarm:ListDevicePools",
                "devicefarm:ScheduleRun",
            ],
            // Device Farm is nowhere else, wherever the action runs.
            &[
                "arn:{partition}:devicefarm:us-west-2:{account}:project:{ProjectId}",
                "arn:{partition}:devicefarm:us-west-2:{account}:run:{ProjectId}/*",
                "arn:{partition}:devicefarm:us-west-2:{account}:upload:{ProjectId}/*",
                "arn:{partition}:devicefarm:us-west-2:*:{DevicePoolArn|devicepool:}",
            ],
        ),
        // It names no resource.
        Grant::new("FindTest", &["devicefarm:ListProjects"], &["*"]),
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-DeviceFarm.html",
    notes: &["Device Farm is in us-west-2 only."],
};

const TEST_TYPE: Kind = Kind::Word(&[
    "APPIUM_JAVA_JUNIT",
    "APPIUM_JAVA_TESTNG",
    "APPIUM_NODE",
    "APPIUM_PYTHON",
    "APPIUM_RUBY",
    "APPIUM_WEB_JAVA_JUNIT",
    "APPIUM_WEB_JAVA_TESTNG",
    "APPIUM_WEB_NODE",
    "APPIUM_WEB_PYTHON",
    "APPIUM_WEB_RUBY",
    "BUILTIN_EXPLORER",
    "BUILTIN_FUZZ",
    "CALABASH",
    "INSTRUMENTATION",
    "UIAUTOMATION",
    "UIAUTOMATOR",
    "XCTEST",
    "XCTEST_UI",
]);
