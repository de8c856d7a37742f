//! Settings: what a bare identifier means is said by the type of its key.

use passrole_model::catalog::{Key, Kind, settings};
use passrole_model::pipeline::{Action, Ident, List, Setting, Str, Value};
use passrole_model::resolve;

use super::Lowerer;
use crate::syntax::{self, Settings, Word};

impl<'t> Lowerer<'t> {
    /// The settings of an action, by the keys of its provider and those beside the configuration.
    pub(super) fn action_settings(&mut self, action: &Action, list: &'t Settings) -> Vec<Setting> {
        // Of an unknown provider no key is known: that is what is reported.
        let kind = resolve::action_type(action);
        let keys = kind.map(|kind| kind.keys).unwrap_or_default();
        let free = kind.is_some_and(|kind| kind.has_free_keys());
        self.known_settings(&list.list, &[keys, settings::BESIDE], free, &|_| false)
    }

    pub(super) fn pipeline_settings(&mut self, list: &'t Settings) -> Vec<Setting> {
        // It is said once for the roles of every account: the account in hand is the role's.
        let of_roles = |key: &str| key == "PermissionsBoundary";
        self.known_settings(&list.list, &[settings::PIPELINE], false, &of_roles)
    }

    pub(super) fn project_settings(&mut self, list: &'t Settings) -> Vec<Setting> {
        self.known_settings(&list.list, &[settings::PROJECT], false, &|_| true)
    }

    /// Settings whose keys are not of a table: a condition's operators, a map of the author's.
    pub(super) fn free_settings(
        &mut self,
        list: &'t [syntax::Setting],
        in_hand: bool,
    ) -> Vec<Setting> {
        self.known_settings(list, &[], true, &|_| in_hand)
    }

    /// What stands after `=` of a role that exists: an ARN, or one for each account.
    pub(super) fn arns(&mut self, value: &'t syntax::Value) -> Value {
        self.value(value, None, true)
    }

    fn known_settings(
        &mut self,
        list: &'t [syntax::Setting],
        tables: &[&'static [Key]],
        free: bool,
        in_hand: &dyn Fn(&str) -> bool,
    ) -> Vec<Setting> {
        let mut settings = Vec::new();
        for setting in list {
            let known = known(&setting.key.text, tables);
            let value = if known.is_some() || free {
                self.value(&setting.value, known, in_hand(&setting.key.text))
            } else {
                // The key is unknown, and that is what is reported.
                Value::Lost(setting.value.at())
            };
            let key = plain(&setting.key);
            settings.push(Setting { key, value });
        }
        settings
    }

    /// A value as its key takes it. A bare identifier is a Rust variable or constant where the key says no other
    /// meaning.
    fn value(&mut self, value: &'t syntax::Value, kind: Option<&Kind>, in_hand: bool) -> Value {
        match value {
            syntax::Value::Quoted(quoted) => Value::Text(self.quoted(quoted, in_hand)),
            syntax::Value::Integer(value, at) => Value::Integer(*value, *at),
            syntax::Value::Boolean(value, at) => Value::Boolean(*value, *at),
            syntax::Value::Word(word) => match kind {
                Some(Kind::Word(_) | Kind::Words(_)) => Value::Word(plain(word)),
                Some(Kind::Project) => Value::Word(self.ident(word)),
                Some(Kind::Input) => Value::Word(self.artifact(word)),
                _ => {
                    let expression = self.word_expression(word);
                    Value::Expression(self.number(&expression), word.at)
                }
            },
            syntax::Value::Expression(expression) => {
                Value::Expression(self.number(expression), expression.at)
            }
            syntax::Value::File(artifact, path) => {
                Value::File(self.artifact(artifact), self.quoted(path, in_hand))
            }
            syntax::Value::List(values, at) => {
                // That a word is no list is a rule's matter.
                let kind = kind.filter(|kind| matches!(kind, Kind::Word(_) | Kind::Words(_)));
                let mut list = Vec::new();
                for value in values {
                    list.push(self.value(value, kind, in_hand));
                }
                Value::List(List::Owned(list), *at)
            }
            syntax::Value::Map(list, at) => {
                Value::Map(List::Owned(self.free_settings(list, in_hand)), *at)
            }
            syntax::Value::Lost(at) => Value::Lost(*at),
        }
    }
}

/// What the first table that knows the key says of it.
fn known(name: &str, tables: &[&'static [Key]]) -> Option<&'static Kind> {
    for table in tables {
        for key in *table {
            if key.name == name {
                return Some(&key.kind);
            }
        }
    }
    None
}

/// An identifier that no loop has a meaning for.
fn plain(word: &Word) -> Ident {
    Ident {
        name: Str::Owned(word.text.clone()),
        at: word.at,
    }
}
