//! Enumerations in the maps within settings: the keys of such maps that have words of their own.

use super::settings::{CONDITION, GATES, RETRY};
use super::{Key, Kind};

/// Whose a trigger is.
pub const PROVIDER_TYPE: Key = Key::new(
    "ProviderType",
    Kind::Word(&["CodeStarSourceConnection"]),
    "whose trigger it is",
)
.required();

/// The key whose map has names of the author's before such maps: `{ NAME: { value: "…", type: … } }`.
pub const NAMED: &str = "EnvironmentVariables";

/// Keys by the one under which their map stands, where all keys of that map are known and checked.
static WHOLE: &[(&str, &[Key])] = &[
    (
        "Triggers",
        &[PROVIDER_TYPE, map("GitConfiguration", "what starts it")],
    ),
    ("Conditions", CONDITION),
    ("Rules", &[map("RuleTypeId", "what it is")]),
    ("RetryConfiguration", RETRY),
];

/// The same where no other keys of that map are known.
static ALONE: &[(&str, &[Key])] = &[
    (
        "GitConfiguration",
        &[map("PullRequest", "the pull requests that start it")],
    ),
    // https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GitPullRequestFilter.html
    (
        "PullRequest",
        &[words("Events", &["OPEN", "UPDATED", "CLOSED"])],
    ),
    // https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RuleTypeId.html
    (
        "RuleTypeId",
        &[word("Category", &["Rule"]), word("Owner", &["AWS"])],
    ),
    // https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectCache.html
    (
        "Cache",
        &[
            word("Type", &["NO_CACHE", "S3", "LOCAL"]),
            words(
                "Modes",
                &[
                    "LOCAL_SOURCE_CACHE",
                    "LOCAL_DOCKER_LAYER_CACHE",
                    "LOCAL_CUSTOM_CACHE",
                ],
            ),
        ],
    ),
    // As CodeBuild's configuration and as CloudFormation spells it.
    // https://docs.aws.amazon.com/codebuild/latest/APIReference/API_EnvironmentVariable.html
    (
        NAMED,
        &[word("type", VARIABLE_TYPES), word("Type", VARIABLE_TYPES)],
    ),
];

const VARIABLE_TYPES: &[&str] = &["PLAINTEXT", "PARAMETER_STORE", "SECRETS_MANAGER"];

const fn word(name: &'static str, words: &'static [&'static str]) -> Key {
    Key::new(name, Kind::Word(words), "one of its words")
}

const fn words(name: &'static str, words: &'static [&'static str]) -> Key {
    Key::new(name, Kind::Words(words), "some of its words")
}

const fn map(name: &'static str, about: &'static str) -> Key {
    Key::new(name, Kind::Map, about)
}

/// The keys with words in the maps that stand under a key.
pub fn within(name: &str) -> &'static [Key] {
    for gate in GATES {
        if gate.name == name {
            return gate.keys;
        }
    }
    match keys(WHOLE, name) {
        [] => alone(name),
        keys => keys,
    }
}

/// The same for the maps of which no other keys are known.
pub fn alone(name: &str) -> &'static [Key] {
    keys(ALONE, name)
}

fn keys(table: &'static [(&str, &[Key])], name: &str) -> &'static [Key] {
    for (known, keys) in table {
        if *known == name {
            return keys;
        }
    }
    &[]
}
