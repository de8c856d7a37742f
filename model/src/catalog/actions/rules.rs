//! The rules of stage conditions. Each is what an action is, but for what it makes: CodePipeline asks it with the
//! pipeline role, in the pipeline's account, or with the role that it names, in that one's.

use super::compute::WRITE_LOGS;
use crate::catalog::entry::text;
use crate::catalog::{ActionType, Artifacts, Chars, Grant, Key, Kind, Reach, Variables, When};
use crate::pipeline::{Category, Owner};

/// Every rule whose permissions are known.
pub static RULES: &[&ActionType] = &[
    &CLOUD_WATCH_ALARM,
    &CODE_BUILD,
    &COMMANDS,
    &DEPLOYMENT_WINDOW,
    &LAMBDA_INVOKE,
    &VARIABLE_CHECK,
];

/// Rules that are not listed, which may be new.
pub static OTHER_RULES: &[&ActionType] = &[&RULE];

/// A rule that asks for nothing.
const RULE: ActionType = ActionType {
    category: Category::Rule,
    owner: Owner::Aws,
    provider: "",
    version: "1",
    v2_only: true,
    inputs: (0, 0),
    outputs: (0, 0),
    keys: &[],
    accounts: Reach::Home,
    regions: Reach::Anywhere,
    passes: None,
    variables: Variables::Closed(&[]),
    artifacts: Artifacts::Actor,
    grants: &[],
    event: None,
    readers: &[],
    source: "",
    notes: &[],
};

/// The state of an alarm.
const CLOUD_WATCH_ALARM: ActionType = ActionType {
    provider: "CloudWatchAlarm",
    keys: &[
        Key::new("AlarmName", VALUE, "the alarm").required(),
        Key::new("AlarmStates", VALUE, "the states that it should be in"),
        Key::new("WaitTime", VALUE, "the minutes to wait for a change"),
    ],
    // The page names no permission; this is the one operation that tells an alarm's state, and IAM knows the alarm
    // as its resource. <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html>
    grants: &[Grant::new(
        "CheckAlarm",
        &["cloudwatch:DescribeAlarms"],
        &["arn:{partition}:cloudwatch:{region}:{account}:alarm:{AlarmName}"],
    )],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-CloudWatchAlarm.html",
    notes: &[
        "A composite alarm is described only to a role that may do so on every resource: allow it yourself.",
    ],
    ..RULE
};

/// A build of a project.
const CODE_BUILD: ActionType = ActionType {
    provider: "CodeBuild",
    inputs: (0, 5),
    keys: &[
        Key::new("ProjectName", Kind::Project, "the CodeBuild project").required(),
        Key::new(
            "PrimarySource",
            Kind::Input,
            "the input in whose folder the buildspec is looked for",
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
            "whether a batch's artifacts are put into one",
        ),
        Key::new(
            "EnvironmentVariables",
            Kind::Variables,
            "variables of the build: name, value and type",
        ),
    ],
    artifacts: Artifacts::Project,
    grants: &[
        Grant::new(
            "CheckBuild",
            &["codebuild:BatchGetBuilds", "codebuild:StartBuild"],
            &["arn:{partition}:codebuild:{region}:{account}:project/{ProjectName}"],
        )
        .when(When::Is("BatchEnabled", &["false"])),
        Grant::new(
            "CheckBatch",
            &[
                "codebuild:BatchGetBuildBatches",
                "codebuild:StartBuildBatch",
            ],
            &["arn:{partition}:codebuild:{region}:{account}:project/{ProjectName}"],
        )
        .when(When::Is("BatchEnabled", &["true"])),
    ],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-CodeBuild.html",
    notes: &["The build role reads the artifacts, not the role that acts."],
    ..RULE
};

/// Shell commands.
const COMMANDS: ActionType = ActionType {
    provider: "Commands",
    inputs: (0, 10),
    grants: &[WRITE_LOGS],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-Commands.html",
    notes: &["The commands have the rights of the role that acts."],
    ..RULE
};

/// The time of day.
const DEPLOYMENT_WINDOW: ActionType = ActionType {
    provider: "DeploymentWindow",
    keys: &[
        Key::new("Cron", VALUE, "when a deployment is allowed").required(),
        Key::new("TimeZone", VALUE, "the time zone of that").otherwise("UTC"),
    ],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html",
    ..RULE
};

/// What a function answers.
const LAMBDA_INVOKE: ActionType = ActionType {
    provider: "LambdaInvoke",
    inputs: (0, 5),
    keys: &[
        Key::new("FunctionName", VALUE, "the function").required(),
        Key::new("UserParameters", VALUE, "a text that the function is given"),
    ],
    // The page names no permission; an action that invokes a function needs this one.
    grants: &[Grant::new(
        "InvokeFunction",
        &["lambda:InvokeFunction"],
        &["arn:{partition}:lambda:{region}:{account}:{FunctionName|function:}"],
    )],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-LambdaInvoke.html",
    ..RULE
};

/// The value of a variable.
const VARIABLE_CHECK: ActionType = ActionType {
    provider: "VariableCheck",
    keys: &[
        Key::new("Variable", VALUE, "the variable").required(),
        Key::new("Value", VALUE, "what it is compared with").required(),
        Key::new(
            "Operator",
            Kind::Word(&["CONTAINS", "EQ", "MATCHES", "NE"]),
            "how the two are compared",
        )
        .required(),
    ],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-VariableCheck.html",
    ..RULE
};

/// Any text that a value of a rule's configuration may be.
/// <https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RuleDeclaration.html>
const VALUE: Kind = text(10_000, Chars::Any);
