//! Roles: who may assume each, and what it may do.

use passrole_model::catalog::Passes;
use passrole_model::names;
use passrole_model::pipeline::{Account, Clause, Role, RoleKind, Setting};
use passrole_model::resolve::{Actor, Passed, Step};

use super::access::under;
use super::store::Stores;
use super::text::{Holds, Within};
use super::{Synth, ids};
use crate::iam::{Policy, Statement};
use crate::template::{Map, Node, Resource, Template};

/// What every role that is made has.
pub(super) struct Made<'a> {
    pub(super) id: &'a str,
    pub(super) path: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) trust: Policy,
    pub(super) managed: Vec<Node>,
    pub(super) policy: Policy,
    pub(super) boundary: Option<Node>,
}

impl<'p> Synth<'p> {
    /// The role that is made where the pipeline declares none.
    pub(super) fn made_pipeline_role(&self, template: &mut Template) {
        if self.resolved.pipeline.role.is_some() {
            return;
        }
        let (path, name) = self.made_pipeline_role_name();
        let mut policy = Policy::default();
        self.pipeline_statements(&mut policy);
        self.add_role(
            template,
            self.home,
            Made {
                id: ids::PIPELINE_ROLE,
                path,
                name,
                description: format!("Runs the pipeline {}", self.name),
                trust: self.service_trust(
                    "codepipeline.amazonaws.com".into(),
                    self.home,
                    vec![self.pipeline_arn()],
                ),
                managed: Vec::new(),
                policy,
                boundary: None,
            },
        );
    }

    /// The declared roles placed in an account, in its stack.
    pub(super) fn declared_roles(&self, account: &'p Account, template: &mut Template) {
        let within = self.within(account);
        for role in self.resolved.roles_in(account) {
            if role.existing.is_some() {
                continue;
            }
            let path = self.role_path(Some(role), account);
            let name = names::role(self.resolved, role, account).unwrap_or_default();
            let id = names::role_id(role);
            let mut policy = Policy::default();
            self.used_statements(role, account, &mut policy);
            let (mut managed, mut boundary) = (Vec::new(), None);
            for clause in role.clauses.iter() {
                match clause {
                    Clause::Managed(arns) => {
                        managed.extend(arns.iter().map(|arn| self.text(arn, within)))
                    }
                    Clause::Boundary(arn) => boundary = Some(self.text(arn, within)),
                    Clause::Statement {
                        deny,
                        actions,
                        resources,
                        condition,
                        ..
                    } => {
                        // `{artifacts.bucket}` is the bucket of every region where the role acts.
                        for store in self.stores_of(account, &under(&path, &name)) {
                            let within = Within { store, ..within };
                            policy.add(
                                self.own_statement(*deny, actions, resources, condition, within),
                            );
                        }
                    }
                    Clause::Name(_) | Clause::Path(_) | Clause::Reads(_) => {}
                }
            }
            let description = match role.doc.as_ref() {
                "" => self.purpose(role),
                doc => doc.to_owned(),
            };
            let made = Made {
                id: &id,
                path: path.clone(),
                name: name.clone(),
                description,
                trust: self.trust(role, account),
                managed,
                policy,
                boundary,
            };
            self.add_role(template, account, made);
            if let RoleKind::Service(service) = &role.kind
                && self
                    .text(service, within)
                    .as_str()
                    .is_some_and(|service| service.starts_with("ec2.amazonaws.com"))
            {
                let profile = Map::new()
                    .with("InstanceProfileName", name)
                    .with_some("Path", (path != "/").then_some(path))
                    .with("Roles", [Node::reference(id)]);
                let profile = Resource::new("AWS::IAM::InstanceProfile", profile);
                self.add(template, &names::instance_profile_id(role), profile);
            }
        }
    }

    /// Adds a role of an account to a stack.
    pub(super) fn add_role(&self, template: &mut Template, account: &'p Account, role: Made<'_>) {
        let boundary = role.boundary.or_else(|| {
            let setting = self.setting("PermissionsBoundary")?;
            Some(self.node(
                &setting.value,
                Within {
                    holds: Holds::Nothing,
                    ..self.within(account)
                },
            ))
        });
        let policies = (!role.policy.is_empty()).then(|| {
            [Map::new()
                .with("PolicyName", role.name.as_str())
                .with("PolicyDocument", role.policy.to_node())]
        });
        let properties = Map::new()
            .with("RoleName", role.name.as_str())
            .with_some("Path", (role.path != "/").then_some(role.path))
            .with("Description", role.description)
            .with("AssumeRolePolicyDocument", role.trust.to_node())
            .with_some("PermissionsBoundary", boundary)
            .with_some(
                "ManagedPolicyArns",
                (!role.managed.is_empty()).then_some(role.managed),
            )
            .with_some("Policies", policies)
            .with_some("Tags", self.tags());
        self.add(
            template,
            role.id,
            Resource::new("AWS::IAM::Role", properties),
        );
    }

