//! Every name of a pipeline's synthesis in one list, so that none is given twice and none is too long.

use std::borrow::Cow;

use super::{
    batch_role, bucket, build_role, bus_statement, event_role, key_alias, name_clause, pipeline,
    pipeline_role, project, role, stack, stack_set, stack_set_admin_role, stack_set_exec_role,
};
use crate::catalog::Chars;
use crate::catalog::limits::{self, Name};
use crate::index::{First, Index};
use crate::pipeline::{Account, Ident, Project, Site, setting};
use crate::resolve::{Resolved, Step};

/// A name that the synthesis gives.
#[derive(Clone, Debug)]
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

pub(super) const ROLE: &str = "role";
const NAME_CLAUSE: &str = "`name \"…\";` in the role's body";

/// Every physical name that the synthesis will give.
pub fn generated(resolved: &Resolved<'_>) -> Vec<Generated> {
    let mut all = Vec::new();
    let declared = resolved.pipeline;
    let whole = format!("pipeline {}", resolved.show(&declared.name));
    let of_pipeline = |kind, scope, name, limit, setting| Generated {
        kind,
        scope,
        name,
        limit: Some(limit),
        at: declared.name.at,
        place: whole.clone(),
        setting,
    };
    if let Some(home) = resolved.home {
        let account = account_scope(resolved, home);
        let here = region_scope(resolved, home, None);
        let partition = resolved.partition().map_or("", |partition| partition.name);
        all.push(of_pipeline(
            "pipeline",
            here.clone(),
            pipeline(resolved).map(Cow::into_owned),
            limits::PIPELINE,
            None,
        ));
        if declared.role.is_none() {
            let setting = Some("a role of kind `Pipeline` with a `name`, after `as`");
            all.push(of_pipeline(
                ROLE,
                account.clone(),
                pipeline_role(resolved),
                limits::ROLE,
                setting,
            ));
        }
        let regions = resolved.regions();
        let existing = setting(&declared.settings, "ExistingArtifactBucket").is_some();
        for region in &regions {
            let scope = region_scope(resolved, home, Some(region));
            if !existing {
                let by_hand = Some("`ArtifactBucket: \"…\"` in the pipeline's settings");
                let mut generated = of_pipeline(
                    "bucket",
                    partition.to_owned(),
                    bucket(resolved, region),
                    limits::BUCKET,
                    by_hand,
                );
                if let Some(setting) = setting(&declared.settings, "ArtifactBucket") {
                    generated.at = setting.value.at();
                    // It is named by hand already.
                    generated.setting = None;
                }
                all.push(generated);
                all.push(of_pipeline(
                    "alias",
                    scope,
                    key_alias(resolved),
                    ALIAS,
                    None,
                ));
            }
        }
        if regions.len() > 1 {
            all.push(of_pipeline(
                "stack set",
                here,
                stack_set(resolved),
                limits::STACK_SET,
                None,
            ));
            for name in [
                stack_set_admin_role(resolved),
                stack_set_exec_role(resolved),
            ] {
                all.push(of_pipeline(ROLE, account.clone(), name, limits::ROLE, None));
            }
        }
    }
    for account in event_accounts(resolved) {
        let scope = account_scope(resolved, account);
        all.push(of_pipeline(
            ROLE,
            scope,
            event_role(resolved),
            limits::ROLE,
            None,
        ));
    }
    let mut seen = Index::default();
    for (_, from) in events(resolved) {
        if resolved.is_home(from) {
            continue;
        }
        let bus = resolved.home.map(|home| region_scope(resolved, home, None));
        if seen.add(&from.name.name) {
            all.push(of_pipeline(
                "event bus statement",
                bus.unwrap_or_default(),
                bus_statement(resolved, from),
                limits::BUS_STATEMENT,
                None,
            ));
        }
    }
    stacks(resolved, &mut all);
    roles(resolved, &mut all);
    projects(resolved, &mut all);
    all
}

/// An alias with its `alias/`.
const ALIAS: Name = Name {
    min: limits::ALIAS.min + "alias/".len(),
    max: limits::ALIAS.max + "alias/".len(),
    chars: Chars::Alias,
};

fn stacks(resolved: &Resolved<'_>, all: &mut Vec<Generated>) {
    let mut used = Index::default();
    if let Some(account) = resolved.home {
        used.add(&account.name.name);
    }
    for account in resolved.steps.iter().filter_map(|step| step.account) {
        used.add(&account.name.name);
    }
    for project in resolved.pipeline.projects.iter() {
        for account in resolved.accounts_of(&project.accounts) {
            used.add(&account.name.name);
        }
    }
    let mut add = |account: &Account, region: Option<&str>| {
        all.push(Generated {
            kind: "stack",
            scope: region_scope(resolved, account, region),
            name: stack(resolved, account, region),
            limit: Some(limits::STACK),
            at: account.name.at,
            place: place_of("account", &account.name),
            setting: None,
        });
    };
    for account in resolved.pipeline.accounts.iter() {
        if used.has(&account.name.name) || !resolved.roles_in(account).is_empty() {
            add(account, None);
        }
    }
    for (account, region) in resolved.further_stacks() {
        add(account, Some(&region));
    }
}

