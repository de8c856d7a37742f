//! Settings: what a bare identifier means is said by the type of its key.

use passrole_model::catalog::parts::BUILD_VARIABLES;
use passrole_model::catalog::{self, ActionType, Key, Kind, gates, settings};
use passrole_model::pipeline::{Action, Category, Ident, List, Owner, Setting, Value};
use passrole_model::resolve;
use passrole_model::text::Part;

use super::{Lowerer, strings};
use crate::syntax::{self, Settings};

impl<'t> Lowerer<'t> {
    /// The settings of an action, by the keys of its provider and those beside the configuration.
    pub(super) fn action_settings(&mut self, action: &mut Action, list: &'t Settings) {
        let mut passed = "";
        // Of an unknown provider no key is known: that is what is reported.
        let (keys, free): (&[Key], bool) = match resolve::action_type(action) {
            Some(kind) => {
                if let Some(passes) = &kind.passes
                    && kind.key(passes.key).is_some()
                {
                    passed = passes.key;
                }
                (kind.keys, kind.has_free_keys())
            }
            None => (&[], false),
        };
        let mut settings = Vec::new();
        for setting in &list.list {
            let key = setting.key.name.as_ref();
            // As a template has it: what is in it is meant to be here.
            action.lost |= key == "Configuration" && !free && catalog::key(keys, key).is_none();
            match &setting.value {
                syntax::Value::Word(role) if key == passed && self.scope.is_role(&role.name) => {
                    self.pass(action, passed, role);
                }
                _ => settings.push(self.setting(setting, &[keys, settings::BESIDE], free, false)),
            }
        }
        action.settings = List::Owned(settings);
    }

    /// A declared role that a setting names is what `passing` says.
    fn pass(&mut self, action: &mut Action, key: &str, role: &Ident) {
        if action.passing.is_some() {
            let message = format!("`passing` says `{key}` already\nhelp: keep one of them");
            self.errors.push(self.spans.get(role.at), &message);
        } else {
            action.passing = Some(self.ident(role));
        }
    }

    pub(super) fn pipeline_settings(&mut self, list: &'t Settings) -> Vec<Setting> {
        let mut settings = Vec::new();
        for setting in &list.list {
            // It is said once for the roles of every account: the account in hand is the role's.
            let of_roles = setting.key.name.as_ref() == "PermissionsBoundary";
            settings.push(self.setting(setting, &[settings::PIPELINE], false, of_roles));
        }
        settings
    }

    pub(super) fn project_settings(&mut self, list: &'t Settings) -> Vec<Setting> {
        self.settings(&list.list, &[settings::PROJECT], false, true)
    }

    /// Settings whose keys are not of a table: a condition's operators, a map of the author's.
    pub(super) fn free_settings(
        &mut self,
        list: &'t [syntax::Setting],
        in_hand: bool,
    ) -> List<Setting> {
        List::Owned(self.settings(list, &[], true, in_hand))
    }

    /// A gate of a stage: a map in AWS's shape.
    pub(super) fn gate(&mut self, setting: &'t syntax::Setting) -> Setting {
        let keys = match gates::gate(&setting.key.name) {
            Some(gate) => gate.keys,
            None => &[],
        };
        Setting {
            key: setting.key.clone(),
            parts: List::Borrowed(&[]),
            value: self.entry(&setting.value, keys, false, false),
        }
    }

