//! Each provider by itself: its words, its required keys, all its keys together.

use std::collections::BTreeSet;

use passrole_model::catalog::{ActionType, Kind, Reach, When, actions};
use passrole_model::pipeline::Category;

use super::{Action, Program, Random, codes, holds, of};

/// A program with one action of a type, beside a source.
fn alone(random: &mut Random, kind: &'static ActionType) -> Program {
    let mut program = Program {
        version: "V2",
        targets: vec!["dev"],
        deployer: Some(vec!["dev"]),
        stages: Vec::new(),
    };
    let is_source = kind.category == Category::Source;
    let account = if kind.accounts == Reach::Home || is_source {
        "ci"
    } else {
        "dev"
    };
    let mut action = program.action(random, "it".to_owned(), kind, account);
    let optional = kind
        .keys
        .iter()
        .filter(|key| matches!(key.required, When::Never));
    for key in optional {
        action.settings.remove(key.name);
    }
    if is_source {
        action.outputs = vec!["source".to_owned()];
        program
            .stages
            .push(("Source".to_owned(), "ci", vec![action]));
        let manual = *of(|kind| kind.category == Category::Approval)
            .first()
            .unwrap();
        let manual = program.action(random, "ask".to_owned(), manual, "ci");
        program.stages.push(("Ask".to_owned(), "ci", vec![manual]));
    } else {
        let source = *of(|kind| kind.provider == "CodeCommit").first().unwrap();
        let mut source = program.action(random, "checkout".to_owned(), source, "ci");
        source.outputs = vec!["source".to_owned()];
        program
            .stages
            .push(("Source".to_owned(), "ci", vec![source]));
        program
            .stages
            .push(("Work".to_owned(), account, vec![action]));
    }
    program
}

/// The action that [`alone`] is about.
fn it(program: &mut Program) -> &mut Action {
    program
        .actions()
        .into_iter()
        .find(|action| action.name == "it")
        .unwrap()
}

/// Adds what is required since something else was written.
fn complete(random: &mut Random, action: &mut Action) {
    while let Some(key) = action
        .kind
        .keys
        .iter()
        .find(|key| !action.settings.contains_key(key.name) && holds(&key.required, action))
    {
        action.add(random, key);
    }
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
                action
                    .settings
                    .insert(key.name.to_owned(), format!("\"{word}\""));
                complete(&mut random, action);
                let (_, messages) = codes(&program);
                assert!(messages.is_empty(), "{}\n{messages:#?}", program.write());
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
            if !holds(&key.required, action) || action.settings.remove(key.name).is_none() {
                continue;
            }
            let (codes, messages) = codes(&program);
            assert_eq!(
                codes,
                BTreeSet::from(["C03".to_owned()]),
                "{}\n{messages:#?}",
                program.write()
            );
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
        let (_, messages) = codes(&program);
        assert!(messages.is_empty(), "{}\n{messages:#?}", program.write());
    }
}
