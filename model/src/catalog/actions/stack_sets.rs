//! Actions of CloudFormation's stack sets.

use crate::catalog::entry::{TEXT, text};
use crate::catalog::{
    ActionType, Artifacts, Chars, Grant, Key, Kind, Lies, Passes, Reach, Variables, When, limits,
};
use crate::pipeline::{Category, Owner};

const AUTO_DEPLOYMENT: &str = "OrganizationsAutoDeployment";

const FAILURE_TOLERANCE: Key = Key::new(
    "FailureTolerancePercentage",
    Kind::Integer(0, 100),
    "how many of a hundred stacks may fail",
)
.unverified();

const MAX_CONCURRENT: Key = Key::new(
    "MaxConcurrentPercentage",
    Kind::Integer(1, 100),
    "how many of a hundred stacks are worked on at the same time",
)
.unverified();

const CALL_AS: Key = Key::new(
    "CallAs",
    Kind::Word(&["SELF", "DELEGATED_ADMIN"]),
    "whether the account acts as the organization's delegated administrator",
)
.unverified();

/// It names no resource. Without it CloudFormation answers "Account used is not a delegated administrator":
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-delegated-admin.html>
const FIND_ADMINISTRATORS: Grant = Grant::new(
    "FindAdministrators",
    &["organizations:ListDelegatedAdministrators"],
    &["*"],
)
.when(When::Is("CallAs", &["DELEGATED_ADMIN"]));

/// A stack set and its instances.
pub const STACK_SET: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::Aws,
    provider: "CloudFormationStackSet",
    version: "1",
    v2_only: false,
    inputs: (1, 3),
    outputs: (0, 0),
    keys: &[
        Key::new(
            "StackSetName",
            text(limits::STACK_SET.max, Chars::Stack),
            "the stack set",
        )
        .required(),
        Key::new("TemplatePath", Kind::File, "the template").required(),
        Key::new("Description", TEXT, "what the stack set is for"),
        Key::new(
            "Parameters",
            TEXT,
            "`ParameterKey=…,ParameterValue=…` for each, or their file",
        ),
        Key::new(
            "Capabilities",
            Kind::Words(&[
                "CAPABILITY_AUTO_EXPAND",
                "CAPABILITY_IAM",
                "CAPABILITY_NAMED_IAM",
            ]),
            "what the template may do: make IAM resources, use macros",
        ),
        Key::new(
            "PermissionModel",
            Kind::Word(&["SELF_MANAGED", "SERVICE_MANAGED"]),
            "whose roles are used: your own, or those that AWS Organizations keeps",
        )
        .otherwise("SELF_MANAGED"),
        Key::new(
            "AdministrationRoleArn",
            Kind::Arn(&["iam"], Lies::InAccount),
            "the administration role; `passing` says the same",
        )
        .only_if(When::Is("PermissionModel", &["SELF_MANAGED"])),
        Key::new(
            "ExecutionRoleName",
            text(limits::ROLE.max, Chars::Iam),
            "the execution role's name in every target account",
        )
        .only_if(When::Is("PermissionModel", &["SELF_MANAGED"]))
        // <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html>
        .otherwise("AWSCloudFormationStackSetExecutionRole"),
        Key::new(
            AUTO_DEPLOYMENT,
            Kind::Word(&["Enabled", "Disabled", "EnabledWithStackRetention"]),
            "whether accounts that join the organization get the stack",
        )
        .only_if(When::Any(&[
            When::Is("PermissionModel", &["SERVICE_MANAGED"]),
            When::Is(AUTO_DEPLOYMENT, &["Disabled"]),
        ]))
        .otherwise("Disabled"),
        Key::new(
            "DeploymentTargets",
            Kind::Accounts,
            "accounts or organizational units, or their file",
        )
        .required_if(When::Written("Regions"))
        .only_if(When::Is(AUTO_DEPLOYMENT, &["Disabled"])),
        Key::new("Regions", Kind::List, "the regions")
            .required_if(When::Written("DeploymentTargets"))
            .only_if(When::Is(AUTO_DEPLOYMENT, &["Disabled"])),
        FAILURE_TOLERANCE,
        MAX_CONCURRENT,
        CALL_AS,
    ],
    accounts: Reach::Unknown,
    regions: Reach::Anywhere,
    passes: Some(Passes {
        service: "cloudformation.amazonaws.com",
        kind: "CloudFormation",
        key: "AdministrationRoleArn",
        applied: When::All(&[
            When::Is("PermissionModel", &["SELF_MANAGED"]),
            When::Omitted("AdministrationRoleArn"),
        ]),
        // All that AWS gives the role of its own template; which accounts are targets may stand in a file.
        // <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html>
        grants: &[Grant::new(
            "AssumeExecutionRoles",
            &["sts:AssumeRole"],
            &["arn:{partition}:iam::*:role/{ExecutionRoleName}"],
        )],
        does: "assumes the execution roles",
        makes: false,
    }),
    variables: Variables::Closed(&["OperationId", "StackSetId"]),
    artifacts: Artifacts::Actor,
    grants: &[
        // IAM knows no resource for it: the stack set is not there yet.
        Grant::new("CreateStackSet", &["cloudformation:CreateStackSet"], &["*"]),
        Grant::new(
            "ManageStackSet",
            &[
                "cloudformation:CreateStackInstances",
                "cloudformation:UpdateStackSet",
            ],
            STACK_SET_ARNS,
        ),
        LOOK_AT_STACK_SET,
        Grant::new(
            "PassAdministrationRole",
            &["iam:PassRole"],
            &["arn:{partition}:iam::{account}:{AdministrationRoleArn|role/}"],
        )
        .when(When::Written("AdministrationRoleArn"))
        .only(&[(
            "StringEquals",
            "iam:PassedToService",
            "cloudformation.amazonaws.com",
        )]),
        FIND_ADMINISTRATORS,
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-StackSets.html",
    notes: &[
        "The role that is passed is the administration role: it may assume the execution role in every target account, and no more.",
        // <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-opt-in-regions.html>
        "It trusts CloudFormation in those of the Regions, too, that an account has to enable; of regions in a file nothing is known.",
        "OrganizationsAutoDeployment goes without DeploymentTargets and Regions.",
    ],
};

