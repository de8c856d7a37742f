//! What a build takes.

use std::slice;

use passrole_model::Code;
use passrole_model::pipeline::{Account, Project};
use passrole_model::resolve::Step;

use super::super::Synth;
use super::super::fill::For;
use super::super::rights::Right;
use super::artifacts::names;
use super::{Someone, requests, words};
use crate::proof::{Chain, named};

impl<'p> Synth<'p> {
    /// What a project's build takes: its role, the artifacts, and what every build does.
    pub(super) fn build(
        &self,
        step: &'p Step<'p>,
        project: &'p Project,
        account: &'p Account,
        chain: &mut Chain,
    ) {
        let store = self.store_of(step);
        let region = self.region_of(step);
        let here = slice::from_ref(&region);
        let arn = self.project_arn(project, account, &region);
        let name = &project.name.name;
        let builder = Someone {
            account,
            arn: self.build_role_arn(project, account),
            who: match self.declared(project.role.as_ref()) {
                Some(role) => words(role, account),
                None => format!("the build role of `{name}` in `{}`", account.name.name),
            },
        };
        if self.resolved.batch_of(step).is_some() {
            let batches = Someone {
                account,
                arn: self.batch_role_arn(project, account),
                who: format!("the batch role of `{name}` in `{}`", account.name.name),
            };
            self.assumed_by_codebuild(named::batches(&arn), &arn, &batches, chain);
            let work = self.batch_statement(project, account, here);
            let does = "starts the builds of the batch";
            batches.works(chain, Code::I02, does, &work);
        }
        self.assumed_by_codebuild(named::project(&arn), &arn, &builder, chain);
        let inputs = &names(&step.action.inputs);
        let outputs = &names(&step.action.outputs);
        let reading = Right::LOCATING_AND_READING;
        self.artifacts(&builder, "reads", reading, inputs, store, chain);
        let mut work = requests(&builder, &self.build_statements(project, account, here));
        for cache in &self.caches(project, account, here) {
            self.add_cache_uses(&builder, cache, store, &mut work);
        }
        let variables = self.pointed_by_project(project, account, here, For::Request);
        variables.add_requests(&builder, &mut work);
        let variables = self.pointed_by_build(step, For::Request);
        variables.add_requests(&builder, &mut work);
        for source in &self.sources_of(step) {
            if let (Some(kind), Some(made_in)) = (source.kind, source.account) {
                self.add_requests_of(kind.readers, source, made_in, &builder, &mut work);
            }
        }
        builder.does(chain, Code::I02, "builds", work);
        if !outputs.is_empty() {
            self.artifacts(&builder, "writes", Right::WRITING, outputs, store, chain);
        }
    }
}
