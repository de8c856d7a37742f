//! N01: an account, group, role, project or artifact that is named has been declared.

mod helps;

use crate::catalog::{ActionType, Key, Kind};
use crate::code::Code;
use crate::index::Index;
use crate::pipeline::{Clause, Ident, Place, Site, Value};
use crate::resolve::Step;
use crate::rules::rounds::made_as;
use crate::rules::{
    Broken, Of, actions_lost, artifact_of, has_reference, listed, names_of, read_by_function,
};

/// What a name may stand for.
#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Account,
    AccountOrGroup,
    /// A role of that kind.
    Role(&'static str),
    Project,
    Artifact,
}

struct Check<'c, 'r, 'p> {
    /// The artifacts that actions make.
    artifacts: Index,
    /// The same, each with the round that it belongs to.
    made: Vec<(&'p str, &'p str)>,
    /// An action that could not be read, or does not say what it makes, may have made more of them.
    artifacts_lost: bool,
    /// The accounts that helps declare.
    new_accounts: Index,
    /// What was reported: a loop reads the same word in every round.
    said: Index,
    broken: &'c mut Broken<'r, 'p>,
}

pub(super) fn check(broken: &mut Broken<'_, '_>) {
    let resolved = broken.resolved;
    let mut artifacts = Index::default();
    let mut made = Vec::new();
    let mut artifacts_lost = actions_lost(resolved.pipeline);
    for step in &resolved.steps {
        artifacts_lost |= step.lacks_outputs();
        for output in step.action.outputs.iter() {
            if artifacts.add(&output.name) {
                made.push((output.name.as_ref(), step.action.round.as_ref()));
            }
        }
    }
    let mut check = Check {
        artifacts,
        made,
        artifacts_lost,
        new_accounts: Index::default(),
        said: Index::default(),
        broken,
    };
    check.items();
    for step in &resolved.steps {
        check.step(step);
    }
    for rule in &resolved.rules() {
        let step = rule.step(resolved);
        for input in step.action.inputs.iter() {
            check.artifact(&input.name, input.at, Of::Stage(step.stage));
        }
    }
}

impl<'p> Check<'_, '_, 'p> {
    fn items(&mut self) {
        let declared = self.broken.resolved.pipeline;
        self.name(Sort::Account, &declared.account, Of::Pipeline);
        self.names(
            Sort::Role("Pipeline"),
            declared.role.as_slice(),
            Of::Pipeline,
        );
        for group in self.broken.resolved.groups {
            self.names(Sort::Account, &group.accounts, Of::Group(group));
        }
        for role in self.broken.resolved.roles {
            let of = Of::Role(role);
            self.names(Sort::AccountOrGroup, &role.accounts, of);
            if let Some(Value::Map(arns, _)) = &role.existing {
                for arn in arns.iter() {
                    self.name(Sort::Account, &arn.key, of);
                }
            }
            for clause in role.clauses.iter() {
                if let Clause::Reads(artifacts) = clause {
                    self.names(Sort::Artifact, artifacts, of);
                }
            }
        }
        for project in self.broken.resolved.projects {
            let of = Of::Project(project);
            self.names(Sort::AccountOrGroup, &project.accounts, of);
            self.names(Sort::Role("CodeBuild"), project.role.as_slice(), of);
        }
        self.names(Sort::AccountOrGroup, &declared.loops, Of::Loop);
    }

    fn step(&mut self, step: &Step<'p>) {
        let action = step.action;
        let of = Of::Action(step);
        self.place(step.stage.place.as_ref(), of);
        self.place(action.place.as_ref(), of);
        self.names(Sort::Role("Action"), action.role.as_slice(), of);
        let passed = match step.kind {
            Some(ActionType {
                passes: Some(passes),
                ..
            }) => passes.kind,
            _ => "CloudFormation",
        };
        self.names(Sort::Role(passed), action.passing.as_slice(), of);
        self.names(Sort::Artifact, &action.inputs, of);
        for setting in step.settings {
            self.setting(step, &setting.value, step.key(&setting.key.name));
        }
    }

    fn place(&mut self, place: Option<&'p Place>, of: Of<'_>) {
        if let Some(place) = place {
            self.name(Sort::Account, &place.account, of);
        }
    }

    /// The project or the artifacts that a setting names. What is an input too was said there.
    fn setting(&mut self, step: &Step<'p>, value: &'p Value, key: Option<&Key>) {
        let resolved = self.broken.resolved;
        let inputs = names_of(&step.action.inputs);
        let kind = match key {
            Some(key) => &key.kind,
            None => &Kind::Map,
        };
        match (value, kind) {
            (Value::Word(word), Kind::Project) => {
                self.name(Sort::Project, word, Of::Action(step));
            }
            (Value::Word(artifact), Kind::Input) | (Value::File(artifact, _), _)
                if !inputs.contains(&artifact.name.as_ref()) =>
            {
                self.name(Sort::Artifact, artifact, Of::Action(step));
            }
            (Value::List(values, _), _) => {
                for value in values.iter() {
                    self.setting(step, value, None);
                }
            }
            (Value::Map(entries, _), _) => {
                for entry in entries.iter() {
                    if let Some(value) = read_by_function(entry, key)
                        && let Some(name) = resolved.value(value)
                    {
                        if !inputs.contains(&name.as_ref()) && !has_reference(&name) {
                            self.artifact(&name, value.at(), Of::Action(step));
                        }
                    } else {
                        let json = match kind {
                            Kind::Json(_) => key,
                            _ => None,
                        };
                        self.setting(step, &entry.value, json);
                    }
                }
            }
            (_, Kind::Input | Kind::File) => {
                let text = resolved.value(value).unwrap_or_default();
                if let Some(artifact) = artifact_of(&text, key)
                    && !inputs.contains(&artifact)
                {
                    self.artifact(artifact, value.at(), Of::Action(step));
                }
            }
            _ => {}
        }
    }

