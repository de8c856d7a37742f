//! Who may assume a role.

use passrole_model::pipeline::{Account, Role, RoleKind};

use super::Synth;
use crate::iam::{Policy, Principal, Statement};
use crate::template::Node;

impl<'p> Synth<'p> {
    /// The trust policy of a declared role in an account.
    pub(super) fn trust(&self, role: &'p Role, account: &'p Account) -> Policy {
        let service = match &role.kind {
            RoleKind::Action | RoleKind::Unknown => {
                return self.role_trust("PipelineRole", self.runner_arn());
            }
            RoleKind::Pipeline => return self.pipeline_trust(account),
            RoleKind::CloudFormation => "cloudformation.amazonaws.com",
            RoleKind::CodeBuild => "codebuild.amazonaws.com",
            RoleKind::Events => "events.amazonaws.com",
            RoleKind::Service(service) => {
                let service = match self.text(service, self.within(account)) {
                    Node::String(name) => self.partition.principal(&name).into(),
                    open => open,
                };
                // What a service of the author's choice sends along is not known: EC2 sends nothing.
                return Policy::of(Statement::trust("Service", Principal::Service(service)));
            }
        };
        self.service_trust(service.into(), account, None)
    }

    /// Trust in a role of the pipeline's account.
    pub(super) fn role_trust(&self, sid: &str, arn: String) -> Policy {
        let trust = Statement::trust(sid, account(&self.home_id));
        Policy::of(trust.when("ArnEquals", "aws:PrincipalArn", Node::String(arn)))
    }

    /// Trust in CodePipeline, for this pipeline.
    pub(super) fn pipeline_trust(&self, account: &'p Account) -> Policy {
        let sources = Some(self.pipeline_arn().into());
        self.service_trust("codepipeline.amazonaws.com".into(), account, sources)
    }

    /// Trust in a service, held to the account (and to these resources) where the pipeline asks for that.
    pub(super) fn service_trust(
        &self,
        service: Node,
        account: &'p Account,
        sources: Option<Node>,
    ) -> Policy {
        let mut statement = Statement::trust("Service", Principal::Service(service));
        if self.is_set("ConfusedDeputyConditions", "true") {
            statement = statement.when("StringEquals", "aws:SourceAccount", self.id(account));
            if let Some(sources) = sources {
                statement = statement.when("ArnEquals", "aws:SourceArn", sources);
            }
        }
        Policy::of(statement)
    }
}

/// An account as a principal.
pub(super) fn account(id: &str) -> Principal {
    Principal::Accounts(vec![id.into()])
}