fn roles(resolved: &Resolved<'_>, all: &mut Vec<Generated>) {
    for declared in resolved
        .pipeline
        .roles
        .iter()
        .filter(|role| role.existing.is_none())
    {
        let by_hand = name_clause(declared);
        for account in resolved.accounts_of(&declared.accounts) {
            all.push(Generated {
                kind: ROLE,
                scope: account_scope(resolved, account),
                name: role(resolved, declared, account),
                limit: Some(limits::ROLE),
                at: by_hand.map_or(declared.name.at, |name| name.at),
                place: place_of(ROLE, &declared.name),
                setting: by_hand.is_none().then_some(NAME_CLAUSE),
            });
        }
    }
}

fn projects(resolved: &Resolved<'_>, all: &mut Vec<Generated>) {
    for place in resolved.project_places() {
        let mut regions = Vec::new();
        if place.home {
            regions.push(None);
        }
        for region in &place.further {
            regions.push(Some(region.as_ref()));
        }
        for region in regions {
            all.push(Generated {
                kind: "project",
                scope: region_scope(resolved, place.account, region),
                name: project(resolved, place.project),
                limit: Some(limits::PROJECT),
                at: place.project.name.at,
                place: place_of("project", &place.project.name),
                setting: None,
            });
        }
    }
    for declared in resolved.pipeline.projects.iter() {
        if declared.role.is_some() {
            continue;
        }
        for account in resolved.accounts_of(&declared.accounts) {
            all.push(Generated {
                kind: ROLE,
                scope: account_scope(resolved, account),
                name: build_role(resolved, declared),
                limit: Some(limits::ROLE),
                at: declared.name.at,
                place: place_of("project", &declared.name),
                setting: Some("a role of kind `CodeBuild` with a `name`, after `as`"),
            });
        }
    }
    for (declared, account) in batches(resolved) {
        all.push(Generated {
            kind: ROLE,
            scope: account_scope(resolved, account),
            name: batch_role(resolved, declared),
            limit: Some(limits::ROLE),
            at: declared.name.at,
            place: place_of("project", &declared.name),
            setting: None,
        });
    }
}

/// The projects that build in batches, each with an account where they do.
pub(super) fn batches<'p>(resolved: &Resolved<'p>) -> Vec<(&'p Project, &'p Account)> {
    let mut batches = First::new();
    for step in &resolved.steps {
        if let Some(account) = step.account
            && let Some(project) = resolved.batch_of(step)
        {
            let key = format!("{} {}", project.name.name, account.name.name);
            batches.add(&key, (project, account));
        }
    }
    batches.into_things()
}

/// The sources that start the pipeline by an event, each with its account.
pub(super) fn events<'r, 'p>(resolved: &'r Resolved<'p>) -> Vec<(&'r Step<'p>, &'p Account)> {
    let mut events = Vec::new();
    for step in &resolved.steps {
        if let Some(account) = step.account
            && resolved.event_of(step).is_some()
        {
            events.push((step, account));
        }
    }
    events
}

/// The accounts in which an event role is made: those of sources that start the pipeline, and the pipeline's own.
pub(super) fn event_accounts<'p>(resolved: &Resolved<'p>) -> Vec<&'p Account> {
    let mut seen = First::new();
    for (_, account) in events(resolved) {
        seen.add(&account.name.name, account);
    }
    if let Some(home) = resolved.home
        && !seen.things().is_empty()
    {
        seen.add(&home.name.name, home);
    }
    let mut accounts = Vec::new();
    for account in seen.things() {
        if resolved.event_role(account).is_none() {
            accounts.push(*account);
        }
    }
    accounts
}

/// The account's id, or its name where the id is not known yet.
fn account_scope(resolved: &Resolved<'_>, account: &Account) -> String {
    resolved
        .id(account)
        .map_or_else(|| account.name.name.to_string(), Cow::into_owned)
}

/// The account and one of its regions, its home region unless another is named.
fn region_scope(resolved: &Resolved<'_>, account: &Account, region: Option<&str>) -> String {
    let home = || resolved.region(account);
    let region = region.map(Cow::Borrowed).or_else(home).unwrap_or_default();
    format!("{}/{region}", account_scope(resolved, account))
}

pub(super) fn place_of(kind: &str, name: &Ident) -> String {
    format!("{kind} {}", name.name)
}