    /// An artifact that is named in a string.
    fn artifact(&mut self, name: &str, at: Site, of: Of<'_>) {
        if !self.artifacts.has(name)
            && !name.is_empty()
            && !self.broken.resolved.is_lost(name)
            && (!self.artifacts_lost || self.near(Sort::Artifact, name).is_some())
            && self.said.add(&format!("{} {name}", at.0))
        {
            match self.in_string(name, of) {
                Some(written) => {
                    let message = format_args!("`{name}` has the name of its round in a string");
                    self.broken
                        .add(Code::N01, at, of, message)
                        .help(format_args!("write `{written}` in it"));
                }
                None => self.unknown(Sort::Artifact, name, at, of),
            }
        }
    }

    fn names(&mut self, sort: Sort, names: &'p [Ident], of: Of<'_>) {
        for name in names {
            self.name(sort, name, of);
        }
    }

    fn name(&mut self, sort: Sort, name: &'p Ident, of: Of<'_>) {
        let resolved = self.broken.resolved;
        let known = match sort {
            Sort::Account => resolved.account(name).is_some(),
            Sort::AccountOrGroup => {
                resolved.account(name).is_some() || resolved.group(name).is_some()
            }
            Sort::Role(_) => resolved.role(name).is_some(),
            Sort::Project => resolved.project(name).is_some(),
            Sort::Artifact => self.artifacts.has(&name.name),
        };
        // What could not be read may have declared it; what looks misspelt is reported all the same.
        let lost = match sort {
            Sort::Artifact => self.artifacts_lost,
            _ => resolved.pipeline.lost.items,
        };
        let (name, at) = (name.name.as_ref(), name.at);
        // What names nothing at all follows from something that was said already.
        if !known
            && !name.is_empty()
            && !resolved.is_lost(name)
            && (!lost || self.near(sort, name).is_some())
            && self.said.add(&format!("{} {name}", at.0))
        {
            self.unknown(sort, name, at, of);
        }
    }

    fn unknown(&mut self, sort: Sort, name: &str, at: Site, of: Of<'_>) {
        let near = self.near(sort, name);
        let accounts = matches!(sort, Sort::Account | Sort::AccountOrGroup);
        let (message, help) = if let Some(other) = self.other(name) {
            let message = format_args!("`{name}` is {other}, not {}", sort.word());
            let known = match sort {
                Sort::Role(kind) => self.broken.resolved.roles_of_kind(kind),
                sort => self.names_of_sort(sort),
            };
            let found = self.broken.add(Code::N01, at, of, message);
            let many = other == "a group of accounts" && matches!(of, Of::Action(_));
            match known.is_empty() {
                true => found,
                false if many => found.help(format_args!(
                    "a loop runs in each of them: `for t in {name} {{ … in t … }}`"
                )),
                false => found.suggest_or(near, format_args!("write {}", listed(&known, "or"))),
            };
            return;
        } else if sort == Sort::Artifact && self.is_of_a_round(name) {
            (
                format_args!(
                    "artifact `{name}` is made inside a loop and visible in its round only"
                ),
                "use it in the same loop, or make it outside",
            )
        } else if accounts && self.is_variable(name) {
            (
                format_args!(
                    "`{name}` is a loop's variable and stands for an account inside the loop only"
                ),
                "name an account, or move this into the loop",
            )
        } else {
            let message = format_args!("there is no {} `{name}`", sort.noun());
            let help = match near {
                Some(_) => String::new(),
                None => self.declare(sort, name),
            };
            self.broken
                .add(Code::N01, at, of, message)
                .suggest_or(near, help);
            return;
        };
        self.broken.add(Code::N01, at, of, message).help(help);
    }

    /// What else has that name.
    fn other(&self, name: &str) -> Option<&'static str> {
        match self.broken.resolved.what_is(name) {
            None if self.artifacts.has(name) => Some("an artifact"),
            other => other,
        }
    }

    /// The declared name of the right sort that was meant.
    fn near(&self, sort: Sort, name: &str) -> Option<&'p str> {
        crate::closest(name, &self.names_of_sort(sort))
    }

    fn is_variable(&self, name: &str) -> bool {
        let variable = &format!("for {name} = ");
        for stage in self.broken.resolved.stages {
            let mut known = stage.round.split_once(variable.as_str()).is_some();
            for action in stage.actions.iter() {
                known |= action.round.split_once(variable.as_str()).is_some();
            }
            if known {
                return true;
            }
        }
        false
    }

    fn is_of_a_round(&self, name: &str) -> bool {
        for (made, round) in &self.made {
            if *made != name && made_as(made, round) == name {
                return true;
            }
        }
        false
    }
}

impl Sort {
    fn word(self) -> &'static str {
        match self {
            Sort::Account => "an account",
            Sort::AccountOrGroup => "an account or a group",
            Sort::Role(_) => "a role",
            Sort::Project => "a project",
            Sort::Artifact => "an artifact",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Sort::Account => "account",
            Sort::AccountOrGroup => "account or group",
            Sort::Role(_) => "role",
            Sort::Project => "project",
            Sort::Artifact => "artifact",
        }
    }
}
