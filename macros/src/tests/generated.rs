//! Programs that are made from the catalog.

mod changes;
mod providers;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use passrole_model::catalog::{ActionType, Key, Kind, Reach, When, actions};
use passrole_model::pipeline::{Category, Owner};

use super::errors;

/// Numbers that look random and are the same in every run.
struct Random(u32);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % most.max(1)
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }
}

/// An action of a program, before it is written.
#[derive(Clone)]
struct Action {
    name: String,
    kind: &'static ActionType,
    account: &'static str,
    inputs: Vec<String>,
    outputs: Vec<String>,
    settings: BTreeMap<String, String>,
}

#[derive(Clone)]
struct Program {
    version: &'static str,
    targets: Vec<&'static str>,
    deployer: Option<Vec<&'static str>>,
    stages: Vec<(String, &'static str, Vec<Action>)>,
}

const IDS: [(&str, &str); 4] = [
    ("ci", "111111111111"),
    ("dev", "222222222222"),
    ("qa", "333333333333"),
    ("prod", "044444444444"),
];

impl Program {
    fn new(random: &mut Random) -> Program {
        let targets = ["dev", "qa", "prod"][..1 + random.below(3)].to_vec();
        let mut program = Program {
            version: "V2",
            deployer: Some(targets.clone()),
            targets,
            stages: Vec::new(),
        };
        let sources: Vec<&'static ActionType> = of(|kind| kind.category == Category::Source);
        let kind = *random.one(&sources);
        let source = Action {
            outputs: vec!["source".to_owned()],
            ..program.action(random, "checkout".to_owned(), kind, "ci")
        };
        program
            .stages
            .push(("Source".to_owned(), "ci", vec![source]));
        let others: Vec<&'static ActionType> = of(|kind| kind.category != Category::Source);
        for number in 0..1 + random.below(3) {
            let account = *random.one(&[&["ci"][..], &program.targets].concat());
            let mut stage = Vec::new();
            for place in 0..1 + random.below(3) {
                let kind = *random.one(&others);
                let stays = kind.accounts == Reach::Home || kind.category == Category::Approval;
                let account = if stays { "ci" } else { account };
                stage.push(program.action(random, format!("do{number}{place}"), kind, account));
            }
            program
                .stages
                .push((format!("Work{number}"), account, stage));
        }
        program
    }

    fn action(
        &self,
        random: &mut Random,
        name: String,
        kind: &'static ActionType,
        account: &'static str,
    ) -> Action {
        let inputs = kind.inputs.0.max(kind.inputs.1.min(random.below(2)));
        let mut action = Action {
            inputs: vec!["source".to_owned(); inputs.min(1)],
            outputs: (0..kind.outputs.0)
                .map(|number| format!("{name}_{number}"))
                .collect(),
            name,
            kind,
            account,
            settings: BTreeMap::new(),
        };
        // A key may be required because of another one, so as often as something is added.
        while let Some(key) = kind
            .keys
            .iter()
            .find(|key| !action.settings.contains_key(key.name) && holds(&key.required, &action))
        {
            action.add(random, key);
        }
        for key in kind
            .keys
            .iter()
            .filter(|key| matches!(key.required, When::Never))
        {
            let plain = matches!(
                key.kind,
                Kind::Text(_) | Kind::Boolean | Kind::Integer(..) | Kind::Word(_)
            );
            // Keys that mean something only beside others are left to tests of their own.
            if plain && key.verified && random.below(3) == 0 && !mentioned(kind, key.name) {
                action.add(random, key);
            }
        }
        if kind.category == Category::Compute {
            action
                .settings
                .insert("Commands".to_owned(), r#"["ls"]"#.to_owned());
        }
        action
    }

    fn write(&self) -> String {
        let mut text = format!(
            "pipeline \"generated\" in ci {{ PipelineType: {} }}\n",
            self.version
        );
        for (name, id) in IDS
            .iter()
            .filter(|(name, _)| *name == "ci" || self.targets.contains(name))
        {
            writeln!(text, "account {name} = \"{id}\" in \"eu-west-1\";").unwrap();
        }
        if let Some(places) = &self.deployer {
            writeln!(text, "role deployer: Action in [{}];", places.join(", ")).unwrap();
        }
        let everywhere = ["ci"]
            .iter()
            .chain(&self.targets)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        writeln!(
            text,
            "role stack: CloudFormation in [{everywhere}];\nproject unit in [{everywhere}];"
        )
        .unwrap();
        for (name, account, actions) in &self.stages {
            writeln!(text, "stage {name} in {account} {{").unwrap();
            for action in actions {
                action.write(&mut text);
            }
            text.push_str("}\n");
        }
        text
    }

    fn actions(&mut self) -> Vec<&mut Action> {
        self.stages
            .iter_mut()
            .flat_map(|(.., actions)| actions)
            .collect()
    }
}

impl Action {
    fn add(&mut self, random: &mut Random, key: &Key) {
        if matches!(key.kind, Kind::File | Kind::Input) && self.inputs.is_empty() {
            self.inputs.push("source".to_owned());
        }
        let value = self.value(random, key);
        self.settings.insert(key.name.to_owned(), value);
    }

