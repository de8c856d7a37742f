//! The gates of a stage, in AWS's shape: conditions, the rules that they ask, and what is tried again.

use super::entry::{TEXT, text};
use super::parts::{COMMANDS, Part};
use super::{Chars, Gate, Key, Kind, Lies, limits};

/// The gates of a stage.
pub static GATES: &[Gate] = &[
    Gate {
        name: "BeforeEntry",
        keys: &[CONDITIONS],
        results: &["FAIL", "SKIP"],
    },
    Gate {
        name: "OnSuccess",
        keys: &[CONDITIONS],
        results: &["ROLLBACK", "FAIL"],
    },
    Gate {
        name: "OnFailure",
        keys: &[
            Key::new(
                "Result",
                // The API has more words than the template.
                Kind::Word(&["ROLLBACK", "RETRY"]),
                "what is done when the stage fails; not together with Conditions",
            ),
            Key::new(
                "RetryConfiguration",
                Kind::Part(&RETRY),
                "what is tried again: RetryMode",
            ),
            CONDITIONS,
        ],
        results: &["ROLLBACK"],
    },
];

/// The gate of that name.
pub fn gate(name: &str) -> Option<&'static Gate> {
    GATES.iter().find(|gate| gate.name == name)
}

const CONDITIONS: Key = Key::new(
    "Conditions",
    Kind::Part(&CONDITION),
    "one condition: Result, Rules",
);

/// What a condition may result in, in whatever gate.
pub static RESULTS: &[&str] = &["ROLLBACK", "FAIL", "RETRY", "SKIP"];

/// The rules by which a condition may skip a stage.
/// <https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html>
pub static SKIPPING: &[&str] = &["LambdaInvoke", "VariableCheck"];

static CONDITION: Part = Part {
    owner: "a condition",
    keys: &[
        Key::new("Result", Kind::Word(RESULTS), "what it results in"),
        Key::new("Rules", Kind::Part(&RULE), "what it asks").required(),
    ],
    most: limits::CONDITIONS,
};

static RULE: Part = Part {
    owner: "a rule",
    keys: &[
        Key::new(
            "Name",
            text(limits::ACTION.max, Chars::Pipeline),
            "the rule's name",
        )
        .required(),
        Key::new(
            "RuleTypeId",
            Kind::Part(&RULE_TYPE),
            "what it is: Category, Owner, Provider, Version",
        )
        .required(),
        Key::new(
            "Configuration",
            Kind::Map,
            "what its provider needs to know",
        ),
        Key::new(
            "Commands",
            COMMANDS,
            "the shell commands of a `Commands` rule",
        ),
        Key::new(
            "InputArtifacts",
            Kind::Part(&INPUT),
            "the artifacts that it reads",
        ),
        Key::new("Region", TEXT, "the region that it runs in"),
        Key::new(
            "RoleArn",
            Kind::Arn(&["iam"], Lies::Anywhere),
            "the role that acts",
        ),
    ],
    most: limits::RULES,
};

static RULE_TYPE: Part = Part {
    owner: "`RuleTypeId`",
    keys: &[
        Key::new("Category", Kind::Word(&["Rule"]), "always `Rule`").required(),
        Key::new("Owner", Kind::Word(&["AWS"]), "always `AWS`"),
        Key::new("Provider", Kind::Rule, "the provider").required(),
        Key::new(
            "Version",
            text(limits::VERSION.max, limits::VERSION.chars),
            "its version",
        ),
    ],
    most: 0,
};

static INPUT: Part = Part {
    owner: "an artifact",
    keys: &[Key::new(
        "Name",
        text(limits::ARTIFACT.max, limits::ARTIFACT.chars),
        "its name",
    )
    .required()],
    most: limits::NONE,
};

static RETRY: Part = Part {
    owner: "`RetryConfiguration`",
    keys: &[Key::new(
        "RetryMode",
        Kind::Word(&["FAILED_ACTIONS", "ALL_ACTIONS"]),
        "what is tried again",
    )],
    most: 0,
};
