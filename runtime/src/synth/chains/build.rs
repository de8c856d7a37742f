//! What a build takes.

use passrole_model::Code;
use passrole_model::pipeline::{Account, Project};
use passrole_model::resolve::Step;

use super::super::Synth;
use super::super::access::Right;
use super::artifacts::InStore;
use super::{Someone, hop, requests, words};
use crate::proof::{Hop, Roles, named};

impl<'p> Synth<'p> {
    /// What a project's build takes: its role, the artifacts, and what every build does.
    pub(super) fn build(
        &self,
        step: &'p Step<'p>,
        project: &'p Project,
        account: &'p Account,
        key: InStore<'_>,
        roles: &mut Roles,
        hops: &mut Vec<Hop>,
    ) {
        let here = [self.region_of(step)];
        let arn = self.project_arn(project, account, &here[0]);
        let assumed = |role: &Someone<'p>| {
            self.assumed_for(
                Some(arn.clone()),
                "codebuild.amazonaws.com",
                "CodeBuild",
                role,
                Code::I03,
            )
        };
        let name = &project.name.name;
        let builder = Someone {
            account,
            arn: self.role_arn(account, &self.build_role(project, account)),
            who: match self.declared(&project.role) {
                Some(role) => words(role, account),
                None => format!("the build role of `{name}` in `{}`", account.name.name),
            },
        };
        if self.resolved.batch_of(step).is_some() {
            let batches = Someone {
                account,
                arn: self.role_arn(account, &self.batch_role(project, account)),
                who: format!("the batch role of `{name}` in `{}`", account.name.name),
            };
            let named = named::batches(&arn);
            roles.named.push((named, batches.arn.clone()));
            hops.push(assumed(&batches));
            let work = [self.batch_statement(project, account, &here)];
            let does = "starts the builds of the batch".to_owned();
            hops.push(hop(Code::I02, &batches, does, requests(&batches, &work)));
        }
        let named = named::project(&arn);
        roles.named.push((named, builder.arn.clone()));
        hops.push(assumed(&builder));
        let (inputs, outputs) = (&step.action.inputs, &step.action.outputs);
        let reading = Right::LOCATING_AND_READING;
        hops.push(self.artifacts(&builder, "reads", reading, inputs, key));
        let mut work = self.build_statements(project, account, &here);
        work.append(&mut self.reader_statements(step));
        let requests = requests(&builder, &work);
        hops.push(hop(Code::I02, &builder, "builds".to_owned(), requests));
        if !outputs.is_empty() {
            hops.push(self.artifacts(&builder, "writes", Right::WRITING, outputs, key));
        }
    }
}
