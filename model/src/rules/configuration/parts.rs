//! C02, C03 and C04 for the maps and lists of maps that a setting of a pipeline or project is: structures and tags.

use std::borrow::Cow;
use std::fmt::Arguments;

use super::Block;
use crate::catalog::entry::{ANY_TEXT, text};
use crate::catalog::limits::{self, Tag};
use crate::catalog::words::{self, PROVIDER_TYPE};
use crate::catalog::{self, Chars, Key, Kind, Lies};
use crate::code::Code;
use crate::pipeline::{Setting, Site, Value};
use crate::rules::Broken;

/// A setting that has keys of its own.
struct Part {
    /// What has the keys, as the beginning of a sentence.
    owner: &'static str,
    keys: &'static [Key],
    /// The most entries, where the setting is a list.
    most: usize,
}

const EXISTING_BUCKET: Part = Part {
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

const VARIABLE: Part = Part {
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

const TRIGGER: Part = Part {
    owner: "a trigger",
    keys: &[
        PROVIDER_TYPE,
        Key::new(
            "GitConfiguration",
            Kind::Map,
            "what starts the pipeline: SourceActionName, Push, PullRequest",
        ),
    ],
    most: limits::TRIGGERS,
};

const NETWORK: Part = Part {
    owner: "`VpcConfig`",
    keys: &[
        Key::new("VpcId", ANY_TEXT, "the network"),
        Key::new("Subnets", Kind::List, "its subnets"),
        Key::new("SecurityGroupIds", Kind::List, "its security groups"),
    ],
    most: 0,
};

impl<'p> Block<'_, 'p> {
    /// Checks what stands within the settings.
    pub(super) fn parts(&self, broken: &mut Broken<'_, 'p>) {
        for setting in self.settings {
            match (setting.key.name.as_ref(), &setting.value) {
                ("ExistingArtifactBucket", _) => self.part(&EXISTING_BUCKET, setting, broken),
                ("Variables", _) => self.part(&VARIABLE, setting, broken),
                ("Triggers", _) => self.part(&TRIGGER, setting, broken),
                ("VpcConfig", _) => self.part(&NETWORK, setting, broken),
                ("tags", Value::Map(all, _)) => self.tags(all, broken),
                _ => {}
            }
        }
    }

    fn part(&self, part: &Part, setting: &'p Setting, broken: &mut Broken<'_, 'p>) {
        match &setting.value {
            Value::Map(entries, _) => {
                let within = self.within(part.owner, entries, part.keys);
                within.whole(setting.key.at, broken);
            }
            Value::List(values, _) => {
                if part.most > 0
                    && let Some(superfluous) = values.get(part.most)
                {
                    let at = superfluous.at();
                    self.too_many(&setting.key.name, values.len(), part.most, at, broken);
                }
                for value in values.iter() {
                    if let Value::Map(entries, at) = value {
                        let within = self.within(part.owner, entries, part.keys);
                        within.whole(*at, broken);
                    }
                }
            }
            _ => {}
        }
    }

    /// C04 for the words in the maps under a key of which only the keys with words are known.
    pub(super) fn words(&self, key: &str, value: &'p Value, broken: &mut Broken<'_, 'p>) {
        match value {
            Value::Map(variables, _) if key == words::NAMED => {
                for variable in variables.iter() {
                    self.words_of(key, &variable.value, broken);
                }
            }
            Value::List(values, _) => {
                for value in values.iter() {
                    self.words_of(key, value, broken);
                }
            }
            value => self.words_of(key, value, broken),
        }
    }

    fn words_of(&self, key: &str, value: &'p Value, broken: &mut Broken<'_, 'p>) {
        let Value::Map(entries, _) = value else {
            return;
        };
        for entry in entries.iter() {
            match catalog::key(words::alone(key), &entry.key.name) {
                Some(known) if matches!(known.kind, Kind::Word(_) | Kind::Words(_)) => {
                    self.c04(known, &entry.value, broken);
                }
                Some(known) => self.words(known.name, &entry.value, broken),
                None => {}
            }
        }
    }

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

    /// C04 for tags: how many there are, how long they are, and what AWS refuses in them.
    fn tags(&self, all: &'p [Setting], broken: &mut Broken<'_, 'p>) {
        if let Some(superfluous) = all.get(limits::TAGS) {
            let at = superfluous.value.at();
            self.too_many("tags", all.len(), limits::TAGS, at, broken);
        }
        // A pipeline's tags are its projects' too.
        let most = match broken.resolved.pipeline.projects.is_empty() {
            true => limits::TAG,
            false => limits::PROJECT_TAG,
        };
        for tag in all {
            let at = tag.key.at;
            let name = match broken.resolved.key(tag, None) {
                Some(name) => name,
                None => Cow::Borrowed(tag.key.name.as_ref()),
            };
            let value = broken.resolved.value(&tag.value).unwrap_or_default();
            let (length, of_value) = (name.chars().count(), value.chars().count());
            let message = match (Tag::refused(&name), Tag::refused(&value)) {
                (Some(letter), _) => {
                    self.refused(at, format_args!("the name of a tag"), letter, broken);
                    continue;
                }
                (None, Some(letter)) => {
                    let at = tag.value.at();
                    self.refused(at, format_args!("the tag `{name}`"), letter, broken);
                    continue;
                }
                _ if length == 0 => format_args!("the name of a tag is empty"),
                _ if length > most.key => format_args!(
                    "the name of a tag has {length} characters, and at most {} are allowed",
                    most.key
                ),
                _ if of_value > most.value => format_args!(
                    "the tag `{name}` has {of_value} characters, and at most {} are allowed",
                    most.value
                ),
                _ if name.starts_with("aws:") => {
                    format_args!("the tag `{name}` begins with `aws:`, which AWS keeps for itself")
                }
                _ => continue,
            };
            broken.add(Code::C04, at, self.of, message);
        }
    }

    /// C04 for a tag with a character that AWS refuses.
    fn refused(&self, at: Site, what: Arguments<'_>, letter: char, broken: &mut Broken<'_, 'p>) {
        let message = format_args!("{what} has a `{}` in it", letter.escape_debug());
        broken
            .add(Code::C04, at, self.of, message)
            .help(format_args!("it may have {}", Tag::CHARS));
    }
}
