//! The pipeline itself.

use passrole_model::catalog::settings;
use passrole_model::names;
use passrole_model::pipeline::{Setting, Stage, Value, setting};
use passrole_model::resolve::{Actor, Passed, Step};

use super::store::Stores;
use super::text::{Holds, Within};
use super::{Synth, ids};
use crate::template::{Map, Node, Resource, Template};

impl<'p> Synth<'p> {
    /// The pipeline, in its stack, made after everything that its first run needs.
    pub(super) fn pipeline(&self, template: &mut Template) {
        let within = self.within(self.home);
        let value = |key: &str| {
            self.setting(key)
                .map(|setting| self.node(&setting.value, within))
        };
        let role = match self
            .resolved
            .pipeline
            .role
            .as_ref()
            .and_then(|name| self.resolved.role(name))
        {
            Some(role) if role.existing.is_some() => {
                self.role_arn(&self.home_id, &self.pipeline_role()).into()
            }
            Some(role) => Node::get_att(names::role_id(role), "Arn"),
            None => Node::get_att(ids::PIPELINE_ROLE, "Arn"),
        };
        let several = !self.stores.further().is_empty();
        let regional = self.stores.all().iter().enumerate().map(|(place, store)| {
            Map::new()
                .with("Region", store.region.as_str())
                .with("ArtifactStore", self.store(place))
        });
        let mut steps = self.resolved.steps.as_slice();
        let mut stages = Vec::new();
        for stage in self.resolved.pipeline.stages.iter() {
            let (here, rest) = steps.split_at(stage.actions.len());
            steps = rest;
            stages.push(self.stage(stage, here, within));
        }
        let properties = Map::new()
            .with("Name", self.name.as_str())
            .with(
                "PipelineType",
                value("PipelineType").unwrap_or_else(|| "V2".into()),
            )
            .with_some("ExecutionMode", value("ExecutionMode"))
            .with_some(
                "RestartExecutionOnUpdate",
                value("RestartExecutionOnUpdate"),
            )
            .with("RoleArn", role)
            .with_some(
                "ArtifactStore",
                (!several).then(|| self.store(Stores::HOME)),
            )
            .with_some(
                "ArtifactStores",
                several.then(|| regional.collect::<Node>()),
            )
            .with_some("Variables", value("Variables"))
            .with_some("Triggers", value("Triggers"))
            .with("Stages", stages)
            .with_some("Tags", self.tags());
        let mut resource = Resource::new("AWS::CodePipeline::Pipeline", properties);
        if !self.stores.exists() {
            resource = resource.after([ids::ALIAS, ids::BUCKET_POLICY]);
        }
        if several {
            resource = resource.after([ids::REGIONS]);
        }
        self.add(template, ids::PIPELINE, resource);
    }

    /// The artifact store of a region. A key id or an alias would be looked up in the other account.
    fn store(&self, place: usize) -> Map {
        let key = Map::new()
            .with("Type", "KMS")
            .with("Id", self.stores.key(place, Holds::Primary));
        Map::new()
            .with("Type", "S3")
            .with("Location", self.stores.bucket(place))
            .with("EncryptionKey", key)
    }

