//! Actions that wait for a person.

use crate::catalog::entry::TEXT;
use crate::catalog::{ActionType, Artifacts, Grant, Key, Kind, Lies, Reach, Variables, When};
use crate::pipeline::{Category, Owner};

/// Waits until somebody approves or rejects.
pub const MANUAL: ActionType = ActionType {
    category: Category::Approval,
    owner: Owner::Aws,
    provider: "Manual",
    version: "1",
    v2_only: false,
    inputs: (0, 0),
    outputs: (0, 0),
    keys: &[
        // AWS asks for a topic of the pipeline's region; a topic's own policy may admit other accounts.
        Key::new(
            "NotificationArn",
            Kind::Arn(&["sns"], Lies::InRegion),
            "the topic that is told that somebody is waited for",
        ),
        Key::new(
            "CustomData",
            TEXT,
            "what the person who decides should know",
        ),
        Key::new(
            "ExternalEntityLink",
            TEXT,
            "the address of what is to be reviewed",
        ),
    ],
    accounts: Reach::Unknown,
    regions: Reach::Unknown,
    passes: None,
    variables: Variables::Unknown,
    artifacts: Artifacts::Actor,
    grants: &[Grant::new(
        "AskForApproval",
        &["sns:Publish"],
        &["arn:{partition}:sns:{region}:*:{NotificationArn|}"],
    )
    .when(When::Written("NotificationArn"))],
    event: None,
    readers: &[],
    source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-action-add.html",
    notes: &["Without TimeoutInMinutes it waits for seven days."],
};
