//! What a declaration means: every name looked up once, every default filled in.
//!
//! Rules and synthesis both read this, so that they cannot disagree about where an action runs or who acts.

mod places;
mod rules;
mod steps;
mod values;

use std::borrow::Cow;

use crate::catalog::limits;
use crate::catalog::regions::{self, Partition};
use crate::index::Index;
use crate::pipeline::{Account, Group, Ident, Pipeline, Project, Role, Setting, Stage, setting};
use crate::text::{Field, Part, Scalar, Text};

pub use places::ProjectPlaces;
pub use rules::Rule;
pub use steps::{Actor, Passed, Step, action_type};
pub use values::Unknown;

/// A pipeline with its names looked up.
pub struct Resolved<'p> {
    /// The declaration.
    pub pipeline: &'p Pipeline,
    /// The values of its expressions; empty at compile time.
    pub values: &'p [Scalar],
    /// The pipeline's account.
    pub home: Option<&'p Account>,
    /// Every action, in the order of the declaration.
    pub steps: Vec<Step<'p>>,
    /// What is declared.
    pub(crate) accounts: &'p [Account],
    pub(crate) groups: &'p [Group],
    pub(crate) roles: &'p [Role],
    pub(crate) projects: &'p [Project],
    pub(crate) stages: &'p [Stage],
    /// The place of the first of each name.
    known_accounts: Index,
    known_groups: Index,
    known_roles: Index,
    known_projects: Index,
    /// For each account: the roles placed there, in the order of the declaration.
    roles_at: Vec<Vec<&'p Role>>,
    /// The roles that are declared more than once: which one is meant is not known.
    doubled: Index,
    lost: Index,
}

impl<'p> Resolved<'p> {
    /// Looks every name up. `values` are the values of the declaration's expressions, empty where they are not known yet.
    pub fn new(pipeline: &'p Pipeline, values: &'p [Scalar]) -> Self {
        let mut resolved = Resolved {
            pipeline,
            values,
            home: None,
            steps: Vec::new(),
            accounts: &pipeline.accounts,
            groups: &pipeline.groups,
            roles: &pipeline.roles,
            projects: &pipeline.projects,
            stages: &pipeline.stages,
            known_accounts: Index::default(),
            known_groups: Index::default(),
            known_roles: Index::default(),
            known_projects: Index::default(),
            roles_at: Vec::new(),
            doubled: Index::default(),
            lost: Index::default(),
        };
        for account in resolved.accounts {
            let place = resolved.roles_at.len();
            resolved.known_accounts.keep(&account.name.name, place);
            resolved.roles_at.push(Vec::new());
        }
        for (place, group) in resolved.groups.iter().enumerate() {
            resolved.known_groups.keep(&group.name.name, place);
        }
        for (place, project) in resolved.projects.iter().enumerate() {
            resolved.known_projects.keep(&project.name.name, place);
        }
        for name in pipeline.lost.names.iter() {
            resolved.lost.add(name);
        }
        resolved.home = resolved.account(&pipeline.account);
        for (place, role) in resolved.roles.iter().enumerate() {
            if resolved.known_roles.keep(&role.name.name, place) != place {
                resolved.doubled.add(&role.name.name);
            }
            for account in &resolved.accounts_of(&role.accounts) {
                if let Some(place) = resolved.place_of(account)
                    && let Some(roles) = resolved.roles_at.get_mut(place)
                {
                    roles.push(role);
                }
            }
        }
        let mut steps = Vec::new();
        for (stage_index, stage) in resolved.stages.iter().enumerate() {
            for action in stage.actions.iter() {
                steps.push(resolved.step(stage, stage_index, action));
            }
        }
        resolved.steps = steps;
        resolved
    }

