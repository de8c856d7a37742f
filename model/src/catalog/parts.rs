//! What stands within a setting: the maps and lists of maps that CloudFormation knows by name, as data.
//!
//! Their keys are those of CloudFormation's pages of `AWS::CodePipeline::Pipeline` and `AWS::CodeBuild::Project`, their
//! limits those of the service models in botocore 1.44.5.

use super::entry::{ANY_TEXT, TEXT, text};
use super::limits::{self, Name};
use super::{Chars, Key, Kind, Lies, When};

/// A setting that has keys of its own.
pub struct Part {
    /// What has the keys, as the beginning of a sentence.
    pub owner: &'static str,
    /// The keys.
    pub keys: &'static [Key],
    /// The most maps of a list; 0 where the setting is one map.
    pub most: usize,
}

/// Variables that a build or a shell is given: a map from names to values.
pub struct Environment {
    /// What a name keeps to.
    pub name: Name,
    /// What a name must not begin with; empty where nothing is kept back.
    pub reserved: &'static str,
    /// The most characters of a value.
    pub longest: usize,
    /// The most variables.
    pub most: usize,
    /// What a variable has besides its name, where it is a map; its value above all.
    pub keys: &'static [Key],
    /// What a variable has in a list of them; none where a list is not taken.
    pub listed: &'static [Key],
}

/// `ExistingArtifactBucket`
pub static EXISTING_BUCKET: Part = Part {
    owner: "`ExistingArtifactBucket`",
    keys: &[
        Key::new(
            "Name",
            text(limits::BUCKET.max, Chars::Bucket),
            "the bucket's name",
        )
        .required(),
        Key::new(
            "KeyArn",
            Kind::Arn(&["kms"], Lies::Anywhere),
            "the ARN of its key",
        )
        .required(),
    ],
    most: 0,
};

/// `Variables` of a pipeline.
pub static VARIABLES: Part = Part {
    owner: "a variable",
    keys: &[
        Key::new(
            "Name",
            text(limits::VARIABLE.max, Chars::Namespace),
            "its name",
        )
        .required(),
        Key::new(
            "DefaultValue",
            text(1_000, Chars::Any),
            "what holds where an execution does not say it",
        ),
        Key::new("Description", text(200, Chars::Any), "what it is for"),
    ],
    most: limits::PIPELINE_VARIABLES,
};

/// `Triggers`
pub static TRIGGERS: Part = Part {
    owner: "a trigger",
    keys: &[
        Key::new(
            "ProviderType",
            Kind::Word(&["CodeStarSourceConnection"]),
            "whose trigger it is",
        )
        .required(),
        Key::new(
            "GitConfiguration",
            Kind::Part(&GIT),
            "what starts the pipeline: SourceActionName, Push, PullRequest",
        ),
    ],
    most: limits::TRIGGERS,
};

static GIT: Part = Part {
    owner: "`GitConfiguration`",
    keys: &[
        Key::new("SourceActionName", TEXT, "the action that it starts with").required(),
        Key::new("Push", Kind::Part(&PUSH), "pushes that start the pipeline"),
        Key::new(
            "PullRequest",
            Kind::Part(&PULL_REQUEST),
            "pull requests that start the pipeline",
        ),
    ],
    most: 0,
};

static PUSH: Part = Part {
    owner: "a filter of `Push`",
    keys: &[
        BRANCHES,
        FILE_PATHS,
        Key::new("Tags", Kind::Part(&TAGS), "its tags"),
    ],
    most: limits::GIT_FILTERS,
};

static PULL_REQUEST: Part = Part {
    owner: "a filter of `PullRequest`",
    keys: &[
        BRANCHES,
        Key::new(
            "Events",
            Kind::Each(limits::NONE, &Kind::Word(&["OPEN", "UPDATED", "CLOSED"])),
            "what becomes of the request",
        ),
        FILE_PATHS,
    ],
    most: limits::GIT_FILTERS,
};

const BRANCHES: Key = Key::new("Branches", Kind::Part(&BRANCH_PATTERNS), "its branches");
const FILE_PATHS: Key = Key::new("FilePaths", Kind::Part(&PATH_PATTERNS), "its files");

