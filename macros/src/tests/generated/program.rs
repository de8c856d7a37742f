//! A program before it is written: accounts, roles, stages and actions.

use std::collections::BTreeMap;
use std::fmt::Write;

use passrole_model::catalog::{ActionType, Reach, Variables};
use passrole_model::pipeline::{Category, Owner};

use super::{Random, of};

/// The accounts that a program may have, the pipeline's first.
const IDS: [(&str, &str); 4] = [
    ("ci", "111111111111"),
    ("dev", "222222222222"),
    ("qa", "333333333333"),
    ("prod", "044444444444"),
];

/// The account's number as it is written in a string; `t` is the account of a loop.
pub(super) fn id(account: &str) -> &'static str {
    let known = IDS.iter().find(|(name, _)| *name == account);
    known.map_or("{t.id}", |(_, id)| id)
}

#[derive(Clone)]
pub(super) struct Program {
    pub(super) version: &'static str,
    /// The accounts beside `ci`, which are the group `fleet` too.
    pub(super) targets: Vec<&'static str>,
    /// An account whose number is another one than it should be.
    pub(super) renumbered: Option<(&'static str, &'static str)>,
    /// Where the action role is placed.
    pub(super) deployer: Option<Vec<&'static str>>,
    /// The kind of the role that is passed, and where it is placed.
    pub(super) stack: (&'static str, Vec<&'static str>),
    /// Where the project is placed.
    pub(super) unit: Vec<&'static str>,
    pub(super) stages: Vec<Stage>,
}

#[derive(Clone)]
pub(super) struct Stage {
    pub(super) name: String,
    /// Where it runs; `t` where it stands in a loop over the group.
    pub(super) account: &'static str,
    pub(super) parallel: bool,
    pub(super) actions: Vec<Action>,
}

#[derive(Clone)]
pub(super) struct Action {
    pub(super) name: String,
    pub(super) kind: &'static ActionType,
    pub(super) version: &'static str,
    /// Where it runs.
    pub(super) account: &'static str,
    pub(super) region: &'static str,
    pub(super) inputs: Vec<String>,
    pub(super) outputs: Vec<String>,
    /// The role after `as`.
    pub(super) role: Option<&'static str>,
    /// The role after `passing`.
    pub(super) passing: Option<&'static str>,
    pub(super) settings: BTreeMap<String, String>,
    /// A key that stands a second time.
    pub(super) twice: Option<String>,
    /// An output variable of the first action, where that has any.
    pub(super) variable: Option<&'static str>,
}

impl Program {
    pub(super) fn new(random: &mut Random) -> Program {
        let targets = ["dev", "qa", "prod"][..1 + random.below(3)].to_vec();
        let mut program = Program::empty(targets);
        let sources = of(|kind| kind.category == Category::Source);
        let kind = *random.one(&sources);
        let mut source = Action::new(random, "checkout".to_owned(), kind, "ci", &[]);
        source.outputs = vec!["source".to_owned()];
        let mut variable = None;
        if let Variables::Closed(known) = kind.variables {
            source
                .settings
                .insert("Namespace".to_owned(), "\"first\"".to_owned());
            variable = Some(*random.one(known));
        }
        let mut made = vec![("source".to_owned(), "ci")];
        program.stages.push(Stage {
            name: "Source".to_owned(),
            account: "ci",
            parallel: false,
            actions: vec![source],
        });
        for number in 0..1 + random.below(3) {
            let places = ["ci", "t"].iter().chain(&program.targets);
            let account = *random.any(places).unwrap();
            let stage = Stage::new(random, number, account, variable, &mut made);
            program.stages.push(stage);
        }
        program
    }

    /// A program without stages.
    pub(super) fn empty(targets: Vec<&'static str>) -> Program {
        let everywhere: Vec<_> = ["ci"].iter().chain(&targets).copied().collect();
        Program {
            version: "V2",
            renumbered: None,
            deployer: Some(targets.clone()),
            stack: ("CloudFormation", everywhere.clone()),
            unit: everywhere,
            targets,
            stages: Vec::new(),
        }
    }

