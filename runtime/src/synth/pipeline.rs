//! The pipeline itself.

use passrole_model::catalog::{self, settings};
use passrole_model::names;
use passrole_model::pipeline::{Account, Ident, Project, Role, Setting, Stage, Value, setting};
use passrole_model::resolve::{Actor, Passed, Step};

use super::grants::{kind, passes};
use super::store::Stores;
use super::text::{Holds, Within};
use super::{Synth, add, ids};
use crate::template::{Map, Node, Resource, Template, map};
use crate::texts::add_once;

impl<'p> Synth<'p> {
    /// The pipeline, in its stack, made after everything that its first run needs.
    pub(super) fn pipeline(&self, template: &mut Template) {
        let within = self.within(self.home);
        let value = |key: &str| Some(self.node(&self.setting(key)?.value, within));
        let role = match self.declared(self.resolved.pipeline.role.as_ref()) {
            Some(role) => self.arn_in_stack(role, self.home),
            None => Node::get_att(ids::PIPELINE_ROLE, "Arn"),
        };
        let several = !self.stores.further().is_empty();
        let mut steps = self.resolved.steps.as_slice();
        let mut stages: Vec<Node> = Vec::new();
        for stage in self.resolved.pipeline.stages.iter() {
            let (here, rest) = steps.split_at(stage.actions.len());
            steps = rest;
            stages.push(self.stage(stage, here, within));
        }
        let mut properties = map! {
            "Name": self.name.as_str(),
            "PipelineType": value("PipelineType").unwrap_or("V2".into()),
            "ExecutionMode"?: value("ExecutionMode"),
            "RestartExecutionOnUpdate"?: value("RestartExecutionOnUpdate"),
            "RoleArn": role,
        };
        if several {
            properties.put("ArtifactStores", self.regional_stores());
        } else {
            properties.put("ArtifactStore", self.store(Stores::HOME));
        }
        properties.put_some("Variables", value("Variables"));
        properties.put_some("Triggers", value("Triggers"));
        properties.put("Stages", stages);
        properties.put_some("Tags", self.tags());
        let mut resource = Resource::new("AWS::CodePipeline::Pipeline", properties);
        let after = &mut resource.depends_on;
        if !self.stores.exists() {
            after.push(ids::ALIAS.to_owned());
            after.push(ids::BUCKET_POLICY.to_owned());
        }
        if several {
            after.push(ids::REGIONS.to_owned());
        }
        self.wait_for_rules(after);
        add(template, ids::PIPELINE, resource);
    }

    /// Waits for what the rules of conditions name in strings: actions name it by references. What is made elsewhere is
    /// there before.
    fn wait_for_rules(&self, after: &mut Vec<String>) {
        for rule in self.rules {
            match rule.account {
                Some(account) if self.resolved.is_home(account) => {}
                _ => continue,
            }
            if let Some(project) = rule.project
                && self.resolved.further_region(rule).is_none()
            {
                add_once(after, names::project_id(project));
            }
            if let Actor::Role(role) = rule.actor
                && role.existing.is_none()
            {
                add_once(after, names::role_id(role));
            }
        }
    }

    fn regional_stores(&self) -> Node {
        let mut stores = Vec::new();
        for place in 0..self.stores.all().len() {
            let region = self.stores.at(place).region.as_str();
            stores.push(map! { "Region": region, "ArtifactStore": self.store(place) }.into());
        }
        Node::List(stores)
    }

    /// The artifact store of a region. A key id or an alias would be looked up in the other account.
    fn store(&self, place: usize) -> Map {
        map! {
            "Type": "S3",
            "Location": self.stores.bucket(place),
            "EncryptionKey": map! { "Type": "KMS", "Id": self.stores.key(place, Holds::Primary) },
        }
    }

