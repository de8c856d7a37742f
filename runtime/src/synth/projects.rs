//! CodeBuild projects and their build roles.

use passrole_model::catalog::settings;
use passrole_model::names;
use passrole_model::pipeline::{Account, Project, setting};
use passrole_model::resolve::Step;

use super::Synth;
use super::access::under;
use super::roles::Made;
use crate::iam::{Policy, Statement};
use crate::template::{Map, Node, Resource, Template};

impl<'p> Synth<'p> {
    /// The projects placed in an account, each with its build role, in the account's stack.
    pub(super) fn projects(&self, account: &'p Account, template: &mut Template) {
        for project in self.projects_in(account) {
            let role = match &project.role {
                Some(name) => self.declared_build_role(project, &name.name, account),
                None => self.made_build_role(project, account, template),
            };
            let batches = self.made_batch_role(project, account, template);
            let properties = self.project(project, account, role).with_some(
                "BuildBatchConfig",
                batches.map(|role| Map::new().with("ServiceRole", role)),
            );
            self.add(
                template,
                &names::project_id(project),
                Resource::new("AWS::CodeBuild::Project", properties),
            );
        }
    }

    fn declared_build_role(&self, project: &'p Project, name: &str, account: &'p Account) -> Node {
        let role = self
            .resolved
            .pipeline
            .roles
            .iter()
            .find(|role| role.name.name == name);
        match role {
            Some(role) if role.existing.is_none() => Node::get_att(names::role_id(role), "Arn"),
            _ => self
                .role_arn(&self.id(account), &self.build_role(project, account))
                .into(),
        }
    }

    fn made_build_role(
        &self,
        project: &'p Project,
        account: &'p Account,
        template: &mut Template,
    ) -> Node {
        let id = names::build_role_id(project);
        let (path, name) = self.made_build_role_name(project, account);
        let mut policy = Policy::of(self.project_statements(project, account));
        for statement in self.artifact_statements(account, &self.build_role(project, account)) {
            policy.add(statement);
        }
        let source = self.project_arn(project, account);
        self.add_role(
            template,
            Made {
                id: &id,
                path,
                name,
                description: format!(
                    "Builds {} for the pipeline {}",
                    project.name.name, self.name
                ),
                trust: self.service_trust("codebuild.amazonaws.com".into(), account, Some(source)),
                managed: Vec::new(),
                policy,
                boundary: None,
            },
        );
        Node::get_att(id, "Arn")
    }

    /// The role that starts the builds of a batch, where an action starts batches: CodeBuild takes none without it,
    /// and asks for another than the build role, whose builds would otherwise be free to start builds.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/batch-build.html>
    fn made_batch_role(
        &self,
        project: &'p Project,
        account: &'p Account,
        template: &mut Template,
    ) -> Option<Node> {
        let mut batches = self
            .steps_in(account)
            .filter_map(|step| self.resolved.batch_of(step));
        batches.find(|batch| std::ptr::eq(*batch, project))?;
        let id = names::batch_role_id(project);
        let source = self.project_arn(project, account);
        self.add_role(
            template,
            Made {
                id: &id,
                path: self.role_path(None, account),
                name: names::batch_role(self.resolved, project).unwrap_or_default(),
                description: format!(
                    "Starts the batches of {} for the pipeline {}",
                    project.name.name, self.name
                ),
                trust: self.service_trust(
                    "codebuild.amazonaws.com".into(),
                    account,
                    Some(source.clone()),
                ),
                managed: Vec::new(),
                policy: Policy::of([self.batch_statement(project, account)]),
                boundary: None,
            },
        );
        Some(Node::get_att(id, "Arn"))
    }

    /// What the batch role may do: exactly its project's builds.
    pub(super) fn batch_statement(&self, project: &Project, account: &Account) -> Statement {
        let actions = [
            "codebuild:RetryBuild",
            "codebuild:StartBuild",
            "codebuild:StopBuild",
        ];
        Statement::allow("RunBuilds", actions, [self.project_arn(project, account)])
    }

    /// The role that starts a project's batches, as its ARN has it after `role/`.
    pub(super) fn batch_role(&self, project: &Project, account: &Account) -> String {
        let name = names::batch_role(self.resolved, project).unwrap_or_default();
        under(&self.role_path(None, account), &name)
    }

