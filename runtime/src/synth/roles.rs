//! Roles: who may assume each, and what it may do.

use passrole_model::catalog::limits;
use passrole_model::index::Index;
use passrole_model::names;
use passrole_model::pipeline::{Account, Clause, Role, RoleKind, Setting, Value};
use passrole_model::resolve::{Actor, Passed, Step};
use passrole_model::text::Text;

use super::fill::For;
use super::grants::passes;
use super::store::Stores;
use super::text::{Holds, Within};
use super::{Synth, add, ids};
use crate::iam::{Policy, Statement};
use crate::template::{Map, Node, Resource, Template, list, map};

/// What every role that is made has.
pub(super) struct Made<'a> {
    pub(super) id: &'a str,
    /// The path and the name, as an ARN has both after `role/`.
    pub(super) role: String,
    pub(super) description: String,
    pub(super) trust: Policy,
    pub(super) policy: Policy,
    /// The properties that its author gave it.
    pub(super) own: Map,
}

impl<'p> Synth<'p> {
    /// The role that is made where the pipeline declares none.
    pub(super) fn add_pipeline_role(&self, template: &mut Template) {
        if self.resolved.pipeline.role.is_some() {
            return;
        }
        let mut policy = Policy::default();
        self.pipeline_statements(&mut policy);
        let role = Made {
            id: ids::PIPELINE_ROLE,
            role: self.pipeline_role(),
            description: format!("Runs the pipeline {}", self.name),
            trust: self.pipeline_trust(self.home),
            policy,
            own: Map::new(),
        };
        self.add_role(template, self.home, &role);
    }

    /// The declared roles placed in an account, in its stack.
    pub(super) fn declared_roles(&self, account: &'p Account, template: &mut Template) {
        for role in self.resolved.roles_in(account) {
            if role.existing.is_none() {
                self.declared_role(role, account, template);
            }
        }
    }

    fn declared_role(&self, role: &'p Role, account: &'p Account, template: &mut Template) {
        let within = self.within(account);
        let mut made = Made {
            id: &names::role_id(role),
            role: self.role(role, account),
            description: self.purpose(role),
            trust: self.trust(role, account),
            policy: Policy::default(),
            own: Map::new(),
        };
        let mut managed = Vec::new();
        self.used_statements(role, account, &mut made.policy);
        for clause in role.clauses.iter() {
            match clause {
                Clause::Managed(arns, _) => self.add_texts(arns, within, &mut managed),
                Clause::Boundary(arn, _) => {
                    made.own.put("PermissionsBoundary", self.text(arn, within));
                }
                Clause::Statement {
                    deny,
                    actions,
                    resources,
                    condition,
                    ..
                } => {
                    // `{artifacts.bucket}` is the bucket of every region where the role acts.
                    for &store in &self.stores_of(account, &made.role) {
                        let within = Within { store, ..within };
                        let own = self.own_statement(*deny, actions, resources, condition, within);
                        made.policy.add(own);
                    }
                }
                Clause::Name(..) | Clause::Path(..) | Clause::Reads(_) => {}
            }
        }
        if !managed.is_empty() {
            made.own.put("ManagedPolicyArns", Node::List(managed));
        }
        self.add_role(template, account, &made);
        if let RoleKind::Service(service) = &role.kind
            && let Some(service) = self.text(service, within).as_str()
            && service.starts_with("ec2.amazonaws.com")
        {
            let (path, name) = path_and_name(&made.role);
            let profile = map! {
                "InstanceProfileName": name,
                "Path"?: path,
                "Roles": list![Node::reference(made.id)],
            };
            let profile = Resource::new("AWS::IAM::InstanceProfile", profile);
            add(template, &names::instance_profile_id(role), profile);
        }
    }