    fn stage(&self, stage: &'p Stage, steps: &[Step<'p>], within: Within<'p>) -> Node {
        let mut actions: Vec<Node> = Vec::new();
        for step in steps {
            actions.push(self.action(step));
        }
        let whole = map! { "Name": self.text(&stage.name, within), "Actions": actions };
        whole.joined(self.map(&stage.conditions, within)).into()
    }

    fn action(&self, step: &Step<'p>) -> Node {
        let action = step.action;
        let within = Within {
            store: self.store_of(step),
            ..self.within(self.home)
        };
        let beside = |key: &str| Some(self.node(&setting_beside(step, key)?.value, within));
        let mut properties = map! {
            "Name": self.text(&action.name, within),
            "RunOrder": action.run_order,
            "ActionTypeId": self.action_type(step, within),
        };
        if let (Actor::Role(role), Some(account)) = (&step.actor, step.account) {
            properties.put("RoleArn", self.role_reference(role, account));
        }
        if within.store != Stores::HOME {
            properties.put("Region", self.region_of(step));
        }
        properties.put_some("Namespace", beside("Namespace"));
        if !action.inputs.is_empty() {
            properties.put("InputArtifacts", artifacts(&action.inputs, None));
        }
        if !action.outputs.is_empty() {
            let outputs = artifacts(&action.outputs, beside("Files"));
            properties.put("OutputArtifacts", outputs);
        }
        let configuration = self.configuration(step, within);
        if !configuration.is_empty() {
            properties.put("Configuration", configuration);
        }
        properties.put_some("Commands", beside("Commands"));
        properties.put_some("OutputVariables", beside("OutputVariables"));
        // Variables beside the configuration, as CodePipeline lists them.
        if let Some(setting) = setting_beside(step, "EnvironmentVariables") {
            let variables = self.variables(&setting.value, &Map::new(), within);
            properties.put("EnvironmentVariables", variables);
        }
        properties.put_some("TimeoutInMinutes", beside("TimeoutInMinutes"));
        properties.into()
    }

    fn action_type(&self, step: &Step<'p>, within: Within<'p>) -> Map {
        let provider = &step.action.provider;
        let (category, owner) = match step.kind {
            Some(kind) => (Some(kind.category), kind.owner),
            None => (provider.category, provider.owner),
        };
        let category = match category {
            Some(category) => category.as_str(),
            None => "",
        };
        let version = match &provider.version {
            Some(version) => self.text(version, within),
            None => "1".into(),
        };
        map! {
            "Category": category,
            "Owner": owner.as_str(),
            "Provider": provider.name.name.as_ref(),
            "Version": version,
        }
    }

    /// AWS's own configuration, every value a string.
    fn configuration(&self, step: &Step<'p>, within: Within<'p>) -> Map {
        let mut configuration = Map::new();
        for setting in step.action.settings.iter() {
            let key = setting.key.name.as_ref();
            if is_beside(step, key) {
                continue;
            }
            let value = match (&setting.value, step.project) {
                (Value::Word(word), Some(project)) if project.name.name == word.name => {
                    self.project_reference(project, step)
                }
                (value, _) => self.configured(value, kind(step, key), within).into(),
            };
            configuration.enter(self.key_of(setting, within), value);
        }
        if let Some(event) = self.resolved.event_of(step)
            && let Some(key) = event.instead_of
            && configuration.get(key).is_none()
        {
            configuration.put(key, "false");
        }
        if let (Passed::Role(role), Some(passes), Some(account)) =
            (&step.passed, passes(step), step.account)
        {
            configuration.put(passes.key, self.role_reference(role, account));
        }
        configuration
    }

    /// A project by its name; by a reference in the pipeline's own stack, so that it is there first.
    fn project_reference(&self, project: &Project, step: &Step<'p>) -> Node {
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
    fn role_reference(&self, role: &'p Role, account: &'p Account) -> Node {
        match self.resolved.is_home(account) {
            true => self.arn_in_stack(role, account),
            false => self.arn_of(role, account).into(),
        }
    }

    /// A setting of the pipeline.
    pub(super) fn setting(&self, key: &str) -> Option<&'p Setting> {
        setting(&self.resolved.pipeline.settings, key)
    }

    /// Whether a setting of the pipeline is that word.
    pub(super) fn is_set(&self, key: &str, word: &str) -> bool {
        match self.setting(key) {
            Some(setting) => self.resolved.value(&setting.value).as_deref() == Some(word),
            None => false,
        }
    }
}

/// The setting of a key that stands beside the configuration.
pub(super) fn setting_beside<'p>(step: &Step<'p>, key: &str) -> Option<&'p Setting> {
    match is_beside(step, key) {
        true => step.setting(key),
        false => None,
    }
}

/// Whether a key stands beside the configuration: the library knows it, and the provider has none of that name.
fn is_beside(step: &Step<'_>, key: &str) -> bool {
    step.key(key).is_none() && catalog::key(settings::BESIDE, key).is_some()
}

/// Artifacts as an action lists them, each with those files.
fn artifacts(names: &[Ident], files: Option<Node>) -> Node {
    let mut artifacts = Vec::new();
    for artifact in names {
        let name = artifact.name.as_ref();
        artifacts.push(map! { "Name": name, "Files"?: files.clone() }.into());
    }
    Node::List(artifacts)
}
