//! Values of every kind that a key has, and what a key's condition comes to.

use passrole_model::catalog::{Chars, Key, Kind, When};

use super::Random;
use super::program::{Action, id};

impl Action {
    /// Adds what is required, also because of what is there already.
    pub(super) fn complete(&mut self, random: &mut Random) {
        while let Some(key) = self
            .kind
            .keys
            .iter()
            .find(|key| !self.settings.contains_key(key.name) && self.holds(&key.required))
        {
            self.add(random, key);
        }
        // What stands in one case only goes, unless it has to be there: then what it asks for is.
        let misplaced: Vec<&Key> = (self.kind.keys.iter())
            .filter(|key| self.settings.contains_key(key.name) && !self.holds(&key.only))
            .collect();
        for key in &misplaced {
            match key.required {
                When::Always => self.inputs.push("source".to_owned()),
                _ => {
                    self.settings.remove(key.name);
                }
            }
        }
        if !misplaced.is_empty() {
            return self.complete(random);
        }
        // The role that is passed on is said once.
        if self.passing.is_some() {
            self.settings.remove("AdministrationRoleArn");
        }
        // Only then does one of several inputs have to be named.
        let primary = |key: &&Key| key.name == "PrimarySource";
        if let Some(key) = self.kind.keys.iter().find(primary)
            && self.inputs.len() > 1
            && !self.settings.contains_key(key.name)
        {
            self.add(random, key);
        }
    }

    /// Adds a key with a value of its kind.
    pub(super) fn add(&mut self, random: &mut Random, key: &Key) {
        if matches!(key.kind, Kind::File | Kind::Input) && self.inputs.is_empty() {
            self.inputs.push("source".to_owned());
        }
        let value = self.value(random, key);
        self.settings.insert(key.name.to_owned(), value);
    }

    fn value(&self, random: &mut Random, key: &Key) -> String {
        let account = id(self.account);
        let text = |what: &str| format!("\"{}-{what}\"", self.name);
        match &key.kind {
            Kind::Text(shape) if shape.chars == Chars::Any && random.once_in(4) => {
                match &self.variable {
                    Some(variable) => format!("\"#{{first.{variable}}}\""),
                    None => "\"#{codepipeline.PipelineExecutionId}\"".to_owned(),
                }
            }
            Kind::Text(_) => text(&key.name.to_lowercase()),
            Kind::Boolean => (*random.one(&["true", "false"])).to_owned(),
            Kind::Integer(least, most) => random.one(&[least, most]).to_string(),
            // A change set that is executed has to be made by an action before.
            Kind::Word(words) => {
                let words = words.iter().filter(|word| **word != "CHANGE_SET_EXECUTE");
                let word = random.any(words).unwrap();
                // Not every word of AWS's is an identifier.
                let quoted = word.contains('-') || random.once_in(2);
                if quoted {
                    format!("\"{word}\"")
                } else {
                    (*word).to_owned()
                }
            }
            Kind::Words(words) => format!("[{}]", random.one(words)),
            Kind::Variables => "{ NAME: \"value\" }".to_owned(),
            Kind::List | Kind::Accounts => {
                (*random.one(&["[\"one\", \"two\"]", "\"one,two\""])).to_owned()
            }
            Kind::Entries(part) => {
                let mut entry = String::new();
                for key in part.keys {
                    entry.push_str(&format!("{}: {}, ", key.name, self.value(random, key)));
                }
                format!("[{{ {entry} }}]")
            }
            Kind::Json(_) | Kind::Map => "{ key: \"value\" }".to_owned(),
            // None of them is a key of an action's configuration.
            Kind::Part(_) | Kind::Each(..) | Kind::Environment(_) | Kind::Rule => "[]".to_owned(),
            Kind::File => format!("{} / \"file.json\"", random.one(&self.inputs)),
            Kind::Input => random.one(&self.inputs).clone(),
            Kind::Project => "unit".to_owned(),
            Kind::Arn(services, _) if services.contains(&"iam") => {
                format!("\"arn:aws:iam::{account}:role/thing\"")
            }
            Kind::Arn(services, _) => {
                let service = *random.one(services);
                let kind = if service == "states" {
                    "stateMachine:"
                } else {
                    ""
                };
                format!("\"arn:aws:{service}:eu-west-1:{account}:{kind}thing\"")
            }
        }
    }

    /// What a condition of the catalog comes to for this action.
    pub(super) fn holds(&self, when: &When) -> bool {
        match when {
            When::Always => true,
            When::Never => false,
            When::Is(key, words) => {
                let known = self.kind.keys.iter().find(|known| known.name == *key);
                let written = self.settings.get(*key).map(String::as_str);
                written
                    .or(known.and_then(|known| known.default))
                    .is_some_and(|value| words.contains(&value.trim_matches('"')))
            }
            When::Holds(key, word) => self
                .settings
                .get(*key)
                .is_some_and(|value| value.contains(word)),
            When::Written(key) => self.settings.contains_key(*key),
            When::Alias(key) => self
                .settings
                .get(*key)
                .is_some_and(|value| value.contains("alias/")),
            When::NoAlias(key) => self
                .settings
                .get(*key)
                .is_some_and(|value| !value.contains("alias/")),
            When::Omitted(key) => !self.settings.contains_key(*key),
            When::Input => !self.inputs.is_empty(),
            When::NoInput => self.inputs.is_empty(),
            When::Output => !self.outputs.is_empty(),
            When::OtherAccount => self.account != "ci",
            When::All(all) => all.iter().all(|when| self.holds(when)),
            When::Any(any) => any.iter().any(|when| self.holds(when)),
        }
    }
}