    /// Adds a role of an account to a stack.
    pub(super) fn add_role(&self, template: &mut Template, account: &'p Account, role: &Made<'_>) {
        let (path, name) = path_and_name(&role.role);
        let mut properties = map! {
            "RoleName": name,
            "Path"?: path,
            "Description": limits::ROLE_DESCRIPTION.fit(&role.description),
            "AssumeRolePolicyDocument": role.trust.to_node(),
        };
        if let Some(setting) = self.setting("PermissionsBoundary")
            && role.own.get("PermissionsBoundary").is_none()
        {
            let mut within = self.within(account);
            within.holds = Holds::Nothing;
            properties.put("PermissionsBoundary", self.node(&setting.value, within));
        }
        properties = properties.joined(role.own.clone());
        if !role.policy.is_empty() {
            let policy = map! { "PolicyName": name, "PolicyDocument": role.policy.to_node() };
            properties.put("Policies", list![policy]);
        }
        properties.put_some("Tags", self.tags());
        add(
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
                    if let (Passed::Role(passed), Some(passes)) = (&step.passed, passes(step))
                        && std::ptr::eq(*passed, role)
                    {
                        let mut statements = Vec::new();
                        self.add_statements_of(passes.grants, step, account, &mut statements);
                        policy.add_all(statements);
                    }
                }
                self.add_artifacts(role, account, policy);
            }
            RoleKind::CodeBuild => {
                for place in self.projects_in(account) {
                    if is(self.declared(place.project.role.as_ref()), role) {
                        policy.add_all(self.project_statements(place));
                    }
                }
                self.add_artifacts(role, account, policy);
            }
            RoleKind::Events => {
                if is(self.resolved.event_role(account), role)
                    && let Some(statement) = self.event_statement(account)
                {
                    policy.add(statement);
                }
                self.add_artifacts(role, account, policy);
            }
            _ => self.add_artifacts(role, account, policy),
        }
    }

    /// The places of the artifact stores that a role uses; that of the pipeline's region where it uses none.
    fn stores_of(&self, account: &Account, path_and_name: &str) -> Vec<usize> {
        let mut stores = Vec::new();
        for store in 0..self.stores.all().len() {
            if !self.rights(account, path_and_name, store).is_empty() {
                stores.push(store);
            }
        }
        if stores.is_empty() {
            stores.push(Stores::HOME);
        }
        stores
    }

    fn add_artifacts(&self, role: &'p Role, account: &'p Account, policy: &mut Policy) {
        self.add_artifact_statements(account, &self.role(role, account), policy);
    }

    /// What the pipeline role may do: assume exactly the action roles, and act where no action role does.
    fn pipeline_statements(&self, policy: &mut Policy) {
        let mut roles: Vec<Node> = Vec::new();
        let mut seen = Index::default();
        for step in self.steps {
            let arn = match (&step.actor, step.account) {
                (Actor::Role(role), Some(account)) => self.arn_of(role, account),
                (Actor::Named(arn), Some(account)) => self.named_role(arn, step, account),
                _ => continue,
            };
            if seen.add(&arn) {
                roles.push(arn.into());
            }
        }
        if !roles.is_empty() {
            let assume = Statement::allow("AssumeActionRoles", &["sts:AssumeRole"], roles);
            policy.add(assume);
        }
        for step in self.steps {
            if let Actor::Pipeline = step.actor {
                self.step_statements(step, self.home, policy);
            }
        }
        self.add_artifact_statements(self.home, &self.pipeline_role(), policy);
    }

    /// What the role that acts may do for a step: the provider's permissions, and handing on the passed role.
    fn step_statements(&self, step: &Step<'p>, account: &'p Account, policy: &mut Policy) {
        policy.add_all(self.work_statements(step, account));
        if let (Passed::Role(role), Some(passes)) = (&step.passed, passes(step)) {
            policy.add(pass(self.arn_of(role, account), passes.service));
        }
    }

    /// What the work of a step takes: the provider's permissions, and the secrets that its variables point to.
    pub(super) fn work_statements(&self, step: &Step<'p>, account: &'p Account) -> Vec<Statement> {
        let mut statements = Vec::new();
        if let Some(kind) = step.kind {
            self.add_statements_of(kind.grants, step, account, &mut statements);
            let variables = self.pointed_by_work(step, account, For::Policy);
            variables.add_statements(&mut statements);
        }
        statements
    }

    fn own_statement(
        &self,
        deny: bool,
        actions: &'p [Text],
        resources: &'p [Text],
        condition: &'p [Setting],
        within: Within<'p>,
    ) -> Statement {
        let mut named = Vec::new();
        let mut on = Vec::new();
        self.add_texts(actions, within, &mut named);
        self.add_texts(resources, within, &mut on);
        Statement::of_author(deny, named, on, self.map(condition, within))
    }

    fn add_texts(&self, texts: &'p [Text], within: Within<'p>, nodes: &mut Vec<Node>) {
        for text in texts {
            nodes.push(self.text(text, within));
        }
    }

    /// A role's doc comment, or what it is for.
    fn purpose(&self, role: &Role) -> String {
        if !role.doc.is_empty() {
            return role.doc.to_string();
        }
        let (before, after) = match role.kind {
            RoleKind::Pipeline => ("Runs", ""),
            RoleKind::Action => ("Acts for", ""),
            RoleKind::CloudFormation => ("Makes the resources that", " deploys"),
            RoleKind::CodeBuild => ("Builds for", ""),
            RoleKind::Events => ("Starts", ""),
            RoleKind::Service(_) | RoleKind::Unknown => ("Works with", ""),
        };
        format!("{before} the pipeline {}{after}", self.name)
    }

    /// The pipeline role, as its ARN has it after `role/`.
    pub(super) fn pipeline_role(&self) -> String {
        match self.declared(self.resolved.pipeline.role.as_ref()) {
            Some(role) => self.role(role, self.home),
            None => self.made_role(names::pipeline_role(self.resolved), self.home),
        }
    }

    /// The pipeline role's ARN.
    pub(super) fn runner_arn(&self) -> String {
        self.role_arn(self.home, &self.pipeline_role())
    }

    /// The path and name of a role in an account, as its ARN has it after `role/`.
    pub(super) fn role(&self, role: &'p Role, account: &'p Account) -> String {
        if let Some(arn) = self.resolved.existing(role, account) {
            let name = arn.split_once(":role/").unwrap_or_default().1;
            return name.to_owned();
        }
        let name = names::role(self.resolved, role, account);
        self.under_path(Some(role), name, account)
    }

    /// A role that nobody declared, as its ARN has it after `role/`.
    pub(super) fn made_role(&self, name: Option<String>, account: &Account) -> String {
        self.under_path(None, name, account)
    }

    /// The name of a role that is made, below its path.
    fn under_path(&self, role: Option<&'p Role>, name: Option<String>, at: &Account) -> String {
        let path = names::role_path(self.resolved, role, at).unwrap_or_default();
        let path = path.strip_prefix('/').unwrap_or(&path);
        format!("{path}{}", name.unwrap_or_default())
    }

    fn is_pipeline_role(&self, role: &Role, account: &Account) -> bool {
        self.resolved.is_home(account)
            && is(self.declared(self.resolved.pipeline.role.as_ref()), role)
    }

    /// A declared role's ARN in an account.
    pub(super) fn arn_of(&self, role: &'p Role, account: &'p Account) -> String {
        self.role_arn(account, &self.role(role, account))
    }

    /// The ARN of a role that a rule names.
    pub(super) fn named_role(
        &self,
        arn: &'p Value,
        step: &Step<'p>,
        account: &'p Account,
    ) -> String {
        self.configured(arn, None, self.within_step(step, account))
            .text
    }

    /// A declared role's ARN as a value in an account's stack, by a reference where it is made there.
    pub(super) fn arn_in_stack(&self, role: &'p Role, account: &'p Account) -> Node {
        match role.existing {
            Some(_) => self.arn_of(role, account).into(),
            None => Node::get_att(names::role_id(role), "Arn"),
        }
    }

    /// `arn:aws:iam::111111111111:role/…`
    pub(super) fn role_arn(&self, account: &Account, path_and_name: &str) -> String {
        self.role_arn_in(self.id(account), path_and_name)
    }

    /// The same by the account's id, or a pattern for it.
    pub(super) fn role_arn_in(&self, account: &str, path_and_name: &str) -> String {
        let partition = self.partition.name;
        format!("arn:{partition}:iam::{account}:role/{path_and_name}")
    }
}

/// A statement that a role may be passed to a service.
pub(super) fn pass(arn: String, service: &str) -> Statement {
    Statement::allow("PassRoles", &["iam:PassRole"], arn).when(
        "StringEquals",
        "iam:PassedToService",
        service,
    )
}

/// A role's path, where it is not the one that every role has, and its name.
fn path_and_name(role: &str) -> (Option<String>, &str) {
    match role.rsplit_once('/') {
        Some((path, name)) => (Some(format!("/{path}/")), name),
        None => (None, role),
    }
}

/// Whether what was found is that role.
fn is(found: Option<&Role>, role: &Role) -> bool {
    matches!(found, Some(found) if std::ptr::eq(found, role))
}