/// Further instances of a stack set that is there.
pub const STACK_INSTANCES: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::Aws,
    provider: "CloudFormationStackInstances",
    version: "1",
    v2_only: false,
    inputs: (0, 3),
    outputs: (0, 0),
    keys: &[
        Key::new(
            "StackSetName",
            text(limits::STACK_SET.max, Chars::Stack),
            "the stack set",
        )
        .required(),
        Key::new(
            "DeploymentTargets",
            Kind::Accounts,
            "accounts or organizational units, or their file",
        )
        .required()
        .unverified(),
        Key::new("Regions", Kind::List, "the regions")
            .required()
            .unverified(),
        Key::new(
            "ParameterOverrides",
            TEXT,
            "`ParameterKey=…,ParameterValue=…` for each, or their file",
        ),
        FAILURE_TOLERANCE,
        MAX_CONCURRENT,
        CALL_AS,
    ],
    accounts: Reach::Unknown,
    regions: Reach::Anywhere,
    // The stack set has its administration role already, so none is handed on.
    passes: Some(Passes {
        service: "cloudformation.amazonaws.com",
        kind: "CloudFormation",
        key: "AdministrationRoleArn",
        applied: When::Never,
        grants: &[],
        does: "",
        makes: false,
    }),
    variables: Variables::Closed(&["OperationId", "StackSetId"]),
    artifacts: Artifacts::Actor,
    grants: &[
        Grant::new(
            "ManageStackInstances",
            &[
                "cloudformation:CreateStackInstances",
                "cloudformation:UpdateStackInstances",
            ],
            STACK_SET_ARNS,
        ),
        LOOK_AT_STACK_SET,
        FIND_ADMINISTRATORS,
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-StackSets.html",
    notes: &["It uses the administration role that the stack set was made with."],
};

/// What instances are made of and updated by: the stack set, its targets, and the types of the template's resources, which
/// nobody knows beforehand. An operation on what is not among them fails.
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html>,
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security_iam_id-based-policy-examples.html>
const STACK_SET_ARNS: &[&str] = &[
    STACK_SET_ARN,
    "arn:{partition}:cloudformation:*:{account}:stackset-target/{StackSetName}:*",
    "arn:{partition}:cloudformation:*:*:type/resource/*",
];

const LOOK_AT_STACK_SET: Grant = Grant::new(
    "LookAtStackSet",
    &[
        "cloudformation:DescribeStackSet",
        "cloudformation:DescribeStackSetOperation",
        "cloudformation:ListStackInstances",
    ],
    &[STACK_SET_ARN],
);

const STACK_SET_ARN: &str =
    "arn:{partition}:cloudformation:{region}:{account}:stackset/{StackSetName}:*";
