//! What a name stands for where it is used: the variables of the loops around it, and the artifacts that
//! belong to their rounds.

use passrole_model::index::Index;
use passrole_model::pipeline::Str;

use crate::syntax::{Ident, Item, Step};

/// The number of every account.
const ACCOUNT: usize = usize::MAX;

/// The loops around what is being lowered, and the accounts and groups that there are.
pub struct Scope<'t> {
    /// The place of each group among `groups`, and every account.
    names: Index,
    /// The roles.
    roles: Index,
    /// The artifacts that are made anywhere.
    artifacts: Index,
    /// The members of each group.
    groups: Vec<&'t [Ident]>,
    rounds: Vec<Round<'t>>,
}

struct Round<'t> {
    variable: &'t str,
    account: &'t str,
    made: Index,
}

impl<'t> Scope<'t> {
    /// A scope outside every loop.
    pub fn new(items: &'t [Item]) -> Self {
        let mut scope = Scope {
            names: Index::default(),
            roles: Index::default(),
            artifacts: Index::default(),
            groups: Vec::new(),
            rounds: Vec::new(),
        };
        scope.collect(items);
        scope
    }

    fn collect(&mut self, items: &'t [Item]) {
        for item in items {
            match item {
                Item::Account(account) => self.names.set(&account.name.name, ACCOUNT),
                Item::Group(group) => {
                    if !self.names.has(&group.name.name) {
                        self.names.set(&group.name.name, self.groups.len());
                        self.groups.push(&group.accounts);
                    }
                }
                Item::Loop(_, inner) => self.collect(inner),
                Item::Stage(stage) => made_in_steps(&stage.steps, true, &mut self.artifacts),
                Item::Role(role) => {
                    self.roles.add(&role.name.name);
                }
                Item::Project(_) => {}
            }
        }
    }

    /// Whether a role of that name is declared.
    pub fn is_role(&self, name: &str) -> bool {
        self.roles.has(name)
    }

    /// Whether an action makes an artifact of that name.
    pub fn is_artifact(&self, name: &str) -> bool {
        self.artifacts.has(name)
    }

    /// Whether an account of that name is declared.
    pub fn is_account(&self, name: &str) -> bool {
        self.names.get(name) == Some(ACCOUNT)
    }

    /// Whether it stands for an account: it is one, or a loop's variable.
    pub fn names_account(&self, name: &str) -> bool {
        self.is_account(name) || self.variable(name).is_some()
    }

    /// The members of a group; of anything else it is the only one.
    fn members(&self, word: &'t Ident) -> &'t [Ident] {
        let place = self.names.get(&word.name).unwrap_or(ACCOUNT);
        match self.groups.get(place) {
            Some(members) => members,
            None => std::slice::from_ref(word),
        }
    }

    /// The accounts that a loop runs over, each once. One that is not declared has a round too: that it is not is said of
    /// its name, and what its round holds is there nevertheless.
    pub fn expand(&self, words: &'t [Ident]) -> Vec<&'t str> {
        let mut names = Vec::new();
        let mut seen = Index::default();
        let mut add = |name: &'t str| {
            if seen.add(name) {
                names.push(name);
            }
        };
        for word in words {
            match self.variable(&word.name) {
                Some(account) => add(account),
                None => {
                    for member in self.members(word) {
                        add(&member.name);
                    }
                }
            }
        }
        names
    }

    /// Enters a loop: what is made in it belongs to its rounds.
    pub fn enter(&mut self, variable: &'t Ident, made: Index) {
        self.rounds.push(Round {
            variable: &variable.name,
            account: "",
            made,
        });
    }

    /// Begins a round of the innermost loop: its variable stands for the account.
    pub fn begin(&mut self, account: &'t str) {
        if let [.., round] = self.rounds.as_mut_slice() {
            round.account = account;
        }
    }

    /// Leaves the innermost loop.
    pub fn leave(&mut self) {
        self.rounds.pop();
    }

    /// The account that a loop's variable stands for.
    pub fn variable(&self, name: &str) -> Option<&'t str> {
        let mut innermost = None;
        for round in &self.rounds {
            if round.variable == name {
                innermost = Some(round.account);
            }
        }
        innermost
    }

    /// The name of an artifact that a round makes: `app_prod`.
    pub fn artifact(&self, name: &str) -> Option<String> {
        let mut innermost = None;
        let mut whole = name.to_owned();
        for round in &self.rounds {
            whole.push('_');
            whole.push_str(round.account);
            if round.made.has(name) {
                innermost = Some(whole.clone());
            }
        }
        innermost
    }

    /// "for t = prod", or empty outside every loop.
    pub fn round(&self) -> Str {
        let mut rounds = String::new();
        for round in &self.rounds {
            let comma = if rounds.is_empty() { "" } else { ", " };
            rounds.push_str(&format!(
                "{comma}for {} = {}",
                round.variable, round.account
            ));
        }
        Str::Owned(rounds)
    }
}

/// Collects the artifacts that items make, loops inside them left out: those belong to their own rounds.
pub fn made_in_items(items: &[Item], made: &mut Index) {
    for item in items {
        if let Item::Stage(stage) = item {
            made_in_steps(&stage.steps, false, made);
        }
    }
}

/// Collects the artifacts that steps make, those in loops inside them too or not.
pub fn made_in_steps(steps: &[Step], loops: bool, made: &mut Index) {
    for step in steps {
        match step {
            Step::Action(action) => {
                for output in &action.parts.outputs {
                    made.add(&output.name);
                }
            }
            Step::Parallel(steps) => made_in_steps(steps, loops, made),
            Step::Loop(_, inner) if loops => made_in_steps(inner, loops, made),
            Step::Loop(..) | Step::Condition(_) => {}
        }
    }
}
