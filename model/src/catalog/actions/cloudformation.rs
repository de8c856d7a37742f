//! The action of CloudFormation's stacks and change sets.

use crate::catalog::entry::{TEXT, text};
use crate::catalog::{
    ActionType, Artifacts, Chars, Grant, Key, Kind, Passes, Reach, Variables, When, limits,
};
use crate::pipeline::{Category, Owner};

/// A stack or a change set.
pub const STACK: ActionType = ActionType {
    category: Category::Deploy,
    owner: Owner::Aws,
    provider: "CloudFormation",
    version: "1",
    v2_only: false,
    inputs: (0, 10),
    outputs: (0, 1),
    keys: &[
        Key::new(
            "ActionMode",
            Kind::Word(&[
                "CHANGE_SET_EXECUTE",
                "CHANGE_SET_REPLACE",
                "CREATE_UPDATE",
                "DELETE_ONLY",
                "REPLACE_ON_FAILURE",
            ]),
            "what is done with the stack or the change set",
        )
        .required(),
        Key::new(
            "StackName",
            text(limits::STACK.max, Chars::Stack),
            "the stack",
        )
        .required(),
        Key::new(
            "ChangeSetName",
            text(limits::CHANGE_SET.max, Chars::Stack),
            "the change set",
        )
        .required_if(When::Is(
            "ActionMode",
            &["CHANGE_SET_EXECUTE", "CHANGE_SET_REPLACE"],
        )),
        Key::new("TemplatePath", Kind::File, "the template").required_if(When::Is(
            "ActionMode",
            &["CHANGE_SET_REPLACE", "CREATE_UPDATE", "REPLACE_ON_FAILURE"],
        )),
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
            "OutputFileName",
            TEXT,
            "the file for the stack's outputs in the output artifact",
        )
        .only_if(When::Output),
        Key::new(
            "ParameterOverrides",
            Kind::Json(limits::PARAMETER_OVERRIDES),
            "values of parameters, over those of TemplateConfiguration",
        ),
        Key::new(
            "TemplateConfiguration",
            Kind::File,
            "the file with parameters, tags and a stack policy",
        ),
    ],
    accounts: Reach::Anywhere,
    regions: Reach::Anywhere,
    passes: Some(Passes {
        service: "cloudformation.amazonaws.com",
        kind: "CloudFormation",
        key: "RoleArn",
        applied: When::Is(
            "ActionMode",
            &[
                "CHANGE_SET_REPLACE",
                "CREATE_UPDATE",
                "DELETE_ONLY",
                "REPLACE_ON_FAILURE",
            ],
        ),
        // A template with macros, of SAM above all, is expanded with the passed role.
        grants: &[Grant::new(
            "ExpandTransforms",
            &["cloudformation:CreateChangeSet"],
            &["arn:{partition}:cloudformation:{region}:aws:transform/*"],
        )
        .when(When::Any(&[
            When::Is("ActionMode", &["CHANGE_SET_REPLACE"]),
            When::All(&[
                When::Is("ActionMode", &["CREATE_UPDATE", "REPLACE_ON_FAILURE"]),
                When::Holds("Capabilities", "CAPABILITY_AUTO_EXPAND"),
            ]),
        ]))],
        does: "expands the template's transforms",
        makes: true,
    }),
    variables: Variables::Open("every output of the stack"),
    artifacts: Artifacts::Actor,
    // ValidateTemplate is not among them: it names no resource, and no mode of the action needs it.
    grants: &[
        Grant::new(
            "PrepareChangeSet",
            &[
                "cloudformation:CreateChangeSet",
                "cloudformation:DeleteChangeSet",
                "cloudformation:DescribeChangeSet",
                "cloudformation:DescribeStacks",
            ],
            STACK_ARN,
        )
        .when(When::Is("ActionMode", &["CHANGE_SET_REPLACE"]))
        .only(&[(
            "StringEqualsIfExists",
            "cloudformation:ChangeSetName",
            "{ChangeSetName}",
        )]),
        Grant::new(
            "ExecuteChangeSet",
            &[
                "cloudformation:DescribeChangeSet",
                "cloudformation:DescribeStackEvents",
                "cloudformation:DescribeStacks",
                "cloudformation:ExecuteChangeSet",
            ],
            STACK_ARN,
        )
        .when(When::Is("ActionMode", &["CHANGE_SET_EXECUTE"]))
        .only(&[(
            "StringEqualsIfExists",
            "cloudformation:ChangeSetName",
            "{ChangeSetName}",
        )]),
        Grant::new(
            "ManageStack",
            &[
                "cloudformation:CreateStack",
                "cloudformation:DescribeStackEvents",
                "cloudformation:DescribeStackResources",
                "cloudformation:DescribeStacks",
                "cloudformation:GetStackPolicy",
                "cloudformation:GetTemplate",
                "cloudformation:GetTemplateSummary",
                "cloudformation:SetStackPolicy",
                "cloudformation:UpdateStack",
            ],
            STACK_ARN,
        )
        .when(When::Is(
            "ActionMode",
            &["CREATE_UPDATE", "REPLACE_ON_FAILURE"],
        )),
        Grant::new("ReplaceStack", &["cloudformation:DeleteStack"], STACK_ARN)
            .when(When::Is("ActionMode", &["REPLACE_ON_FAILURE"])),
        Grant::new(
            "DeleteStack",
            &[
                "cloudformation:DeleteStack",
                "cloudformation:DescribeStackEvents",
                "cloudformation:DescribeStacks",
            ],
            STACK_ARN,
        )
        .when(When::Is("ActionMode", &["DELETE_ONLY"])),
    ],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html",
    notes: &[
        "CHANGE_SET_EXECUTE applies the role with which the change set was made.",
        "OutputFileName needs an output artifact.",
        "REPLACE_ON_FAILURE may delete the stack: AWS recommends it for tests only.",
    ],
};

/// A stack's id follows its name, and no one knows it beforehand.
const STACK_ARN: &[&str] =
    &["arn:{partition}:cloudformation:{region}:{account}:stack/{StackName}/*"];