    fn settings(
        &mut self,
        list: &'t [syntax::Setting],
        tables: &[&'static [Key]],
        free: bool,
        in_hand: bool,
    ) -> Vec<Setting> {
        let mut settings = Vec::new();
        for setting in list {
            settings.push(self.setting(setting, tables, free, in_hand));
        }
        settings
    }

    /// A setting. What the first table that knows its key says of it counts.
    fn setting(
        &mut self,
        setting: &'t syntax::Setting,
        tables: &[&'static [Key]],
        free: bool,
        in_hand: bool,
    ) -> Setting {
        let mut known = None;
        for table in tables {
            if let (None, Some(key)) = (known, catalog::key(table, &setting.key.name)) {
                known = Some(&key.kind);
            }
        }
        let value = if known.is_some() || free {
            self.value(&setting.value, known, in_hand)
        } else {
            // The key is unknown, and that is what is reported.
            Value::Lost(setting.value.at())
        };
        let (key, parts) = if known.is_none() && free {
            self.free_key(&setting.key, in_hand)
        } else {
            (setting.key.clone(), List::Borrowed(&[][..]))
        };
        Setting { key, parts, value }
    }

    /// A key of the author's, and what it is made of where that is not known by its text alone.
    fn free_key(&self, word: &Ident, in_hand: bool) -> (Ident, List<Part>) {
        let mut key = word.clone();
        let mut parts = strings::key_parts(&word.name, &self.scope, in_hand);
        match parts.as_mut_slice() {
            [] => (key, List::Borrowed(&[])),
            [Part::Literal(text)] => {
                key.name = std::mem::take(text);
                (key, List::Borrowed(&[]))
            }
            _ => (key, List::Owned(parts)),
        }
    }

    /// A value as its key takes it.
    pub(super) fn value(
        &mut self,
        value: &'t syntax::Value,
        kind: Option<&Kind>,
        in_hand: bool,
    ) -> Value {
        let kind = match kind {
            Some(Kind::Each(_, each)) => Some(*each),
            kind => kind,
        };
        match value {
            syntax::Value::Quoted(quoted) => Value::Text(self.quoted(quoted, in_hand)),
            syntax::Value::Integer(value, at) => Value::Integer(*value, *at),
            syntax::Value::Boolean(value, at) => Value::Boolean(*value, *at),
            syntax::Value::Word(word) => self.word(word, kind),
            syntax::Value::Expression(expression) => match kind {
                Some(Kind::File) if self.misses_quotes(expression) => Value::Lost(expression.at),
                _ => Value::Expression(self.number(expression), expression.at),
            },
            syntax::Value::File(artifact, path) => {
                Value::File(self.artifact(artifact), self.quoted(path, in_hand))
            }
            syntax::Value::List(values, at) => {
                let mut list = Vec::new();
                for value in values {
                    list.push(self.listed(value, kind, in_hand));
                }
                Value::List(List::Owned(list), *at)
            }
            syntax::Value::Map(list, at) => {
                let keys = match kind {
                    Some(Kind::Environment(environment)) => environment.keys,
                    Some(Kind::Variables) => BUILD_VARIABLES.keys,
                    Some(Kind::Part(part)) => return self.entry(value, part.keys, false, in_hand),
                    _ => return self.entry(value, &[], true, in_hand),
                };
                Value::Map(List::Owned(self.variables(list, keys, in_hand)), *at)
            }
            syntax::Value::Lost(at) => Value::Lost(*at),
        }
    }

    /// A bare identifier: a Rust variable or constant where its key says no other meaning.
    fn word(&mut self, word: &Ident, kind: Option<&Kind>) -> Value {
        let meant = match kind {
            Some(Kind::Word(_) | Kind::Words(_)) => word.clone(),
            Some(Kind::Rule) if is_rule(&word.name) => word.clone(),
            Some(Kind::Project) => self.ident(word),
            Some(Kind::Input) => self.artifact(word),
            // One without its file, which is a rule's matter.
            Some(Kind::File) if self.scope.is_artifact(&word.name) => self.artifact(word),
            Some(Kind::Accounts) if self.scope.names_account(&word.name) => {
                return Value::Text(self.account_id_of(word));
            }
            _ => {
                let expression = self.word_expression(word);
                return Value::Expression(self.number(&expression), word.at);
            }
        };
        Value::Word(meant)
    }

    /// What stands in a list of that kind.
    fn listed(&mut self, value: &'t syntax::Value, kind: Option<&Kind>, in_hand: bool) -> Value {
        match kind {
            Some(Kind::Part(part)) => self.entry(value, part.keys, false, in_hand),
            Some(Kind::Environment(environment)) => {
                let keys = environment.listed;
                self.entry(value, keys, keys.is_empty(), in_hand)
            }
            Some(Kind::Entries(part)) => self.entry(value, part.keys, false, in_hand),
            Some(Kind::Variables) => self.entry(value, BUILD_VARIABLES.listed, false, in_hand),
            // That a word is no list is a rule's matter.
            Some(Kind::Word(_) | Kind::Words(_) | Kind::Accounts) => {
                self.value(value, kind, in_hand)
            }
            _ => self.value(value, None, in_hand),
        }
    }

    /// Variables by their names, which are the author's.
    fn variables(
        &mut self,
        list: &'t [syntax::Setting],
        keys: &'static [Key],
        in_hand: bool,
    ) -> Vec<Setting> {
        let mut variables = Vec::new();
        for variable in list {
            let (key, parts) = self.free_key(&variable.key, in_hand);
            let value = self.entry(&variable.value, keys, false, in_hand);
            variables.push(Setting { key, parts, value });
        }
        variables
    }

    /// A value that may be a map: one with these keys.
    fn entry(
        &mut self,
        value: &'t syntax::Value,
        keys: &'static [Key],
        free: bool,
        in_hand: bool,
    ) -> Value {
        match value {
            syntax::Value::Map(list, at) => {
                let rule = rule_of(list);
                let mut settings = Vec::new();
                for setting in list {
                    settings.push(match (&setting.value, rule) {
                        (syntax::Value::Map(list, at), Some(rule))
                            if setting.key.name.as_ref() == "Configuration" =>
                        {
                            let list = self.rule_settings(rule, list, in_hand);
                            Setting {
                                key: setting.key.clone(),
                                parts: List::Borrowed(&[]),
                                value: Value::Map(List::Owned(list), *at),
                            }
                        }
                        _ => self.setting(setting, &[keys], free, in_hand),
                    });
                }
                Value::Map(List::Owned(settings), *at)
            }
            value => self.value(value, None, in_hand),
        }
    }

    /// The configuration of a rule: the words of an enumeration stand bare.
    fn rule_settings(
        &mut self,
        rule: &ActionType,
        list: &'t [syntax::Setting],
        in_hand: bool,
    ) -> Vec<Setting> {
        let mut settings = Vec::new();
        for setting in list {
            let keys = match rule.key(&setting.key.name) {
                Some(Key {
                    kind: Kind::Word(_),
                    ..
                }) => rule.keys,
                _ => &[],
            };
            settings.push(self.setting(setting, &[keys], true, in_hand));
        }
        settings
    }
}

/// Whether a word is a rule's and no variable's or constant's: `VariableCheck`.
fn is_rule(word: &str) -> bool {
    let mut small = false;
    for letter in word.chars() {
        small |= letter.is_lowercase();
    }
    small && word.chars().next().is_some_and(char::is_uppercase)
}

/// The rule that a map is, where it says so.
fn rule_of(map: &[syntax::Setting]) -> Option<&'static ActionType> {
    let syntax::Value::Map(kind, _) = find(map, "RuleTypeId")? else {
        return None;
    };
    match find(kind, "Provider")? {
        syntax::Value::Quoted(word) | syntax::Value::Word(word) => {
            catalog::find(Category::Rule, Owner::Aws, &word.name)
        }
        _ => None,
    }
}

fn find<'s>(map: &'s [syntax::Setting], key: &str) -> Option<&'s syntax::Value> {
    for setting in map {
        if setting.key.name.as_ref() == key {
            return Some(&setting.value);
        }
    }
    None
}
