//! C01 to C04 for the conditions of stages, which are written in AWS's shape.

use super::{Block, list};
use crate::catalog::gates::{RESULTS, SKIPPING};
use crate::catalog::{self, ActionType, Gate, actions, gates, limits};
use crate::code::Code;
use crate::pipeline::{Setting, Site, Value, setting};
use crate::rules::{Broken, Of, listed};

impl<'p> Broken<'_, 'p> {
    pub(super) fn conditions(&mut self) {
        for (place, stage) in self.resolved.stages.iter().enumerate() {
            let block = Block {
                owner: "a stage",
                settings: &stage.conditions,
                keys: &[],
                words: &[],
                action: None,
                of: Of::Stage(stage),
            };
            block.twice(&stage.conditions, self);
            for setting in stage.conditions.iter() {
                if let Some(gate) = gates::gate(&setting.key.name) {
                    self.gate(&block, gate, &setting.value);
                    self.rollback(&block, gate, &setting.value, place == 0);
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
        if let (Some(result), Some(conditions)) =
            (setting(entries, "Result"), setting(entries, "Conditions"))
            && catalog::key(gate.keys, "Result").is_some()
        {
            let later = if result.key.at.0 > conditions.key.at.0 {
                result
            } else {
                conditions
            };
            let message = format_args!("{owner} has a result or asks conditions, and not both");
            // github.com/badmintoncryer/cdk-preflight deployed it in September 2026.
            self.add(Code::C04, later.key.at, block.of, message)
                .note("AWS would answer \"The following stage cannot have a failure exit gate configured with both top level result and conditions\"")
                .help("leave out `Result`, or `Conditions`");
        }
        for condition in list(entries, "Conditions") {
            let condition = entries_of(condition);
            self.result(block, gate, condition);
            for rule in list(condition, "Rules") {
                self.rule(block, entries_of(rule));
            }
            self.skipping(block, gate, condition);
        }
    }

    /// A stage is rolled back only where there is something to roll back to: not the first one, and none where executions
    /// do not wait for each other. <https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html>
    fn rollback(&mut self, block: &Block<'_, 'p>, gate: &Gate, value: &'p Value, is_first: bool) {
        // Of a gate that rolls nothing back it was said already.
        if !gate.results.contains(&"ROLLBACK") {
            return;
        }
        let mode = match self.resolved.setting("ExecutionMode") {
            Some(mode) => self.resolved.value(&mode.value),
            None => None,
        };
        let message = match mode.as_deref() {
            _ if is_first => "the stage of the sources cannot be rolled back",
            Some("PARALLEL") => "no stage of a pipeline in PARALLEL mode can be rolled back",
            _ => return,
        };
        let entries = entries_of(value);
        self.rolls_back(block, gate, entries, message);
        for condition in list(entries, "Conditions") {
            self.rolls_back(block, gate, entries_of(condition), message);
        }
    }

    /// A gate or a condition that results in what cannot be.
    fn rolls_back(
        &mut self,
        block: &Block<'_, 'p>,
        gate: &Gate,
        entries: &'p [Setting],
        message: &str,
    ) {
        let Some(result) = setting(entries, "Result") else {
            return;
        };
        if self.resolved.is(&result.value, "ROLLBACK") {
            let found = self.add(Code::C04, result.value.at(), block.of, message);
            match gate.results {
                ["ROLLBACK"] => found.help(format_args!("leave `{}` out", gate.name)),
                _ => found.help("write `Result: FAIL`"),
            };
        }
    }

    /// A condition that skips the stage asks only rules by which it can.
    fn skipping(&mut self, block: &Block<'_, 'p>, gate: &Gate, condition: &'p [Setting]) {
        let Some(result) = setting(condition, "Result") else {
            return;
        };
        if !self.resolved.is(&result.value, "SKIP") || !gate.results.contains(&"SKIP") {
            return;
        }
        for rule in list(condition, "Rules") {
            let Some(provider) = provider_of(entries_of(rule)) else {
                continue;
            };
            for known in actions::RULES {
                if self.resolved.is(&provider.value, known.provider)
                    && !SKIPPING.contains(&known.provider)
                {
                    let name = known.provider;
                    let skipping = listed(SKIPPING, "or");
                    let message = format_args!("a stage is not skipped by the rule `{name}`");
                    let help = format_args!("ask {skipping}, or write `Result: FAIL`");
                    self.add(Code::C04, provider.value.at(), block.of, message)
                        .help(help);
                }
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

    /// The provider of a rule is not misspelt, and has its version and its configuration. One that the tables do not
    /// know may be new: `synth` says so in a line.
    fn rule(&mut self, block: &Block<'_, 'p>, rule: &'p [Setting]) {
        let Some(provider) = provider_of(rule) else {
            return;
        };
        let Some(name) = self.resolved.value(&provider.value) else {
            return;
        };
        let mut known = Vec::new();
        for kind in actions::RULES {
            if kind.provider == name {
                self.rule_version(block, kind, rule);
                return self.rule_configuration(block, kind, rule, provider.value.at());
            }
            known.push(kind.provider);
        }
        if name.is_empty() {
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

impl<'p> Broken<'_, 'p> {
    /// C01: a rule has the version that there is.
    fn rule_version(
        &mut self,
        block: &Block<'_, 'p>,
        kind: &'static ActionType,
        rule: &'p [Setting],
    ) {
        let Some(written) = setting(type_of(rule), "Version") else {
            return;
        };
        let version = self.resolved.value(&written.value).unwrap_or_default();
        // What is no version at all was said already.
        if version == kind.version || limits::VERSION.fault(&version).is_some() {
            return;
        }
        let (name, known) = (kind.provider, kind.version);
        let message = format_args!("the rule `{name}` has no version `{version}`");
        self.add(Code::C01, written.value.at(), block.of, message)
            .help(format_args!(
                "write `Version: \"{known}\"`, or leave it out"
            ));
    }

    /// C02 to C04: a rule is configured by its provider's keys; what it lacks is said of its provider.
    fn rule_configuration(
        &mut self,
        block: &Block<'_, 'p>,
        kind: &'static ActionType,
        rule: &'p [Setting],
        at: Site,
    ) {
        const KEY: &str = "Configuration";
        for setting in rule {
            // It is there, misspelt or not known.
            let misspelt =
                setting.key.name != KEY && crate::closest(&setting.key.name, &[KEY]).is_some();
            let is_map = matches!(setting.value, Value::Map(..));
            if misspelt || setting.key.name == KEY && !is_map {
                return;
            }
        }
        let settings = match setting(rule, KEY) {
            Some(setting) => entries_of(&setting.value),
            None => &[],
        };
        if !kind.keys.is_empty() {
            let owner = format!("the rule `{}`", kind.provider);
            block.within(&owner, settings, kind.keys).whole(at, self);
        }
    }
}

/// Where a rule says what it is.
fn provider_of(rule: &[Setting]) -> Option<&Setting> {
    setting(type_of(rule), "Provider")
}

fn type_of(rule: &[Setting]) -> &[Setting] {
    match setting(rule, "RuleTypeId") {
        Some(kind) => entries_of(&kind.value),
        None => &[],
    }
}

/// The entries of a map.
fn entries_of(value: &Value) -> &[Setting] {
    match value {
        Value::Map(entries, _) => entries,
        _ => &[],
    }
}
