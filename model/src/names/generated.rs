//! Every name of a pipeline's synthesis in one list, so that none is given twice and none is too long.

use std::borrow::Cow;

use super::{
    batch_role, bucket, build_role, bus_statement, event_role, key_alias, name_clause, pipeline,
    pipeline_role, project, role, stack, stack_set, stack_set_admin_role, stack_set_exec_role,
};
use crate::catalog::Chars;
use crate::catalog::limits::{self, Name};
use crate::index::Index;
use crate::pipeline::{Account, Ident, Project, Site};
use crate::resolve::Resolved;

/// A name that the synthesis gives.
#[derive(Clone)]
pub struct Generated {
    /// What has the name: "role", "stack", "bucket" …
    pub kind: &'static str,
    /// Where no other thing of that kind may have the name: an account, its region, or the partition.
    pub scope: String,
    /// The name; none where it is not known yet.
    pub name: Option<String>,
    /// What AWS allows.
    pub limit: Option<Name>,
    /// The author's word that it comes from.
    pub at: Site,
    /// The same in words.
    pub place: String,
    /// What names the thing by hand.
    pub setting: Option<&'static str>,
}

impl Generated {
    /// What must differ between any two names: IAM takes `Deployer` and `deployer` for the same.
    pub fn identity(&self) -> Option<(&'static str, &str, Cow<'_, str>)> {
        let name = self.name.as_deref()?;
        let name = if self.kind == ROLE {
            Cow::Owned(name.to_ascii_lowercase())
        } else {
            Cow::Borrowed(name)
        };
        Some((self.kind, &self.scope, name))
    }
}

const ROLE: &str = "role";
const NAME_CLAUSE: &str = "`name \"…\";` in the role's body";

/// An alias with its `alias/`.
const ALIAS: Name = Name {
    min: limits::ALIAS.min + "alias/".len(),
    max: limits::ALIAS.max + "alias/".len(),
    chars: Chars::Alias,
};

/// What AWS allows as the name of a thing.
fn limit(kind: &str) -> Option<Name> {
    match kind {
        "pipeline" => Some(limits::PIPELINE),
        "stack" => Some(limits::STACK),
        "stack set" => Some(limits::STACK_SET),
        "alias" => Some(ALIAS),
        "project" => Some(limits::PROJECT),
        "event bus statement" => Some(limits::BUS_STATEMENT),
        "bucket" => Some(limits::BUCKET),
        ROLE => Some(limits::ROLE),
        _ => None,
    }
}

/// Names as they come, those of one word of the author's after those of another.
pub(super) struct Names {
    pub(super) all: Vec<Generated>,
    at: Site,
    place: String,
}

impl Names {
    /// These names, to which more are added; the first come from the pipeline's own name.
    pub(super) fn of_pipeline(resolved: &Resolved<'_>, all: Vec<Generated>) -> Names {
        let name = &resolved.pipeline.name;
        Names {
            all,
            at: name.at,
            place: format!("pipeline {}", resolved.show(name)),
        }
    }

    /// What is added now comes from that word.
    pub(super) fn of(&mut self, kind: &str, name: &Ident) {
        self.of_word(kind, &name.name, name.at);
    }

    pub(super) fn of_word(&mut self, kind: &str, name: &str, at: Site) {
        self.at = at;
        self.place = format!("{kind} {name}");
    }

    pub(super) fn add(
        &mut self,
        kind: &'static str,
        scope: &str,
        name: Option<String>,
        setting: Option<&'static str>,
    ) {
        self.all.push(Generated {
            kind,
            scope: scope.to_owned(),
            name,
            limit: limit(kind),
            at: self.at,
            place: self.place.clone(),
            setting,
        });
    }

    fn add_role(
        &mut self,
        resolved: &Resolved<'_>,
        account: &Account,
        name: Option<String>,
        setting: Option<&'static str>,
    ) {
        self.add(ROLE, &account_scope(resolved, account), name, setting);
    }

    /// A name in one of the account's regions, its home region unless another is named.
    fn add_regional(
        &mut self,
        resolved: &Resolved<'_>,
        account: &Account,
        region: Option<&str>,
        kind: &'static str,
        name: Option<String>,
    ) {
        let scope = region_scope(resolved, account, region);
        self.add(kind, &scope, name, None);
    }
}

/// Every physical name that the synthesis will give.
pub fn generated(resolved: &Resolved<'_>) -> Vec<Generated> {
    let mut names = Names::of_pipeline(resolved, Vec::new());
    if let Some(home) = resolved.home {
        at_home(resolved, home, &mut names);
    }
    for account in &event_accounts(resolved) {
        names.add_role(resolved, account, event_role(resolved), None);
    }
    let bus = match resolved.home {
        Some(home) => region_scope(resolved, home, None),
        None => String::new(),
    };
    let mut seen = Index::default();
    for step in &resolved.steps {
        if let Some(from) = resolved.event_from(step)
            && !resolved.is_home(from)
            && seen.add(&from.name.name)
        {
            let statement = bus_statement(resolved, from);
            names.add("event bus statement", &bus, statement, None);
        }
    }
    stacks(resolved, &mut names);
    roles(resolved, &mut names);
    projects(resolved, &mut names);
    names.all
}

