//! Programs that are made from the catalog: good ones, and ones with one mistake that is known.

mod changes;
mod placement;
mod program;
mod providers;
mod values;

use std::collections::BTreeSet;

use passrole_model::catalog::{ActionType, actions};

use super::errors;
use program::Program;

/// Codes of rules.
type Codes = BTreeSet<&'static str>;

/// Changes one thing in a program; the codes that must follow, or nothing where there is no such thing to change.
type Change = fn(&mut Random, &mut Program) -> Option<Codes>;

/// How many programs are made, and how many changes are tried on each.
const PROGRAMS: usize = 700;
const TRIES: usize = 8;

/// Numbers that look random and are the same in every run.
struct Random(u32);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % most.max(1)
    }

    /// Once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }

    /// One of them, where there is any.
    fn any<T>(&mut self, of: impl IntoIterator<Item = T>) -> Option<T> {
        let mut all: Vec<T> = of.into_iter().collect();
        (!all.is_empty()).then(|| all.swap_remove(self.below(all.len())))
    }
}

#[test]
fn one_change_breaks_exactly_its_rule() {
    let all: Vec<(&str, Change)> = [changes::ALL, placement::ALL].concat();
    let mut random = Random(7);
    let mut made = vec![0; all.len()];
    for _ in 0..PROGRAMS {
        let program = Program::new(&mut random);
        assert_codes(&program, "nothing", &Codes::new());
        let first = random.below(all.len());
        for which in (first..first + TRIES).map(|which| which % all.len()) {
            let (name, change) = all[which];
            let mut other = program.clone();
            if let Some(expected) = change(&mut random, &mut other) {
                assert_codes(&other, name, &expected);
                made[which] += 1;
            }
        }
    }
    let rare: Vec<_> = all
        .iter()
        .zip(&made)
        .filter(|(_, count)| **count < 10)
        .map(|((name, _), count)| format!("{name}: {count}"))
        .collect();
    assert!(rare.is_empty(), "hardly ever tried: {rare:?}");
    let programs = PROGRAMS + made.iter().sum::<usize>();
    assert!(programs >= 2_000, "{programs} programs");
}

/// The action types that are kept.
fn of(keep: impl Fn(&ActionType) -> bool) -> Vec<&'static ActionType> {
    actions::ALL
        .iter()
        .copied()
        .filter(|kind| keep(kind))
        .collect()
}

/// Asserts that a program breaks exactly these rules.
fn assert_codes(program: &Program, changed: &str, expected: &Codes) {
    let text = program.write();
    let messages = errors(text.parse().unwrap());
    let found: BTreeSet<&str> = messages
        .iter()
        .map(|message| {
            let code = message
                .split_once('[')
                .and_then(|(_, rest)| rest.split_once(']'));
            code.map_or("no rule", |(code, _)| code)
        })
        .collect();
    assert!(
        found == *expected,
        "changed: {changed}; expected: {expected:?}\n{text}\n{messages:#?}"
    );
}
