//! The requests by which roles are assumed.

use passrole_model::Code;

use super::super::Synth;
use super::Someone;
use crate::iam::{Caller, Request};
use crate::proof::{Chain, Hop};

const ASSUME: &str = "sts:AssumeRole";

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

    /// A service assumes a role for the resource of that ARN, where that is known.
    pub(super) fn assumed_for(
        &self,
        resource: Option<&str>,
        (service, who): (&str, &str),
        role: &Someone<'p>,
        code: Code,
        chain: &mut Chain,
    ) {
        let account = self.id(role.account).to_owned();
        let mut context = vec![("aws:SourceAccount".to_owned(), account.clone())];
        if let Some(arn) = resource {
            context.push(("aws:SourceArn".to_owned(), arn.to_owned()));
        }
        let request = Request {
            caller: Caller::Service(service.to_owned()),
            action: ASSUME.to_owned(),
            resource: role.arn.clone(),
            account,
            context,
        };
        chain.hops.push(Hop {
            code,
            who: who.to_owned(),
            does: format!("assumes {}", role.who),
            requests: vec![request],
        });
    }

    /// A role assumes another.
    pub(in super::super) fn assumed_by(
        &self,
        caller: &Someone<'p>,
        role: &Someone<'p>,
        chain: &mut Chain,
    ) {
        let request = caller.asks(ASSUME, &role.arn, self.id(role.account), &[]);
        let does = format!("assumes {}", role.who);
        caller.does(chain, Code::I01, &does, vec![request]);
    }
}
