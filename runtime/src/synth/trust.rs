//! Who may assume a role.

use passrole_model::catalog::regions::is_opt_in;
use passrole_model::pipeline::{Account, Role, RoleKind};
use passrole_model::resolve::{Passed, Step};

use super::Synth;
use super::grants::passes;
use crate::iam::{Policy, Principal, Statement, one_or_list};
use crate::template::Node;
use crate::texts::add_once;

impl<'p> Synth<'p> {
    /// The trust policy of a declared role in an account.
    pub(super) fn trust(&self, role: &'p Role, account: &'p Account) -> Policy {
        let service = match &role.kind {
            RoleKind::Action | RoleKind::Unknown => {
                return self.role_trust("PipelineRole", self.runner_arn());
            }
            RoleKind::Pipeline => return self.pipeline_trust(account),
            RoleKind::CloudFormation => {
                let service = cloudformation_in(&self.regions_administered(role, account));
                return self.service_trust(service, account, None);
            }
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

    /// The regions of the stack sets that a role administers, those in which they are kept among them.
    fn regions_administered(&self, role: &'p Role, account: &'p Account) -> Vec<String> {
        let mut regions = Vec::new();
        for set in self.steps_in(account) {
            if let (Passed::Role(passed), Some(passes)) = (&set.passed, passes(set))
                && std::ptr::eq(*passed, role)
                && !passes.makes
            {
                regions.push(self.region_of(set));
                for step in self.steps_in(account) {
                    if self.stack_set_of(step, account) == self.stack_set_of(set, account) {
                        let named = self.spelled_key("Regions", step, account);
                        for region in named.unwrap_or_default().split(',') {
                            regions.push(region.trim().to_owned());
                        }
                    }
                }
            }
        }
        regions
    }

    /// The name of the stack set that a step works on, and the region in which that is kept.
    fn stack_set_of(&self, step: &Step<'p>, account: &'p Account) -> (Option<String>, String) {
        let name = self.spelled_key("StackSetName", step, account);
        (name, self.region_of(step))
    }

    /// What a key of a step's configuration comes to, where it is written.
    fn spelled_key(&self, key: &str, step: &Step<'p>, account: &'p Account) -> Option<String> {
        let value = &step.setting(key)?.value;
        Some(self.spelled(
            value,
            self.within_step(step, account),
            &self.region_of(step),
        ))
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

/// CloudFormation as a role trusts it that reaches into these regions: one that an account has to enable has a principal of
/// its own. <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-opt-in-regions.html>
pub(super) fn cloudformation_in(regions: &[String]) -> Node {
    let mut services = vec!["cloudformation.amazonaws.com".to_owned()];
    for region in regions {
        if is_opt_in(region) {
            let service = format!("cloudformation.{region}.amazonaws.com");
            add_once(&mut services, service);
        }
    }
    one_or_list(services.into())
}
