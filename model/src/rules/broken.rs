//! How a rule tells that it is broken: of what it is said, where that stands, and in which round of a loop.

use std::fmt::{self, Display};

use crate::code::Code;
use crate::names::Generated;
use crate::pipeline::{Account, Group, Project, Role, Site, Stage};
use crate::resolve::{Resolved, Step};
use crate::text::Text;
use crate::violation::Violation;

/// What a violation is said of.
#[derive(Clone, Copy)]
pub(super) enum Of<'s> {
    Pipeline,
    Account(&'s Account),
    Group(&'s Group),
    Role(&'s Role),
    Project(&'s Project),
    Stage(&'s Stage),
    Action(&'s Step<'s>),
    Loop,
    /// A name that the synthesis makes, which has its place in words already.
    Made(&'s Generated),
}

impl<'s> Of<'s> {
    /// `stage Prod, action release`
    fn place(self, resolved: &Resolved<'_>) -> String {
        let (kind, name) = match self {
            Of::Pipeline => ("pipeline", resolved.show(&resolved.pipeline.name)),
            Of::Account(account) => ("account", account.name.name.to_string()),
            Of::Group(group) => ("group", group.name.name.to_string()),
            Of::Role(role) => ("role", role.name.name.to_string()),
            Of::Project(project) => ("project", project.name.name.to_string()),
            Of::Stage(stage) => ("stage", resolved.show(&stage.name)),
            Of::Action(step) => {
                let place = Of::Stage(step.stage).place(resolved);
                return format!("{place}, action {}", resolved.show(&step.action.name));
            }
            Of::Loop => return "loop".to_owned(),
            Of::Made(made) => return made.place.clone(),
        };
        format!("{kind} {name}")
    }

    /// "for t = prod", or empty outside a loop.
    pub(super) fn round(self) -> &'s str {
        match self {
            Of::Role(role) => &role.round,
            Of::Project(project) => &project.round,
            Of::Stage(stage) => &stage.round,
            Of::Action(step) => &step.action.round,
            _ => "",
        }
    }

    /// " (for t = prod)", or nothing outside a loop.
    pub(super) fn in_round(self) -> String {
        self.in_rounds("")
    }

    /// " (for t = prod and 2 more accounts)"
    fn in_rounds(self, more: &str) -> String {
        match self.round() {
            "" => String::new(),
            round => format!(" ({round}{more})"),
        }
    }
}

/// The rules that a declaration breaks, in its order.
pub(super) struct Broken<'r, 'p> {
    pub(super) resolved: &'r Resolved<'p>,
    found: Vec<Violation>,
}

impl<'r, 'p> Broken<'r, 'p> {
    pub(super) fn new(resolved: &'r Resolved<'p>) -> Self {
        Broken {
            resolved,
            found: Vec::new(),
        }
    }

    pub(super) fn into_violations(self) -> Vec<Violation> {
        self.found
    }

    /// Adds a violation; its message ends with the round of the loop.
    pub(super) fn add(
        &mut self,
        code: Code,
        at: Site,
        of: Of<'_>,
        message: impl Display,
    ) -> Found<'_> {
        self.insert_in_round(code, at, of, message.to_string(), "")
    }

    /// Adds one that is said of these accounts together, one for each round of a loop.
    pub(super) fn add_in(
        &mut self,
        code: Code,
        at: Site,
        step: &Step<'_>,
        accounts: &[&Account],
        message: impl Display,
    ) -> Found<'_> {
        let more = match accounts.len() {
            0 | 1 => String::new(),
            2 => " and 1 more account".to_owned(),
            count => format!(" and {} more accounts", count - 1),
        };
        self.insert_in_round(code, at, Of::Action(step), message.to_string(), &more)
    }

    /// Adds one that is the same in every round.
    pub(super) fn add_once(
        &mut self,
        code: Code,
        at: Site,
        of: Of<'_>,
        message: impl Display,
    ) -> Found<'_> {
        self.insert(code, at, of, message.to_string())
    }

    fn insert_in_round(
        &mut self,
        code: Code,
        at: Site,
        of: Of<'_>,
        message: String,
        more: &str,
    ) -> Found<'_> {
        self.insert(code, at, of, message + &of.in_rounds(more))
    }

    fn insert(&mut self, code: Code, at: Site, of: Of<'_>, message: String) -> Found<'_> {
        let violation = Violation::new(code, at, of.place(self.resolved), message);
        // In the order of the source; at one place, in the order of the rules.
        let place = self.found.partition_point(|earlier| earlier.at.0 <= at.0);
        Found(self.found.insert_mut(place, violation))
    }

    /// A text of the author's in a message.
    pub(super) fn show<'s>(&self, text: &'s Text) -> Shown<'s>
    where
        'r: 's,
    {
        Shown(self.resolved, text)
    }
}

/// A violation that was added, for what else is said of it.
pub(super) struct Found<'b>(&'b mut Violation);

impl Found<'_> {
    /// Adds what AWS would answer, or why.
    pub(super) fn note(self, note: impl Display) -> Self {
        self.0.notes.push(note.to_string());
        self
    }

    /// Adds what to write.
    pub(super) fn help(self, help: impl Display) -> Self {
        self.0.helps.push(help.to_string());
        self
    }

    /// Adds "did you mean" where a near miss was found.
    pub(super) fn suggest(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.help(format_args!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// Adds "did you mean" where a near miss was found, and what to write where none was.
    pub(super) fn suggest_or(self, near: Option<&str>, help: impl Display) -> Self {
        match near {
            Some(_) => self.suggest(near),
            None => self.help(help),
        }
    }
}

/// A text as it is shown where it is not known whole.
pub(super) struct Shown<'s>(&'s Resolved<'s>, &'s Text);

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.show(self.1))
    }
}
