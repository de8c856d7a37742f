//! The author's strings and values as CloudFormation holds them.

use std::borrow::Cow;

use passrole_model::catalog::Kind;
use passrole_model::pipeline::{Account, Setting, Str, Value};
use passrole_model::text::{Field, Part, Pseudo, Scalar, Text};

use super::Synth;
use super::store::Stores;
use crate::template::{Map, Node, json, map};

/// Where a string is written: which stack, and which account and region are in hand there.
#[derive(Clone, Copy)]
pub(super) struct Within<'p> {
    /// The account that `{account}` means.
    pub(super) account: &'p Account,
    /// The place of the artifact store that `{artifacts.…}` means, among all stores.
    pub(super) store: usize,
    /// Which artifact key the stack holds.
    pub(super) holds: Holds,
    /// The string is one of the pipeline's stack, so what is filled in there is written out here.
    pub(super) quoted: bool,
}

/// Which artifact key a stack holds, so that its ARN is known there.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Holds {
    /// The pipeline's own stack: every key's ARN follows from the key's.
    Primary,
    /// A stack of the stack set: its region's key.
    Replica,
    /// None.
    Nothing,
}

/// A string, and whether CloudFormation fills something in.
pub(super) struct Written {
    pub(super) text: String,
    pub(super) sub: bool,
}

impl Written {
    /// A string in which CloudFormation fills nothing in.
    pub(super) fn plain(text: String) -> Written {
        Written { text, sub: false }
    }
}

impl From<Written> for Node {
    fn from(written: Written) -> Node {
        if written.sub {
            Node::sub(written.text)
        } else {
            Node::String(written.text)
        }
    }
}

