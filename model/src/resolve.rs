//! What a declaration means: every name looked up once, every default filled in.
//!
//! Rules and synthesis both read this, so that they cannot disagree about where an action runs or who acts.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::arn::Arn;
use crate::catalog::regions::{self, Partition};
use crate::catalog::{self, ActionType, Kind, When, limits};
use crate::pipeline::{
    Account, Action, Category, Clause, Group, Ident, Owner, Pipeline, Place, Project, Role,
    RoleKind, Setting, Stage, Value, setting,
};
use crate::text::{Field, Part, Scalar, Text};

/// A pipeline with its names looked up.
#[derive(Debug)]
pub struct Resolved<'p> {
    /// The declaration.
    pub pipeline: &'p Pipeline,
    /// The values of its expressions; empty at compile time.
    pub values: &'p [Scalar],
    /// The pipeline's account.
    pub home: Option<&'p Account>,
    /// Every action, in the order of the declaration.
    pub steps: Vec<Step<'p>>,
    accounts: HashMap<&'p str, &'p Account>,
    groups: HashMap<&'p str, &'p Group>,
    roles: HashMap<&'p str, &'p Role>,
    projects: HashMap<&'p str, &'p Project>,
    /// For each account: the roles placed there, in the order of the declaration.
    roles_of: HashMap<&'p str, Vec<&'p Role>>,
    /// The roles that are declared more than once: which one is meant is not known.
    doubled: HashSet<&'p str>,
    lost: HashSet<&'p str>,
}

/// An action with its defaults filled in.
#[derive(Debug)]
pub struct Step<'p> {
    /// Its stage.
    pub stage: &'p Stage,
    /// The stage's place in the order, from 0.
    pub stage_index: usize,
    /// The action.
    pub action: &'p Action,
    /// What it is; none where its provider is unknown.
    pub kind: Option<&'static ActionType>,
    /// The account it runs in; none where that is not declared.
    pub account: Option<&'p Account>,
    /// The place that says so, its own or its stage's.
    pub place: Option<&'p Place>,
    /// Who acts.
    pub actor: Actor<'p>,
    /// Whom it passes on.
    pub passed: Passed<'p>,
}