    fn value(&self, random: &mut Random, key: &Key) -> String {
        let id = IDS
            .iter()
            .find(|(name, _)| *name == self.account)
            .unwrap()
            .1;
        match &key.kind {
            Kind::Text(_) => format!("\"{}-{}\"", self.name, key.name.to_lowercase()),
            Kind::Boolean => (*random.one(&["true", "false"])).to_owned(),
            Kind::Integer(least, most) => random.one(&[least, most]).to_string(),
            // A change set that is executed has to be made by an action before.
            Kind::Word(words) => {
                let words: Vec<_> = words
                    .iter()
                    .filter(|word| **word != "CHANGE_SET_EXECUTE")
                    .collect();
                // Not every word of AWS's is an identifier.
                format!("\"{}\"", random.one(&words))
            }
            Kind::Words(words) => format!("[{}]", random.one(words)),
            Kind::Variables => "{ NAME: \"value\" }".to_owned(),
            Kind::List => "[\"one\", \"two\"]".to_owned(),
            Kind::Json(_) | Kind::Map => "{ key: \"value\" }".to_owned(),
            Kind::File => "source / \"file.json\"".to_owned(),
            Kind::Input => "source".to_owned(),
            Kind::Project => "unit".to_owned(),
            Kind::Arn(services, _) if services.contains(&"iam") => {
                format!("\"arn:aws:iam::{id}:role/thing\"")
            }
            Kind::Arn(services, _) => format!("\"arn:aws:{}:eu-west-1:{id}:thing\"", services[0]),
        }
    }

    fn write(&self, text: &mut String) {
        let kind = self.kind;
        let owner = if kind.owner == Owner::ThirdParty {
            "ThirdParty::"
        } else {
            ""
        };
        write!(
            text,
            "    {}: {}::{owner}{}",
            self.name,
            kind.category.as_str(),
            kind.provider
        )
        .unwrap();
        if !self.inputs.is_empty() {
            write!(text, "({})", self.inputs.join(", ")).unwrap();
        }
        if !self.outputs.is_empty() {
            write!(text, " -> ({})", self.outputs.join(", ")).unwrap();
        }
        write!(text, " in {}", self.account).unwrap();
        if self.acts_by_role() {
            text.push_str(" as deployer");
        }
        text.push_str(" {");
        for (key, value) in &self.settings {
            write!(text, " {key}: {value},").unwrap();
        }
        text.push_str(" };\n");
    }

    fn acts_by_role(&self) -> bool {
        self.account != "ci" && self.kind.owner == Owner::Aws
    }
}

fn of(keep: impl Fn(&ActionType) -> bool) -> Vec<&'static ActionType> {
    actions::ALL
        .iter()
        .copied()
        .filter(|kind| keep(kind))
        .collect()
}

/// Whether another key of the action type is required because of this one, or it means something to a permission.
fn mentioned(kind: &ActionType, name: &str) -> bool {
    fn by(when: &When, name: &str) -> bool {
        match when {
            When::Is(key, _) | When::Holds(key, _) | When::Written(key) | When::Omitted(key) => {
                *key == name
            }
            When::All(all) | When::Any(all) => all.iter().any(|when| by(when, name)),
            _ => false,
        }
    }
    kind.keys.iter().any(|key| by(&key.required, name))
        || kind
            .passes
            .as_ref()
            .is_some_and(|passes| by(&passes.applied, name))
}

fn holds(when: &When, action: &Action) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Is(key, words) => {
            let default = action
                .kind
                .keys
                .iter()
                .find(|known| known.name == *key)
                .and_then(|known| known.default);
            let value = action.settings.get(*key).map(String::as_str).or(default);
            value.is_some_and(|value| words.contains(&value.trim_matches('"')))
        }
        When::Holds(key, word) => action
            .settings
            .get(*key)
            .is_some_and(|value| value.contains(word)),
        When::Written(key) => action.settings.contains_key(*key),
        When::Omitted(key) => !action.settings.contains_key(*key),
        When::Input => !action.inputs.is_empty(),
        When::NoInput => action.inputs.is_empty(),
        When::Output => !action.outputs.is_empty(),
        When::OtherAccount => action.account != "ci",
        When::All(all) => all.iter().all(|when| holds(when, action)),
        When::Any(any) => any.iter().any(|when| holds(when, action)),
    }
}

/// The codes of the rules that a program breaks, each once.
fn codes(program: &Program) -> (BTreeSet<String>, Vec<String>) {
    let messages = errors(program.write().parse().unwrap());
    let codes = messages.iter().map(|message| {
        let code = message
            .split_once('[')
            .and_then(|(_, rest)| rest.split_once(']'));
        code.map_or("syntax", |(code, _)| code).to_owned()
    });
    (codes.collect(), messages)
}
