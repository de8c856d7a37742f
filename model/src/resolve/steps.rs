//! Actions with their defaults filled in: where each runs, who acts, and whom it passes on.

use super::Resolved;
use crate::catalog::{self, ActionType, Event, Key, Kind};
use crate::pipeline::{
    Account, Action, Category, Owner, Place, Project, Role, RoleKind, Setting, Stage, Value,
    setting,
};
use crate::text::Text;

/// An action with its defaults filled in.
pub struct Step<'p> {
    /// Its stage.
    pub stage: &'p Stage,
    /// The stage's place in the order, from 0.
    pub stage_index: usize,
    /// The action; or a rule of a condition as one, which has no settings and no place of its own: they stand below.
    pub action: &'p Action,
    /// The action's settings, or the rule's configuration.
    pub settings: &'p [Setting],
    /// The gate in which it stands, where it is a rule: `BeforeEntry`.
    pub gate: Option<&'p str>,
    /// What it is; none where its provider is unknown.
    pub kind: Option<&'static ActionType>,
    /// The account it runs in; none where that is not declared.
    pub account: Option<&'p Account>,
    /// The place that says so, its own or its stage's; a rule has none.
    pub place: Option<&'p Place>,
    /// The region that its place names, or the rule itself.
    pub(crate) region: Option<&'p Text>,
    /// The declared project that it builds with.
    pub project: Option<&'p Project>,
    /// Who acts.
    pub actor: Actor<'p>,
    /// Whom it passes on.
    pub passed: Passed<'p>,
}

