//! Actions that call something.

use crate::catalog::entry::{TEXT, text};
use crate::catalog::{
    ActionType, Artifacts, Chars, Grant, Key, Kind, Lies, Reach, Variables, When, parts,
};
use crate::pipeline::{Category, Owner};

/// A Lambda function.
pub const LAMBDA: ActionType = ActionType {
    category: Category::Invoke,
    owner: Owner::Aws,
    provider: "Lambda",
    version: "1",
    v2_only: false,
    inputs: (0, 5),
    outputs: (0, 5),
    keys: &[
        Key::new("FunctionName", TEXT, "the function").required(),
        Key::new(
            "UserParameters",
            text(1_000, Chars::Any),
            "a text that the function is given",
        ),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Anywhere,
    passes: None,
    variables: Variables::Open("the keys of outputVariables in PutJobSuccessResult"),
    artifacts: Artifacts::Actor,
    grants: &[
        Grant::new(
            "InvokeFunction",
            &["lambda:InvokeFunction"],
            &["arn:{partition}:lambda:{region}:{account}:{FunctionName|function:}"],
        ),
        // It names no resource.
        Grant::new("FindFunction", &["lambda:ListFunctions"], &["*"]),
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html",
    notes: &[
        "The function's own role needs codepipeline:PutJobSuccessResult and codepipeline:PutJobFailureResult.",
    ],
};

/// A state machine of Step Functions.
pub const STEP_FUNCTIONS: ActionType = ActionType {
    category: Category::Invoke,
    owner: Owner::Aws,
    provider: "StepFunctions",
    version: "1",
    v2_only: false,
    inputs: (0, 1),
    outputs: (0, 1),
    keys: &[
        // What an action uses lies in the action's region, and a state machine has no policy that would admit
        // another account's role.
        Key::new(
            "StateMachineArn",
            Kind::Arn(&["states"], Lies::Here),
            "the state machine",
        )
        .required(),
        Key::new(
            "ExecutionNamePrefix",
            TEXT,
            "how the execution's name begins",
        ),
        Key::new(
            "InputType",
            Kind::Word(&["Literal", "FilePath"]),
            "whether Input is the input or the file that holds it",
        )
        .only_if(When::Any(&[
            When::Is("InputType", &["Literal"]),
            When::Input,
        ]))
        .otherwise("Literal"),
        Key::new(
            "Input",
            TEXT,
            "the input, or its file in the input artifact",
        )
        .required_if(When::Is("InputType", &["FilePath"])),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Anywhere,
    passes: None,
    variables: Variables::Closed(&["ExecutionArn", "StateMachineArn"]),
    artifacts: Artifacts::Actor,
    grants: &[
        Grant::new(
            "StartMachine",
            &["states:DescribeStateMachine", "states:StartExecution"],
            // Of a version or alias, too, Step Functions asks for the state machine's own ARN.
            // <https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html>
            &["arn:{partition}:states:{region}:{account}:stateMachine:{StateMachineArn>stateMachine:}"],
        ),
        // A hyphen follows the prefix, and the action's own id that.
        Grant::new(
            "WatchMachine",
            &["states:DescribeExecution"],
            &["arn:{partition}:states:{region}:{account}:execution:{StateMachineArn>stateMachine:}:{ExecutionNamePrefix}-*"],
        )
        .when(When::Written("ExecutionNamePrefix")),
        Grant::new(
            "WatchMachine",
            &["states:DescribeExecution"],
            &["arn:{partition}:states:{region}:{account}:execution:{StateMachineArn>stateMachine:}:*"],
        )
        .when(When::Omitted("ExecutionNamePrefix")),
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-StepFunctions.html",
    notes: &["InputType FilePath needs an input artifact."],
};

/// Another pipeline.
pub const CODE_PIPELINE: ActionType = ActionType {
    category: Category::Invoke,
    owner: Owner::Aws,
    provider: "CodePipeline",
    version: "1",
    v2_only: true,
    inputs: (0, 0),
    outputs: (0, 0),
    keys: &[
        Key::new(
            "PipelineName",
            text(100, Chars::Pipeline),
            "the pipeline to start",
        )
        .required(),
        Key::new(
            "SourceRevisions",
            Kind::Entries(&parts::SOURCE_REVISIONS),
            "revisions for its sources: actionName, revisionType, revisionValue",
        ),
        Key::new(
            "Variables",
            Kind::Entries(&parts::STARTING_VARIABLES),
            "values for its variables: name, value",
        ),
    ],
    accounts: Reach::Unknown,
    regions: Reach::Unknown,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[Grant::new(
        "StartPipeline",
        &["codepipeline:StartPipelineExecution"],
        &["arn:{partition}:codepipeline:{region}:{account}:{PipelineName}"],
    )],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-PipelineInvoke.html",
    notes: &[],
};

/// A scan by Snyk.
pub const SNYK: ActionType = ActionType {
    category: Category::Invoke,
    owner: Owner::ThirdParty,
    provider: "Snyk",
    version: "1",
    v2_only: false,
    inputs: (1, 1),
    outputs: (1, 1),
    keys: &[
        Key::new(
            "ClientId",
            TEXT,
            "what the console writes when it is connected",
        )
        .unverified(),
        Key::new(
            "ClientToken",
            TEXT,
            "what the console writes when it is connected",
        )
        .unverified(),
    ],
    accounts: Reach::Home,
    regions: Reach::Home,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Snyk.html",
    notes: &["It is connected to Snyk in the console."],
};
