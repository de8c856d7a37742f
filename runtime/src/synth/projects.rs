//! CodeBuild projects and their build roles.

use passrole_model::catalog::settings;
use passrole_model::names;
use passrole_model::pipeline::{Account, Project, setting};
use passrole_model::resolve::{ProjectPlaces, Step};

use super::Synth;
use super::access::under;
use super::roles::Made;
use super::text::Within;
use crate::iam::{Policy, Statement};
use crate::template::{Map, Node, Resource, Template};

impl<'p> Synth<'p> {
    /// The build roles of an account, and its projects of the account's home region, in the account's stack.
    pub(super) fn projects(&self, account: &'p Account, template: &mut Template) {
        for place in self.projects_in(account) {
            let project = place.project;
            let role = match &project.role {
                Some(name) => self.declared_build_role(project, &name.name, account),
                None => self.made_build_role(place, template),
            };
            let batches = self.made_batch_role(place, template);
            if place.home {
                let within = Within {
                    store: self.stores.place(&self.account_region(account)),
                    ..self.within(account)
                };
                self.add_project(template, project, within, role, batches);
            }
        }
    }

    /// The projects of an account in one of its further regions. Their roles are in the account's stack of its home
    /// region, which is deployed before.
    pub(super) fn further_projects(
        &self,
        account: &'p Account,
        region: &str,
        template: &mut Template,
    ) {
        let within = Within {
            store: self.stores.place(region),
            ..self.within(account)
        };
        let places = self.projects_in(account).iter();
        for place in places.filter(|place| place.further.iter().any(|there| there == region)) {
            self.add_further_project(place, within, template);
        }
    }

    /// A project in a further region. Its roles are of another stack, so it names them by their ARNs.
    pub(super) fn add_further_project(
        &self,
        place: &ProjectPlaces<'p>,
        within: Within<'p>,
        template: &mut Template,
    ) {
        let (project, id) = (place.project, self.id(place.account));
        let role = self.role_arn(&id, &self.build_role(project, place.account));
        let batches = self.builds_in_batches(place).then(|| {
            self.role_arn(&id, &self.batch_role(project, place.account))
                .into()
        });
        self.add_project(template, project, within, role.into(), batches);
    }

