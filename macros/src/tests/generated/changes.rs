//! Mistakes in keys, artifacts and stages.

use passrole_model::catalog::{Kind, When};

use super::program::{Action, Program};
use super::{Change, Codes, Random};

pub(super) const ALL: &[(&str, Change)] = &[
    ("a required key is dropped", |random, program| {
        let (action, key) = any_key(random, program, |action, key| {
            let known = action.kind.keys.iter().find(|known| known.name == key);
            known.is_some_and(|known| matches!(known.required, When::Always) && known.verified)
        })?;
        action.settings.remove(&key);
        Some(Codes::from(["C03"]))
    }),
    ("a key is misspelt", |random, program| {
        let (action, key) = any_key(random, program, |_, key| key != "Namespace")?;
        let value = action.settings.remove(&key)?;
        action.settings.insert(format!("{key}z"), value);
        Some(Codes::from(["C02"]))
    }),
    ("a key stands twice", |random, program| {
        let (action, key) = any_key(random, program, |_, _| true)?;
        action.twice = Some(key);
        Some(Codes::from(["C05"]))
    }),
    ("a word is misspelt", |random, program| {
        let word = |kind: &Kind| matches!(kind, Kind::Word(_));
        wrong(random, program, word, "\"NO_SUCH_WORD\"")
    }),
    ("a yes or no is neither", |random, program| {
        let boolean = |kind: &Kind| matches!(kind, Kind::Boolean);
        wrong(random, program, boolean, "\"perhaps\"")
    }),
    ("a number is a text", |random, program| {
        let number = |kind: &Kind| matches!(kind, Kind::Integer(..));
        wrong(random, program, number, "\"many\"")
    }),
    ("a text is empty", |random, program| {
        let text = |kind: &Kind| matches!(kind, Kind::Text(_));
        wrong(random, program, text, "\"\"")
    }),
    ("a version is another one", |random, program| {
        random.any(program.actions_mut())?.version = " @ \"2\" ";
        Some(Codes::from(["C01"]))
    }),
    ("an input is misspelt", |random, program| {
        let taking = program
            .actions_mut()
            .filter(|action| !action.inputs.is_empty());
        let action = random.any(taking)?;
        let input = action.inputs.first()?.clone();
        action.rename(&input, "nowhere");
        Some(Codes::from(["N01"]))
    }),
    (
        "an action that takes nothing takes something",
        |random, program| {
            let kinds = program
                .actions_mut()
                .skip(1)
                .filter(|action| action.kind.inputs.1 == 0);
            random.any(kinds)?.inputs.push("source".to_owned());
            Some(Codes::from(["A02"]))
        },
    ),
    ("an action makes more than it can", |random, program| {
        let action = random.any(program.actions_mut())?;
        for number in action.outputs.len()..=action.kind.outputs.1 {
            action.outputs.push(format!("more{number}"));
        }
        Some(Codes::from(["A02"]))
    }),
    ("the source makes nothing", |_, program| {
        program.actions_mut().next()?.outputs.clear();
        Some(Codes::from(["A02"]))
    }),
    ("several inputs without a primary one", |random, program| {
        let (action, key) = any_key(random, program, |action, key| {
            key == "PrimarySource" && action.inputs.len() > 1
        })?;
        action.settings.remove(&key);
        Some(Codes::from(["A04"]))
    }),
    (
        "an artifact is no input any more, and a file of it is named",
        |random, program| {
            let (action, key) = any_key(random, program, |action, key| {
                let known = action.kind.keys.iter().find(|known| known.name == key);
                known.is_some_and(|known| matches!(known.kind, Kind::File))
                    && action.inputs.len() > action.kind.inputs.0
            })?;
            let (artifact, _) = action.settings[&key].split_once(" / ")?;
            action.inputs.retain(|input| input != artifact);
            Some(Codes::from(["A03"]))
        },
    ),
    (
        "a stage's actions run at the same time",
        |random, program| {
            let stages = program.stages.iter_mut().filter(|stage| {
                let uses = |input: &String| {
                    let mut outputs = stage.actions.iter().flat_map(|action| &action.outputs);
                    outputs.any(|output| output == input)
                };
                stage
                    .actions
                    .iter()
                    .flat_map(|action| &action.inputs)
                    .any(uses)
            });
            let stage = random.any(stages)?;
            stage.parallel = true;
            let executes = |action: &Action| action.name.ends_with('x');
            Some(match stage.actions.iter().any(executes) {
                true => Codes::from(["A01", "C07"]),
                false => Codes::from(["A01"]),
            })
        },
    ),
    ("the source comes last", |_, program| {
        let source = program.stages.remove(0);
        program.stages.push(source);
        Some(Codes::from(["S02", "S03"]))
    }),
    ("a second source comes later", |_, program| {
        let mut again = program.actions().next()?.clone();
        again.name = "again".to_owned();
        again.outputs = vec!["again_source".to_owned()];
        again.settings.remove("Namespace");
        let last = program
            .stages
            .last_mut()
            .filter(|stage| stage.account != "t")?;
        last.actions.push(again);
        Some(Codes::from(["S03"]))
    }),
    ("there is one stage only", |_, program| {
        program.stages.truncate(1);
        Some(Codes::from(["S01"]))
    }),
    ("a stage is empty", |_, program| {
        program.stages.last_mut()?.actions.clear();
        Some(Codes::from(["S01"]))
    }),
    ("a stage is declared twice", |_, program| {
        let last = program
            .stages
            .last_mut()
            .filter(|stage| stage.account != "t")?;
        last.name = "Source".to_owned();
        Some(Codes::from(["N02"]))
    }),
    ("an action is declared twice", |random, program| {
        let several = program
            .stages
            .iter_mut()
            .filter(|stage| stage.actions.len() > 1);
        let stage = random.any(several)?;
        stage.actions[1].name = stage.actions[0].name.clone();
        Some(Codes::from(["N02"]))
    }),
    ("a pipeline of type V1 needs V2", |_, program| {
        program.actions().find(|action| action.kind.v2_only)?;
        program.version = "V1";
        Some(Codes::from(["S05"]))
    }),
    ("a namespace is misspelt", |random, program| {
        refer(random, program, "#{fist.")
    }),
    ("a variable is misspelt", |random, program| {
        refer(random, program, "#{first.X")
    }),
    (
        "a change set is executed that nobody makes",
        |random, program| {
            let (action, key) = any_key(random, program, |action, key| {
                key == "ChangeSetName" && action.name.ends_with('x')
            })?;
            let other = "\"another-change-set\"".to_owned();
            action.settings.insert(key, other);
            Some(Codes::from(["C07"]))
        },
    ),
];