    /// What a declared role may do for its uses.
    pub(super) fn used_statements(
        &self,
        role: &'p Role,
        account: &'p Account,
        policy: &mut Policy,
    ) {
        match role.kind {
            RoleKind::Pipeline if self.is_pipeline_role(role, account) => {
                self.pipeline_statements(policy)
            }
            RoleKind::Action => {
                for step in self.steps_in(account) {
                    if matches!(step.actor, Actor::Role(actor) if std::ptr::eq(actor, role)) {
                        self.step_statements(step, account, policy);
                    }
                }
                self.add_artifacts(role, account, policy);
            }
            RoleKind::CloudFormation => {
                for step in self.steps_in(account) {
                    let passes = step.kind.and_then(|kind| kind.passes.as_ref());
                    if let (Passed::Role(passed), Some(passes)) = (&step.passed, passes)
                        && std::ptr::eq(*passed, role)
                    {
                        for statement in self.statements_of(passes.grants, step, account) {
                            policy.add(statement);
                        }
                    }
                }
                self.add_artifacts(role, account, policy);
            }
            RoleKind::CodeBuild => {
                for place in self.projects_in(account) {
                    let runs_as = place
                        .project
                        .role
                        .as_ref()
                        .and_then(|name| self.resolved.role(name));
                    if runs_as.is_some_and(|runs_as| std::ptr::eq(runs_as, role)) {
                        for statement in self.project_statements(place) {
                            policy.add(statement);
                        }
                    }
                }
                self.add_artifacts(role, account, policy);
            }
            RoleKind::Events => {
                let runs = self
                    .resolved
                    .event_role(account)
                    .is_some_and(|runs| std::ptr::eq(runs, role));
                if let Some(statement) = self.event_statement(account).filter(|_| runs) {
                    policy.add(statement);
                }
                self.add_artifacts(role, account, policy);
            }
            _ => self.add_artifacts(role, account, policy),
        }
    }

    /// The places of the artifact stores that a role uses; that of the pipeline's region where it uses none.
    fn stores_of(&self, account: &Account, path_and_name: &str) -> Vec<usize> {
        let rights = self
            .access
            .rights(self.place_of(account), path_and_name)
            .iter();
        let used = rights.enumerate().filter(|(_, rights)| !rights.is_empty());
        let mut stores: Vec<usize> = used.map(|(store, _)| store).collect();
        if stores.is_empty() {
            stores.push(Stores::HOME);
        }
        stores
    }

    fn add_artifacts(&self, role: &'p Role, account: &'p Account, policy: &mut Policy) {
        for statement in self.artifact_statements(account, &self.role(role, account)) {
            policy.add(statement);
        }
    }

    /// What the pipeline role may do: assume exactly the action roles, and act where no action role does.
    fn pipeline_statements(&self, policy: &mut Policy) {
        let mut roles: Vec<Node> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for step in &self.resolved.steps {
            if let (Actor::Role(role), Some(account)) = (&step.actor, step.account) {
                let arn = self.role_arn(&self.id(account), &self.role(role, account));
                if seen.insert(arn.clone()) {
                    roles.push(arn.into());
                }
            }
        }
        if !roles.is_empty() {
            policy.add(Statement::allow(
                "AssumeActionRoles",
                ["sts:AssumeRole"],
                roles,
            ));
        }
        for step in self
            .resolved
            .steps
            .iter()
            .filter(|step| matches!(step.actor, Actor::Pipeline))
        {
            self.step_statements(step, self.home, policy);
        }
        for statement in self.artifact_statements(self.home, &self.pipeline_role()) {
            policy.add(statement);
        }
    }

    /// What the role that acts may do for a step: the provider's permissions, and handing on the passed role.
    fn step_statements(&self, step: &Step<'p>, account: &'p Account, policy: &mut Policy) {
        for statement in self.grant_statements(step, account) {
            policy.add(statement);
        }
        let passes = step.kind.and_then(|kind| kind.passes.as_ref());
        if let (Passed::Role(role), Some(Passes { service, .. })) = (&step.passed, passes) {
            let arn = self.role_arn(&self.id(account), &self.role(role, account));
            policy.add(Statement::allow("PassRoles", ["iam:PassRole"], [arn]).when(
                "StringEquals",
                "iam:PassedToService",
                *service,
            ));
        }
    }

    fn own_statement(
        &self,
        deny: bool,
        actions: &'p [passrole_model::text::Text],
        resources: &'p [passrole_model::text::Text],
        condition: &'p [Setting],
        within: Within<'p>,
    ) -> Statement {
        let texts = |texts: &'p [passrole_model::text::Text]| {
            texts.iter().map(|text| self.text(text, within)).collect()
        };
        Statement::of_author(
            deny,
            texts(actions),
            texts(resources),
            self.map(condition, within),
        )
    }

    fn purpose(&self, role: &Role) -> String {
        match role.kind {
            RoleKind::Pipeline => format!("Runs the pipeline {}", self.name),
            RoleKind::Action => format!("Acts for the pipeline {}", self.name),
            RoleKind::CloudFormation => format!(
                "Makes the resources that the pipeline {} deploys",
                self.name
            ),
            RoleKind::CodeBuild => format!("Builds for the pipeline {}", self.name),
            RoleKind::Events => format!("Starts the pipeline {}", self.name),
            RoleKind::Service(_) | RoleKind::Unknown => {
                format!("Works with the pipeline {}", self.name)
            }
        }
    }

    /// The pipeline role, as its ARN has it after `role/`.
    pub(super) fn pipeline_role(&self) -> String {
        match self
            .resolved
            .pipeline
            .role
            .as_ref()
            .and_then(|name| self.resolved.role(name))
        {
            Some(role) => self.role(role, self.home),
            None => {
                let (path, name) = self.made_pipeline_role_name();
                under(&path, &name)
            }
        }
    }

    fn made_pipeline_role_name(&self) -> (String, String) {
        (
            self.role_path(None, self.home),
            names::pipeline_role(self.resolved).unwrap_or_default(),
        )
    }

    fn is_pipeline_role(&self, role: &Role, account: &Account) -> bool {
        let named = self
            .resolved
            .pipeline
            .role
            .as_ref()
            .and_then(|name| self.resolved.role(name));
        self.resolved.is_home(account) && named.is_some_and(|named| std::ptr::eq(named, role))
    }

    /// `arn:aws:iam::111111111111:role/…`
    pub(super) fn role_arn(&self, account: &str, path_and_name: &str) -> String {
        format!(
            "arn:{}:iam::{account}:role/{path_and_name}",
            self.partition.name
        )
    }
}
