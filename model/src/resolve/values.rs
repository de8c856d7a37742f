//! What strings, values and conditions come to, as far as it is known.

use std::borrow::Cow;

use super::{Resolved, Step};
use crate::arn::Arn;
use crate::catalog::When;
use crate::pipeline::{Account, Role, Setting, Value, setting};
use crate::text::{Field, Part, Pseudo, Scalar, Text};

/// What is not known yet: the value of a Rust expression at compile time.
#[derive(Clone, Copy)]
pub struct Unknown;

impl<'p> Resolved<'p> {
    /// The whole text, where it is known and holds nothing that only CloudFormation knows. `here` is the account in hand.
    pub fn text(&self, text: &'p Text, here: Option<&Account>) -> Option<Cow<'p, str>> {
        if let Some(literal) = text.as_literal() {
            return Some(Cow::Borrowed(literal));
        }
        Some(Cow::Owned(self.whole(&text.parts, here)?))
    }

    fn whole(&self, parts: &[Part], here: Option<&Account>) -> Option<String> {
        let mut whole = String::new();
        for part in parts {
            whole.push_str(&self.part(part, here)?);
        }
        Some(whole)
    }

    /// A setting's key, where it is known. `here` is the account in hand.
    pub fn key<'s>(&self, setting: &'s Setting, here: Option<&Account>) -> Option<Cow<'s, str>> {
        if setting.parts.is_empty() {
            return Some(Cow::Borrowed(&setting.key.name));
        }
        Some(Cow::Owned(self.whole(&setting.parts, here)?))
    }

    fn part<'t>(&'t self, part: &'t Part, here: Option<&Account>) -> Option<Cow<'t, str>> {
        match part {
            Part::Literal(literal) => Some(Cow::Borrowed(literal)),
            Part::Expression(index) => Some(self.values.get(*index)?.to_text()),
            Part::Account(name, field) => self.field(self.account_named(name)?, *field),
            Part::Here(field) => self.field(here?, *field),
            Part::Pseudo(Pseudo::Partition) => Some(Cow::Borrowed(self.partition()?.name)),
            Part::ArtifactBucket | Part::ArtifactKey | Part::Pseudo(_) => None,
        }
    }

    /// What `{prod.id}` and its like stand for, where it is known.
    pub fn field(&self, account: &Account, field: Field) -> Option<Cow<'p, str>> {
        match field {
            Field::Name => Some(Cow::Owned(account.name.name.to_string())),
            Field::Id => self.id(account),
            Field::Region => self.region(account),
        }
    }

    /// A text for a message: as it is where it is known, otherwise with `…` for what is not.
    pub fn show(&self, text: &Text) -> String {
        self.show_parts(&text.parts)
    }

    /// The same for parts of a text.
    pub(crate) fn show_parts(&self, parts: &[Part]) -> String {
        let mut whole = String::new();
        for part in parts {
            let known = match part {
                Part::Pseudo(_) => None,
                part => self.part(part, None),
            };
            whole.push_str(known.as_deref().unwrap_or("…"));
        }
        whole
    }

    /// A setting's value as the text that the template will hold, where it is known and is one string.
    pub fn value(&self, value: &'p Value) -> Option<Cow<'p, str>> {
        match value {
            Value::Text(text) => self.text(text, None),
            Value::Word(word) => Some(Cow::Borrowed(word.name.as_ref())),
            Value::Integer(value, _) => Some(Cow::Owned(format!("{value}"))),
            Value::Boolean(value, _) => Some(Cow::Owned(format!("{value}"))),
            Value::Expression(index, _) => Some(self.values.get(*index)?.to_text()),
            _ => None,
        }
    }

    /// Whether a setting's value is known to be this text.
    pub(crate) fn is(&self, value: &'p Value, text: &str) -> bool {
        match self.value(value) {
            Some(value) => value == text,
            None => false,
        }
    }

    /// A setting's value as a string of the author's, where it is one.
    pub fn text_of(&self, value: &'p Value) -> Option<Cow<'p, Text>> {
        match value {
            Value::Text(text) => Some(Cow::Borrowed(text)),
            value => {
                let text = Cow::Owned(self.value(value)?.into_owned());
                Some(Cow::Owned(Text::literal(text, value.at())))
            }
        }
    }

    /// The value of a step's key, or its default; `Err` where it is not known yet.
    pub fn configured(&self, step: &Step<'p>, key: &str) -> Result<Option<Cow<'p, str>>, Unknown> {
        match step.setting(key) {
            Some(setting) => match self.value(&setting.value) {
                None => Err(Unknown),
                value => Ok(value),
            },
            None if step.action.lost => Err(Unknown),
            None => match step.key(key) {
                Some(key) => Ok(key.default.map(Cow::Borrowed)),
                None => Ok(None),
            },
        }
    }

    /// Whether the condition holds for a step; none where that is not known yet.
    pub fn holds(&self, when: &When, step: &Step<'p>) -> Option<bool> {
        match when {
            When::Always => Some(true),
            When::Never => Some(false),
            When::Is(key, words) => match self.configured(step, key) {
                Ok(Some(value)) => Some(words.contains(&value.as_ref())),
                Ok(None) => Some(false),
                Err(Unknown) => None,
            },
            When::Holds(key, word) => match step.setting(key) {
                Some(setting) => self.holds_word(&setting.value, word),
                None => step.is_written(key),
            },
            When::Written(key) => step.is_written(key),
            When::Omitted(key) => Some(!step.is_written(key)?),
            When::Alias(key) => match step.setting(key) {
                Some(setting) => Some(self.is_alias(&setting.value)),
                None => step.is_written(key),
            },
            When::NoAlias(key) => match step.setting(key) {
                Some(setting) => Some(!self.is_alias(&setting.value)),
                None => step.is_written(key),
            },
            When::Input => Some(!step.action.inputs.is_empty()),
            When::NoInput => Some(step.action.inputs.is_empty()),
            When::Output => Some(!step.action.outputs.is_empty()),
            When::OtherAccount => Some(!self.is_at_home(step)),
            When::All(all) => Some(!self.has(false, all, step)?),
            When::Any(any) => self.has(true, any, step),
        }
    }

    /// Whether one of the conditions comes to this; none where that is not known yet.
    fn has(&self, wanted: bool, conditions: &[When], step: &Step<'p>) -> Option<bool> {
        let mut known = true;
        for when in conditions {
            match self.holds(when, step) {
                Some(comes_to) if comes_to == wanted => return Some(true),
                Some(_) => {}
                None => known = false,
            }
        }
        if known { Some(false) } else { None }
    }

    /// Whether a value is known to be an alias of a KMS key, or an alias's ARN.
    fn is_alias(&self, value: &'p Value) -> bool {
        let text = self.value(value).unwrap_or_default();
        text.starts_with("alias/") || Arn::parse(&text).is_some_and(|arn| arn.is_alias())
    }

    /// Whether a list of words, or one string of them with commas, has the word.
    fn holds_word(&self, value: &'p Value, word: &str) -> Option<bool> {
        let mut held = false;
        match value {
            Value::List(values, _) => {
                for value in values.iter() {
                    held |= self.value(value)? == word;
                }
            }
            value => {
                for one in self.value(value)?.split(',') {
                    held |= one.trim() == word;
                }
            }
        }
        Some(held)
    }

    /// The ARN of a role that exists already, in one of its accounts, where it is known.
    pub fn existing(&self, role: &'p Role, account: &Account) -> Option<Cow<'p, str>> {
        match role.existing.as_ref()? {
            Value::Map(arns, _) => self.arn(&setting(arns, &account.name.name)?.value, account),
            Value::List(arns, _) => {
                let id = self.id(account)?;
                for arn in arns.iter() {
                    if let Some(text) = self.arn(arn, account)
                        && let Some(arn) = Arn::parse(&text)
                        && arn.account == id
                    {
                        return Some(text);
                    }
                }
                None
            }
            arn => self.arn(arn, account),
        }
    }

    /// An ARN that is written for an account, where it is known.
    pub fn arn(&self, arn: &'p Value, account: &Account) -> Option<Cow<'p, str>> {
        match arn {
            Value::Text(text) => self.text(text, Some(account)),
            value => self.value(value),
        }
    }

    /// Whether a value is a number, written out or once it is known.
    pub fn is_number(&self, value: &Value) -> bool {
        match value {
            Value::Integer(..) => true,
            Value::Expression(index, _) => {
                matches!(self.values.get(*index), Some(Scalar::Integer(_)))
            }
            _ => false,
        }
    }

    /// What is written for an account's id, right or wrong, where it is known.
    pub fn written_id(&self, account: &'p Account) -> Option<Cow<'p, str>> {
        match &account.id {
            // It would be asked for its own value, or be another account's id.
            Value::Text(text) if text.names_account() || text.is_open() => None,
            id => self.value(id),
        }
    }
}
