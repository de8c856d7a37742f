//! The rules of stage conditions, as the actions that they are in all but name.

use std::borrow::Cow;

use super::Resolved;
use super::steps::{Actor, Passed, Step, action_type};
use crate::arn::Arn;
use crate::catalog::gates;
use crate::names;
use crate::pipeline::{
    Account, Action, Category, Ident, List, Owner, Project, Provider, Role, RoleKind, Setting,
    Site, Stage, Str, Value, setting,
};
use crate::text::{Part, Text};

/// A rule of a stage's condition.
pub struct Rule<'p> {
    stage: &'p Stage,
    stage_index: usize,
    gate: &'p str,
    /// It, but for its configuration and its place.
    action: Action,
    configuration: &'p [Setting],
    region: Option<Cow<'p, Text>>,
    /// The role of its own.
    role: Option<&'p Value>,
}

impl<'p> Resolved<'p> {
    /// Every rule of every condition, in the order of the declaration; those of which it is known what they are.
    pub fn rules(&self) -> Vec<Rule<'p>> {
        let mut rules = Vec::new();
        for (stage_index, stage) in self.stages.iter().enumerate() {
            for gate in stage.conditions.iter() {
                if gates::gate(&gate.key.name).is_none() {
                    continue;
                }
                for condition in list(&gate.value, "Conditions") {
                    for rule in list(condition, "Rules") {
                        let Some(action) = self.rule(rule) else {
                            continue;
                        };
                        rules.push(Rule {
                            stage,
                            stage_index,
                            gate: &gate.key.name,
                            action,
                            configuration: match value(rule, "Configuration") {
                                Some(Value::Map(settings, _)) => settings,
                                _ => &[],
                            },
                            region: value(rule, "Region").map(text),
                            role: value(rule, "RoleArn"),
                        });
                    }
                }
            }
        }
        rules
    }

    /// A rule as an action; none where it does not say what it is.
    fn rule(&self, rule: &'p Value) -> Option<Action> {
        let kind = value(rule, "RuleTypeId")?;
        let provider = value(kind, "Provider")?;
        let name = value(rule, "Name")?;
        let provider = ident(self.value(provider)?.into_owned(), provider);
        let mut inputs = Vec::new();
        for artifact in list(rule, "InputArtifacts") {
            if let Some(name) = value(artifact, "Name")
                && let Some(known) = self.value(name)
            {
                inputs.push(ident(known.into_owned(), name));
            }
        }
        Some(Action {
            doc: Str::default(),
            name: Text::literal(self.show(&text(name)).into(), name.at()),
            provider: Provider {
                category: Some(Category::Rule),
                owner: Owner::Aws,
                name: provider,
                version: None,
            },
            inputs: inputs.into(),
            outputs: List::default(),
            place: None,
            role: None,
            passing: None,
            settings: List::default(),
            run_order: 1,
            round: Str::default(),
            lost: false,
        })
    }

    /// The declared project that is made with that name in the account in which a rule is asked.
    pub(super) fn project_made(&self, rule: &Step<'p>, name: &'p Value) -> Option<&'p Project> {
        let (account, project) = (rule.account?, self.project_named(name)?);
        self.is_in(&project.accounts, account).then_some(project)
    }

    /// The declared project that is made with that name, wherever that is.
    fn project_named(&self, name: &'p Value) -> Option<&'p Project> {
        let name = self.value(name)?;
        for project in self.projects {
            if let Some(made) = names::project(self, project)
                && made == name
            {
                return Some(project);
            }
        }
        None
    }

    /// The declared project that a rule names and that is not made where it runs, and where it is named.
    pub(crate) fn project_elsewhere(&self, rule: &Step<'p>) -> Option<(&'p Project, Site)> {
        // Where another's role acts is not known.
        if rule.project.is_some() || matches!(rule.actor, Actor::Named(_)) {
            return None;
        }
        let name = &rule.setting(rule.project_key()?)?.value;
        let project = self.project_named(name)?;
        self.all_known(&project.accounts)
            .then_some((project, name.at()))
    }

    /// The region in which a rule needs an artifact store: it takes artifacts there, or builds there.
    pub(crate) fn region_of_work(&self, rule: &Step<'p>) -> Option<Cow<'p, str>> {
        if rule.project.is_none() && rule.action.inputs.is_empty() {
            return None;
        }
        self.region_of(rule)
    }

    /// Whether a list of accounts and groups has the account.
    fn is_in(&self, names: &[Ident], account: &Account) -> bool {
        let mut is_in = false;
        for one in &self.accounts_of(names) {
            is_in |= one.name.name == account.name.name;
        }
        is_in
    }

    /// Who acts where a rule names a role, and in which account: the pipeline role, or an action role of the account that the
    /// ARN says, if it is one's. CodePipeline assumes it by way of the pipeline role, as it does for an action.
    /// <https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RuleExecutionInput.html>
    fn named_actor(&self, value: &'p Value) -> (Actor<'p>, Option<&'p Account>) {
        let Some(home) = self.home else {
            return (Actor::Unknown, None);
        };
        let named = (Actor::Named(value), Some(home));
        let Some(text) = self.arn(value, home) else {
            return named;
        };
        let arn = Some(text.as_ref());
        if self.pipeline.role.is_none() && self.role_arn(None, home).as_deref() == arn {
            return (Actor::Pipeline, Some(home));
        }
        let Some(parsed) = Arn::parse(&text) else {
            return named;
        };
        for account in self.accounts {
            if self.id(account).as_deref() != Some(parsed.account) {
                continue;
            }
            for role in self.roles_in(account) {
                if self.role_arn(Some(role), account).as_deref() != arn {
                    continue;
                }
                match role.kind {
                    RoleKind::Action => return (Actor::Role(role), Some(account)),
                    RoleKind::Pipeline => return (Actor::Pipeline, Some(home)),
                    _ => {}
                }
            }
        }
        named
    }

    /// The ARN of a role, or of the pipeline role that is made.
    fn role_arn(&self, role: Option<&'p Role>, account: &Account) -> Option<Cow<'p, str>> {
        let name = match role {
            Some(role) if role.existing.is_some() => return self.existing(role, account),
            Some(role) => names::role(self, role, account)?,
            None => names::pipeline_role(self)?,
        };
        let (partition, id) = (self.partition()?.name, self.id(account)?);
        let path = names::role_path(self, role, account).unwrap_or_default();
        let path = path.strip_prefix('/').unwrap_or(&path);
        Some(Cow::Owned(format!(
            "arn:{partition}:iam::{id}:role/{path}{name}"
        )))
    }
}

impl Rule<'_> {
    /// The rule with its defaults filled in. The pipeline role asks it, in the pipeline's account, or the role that it names,
    /// in that one's.
    pub fn step<'s>(&'s self, resolved: &Resolved<'s>) -> Step<'s> {
        let (actor, account) = match self.role {
            Some(role) => resolved.named_actor(role),
            None => (Actor::Pipeline, resolved.home),
        };
        let mut step = Step {
            stage: self.stage,
            stage_index: self.stage_index,
            action: &self.action,
            settings: self.configuration,
            gate: Some(self.gate),
            kind: action_type(&self.action),
            account,
            place: None,
            region: self.region.as_deref(),
            project: None,
            actor,
            passed: Passed::Nobody,
        };
        step.project = resolved.project_of(&step);
        step
    }
}

/// The value of a key of a map.
fn value<'v>(map: &'v Value, key: &str) -> Option<&'v Value> {
    match map {
        Value::Map(entries, _) => Some(&setting(entries, key)?.value),
        _ => None,
    }
}

/// The values of a list in a map.
fn list<'v>(map: &'v Value, key: &str) -> &'v [Value] {
    match value(map, key) {
        Some(Value::List(values, _)) => values,
        _ => &[],
    }
}

/// A value as a string of the language.
fn text(value: &Value) -> Cow<'_, Text> {
    match value {
        Value::Text(text) => Cow::Borrowed(text),
        Value::Expression(index, at) => Cow::Owned(Text::of(Part::Expression(*index), *at)),
        value => Cow::Owned(Text::literal(Str::default(), value.at())),
    }
}

fn ident(name: String, of: &Value) -> Ident {
    Ident {
        name: name.into(),
        at: of.at(),
    }
}