static BRANCH_PATTERNS: Part = patterns("`Branches`");
static PATH_PATTERNS: Part = patterns("`FilePaths`");
static TAGS: Part = patterns("`Tags`");

/// What a filter takes in and leaves out.
const fn patterns(owner: &'static str) -> Part {
    Part {
        owner,
        keys: PATTERNS,
        most: 0,
    }
}

const PATTERNS: &[Key] = &[
    Key::new("Includes", PATTERN, "the patterns of what starts it"),
    Key::new("Excludes", PATTERN, "the patterns of what does not"),
];
const PATTERN: Kind = Kind::Each(limits::GIT_PATTERNS, &text(limits::GIT_PATTERN, Chars::Any));

/// `VpcConfig`
/// <https://docs.aws.amazon.com/codebuild/latest/userguide/enabling-vpc-access-in-projects.html>
pub static NETWORK: Part = Part {
    owner: "`VpcConfig`",
    keys: &[
        Key::new("VpcId", ANY_TEXT, "the network").required(),
        Key::new(
            "Subnets",
            Kind::Each(limits::SUBNETS, &ANY_TEXT),
            "its subnets",
        )
        .required(),
        Key::new(
            "SecurityGroupIds",
            Kind::Each(limits::SECURITY_GROUPS, &ANY_TEXT),
            "its security groups",
        )
        .required(),
    ],
    most: 0,
};

/// `Cache`. CreateProject answers otherwise: "At least one mode must be provided for cache type: LOCAL", "Invalid cache:
/// location must be a valid S3 bucket, followed by slash and the prefix".
pub static CACHE: Part = Part {
    owner: "`Cache`",
    keys: &[
        Key::new(
            "Type",
            Kind::Word(&["NO_CACHE", "S3", "LOCAL"]),
            "where it is kept",
        )
        .required(),
        Key::new(
            "Location",
            ANY_TEXT,
            "the bucket, and the folder in it after a slash",
        )
        .required_if(When::Is("Type", &["S3"])),
        Key::new(
            "Modes",
            Kind::Each(
                limits::NONE,
                &Kind::Word(&[
                    "LOCAL_CUSTOM_CACHE",
                    "LOCAL_DOCKER_LAYER_CACHE",
                    "LOCAL_SOURCE_CACHE",
                ]),
            ),
            "what is kept where it is built",
        )
        .required_if(When::Is("Type", &["LOCAL"])),
        Key::new(
            "CacheNamespace",
            ANY_TEXT,
            "the name under which projects share it",
        ),
    ],
    most: 0,
};

const ANY_NAME: Name = Name {
    min: 1,
    max: limits::NONE,
    chars: Chars::Any,
};

/// `EnvironmentVariables` of a project. CreateProject answers: "No user environment variables can start with CODEBUILD_".
pub static BUILD_ENVIRONMENT: Environment = Environment {
    name: ANY_NAME,
    reserved: "CODEBUILD_",
    longest: limits::NONE,
    most: limits::NONE,
    keys: &[
        Key::new("Type", BUILD_TYPE, "where its value is"),
        Key::new("Value", ANY_TEXT, "its value, or the name of that"),
        // As CodeBuild's own JSON spells them.
        Key::new("type", BUILD_TYPE, "where its value is"),
        Key::new("value", ANY_TEXT, "its value, or the name of that"),
    ],
    listed: &[],
};

/// `EnvironmentVariables` of an action, beside its configuration.
pub static SHELL_ENVIRONMENT: Environment = Environment {
    name: limits::ENVIRONMENT_VARIABLE,
    reserved: "",
    longest: limits::ENVIRONMENT_VALUE,
    most: limits::ENVIRONMENT_VARIABLES,
    keys: &[SHELL_TYPE, SHELL_VALUE],
    listed: &[
        Key::new(
            "Name",
            text(
                limits::ENVIRONMENT_VARIABLE.max,
                limits::ENVIRONMENT_VARIABLE.chars,
            ),
            "its name",
        )
        .required(),
        SHELL_TYPE,
        SHELL_VALUE.required(),
    ],
};