    fn stage(&self, stage: &'p Stage, steps: &[Step<'p>], within: Within<'p>) -> Node {
        let conditions = stage.conditions.iter().map(|condition| {
            (
                condition.key.name.clone(),
                self.node(&condition.value, within),
            )
        });
        let mut whole = Map::new()
            .with("Name", self.text(&stage.name, within))
            .with(
                "Actions",
                steps.iter().map(|step| self.action(step)).collect::<Node>(),
            );
        for (key, value) in conditions {
            whole.insert(key, value);
        }
        whole.into()
    }

    fn action(&self, step: &Step<'p>) -> Node {
        let action = step.action;
        let within = Within {
            store: self.store_of(step),
            ..self.within(self.home)
        };
        let kind = step.kind;
        let provider = &action.provider;
        let category = kind.map(|kind| kind.category).or(provider.category);
        let version = provider
            .version
            .as_ref()
            .map(|version| self.text(version, within));
        let id = Map::new()
            .with(
                "Category",
                category.map_or("", |category| category.as_str()),
            )
            .with(
                "Owner",
                kind.map_or(provider.owner, |kind| kind.owner).as_str(),
            )
            .with("Provider", provider.name.name.as_ref())
            .with("Version", version.unwrap_or_else(|| "1".into()));
        let configuration = self.configuration(step, within);
        let files = step
            .setting("Files")
            .filter(|_| self.is_beside(step, "Files"));
        let outputs = action.outputs.iter().map(|output| {
            Map::new()
                .with("Name", output.name.as_ref())
                .with_some("Files", files.map(|files| self.node(&files.value, within)))
        });
        let inputs = action
            .inputs
            .iter()
            .map(|input| Map::new().with("Name", input.name.as_ref()));
        let role = match (&step.actor, step.account) {
            (Actor::Role(role), Some(account)) => Some(self.role_reference(role, account)),
            _ => None,
        };
        let region = (within.store != Stores::HOME).then(|| self.region_of(step));
        let beside = |key: &str| {
            let setting = step.setting(key).filter(|_| self.is_beside(step, key))?;
            Some(self.node(&setting.value, within))
        };
        Map::new()
            .with("Name", self.text(&action.name, within))
            .with("RunOrder", action.run_order)
            .with("ActionTypeId", id)
            .with_some("RoleArn", role)
            .with_some("Region", region)
            .with_some("Namespace", beside("Namespace"))
            .with_some(
                "InputArtifacts",
                (!action.inputs.is_empty()).then(|| inputs.collect::<Node>()),
            )
            .with_some(
                "OutputArtifacts",
                (!action.outputs.is_empty()).then(|| outputs.collect::<Node>()),
            )
            .with_some(
                "Configuration",
                (!configuration.is_empty()).then_some(configuration),
            )
            .with_some("Commands", beside("Commands"))
            .with_some("OutputVariables", beside("OutputVariables"))
            .with_some("EnvironmentVariables", self.action_variables(step, within))
            .with_some("TimeoutInMinutes", beside("TimeoutInMinutes"))
            .into()
    }

    /// AWS's own configuration, every value a string.
    fn configuration(&self, step: &Step<'p>, within: Within<'p>) -> Map {
        let mut configuration = Map::new();
        for setting in step.action.settings.iter() {
            let key = setting.key.name.as_ref();
            if self.is_beside(step, key) {
                continue;
            }
            let known = step
                .kind
                .and_then(|kind| kind.keys.iter().find(|known| known.name == key));
            let value = match &setting.value {
                Value::Word(word)
                    if self
                        .resolved
                        .project_of(step)
                        .is_some_and(|project| project.name.name == word.name) =>
                {
                    self.project_reference(step)
                }
                value => self
                    .configured(value, known.map(|known| &known.kind), within)
                    .into(),
            };
            configuration.insert(setting.key.name.clone(), value);
        }
        if let Some(key) = self
            .resolved
            .event_of(step)
            .and_then(|event| event.instead_of)
            && configuration.get(key).is_none()
        {
            configuration.insert(key, "false");
        }
        let passes = step.kind.and_then(|kind| kind.passes.as_ref());
        if let (Passed::Role(role), Some(passes), Some(account)) =
            (&step.passed, passes, step.account)
        {
            configuration.insert(passes.key, self.role_reference(role, account));
        }
        configuration
    }

    /// A project by its name; by a reference in the pipeline's own stack, so that it is there first.
    fn project_reference(&self, step: &Step<'p>) -> Node {
        let Some(project) = self.resolved.project_of(step) else {
            return Node::from("");
        };
        match step.account {
            Some(account)
                if self.resolved.is_home(account) && self.store_of(step) == Stores::HOME =>
            {
                Node::reference(names::project_id(project))
            }
            _ => self.project_name(project).into(),
        }
    }

    /// A role by its ARN; by a reference in the pipeline's own stack, so that it is there first.
    fn role_reference(
        &self,
        role: &'p passrole_model::pipeline::Role,
        account: &'p passrole_model::pipeline::Account,
    ) -> Node {
        if self.resolved.is_home(account) && role.existing.is_none() {
            return Node::get_att(names::role_id(role), "Arn");
        }
        self.role_arn(&self.id(account), &self.role(role, account))
            .into()
    }

    /// Variables beside the configuration, as CodePipeline lists them.
    fn action_variables(&self, step: &Step<'p>, within: Within<'p>) -> Option<Node> {
        let key = "EnvironmentVariables";
        let setting = step.setting(key).filter(|_| self.is_beside(step, key))?;
        Some(self.variables(&setting.value, &Map::new(), within))
    }

    /// Whether a key stands beside the configuration: the library knows it, and the provider has none of that name.
    fn is_beside(&self, step: &Step<'p>, key: &str) -> bool {
        let own = step
            .kind
            .is_some_and(|kind| kind.keys.iter().any(|known| known.name == key));
        !own && settings::BESIDE.iter().any(|known| known.name == key)
    }

    /// A setting of the pipeline.
    pub(super) fn setting(&self, key: &str) -> Option<&'p Setting> {
        setting(&self.resolved.pipeline.settings, key)
    }

    /// The text of a setting of the pipeline, where it is one.
    pub(super) fn setting_text(&self, key: &str) -> Option<String> {
        self.resolved
            .value(&self.setting(key)?.value)
            .map(|value| value.into_owned())
    }
}
