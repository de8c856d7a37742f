//! Each provider by itself: its words, its required keys, all its keys together.

use passrole_model::catalog::{ActionType, Kind, Reach, actions};
use passrole_model::pipeline::Category;

use super::program::{Action, Program, Stage};
use super::{Codes, Random, assert_codes, of};

/// A program with one action of a type, beside a source.
fn alone(random: &mut Random, kind: &'static ActionType) -> Program {
    let mut program = Program::empty(vec!["dev"]);
    let is_source = kind.category == Category::Source;
    let account = if kind.accounts == Reach::Home || is_source {
        "ci"
    } else {
        "dev"
    };
    let mut it = Action::new(random, "it".to_owned(), kind, account, &["source"]);
    let other = if is_source { "Manual" } else { "CodeCommit" };
    let other = *of(|kind| kind.provider == other).first().unwrap();
    let mut other = Action::new(random, "other".to_owned(), other, "ci", &[]);
    if is_source {
        it.outputs = vec!["source".to_owned()];
        program.stages.push(stage("Source", account, it));
        program.stages.push(stage("Ask", "ci", other));
    } else {
        other.outputs = vec!["source".to_owned()];
        program.stages.push(stage("Source", "ci", other));
        program.stages.push(stage("Work", account, it));
    }
    program
}

fn stage(name: &str, account: &'static str, action: Action) -> Stage {
    Stage {
        name: name.to_owned(),
        account,
        parallel: false,
        actions: vec![action],
    }
}

/// The action that [`alone`] is about.
fn it(program: &mut Program) -> &mut Action {
    program
        .actions_mut()
        .find(|action| action.name == "it")
        .unwrap()
}

#[test]
fn every_word_of_every_key_is_taken() {
    let mut random = Random(3);
    for kind in actions::ALL {
        for key in kind.keys {
            let (Kind::Word(words) | Kind::Words(words)) = key.kind else {
                continue;
            };
            for word in words.iter().filter(|word| **word != "CHANGE_SET_EXECUTE") {
                let mut program = alone(&mut random, kind);
                let action = it(&mut program);
                let value = format!("\"{word}\"");
                action.settings.insert(key.name.to_owned(), value);
                action.complete(&mut random);
                assert_codes(&program, word, &Codes::new());
            }
        }
    }
}

#[test]
fn every_required_key_is_missed() {
    let mut random = Random(4);
    for kind in actions::ALL {
        let whole = alone(&mut random, kind);
        for key in kind.keys.iter().filter(|key| key.verified) {
            let mut program = whole.clone();
            let action = it(&mut program);
            if action.holds(&key.required) && action.settings.remove(key.name).is_some() {
                assert_codes(&program, key.name, &Codes::from(["C03"]));
            }
        }
    }
}

#[test]
fn all_keys_of_a_provider_stand_side_by_side() {
    let mut random = Random(5);
    for kind in actions::ALL {
        let mut program = alone(&mut random, kind);
        let action = it(&mut program);
        for key in kind.keys {
            if !action.settings.contains_key(key.name) {
                action.add(&mut random, key);
            }
        }
        action.complete(&mut random);
        assert_codes(&program, "nothing", &Codes::new());
    }
}
