//! How long names may be and of which characters, how much a pipeline may hold, and how large a policy may be.
//!
//! Unless a comment says otherwise the bounds are those of the service models in botocore 1.44.5.

mod names;
mod prose;
mod tags;

use super::Chars;

pub use names::{Fault, Name, is_account_id};
pub use prose::Prose;
pub use tags::Tag;

/// Where no limit is known.
pub const NONE: usize = usize::MAX;

/// A pipeline's name.
pub const PIPELINE: Name = Name {
    min: 1,
    max: 100,
    chars: Chars::Pipeline,
};
/// A stage's name.
pub const STAGE: Name = Name {
    min: 1,
    max: 100,
    chars: Chars::Pipeline,
};
/// An action's name.
pub const ACTION: Name = Name {
    min: 1,
    max: 100,
    chars: Chars::Pipeline,
};
/// An artifact's name.
pub const ARTIFACT: Name = Name {
    min: 1,
    max: 100,
    chars: Chars::Artifact,
};
/// A namespace of output variables.
pub const NAMESPACE: Name = Name {
    min: 1,
    max: 100,
    chars: Chars::Namespace,
};
/// The name of a pipeline's variable.
pub const VARIABLE: Name = Name {
    min: 1,
    max: 128,
    chars: Chars::Namespace,
};
/// A role's name.
pub const ROLE: Name = Name {
    min: 1,
    max: 64,
    chars: Chars::Iam,
};
/// A CodeBuild project's name.
pub const PROJECT: Name = Name {
    min: 2,
    max: 150,
    chars: Chars::Project,
};
/// A bucket's name.
pub const BUCKET: Name = Name {
    min: 3,
    max: 63,
    chars: Chars::Bucket,
};
/// What follows `alias/` in the name of a key's alias, which has 256 characters in all.
pub const ALIAS: Name = Name {
    min: 1,
    max: 250,
    chars: Chars::Alias,
};
/// A stack's name.
pub const STACK: Name = Name {
    min: 1,
    max: 128,
    chars: Chars::Stack,
};
/// A change set's name.
pub const CHANGE_SET: Name = Name {
    min: 1,
    max: 128,
    chars: Chars::Stack,
};
/// A stack set's name.
pub const STACK_SET: Name = Name {
    min: 1,
    max: 128,
    chars: Chars::Stack,
};
/// The id of a statement of an event bus's policy.
pub const BUS_STATEMENT: Name = Name {
    min: 1,
    max: 64,
    chars: Chars::Artifact,
};
/// The name of an EventBridge rule.
pub const EVENT_RULE: Name = Name {
    min: 1,
    max: 64,
    chars: Chars::Repository,
};

/// The most characters of a role's path, its slashes among them.
pub const ROLE_PATH: usize = 512;

/// A role's description.
pub const ROLE_DESCRIPTION: Prose = Prose {
    max: 1_000,
    in_bytes: false,
    is_latin: true,
};
/// A template's description: CloudFormation's quotas.
pub const TEMPLATE_DESCRIPTION: Prose = Prose {
    max: 1_024,
    in_bytes: true,
    is_latin: false,
};
/// A stack set's description.
pub const STACK_SET_DESCRIPTION: Prose = description(1_024);
/// A CodeBuild project's description.
pub const PROJECT_DESCRIPTION: Prose = description(255);
/// A key's description.
pub const KEY_DESCRIPTION: Prose = description(8_192);
/// The description of an EventBridge rule.
pub const EVENT_RULE_DESCRIPTION: Prose = description(512);

/// A description of any characters.
const fn description(max: usize) -> Prose {
    Prose {
        max,
        in_bytes: false,
        is_latin: false,
    }
}

/// The fewest and most stages of a pipeline: CodePipeline's quotas, as are the next four.
pub const STAGES: (usize, usize) = (2, 50);
/// The most actions of a stage.
pub const ACTIONS_IN_STAGE: usize = 50;
/// The most actions of a pipeline.
pub const ACTIONS_IN_PIPELINE: usize = 500;
/// The most actions of a stage that share a run order.
pub const PARALLEL_ACTIONS: usize = 50;
/// The most run orders of a stage.
pub const SEQUENTIAL_ACTIONS: usize = 50;

