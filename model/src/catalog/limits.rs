//! How long names may be and of which characters, how much a pipeline may hold, and how large a policy may be.
//!
//! Unless a comment says otherwise the bounds are those of the service models in botocore 1.44.5.

use super::{Chars, Shape};

/// What a name must keep to: its length in characters, and their kind.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// The fewest characters.
    pub min: usize,
    /// The most characters.
    pub max: usize,
    /// The characters that AWS allows.
    pub chars: Chars,
}

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It has fewer characters than it must; how many it has.
    Short(usize),
    /// It has more characters than it may; how many it has.
    Long(usize),
    /// It has characters or a form that AWS refuses; [`Chars::describe`] says what is allowed.
    Form,
}

/// A pipeline's name.
pub const PIPELINE: Name = Name { min: 1, max: 100, chars: Chars::Pipeline };
/// A stage's name.
pub const STAGE: Name = Name { min: 1, max: 100, chars: Chars::Pipeline };
/// An action's name.
pub const ACTION: Name = Name { min: 1, max: 100, chars: Chars::Pipeline };
/// An artifact's name.
pub const ARTIFACT: Name = Name { min: 1, max: 100, chars: Chars::Artifact };
/// A namespace of output variables.
pub const NAMESPACE: Name = Name { min: 1, max: 100, chars: Chars::Namespace };
/// The name of a pipeline's variable.
pub const VARIABLE: Name = Name { min: 1, max: 128, chars: Chars::Namespace };
/// A role's name.
pub const ROLE: Name = Name { min: 1, max: 64, chars: Chars::Iam };
/// A CodeBuild project's name.
pub const PROJECT: Name = Name { min: 2, max: 150, chars: Chars::Project };
/// A bucket's name.
pub const BUCKET: Name = Name { min: 3, max: 63, chars: Chars::Bucket };
/// What follows `alias/` in the name of a key's alias, which has 256 characters in all.
pub const ALIAS: Name = Name { min: 1, max: 250, chars: Chars::Alias };
/// A stack's name.
pub const STACK: Name = Name { min: 1, max: 128, chars: Chars::Stack };
/// A change set's name.
pub const CHANGE_SET: Name = Name { min: 1, max: 128, chars: Chars::Stack };
/// A stack set's name.
pub const STACK_SET: Name = Name { min: 1, max: 128, chars: Chars::Stack };
/// The name of an EventBridge rule.
pub const EVENT_RULE: Name = Name { min: 1, max: 64, chars: Chars::Repository };

/// The most characters of a role's path, its slashes among them.
pub const ROLE_PATH: usize = 512;
/// The most characters of a role's description.
pub const ROLE_DESCRIPTION: usize = 1_000;
/// The most bytes of a template's description: CloudFormation's quotas.
pub const TEMPLATE_DESCRIPTION: usize = 1_024;

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
/// 50000" since 2025, and a pipeline that it accepts is not refused here.
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
/// The most variables of a pipeline.
pub const PIPELINE_VARIABLES: usize = 50;
/// The most triggers of a pipeline.
pub const TRIGGERS: usize = 50;
/// The most tags of a pipeline: CodePipeline's quotas.
pub const TAGS: usize = 50;

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
/// The most resources of a template: CloudFormation's quotas.
pub const RESOURCES: usize = 500;
/// The most bytes of a template that is uploaded to a bucket: CloudFormation's quotas.
pub const TEMPLATE: usize = 1_048_576;
/// The most bytes of a template that is passed in the request: CloudFormation's quotas.
pub const TEMPLATE_BODY: usize = 51_200;

/// Whether it is the id of an AWS account.
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Name {
    /// What is wrong with a name, if anything is.
    pub fn fault(&self, name: &str) -> Option<Fault> {
        let length = name.chars().count();
        if length < self.min {
            Some(Fault::Short(length))
        } else if length > self.max {
            Some(Fault::Long(length))
        } else {
            (!self.chars.allows(name)).then_some(Fault::Form)
        }
    }
}

