//! Logical ids of the resources that are made.

use super::generated::{Generated, ROLE, batches, event_accounts, events, place_of};
use super::{
    EVENT_ROLE, PIPELINE_ROLE, REGIONS_ADMIN_ROLE, REGIONS_EXEC_ROLE, batch_role_id, build_role_id,
    instance_profile_id, project_id, role_id, rule_id,
};
use crate::pipeline::{Account, RoleKind, Site};
use crate::resolve::Resolved;

/// The logical ids of one stack that could be equal to another: those that come from the author's names, and
/// the roles that are made beside them.
pub fn logical_ids(resolved: &Resolved<'_>) -> Vec<Generated> {
    let declared = resolved.pipeline;
    let mut all = Vec::new();
    let mut add = |account: &Account, id: String, at: Site, place: String| {
        all.push(Generated {
            kind: "logical id",
            scope: account.name.name.to_string(),
            name: Some(id),
            limit: None,
            at,
            place,
            setting: None,
        });
    };
    let whole = format!("pipeline {}", resolved.show(&declared.name));
    if let Some(home) = resolved.home.filter(|_| declared.role.is_none()) {
        add(
            home,
            PIPELINE_ROLE.to_owned(),
            declared.name.at,
            whole.clone(),
        );
    }
    if let Some(home) = resolved.home.filter(|_| resolved.regions().len() > 1) {
        for id in [REGIONS_ADMIN_ROLE, REGIONS_EXEC_ROLE] {
            add(home, id.to_owned(), declared.name.at, whole.clone());
        }
    }
    for account in event_accounts(resolved) {
        add(
            account,
            EVENT_ROLE.to_owned(),
            declared.name.at,
            whole.clone(),
        );
    }
    for (step, from) in events(resolved) {
        let id = rule_id(resolved, step);
        let place = format!("action {}", resolved.show(&step.action.name));
        add(from, id.clone(), step.action.name.at, place.clone());
        if let Some(home) = resolved.home {
            add(home, id, step.action.name.at, place);
        }
    }
    for role in declared.roles.iter().filter(|role| role.existing.is_none()) {
        for account in resolved.accounts_of(&role.accounts) {
            add(
                account,
                role_id(role),
                role.name.at,
                place_of(ROLE, &role.name),
            );
            if matches!(role.kind, RoleKind::Service(_)) {
                add(
                    account,
                    instance_profile_id(role),
                    role.name.at,
                    place_of(ROLE, &role.name),
                );
            }
        }
    }
    for project in declared.projects.iter() {
        for account in resolved.accounts_of(&project.accounts) {
            add(
                account,
                project_id(project),
                project.name.at,
                place_of("project", &project.name),
            );
            if project.role.is_none() {
                add(
                    account,
                    build_role_id(project),
                    project.name.at,
                    place_of("project", &project.name),
                );
            }
        }
    }
    for (project, account) in batches(resolved) {
        add(
            account,
            batch_role_id(project),
            project.name.at,
            place_of("project", &project.name),
        );
    }
    all
}
