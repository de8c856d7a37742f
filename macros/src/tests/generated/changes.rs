//! A program from the catalog keeps every rule; one change breaks exactly the rule that it should.

use std::collections::{BTreeMap, BTreeSet};

use passrole_model::catalog::{Kind, When};

use super::{Program, Random, codes};

/// How many programs are made, and how many changes of each.
const PROGRAMS: u32 = 1000;
const CHANGES: usize = 4;

/// Changes one thing; the codes that must follow, or none where the program has nothing to change so.
fn change(
    random: &mut Random,
    program: &mut Program,
    which: usize,
) -> Option<&'static [&'static str]> {
    let count = program.actions().len();
    let chosen = random.below(count);
    match which {
        // A key that is always required is dropped.
        0 => {
            let mut actions = program.actions();
            let action = &mut actions[chosen];
            let keys = action
                .kind
                .keys
                .iter()
                .filter(|key| matches!(key.required, When::Always) && key.verified);
            let keys: Vec<&str> = keys.map(|key| key.name).collect();
            let key = *keys.get(random.below(keys.len()))?;
            action.settings.remove(key)?;
            Some(&["C03"])
        }
        // A key is misspelt.
        1 => {
            let mut actions = program.actions();
            let action = &mut actions[chosen];
            let keys: Vec<String> = action
                .settings
                .keys()
                .filter(|key| key.len() > 3)
                .cloned()
                .collect();
            let key = keys.get(random.below(keys.len()))?;
            let value = action.settings.remove(key)?;
            action.settings.insert(format!("{key}s"), value);
            Some(&["C02"])
        }
        // A word is misspelt.
        2 => {
            let mut actions = program.actions();
            let action = &mut actions[chosen];
            let known = action
                .kind
                .keys
                .iter()
                .filter(|key| matches!(key.kind, Kind::Word(_)) && key.verified);
            let key = known
                .map(|key| key.name)
                .find(|key| action.settings.contains_key(*key))?;
            action
                .settings
                .insert(key.to_owned(), "NO_SUCH_WORD".to_owned());
            Some(&["C04"])
        }
        // The action role is placed in the pipeline's account only.
        3 => {
            program
                .actions()
                .iter()
                .find(|action| action.acts_by_role())?;
            program.deployer = Some(vec!["ci"]);
            Some(&["P01"])
        }
        // The action role is not declared.
        4 => {
            program
                .actions()
                .iter()
                .find(|action| action.acts_by_role())?;
            program.deployer = None;
            Some(&["N01"])
        }
        // An input artifact is misspelt everywhere in an action.
        5 => {
            let mut actions = program.actions();
            let action = &mut actions[chosen];
            *action.inputs.first_mut()? = "nowhere".to_owned();
            for value in action
                .settings
                .values_mut()
                .filter(|value| value.starts_with("source"))
            {
                *value = value.replace("source", "nowhere");
            }
            Some(&["N01"])
        }
        // An action that takes no artifact gets one.
        6 => {
            let mut actions = program.actions();
            let action = actions
                .iter_mut()
                .skip(1)
                .find(|action| action.kind.inputs.1 == 0)?;
            action.inputs.push("source".to_owned());
            Some(&["A02"])
        }
        // An action gets one artifact more than it makes.
        7 => {
            let mut actions = program.actions();
            let action = &mut actions[chosen];
            for number in action.outputs.len()..=action.kind.outputs.1 {
                action.outputs.push(format!("more{number}"));
            }
            Some(&["A02"])
        }
        // A pipeline of type V1 uses what needs V2.
        8 => {
            program
                .actions()
                .iter()
                .find(|action| action.kind.v2_only)?;
            program.version = "V1";
            Some(&["S05"])
        }
        // The artifact is made in the last stage.
        _ => {
            let used = program.stages[1]
                .2
                .iter()
                .any(|action| !action.inputs.is_empty());
            if !used || program.stages.len() < 3 {
                return None;
            }
            let first = program.stages.remove(0);
            program.stages.push(first);
            Some(&["A01", "S02", "S03"])
        }
    }
}

#[test]
fn one_change_breaks_exactly_its_rule() {
    let mut random = Random(7);
    let (mut good, mut changed) = (0, BTreeMap::<usize, u32>::new());
    for _ in 0..PROGRAMS {
        let program = Program::new(&mut random);
        let (_, messages) = codes(&program);
        assert!(messages.is_empty(), "{}\n{messages:#?}", program.write());
        good += 1;
        let first = random.below(10);
        let mut made = 0;
        for which in (first..first + 10).map(|which| which % 10) {
            let mut other = program.clone();
            let Some(expected) = change(&mut random, &mut other, which) else {
                continue;
            };
            let (codes, messages) = codes(&other);
            let expected: BTreeSet<String> =
                expected.iter().map(|code| (*code).to_owned()).collect();
            assert!(
                codes == expected,
                "change {which}\n{}\n{messages:#?}",
                other.write()
            );
            *changed.entry(which).or_default() += 1;
            made += 1;
            if made == CHANGES {
                break;
            }
        }
    }
    let all = good + changed.values().sum::<u32>();
    assert!(all >= 2_000, "{all} programs");
    assert!(
        changed.len() == 10 && changed.values().all(|count| *count >= 20),
        "{changed:?}"
    );
}
