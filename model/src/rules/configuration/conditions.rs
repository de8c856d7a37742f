//! C01 to C04 for the conditions of stages, which are written in AWS's shape.

use super::Block;
use crate::catalog::settings::{CONDITION, GATES, Gate, RETRY, RULE, RULE_PROVIDERS};
use crate::catalog::{Key, Kind};
use crate::pipeline::{Setting, Site, Value, setting};
use crate::resolve::Resolved;
use crate::rules::{listed, round};
use crate::violation::{Code, Violation};

pub(super) fn check(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    for stage in resolved
        .pipeline
        .stages
        .iter()
        .filter(|stage| !stage.conditions.is_empty())
    {
        let block = Block {
            owner: "a stage".to_owned(),
            settings: &stage.conditions,
            tables: &[],
            action: None,
            place: format!("stage {}", resolved.show(&stage.name)),
            round: round(&stage.round),
        };
        block.twice(&stage.conditions, broken);
        for setting in stage.conditions.iter() {
            // The grammar knows no other word.
            let Some(gate) = GATES.iter().find(|gate| setting.key.name == gate.name) else {
                continue;
            };
            let Value::Map(entries, at) = &setting.value else {
                continue;
            };
            block
                .within(&format!("`{}`", gate.name), entries, &[gate.keys])
                .whole(resolved, *at, broken);
            if let Some((retry, at)) = map(entries, "RetryConfiguration") {
                block
                    .within("`RetryConfiguration`", retry, &[RETRY])
                    .whole(resolved, at, broken);
            }
            for (condition, at) in maps(entries, "Conditions") {
                block
                    .within("a condition", condition, &[CONDITION])
                    .whole(resolved, at, broken);
                broken.extend(result(resolved, &block, gate, condition));
                for (rule, at) in maps(condition, "Rules") {
                    block
                        .within("a rule", rule, &[RULE])
                        .whole(resolved, at, broken);
                    broken.extend(provider(resolved, &block, rule));
                }
            }
        }
    }
}

/// A map, and where it begins.
fn map<'p>(entries: &'p [Setting], key: &str) -> Option<(&'p [Setting], Site)> {
    match &setting(entries, key)?.value {
        Value::Map(entries, at) => Some((entries.as_ref(), *at)),
        _ => None,
    }
}

/// The maps of a list, and where each begins.
fn maps<'p>(entries: &'p [Setting], key: &str) -> impl Iterator<Item = (&'p [Setting], Site)> {
    let list = setting(entries, key).map(|setting| &setting.value);
    let values = list.and_then(|list| match list {
        Value::List(values, _) => Some(values.as_ref()),
        _ => None,
    });
    values
        .unwrap_or_default()
        .iter()
        .filter_map(|value| match value {
            Value::Map(entries, at) => Some((entries.as_ref(), *at)),
            _ => None,
        })
}

/// What a condition results in is what its gate allows.
fn result<'p>(
    resolved: &Resolved<'p>,
    block: &Block<'_, 'p>,
    gate: &Gate,
    condition: &'p [Setting],
) -> Option<Violation> {
    let result = setting(condition, "Result")?;
    let word = resolved.value(&result.value)?;
    // A word that is none of AWS's was said already.
    let known = |key: &Key| matches!(key.kind, Kind::Word(words) if words.contains(&word.as_ref()));
    if gate.results.contains(&word.as_ref()) || !CONDITION.iter().any(known) {
        return None;
    }
    let message = format!("a condition of `{}` cannot result in `{word}`", gate.name);
    let help = format!("write {}", listed(gate.results, "or"));
    Some(
        block
            .violation(Code::C04, result.value.at(), &message)
            .help(help),
    )
}

/// The provider of a rule is one of AWS's.
fn provider<'p>(
    resolved: &Resolved<'p>,
    block: &Block<'_, 'p>,
    rule: &'p [Setting],
) -> Option<Violation> {
    let (entries, _) = map(rule, "RuleTypeId")?;
    let provider = setting(entries, "Provider")?;
    let name = resolved.value(&provider.value)?;
    if RULE_PROVIDERS.contains(&name.as_ref()) {
        return None;
    }
    let violation = block.violation(
        Code::C01,
        provider.value.at(),
        &format!("there is no rule `{name}`"),
    );
    let near = crate::closest(&name, RULE_PROVIDERS.iter().copied());
    Some(match near {
        Some(_) => violation.suggest(near),
        None => violation.help(format!("write one of {}", listed(RULE_PROVIDERS, "or"))),
    })
}
