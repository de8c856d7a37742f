//! Logical ids of the resources that are made.

use super::generated::{Generated, Names, batches, event_accounts};
use super::{
    EVENT_ROLE, PIPELINE_ROLE, REGIONS_ADMIN_ROLE, REGIONS_EXEC_ROLE, batch_role_id, build_role_id,
    instance_profile_id, project_id, role_id, rule_id,
};
use crate::pipeline::{Account, RoleKind};
use crate::resolve::Resolved;

impl Resolved<'_> {
    /// Adds to names the logical ids of one stack that could be equal to another: those that come from the author's
    /// names, and the roles that are made beside them.
    pub fn with_logical_ids(&self, names: Vec<Generated>) -> Vec<Generated> {
        let declared = self.pipeline;
        let mut ids = Names::of_pipeline(self, names);
        if let Some(home) = self.home {
            if declared.role.is_none() {
                ids.add_id(home, PIPELINE_ROLE.to_owned());
            }
            if self.regions().len() > 1 {
                ids.add_id(home, REGIONS_ADMIN_ROLE.to_owned());
                ids.add_id(home, REGIONS_EXEC_ROLE.to_owned());
            }
        }
        for account in &event_accounts(self) {
            ids.add_id(account, EVENT_ROLE.to_owned());
        }
        for step in &self.steps {
            let Some(from) = self.event_from(step) else {
                continue;
            };
            let name = &step.action.name;
            ids.of_word("action", &self.show(name), name.at);
            ids.add_id(from, rule_id(self, step));
            if let Some(home) = self.home {
                ids.add_id(home, rule_id(self, step));
            }
        }
        for role in self.roles {
            if role.existing.is_some() {
                continue;
            }
            ids.of("role", &role.name);
            for account in &self.accounts_of(&role.accounts) {
                ids.add_id(account, role_id(role));
                if matches!(role.kind, RoleKind::Service(_)) {
                    ids.add_id(account, instance_profile_id(role));
                }
            }
        }
        for project in self.projects {
            ids.of("project", &project.name);
            for account in &self.accounts_of(&project.accounts) {
                ids.add_id(account, project_id(project));
                if project.role.is_none() {
                    ids.add_id(account, build_role_id(project));
                }
            }
        }
        for (project, account) in &batches(self) {
            ids.of("project", &project.name);
            ids.add_id(account, batch_role_id(project));
        }
        ids.all
    }
}

impl Names {
    fn add_id(&mut self, account: &Account, id: String) {
        self.add("logical id", &account.name.name, Some(id), None);
    }
}