impl<'p> Synth<'p> {
    /// In the stack of an account.
    pub(super) fn within(&self, account: &'p Account) -> Within<'p> {
        Within {
            account,
            store: Stores::HOME,
            holds: match self.resolved.is_home(account) {
                true => Holds::Primary,
                false => Holds::Nothing,
            },
            quoted: false,
        }
    }

    /// A string as a value of a template, with `${…}` where CloudFormation fills in.
    pub(super) fn text(&self, text: &'p Text, within: Within<'p>) -> Node {
        let sub = self.fills_in(text, within);
        let text = self.spell(text, within, sub);
        Node::from(Written { text, sub })
    }

    /// A value in CloudFormation's own shape: maps, lists, numbers and all.
    pub(super) fn node(&self, value: &'p Value, within: Within<'p>) -> Node {
        match value {
            Value::Text(text) => self.text(text, within),
            Value::List(values, _) => {
                let mut nodes = Vec::new();
                for value in values.iter() {
                    nodes.push(self.node(value, within));
                }
                Node::List(nodes)
            }
            Value::Map(settings, _) => self.map(settings, within).into(),
            Value::Integer(number, _) => Node::Integer(*number),
            Value::Boolean(truth, _) => Node::Boolean(*truth),
            Value::Expression(index, _) => match self.resolved.values.get(*index) {
                Some(Scalar::Integer(number)) => Node::Integer(*number),
                Some(Scalar::Boolean(truth)) => Node::Boolean(*truth),
                Some(Scalar::Text(text)) => Node::from(text.as_str()),
                None => Node::from(""),
            },
            Value::Word(_) | Value::File(..) | Value::Lost(_) => {
                self.configured(value, None, within).into()
            }
        }
    }

    /// Settings as a map, in CloudFormation's own shape.
    pub(super) fn map(&self, settings: &'p [Setting], within: Within<'p>) -> Map {
        let mut map = Map::new();
        for setting in settings {
            map.enter(
                self.key_of(setting, within),
                self.node(&setting.value, within),
            );
        }
        map
    }

    /// A setting's key. Nothing is filled in there.
    pub(super) fn key_of(&self, setting: &'p Setting, within: Within<'p>) -> Str {
        match self.resolved.key(setting, Some(within.account)) {
            Some(Cow::Owned(key)) => Str::Owned(key),
            _ => setting.key.name.clone(),
        }
    }

    /// `{ NAME: "v" }` as CloudFormation lists variables; `plain` is what one has beside its name and value.
    pub(super) fn variables(&self, value: &'p Value, plain: &Map, within: Within<'p>) -> Node {
        let mut list = Vec::new();
        let Value::Map(variables, _) = value else {
            for variable in self.node(value, within).iter() {
                list.push(keyed(variable.clone(), CAPITAL));
            }
            return Node::List(list);
        };
        for variable in variables.iter() {
            let name = map! { "Name": self.key_of(variable, within) };
            let variable = match &variable.value {
                // `{ Type: …, Value: … }`, as CloudFormation has it.
                Value::Map(rest, _) => name.joined(self.map(rest, within)),
                value => {
                    let mut variable = name.joined(plain.clone());
                    variable.put("Value", self.configured(value, None, within));
                    variable
                }
            };
            list.push(keyed(variable.into(), CAPITAL));
        }
        Node::List(list)
    }

    /// A value as an action's configuration holds it: one string.
    pub(super) fn configured(
        &self,
        value: &'p Value,
        kind: Option<&Kind>,
        within: Within<'p>,
    ) -> Written {
        let sub = self.value_fills_in(value, within);
        let text = match (value, kind) {
            (
                Value::List(..) | Value::Map(..),
                Some(Kind::Json(_) | Kind::Variables | Kind::Entries(_)),
            )
            | (Value::Map(..), _) => self.json(value, kind, within, sub),
            _ => self.spell_value(value, within, sub),
        };
        Written { text, sub }
    }

    /// A value as it is once CloudFormation has filled it in, in a region.
    pub(super) fn spelled(&self, value: &'p Value, within: Within<'p>, region: &str) -> String {
        let store = self.stores.place(region);
        let within = Within { store, ..within };
        let written = self.configured(value, None, within);
        if !written.sub {
            return written.text;
        }
        let text = written.text.replace("${AWS::Region}", region);
        let text = text.replace("${AWS::AccountId}", self.id(within.account));
        let text = text.replace("${AWS::Partition}", self.partition.name);
        text.replace("${!", "${")
    }

    fn spell_value(&self, value: &'p Value, within: Within<'p>, sub: bool) -> String {
        match value {
            Value::Text(text) => self.spell(text, within, sub),
            Value::Word(word) => word.name.to_string(),
            Value::File(artifact, path) => {
                format!("{}::{}", artifact.name, self.spell(path, within, sub))
            }
            Value::List(values, _) => {
                let mut words = Vec::new();
                for value in values.iter() {
                    words.push(self.spell_value(value, within, sub));
                }
                words.join(",")
            }
            Value::Integer(..) | Value::Boolean(..) | Value::Expression(..) => {
                literal(&self.resolved.value(value).unwrap_or_default(), sub)
            }
            Value::Map(..) | Value::Lost(_) => String::new(),
        }
    }

    /// A map or list as JSON. What stands in it is a string everywhere, as CodePipeline asks.
    fn json(&self, value: &'p Value, kind: Option<&Kind>, within: Within<'p>, sub: bool) -> String {
        let node = match (value, kind) {
            (Value::Map(settings, _), Some(Kind::Variables)) => {
                let mut list = Vec::new();
                for setting in settings.iter() {
                    list.push(self.variable(setting, within, sub));
                }
                Node::List(list)
            }
            (Value::List(variables, _), Some(Kind::Variables)) => {
                let mut list = Vec::new();
                for variable in variables.iter() {
                    list.push(keyed(self.strings(variable, within, sub), SMALL));
                }
                Node::List(list)
            }
            _ => self.strings(value, within, sub),
        };
        json::compact(&node)
    }

    /// `NAME: "value"` or `NAME: { value: "…", type: "…" }` as CodeBuild's `{"name": …, "value": …, "type": …}`.
    fn variable(&self, setting: &'p Setting, within: Within<'p>, sub: bool) -> Node {
        let name = map! { "name": literal(&self.key_of(setting, within), sub) };
        let rest = match self.strings(&setting.value, within, sub) {
            Node::Map(rest) => rest,
            value => map! { "value": value, "type": "PLAINTEXT" },
        };
        keyed(name.joined(rest).into(), SMALL)
    }

    fn strings(&self, value: &'p Value, within: Within<'p>, sub: bool) -> Node {
        match value {
            Value::List(values, _) => {
                let mut nodes = Vec::new();
                for value in values.iter() {
                    nodes.push(self.strings(value, within, sub));
                }
                Node::List(nodes)
            }
            Value::Map(settings, _) => {
                let mut map = Map::new();
                for setting in settings.iter() {
                    let key = literal(&self.key_of(setting, within), sub);
                    map.insert(key, self.strings(&setting.value, within, sub));
                }
                Node::Map(map)
            }
            value => Node::String(self.spell_value(value, within, sub)),
        }
    }

    fn spell(&self, text: &'p Text, within: Within<'p>, sub: bool) -> String {
        let mut whole = String::new();
        for part in text.parts.iter() {
            let spelt = match part {
                Part::Literal(text) => literal(text, sub),
                Part::Expression(index) => match self.resolved.values.get(*index) {
                    Some(value) => literal(&value.to_text(), sub),
                    None => continue,
                },
                Part::Account(name, field) => match self.resolved.account_named(name) {
                    Some(account) => self.field(account, *field),
                    None => continue,
                },
                Part::Here(field) => self.field(within.account, *field),
                Part::ArtifactBucket => self.stores.bucket_text(within.store, within.holds),
                Part::ArtifactKey => self.stores.key_text(within.store, within.holds),
                Part::Pseudo(pseudo) if within.quoted => match pseudo {
                    Pseudo::AccountId => self.home_id.clone(),
                    Pseudo::Region => self.region.clone(),
                    Pseudo::Partition => self.partition.name.to_owned(),
                },
                Part::Pseudo(pseudo) => format!("${{{}}}", pseudo.as_str()),
            };
            whole.push_str(&spelt);
        }
        whole
    }

    fn field(&self, account: &Account, field: Field) -> String {
        let value = self.resolved.field(account, field);
        value.unwrap_or_default().into_owned()
    }

    fn fills_in(&self, text: &Text, within: Within<'p>) -> bool {
        let mut fills_in = false;
        for part in text.parts.iter() {
            fills_in |= match part {
                Part::Pseudo(_) => !within.quoted,
                Part::ArtifactBucket => within.holds == Holds::Replica,
                Part::ArtifactKey => self.stores.key_is_made_in(within.holds),
                _ => false,
            };
        }
        fills_in
    }

    fn value_fills_in(&self, value: &Value, within: Within<'p>) -> bool {
        let mut fills_in = false;
        match value {
            Value::Text(text) | Value::File(_, text) => fills_in = self.fills_in(text, within),
            Value::List(values, _) => {
                for value in values.iter() {
                    fills_in |= self.value_fills_in(value, within);
                }
            }
            Value::Map(settings, _) => {
                for setting in settings.iter() {
                    fills_in |= self.value_fills_in(&setting.value, within);
                }
            }
            _ => {}
        }
        fills_in
    }
}

/// The keys of a variable as CloudFormation lists it.
const CAPITAL: &[&str] = &["Name", "Value", "Type"];
/// The same as CodeBuild takes them in JSON.
const SMALL: &[&str] = &["name", "value", "type"];

/// A variable with its keys spelt so, whichever way they are written.
fn keyed(variable: Node, keys: &[&str]) -> Node {
    let Node::Map(parts) = variable else {
        return variable;
    };
    let mut spelt = Map::new();
    for (key, value) in parts.iter() {
        let mut name = key;
        for known in keys {
            if known.eq_ignore_ascii_case(key) {
                name = known;
            }
        }
        spelt.insert(name.to_owned(), value.clone());
    }
    Node::Map(spelt)
}

/// Text that means itself. `!Sub` would read `${NAME}`, so it is escaped where that reads it.
fn literal(text: &str, sub: bool) -> String {
    if sub {
        text.replace("${", "${!")
    } else {
        text.to_owned()
    }
}