impl Shape {
    /// What is wrong with a text, if anything is.
    pub fn fault(&self, text: &str) -> Option<Fault> {
        Name { min: 0, max: self.max, chars: self.chars }.fault(text)
    }
}

impl Chars {
    /// Whether a whole text is of these characters. Only [`Chars::Any`] allows the empty one.
    pub fn allows(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let Some((&first, rest)) = bytes.split_first() else { return self == Chars::Any };
        let all = |others: &[u8]| {
            bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || others.contains(byte))
        };
        match self {
            Chars::Any => true,
            Chars::Pipeline => all(b".@_-"),
            Chars::Artifact => all(b"_-"),
            Chars::Namespace => all(b"@_-"),
            Chars::Stack => first.is_ascii_alphabetic() && all(b"-"),
            Chars::Iam => all(b"_+=,.@-"),
            Chars::Project => first.is_ascii_alphanumeric() && all(b"_-"),
            Chars::Repository => all(b"_.-"),
            Chars::Bucket => is_bucket(text, first, rest),
            Chars::Alias => all(b"/_-") && !text.starts_with("aws/"),
        }
    }

    /// What is allowed, as the end of a sentence: "it may have …".
    pub fn describe(self) -> &'static str {
        match self {
            Chars::Any => "any characters",
            Chars::Pipeline => "letters, digits and `.`, `@`, `_`, `-`",
            Chars::Artifact => "letters, digits and `_`, `-`",
            Chars::Namespace => "letters, digits and `@`, `_`, `-`",
            Chars::Stack => "letters, digits and `-`, a letter first",
            Chars::Iam => "letters, digits and `_`, `+`, `=`, `,`, `.`, `@`, `-`",
            Chars::Project => "letters, digits and `_`, `-`, a letter or digit first",
            Chars::Repository => "letters, digits and `_`, `.`, `-`",
            Chars::Bucket => {
                "small letters, digits and `.`, `-`, a letter or digit first and last, no `..`, \
                 not the form of an IP address, none of the beginnings and endings that S3 keeps for itself"
            }
            Chars::Alias => "letters, digits and `/`, `_`, `-`, not `aws/` first",
        }
    }
}

/// S3's rules for the names of general purpose buckets, the length aside.
fn is_bucket(text: &str, first: u8, rest: &[u8]) -> bool {
    const BEGINNINGS: [&str; 3] = ["xn--", "sthree-", "amzn-s3-demo-"];
    const ENDINGS: [&str; 5] = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let Some((&last, middle)) = rest.split_last() else { return false };
    plain(first)
        && plain(last)
        && middle.iter().all(|&byte| plain(byte) || byte == b'.' || byte == b'-')
        && !text.contains("..")
        && !is_ipv4(text)
        && !BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
        && !ENDINGS.iter().any(|ending| text.ends_with(ending))
}

