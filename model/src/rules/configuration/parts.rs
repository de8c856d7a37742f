//! C02 to C05 and N05 for what stands within a setting: maps with keys of CloudFormation's, variables, tags.

use std::borrow::Cow;
use std::fmt::Arguments;

use super::Block;
use super::value::Check;
use crate::catalog::limits::{self, Tag};
use crate::catalog::parts::{Environment, Part};
use crate::catalog::{self, Key};
use crate::code::Code;
use crate::pipeline::{Setting, Site, Value};
use crate::rules::Broken;

impl<'p> Check<'_, '_, '_, 'p> {
    /// A map, or a list of maps, that has keys of its own.
    pub(super) fn part(&mut self, part: &'static Part, value: &'p Value) {
        match value {
            Value::Lost(_) => {}
            Value::Map(entries, _) if part.most == 0 => {
                self.keys_of(part.owner, part.keys, entries, self.at);
            }
            Value::List(values, _) if part.most > 0 && values.is_empty() => self.empty(value),
            Value::List(values, _) if part.most > 0 => {
                self.maps(part.owner, part.keys, values, part.most);
            }
            value => self.mistyped(value),
        }
    }

    /// A list of maps that have keys of their own.
    fn maps(&mut self, owner: &str, keys: &'static [Key], values: &'p [Value], most: usize) {
        self.too_many(values, most);
        for value in values {
            match value {
                Value::Map(entries, at) => self.keys_of(owner, keys, entries, *at),
                Value::Lost(_) => {}
                value => self.no_map(value),
            }
        }
    }

    fn keys_of(&mut self, owner: &str, keys: &'static [Key], entries: &'p [Setting], at: Site) {
        let within = self.block.within(owner, entries, keys);
        within.whole(at, self.broken);
    }

    fn no_map(&mut self, value: &Value) {
        let name = self.key.name;
        self.wrong(value, format_args!("an entry of `{name}` is a map"))
            .help(format_args!("write `{name}: [{{ … }}]`"));
    }

    /// C04 for a list with too many entries.
    pub(super) fn too_many(&mut self, values: &[Value], most: usize) {
        if let Some(superfluous) = values.get(most) {
            self.superfluous(values.len(), most, superfluous.at());
        }
    }

    /// C04 for a list or map, where the entry at `at` is one too many.
    fn superfluous(&mut self, count: usize, most: usize, at: Site) {
        let plural = if most == 1 { "is" } else { "are" };
        let message = format_args!(
            "`{}` has {count} entries, and at most {most} {plural} allowed",
            self.key.name
        );
        self.broken.add(Code::C04, at, self.block.of, message);
    }

    /// Variables: a map from names to values, or CloudFormation's list of them.
    pub(super) fn environment(&mut self, environment: &'static Environment, value: &'p Value) {
        let most = environment.most;
        match value {
            Value::Lost(_) => {}
            Value::Map(entries, _) if entries.is_empty() => self.empty(value),
            Value::Map(entries, _) => {
                if let Some(superfluous) = entries.get(most) {
                    self.superfluous(entries.len(), most, superfluous.key.at);
                }
                for entry in entries.iter() {
                    self.variable(environment, entry);
                }
            }
            Value::List(values, _) if !environment.listed.is_empty() => {
                self.maps("a variable", environment.listed, values, most);
            }
            value => self.mistyped(value),
        }
    }

    /// A variable by its name: its value, or a map of what it has besides.
    fn variable(&mut self, environment: &'static Environment, entry: &'p Setting) {
        let (at, of) = (entry.key.at, self.block.of);
        let known = self.broken.resolved.key(entry, None);
        let name = known.as_deref().unwrap_or(&entry.key.name);
        if known.is_some()
            && let Some(fault) = environment.name.fault(name)
        {
            let said = environment.name.said(fault);
            let message = format_args!("the name of variable `{name}` {said}");
            let found = self.broken.add(Code::N05, at, of, message);
            if let Some(help) = environment.name.help(name) {
                found.help(help);
            }
        }
        let reserved = environment.reserved;
        if known.is_some() && !reserved.is_empty() && name.starts_with(reserved) {
            let message = format_args!("variable `{name}` begins with `{reserved}`");
            self.broken
                .add(Code::N05, at, of, message)
                .note(format_args!("AWS keeps `{reserved}` for its own"));
        }
        let longest = environment.longest;
        match &entry.value {
            Value::Map(rest, at) => {
                let keys = environment.keys;
                self.keys_of("a variable", keys, rest, *at);
                // A misspelt key was said, and may be it.
                let mut known = true;
                let mut valued = false;
                for setting in rest.iter() {
                    let key = setting.key.name.as_ref();
                    known &= catalog::key(keys, key).is_some();
                    valued |= matches!(key, "Value" | "value");
                }
                if known && !valued {
                    let message = format_args!("variable `{name}` needs `Value`");
                    self.broken
                        .add(Code::C03, *at, of, message)
                        .help("add `Value: \"…\"`");
                }
            }
            Value::List(..) => self.entry(entry),
            value => {
                let text = self.broken.resolved.value(value).unwrap_or_default();
                let length = text.chars().count();
                if length > longest {
                    let message = format_args!(
                        "variable `{name}` has {length} characters, and at most {longest} are allowed"
                    );
                    self.wrong(value, message);
                }
            }
        }
    }

    /// An entry of a map of the author's has one value.
    pub(super) fn entry(&mut self, entry: &Setting) {
        let found = match &entry.value {
            Value::List(..) => "a list",
            Value::Map(..) => "a map",
            Value::File(..) => "a file of an artifact",
            _ => return,
        };
        let name = &entry.key.name;
        self.wrong(
            &entry.value,
            format_args!("`{name}` takes a string, not {found}"),
        )
        .help(format_args!("write `{name}: \"…\"`"));
    }
}

impl<'p> Block<'_, 'p> {
    /// C04 for tags: how many there are, how long they are, and what AWS refuses in them.
    pub(super) fn tags(&self, all: &'p [Setting], broken: &mut Broken<'_, 'p>) {
        if let Some(superfluous) = all.get(limits::TAGS) {
            let (count, most) = (all.len(), limits::TAGS);
            let message =
                format_args!("`tags` has {count} entries, and at most {most} are allowed");
            broken.add(Code::C04, superfluous.value.at(), self.of, message);
        }
        // A pipeline's tags are its projects' too.
        let most = match broken.resolved.projects.is_empty() {
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