    /// The pipeline's setting of that name.
    pub(crate) fn setting(&self, key: &str) -> Option<&'p Setting> {
        setting(&self.pipeline.settings, key)
    }

    /// The account of that name.
    pub fn account(&self, name: &Ident) -> Option<&'p Account> {
        self.account_named(&name.name)
    }

    /// The account that a string names.
    pub fn account_named(&self, name: &str) -> Option<&'p Account> {
        self.accounts.get(self.known_accounts.get(name)?)
    }

    /// The group of that name.
    pub fn group(&self, name: &Ident) -> Option<&'p Group> {
        self.groups.get(self.known_groups.get(&name.name)?)
    }

    /// The role of that name.
    pub fn role(&self, name: &Ident) -> Option<&'p Role> {
        self.roles.get(self.known_roles.get(&name.name)?)
    }

    /// The project of that name.
    pub fn project(&self, name: &Ident) -> Option<&'p Project> {
        self.projects.get(self.known_projects.get(&name.name)?)
    }

    /// What is declared by that name.
    pub(crate) fn what_is(&self, name: &str) -> Option<&'static str> {
        if self.known_accounts.has(name) {
            Some("an account")
        } else if self.known_groups.has(name) {
            Some("a group of accounts")
        } else if self.known_roles.has(name) {
            Some("a role")
        } else if self.known_projects.has(name) {
            Some("a project")
        } else {
            None
        }
    }

    /// Whether the name stood in something that could not be read.
    pub fn is_lost(&self, name: &str) -> bool {
        self.lost.has(name)
    }

    /// What an account or group stands for.
    fn members<'n>(&self, name: &'n Ident) -> &'n [Ident]
    where
        'p: 'n,
    {
        match self.group(name) {
            Some(group) if self.account(name).is_none() => &group.accounts,
            _ => std::slice::from_ref(name),
        }
    }

    /// The accounts that a list of accounts and groups names, each once, in its order.
    pub fn accounts_of(&self, names: &[Ident]) -> Vec<&'p Account> {
        let mut seen = Index::default();
        let mut found = Vec::new();
        for name in names {
            for member in self.members(name) {
                if let Some(account) = self.account(member)
                    && seen.add(&account.name.name)
                {
                    found.push(account);
                }
            }
        }
        found
    }

    /// The first of a role's accounts.
    pub(crate) fn first_account(&self, role: &Role) -> Option<&'p Account> {
        self.accounts_of(&role.accounts).first().copied()
    }

    /// Whether all the names of the list are known, so that what it does not hold is truly not there.
    pub fn all_known(&self, names: &[Ident]) -> bool {
        for name in names {
            for member in self.members(name) {
                if self.account(member).is_none() {
                    return false;
                }
            }
        }
        // An empty list is what is left of one that could not be read.
        !names.is_empty()
    }

    /// Whether the role is certainly not in the account: all the places that it names are known, and that is none of them.
    pub fn is_elsewhere(&self, role: &Role, account: &Account) -> bool {
        // The cheap question first: a list of all accounts is not gone through for each action.
        !self.is_placed(role, account) && self.all_known(&role.accounts) && !self.is_doubled(role)
    }

    /// Whether another role has its name, so that it is not known which of them is meant.
    pub fn is_doubled(&self, role: &Role) -> bool {
        self.doubled.has(&role.name.name)
    }

    /// Whether the role is placed in the account.
    pub fn is_placed(&self, role: &Role, account: &Account) -> bool {
        for placed in self.roles_in(account) {
            if std::ptr::eq(*placed, role) {
                return true;
            }
        }
        false
    }

    /// The place of the account in the declaration, among all accounts.
    pub fn place_of(&self, account: &Account) -> Option<usize> {
        self.known_accounts.get(&account.name.name)
    }

    /// The roles placed in the account, in the order of the declaration.
    pub fn roles_in(&self, account: &Account) -> &[&'p Role] {
        if let Some(place) = self.place_of(account)
            && let Some(roles) = self.roles_at.get(place)
        {
            return roles;
        }
        &[]
    }

    /// Whether the account is the pipeline's own.
    pub fn is_home(&self, account: &Account) -> bool {
        match self.home {
            Some(home) => home.name.name == account.name.name,
            None => false,
        }
    }

    /// The account's id, where it is known and is one.
    pub fn id(&self, account: &Account) -> Option<Cow<'p, str>> {
        // The account's text is borrowed from the pipeline: look it up again for that lifetime.
        let account = self.account(&account.name)?;
        let id = self.written_id(account)?;
        (!self.is_number(&account.id) && limits::is_account_id(&id)).then_some(id)
    }

    /// The text that says an account's home region, past those that name another account's; none where none is
    /// written, or where an account's own region is asked for on the way.
    pub fn region_text(&self, account: &Account) -> Option<&'p Text> {
        let mut account = self.account(&account.name)?;
        for _ in self.accounts {
            let text = match account.regions.first() {
                Some(first) => first,
                None => self.home?.regions.first()?,
            };
            match text.parts.as_ref() {
                [Part::Account(name, Field::Region)] => {
                    account = self.account_named(name)?;
                }
                parts => {
                    for part in parts {
                        if !matches!(part, Part::Literal(_) | Part::Expression(_)) {
                            return None;
                        }
                    }
                    return Some(text);
                }
            }
        }
        None
    }

    /// The account's home region, where it is known and exists.
    pub fn region(&self, account: &Account) -> Option<Cow<'p, str>> {
        let region = self.text(self.region_text(account)?, None)?;
        regions::partition(&region).is_some().then_some(region)
    }

    /// The region in which the step runs, where it is known.
    pub fn region_of(&self, step: &Step<'p>) -> Option<Cow<'p, str>> {
        match step.region {
            Some(region) => self.text(region, None),
            // It is written as it is declared, and CodePipeline takes its own region where it says none.
            None if step.gate.is_some() => self.home_region(),
            None => self.region(step.account?),
        }
    }

    /// The pipeline's home region, where it is known and exists.
    pub fn home_region(&self) -> Option<Cow<'p, str>> {
        self.region(self.home?)
    }

    /// The partition of the pipeline's home region.
    pub fn partition(&self) -> Option<&'static Partition> {
        regions::partition(&self.home_region()?)
    }

    /// The partition's name in ARNs that are shown; where it is not known, that of most regions.
    pub(crate) fn partition_name(&self) -> &'static str {
        match self.partition() {
            Some(partition) => partition.name,
            None => regions::AWS.name,
        }
    }
}
