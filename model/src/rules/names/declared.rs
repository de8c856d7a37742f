//! N01: an account, group, role, project or artifact that is named has been declared.

use crate::catalog::Kind;
use crate::index::First;
use crate::pipeline::{Ident, Place, RoleKind, Site, Value};
use crate::resolve::{Resolved, Step};
use crate::rules::{
    artifact_of, key_of, pipeline_place, project_place, role_place, round, step_place,
};
use crate::violation::{Code, Violation};

/// What a name may stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Account,
    AccountOrGroup,
    Role,
    Project,
    Artifact,
}

struct Check<'r, 'p> {
    resolved: &'r Resolved<'p>,
    /// The artifacts that actions make, each with the round that it belongs to.
    artifacts: First<(&'p str, &'p str)>,
    /// An action that could not be read may have made more of them.
    artifacts_lost: bool,
    /// What was reported: a loop reads the same word in every round.
    said: Vec<(Site, &'p str)>,
    broken: &'r mut Vec<Violation>,
}

pub(super) fn check<'p>(resolved: &Resolved<'p>, broken: &mut Vec<Violation>) {
    let mut artifacts = First::new();
    for step in &resolved.steps {
        for output in step.action.outputs.iter() {
            let name = output.name.as_ref();
            artifacts.add(name, (name, step.action.round.as_ref()));
        }
    }
    let mut check = Check {
        resolved,
        artifacts,
        artifacts_lost: resolved.pipeline.lost.items
            || resolved.pipeline.stages.iter().any(|stage| stage.lost),
        said: Vec::new(),
        broken,
    };
    check.pipeline();
    check.items();
    for step in &resolved.steps {
        check.step(step);
    }
}