/// Whether it has the form of an IP address: four numbers with a period between them.
fn is_ipv4(text: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split('.').count() == 4 && text.split('.').all(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every name that has a limit, with a character that it allows everywhere.
    const NAMES: [(Name, usize, usize); 14] = [
        (PIPELINE, 1, 100),
        (STAGE, 1, 100),
        (ACTION, 1, 100),
        (ARTIFACT, 1, 100),
        (NAMESPACE, 1, 100),
        (VARIABLE, 1, 128),
        (ROLE, 1, 64),
        (PROJECT, 2, 150),
        (BUCKET, 3, 63),
        (ALIAS, 1, 250),
        (STACK, 1, 128),
        (CHANGE_SET, 1, 128),
        (STACK_SET, 1, 128),
        (EVENT_RULE, 1, 64),
    ];

    #[test]
    fn lengths_are_exact_at_both_ends() {
        for (name, min, max) in NAMES {
            assert_eq!(name.fault(&"a".repeat(min)), None);
            assert_eq!(name.fault(&"a".repeat(max)), None);
            assert_eq!(name.fault(&"a".repeat(min - 1)), Some(Fault::Short(min - 1)));
            assert_eq!(name.fault(&"a".repeat(max + 1)), Some(Fault::Long(max + 1)));
        }
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let shape = Shape { max: 3, chars: Chars::Any };
        assert_eq!(shape.fault(""), None);
        assert_eq!(shape.fault("äöü"), None);
        assert_eq!(shape.fault("äöüß"), Some(Fault::Long(4)));
        assert_eq!(PIPELINE.fault("pipeliné"), Some(Fault::Form));
    }

    #[test]
    fn each_kind_of_name_takes_its_own_characters() {
        let cases: [(Chars, &[&str], &[&str]); 8] = [
            (Chars::Pipeline, &["a.b@c_d-e", "-", "0"], &["a b", "a/b", "a:b", ""]),
            (Chars::Artifact, &["a_b-c", "_", "9"], &["a.b", "a@b", ""]),
            (Chars::Namespace, &["a@b_c-d"], &["a.b", ""]),
            (Chars::Stack, &["a", "A-9-"], &["9a", "-a", "a_b", "a.b", ""]),
            (Chars::Iam, &["a_b+c=d,e.f@g-h"], &["a b", "a/b", "rôle", ""]),
            (Chars::Project, &["9_-", "a"], &["_a", "-a", "a.b", ""]),
            (Chars::Repository, &["_.-", "shop.app"], &["a/b", "a b", ""]),
            (Chars::Alias, &["shop/artifacts_1-a", "aws"], &["aws/s3", "a:b", "a.b", ""]),
        ];
        for (chars, allowed, refused) in cases {
            allowed.iter().for_each(|text| assert!(chars.allows(text), "{chars:?} {text}"));
            refused.iter().for_each(|text| assert!(!chars.allows(text), "{chars:?} {text}"));
        }
        assert!(Chars::Any.allows("") && Chars::Any.allows("ä \n"));
    }

    #[test]
    fn buckets_have_the_forms_that_s3_takes() {
        for name in ["abc", "1a2", "a.b-c", "1.2.3", "1.2.3.4.5", "1.2.3.a", "a--x-s3b", "sthree"] {
            assert_eq!(BUCKET.fault(name), None, "{name}");
        }
        let refused = [
            "Abc", "a_b", "-ab", "ab-", ".ab", "ab.", "a..b", "192.168.5.4", "999.1.1.1",
            "xn--abc", "sthree-abc", "amzn-s3-demo-abc", "abc-s3alias", "abc--ol-s3", "abc.mrap",
            "abc--x-s3", "abc--table-s3", "äbc",
        ];
        for name in refused {
            assert_eq!(BUCKET.fault(name), Some(Fault::Form), "{name}");
        }
    }

    #[test]
    fn an_account_id_is_twelve_ascii_digits() {
        assert!(is_account_id("012345678901"));
        for wrong in ["", "12345678901", "1234567890123", "12345678901a", " 12345678901", "１２３４"] {
            assert!(!is_account_id(wrong), "{wrong}");
        }
    }

    #[test]
    fn quotas_are_aws_s() {
        assert_eq!((STAGES, ACTIONS_IN_STAGE, ACTIONS_IN_PIPELINE), ((2, 50), 50, 500));
        assert_eq!((PARALLEL_ACTIONS, SEQUENTIAL_ACTIONS, PARAMETER_OVERRIDES), (50, 50, 1024));
        assert_eq!((TRUST_POLICY, INLINE_POLICIES, MANAGED_POLICY), (2048, 10240, 6144));
        assert_eq!((BUCKET_POLICY, KEY_POLICY), (20480, 32768));
        assert_eq!((TIMEOUT_MINUTES, BUILD_MINUTES), ((5, 86400), (5, 2160)));
        assert_eq!((COMMANDS, COMMAND, OUTPUT_VARIABLES, FILES), (50, 1000, 15, 10));
    }
}
