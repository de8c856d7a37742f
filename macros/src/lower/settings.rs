//! Settings: what a bare identifier means is said by the type of its key.

use passrole_model::catalog::{Key, Kind, settings};
use passrole_model::pipeline::{Action, Ident, Setting, Value};
use passrole_model::resolve;

use super::Lowerer;
use crate::syntax::{self, Settings, Site, Word};

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
        list.iter()
            .map(|setting| Setting {
                key: key(&setting.key),
                value: self.free(&setting.value, in_hand),
            })
            .collect()
    }

    /// What stands after `=` of a role that exists: an ARN, or one for each account.
    pub(super) fn arns(&mut self, value: &'t syntax::Value) -> Value {
        self.free(value, true)
    }

    fn known_settings(
        &mut self,
        list: &'t [syntax::Setting],
        tables: &[&'static [Key]],
        free: bool,
        in_hand: &dyn Fn(&str) -> bool,
    ) -> Vec<Setting> {
        list.iter()
            .map(|setting| {
                let in_hand = in_hand(&setting.key.text);
                let known = tables
                    .iter()
                    .find_map(|table| table.iter().find(|key| key.name == setting.key.text));
                let value = match known {
                    Some(known) => self.of_kind(&setting.value, &known.kind, in_hand),
                    None if free => self.free(&setting.value, in_hand),
                    // The key is unknown, and that is what is reported.
                    None => Value::Lost(at(&setting.value)),
                };
                Setting {
                    key: key(&setting.key),
                    value,
                }
            })
            .collect()
    }

    /// A value of a key that says what a bare identifier means.
    fn of_kind(&mut self, value: &'t syntax::Value, kind: &Kind, in_hand: bool) -> Value {
        match (value, kind) {
            (syntax::Value::Word(word), Kind::Word(_) | Kind::Words(_)) => Value::Word(plain(word)),
            (syntax::Value::Word(word), Kind::Project) => Value::Word(self.ident(word)),
            (syntax::Value::Word(word), Kind::Input) => Value::Word(self.artifact(word)),
            // That it is no list is a rule's matter.
            (syntax::Value::List(values, at), Kind::Word(_) | Kind::Words(_)) => Value::List(
                values
                    .iter()
                    .map(|value| self.of_kind(value, kind, in_hand))
                    .collect(),
                *at,
            ),
            _ => self.free(value, in_hand),
        }
    }

    /// A value as it stands; a bare identifier is a Rust variable or constant.
    fn free(&mut self, value: &'t syntax::Value, in_hand: bool) -> Value {
        match value {
            syntax::Value::Quoted(quoted) => Value::Text(self.quoted(quoted, in_hand)),
            syntax::Value::Integer(value, at) => Value::Integer(*value, *at),
            syntax::Value::Boolean(value, at) => Value::Boolean(*value, *at),
            syntax::Value::Word(word) => {
                let expression = self.word_expression(word);
                Value::Expression(self.number(&expression), word.at)
            }
            syntax::Value::Expression(expression) => {
                Value::Expression(self.number(expression), expression.at)
            }
            syntax::Value::File(artifact, path) => {
                Value::File(self.artifact(artifact), self.quoted(path, in_hand))
            }
            syntax::Value::List(values, at) => Value::List(
                values
                    .iter()
                    .map(|value| self.free(value, in_hand))
                    .collect(),
                *at,
            ),
            syntax::Value::Map(list, at) => {
                Value::Map(self.free_settings(list, in_hand).into(), *at)
            }
            syntax::Value::Lost(at) => Value::Lost(*at),
        }
    }
}

fn key(word: &Word) -> Ident {
    plain(word)
}

/// An identifier that no loop has a meaning for.
fn plain(word: &Word) -> Ident {
    Ident {
        name: word.text.clone().into(),
        at: word.at,
    }
}

fn at(value: &syntax::Value) -> Site {
    match value {
        syntax::Value::Quoted(quoted) => quoted.at,
        syntax::Value::Word(word) | syntax::Value::File(word, _) => word.at,
        syntax::Value::Expression(expression) => expression.at,
        syntax::Value::Integer(_, at)
        | syntax::Value::Boolean(_, at)
        | syntax::Value::List(_, at)
        | syntax::Value::Map(_, at)
        | syntax::Value::Lost(at) => *at,
    }
}