/// The role that acts.
#[derive(Debug)]
pub enum Actor<'p> {
    /// The pipeline role itself.
    Pipeline,
    /// An action role.
    Role(&'p Role),
    /// An action role is needed, and none is placed there.
    Missing,
    /// An action role is needed, and several are placed there.
    Several(Vec<&'p Role>),
    /// What decides it is wrong or not known.
    Unknown,
}

/// The role that an action hands on.
#[derive(Debug)]
pub enum Passed<'p> {
    /// None, and none is needed.
    Nobody,
    /// This one.
    Role(&'p Role),
    /// One is named, but the action's mode applies none.
    Idle(&'p Role),
    /// One is needed, and none is placed there.
    Missing,
    /// One is needed, and several are placed there.
    Several(Vec<&'p Role>),
    /// What decides it is wrong or not known.
    Unknown,
}

impl<'p> Resolved<'p> {
    /// Looks every name up. `values` are the values of the declaration's expressions, empty where they are not known yet.
    pub fn new(pipeline: &'p Pipeline, values: &'p [Scalar]) -> Self {
        let mut resolved = Resolved {
            pipeline,
            values,
            home: None,
            steps: Vec::new(),
            accounts: index(pipeline.accounts.iter(), |account| &account.name),
            groups: index(pipeline.groups.iter(), |group| &group.name),
            roles: index(pipeline.roles.iter(), |role| &role.name),
            projects: index(pipeline.projects.iter(), |project| &project.name),
            roles_of: HashMap::new(),
            doubled: HashSet::new(),
            lost: pipeline
                .lost
                .names
                .iter()
                .map(|name| name.as_ref())
                .collect(),
        };
        resolved.home = resolved.account(&pipeline.account);
        let mut seen = HashSet::new();
        for role in pipeline.roles.iter() {
            if !seen.insert(role.name.name.as_ref()) {
                resolved.doubled.insert(&role.name.name);
            }
            for account in resolved.accounts_of(&role.accounts) {
                resolved
                    .roles_of
                    .entry(&account.name.name)
                    .or_default()
                    .push(role);
            }
        }
        let mut steps = Vec::new();
        for (stage_index, stage) in pipeline.stages.iter().enumerate() {
            for action in stage.actions.iter() {
                steps.push(resolved.step(stage, stage_index, action));
            }
        }
        resolved.steps = steps;
        resolved
    }

    /// The account of that name.
    pub fn account(&self, name: &Ident) -> Option<&'p Account> {
        self.accounts.get(name.name.as_ref()).copied()
    }

    /// The account that a string names.
    pub fn account_named(&self, name: &str) -> Option<&'p Account> {
        self.accounts.get(name).copied()
    }

    /// The group of that name.
    pub fn group(&self, name: &Ident) -> Option<&'p Group> {
        self.groups.get(name.name.as_ref()).copied()
    }

    /// The role of that name.
    pub fn role(&self, name: &Ident) -> Option<&'p Role> {
        self.roles.get(name.name.as_ref()).copied()
    }

    /// The project of that name.
    pub fn project(&self, name: &Ident) -> Option<&'p Project> {
        self.projects.get(name.name.as_ref()).copied()
    }

    /// Whether the name stood in something that could not be read.
    pub fn is_lost(&self, name: &str) -> bool {
        self.lost.contains(name)
    }

    /// The accounts that a list of accounts and groups names, each once, in its order.
    pub fn accounts_of(&self, names: &[Ident]) -> Vec<&'p Account> {
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        let mut add = |account: &'p Account| {
            if seen.insert(account.name.name.as_ref()) {
                found.push(account);
            }
        };
        for name in names {
            if let Some(account) = self.account(name) {
                add(account);
            } else if let Some(group) = self.group(name) {
                group
                    .accounts
                    .iter()
                    .filter_map(|member| self.account(member))
                    .for_each(&mut add);
            }
        }
        found
    }

    /// Whether all the names of the list are known, so that what it does not hold is truly not there.
    pub fn all_known(&self, names: &[Ident]) -> bool {
        // An empty list is what is left of one that could not be read.
        !names.is_empty()
            && names.iter().all(|name| {
                self.account(name).is_some()
                    || self.group(name).is_some_and(|group| {
                        group
                            .accounts
                            .iter()
                            .all(|member| self.account(member).is_some())
                    })
            })
    }

    /// Whether the role is certainly not in the account: all the places that it names are known, and that is none of them.
    pub fn is_elsewhere(&self, role: &Role, account: &Account) -> bool {
        // The cheap question first: a list of all accounts is not gone through for each action.
        !self.is_placed(role, account)
            && self.all_known(&role.accounts)
            && !self.doubled.contains(role.name.name.as_ref())
    }

    /// Whether the role is placed in the account.
    pub fn is_placed(&self, role: &Role, account: &Account) -> bool {
        self.roles_in(account)
            .iter()
            .any(|placed| std::ptr::eq(*placed, role))
    }

    /// The roles placed in the account, in the order of the declaration.
    pub fn roles_in(&self, account: &Account) -> &[&'p Role] {
        self.roles_of
            .get(account.name.name.as_ref())
            .map_or(&[], Vec::as_slice)
    }

    /// Whether the account is the pipeline's own.
    pub fn is_home(&self, account: &Account) -> bool {
        self.home
            .is_some_and(|home| home.name.name == account.name.name)
    }

    /// The account's id, where it is known and is one.
    pub fn id(&self, account: &Account) -> Option<Cow<'p, str>> {
        // The account's text is borrowed from the pipeline: look it up again for that lifetime.
        let account = self.accounts.get(account.name.name.as_ref()).copied()?;
        let id = self
            .written_id(account)
            .filter(|_| !self.is_number(&account.id))?;
        limits::is_account_id(&id).then_some(id)
    }

    /// The account's home region, where it is known and exists.
    pub fn region(&self, account: &Account) -> Option<Cow<'p, str>> {
        let account = self.accounts.get(account.name.name.as_ref()).copied()?;
        let first = match account.regions.first() {
            Some(first) => first,
            None => self.home?.regions.first()?,
        };
        self.text(first, None)
            .filter(|region| regions::partition(region).is_some())
    }

    /// What is written for an account's id, right or wrong, where it is known.
    pub fn written_id(&self, account: &'p Account) -> Option<Cow<'p, str>> {
        self.value(&account.id)
    }

    /// Whether a value is a number, written out or once it is known.
    pub fn is_number(&self, value: &Value) -> bool {
        matches!(
            value.scalar(self.values).as_deref(),
            Some(Scalar::Integer(_))
        )
    }

    /// The region in which the step runs, where it is known.
    pub fn region_of(&self, step: &Step<'p>) -> Option<Cow<'p, str>> {
        match step.place.and_then(|place| place.region.as_ref()) {
            Some(region) => self.text(region, None),
            None => self.region(step.account?),
        }
    }

    /// The partition of the pipeline's home region.
    pub fn partition(&self) -> Option<&'static Partition> {
        regions::partition(&self.region(self.home?)?)
    }

    /// The whole text, where it is known and holds nothing that only CloudFormation knows. `here` is the account in hand.
    pub fn text(&self, text: &'p Text, here: Option<&Account>) -> Option<Cow<'p, str>> {
        if let Some(literal) = text.as_literal() {
            return Some(Cow::Borrowed(literal));
        }
        let mut whole = String::new();
        for part in text.parts.iter() {
            match part {
                Part::Literal(literal) => whole.push_str(literal),
                Part::Expression(index) => whole.push_str(&self.values.get(*index)?.to_text()),
                Part::Account(name, field) => {
                    let account = self.accounts.get(name.as_ref()).copied()?;
                    whole.push_str(&self.field(account, *field)?);
                }
                Part::Here(field) => whole.push_str(&self.field(here?, *field)?),
                Part::ArtifactBucket | Part::ArtifactKey | Part::Pseudo(_) => return None,
            }
        }
        Some(Cow::Owned(whole))
    }

    /// What `{prod.id}` and its like stand for, where it is known.
    pub fn field(&self, account: &Account, field: Field) -> Option<Cow<'p, str>> {
        match field {
            Field::Name => Some(Cow::Owned(account.name.name.to_string())),
            Field::Id => self.id(account),
            Field::Region => self.region(account),
        }
    }

    /// A text for a message: as it is where it is known, otherwise with `…` for what is not.
    pub fn show(&self, text: &Text) -> String {
        let mut whole = String::new();
        for part in text.parts.iter() {
            match part {
                Part::Literal(literal) => whole.push_str(literal),
                Part::Expression(index) => match self.values.get(*index) {
                    Some(value) => whole.push_str(&value.to_text()),
                    None => whole.push('…'),
                },
                Part::Account(name, field) => {
                    let value = self
                        .accounts
                        .get(name.as_ref())
                        .and_then(|a| self.field(a, *field));
                    whole.push_str(value.as_deref().unwrap_or("…"));
                }
                _ => whole.push('…'),
            }
        }
        whole
    }

    /// A setting's value as the text that the template will hold, where it is known and is one string.
    pub fn value(&self, value: &'p Value) -> Option<Cow<'p, str>> {
        match value {
            Value::Text(text) => self.text(text, None),
            Value::Word(word) => Some(Cow::Borrowed(word.name.as_ref())),
            Value::Integer(..) | Value::Boolean(..) | Value::Expression(..) => Some(Cow::Owned(
                value.scalar(self.values)?.to_text().into_owned(),
            )),
            _ => None,
        }
    }

    /// The value of an action's key, or its default; `Err` where it is not known yet.
    pub fn configured(
        &self,
        kind: &ActionType,
        action: &'p Action,
        key: &str,
    ) -> Result<Option<Cow<'p, str>>, Unknown> {
        match setting(&action.settings, key) {
            Some(setting) => self.value(&setting.value).map(Some).ok_or(Unknown),
            None if action.lost => Err(Unknown),
            None => {
                let key = kind.keys.iter().find(|known| known.name == key);
                Ok(key.and_then(|key| key.default).map(Cow::Borrowed))
            }
        }
    }

    /// Whether the condition holds for an action; none where that is not known yet.
    pub fn holds(
        &self,
        when: &When,
        kind: &ActionType,
        action: &'p Action,
        home: bool,
    ) -> Option<bool> {
        match when {
            When::Always => Some(true),
            When::Never => Some(false),
            When::Is(key, words) => match self.configured(kind, action, key) {
                Ok(value) => Some(value.is_some_and(|value| words.contains(&value.as_ref()))),
                Err(Unknown) => None,
            },
            When::Holds(key, word) => match setting(&action.settings, key) {
                Some(setting) => self.holds_word(&setting.value, word),
                None if action.lost => None,
                None => Some(false),
            },
            When::Written(key) if action.lost => setting(&action.settings, key).map(|_| true),
            When::Written(key) => Some(setting(&action.settings, key).is_some()),
            When::Omitted(key) if action.lost => setting(&action.settings, key).map(|_| false),
            When::Omitted(key) => Some(setting(&action.settings, key).is_none()),
            When::Input => Some(!action.inputs.is_empty()),
            When::NoInput => Some(action.inputs.is_empty()),
            When::Output => Some(!action.outputs.is_empty()),
            When::OtherAccount => Some(!home),
            When::All(all) => {
                let mut unknown = false;
                for when in *all {
                    match self.holds(when, kind, action, home) {
                        Some(true) => {}
                        Some(false) => return Some(false),
                        None => unknown = true,
                    }
                }
                if unknown { None } else { Some(true) }
            }
            When::Any(any) => {
                let mut unknown = false;
                for when in *any {
                    match self.holds(when, kind, action, home) {
                        Some(false) => {}
                        Some(true) => return Some(true),
                        None => unknown = true,
                    }
                }
                if unknown { None } else { Some(false) }
            }
        }
    }

    /// Whether a list of words, or one string of them with commas, has the word.
    fn holds_word(&self, value: &'p Value, word: &str) -> Option<bool> {
        let known = match value {
            Value::List(values, _) => {
                let words: Option<Vec<_>> = values.iter().map(|value| self.value(value)).collect();
                words?.iter().any(|one| one == word)
            }
            value => self.value(value)?.split(',').any(|one| one.trim() == word),
        };
        Some(known)
    }

    /// The ARN of a role that exists already, in one of its accounts, where it is known.
    pub fn existing(&self, role: &'p Role, account: &Account) -> Option<Cow<'p, str>> {
        match role.existing.as_ref()? {
            Value::Text(text) => self.text(text, Some(account)),
            Value::Map(arns, _) => match &setting(arns, &account.name.name)?.value {
                Value::Text(text) => self.text(text, Some(account)),
                value => self.value(value),
            },
            Value::List(arns, _) => {
                let id = self.id(account)?;
                let mut known = arns.iter().filter_map(|arn| match arn {
                    Value::Text(text) => self.text(text, Some(account)),
                    value => self.value(value),
                });
                known.find(|arn| Arn::parse(arn).is_some_and(|arn| arn.account == id))
            }
            value => self.value(value),
        }
    }

    /// The declared project that an action builds with.
    pub fn project_of(&self, step: &Step<'p>) -> Option<&'p Project> {
        let keys = step
            .kind?
            .keys
            .iter()
            .filter(|key| matches!(key.kind, Kind::Project));
        keys.filter_map(
            |key| match &setting(&step.action.settings, key.name)?.value {
                Value::Word(word) => self.project(word),
                _ => None,
            },
        )
        .next()
    }

    fn step(&self, stage: &'p Stage, stage_index: usize, action: &'p Action) -> Step<'p> {
        let kind = action_type(action);
        let approval = kind.is_some_and(|kind| kind.category == Category::Approval);
        let place = match &action.place {
            Some(place) => Some(place),
            None if approval => None,
            None => stage.place.as_ref(),
        };
        let account = match place {
            Some(place) => self.account(&place.account),
            None => self.home,
        };
        Step {
            stage,
            stage_index,
            action,
            kind,
            account,
            place,
            actor: self.actor(action, account),
            passed: self.passed(action, kind, account),
        }
    }

    fn actor(&self, action: &Action, account: Option<&'p Account>) -> Actor<'p> {
        if let Some(name) = &action.role {
            return self.role(name).map_or(Actor::Unknown, Actor::Role);
        }
        match account {
            None => Actor::Unknown,
            Some(account) if self.is_home(account) || self.home.is_none() => Actor::Pipeline,
            Some(account) => match self.only(account, &RoleKind::Action) {
                Ok(role) => Actor::Role(role),
                Err(roles) if roles.is_empty() => Actor::Missing,
                Err(roles) => Actor::Several(roles),
            },
        }
    }

    fn passed(
        &self,
        action: &'p Action,
        kind: Option<&'static ActionType>,
        account: Option<&'p Account>,
    ) -> Passed<'p> {
        let Some(kind) = kind else {
            return Passed::Unknown;
        };
        let Some(passes) = &kind.passes else {
            return Passed::Nobody;
        };
        let home = account.is_none_or(|account| self.is_home(account));
        let applied = self.holds(&passes.applied, kind, action, home);
        if let Some(name) = &action.passing {
            return match (self.role(name), applied) {
                (Some(role), Some(false)) => Passed::Idle(role),
                (Some(role), _) => Passed::Role(role),
                (None, _) => Passed::Unknown,
            };
        }
        match (applied, account, kind_of(passes.kind)) {
            (Some(false), ..) => Passed::Nobody,
            (Some(true), Some(account), Some(wanted)) => match self.only(account, &wanted) {
                Ok(role) => Passed::Role(role),
                Err(roles) if roles.is_empty() => Passed::Missing,
                Err(roles) => Passed::Several(roles),
            },
            _ => Passed::Unknown,
        }
    }

    /// The only role of a kind in an account, or all of them.
    fn only(&self, account: &Account, kind: &RoleKind) -> Result<&'p Role, Vec<&'p Role>> {
        let roles: Vec<_> = self
            .roles_in(account)
            .iter()
            .copied()
            .filter(|role| role.kind.word() == kind.word())
            .collect();
        match roles.as_slice() {
            [role] => Ok(role),
            _ => Err(roles),
        }
    }
}

/// What is not known yet: the value of a Rust expression at compile time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown;

/// The action type of an action, where it is one.
pub fn action_type(action: &Action) -> Option<&'static ActionType> {
    let provider = &action.provider;
    let name = provider.name.name.as_ref();
    match provider.category {
        Some(category) => catalog::find(category, provider.owner, name)
            .or_else(|| catalog::free(category, provider.owner)),
        None => {
            let mut found = catalog::named(name);
            let first = found.next()?;
            match found.next() {
                None => Some(first),
                // A bare `CodeBuild` is `Build::CodeBuild`; other names of several categories are qualified.
                Some(_) if name == "CodeBuild" => catalog::find(Category::Build, Owner::Aws, name),
                Some(_) => None,
            }
        }
    }
}