const SHELL_TYPE: Key = Key::new(
    "Type",
    Kind::Word(&["PLAINTEXT", "SECRETS_MANAGER"]),
    "where its value is",
);
const SHELL_VALUE: Key = Key::new(
    "Value",
    text(limits::ENVIRONMENT_VALUE, Chars::Any),
    "its value, or the name of that",
);

/// `EnvironmentVariables` of a build's action, which become JSON. Their keys are spelled as CodeBuild spells them, or as
/// CloudFormation does. CodePipeline answers otherwise: "EnvironmentVariables specified in action config does not match
/// expected format".
/// <https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html>
pub static BUILD_VARIABLES: Environment = Environment {
    name: ANY_NAME,
    reserved: "",
    longest: limits::NONE,
    most: limits::NONE,
    keys: &[TYPE, VALUE, CLOUD_FORMATIONS_TYPE, CLOUD_FORMATIONS_VALUE],
    listed: &[
        Key::new("name", TEXT, "its name").unverified().required(),
        VALUE.required(),
        TYPE,
        Key::new("Name", TEXT, "its name").unverified(),
        CLOUD_FORMATIONS_VALUE,
        CLOUD_FORMATIONS_TYPE,
    ],
};

const TYPE: Key = Key::new("type", BUILD_TYPE, "where its value is");
const VALUE: Key = Key::new("value", TEXT, "its value, or the name of that").unverified();
const CLOUD_FORMATIONS_TYPE: Key = Key::new("Type", BUILD_TYPE, "where its value is");
const CLOUD_FORMATIONS_VALUE: Key =
    Key::new("Value", TEXT, "its value, or the name of that").unverified();

/// `Variables` of an action that starts a pipeline.
/// <https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineVariable.html>
pub static STARTING_VARIABLES: Part = Part {
    owner: "a variable",
    keys: &[
        Key::new(
            "name",
            text(limits::VARIABLE.max, Chars::Namespace),
            "its name",
        )
        .required(),
        Key::new("value", text(1_000, Chars::Any), "its value").required(),
    ],
    most: limits::NONE,
};

/// `SourceRevisions` of an action that starts a pipeline.
/// <https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_SourceRevisionOverride.html>
pub static SOURCE_REVISIONS: Part = Part {
    owner: "a revision",
    keys: &[
        Key::new(
            "actionName",
            text(limits::ACTION.max, Chars::Pipeline),
            "the source action",
        )
        .required(),
        Key::new(
            "revisionType",
            Kind::Word(&[
                "COMMIT_ID",
                "IMAGE_DIGEST",
                "S3_OBJECT_KEY",
                "S3_OBJECT_VERSION_ID",
            ]),
            "what its value is",
        )
        .required(),
        Key::new("revisionValue", text(1_500, Chars::Any), "the revision").required(),
    ],
    most: limits::NONE,
};

const BUILD_TYPE: Kind = Kind::Word(&["PLAINTEXT", "PARAMETER_STORE", "SECRETS_MANAGER"]);

/// Commands of a shell.
pub const COMMANDS: Kind = Kind::Each(limits::COMMANDS, &text(limits::COMMAND, Chars::Line));

#[cfg(test)]
mod tests {
    use super::*;

    /// Each table of keys below these.
    fn tables(keys: &'static [Key], found: &mut Vec<&'static [Key]>) {
        found.push(keys);
        for key in keys {
            if let Kind::Part(part) = key.kind {
                tables(part.keys, found);
            }
        }
    }

    #[test]
    fn no_table_has_a_key_twice() {
        let mut found = Vec::new();
        for keys in [
            super::super::settings::PIPELINE,
            super::super::settings::PROJECT,
        ] {
            tables(keys, &mut found);
        }
        for gate in super::super::gates::GATES {
            tables(gate.keys, &mut found);
        }
        assert!(found.len() > 15);
        for table in found {
            let mut names: Vec<_> = table.iter().map(|key| key.name).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        }
    }
}
