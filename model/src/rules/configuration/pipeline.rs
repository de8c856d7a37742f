//! C05, N01 and N02 for the settings of a pipeline: one bucket, variables that are declared once, triggers of sources
//! that are there.

use super::list;
use crate::code::Code;
use crate::index::Index;
use crate::pipeline::{Category, Setting, Value, setting};
use crate::rules::{Broken, Of, actions_lost, listed, names_of};

/// The provider whose sources triggers are for.
const CONNECTION: &str = "CodeStarSourceConnection";

impl<'p> Broken<'_, 'p> {
    pub(super) fn pipeline_settings(&mut self) {
        let settings = &self.resolved.pipeline.settings;
        self.one_bucket(settings);
        self.variables_once(settings);
        for trigger in list(settings, "Triggers") {
            if let Value::Map(trigger, _) = trigger
                && let Some(git) = setting(trigger, "GitConfiguration")
                && let Value::Map(git, _) = &git.value
                && let Some(source) = setting(git, "SourceActionName")
            {
                self.source_of_trigger(source);
            }
        }
    }

    /// C05: a bucket is made, or is there already.
    fn one_bucket(&mut self, settings: &'p [Setting]) {
        let made = setting(settings, "ArtifactBucket");
        let (Some(made), Some(existing)) = (made, setting(settings, "ExistingArtifactBucket"))
        else {
            return;
        };
        let later = if made.key.at.0 < existing.key.at.0 {
            existing
        } else {
            made
        };
        let message = "`ArtifactBucket` names a bucket that is made, and `ExistingArtifactBucket` one that is there already";
        self.add(Code::C05, later.key.at, Of::Pipeline, message)
            .help("keep one of them");
    }

    /// N02: a variable of the pipeline is declared once.
    fn variables_once(&mut self, settings: &'p [Setting]) {
        let mut names = Index::default();
        for variable in list(settings, "Variables") {
            let Value::Map(variable, _) = variable else {
                continue;
            };
            let Some(written) = setting(variable, "Name") else {
                continue;
            };
            let Some(name) = self.resolved.value(&written.value) else {
                continue;
            };
            if !name.is_empty() && !names.add(&name) {
                let message = format_args!("variable `{name}` is declared twice");
                self.add(Code::N02, written.value.at(), Of::Pipeline, message)
                    .help("give one of them another name");
            }
        }
    }

    /// N01: the action that a trigger starts with is a source that is connected.
    fn source_of_trigger(&mut self, written: &'p Setting) {
        let resolved = self.resolved;
        let Some(name) = resolved.value(&written.value) else {
            return;
        };
        if name.is_empty() || actions_lost(resolved.pipeline) {
            return;
        }
        let mut sources = Vec::new();
        for step in &resolved.steps {
            // An action whose provider is no provider may have been meant to be one.
            let Some(kind) = step.kind else { return };
            if kind.category != Category::Source || kind.provider != CONNECTION {
                continue;
            }
            let Some(source) = resolved.text(&step.action.name, None) else {
                return;
            };
            sources.push(source.into_owned());
        }
        let known = names_of(&sources);
        if known.contains(&name.as_ref()) {
            return;
        }
        let near = crate::closest(&name, &known);
        let message = format_args!("there is no source action `{name}` of {CONNECTION}");
        let found = self.add(Code::N01, written.value.at(), Of::Pipeline, message);
        match known.as_slice() {
            [] => found.help(format_args!(
                "triggers are for sources of {CONNECTION} only: drop `Triggers`"
            )),
            known => found.suggest_or(near, format_args!("write {}", listed(known, "or"))),
        };
    }
}