/// The role that acts.
#[derive(Clone, Copy)]
pub enum Actor<'p> {
    /// The pipeline role itself.
    Pipeline,
    /// An action role.
    Role(&'p Role),
    /// The role of that ARN, which a rule names and nobody declares.
    Named(&'p Value),
    /// An action role is needed, and none is placed there.
    Missing,
    /// An action role is needed, and several are placed there.
    Several,
    /// What decides it is wrong or not known.
    Unknown,
}

/// The role that an action hands on.
#[derive(Clone, Copy)]
pub enum Passed<'p> {
    /// None, and none is needed.
    Nobody,
    /// This one.
    Role(&'p Role),
    /// One is named, but the action's mode applies none.
    Idle(&'p Role),
    /// One is needed, and none is placed there.
    Missing,
    /// One is needed, and several are placed there.
    Several,
    /// What decides it is wrong or not known.
    Unknown,
}

impl<'p> Resolved<'p> {
    /// The event by which a source starts the pipeline.
    pub fn event_of(&self, step: &Step<'p>) -> Option<&'static Event> {
        let event = step.kind?.event.as_ref()?;
        (self.holds(&event.when, step) == Some(true)).then_some(event)
    }

    /// The account in which a source starts the pipeline by an event.
    pub(crate) fn event_from(&self, step: &Step<'p>) -> Option<&'p Account> {
        self.event_of(step)?;
        step.account
    }

    /// The declared role of an account's event rules: its only role of that kind. Otherwise one is made.
    pub fn event_role(&self, account: &Account) -> Option<&'p Role> {
        match self.roles_of(account, RoleKind::Events.word()).as_slice() {
            [role] => Some(role),
            _ => None,
        }
    }

    /// The declared project that a step builds with, which it does not know yet.
    pub(super) fn project_of(&self, step: &Step<'p>) -> Option<&'p Project> {
        match &step.setting(step.project_key()?)?.value {
            Value::Word(word) => self.project(word),
            // A rule can name it by the name only that it is made with.
            name if step.gate.is_some() => self.project_made(step, name),
            _ => None,
        }
    }

    /// The declared project that an action starts batches of builds in, where that is known.
    pub fn batch_of(&self, step: &Step<'p>) -> Option<&'p Project> {
        match self.is(&step.setting("BatchEnabled")?.value, "true") {
            true => step.project,
            false => None,
        }
    }

    pub(super) fn step(
        &self,
        stage: &'p Stage,
        stage_index: usize,
        action: &'p Action,
    ) -> Step<'p> {
        let kind = action_type(action);
        let place = match (&action.place, kind) {
            (Some(place), _) => Some(place),
            (None, Some(kind)) if kind.category == Category::Approval => None,
            (None, _) => stage.place.as_ref(),
        };
        let account = match place {
            Some(place) => self.account(&place.account),
            None => self.home,
        };
        let mut step = Step {
            stage,
            stage_index,
            action,
            settings: &action.settings,
            gate: None,
            kind,
            account,
            place,
            region: match place {
                Some(place) => place.region.as_ref(),
                None => None,
            },
            project: None,
            actor: self.actor(action, account),
            passed: Passed::Nobody,
        };
        step.project = self.project_of(&step);
        step.passed = self.passed(&step);
        step
    }

    fn actor(&self, action: &Action, account: Option<&'p Account>) -> Actor<'p> {
        if let Some(name) = &action.role {
            return match self.role(name) {
                Some(role) => Actor::Role(role),
                None => Actor::Unknown,
            };
        }
        match account {
            None => Actor::Unknown,
            Some(account) if self.is_home(account) || self.home.is_none() => Actor::Pipeline,
            Some(account) => {
                let roles = self.roles_of(account, RoleKind::Action.word());
                match roles.as_slice() {
                    [] => Actor::Missing,
                    [role] => Actor::Role(role),
                    _ => Actor::Several,
                }
            }
        }
    }

    fn passed(&self, step: &Step<'p>) -> Passed<'p> {
        let Some(kind) = step.kind else {
            return Passed::Unknown;
        };
        let Some(passes) = &kind.passes else {
            return Passed::Nobody;
        };
        let applied = self.holds(&passes.applied, step);
        if let Some(name) = &step.action.passing {
            return match (self.role(name), applied) {
                (Some(role), Some(false)) => Passed::Idle(role),
                (Some(role), _) => Passed::Role(role),
                (None, _) => Passed::Unknown,
            };
        }
        match (applied, step.account) {
            (Some(false), _) => Passed::Nobody,
            (Some(true), Some(account)) => {
                let roles = self.roles_of(account, passes.kind);
                match roles.as_slice() {
                    [] => Passed::Missing,
                    [role] => Passed::Role(role),
                    _ => Passed::Several,
                }
            }
            _ => Passed::Unknown,
        }
    }

    /// The roles of a kind in an account; one of them where they share a name, since that is no choice.
    pub(crate) fn roles_of(&self, account: &Account, kind: &str) -> Vec<&'p Role> {
        let mut roles: Vec<&Role> = Vec::new();
        let mut choice = false;
        for role in self.roles_in(account) {
            if role.kind.word() == kind {
                if let Some(first) = roles.first() {
                    choice |= role.name.name != first.name.name;
                }
                roles.push(*role);
            }
        }
        if !choice {
            roles.truncate(1);
        }
        roles
    }

    /// Whether a step runs in the pipeline's own account, as far as is known.
    pub(crate) fn is_at_home(&self, step: &Step<'_>) -> bool {
        match step.account {
            Some(account) => self.is_home(account),
            None => true,
        }
    }
}

/// The action type of an action, where it is one.
pub fn action_type(action: &Action) -> Option<&'static ActionType> {
    let provider = &action.provider;
    let name = provider.name.name.as_ref();
    match provider.category {
        Some(category) => catalog::find(category, provider.owner, name),
        // A bare `CodeBuild` is `Build::CodeBuild`; other names of several categories are qualified.
        None if name == "CodeBuild" => catalog::find(Category::Build, Owner::Aws, name),
        None => catalog::only(name),
    }
}

impl<'p> Step<'p> {
    /// Its place in the order in which actions run: those of one place run at the same time.
    pub(crate) fn order(&self) -> (usize, u32) {
        (self.stage_index, self.action.run_order)
    }

    /// Whether a source stands behind the first stage, which is S03's: nothing that comes before it and waits for it is
    /// said, since it is there once the source is where it belongs.
    pub(crate) fn is_late_source(&self) -> bool {
        self.stage_index != 0
            && matches!(self.kind, Some(kind) if kind.category == Category::Source)
    }

    /// The provider's key of that name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.kind?.key(name)
    }

    /// The key under which it names the project that it builds with.
    pub fn project_key(&self) -> Option<&'static str> {
        for key in self.kind?.keys {
            if matches!(key.kind, Kind::Project) {
                return Some(key.name);
            }
        }
        None
    }

    /// The setting of that key.
    pub fn setting(&self, key: &str) -> Option<&'p Setting> {
        setting(self.settings, key)
    }

    /// Whether a key is written; none where what is lost of the action may be that.
    pub(super) fn is_written(&self, key: &str) -> Option<bool> {
        match self.setting(key) {
            Some(_) => Some(true),
            None if self.action.lost => None,
            None => Some(false),
        }
    }

    /// The setting that names its output variables. A provider's own key of that name is another thing: EKS's is
    /// the cluster's.
    pub fn namespace(&self) -> Option<&'p Setting> {
        match self.key("Namespace") {
            Some(_) => None,
            None => self.setting("Namespace"),
        }
    }
}
