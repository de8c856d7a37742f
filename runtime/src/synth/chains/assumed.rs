//! The requests by which roles are assumed.

use passrole_model::Code;
use passrole_model::arn::Arn;
use passrole_model::pipeline::Value;
use passrole_model::resolve::Step;

use super::super::Synth;
use super::Someone;
use crate::iam::{Caller, Request};
use crate::proof::{Chain, Hop};

impl<'p> Synth<'p> {
    /// A service assumes a role for the pipeline.
    pub(in super::super) fn assumed(
        &self,
        service: &str,
        who: &str,
        role: &Someone<'p>,
        chain: &mut Chain,
    ) {
        self.assumed_for(None, (service, who), role, Code::I03, chain);
    }

    /// CodePipeline assumes a role for this pipeline.
    pub(super) fn assumed_by_pipeline(&self, role: &Someone<'p>, chain: &mut Chain) {
        let service = ("codepipeline.amazonaws.com", "CodePipeline");
        let pipeline = self.pipeline_arn();
        self.assumed_for(Some(&pipeline), service, role, Code::I01, chain);
    }

    /// CodeBuild assumes a role, which a stack names there, for a project.
    pub(super) fn assumed_by_codebuild(
        &self,
        named: String,
        project: &str,
        role: &Someone<'p>,
        chain: &mut Chain,
    ) {
        chain.roles.named.push((named, role.arn.clone()));
        let service = ("codebuild.amazonaws.com", "CodeBuild");
        self.assumed_for(Some(project), service, role, Code::I03, chain);
    }

    /// A service assumes a role for the resource of that ARN, where that is known.
    fn assumed_for(
        &self,
        resource: Option<&str>,
        (service, who): (&str, &str),
        role: &Someone<'p>,
        code: Code,
        chain: &mut Chain,
    ) {
        let account = self.id(role.account).to_owned();
        let mut context = vec![("aws:SourceAccount".to_owned(), account)];
        if let Some(arn) = resource {
            context.push(("aws:SourceArn".to_owned(), arn.to_owned()));
        }
        let caller = Caller::Service(service.to_owned());
        chain
            .hops
            .push(self.assume(code, who, caller, role, context));
    }

    /// A role assumes another.
    pub(in super::super) fn assumed_by(
        &self,
        caller: &Someone<'p>,
        role: &Someone<'p>,
        chain: &mut Chain,
    ) {
        let arn = Caller::Role(caller.arn.clone());
        let hop = self.assume(Code::I01, &caller.who, arn, role, Vec::new());
        chain.hops.push(hop);
    }

    /// The pipeline role assumes a role that only its ARN is known of.
    pub(super) fn assumes_named(
        &self,
        runner: &Someone<'p>,
        arn: &'p Value,
        step: &'p Step<'p>,
        chain: &mut Chain,
    ) {
        let arn = self.named_role(arn, step, runner.account);
        let account = match Arn::parse(&arn) {
            Some(arn) => arn.account,
            None => "",
        };
        let request = runner.asks("sts:AssumeRole", &arn, account, &[]);
        let does = format!("assumes `{arn}`");
        let hop = Hop::new(Code::I01, runner.who.clone(), does, request);
        chain.hops.push(hop);
        chain.roles.actor = Some(arn);
    }

    fn assume(
        &self,
        code: Code,
        who: &str,
        caller: Caller,
        role: &Someone<'p>,
        context: Vec<(String, String)>,
    ) -> Hop {
        let request = Request {
            caller,
            action: "sts:AssumeRole".to_owned(),
            resource: role.arn.clone(),
            account: self.id(role.account).to_owned(),
            context,
        };
        let does = format!("assumes {}", role.who);
        Hop::new(code, who.to_owned(), does, request)
    }
}