/// The kind of role that a catalog entry names.
fn kind_of(word: &str) -> Option<RoleKind> {
    match word {
        "CloudFormation" => Some(RoleKind::CloudFormation),
        "CodeBuild" => Some(RoleKind::CodeBuild),
        _ => None,
    }
}

impl RoleKind {
    /// The kind as it is written.
    pub fn word(&self) -> &'static str {
        match self {
            RoleKind::Pipeline => "Pipeline",
            RoleKind::Action => "Action",
            RoleKind::CloudFormation => "CloudFormation",
            RoleKind::CodeBuild => "CodeBuild",
            RoleKind::Events => "Events",
            RoleKind::Service(_) => "Service",
            RoleKind::Unknown => "",
        }
    }
}

impl Role {
    /// The artifacts that the role reads itself.
    pub fn reads(&self) -> impl Iterator<Item = &Ident> {
        self.clauses.iter().flat_map(|clause| match clause {
            Clause::Reads(artifacts) => artifacts.as_ref(),
            _ => &[],
        })
    }
}

impl<'p> Step<'p> {
    /// The setting of that key.
    pub fn setting(&self, key: &str) -> Option<&'p Setting> {
        setting(&self.action.settings, key)
    }
}

/// The first thing of each name.
fn index<'p, T>(
    things: impl Iterator<Item = &'p T>,
    name: impl Fn(&'p T) -> &'p Ident,
) -> HashMap<&'p str, &'p T> {
    let mut found = HashMap::new();
    for thing in things {
        found.entry(name(thing).name.as_ref()).or_insert(thing);
    }
    found
}