impl Action {
    fn refers(&self, to: &str) -> bool {
        self.settings.values().any(|value| value.contains(to))
    }

    /// Names another artifact in place of an input, in the settings too.
    fn rename(&mut self, input: &str, name: &str) {
        for known in self.inputs.iter_mut().filter(|known| *known == input) {
            name.clone_into(known);
        }
        for value in self.settings.values_mut() {
            if value == input || value.starts_with(&format!("{input} /")) {
                *value = value.replacen(input, name, 1);
            }
        }
    }
}

/// An action and one of its keys.
fn any_key<'p>(
    random: &mut Random,
    program: &'p mut Program,
    keep: impl Fn(&Action, &str) -> bool,
) -> Option<(&'p mut Action, String)> {
    let keys = |action: &Action| -> Vec<String> {
        let keys = action.settings.keys().filter(|key| keep(action, key));
        keys.cloned().collect()
    };
    let with = program
        .actions_mut()
        .filter(|action| !keys(action).is_empty());
    let action = random.any(with)?;
    let key = random.any(keys(action))?;
    Some((action, key))
}

/// Gives a key of that kind a value that it cannot have.
fn wrong(
    random: &mut Random,
    program: &mut Program,
    kind: impl Fn(&Kind) -> bool,
    value: &str,
) -> Option<Codes> {
    let (action, key) = any_key(random, program, |action, key| {
        let known = action.kind.keys.iter().find(|known| known.name == key);
        known.is_some_and(|known| kind(&known.kind) && known.verified)
    })?;
    action.settings.insert(key, value.to_owned());
    Some(Codes::from(["C04"]))
}

/// Misspells a reference to the first action's variables.
fn refer(random: &mut Random, program: &mut Program, to: &str) -> Option<Codes> {
    let referring = program
        .actions_mut()
        .filter(|action| action.refers("#{first."));
    for value in random.any(referring)?.settings.values_mut() {
        *value = value.replace("#{first.", to);
    }
    Some(Codes::from(["C06"]))
}
