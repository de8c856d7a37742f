//! What AWS's templates have a key for and the language says in words of its own.

use crate::catalog::ActionType;

/// A key as AWS spells it, and what to write for it.
pub(super) type Word = (&'static str, &'static str);

/// Those of an action, `RoleArn` excepted.
pub(super) const OF_ACTION: &[Word] = &[
    (
        "Region",
        "say it where the action runs: `in ACCOUNT / \"eu-west-1\"`",
    ),
    (
        "RunOrder",
        "actions run in the order written, those in `parallel { … }` at the same time",
    ),
    (
        "InputArtifacts",
        "write them after the provider: `(source)`",
    ),
    ("OutputArtifacts", "write them after the inputs: `-> app`"),
    ("Name", "write it before the provider: `NAME: PROVIDER;`"),
    (
        "ActionTypeId",
        "write it after the name: `NAME: CATEGORY::PROVIDER;`",
    ),
    (
        "Configuration",
        "write its keys here, without `Configuration: { … }`",
    ),
];

/// Those of a pipeline.
pub(super) const OF_PIPELINE: &[Word] = &[
    (
        "Name",
        "write it after the word: `pipeline \"NAME\" in ACCOUNT`",
    ),
    (
        "RoleArn",
        "say `as ROLE` before the braces, with a role of kind `Pipeline`",
    ),
    ("ArtifactStore", STORES),
    ("ArtifactStores", STORES),
    ("Stages", "write them after the braces: `stage NAME { … }`"),
];

const STORES: &str = "the buckets are made, one a region; name one that is there with \
                      `ExistingArtifactBucket: { Name: …, KeyArn: … }`";

/// Those of a project.
pub(super) const OF_PROJECT: &[Word] = &[
    ("Name", "write it after the word: `project NAME in ACCOUNT`"),
    (
        "ServiceRole",
        "say `as ROLE` before the braces, with a role of kind `CodeBuild`",
    ),
    (
        "Environment",
        "write its keys here, without `Environment: { … }`",
    ),
    (
        "Source",
        "an action's inputs are its sources: `build: CodeBuild(source)`",
    ),
    (
        "Artifacts",
        "an action's outputs are its artifacts: `build: CodeBuild(source) -> app`",
    ),
];

/// What to write for a key, whatever the case of its letters.
pub(super) fn said_otherwise(name: &str, words: &[Word]) -> Option<&'static str> {
    for (word, help) in words {
        if word.eq_ignore_ascii_case(name) {
            return Some(help);
        }
    }
    None
}

impl ActionType {
    /// What to write for a key of an action.
    pub(super) fn said_otherwise(&self, name: &str) -> Option<String> {
        if let Some(help) = said_otherwise(name, OF_ACTION) {
            return Some(help.to_owned());
        }
        match &self.passes {
            _ if !name.eq_ignore_ascii_case("RoleArn") => None,
            Some(passes) => Some(format!(
                "say `passing ROLE`, with a role of kind `{}` that is placed where the action runs",
                passes.kind
            )),
            None => Some(format!(
                "`{}` is handed no role; the role that acts stands after `as`",
                self.provider
            )),
        }
    }
}