    pub(super) fn actions(&self) -> impl Iterator<Item = &Action> {
        self.stages.iter().flat_map(|stage| &stage.actions)
    }

    pub(super) fn actions_mut(&mut self) -> impl Iterator<Item = &mut Action> {
        self.stages.iter_mut().flat_map(|stage| &mut stage.actions)
    }

    pub(super) fn write(&self) -> String {
        let mut text = format!(
            "pipeline \"generated\" in ci {{ PipelineType: {} }}\n",
            self.version
        );
        for (name, id) in IDS {
            if name == "ci" || self.targets.contains(&name) {
                let other = self.renumbered.filter(|(account, _)| *account == name);
                let id = other.map_or(id, |(_, id)| id);
                writeln!(text, "account {name} = \"{id}\" in \"eu-west-1\";").unwrap();
            }
        }
        writeln!(text, "group fleet = [{}];", self.targets.join(", ")).unwrap();
        if let Some(places) = &self.deployer {
            writeln!(text, "role deployer: Action in {};", self.places(places)).unwrap();
        }
        let (kind, places) = &self.stack;
        writeln!(text, "role stack: {kind} in {};", self.places(places)).unwrap();
        writeln!(text, "project unit in {};", self.places(&self.unit)).unwrap();
        for stage in &self.stages {
            stage.write(&mut text);
        }
        text
    }

    fn places(&self, places: &[&str]) -> String {
        match places {
            [one] => (*one).to_owned(),
            all if all == self.targets => "fleet".to_owned(),
            [first, rest @ ..] if rest == self.targets => format!("[{first}, fleet]"),
            all => format!("[{}]", all.join(", ")),
        }
    }
}

impl Stage {
    fn new(
        random: &mut Random,
        number: usize,
        account: &'static str,
        variable: Option<&'static str>,
        made: &mut Vec<(String, &'static str)>,
    ) -> Stage {
        let kinds = of(|kind| kind.category != Category::Source);
        // Their rules are the most.
        let busy = of(|kind| ["CloudFormation", "CodeBuild"].contains(&kind.provider));
        let mut stage = Stage {
            name: format!("Work{number}"),
            account,
            parallel: random.once_in(3),
            actions: Vec::new(),
        };
        // What is made in a round of a loop, or at the same time, is not there for others.
        let mut here = made.clone();
        for place in 0..1 + random.below(4) {
            let kinds = if random.once_in(4) { &busy } else { &kinds };
            let kind = *random.one(kinds);
            let stays = kind.accounts == Reach::Home || kind.category == Category::Approval;
            let account = if stays { "ci" } else { account };
            let reached: Vec<&str> = here
                .iter()
                .filter(|(_, maker)| [account, *maker].contains(&"ci") || *maker == account)
                .map(|(artifact, _)| artifact.as_str())
                .collect();
            let name = format!("do{number}{place}");
            let mut action = Action::new(random, name, kind, account, &reached);
            action.variable = variable;
            action.fill(random);
            if !stage.parallel {
                let outputs = action.outputs.iter();
                here.extend(outputs.map(|output| (output.clone(), account)));
            }
            let execute = (!stage.parallel).then(|| action.execute()).flatten();
            stage.actions.push(action);
            stage.actions.extend(execute);
        }
        if account != "t" {
            *made = here;
        }
        stage
    }

    fn write(&self, text: &mut String) {
        if self.account == "t" {
            writeln!(
                text,
                "for t in fleet {{ stage \"{}-{{t}}\" in t {{",
                self.name
            )
            .unwrap();
        } else {
            writeln!(text, "stage {} in {} {{", self.name, self.account).unwrap();
        }
        text.push_str(if self.parallel { "parallel {\n" } else { "" });
        for action in &self.actions {
            action.write(self.account, text);
        }
        text.push_str(if self.parallel { "}\n" } else { "" });
        text.push_str(if self.account == "t" { "} }\n" } else { "}\n" });
    }
}

impl Action {
    /// An action with artifacts and roles, and what is always required.
    pub(super) fn new(
        random: &mut Random,
        name: String,
        kind: &'static ActionType,
        account: &'static str,
        reached: &[&str],
    ) -> Action {
        let within = |random: &mut Random, (least, most): (usize, usize)| {
            least + random.below(most.min(least + 2) + 1 - least)
        };
        let mut inputs: Vec<String> = Vec::new();
        let mut left = reached.to_vec();
        while inputs.len() < within(random, kind.inputs) && !left.is_empty() {
            inputs.push(left.swap_remove(random.below(left.len())).to_owned());
        }
        let outputs = 0..within(random, kind.outputs);
        let outputs = outputs.map(|number| format!("{name}_{number}")).collect();
        let mut action = Action {
            name,
            kind,
            version: "",
            account,
            region: "",
            inputs,
            outputs,
            role: None,
            passing: None,
            settings: BTreeMap::new(),
            twice: None,
            variable: None,
        };
        if action.acts_by_role() && random.once_in(2) {
            action.role = Some("deployer");
        }
        if kind.passes.is_some() && random.once_in(2) {
            action.passing = Some("stack");
        }
        if kind.category == Category::Compute {
            let commands = r#"["ls"]"#.to_owned();
            action.settings.insert("Commands".to_owned(), commands);
        }
        action.complete(random);
        action
    }