    fn add_project(
        &self,
        template: &mut Template,
        project: &'p Project,
        within: Within<'p>,
        role: Node,
        batches: Option<Node>,
    ) {
        let properties = self.project(project, within, role).with_some(
            "BuildBatchConfig",
            batches.map(|role| Map::new().with("ServiceRole", role)),
        );
        self.add(
            template,
            &names::project_id(project),
            Resource::new("AWS::CodeBuild::Project", properties),
        );
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

    fn made_build_role(&self, place: &ProjectPlaces<'p>, template: &mut Template) -> Node {
        let (project, account) = (place.project, place.account);
        let id = names::build_role_id(project);
        let (path, name) = self.made_build_role_name(project, account);
        let mut policy = Policy::of(self.project_statements(place));
        for statement in self.artifact_statements(account, &self.build_role(project, account)) {
            policy.add(statement);
        }
        let sources = self.project_arns(project, account, &self.regions_of(place));
        self.add_role(
            template,
            account,
            Made {
                id: &id,
                path,
                name,
                description: format!(
                    "Builds {} for the pipeline {}",
                    project.name.name, self.name
                ),
                trust: self.service_trust("codebuild.amazonaws.com".into(), account, sources),
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
    fn made_batch_role(&self, place: &ProjectPlaces<'p>, template: &mut Template) -> Option<Node> {
        if !self.builds_in_batches(place) {
            return None;
        }
        let (project, account) = (place.project, place.account);
        let id = names::batch_role_id(project);
        let (path, name) = self.made_batch_role_name(project, account);
        let sources = self.project_arns(project, account, &self.regions_of(place));
        self.add_role(
            template,
            account,
            Made {
                id: &id,
                path,
                name,
                description: format!(
                    "Starts the batches of {} for the pipeline {}",
                    project.name.name, self.name
                ),
                trust: self.service_trust("codebuild.amazonaws.com".into(), account, sources),
                managed: Vec::new(),
                policy: Policy::of([self.batch_statement(
                    project,
                    account,
                    &self.regions_of(place),
                )]),
                boundary: None,
            },
        );
        Some(Node::get_att(id, "Arn"))
    }

    /// What the batch role may do: exactly its project's builds.
    pub(super) fn batch_statement(
        &self,
        project: &Project,
        account: &Account,
        regions: &[String],
    ) -> Statement {
        let actions = [
            "codebuild:RetryBuild",
            "codebuild:StartBuild",
            "codebuild:StopBuild",
        ];
        let projects = self.project_arns(project, account, regions);
        Statement::allow("RunBuilds", actions, projects)
    }

    /// The role that starts a project's batches, as its ARN has it after `role/`.
    pub(super) fn batch_role(&self, project: &Project, account: &Account) -> String {
        let (path, name) = self.made_batch_role_name(project, account);
        under(&path, &name)
    }

    /// Whether an action of the account starts batches of builds in the project.
    pub(super) fn builds_in_batches(&self, place: &ProjectPlaces<'p>) -> bool {
        let mut batches = self
            .steps_in(place.account)
            .iter()
            .filter_map(|step| self.resolved.batch_of(step));
        batches.any(|batch| std::ptr::eq(batch, place.project))
    }

    fn project(&self, project: &'p Project, within: Within<'p>, role: Node) -> Map {
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
            .with("EncryptionKey", self.stores.key(within.store, within.holds))
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
    pub(super) fn project_statements(&self, place: &ProjectPlaces<'p>) -> Vec<Statement> {
        let (project, account) = (place.project, place.account);
        let mut statements = self.build_statements(project, account, &self.regions_of(place));
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

    /// What every build of a project does in these regions: logs, reports, its network.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html>
    pub(super) fn build_statements(
        &self,
        project: &'p Project,
        account: &'p Account,
        regions: &[String],
    ) -> Vec<Statement> {
        let (partition, id) = (self.partition.name, self.id(account));
        let name = self.project_name(project);
        let logs = regions.iter().flat_map(|region| {
            let group =
                format!("arn:{partition}:logs:{region}:{id}:log-group:/aws/codebuild/{name}");
            [group.clone(), format!("{group}:*")]
        });
        let reports = regions
            .iter()
            .map(|region| format!("arn:{partition}:codebuild:{region}:{id}:report-group/{name}-*"));
        let mut statements = vec![
            Statement::allow(
                "WriteLogs",
                [
                    "logs:CreateLogGroup",
                    "logs:CreateLogStream",
                    "logs:PutLogEvents",
                ],
                logs,
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
                reports,
            ),
        ];
        if setting(&project.settings, "VpcConfig").is_some() {
            statements.push(Statement::allow("JoinNetwork", settings::NETWORK, ["*"]));
            let interfaces = regions
                .iter()
                .map(|region| format!("arn:{partition}:ec2:{region}:{id}:network-interface/*"));
            statements.push(
                Statement::allow(
                    "LendInterface",
                    ["ec2:CreateNetworkInterfacePermission"],
                    interfaces,
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

    fn made_batch_role_name(&self, project: &Project, account: &Account) -> (String, String) {
        (
            self.role_path(None, account),
            names::batch_role(self.resolved, project).unwrap_or_default(),
        )
    }

    /// The regions in which a project is made, the account's home region first.
    fn regions_of(&self, place: &ProjectPlaces<'p>) -> Vec<String> {
        let home = place.home.then(|| self.account_region(place.account));
        let further = place.further.iter().map(|region| region.to_string());
        home.into_iter().chain(further).collect()
    }

    /// The project's ARN in each of these regions.
    fn project_arns(
        &self,
        project: &Project,
        account: &Account,
        regions: &[String],
    ) -> Vec<String> {
        let regions = regions.iter();
        regions
            .map(|region| self.project_arn(project, account, region))
            .collect()
    }

    /// A project's ARN in a region.
    pub(super) fn project_arn(&self, project: &Project, account: &Account, region: &str) -> String {
        let (id, name) = (self.id(account), self.project_name(project));
        let partition = self.partition.name;
        format!("arn:{partition}:codebuild:{region}:{id}:project/{name}")
    }

    /// The names of all projects, those that are declared no more included.
    pub(super) fn project_names(&self) -> String {
        names::projects(self.resolved).unwrap_or_default()
    }

    /// A project's physical name.
    pub(super) fn project_name(&self, project: &Project) -> String {
        names::project(self.resolved, project).unwrap_or_default()
    }
}
