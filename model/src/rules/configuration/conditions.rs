//! C02, C03 and C04 for the conditions of stages, which are written in AWS's shape.

use super::{Block, value};
use crate::catalog::Key;
use crate::catalog::settings::{CONDITION, GATES, Gate, RULE, RULE_PROVIDERS};
use crate::pipeline::{Location, Setting, Stage, Value, setting};
use crate::resolve::Resolved;
use crate::rules::{listed, round};
use crate::violation::{Code, Violation};

pub(super) fn check<L: Location>(resolved: &Resolved<'_, L>, broken: &mut Vec<Violation<L>>) {
    for stage in resolved.pipeline.stages.iter() {
        Check { resolved, stage, broken }.stage();
    }
}

struct Check<'c, 'p, L: Location> {
    resolved: &'c Resolved<'p, L>,
    stage: &'p Stage<L>,
    broken: &'c mut Vec<Violation<L>>,
}

impl<'p, L: Location> Check<'_, 'p, L> {
    fn stage(&mut self) {
        self.block("a stage", &self.stage.conditions, &[]).twice(&self.stage.conditions, self.broken);
        for setting in self.stage.conditions.iter() {
            // The grammar knows no other word.
            let Some(gate) = GATES.iter().find(|gate| setting.key.name == gate.name) else { continue };
            let Value::Map(entries, _) = &setting.value else { continue };
            self.keys(&format!("`{}`", gate.name), entries, gate.keys);
            self.each(entries, "Conditions", |check, condition| check.condition(gate, condition));
        }
    }

    fn condition(&mut self, gate: &Gate, condition: &'p [Setting<L>]) {
        self.keys("a condition", condition, CONDITION);
        if let Some(result) = setting(condition, "Result")
            && let Some(word) = self.resolved.value(&result.value)
            && CONDITION.iter().any(|key| takes(key, "Result", &word))
            && !gate.results.contains(&word.as_ref())
        {
            let message = format!("a condition of `{}` cannot result in `{word}`", gate.name);
            let violation = self.violation(Code::C04, result.value.at(), &message);
            self.broken.push(violation.help(format!("write {}", listed(gate.results, "or"))));
        }
        self.each(condition, "Rules", Check::rule);
    }

    fn rule(&mut self, rule: &'p [Setting<L>]) {
        self.keys("a rule", rule, RULE);
        let Some(kind) = setting(rule, "RuleTypeId") else { return };
        let Value::Map(entries, _) = &kind.value else { return };
        let Some(provider) = setting(entries, "Provider") else { return };
        let Some(name) = self.resolved.value(&provider.value) else { return };
        if !RULE_PROVIDERS.contains(&name.as_ref()) {
            let message = format!("there is no rule `{name}`");
            let violation = self.violation(Code::C01, provider.value.at(), &message);
            let near = crate::closest(&name, RULE_PROVIDERS.iter().copied());
            self.broken.push(match near {
                Some(_) => violation.suggest(near),
                None => violation.help(format!("write one of {}", listed(RULE_PROVIDERS, "or"))),
            });
        }
    }

    /// Keys and values of a map, and the keys that it needs, on the first that it has.
    fn keys(&mut self, owner: &str, entries: &'p [Setting<L>], table: &'static [Key]) {
        let tables = [table];
        let block = self.block(owner, entries, &tables);
        let mut meant = Vec::new();
        for entry in entries {
            match block.key(&entry.key.name) {
                Some(key) => value::c04(self.resolved, &block, key, &entry.value, self.broken),
                None => meant.extend(block.unknown(entry, self.broken)),
            }
        }
        let required = table.iter().filter(|key| matches!(key.required, crate::catalog::When::Always));
        let missing: Vec<&str> = required
            .map(|key| key.name)
            .filter(|name| setting(entries, name).is_none() && !meant.contains(name))
            .collect();
        if let (Some(first), false) = (entries.first(), missing.is_empty()) {
            let message = format!("{owner} lacks {}", listed(&missing, "and"));
            let violation = self.violation(Code::C03, first.key.at, &message);
            self.broken.push(violation.help(format!("add `{}: …`", missing.join(": …, "))));
        }
    }

    fn each(&mut self, entries: &'p [Setting<L>], key: &str, mut of: impl FnMut(&mut Self, &'p [Setting<L>])) {
        let Some(Value::List(values, _)) = setting(entries, key).map(|setting| &setting.value) else { return };
        for value in values.iter() {
            if let Value::Map(entries, _) = value {
                of(self, entries);
            }
        }
    }

    fn block<'b>(&self, owner: &str, settings: &'p [Setting<L>], tables: &'b [&'static [Key]]) -> Block<'b, 'p, L> {
        Block {
            owner: owner.to_owned(),
            settings,
            tables,
            action: None,
            place: format!("stage {}", self.resolved.show(&self.stage.name)),
            round: round(&self.stage.round),
        }
    }

    fn violation(&self, code: Code, at: L, message: &str) -> Violation<L> {
        let place = format!("stage {}", self.resolved.show(&self.stage.name));
        Violation::new(code, at, place, format!("{message}{}", round(&self.stage.round)))
    }
}

/// Whether that key has the word: what it has not is said there.
fn takes(key: &Key, name: &str, word: &str) -> bool {
    key.name == name && matches!(key.kind, crate::catalog::Kind::Word(words) if words.contains(&word))
}