    /// Adds keys that may be left out.
    fn fill(&mut self, random: &mut Random) {
        for key in self.kind.keys {
            if !self.settings.contains_key(key.name) && random.once_in(3) {
                self.add(random, key);
            }
        }
        self.complete(random);
    }

    /// The action that executes the change set which this one makes.
    fn execute(&self) -> Option<Action> {
        let mode = self.settings.get("ActionMode")?;
        let mut execute = (mode.trim_matches('"') == "CHANGE_SET_REPLACE").then(|| self.clone())?;
        execute.name.push('x');
        execute.inputs.clear();
        execute.outputs.clear();
        let names = ["StackName", "ChangeSetName"];
        execute
            .settings
            .retain(|key, _| names.contains(&key.as_str()));
        let mode = "CHANGE_SET_EXECUTE".to_owned();
        execute.settings.insert("ActionMode".to_owned(), mode);
        Some(execute)
    }

    /// Whether the pipeline role has to assume another one.
    pub(super) fn acts_by_role(&self) -> bool {
        self.account != "ci" && self.kind.owner == Owner::Aws
    }

    fn write(&self, stage: &str, text: &mut String) {
        let kind = self.kind;
        let owner = match kind.owner {
            Owner::ThirdParty => "ThirdParty::",
            _ => "",
        };
        let category = kind.category.as_str();
        write!(
            text,
            "    {}: {category}::{owner}{}",
            self.name, kind.provider
        )
        .unwrap();
        text.push_str(self.version);
        if !self.inputs.is_empty() {
            write!(text, "({})", self.inputs.join(", ")).unwrap();
        }
        if !self.outputs.is_empty() {
            write!(text, " -> ({})", self.outputs.join(", ")).unwrap();
        }
        // An approval stays in the pipeline's account unless it says where it is.
        let stays = kind.category == Category::Approval;
        if self.account != stage || !self.region.is_empty() || stays {
            write!(text, " in {}{}", self.account, self.region).unwrap();
        }
        for (word, role) in [("as", self.role), ("passing", self.passing)] {
            if let Some(role) = role {
                write!(text, " {word} {role}").unwrap();
            }
        }
        text.push_str(" {");
        let twice = self.twice.iter().map(|key| (key, &self.settings[key]));
        for (key, value) in self.settings.iter().chain(twice) {
            write!(text, " {key}: {value},").unwrap();
        }
        text.push_str(" };\n");
    }
}
