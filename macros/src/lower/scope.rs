//! What a name stands for where it is used: the variables of the loops around it, and the artifacts that
//! belong to their rounds.

use std::collections::{HashMap, HashSet};

use crate::syntax::{Item, Step, Word};

/// The loops around what is being lowered, and the accounts and groups that there are.
pub struct Scope<'t> {
    /// The members of each group; an account has none.
    names: HashMap<&'t str, Option<&'t [Word]>>,
    rounds: Vec<Round<'t>>,
}

struct Round<'t> {
    variable: &'t str,
    account: &'t str,
    made: HashSet<&'t str>,
}

impl<'t> Scope<'t> {
    /// A scope outside every loop.
    pub fn new(items: &'t [Item]) -> Self {
        let mut scope = Scope {
            names: HashMap::new(),
            rounds: Vec::new(),
        };
        scope.collect(items);
        scope
    }

    fn collect(&mut self, items: &'t [Item]) {
        for item in items {
            match item {
                Item::Account(account) => {
                    self.names.insert(&account.name.text, None);
                }
                Item::Group(group) => {
                    self.names
                        .entry(&group.name.text)
                        .or_insert(Some(&group.accounts));
                }
                Item::Loop(body) => self.collect(&body.body),
                Item::Role(_) | Item::Project(_) | Item::Stage(_) => {}
            }
        }
    }

    /// Whether an account of that name is declared.
    pub fn is_account(&self, name: &str) -> bool {
        matches!(self.names.get(name), Some(None))
    }

    /// The accounts that a loop runs over, each once, and whether one of them is not declared.
    pub fn expand(&self, words: &'t [Word]) -> (Vec<&'t str>, bool) {
        let (mut known, mut missing) = (Vec::new(), false);
        let mut seen = HashSet::new();
        let mut add = |name: &'t str| {
            if !self.is_account(name) {
                missing = true;
            } else if seen.insert(name) {
                known.push(name);
            }
        };
        for word in words {
            if let Some(account) = self.variable(&word.text) {
                add(account);
            } else if let Some(Some(members)) = self.names.get(word.text.as_str()) {
                for member in *members {
                    add(&member.text);
                }
            } else {
                add(&word.text);
            }
        }
        (known, missing)
    }

    /// Enters a round: the variable stands for the account, and what is made in it belongs to it.
    pub fn enter(&mut self, variable: &'t Word, account: &'t str, made: &[&'t str]) {
        let made = made.iter().copied().collect();
        self.rounds.push(Round {
            variable: &variable.text,
            account,
            made,
        });
    }

    /// Leaves the innermost round.
    pub fn leave(&mut self) {
        self.rounds.pop();
    }

    /// The account that a loop's variable stands for.
    pub fn variable(&self, name: &str) -> Option<&'t str> {
        self.rounds
            .iter()
            .rev()
            .find(|round| round.variable == name)
            .map(|round| round.account)
    }

    /// The name of an artifact that a round makes: `app_prod`.
    pub fn artifact(&self, name: &str) -> Option<String> {
        let innermost = self
            .rounds
            .iter()
            .rposition(|round| round.made.contains(name))?;
        let mut whole = name.to_owned();
        for round in self.rounds.iter().take(innermost.saturating_add(1)) {
            whole.push('_');
            whole.push_str(round.account);
        }
        Some(whole)
    }

    /// "for t = prod", or empty outside every loop.
    pub fn round(&self) -> String {
        let mut rounds = String::new();
        for round in &self.rounds {
            let comma = if rounds.is_empty() { "" } else { ", " };
            rounds.push_str(&format!(
                "{comma}for {} = {}",
                round.variable, round.account
            ));
        }
        rounds
    }
}

/// The artifacts that items make, loops inside them left out: those belong to their own rounds.
pub fn made_in_items(items: &[Item]) -> Vec<&str> {
    let mut made = Vec::new();
    for item in items {
        if let Item::Stage(stage) = item {
            made.extend(made_in_steps(&stage.steps));
        }
    }
    made
}

/// The artifacts that steps make, loops inside them left out.
pub fn made_in_steps(steps: &[Step]) -> Vec<&str> {
    let mut made = Vec::new();
    for step in steps {
        match step {
            Step::Action(action) => {
                for output in &action.outputs {
                    made.push(output.text.as_str());
                }
            }
            Step::Parallel(steps) => made.extend(made_in_steps(steps)),
            Step::Loop(_) | Step::Condition(_) => {}
        }
    }
    made
}