    fn project(&self, project: &'p Project, account: &'p Account, role: Node) -> Map {
        let home = self.resolved.is_home(account);
        let within = self.within(account);
        let value = |key: &str| {
            let known = settings::PROJECT.iter().find(|known| known.name == key);
            match setting(&project.settings, key) {
                Some(setting) => Some(self.node(&setting.value, within)),
                None => known.and_then(|known| known.default).map(Node::from),
            }
        };
        let written = |key: &str| {
            setting(&project.settings, key).map(|setting| self.node(&setting.value, within))
        };
        let plain = Map::new().with("Type", "PLAINTEXT");
        let variables = setting(&project.settings, "EnvironmentVariables")
            .map(|setting| self.variables(&setting.value, &plain, within));
        let environment = Map::new()
            .with_some("Type", value("Type"))
            .with_some("ComputeType", value("ComputeType"))
            .with_some("Image", value("Image"))
            .with_some("PrivilegedMode", written("PrivilegedMode"))
            .with_some("EnvironmentVariables", variables);
        let description = match project.doc.as_ref() {
            "" => format!("Builds for the pipeline {}", self.name),
            doc => doc.to_owned(),
        };
        Map::new()
            .with("Name", self.project_name(project))
            .with("Description", description)
            .with("ServiceRole", role)
            // Without it CodeBuild encrypts with its own account's key, which the next account cannot use.
            .with("EncryptionKey", self.store.key(home))
            .with(
                "Source",
                Map::new()
                    .with("Type", "CODEPIPELINE")
                    .with_some("BuildSpec", value("BuildSpec")),
            )
            .with("Artifacts", Map::new().with("Type", "CODEPIPELINE"))
            .with("Environment", environment)
            .with_some("TimeoutInMinutes", written("TimeoutInMinutes"))
            .with_some("Cache", written("Cache"))
            .with_some("VpcConfig", written("VpcConfig"))
            .with_some("Tags", self.merged_tags(&project.settings, within))
    }

    /// What a build role may do beside its artifacts: what every build does, and what the builds of its actions read.
    pub(super) fn project_statements(
        &self,
        project: &'p Project,
        account: &'p Account,
    ) -> Vec<Statement> {
        let mut statements = self.build_statements(project, account);
        for step in self.steps_in(account) {
            let used = self.resolved.project_of(step);
            if used.is_some_and(|used| std::ptr::eq(used, project)) {
                statements.extend(self.reader_statements(step));
            }
        }
        statements
    }

    /// What the build of an action reads beside artifacts: what its sources only point to.
    pub(super) fn reader_statements(&self, step: &Step<'p>) -> Vec<Statement> {
        let mut statements = Vec::new();
        for input in step.action.inputs.iter() {
            let maker = self.makers.get(input.name.as_ref());
            let Some(maker) = maker.map(|place| &self.resolved.steps[*place]) else {
                continue;
            };
            if let (Some(kind), Some(made_in)) = (maker.kind, maker.account) {
                statements.extend(self.statements_of(kind.readers, maker, made_in));
            }
        }
        statements
    }

    /// What every build of a project does: logs, reports, its network.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html>
    pub(super) fn build_statements(
        &self,
        project: &'p Project,
        account: &'p Account,
    ) -> Vec<Statement> {
        let (partition, region, id) = (
            self.partition.name,
            self.account_region(account),
            self.id(account),
        );
        let name = self.project_name(project);
        let logs = format!("arn:{partition}:logs:{region}:{id}:log-group:/aws/codebuild/{name}");
        let mut statements = vec![
            Statement::allow(
                "WriteLogs",
                [
                    "logs:CreateLogGroup",
                    "logs:CreateLogStream",
                    "logs:PutLogEvents",
                ],
                [logs.clone(), format!("{logs}:*")],
            ),
            Statement::allow(
                "WriteReports",
                [
                    "codebuild:BatchPutCodeCoverages",
                    "codebuild:BatchPutTestCases",
                    "codebuild:CreateReport",
                    "codebuild:CreateReportGroup",
                    "codebuild:UpdateReport",
                ],
                [format!(
                    "arn:{partition}:codebuild:{region}:{id}:report-group/{name}-*"
                )],
            ),
        ];
        if setting(&project.settings, "VpcConfig").is_some() {
            statements.push(Statement::allow("JoinNetwork", settings::NETWORK, ["*"]));
            statements.push(
                Statement::allow(
                    "LendInterface",
                    ["ec2:CreateNetworkInterfacePermission"],
                    [format!(
                        "arn:{partition}:ec2:{region}:{id}:network-interface/*"
                    )],
                )
                .when(
                    "StringEquals",
                    "ec2:AuthorizedService",
                    "codebuild.amazonaws.com",
                ),
            );
        }
        statements
    }

    /// The role a project builds as, as its ARN has it after `role/`.
    pub(super) fn build_role(&self, project: &'p Project, account: &'p Account) -> String {
        match project
            .role
            .as_ref()
            .and_then(|name| self.resolved.role(name))
        {
            Some(role) => self.role(role, account),
            None => {
                let (path, name) = self.made_build_role_name(project, account);
                under(&path, &name)
            }
        }
    }

    fn made_build_role_name(&self, project: &Project, account: &Account) -> (String, String) {
        (
            self.role_path(None, account),
            names::build_role(self.resolved, project).unwrap_or_default(),
        )
    }

    fn project_arn(&self, project: &Project, account: &Account) -> String {
        format!(
            "arn:{}:codebuild:{}:{}:project/{}",
            self.partition.name,
            self.account_region(account),
            self.id(account),
            self.project_name(project)
        )
    }

    /// A project's physical name.
    pub(super) fn project_name(&self, project: &Project) -> String {
        names::project(self.resolved, project).unwrap_or_default()
    }
}
