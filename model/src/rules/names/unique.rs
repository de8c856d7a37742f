//! N02: nothing is declared twice, and no two names that are made from the author's are equal.

use super::mended::meant;
use crate::code::Code;
use crate::index::{First, Index};
use crate::names::Generated;
use crate::pipeline::{Ident, Value};
use crate::rules::broken::Found;
use crate::rules::rounds::{loop_variable, made_as, rounds};
use crate::rules::{Broken, Of};
use crate::text::{Part, Text};

impl<'p> Broken<'_, 'p> {
    pub(super) fn n02(&mut self, made: &[Generated]) {
        let resolved = self.resolved;
        self.unique_accounts();
        self.unique_ids();
        let mut names = First::new();
        for role in resolved.roles {
            self.role_or_project(&mut names, "role", &role.name, &role.round, Of::Role(role));
        }
        for project in resolved.projects {
            let of = Of::Project(project);
            self.role_or_project(&mut names, "project", &project.name, &project.round, of);
        }
        self.unique_stages();
        self.unique_actions();
        self.unique_artifacts();
        self.unique_namespaces();
        self.equal_names(made);
    }

    /// The names that are equal to an earlier one of their scope: one error for any two things. What stands in one
    /// place is one thing, or was declared twice.
    fn equal_names(&mut self, made: &[Generated]) {
        let mut names = Index::default();
        let mut said = Index::default();
        for (place, later) in made.iter().enumerate() {
            let Some((kind, scope, name)) = later.identity() else {
                continue;
            };
            let Some(first) = made.get(names.keep(&format!("{kind} {scope} {name}"), place)) else {
                continue;
            };
            if first.place == later.place {
                continue;
            }
            let name = later.name.as_deref().unwrap_or_default();
            // What was declared later is wrong, in whatever order the names are made.
            let (first, later) = if later.at.0 < first.at.0 {
                (later, first)
            } else {
                (first, later)
            };
            let (one, other) = (&first.place, &later.place);
            if !said.add(&format!("{one}, {other}")) {
                continue;
            }
            let word = match later.kind {
                "logical id" => "",
                _ => " name",
            };
            let message = format_args!(
                "{one} and {other} would both have the {}{word} `{name}`",
                later.kind
            );
            let found = self.add(Code::N02, later.at, Of::Made(later), message);
            match later.setting {
                Some(setting) => found.help(format_args!(
                    "rename one of them, or name it by hand: {setting}"
                )),
                None => found.help("rename one of them"),
            };
        }
    }

    fn unique_accounts(&mut self) {
        let mut names = First::new();
        let mut groups = self.resolved.groups;
        for account in self.resolved.accounts {
            while let [group, rest @ ..] = groups
                && group.name.at.0 < account.name.at.0
            {
                self.account_or_group(&mut names, "group", &group.name, Of::Group(group));
                groups = rest;
            }
            let of = Of::Account(account);
            self.account_or_group(&mut names, "account", &account.name, of);
        }
        for group in groups {
            self.account_or_group(&mut names, "group", &group.name, Of::Group(group));
        }
    }

    fn account_or_group(
        &mut self,
        names: &mut First<&str>,
        kind: &'static str,
        name: &Ident,
        of: Of<'_>,
    ) {
        let (name, at) = (&name.name, name.at);
        let message = match names.add(name, kind) {
            None => return,
            Some(first) if first == kind => format_args!("{kind} `{name}` is declared twice"),
            Some("group") => format_args!("`{name}` is the name of a group already"),
            Some(_) => format_args!("`{name}` is the name of an account already"),
        };
        self.add(Code::N02, at, of, message).another_name();
    }

    fn unique_ids(&mut self) {
        let resolved = self.resolved;
        let mut ids = First::new();
        for account in resolved.accounts {
            let Some(id) = resolved.id(account) else {
                continue;
            };
            let name = account.name.name.as_ref();
            let Some(first) = ids.add(&id, name) else {
                continue;
            };
            if first == name {
                continue;
            }
            let message = format_args!("`{id}` is the id of account `{first}` already");
            self.add(Code::N02, account.id.at(), Of::Account(account), message)
                .note("two names of one account would hide which roles are placed there")
                .help(format_args!(
                    "use `{first}` in both places, or correct the id"
                ));
        }
    }

    fn role_or_project(
        &mut self,
        names: &mut First<&'p str>,
        kind: &str,
        name: &Ident,
        round: &'p str,
        of: Of<'_>,
    ) {
        let (name, at) = (&name.name, name.at);
        let Some(first) = names.add(&format!("{kind} {name}"), round) else {
            return;
        };
        let message = format_args!("{kind} `{name}` is declared twice");
        let found = self.add(Code::N02, at, of, message);
        match loop_variable(first, round) {
            Some(_) => found.help(format_args!(
                "declare it once, for all accounts: `{kind} {name}… in […]`"
            )),
            None => found.another_name(),
        };
    }

    fn unique_stages(&mut self) {
        let resolved = self.resolved;
        let mut stages = First::new();
        for stage in resolved.stages {
            let Some(name) = resolved.text(&stage.name, None) else {
                continue;
            };
            let Some(first) = stages.add(&name, stage.round.as_ref()) else {
                continue;
            };
            let written = self.name_in(&stage.round, &stage.name);
            let near = self.misspelt(&stage.name, &stage.round);
            let message = format_args!("stage `{written}` is declared twice");
            let found = self
                .add(Code::N02, stage.name.at, Of::Stage(stage), message)
                .note("CodePipeline takes a stage name once in a pipeline");
            found.rename(near, &written, first, &stage.round);
        }
    }

    fn unique_actions(&mut self) {
        let resolved = self.resolved;
        let mut actions = First::new();
        for step in &resolved.steps {
            let action = step.action;
            let Some(name) = resolved.text(&action.name, None) else {
                continue;
            };
            let in_stage = format!("{} {name}", step.stage_index);
            let Some(first) = actions.add(&in_stage, action.round.as_ref()) else {
                continue;
            };
            let stage = self.show(&step.stage.name);
            let written = self.name_in(&action.round, &action.name);
            let near = self.misspelt(&action.name, &action.round);
            let message = format_args!("action `{written}` stands twice in stage {stage}");
            let found = self
                .add(Code::N02, action.name.at, Of::Action(step), message)
                .note("CodePipeline takes an action name once in a stage");
            found.rename(near, &written, first, &action.round);
        }
    }

    fn unique_artifacts(&mut self) {
        let mut made = First::new();
        for step in &self.resolved.steps {
            for output in step.action.outputs.iter() {
                let Some(first) = made.add(&output.name, step) else {
                    continue;
                };
                let message = format_args!(
                    "artifact `{}` is made by action `{}` in stage {} already",
                    made_as(&output.name, &step.action.round),
                    self.show(&first.action.name),
                    self.show(&first.stage.name)
                );
                let found = self
                    .add(Code::N02, output.at, Of::Action(step), message)
                    .note("an artifact is made by one action");
                found.another_name();
            }
        }
    }

    /// Two of them are CodePipeline's own.
    /// <https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html>
    fn unique_namespaces(&mut self) {
        let resolved = self.resolved;
        let has_variables = resolved.setting("Variables").is_some();
        let mut declared = First::new();
        for step in &resolved.steps {
            let Some(setting) = step.namespace() else {
                continue;
            };
            let Some(name) = resolved.value(&setting.value) else {
                continue;
            };
            let taken = match name.as_ref() {
                "codepipeline" => "that of CodePipeline's own variables",
                "variables" if has_variables => "that of the pipeline's variables",
                _ => "",
            };
            if !taken.is_empty() {
                let message = format_args!("namespace `{name}` is {taken} already");
                self.add(Code::N02, setting.value.at(), Of::Action(step), message)
                    .note("a namespace is unique in the pipeline")
                    .help(format_args!(
                        "choose another one: `Namespace: \"{name}-1\"`"
                    ));
                continue;
            }
            let Some(first) = declared.add(&name, step) else {
                continue;
            };
            let round = &step.action.round;
            let (written, near) = match &setting.value {
                Value::Text(text) => (self.name_in(round, text), self.misspelt(text, round)),
                _ => (name.to_string(), None),
            };
            let message = format_args!(
                "namespace `{written}` is that of action `{}` in stage {} already",
                self.show(&first.action.name),
                self.show(&first.stage.name)
            );
            let found = self
                .add(Code::N02, setting.value.at(), Of::Action(step), message)
                .note("AWS would answer \"Namespaces must be unique across the pipeline definition.\"");
            found.rename(near, &written, &first.action.round, &step.action.round);
        }
    }
}

impl Broken<'_, '_> {
    /// The help for a name that has no variable of its loop, where one is misspelt in it.
    fn misspelt(&self, name: &Text, round: &str) -> Option<String> {
        for part in name.parts.iter() {
            if let Part::Literal(text) = part
                && let Some(help) = meant(text, &rounds(round), self.resolved)
            {
                return Some(help);
            }
        }
        None
    }
}

impl Found<'_> {
    /// The help for a name that is there twice: in loops, every variable in it, so that no further round has it again.
    fn rename(self, near: Option<String>, written: &str, first: &str, later: &str) {
        if let Some(near) = near {
            self.help(near);
            return;
        }
        let mut name = written.to_owned();
        if loop_variable(first, later).is_some() {
            for (variable, _) in rounds(later) {
                let word = format!("{{{variable}}}");
                let id = format!("{{{variable}.id}}");
                if !name.contains(&word) && !name.contains(&id) {
                    name.push_str(&format!("-{word}"));
                }
            }
        }
        if name == written {
            self.another_name();
        } else {
            self.help(format_args!("name it `\"{name}\"`"));
        }
    }

    fn another_name(self) -> Self {
        self.help("give one of them another name")
    }
}
