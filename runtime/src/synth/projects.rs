//! CodeBuild projects and their build roles.

use passrole_model::catalog::{limits, machines};
use passrole_model::names;
use passrole_model::pipeline::{Account, Project, setting};
use passrole_model::resolve::{ProjectPlaces, Step};

use super::fill::For;
use super::roles::Made;
use super::text::Within;
use super::{Synth, add};
use crate::iam::{Policy, Statement, one_or_list};
use crate::template::{Map, Node, Resource, Template, map};

const WRITE_LOGS: &[&str] = &[
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
];
const WRITE_REPORTS: &[&str] = &[
    "codebuild:BatchPutCodeCoverages",
    "codebuild:BatchPutTestCases",
    "codebuild:CreateReport",
    "codebuild:CreateReportGroup",
    "codebuild:UpdateReport",
];

impl<'p> Synth<'p> {
    /// The build roles of an account, and its projects of the account's home region, in the account's stack.
    pub(super) fn projects(&self, account: &'p Account, template: &mut Template) {
        for place in self.projects_in(account) {
            let project = place.project;
            let role = match self.declared(project.role.as_ref()) {
                Some(role) => self.arn_in_stack(role, account),
                None => self.add_build_role(place, template),
            };
            let batches = self.add_batch_role(place, template);
            if place.home {
                let mut within = self.within(account);
                within.store = self.stores.place(self.account_region(account));
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
        let mut within = self.within(account);
        within.store = self.stores.place(region);
        for place in self.projects_in(account) {
            if is_made_in(place, region) {
                self.add_further_project(place, within, template);
            }
        }
    }

    /// A project in a further region. Its roles are of another stack, so it names them by their ARNs.
    pub(super) fn add_further_project(
        &self,
        place: &ProjectPlaces<'p>,
        within: Within<'p>,
        template: &mut Template,
    ) {
        let (project, account) = (place.project, place.account);
        let role = self.build_role_arn(project, account);
        let mut batches = None;
        if self.builds_in_batches(place) {
            batches = Some(self.batch_role_arn(project, account).into());
        }
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
        let mut properties = self.project(project, within, role);
        if let Some(role) = batches {
            properties.put("BuildBatchConfig", map! { "ServiceRole": role });
        }
        let resource = Resource::new("AWS::CodeBuild::Project", properties);
        add(template, &names::project_id(project), resource);
    }

    fn add_build_role(&self, place: &ProjectPlaces<'p>, template: &mut Template) -> Node {
        let (project, account) = (place.project, place.account);
        let role = self.build_role(project, account);
        let mut policy = Policy::of_all(self.project_statements(place));
        self.add_artifact_statements(account, &role, &mut policy);
        let id = names::build_role_id(project);
        self.add_role_of_codebuild(place, id, role, "Builds", policy, template)
    }

    /// Adds a role that CodeBuild takes for a project.
    fn add_role_of_codebuild(
        &self,
        place: &ProjectPlaces<'p>,
        id: String,
        role: String,
        does: &str,
        policy: Policy,
        template: &mut Template,
    ) -> Node {
        let sources = self.project_arns(place.project, place.account, &self.regions_of(place));
        let sources = Some(one_or_list(sources));
        let service = "codebuild.amazonaws.com".into();
        let (project, pipeline) = (&place.project.name.name, &self.name);
        let role = Made {
            id: &id,
            role,
            description: format!("{does} {project} for the pipeline {pipeline}"),
            trust: self.service_trust(service, place.account, sources),
            policy,
            own: Map::new(),
        };
        self.add_role(template, place.account, &role);
        Node::get_att(id, "Arn")
    }

    /// The role that starts the builds of a batch, where an action starts batches: CodeBuild takes none without it,
    /// and asks for another than the build role, whose builds would otherwise be free to start builds.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/batch-build.html>
    fn add_batch_role(&self, place: &ProjectPlaces<'p>, template: &mut Template) -> Option<Node> {
        if !self.builds_in_batches(place) {
            return None;
        }
        let (project, account) = (place.project, place.account);
        let regions = self.regions_of(place);
        let policy = Policy::of(self.batch_statement(project, account, &regions));
        let role = self.batch_role(project, account);
        let id = names::batch_role_id(project);
        let does = "Starts the batches of";
        Some(self.add_role_of_codebuild(place, id, role, does, policy, template))
    }

    /// What the batch role may do: exactly its project's builds.
    pub(super) fn batch_statement(
        &self,
        project: &Project,
        account: &Account,
        regions: &[String],
    ) -> Statement {
        let actions = &[
            "codebuild:RetryBuild",
            "codebuild:StartBuild",
            "codebuild:StopBuild",
        ];
        let projects = self.project_arns(project, account, regions);
        Statement::allow("RunBuilds", actions, projects)
    }

    /// The role that starts a project's batches, as its ARN has it after `role/`.
    pub(super) fn batch_role(&self, project: &Project, account: &Account) -> String {
        self.made_role(names::batch_role(self.resolved, project), account)
    }

    /// Whether an action of the account starts batches of builds in the project.
    pub(super) fn builds_in_batches(&self, place: &ProjectPlaces<'p>) -> bool {
        for step in self.steps_in(place.account) {
            if is(self.resolved.batch_of(step), place.project) {
                return true;
            }
        }
        false
    }

    fn project(&self, project: &'p Project, within: Within<'p>, role: Node) -> Map {
        let written = |key: &str| Some(self.node(&setting(&project.settings, key)?.value, within));
        let (kind, image) = (written("Type"), written("Image"));
        let value = |key: &str| match written(key) {
            None => Some(machines::left_out(key, known(&kind), known(&image))?.into()),
            value => value,
        };
        let mut environment = map! {
            "Type"?: value("Type"),
            "ComputeType"?: value("ComputeType"),
            "Image"?: value("Image"),
            "ImagePullCredentialsType"?: self.pulls_as(project, within),
            "PrivilegedMode"?: written("PrivilegedMode"),
        };
        if let Some(variables) = setting(&project.settings, "EnvironmentVariables") {
            let plain = map! { "Type": "PLAINTEXT" };
            let variables = self.variables(&variables.value, &plain, within);
            environment.put("EnvironmentVariables", variables);
        }
        let description = match project.doc.as_ref() {
            "" => format!("Builds for the pipeline {}", self.name),
            doc => doc.to_owned(),
        };
        map! {
            "Name": self.project_name(project),
            "Description": limits::PROJECT_DESCRIPTION.fit(&description),
            "ServiceRole": role,
            // Without it CodeBuild encrypts with its own account's key, which the next account cannot use.
            "EncryptionKey": self.stores.key(within.store, within.holds),
            "Source": map! { "Type": "CODEPIPELINE", "BuildSpec"?: value("BuildSpec") },
            "Artifacts": map! { "Type": "CODEPIPELINE" },
            "Environment": environment,
            "TimeoutInMinutes"?: written("TimeoutInMinutes"),
            "Cache"?: written("Cache"),
            "VpcConfig"?: written("VpcConfig"),
            "Tags"?: self.merged_tags(&project.settings, within),
        }
    }

    /// What a build role may do beside its artifacts: what every build does, and what the builds of its actions read.
    pub(super) fn project_statements(&self, place: &ProjectPlaces<'p>) -> Vec<Statement> {
        let (project, account) = (place.project, place.account);
        let regions = self.regions_of(place);
        let mut statements = self.build_statements(project, account, &regions);
        let variables = self.pointed_by_project(project, account, &regions, For::Policy);
        variables.add_statements(&mut statements);
        for step in self.steps_in(account) {
            if is(step.project, project) {
                let variables = self.pointed_by_build(step, For::Policy);
                variables.add_statements(&mut statements);
                for source in &self.sources_of(step) {
                    if let (Some(kind), Some(made_in)) = (source.kind, source.account) {
                        let grants = kind.readers;
                        self.add_statements_of(grants, source, made_in, &mut statements);
                    }
                }
            }
        }
        statements
    }

    /// What makes the artifacts that an action takes: some only point to what its build then reads.
    pub(super) fn sources_of(&self, step: &Step<'p>) -> Vec<&'p Step<'p>> {
        let mut sources = Vec::new();
        for input in step.action.inputs.iter() {
            if let Some(maker) = self.maker(&input.name) {
                sources.push(maker);
            }
        }
        sources
    }

    /// What every build of a project does in these regions: logs, reports, its image, its cache, its network.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html>
    pub(super) fn build_statements(
        &self,
        project: &'p Project,
        account: &'p Account,
        regions: &[String],
    ) -> Vec<Statement> {
        let name = self.project_name(project);
        let group = format!("log-group:/aws/codebuild/{name}");
        let mut statements = Vec::new();
        let mut logs: Vec<Node> = Vec::new();
        for region in regions {
            let group = self.arn("logs", region, self.id(account), &group);
            let streams = format!("{group}:*");
            logs.push(group.into());
            logs.push(streams.into());
        }
        statements.push(Statement::allow("WriteLogs", WRITE_LOGS, logs));
        let reports = format!("report-group/{name}-*");
        let reports = self.arns("codebuild", regions, account, &reports);
        statements.push(Statement::allow("WriteReports", WRITE_REPORTS, reports));
        let within = self.within(account);
        self.add_image_statements(project, within, regions, &mut statements);
        self.add_cache_statement(project, account, regions, &mut statements);
        self.add_network_statements(project, account, regions, &mut statements);
        statements
    }

    /// The role a project builds as, as its ARN has it after `role/`.
    pub(super) fn build_role(&self, project: &'p Project, account: &'p Account) -> String {
        match self.declared(project.role.as_ref()) {
            Some(role) => self.role(role, account),
            None => self.made_role(names::build_role(self.resolved, project), account),
        }
    }

    /// That role's ARN.
    pub(super) fn build_role_arn(&self, project: &'p Project, account: &'p Account) -> String {
        self.role_arn(account, &self.build_role(project, account))
    }

    /// The ARN of the role that starts the builds of a batch.
    pub(super) fn batch_role_arn(&self, project: &Project, account: &Account) -> String {
        self.role_arn(account, &self.batch_role(project, account))
    }

    /// The regions in which a project is made, the account's home region first.
    fn regions_of(&self, place: &ProjectPlaces<'p>) -> Vec<String> {
        let mut regions = Vec::new();
        if place.home {
            regions.push(self.account_region(place.account).to_owned());
        }
        for region in &place.further {
            regions.push(region.to_string());
        }
        regions
    }

    /// The project's ARN in each of these regions.
    fn project_arns(&self, project: &Project, account: &Account, regions: &[String]) -> Node {
        let project = self.project_resource(project);
        self.arns("codebuild", regions, account, &project)
    }

    /// The ARN of a resource of an account in each of these regions.
    pub(super) fn arns(
        &self,
        service: &str,
        regions: &[String],
        account: &Account,
        resource: &str,
    ) -> Node {
        let mut arns = Vec::new();
        for region in regions {
            arns.push(self.arn(service, region, self.id(account), resource).into());
        }
        Node::List(arns)
    }

    /// A project's ARN in a region.
    pub(super) fn project_arn(&self, project: &Project, account: &Account, region: &str) -> String {
        let project = self.project_resource(project);
        self.arn("codebuild", region, self.id(account), &project)
    }

    /// A project as its ARN has it after the account.
    pub(super) fn project_resource(&self, project: &Project) -> String {
        format!("project/{}", self.project_name(project))
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

/// A setting's text, where it is written and no expression of CloudFormation's.
fn known(written: &Option<Node>) -> Option<&str> {
    written.as_ref()?.as_str()
}

/// Whether a project is made in a further region.
pub(super) fn is_made_in(place: &ProjectPlaces<'_>, region: &str) -> bool {
    for further in &place.further {
        if further == region {
            return true;
        }
    }
    false
}

/// Whether what was found is that project.
fn is(found: Option<&Project>, project: &Project) -> bool {
    matches!(found, Some(found) if std::ptr::eq(found, project))
}
