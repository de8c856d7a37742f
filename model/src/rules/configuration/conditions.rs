//! C01 to C04 for the conditions of stages, which are written in AWS's shape.

use super::{Block, list};
use crate::catalog::gates::RESULTS;
use crate::catalog::{Gate, actions, gates};
use crate::code::Code;
use crate::pipeline::{Setting, Value, setting};
use crate::rules::{Broken, Of, listed};

impl<'p> Broken<'_, 'p> {
    pub(super) fn conditions(&mut self) {
        for stage in self.resolved.pipeline.stages.iter() {
            let block = Block {
                owner: "a stage",
                settings: &stage.conditions,
                keys: &[],
                action: None,
                of: Of::Stage(stage),
            };
            block.twice(&stage.conditions, self);
            for setting in stage.conditions.iter() {
                if let Some(gate) = gates::gate(&setting.key.name) {
                    self.gate(&block, gate, &setting.value);
                }
            }
        }
    }

    /// What stands under `BeforeEntry`, say.
    fn gate(&mut self, block: &Block<'_, 'p>, gate: &'static Gate, value: &'p Value) {
        let Value::Map(entries, at) = value else {
            return;
        };
        let owner = format!("`{}`", gate.name);
        block.within(&owner, entries, gate.keys).whole(*at, self);
        for condition in list(entries, "Conditions") {
            let condition = entries_of(condition);
            self.result(block, gate, condition);
            for rule in list(condition, "Rules") {
                self.rule_provider(block, entries_of(rule));
            }
        }
    }

    /// What a condition results in is what its gate allows.
    fn result(&mut self, block: &Block<'_, 'p>, gate: &Gate, condition: &'p [Setting]) {
        let Some(result) = setting(condition, "Result") else {
            return;
        };
        let Some(word) = self.resolved.value(&result.value) else {
            return;
        };
        // A word that is none of AWS's was said already.
        if gate.results.contains(&word.as_ref()) || !RESULTS.contains(&word.as_ref()) {
            return;
        }
        let message = format_args!("a condition of `{}` cannot result in `{word}`", gate.name);
        let help = format_args!("write {}", listed(gate.results, "or"));
        self.add(Code::C04, result.value.at(), block.of, message)
            .help(help);
    }

    /// The provider of a rule is not misspelt. One that the tables do not know may be new: `synth` says so in a line.
    fn rule_provider(&mut self, block: &Block<'_, 'p>, rule: &'p [Setting]) {
        let Some(kind) = setting(rule, "RuleTypeId") else {
            return;
        };
        let Some(provider) = setting(entries_of(&kind.value), "Provider") else {
            return;
        };
        let Some(name) = self.resolved.value(&provider.value) else {
            return;
        };
        let mut known = Vec::new();
        for rule in actions::RULES {
            known.push(rule.provider);
        }
        if name.is_empty() || known.contains(&name.as_ref()) {
            return;
        }
        if let Some(near) = crate::closest(&name, &known) {
            let message = format_args!("there is no rule `{name}`");
            let help = format_args!("write one of {}", listed(&known, "or"));
            self.add(Code::C01, provider.value.at(), block.of, message)
                .suggest_or(Some(near), help);
        }
    }
}

/// The entries of a map.
fn entries_of(value: &Value) -> &[Setting] {
    match value {
        Value::Map(entries, _) => entries,
        _ => &[],
    }
}
