//! C01 to C04 for the conditions of stages, which are written in AWS's shape.

use super::Block;
use crate::catalog::settings::{CONDITION, GATES, Gate, RETRY, RULE, RULE_PROVIDERS};
use crate::catalog::{Key, Kind};
use crate::pipeline::{Setting, Site, Value, setting};
use crate::rules::{Broken, Of, listed};
use crate::violation::Code;

pub(super) fn check(broken: &mut Broken<'_, '_>) {
    for stage in broken.resolved.pipeline.stages.iter() {
        let block = Block {
            owner: "a stage",
            settings: &stage.conditions,
            keys: &[],
            action: None,
            of: Of::Stage(stage),
        };
        block.twice(&stage.conditions, broken);
        for setting in stage.conditions.iter() {
            // The grammar knows no other word.
            let Some(gate) = GATES.iter().find(|gate| setting.key.name == gate.name) else {
                continue;
            };
            if let Value::Map(entries, at) = &setting.value {
                check_gate(&block, gate, entries, *at, broken);
            }
        }
    }
}

/// What stands under `BeforeEntry`, say.
fn check_gate<'p>(
    block: &Block<'_, 'p>,
    gate: &Gate,
    entries: &'p [Setting],
    at: Site,
    broken: &mut Broken<'_, 'p>,
) {
    let owner = format!("`{}`", gate.name);
    block.within(&owner, entries, gate.keys).whole(at, broken);
    if let Some((retry, at)) = map(value(entries, "RetryConfiguration")) {
        let retry = block.within("`RetryConfiguration`", retry, RETRY);
        retry.whole(at, broken);
    }
    for condition in list(entries, "Conditions") {
        let Some((condition, at)) = map(Some(condition)) else {
            continue;
        };
        let within = block.within("a condition", condition, CONDITION);
        within.whole(at, broken);
        result(block, gate, condition, broken);
        for rule in list(condition, "Rules") {
            if let Some((rule, at)) = map(Some(rule)) {
                block.within("a rule", rule, RULE).whole(at, broken);
                provider(block, rule, broken);
            }
        }
    }
}

fn value<'p>(entries: &'p [Setting], key: &str) -> Option<&'p Value> {
    setting(entries, key).map(|setting| &setting.value)
}

/// A map, and where it begins.
fn map(value: Option<&Value>) -> Option<(&[Setting], Site)> {
    match value? {
        Value::Map(entries, at) => Some((entries, *at)),
        _ => None,
    }
}

/// The values of a list.
fn list<'p>(entries: &'p [Setting], key: &str) -> &'p [Value] {
    match value(entries, key) {
        Some(Value::List(values, _)) => values,
        _ => &[],
    }
}

/// What a condition results in is what its gate allows.
fn result<'p>(
    block: &Block<'_, 'p>,
    gate: &Gate,
    condition: &'p [Setting],
    broken: &mut Broken<'_, 'p>,
) {
    let Some(result) = value(condition, "Result") else {
        return;
    };
    let Some(word) = broken.resolved.value(result) else {
        return;
    };
    // A word that is none of AWS's was said already.
    let known = |key: &Key| matches!(key.kind, Kind::Word(words) if words.contains(&word.as_ref()));
    if gate.results.contains(&word.as_ref()) || !CONDITION.iter().any(known) {
        return;
    }
    let message = format_args!("a condition of `{}` cannot result in `{word}`", gate.name);
    let help = format_args!("write {}", listed(gate.results, "or"));
    broken
        .add(Code::C04, result.at(), block.of, message)
        .help(help);
}

/// The provider of a rule is one of AWS's.
fn provider<'p>(block: &Block<'_, 'p>, rule: &'p [Setting], broken: &mut Broken<'_, 'p>) {
    let Some((entries, _)) = map(value(rule, "RuleTypeId")) else {
        return;
    };
    let Some(provider) = value(entries, "Provider") else {
        return;
    };
    let Some(name) = broken.resolved.value(provider) else {
        return;
    };
    if RULE_PROVIDERS.contains(&name.as_ref()) {
        return;
    }
    let near = crate::closest(&name, RULE_PROVIDERS.iter().copied());
    let message = format_args!("there is no rule `{name}`");
    let help = format_args!("write one of {}", listed(RULE_PROVIDERS, "or"));
    broken
        .add(Code::C01, provider.at(), block.of, message)
        .suggest_or(near, help);
}
