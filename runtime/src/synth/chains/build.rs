//! What a build takes.

use passrole_model::Code;
use passrole_model::pipeline::{Account, Project};
use passrole_model::resolve::Step;

use super::super::Synth;
use super::super::access::Right;
use super::super::fill::For;
use super::artifacts::names;
use super::requests;
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
        let here = [self.region_of(step)];
        let arn = self.project_arn(project, account, &here[0]);
        let name = &project.name.name;
        let builder = match self.declared(project.role.as_ref()) {
            Some(role) => self.someone(role, account),
            None => {
                let who = format!("the build role of `{name}` in `{}`", account.name.name);
                self.somebody(account, &self.build_role(project, account), &who)
            }
        };
        if self.resolved.batch_of(step).is_some() {
            let who = format!("the batch role of `{name}` in `{}`", account.name.name);
            let batches = self.somebody(account, &self.batch_role(project, account), &who);
            self.assumed_by_codebuild(named::batches(&arn), &arn, &batches, chain);
            let work = self.batch_statement(project, account, &here);
            batches.works(chain, "starts the builds of the batch", &[work]);
        }
        self.assumed_by_codebuild(named::project(&arn), &arn, &builder, chain);
        let inputs = &names(&step.action.inputs);
        let outputs = &names(&step.action.outputs);
        let reading = Right::LOCATING_AND_READING;
        self.artifacts(&builder, "reads", reading, inputs, store, chain);
        let mut work = requests(&builder, &self.build_statements(project, account, &here));
        let variables = self.pointed_by_project(project, account, &here, For::Request);
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
