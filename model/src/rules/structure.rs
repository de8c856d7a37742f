//! S: the structure that CodePipeline asks of every pipeline.

use std::fmt::Arguments;

use super::{Broken, Of};
use crate::catalog::limits;
use crate::code::Code;
use crate::pipeline::{Category, Site, Stage, setting};
use crate::resolve::Resolved;

impl<'p> Broken<'_, 'p> {
    pub(super) fn structure(&mut self) {
        self.s01();
        for stage in self.resolved.stages {
            self.no_empty_stage(stage);
        }
        self.s02_and_s03();
        self.s04();
        self.s05();
    }

    /// S01: two stages at least.
    fn s01(&mut self) {
        let declared = self.resolved.pipeline;
        let (least, _) = limits::STAGES;
        let count = self.resolved.stages.len();
        if declared.lost.items || count >= least {
            return;
        }
        let message = format_args!(
            "pipeline `{}` has {}, and CodePipeline asks for two at least",
            self.show(&declared.name),
            if count == 0 {
                "no stage"
            } else {
                "one stage only"
            }
        );
        self.add(Code::S01, declared.name.at, Of::Pipeline, message)
            .help(
                "bring the source in in the first stage, and use it in a second: `stage Build { … }`",
            );
    }

    /// S01: a stage holds an action.
    fn no_empty_stage(&mut self, stage: &Stage) {
        if !stage.actions.is_empty() || stage.lost || self.resolved.pipeline.lost.items {
            return;
        }
        let message = format_args!("stage `{}` holds no action", self.show(&stage.name));
        self.add(Code::S01, stage.name.at, Of::Stage(stage), message)
            .note("CodePipeline takes no empty stage")
            .help("add an action, or remove the stage");
    }

    /// S02 and S03: source actions stand in the first stage, and nothing else does.
    fn s02_and_s03(&mut self) {
        let resolved = self.resolved;
        let declared = resolved.pipeline;
        // Where the first stage is empty or could not be read, that was said already; one that could not be read may have
        // been the first.
        let Some(first) = resolved.stages.first() else {
            return;
        };
        if first.actions.is_empty() || declared.lost.items {
            return;
        }
        let mut has_source = first.lost;
        for step in &resolved.steps {
            let is_source = match step.kind {
                Some(kind) => kind.category == Category::Source,
                None => true,
            };
            has_source |= step.stage_index == 0 && is_source;
        }
        self.s02(has_source);
        self.s03(first, has_source);
    }

    /// S02: the first stage holds source actions only.
    fn s02(&mut self, has_source: bool) {
        for step in &self.resolved.steps {
            let Some(kind) = step.kind else { continue };
            if step.stage_index != 0 || kind.category == Category::Source {
                continue;
            }
            let provider = &step.action.provider.name;
            let message = format_args!(
                "the first stage holds source actions only, and `{}` of action `{}` is of category {}",
                provider.name,
                self.show(&step.action.name),
                kind.category.as_str()
            );
            let stage = self.show(&step.stage.name);
            let help = match self.stage_of_sources() {
                Ok(sources) => format!("write stage {sources} before stage {stage}"),
                Err(free) => format!(
                    "begin with a stage of sources: `stage {free} {{ … }}` before stage {stage}"
                ),
            };
            let found = self
                .add(Code::S02, provider.at, Of::Action(step), message)
                .note("an execution begins with its sources");
            if has_source {
                found.help("move it into a later stage");
            } else {
                found.help(help);
                // A first stage without any source is one mistake, not one for each of its actions.
                return;
            }
        }
    }

    /// The first stage that begins with a source; where none does, a name that one may have.
    fn stage_of_sources(&self) -> Result<String, &'static str> {
        let mut free = "Source";
        for stage in self.resolved.stages {
            if self.resolved.show(&stage.name) == free {
                free = "Sources";
            }
        }
        for step in &self.resolved.steps {
            if let Some(kind) = step.kind
                && kind.category == Category::Source
            {
                return Ok(self.resolved.show(&step.stage.name));
            }
        }
        Err(free)
    }

    /// S03: a source action stands in the first stage.
    fn s03(&mut self, first: &'p Stage, has_source: bool) {
        let resolved = self.resolved;
        for step in &resolved.steps {
            if !step.is_late_source() {
                continue;
            }
            // A stage that is declared twice was said already.
            let name = resolved.text(&step.stage.name, None);
            if name.is_some() && name == resolved.text(&first.name, None) {
                continue;
            }
            let at = step.action.provider.name.at;
            let action = self.show(&step.action.name);
            let (stage, first) = (self.show(&step.stage.name), self.show(&first.name));
            let message = format_args!(
                "source action `{action}` is in stage {stage}, and sources stand in the first stage only"
            );
            let help = match has_source {
                true => format_args!("move it into stage {first}"),
                false => format_args!("make stage {stage} the first one"),
            };
            self.add(Code::S03, at, Of::Action(step), message)
                .note("all sources of an execution are taken when it begins")
                .help(help);
        }
    }

    /// S04: AWS's quotas. A stage's quota of actions is also that of its parallel and its sequential ones.
    fn s04(&mut self) {
        let declared = self.resolved.pipeline;
        let name = self.show(&declared.name);
        let (at, of) = (declared.name.at, Of::Pipeline);
        let (_, most) = limits::STAGES;
        let stages = self.resolved.stages.len();
        let what = format_args!("pipeline `{name}` has {stages} stages");
        self.within(stages, most, at, of, what);
        for stage in self.resolved.stages {
            let count = stage.actions.len();
            let of = Of::Stage(stage);
            let what = format_args!(
                "stage `{}` has {count} actions{}",
                self.show(&stage.name),
                of.in_round()
            );
            self.within(count, limits::ACTIONS_IN_STAGE, stage.name.at, of, what);
        }
        let actions = self.resolved.steps.len();
        let what = format_args!("pipeline `{name}` has {actions} actions");
        self.within(actions, limits::ACTIONS_IN_PIPELINE, at, of, what);
    }

    fn within(&mut self, count: usize, most: usize, at: Site, of: Of<'_>, what: Arguments<'_>) {
        if count > most {
            let message = format_args!("{what}, and at most {most} are allowed");
            self.add_once(Code::S04, at, of, message)
                .note("a loop multiplies what stands in it")
                .help("distribute them over several pipelines: a function that holds the macro can be called for each");
        }
    }

    /// S05: a V1 pipeline uses nothing that needs V2.
    fn s05(&mut self) {
        let resolved = self.resolved;
        let settings = &resolved.pipeline.settings;
        if !resolved.is_v1() {
            return;
        }
        for key in V2_KEYS {
            if let Some(setting) = setting(settings, key) {
                self.needs_v2(setting.key.at, Of::Pipeline, key);
            }
        }
        if let Some(setting) = setting(settings, "ExecutionMode") {
            let mode = resolved.value(&setting.value);
            let mode = mode.as_deref().unwrap_or(V1_MODE);
            if mode != V1_MODE {
                let what = format!("ExecutionMode: {mode}");
                self.needs_v2(setting.value.at(), Of::Pipeline, &what);
            }
        }
        for stage in resolved.stages {
            for condition in stage.conditions.iter() {
                let key = &condition.key;
                self.needs_v2(key.at, Of::Stage(stage), &key.name);
            }
        }
        for step in &resolved.steps {
            if let Some(kind) = step.kind
                && kind.v2_only
            {
                let at = step.action.provider.name.at;
                self.needs_v2(at, Of::Action(step), kind.provider);
            }
        }
    }

    fn needs_v2(&mut self, at: Site, of: Of<'_>, what: &str) {
        let message = format_args!("`{what}` needs a pipeline of type V2, and this one is V1");
        self.add_once(Code::S05, at, of, message)
            .help("write `PipelineType: V2`, or leave it out");
    }
}

impl Resolved<'_> {
    /// Whether the pipeline is of type V1.
    pub(super) fn is_v1(&self) -> bool {
        match self.setting("PipelineType") {
            Some(kind) => self.is(&kind.value, "V1"),
            None => false,
        }
    }
}

/// The settings that a V1 pipeline does not have.
const V2_KEYS: &[&str] = &["Variables", "Triggers"];
/// The execution mode that a V1 pipeline has.
const V1_MODE: &str = "SUPERSEDED";
