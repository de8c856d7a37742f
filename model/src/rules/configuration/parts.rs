//! C02, C03 and C04 for the maps and lists of maps that a setting of a pipeline or project is: structures and tags.

use super::Block;
use crate::catalog::{Chars, Key, Kind, Lies, Shape, When, limits};
use crate::pipeline::{Setting, Site, Value};
use crate::rules::Broken;
use crate::violation::Code;

/// A setting that has keys of its own.
struct Part {
    setting: &'static str,
    /// What has the keys, as the beginning of a sentence.
    owner: &'static str,
    keys: &'static [Key],
    /// The most entries, where the setting is a list.
    most: usize,
}

static PARTS: &[Part] = &[
    Part {
        setting: "ExistingArtifactBucket",
        owner: "`ExistingArtifactBucket`",
        keys: &[
            key(
                "Name",
                text(limits::BUCKET.max, Chars::Bucket),
                When::Always,
                "the bucket's name",
            ),
            key(
                "KeyArn",
                Kind::Arn(&["kms"], Lies::Anywhere),
                When::Always,
                "the ARN of its key",
            ),
        ],
        most: 0,
    },
    Part {
        setting: "Variables",
        owner: "a variable",
        keys: &[
            key(
                "Name",
                text(limits::VARIABLE.max, Chars::Namespace),
                When::Always,
                "its name",
            ),
            key(
                "DefaultValue",
                text(1_000, Chars::Any),
                When::Never,
                "what holds where an execution does not say it",
            ),
            key(
                "Description",
                text(200, Chars::Any),
                When::Never,
                "what it is for",
            ),
        ],
        most: limits::PIPELINE_VARIABLES,
    },
    Part {
        setting: "Triggers",
        owner: "a trigger",
        keys: &[
            key(
                "ProviderType",
                Kind::Word(&["CodeStarSourceConnection"]),
                When::Always,
                "whose trigger it is",
            ),
            key(
                "GitConfiguration",
                Kind::Map,
                When::Never,
                "what starts the pipeline: SourceActionName, Push, PullRequest",
            ),
        ],
        most: limits::TRIGGERS,
    },
    Part {
        setting: "VpcConfig",
        owner: "`VpcConfig`",
        keys: &[
            key(
                "VpcId",
                text(usize::MAX, Chars::Any),
                When::Never,
                "the network",
            ),
            key("Subnets", Kind::List, When::Never, "its subnets"),
            key(
                "SecurityGroupIds",
                Kind::List,
                When::Never,
                "its security groups",
            ),
        ],
        most: 0,
    },
];

const fn key(name: &'static str, kind: Kind, required: When, about: &'static str) -> Key {
    Key {
        name,
        kind,
        required,
        default: None,
        about,
        verified: true,
    }
}

const fn text(max: usize, chars: Chars) -> Kind {
    Kind::Text(Shape { max, chars })
}

/// Checks what stands within the settings of a block.
pub(super) fn check<'p>(block: &Block<'_, 'p>, broken: &mut Broken<'_, 'p>) {
    for setting in block.settings {
        let at = setting.key.at;
        if let ("tags", Value::Map(all, _)) = (setting.key.name.as_ref(), &setting.value) {
            tags(block, all, broken);
        }
        let Some(part) = PARTS.iter().find(|part| setting.key.name == part.setting) else {
            continue;
        };
        let within = |entries| block.within(part.owner, entries, part.keys);
        match &setting.value {
            Value::Map(entries, _) => within(entries).whole(at, broken),
            Value::List(values, _) => {
                if part.most > 0
                    && let Some(superfluous) = values.get(part.most)
                {
                    let at = superfluous.at();
                    block.too_many(part.setting, values.len(), part.most, at, broken);
                }
                for value in values.iter() {
                    if let Value::Map(entries, at) = value {
                        within(entries).whole(*at, broken);
                    }
                }
            }
            _ => {}
        }
    }
}

impl<'p> Block<'_, 'p> {
    /// C04 for a list or map, where the entry at `at` is one too many.
    pub(super) fn too_many(
        &self,
        name: &str,
        count: usize,
        most: usize,
        at: Site,
        broken: &mut Broken<'_, 'p>,
    ) {
        let message = format_args!("`{name}` has {count} entries, and at most {most} are allowed");
        broken.add(Code::C04, at, self.of, message);
    }
}

/// C04 for tags: how many there are, and how long they are.
fn tags<'p>(block: &Block<'_, 'p>, all: &'p [Setting], broken: &mut Broken<'_, 'p>) {
    if let Some(superfluous) = all.get(limits::TAGS) {
        let at = superfluous.value.at();
        block.too_many("tags", all.len(), limits::TAGS, at, broken);
    }
    for tag in all {
        let name = &tag.key.name;
        let value = broken.resolved.value(&tag.value).unwrap_or_default();
        let (length, of_value) = (name.chars().count(), value.chars().count());
        let message = match length {
            0 => format_args!("the name of a tag is empty"),
            _ if length > limits::TAG_KEY => format_args!(
                "the name of a tag has {length} characters, and at most {} are allowed",
                limits::TAG_KEY
            ),
            _ if of_value > limits::TAG_VALUE => format_args!(
                "the tag `{name}` has {of_value} characters, and at most {} are allowed",
                limits::TAG_VALUE
            ),
            _ if name.starts_with("aws:") => {
                format_args!("the tag `{name}` begins with `aws:`, which AWS keeps for itself")
            }
            _ => continue,
        };
        broken.add(Code::C04, tag.key.at, block.of, message);
    }
}