/// What the pipeline's account has once, or in each region.
fn at_home(resolved: &Resolved<'_>, home: &Account, names: &mut Names) {
    let declared = resolved.pipeline;
    let name = pipeline(resolved).map(Cow::into_owned);
    names.add_regional(resolved, home, None, "pipeline", name);
    if declared.role.is_none() {
        let by_hand = "a role of kind `Pipeline` with a `name`, after `as`";
        names.add_role(resolved, home, pipeline_role(resolved), Some(by_hand));
    }
    let regions = resolved.regions();
    if resolved.setting("ExistingArtifactBucket").is_none() {
        let partition = match resolved.partition() {
            Some(partition) => partition.name,
            None => "",
        };
        let by_hand = "`ArtifactBucket: \"…\"` in the pipeline's settings";
        let (at, by_hand) = match resolved.setting("ArtifactBucket") {
            Some(setting) => (setting.value.at(), None),
            None => (declared.name.at, Some(by_hand)),
        };
        for region in &regions {
            names.at = at;
            names.add("bucket", partition, bucket(resolved, region), by_hand);
            names.at = declared.name.at;
            names.add_regional(resolved, home, Some(region), "alias", key_alias(resolved));
        }
    }
    if regions.len() > 1 {
        names.add_regional(resolved, home, None, "stack set", stack_set(resolved));
        names.add_role(resolved, home, stack_set_admin_role(resolved), None);
        names.add_role(resolved, home, stack_set_exec_role(resolved), None);
    }
}

fn stacks(resolved: &Resolved<'_>, names: &mut Names) {
    let mut used = Index::default();
    if let Some(account) = resolved.home {
        used.add(&account.name.name);
    }
    for step in &resolved.steps {
        if let Some(account) = step.account {
            used.add(&account.name.name);
        }
    }
    for project in resolved.projects {
        for account in &resolved.accounts_of(&project.accounts) {
            used.add(&account.name.name);
        }
    }
    for account in resolved.accounts {
        if used.has(&account.name.name) || !resolved.roles_in(account).is_empty() {
            add_stack(resolved, account, None, names);
        }
    }
    for (account, region) in &resolved.further_stacks() {
        add_stack(resolved, account, Some(region), names);
    }
}

fn add_stack(resolved: &Resolved<'_>, account: &Account, region: Option<&str>, names: &mut Names) {
    names.of("account", &account.name);
    let name = stack(resolved, account, region);
    names.add_regional(resolved, account, region, "stack", name);
}

fn roles(resolved: &Resolved<'_>, names: &mut Names) {
    for declared in resolved.roles {
        if declared.existing.is_some() {
            continue;
        }
        names.of(ROLE, &declared.name);
        let mut by_hand = Some(NAME_CLAUSE);
        if let Some(name) = name_clause(declared) {
            names.at = name.at;
            by_hand = None;
        }
        for account in &resolved.accounts_of(&declared.accounts) {
            names.add_role(
                resolved,
                account,
                role(resolved, declared, account),
                by_hand,
            );
        }
    }
}

fn projects(resolved: &Resolved<'_>, names: &mut Names) {
    for place in &resolved.project_places() {
        names.of("project", &place.project.name);
        let account = place.account;
        if place.home {
            let name = project(resolved, place.project);
            names.add_regional(resolved, account, None, "project", name);
        }
        for region in &place.further {
            let name = project(resolved, place.project);
            names.add_regional(resolved, account, Some(region), "project", name);
        }
    }
    for declared in resolved.projects {
        if declared.role.is_some() {
            continue;
        }
        names.of("project", &declared.name);
        let by_hand = "a role of kind `CodeBuild` with a `name`, after `as`";
        for account in &resolved.accounts_of(&declared.accounts) {
            names.add_role(
                resolved,
                account,
                build_role(resolved, declared),
                Some(by_hand),
            );
        }
    }
    for (declared, account) in &batches(resolved) {
        names.of("project", &declared.name);
        names.add_role(resolved, account, batch_role(resolved, declared), None);
    }
}

/// The projects that build in batches, each with an account where they do.
pub(super) fn batches<'p>(resolved: &Resolved<'p>) -> Vec<(&'p Project, &'p Account)> {
    let mut seen = Index::default();
    let mut batches = Vec::new();
    for step in &resolved.steps {
        if let Some(account) = step.account
            && let Some(project) = resolved.batch_of(step)
            && seen.add(&format!("{} {}", project.name.name, account.name.name))
        {
            batches.push((project, account));
        }
    }
    batches
}

/// The accounts in which an event role is made: those of sources that start the pipeline, and the pipeline's own.
pub(super) fn event_accounts<'p>(resolved: &Resolved<'p>) -> Vec<&'p Account> {
    let mut seen = Index::default();
    let mut accounts = Vec::new();
    let mut add = |account: &'p Account| {
        if seen.add(&account.name.name) && resolved.event_role(account).is_none() {
            accounts.push(account);
        }
    };
    let mut any = false;
    for step in &resolved.steps {
        if let Some(account) = resolved.event_from(step) {
            any = true;
            add(account);
        }
    }
    if any && let Some(home) = resolved.home {
        add(home);
    }
    accounts
}

/// The account's id, or its name where the id is not known yet.
fn account_scope(resolved: &Resolved<'_>, account: &Account) -> String {
    match resolved.id(account) {
        Some(id) => id.into_owned(),
        None => account.name.name.to_string(),
    }
}

/// The account and one of its regions, its home region unless another is named.
fn region_scope(resolved: &Resolved<'_>, account: &Account, region: Option<&str>) -> String {
    let scope = account_scope(resolved, account);
    match region {
        Some(region) => format!("{scope}/{region}"),
        None => format!("{scope}/{}", resolved.region(account).unwrap_or_default()),
    }
}