impl<'p> Check<'_, 'p> {
    fn pipeline(&mut self) {
        let declared = self.resolved.pipeline;
        let place = || pipeline_place(self.resolved);
        let (account, role) = (place(), place());
        self.name(Sort::Account, &declared.account, &account, "");
        if let Some(name) = &declared.role {
            self.name(Sort::Role, name, &role, "");
        }
    }

    fn items(&mut self) {
        let declared = self.resolved.pipeline;
        for group in declared.groups.iter() {
            self.names(
                Sort::Account,
                &group.accounts,
                &format!("group {}", group.name.name),
                "",
            );
        }
        for role in declared.roles.iter() {
            let place = role_place(role);
            self.names(Sort::AccountOrGroup, &role.accounts, &place, &role.round);
            if let Some(Value::Map(arns, _)) = &role.existing {
                for arn in arns.iter() {
                    self.name(Sort::Account, &arn.key, &place, &role.round);
                }
            }
            for artifact in role.reads() {
                self.name(Sort::Artifact, artifact, &place, &role.round);
            }
        }
        for project in declared.projects.iter() {
            let place = project_place(project);
            self.names(
                Sort::AccountOrGroup,
                &project.accounts,
                &place,
                &project.round,
            );
            if let Some(role) = &project.role {
                self.name(Sort::Role, role, &place, &project.round);
            }
        }
        self.names(Sort::AccountOrGroup, &declared.loops, "loop", "");
    }

    fn step(&mut self, step: &Step<'p>) {
        let action = step.action;
        let place = step_place(self.resolved, step);
        let round = &action.round;
        for Place { account, .. } in step.stage.place.iter().chain(&action.place) {
            self.name(Sort::Account, account, &place, round);
        }
        for role in action.role.iter().chain(&action.passing) {
            self.name(Sort::Role, role, &place, round);
        }
        self.names(Sort::Artifact, &action.inputs, &place, round);
        for setting in action.settings.iter() {
            let kind = key_of(step, &setting.key.name).map(|key| &key.kind);
            self.setting(step, &setting.value, kind, &place);
        }
    }

    /// The project or the artifacts that a setting names. What is an input too was said there.
    fn setting(&mut self, step: &Step<'p>, value: &'p Value, kind: Option<&Kind>, place: &str) {
        let (resolved, action) = (self.resolved, step.action);
        let is_input = |name: &str| action.inputs.iter().any(|input| input.name == name);
        match (value, kind) {
            (Value::Word(word), Some(Kind::Project)) => {
                self.name(Sort::Project, word, place, &action.round)
            }
            (Value::Word(artifact), Some(Kind::Input)) | (Value::File(artifact, _), _)
                if !is_input(&artifact.name) =>
            {
                self.name(Sort::Artifact, artifact, place, &action.round);
            }
            (Value::List(values, _), _) => values
                .iter()
                .for_each(|value| self.setting(step, value, None, place)),
            (Value::Map(entries, _), _) => {
                entries
                    .iter()
                    .for_each(|entry| self.setting(step, &entry.value, None, place));
            }
            (_, Some(Kind::Input | Kind::File)) => {
                let text = resolved.value(value);
                let Some(artifact) = text.as_deref().and_then(|text| artifact_of(text, kind))
                else {
                    return;
                };
                if !is_input(artifact)
                    && self.artifacts.get(artifact).is_none()
                    && !resolved.is_lost(artifact)
                {
                    let violation =
                        self.violation(Sort::Artifact, artifact, value.at(), place, &action.round);
                    self.broken.push(violation);
                }
            }
            _ => {}
        }
    }

    fn names(&mut self, sort: Sort, names: &'p [Ident], place: &str, round: &str) {
        for name in names {
            self.name(sort, name, place, round);
        }
    }

    fn name(&mut self, sort: Sort, name: &'p Ident, place: &str, round: &str) {
        let resolved = self.resolved;
        let known = match sort {
            Sort::Account => resolved.account(name).is_some(),
            Sort::AccountOrGroup => {
                resolved.account(name).is_some() || resolved.group(name).is_some()
            }
            Sort::Role => resolved.role(name).is_some(),
            Sort::Project => resolved.project(name).is_some(),
            Sort::Artifact => self.artifacts.get(&name.name).is_some(),
        };
        // What could not be read may have declared it; what looks misspelt is reported all the same.
        let lost = match sort {
            Sort::Artifact => self.artifacts_lost,
            _ => resolved.pipeline.lost.items,
        };
        let missing = !known && !resolved.is_lost(&name.name);
        if missing
            && (!lost || self.near(sort, &name.name).is_some())
            && !self.said.contains(&(name.at, &name.name))
        {
            self.said.push((name.at, &name.name));
            let violation = self.violation(sort, &name.name, name.at, place, round);
            self.broken.push(violation);
        }
    }

    fn violation(
        &self,
        sort: Sort,
        name: &str,
        at: Site,
        place: &str,
        round_of: &str,
    ) -> Violation {
        let round = round(round_of);
        let new = |message: String| Violation::new(Code::N01, at, place, message);
        if let Some(other) = self.other(name) {
            let message = format!("`{name}` is {other}, not {}{round}", sort.word());
            return new(message).suggest(self.near(sort, name));
        }
        if sort == Sort::Artifact && self.is_of_a_round(name) {
            return new(format!(
                "artifact `{name}` is made inside a loop and visible in its round only{round}"
            ))
            .help("use it in the same loop, or make it outside");
        }
        if matches!(sort, Sort::Account | Sort::AccountOrGroup) && self.is_variable(name) {
            return new(format!(
                "`{name}` is a loop's variable and stands for an account inside the loop only{round}"
            ))
            .help("name an account, or move this into the loop");
        }
        let violation = new(format!("there is no {} `{name}`{round}", sort.noun()));
        match self.near(sort, name) {
            Some(near) => violation.suggest(Some(near)),
            None => violation.help(sort.declare(name)),
        }
    }

    /// What else has that name.
    fn other(&self, name: &str) -> Option<&'static str> {
        let declared = self.resolved.pipeline;
        let is = |ident: &Ident| ident.name == name;
        if declared.accounts.iter().any(|account| is(&account.name)) {
            Some("an account")
        } else if declared.groups.iter().any(|group| is(&group.name)) {
            Some("a group of accounts")
        } else if declared.roles.iter().any(|role| is(&role.name)) {
            Some("a role")
        } else if declared.projects.iter().any(|project| is(&project.name)) {
            Some("a project")
        } else {
            self.artifacts.get(name).map(|_| "an artifact")
        }
    }

    /// The declared name of the right sort that was meant.
    fn near(&self, sort: Sort, name: &str) -> Option<&str> {
        let declared = self.resolved.pipeline;
        let mut names: Vec<&str> = Vec::new();
        if matches!(sort, Sort::Account | Sort::AccountOrGroup) {
            for account in declared.accounts.iter() {
                names.push(&account.name.name);
            }
        }
        match sort {
            Sort::Account => {}
            Sort::AccountOrGroup => {
                for group in declared.groups.iter() {
                    names.push(&group.name.name);
                }
            }
            Sort::Role => {
                for role in declared.roles.iter() {
                    if !matches!(role.kind, RoleKind::Unknown) {
                        names.push(&role.name.name);
                    }
                }
            }
            Sort::Project => {
                for project in declared.projects.iter() {
                    names.push(&project.name.name);
                }
            }
            Sort::Artifact => {
                for (made, round) in self.artifacts.things() {
                    names.push(as_written(made, round));
                }
            }
        }
        crate::closest(name, names)
    }

    fn is_variable(&self, name: &str) -> bool {
        let variable = format!("for {name} = ");
        for stage in self.resolved.pipeline.stages.iter() {
            let mut actions = stage.actions.iter();
            if stage.round.contains(&variable)
                || actions.any(|action| action.round.contains(&variable))
            {
                return true;
            }
        }
        false
    }

    fn is_of_a_round(&self, name: &str) -> bool {
        let mut made = self.artifacts.things().iter();
        made.any(|(made, round)| *made != name && as_written(made, round) == name)
    }
}

/// The artifact as its author wrote it: `app` of `app_prod`, which the round "for t = prod" made.
fn as_written<'n>(made: &'n str, round: &str) -> &'n str {
    let mut rest = made;
    for of in round.rsplit(", ") {
        let Some((_, account)) = of.rsplit_once(" = ") else {
            continue;
        };
        // A round further in may have made it of the outer ones only.
        rest = rest
            .strip_suffix(account)
            .and_then(|rest| rest.strip_suffix('_'))
            .unwrap_or(rest);
    }
    rest
}

impl Sort {
    fn word(self) -> &'static str {
        match self {
            Sort::Account => "an account",
            Sort::AccountOrGroup => "an account or a group",
            Sort::Role => "a role",
            Sort::Project => "a project",
            Sort::Artifact => "an artifact",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Sort::Account => "account",
            Sort::AccountOrGroup => "account or group",
            Sort::Role => "role",
            Sort::Project => "project",
            Sort::Artifact => "artifact",
        }
    }

    /// The line that declares such a thing.
    fn declare(self, name: &str) -> String {
        match self {
            Sort::Account | Sort::AccountOrGroup => {
                format!("declare it: `account {name} = \"111111111111\";`")
            }
            Sort::Role => format!("declare it: `role {name}: … in …;`"),
            Sort::Project => format!("declare it: `project {name} in … {{ … }}`"),
            Sort::Artifact => {
                format!("an action makes it where it says so after its inputs: `-> {name}`")
            }
        }
    }
}
