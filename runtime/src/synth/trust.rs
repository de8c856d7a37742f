//! Who may assume a role.

use passrole_model::pipeline::{Account, Role, RoleKind};

use super::Synth;
use crate::iam::{Policy, Principal, Statement, one_or_list};
use crate::template::Node;

impl<'p> Synth<'p> {
    /// The trust policy of a declared role in an account.
    pub(super) fn trust(&self, role: &'p Role, account: &'p Account) -> Policy {
        let within = self.within(account);
        match &role.kind {
            RoleKind::Action | RoleKind::Unknown => {
                let runner = self.role_arn(&self.home_id, &self.pipeline_role());
                Policy::of([Statement::trust(
                    "PipelineRole",
                    Principal::Accounts(vec![self.home_id.clone()]),
                )
                .when("ArnEquals", "aws:PrincipalArn", runner)])
            }
            RoleKind::Pipeline => self.service_trust(
                "codepipeline.amazonaws.com".into(),
                account,
                vec![self.pipeline_arn()],
            ),
            RoleKind::CloudFormation => {
                self.service_trust("cloudformation.amazonaws.com".into(), account, Vec::new())
            }
            RoleKind::CodeBuild => {
                self.service_trust("codebuild.amazonaws.com".into(), account, Vec::new())
            }
            RoleKind::Events => {
                self.service_trust("events.amazonaws.com".into(), account, Vec::new())
            }
            RoleKind::Service(service) => {
                let service = match self.text(service, within) {
                    Node::String(name) => self.partition.principal(&name).into(),
                    open => open,
                };
                // What a service of the author's choice sends along is not known: EC2 sends nothing.
                Policy::of([Statement::trust("Service", Principal::Service(service))])
            }
        }
    }

    /// Trust in a service, held to the account (and to these resources) where the pipeline asks for that.
    pub(super) fn service_trust(
        &self,
        service: Node,
        account: &'p Account,
        sources: Vec<String>,
    ) -> Policy {
        let mut statement = Statement::trust("Service", Principal::Service(service));
        if self.confused_deputy_conditions() {
            statement = statement.when("StringEquals", "aws:SourceAccount", self.id(account));
            if !sources.is_empty() {
                statement = statement.when("ArnEquals", "aws:SourceArn", one_or_list(&sources));
            }
        }
        Policy::of([statement])
    }
}