/// The most characters of a configuration value.
///
/// The API model still says 1,000; the service itself answers "Member must have length less than or equal to
/// 50000" since 2022 at the latest (github.com/aws/aws-cdk/issues/19767), and a pipeline that it accepts is not refused here.
pub const CONFIGURATION_VALUE: usize = 50_000;
/// The most bytes of the JSON in `ParameterOverrides`: CodePipeline's quotas.
pub const PARAMETER_OVERRIDES: usize = 1_024;
/// The least and most minutes that an approval waits.
pub const TIMEOUT_MINUTES: (i64, i64) = (5, 86_400);
/// The least and most minutes that a build may take.
pub const BUILD_MINUTES: (i64, i64) = (5, 2_160);
/// The most commands of a `Commands` action.
pub const COMMANDS: usize = 50;
/// The most characters of a command.
pub const COMMAND: usize = 1_000;
/// The most output variables of a `Commands` action.
pub const OUTPUT_VARIABLES: usize = 15;
/// The most environment variables beside an action's configuration.
pub const ENVIRONMENT_VARIABLES: usize = 10;
/// The most paths in an output artifact's `Files`.
pub const FILES: usize = 10;
/// The most characters of one of them.
pub const FILE: usize = 128;
/// The name of a variable beside an action's configuration.
pub const ENVIRONMENT_VARIABLE: Name = Name {
    min: 1,
    max: 128,
    chars: Chars::Shell,
};
/// The most characters of its value.
pub const ENVIRONMENT_VALUE: usize = 2_000;
/// The version of an action type.
pub const VERSION: Name = Name {
    min: 1,
    max: 9,
    chars: Chars::Artifact,
};
/// The provider of an action type.
pub const PROVIDER: Name = Name {
    min: 1,
    max: 35,
    chars: Chars::Artifact,
};
/// The most conditions of a stage's gate.
pub const CONDITIONS: usize = 1;
/// The most rules of a condition.
pub const RULES: usize = 5;
/// The most filters of a trigger's pushes, and of its pull requests.
pub const GIT_FILTERS: usize = 3;
/// The most patterns of a filter's branches, files or tags that are taken in, and that are left out.
pub const GIT_PATTERNS: usize = 8;
/// The most characters of one of them.
pub const GIT_PATTERN: usize = 255;
/// The most subnets of a project's network.
/// <https://docs.aws.amazon.com/codebuild/latest/APIReference/API_VpcConfig.html>
pub const SUBNETS: usize = 16;
/// The most security groups of a project's network.
pub const SECURITY_GROUPS: usize = 5;
/// The most variables of a pipeline.
pub const PIPELINE_VARIABLES: usize = 50;
/// The most triggers of a pipeline.
pub const TRIGGERS: usize = 50;
/// The most tags of a pipeline: CodePipeline's quotas.
pub const TAGS: usize = 50;
/// A tag.
pub const TAG: Tag = Tag {
    key: 128,
    value: 256,
};
/// A tag of a CodeBuild project.
pub const PROJECT_TAG: Tag = Tag {
    key: 127,
    value: 255,
};

/// The most characters of a trust policy, white space not counted: IAM's quota without a request.
pub const TRUST_POLICY: usize = 2_048;
/// The most characters of all inline policies of a role, white space not counted: IAM's quotas.
pub const INLINE_POLICIES: usize = 10_240;
/// The most characters of a managed policy, white space not counted: IAM's quotas.
pub const MANAGED_POLICY: usize = 6_144;
/// The most bytes of a bucket policy: S3's guide to bucket policies.
pub const BUCKET_POLICY: usize = 20_480;
/// The most bytes of a key policy: KMS's resource quotas.
pub const KEY_POLICY: usize = 32_768;
/// The most bytes of a stack set's template that stands in another template: CloudFormation's quotas.
pub const STACK_SET_TEMPLATE: usize = 51_200;
/// The most resources of a template: CloudFormation's quotas.
pub const RESOURCES: usize = 500;
/// The most bytes of a template that is uploaded to a bucket: CloudFormation's quotas.
pub const TEMPLATE: usize = 1_048_576;
/// The most bytes of a template that is passed in the request: CloudFormation's quotas.
pub const TEMPLATE_BODY: usize = 51_200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas_are_aws_s() {
        assert_eq!(
            (STAGES, ACTIONS_IN_STAGE, ACTIONS_IN_PIPELINE),
            ((2, 50), 50, 500)
        );
        assert_eq!(
            (PARALLEL_ACTIONS, SEQUENTIAL_ACTIONS, PARAMETER_OVERRIDES),
            (50, 50, 1024)
        );
        assert_eq!(
            (TRUST_POLICY, INLINE_POLICIES, MANAGED_POLICY),
            (2048, 10240, 6144)
        );
        assert_eq!(
            (BUCKET_POLICY, KEY_POLICY, STACK_SET_TEMPLATE),
            (20480, 32768, 51200)
        );
        assert_eq!((TIMEOUT_MINUTES, BUILD_MINUTES), ((5, 86400), (5, 2160)));
        assert_eq!(
            (COMMANDS, COMMAND, OUTPUT_VARIABLES, FILES),
            (50, 1000, 15, 10)
        );
    }
}
