//! The requests by which roles are assumed.

use passrole_model::Code;

use super::super::Synth;
use super::Someone;
use crate::iam::{Caller, Request};
use crate::proof::Hop;

impl<'p> Synth<'p> {
    /// A service assumes a role for the pipeline.
    pub(in super::super) fn assumed(
        &self,
        service: &str,
        who: &str,
        role: &Someone<'p>,
        code: Code,
    ) -> Hop {
        self.assumed_for(None, service, who, role, code)
    }

    /// CodePipeline assumes a role for this pipeline.
    pub(super) fn assumed_by_pipeline(&self, role: &Someone<'p>) -> Hop {
        self.assumed_for(
            Some(self.pipeline_arn()),
            "codepipeline.amazonaws.com",
            "CodePipeline",
            role,
            Code::I01,
        )
    }

    /// A service assumes a role for the resource of that ARN, where that is known.
    pub(super) fn assumed_for(
        &self,
        resource: Option<String>,
        service: &str,
        who: &str,
        role: &Someone<'p>,
        code: Code,
    ) -> Hop {
        let account = self.id(role.account);
        let mut context = vec![("aws:SourceAccount".to_owned(), account.clone())];
        context.extend(resource.map(|arn| ("aws:SourceArn".to_owned(), arn)));
        let request = assume(
            Caller::Service(service.to_owned()),
            &role.arn,
            account,
            context,
        );
        Hop {
            code,
            who: who.to_owned(),
            does: format!("assumes {}", role.who),
            requests: vec![request],
        }
    }
}

/// A caller assumes a role of an account.
pub(in super::super) fn assume(
    caller: Caller,
    role: &str,
    account: String,
    context: Vec<(String, String)>,
) -> Request {
    Request {
        caller,
        action: "sts:AssumeRole".to_owned(),
        resource: role.to_owned(),
        account,
        context,
    }
}
