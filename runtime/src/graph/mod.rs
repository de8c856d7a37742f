//! A pipeline as it is drawn: one lane per account and region, stages from left to right, artifacts between actions.
//!
//! The drawing knows no file format; a module each writes it as Mermaid, DOT, SVG and JSON.

mod dot;
mod grid;
mod json;
mod label;
mod layout;
mod mermaid;
mod route;
mod svg;
mod text;

use std::ops::Range;

use passrole_model::index::Index;
use passrole_model::pipeline::{Account, Category, Owner, Provider, Role, RoleKind};
use passrole_model::resolve::{Actor, Passed, Resolved, Step};

pub(crate) use json::json;

/// The pipelines as Mermaid, or as the other format that is named: `dot` or `svg`.
pub(crate) fn write(drawings: &[Drawing], format: &str) -> String {
    match format {
        "dot" => dot::dot(drawings),
        "svg" => svg::svg(drawings),
        _ => mermaid::mermaid(drawings),
    }
}

/// With what the names in a pipeline's drawing begin, where it is one of several.
fn prefix(drawings: &[Drawing], place: usize) -> String {
    match drawings.len() {
        1 => String::new(),
        _ => format!("p{place}"),
    }
}

/// A pipeline as it is drawn.
pub(crate) struct Drawing {
    /// The pipeline's name.
    name: String,
    /// Its doc comment.
    about: String,
    lanes: Vec<Lane>,
    stages: Vec<Stage>,
    /// The actions of each column.
    columns: Vec<Vec<usize>>,
    actions: Vec<Action>,
    artifacts: Vec<Artifact>,
}

/// An account in one region. The pipeline's own account comes first, regions of an account one after the other.
struct Lane {
    account: String,
    id: String,
    region: String,
    /// The region is not the pipeline's.
    away: bool,
    /// It is the pipeline's account.
    home: bool,
    /// It is the account's first lane, which lists the roles: they are the same in every region.
    first: bool,
    /// Each with who assumes it.
    roles: Vec<Worded>,
    actions: Vec<usize>,
}

/// A name, and what stands before it.
struct Worded {
    word: String,
    name: String,
}

impl Worded {
    fn new(word: &str, name: &str) -> Worded {
        Worded {
            word: word.to_owned(),
            name: name.to_owned(),
        }
    }
}

/// A stage, and its columns: what stands in one column runs at the same time, run order by run order.
struct Stage {
    name: String,
    column: usize,
    columns: usize,
}

impl Stage {
    fn range(&self) -> Range<usize> {
        self.column..self.column + self.columns
    }
}

/// An action.
struct Action {
    name: String,
    provider: String,
    lane: usize,
    stage: usize,
    column: usize,
    /// The project that it builds with, the role that acts and the one that it passes on: each with the word by
    /// which the declaration says so.
    hands: Vec<Worded>,
    inputs: Vec<usize>,
    outputs: Vec<usize>,
}

/// An artifact, the action that makes it and those that take it.
struct Artifact {
    name: String,
    maker: usize,
    takers: Vec<usize>,
}

impl Drawing {
    /// What there is to draw of a pipeline that keeps every rule.
    pub(crate) fn new(resolved: &Resolved<'_>) -> Drawing {
        let mut drawing = Drawing {
            name: resolved.show(&resolved.pipeline.name),
            about: resolved.pipeline.doc.trim().to_owned(),
            lanes: lanes(resolved),
            stages: Vec::new(),
            columns: Vec::new(),
            actions: Vec::new(),
            artifacts: Vec::new(),
        };
        let columns = drawing.add_stages(resolved);
        drawing.add_actions(resolved, &columns);
        drawing
    }

    /// The lane in which a step runs.
    fn lane(&self, resolved: &Resolved<'_>, step: &Step<'_>) -> usize {
        if let Some((account, region)) = place_of(resolved, step) {
            for (index, lane) in self.lanes.iter().enumerate() {
                if lane.account.as_str() == account.name.name.as_ref() && lane.region == region {
                    return index;
                }
            }
        }
        0
    }

    /// Adds the stages, with a column for each run order; gives the column of every action.
    fn add_stages(&mut self, resolved: &Resolved<'_>) -> Vec<usize> {
        let mut columns = Vec::new();
        for stage in resolved.pipeline.stages.iter() {
            let first = self.columns.len();
            let mut orders = Vec::new();
            for action in stage.actions.iter() {
                let order = action.run_order as usize;
                if !orders.contains(&order) {
                    orders.push(order);
                    self.columns.push(Vec::new());
                }
            }
            for action in stage.actions.iter() {
                columns.push(first + rank(&orders, action.run_order as usize));
            }
            self.stages.push(Stage {
                name: resolved.show(&stage.name),
                column: first,
                columns: orders.len(),
            });
        }
        columns
    }

    /// Adds the actions and their artifacts: what an action takes was made by one before it.
    fn add_actions(&mut self, resolved: &Resolved<'_>, columns: &[usize]) {
        let mut artifacts = Index::default();
        for step in &resolved.steps {
            let index = self.actions.len();
            let (lane, column) = (self.lane(resolved, step), columns[index]);
            self.lanes[lane].actions.push(index);
            self.columns[column].push(index);
            let mut outputs = Vec::new();
            for output in step.action.outputs.iter() {
                outputs.push(self.artifacts.len());
                artifacts.set(&output.name, self.artifacts.len());
                self.artifacts.push(Artifact {
                    name: output.name.to_string(),
                    maker: index,
                    takers: Vec::new(),
                });
            }
            self.actions.push(Action {
                name: resolved.show(&step.action.name),
                provider: provider(resolved, &step.action.provider),
                lane,
                stage: step.stage_index,
                column,
                hands: hands(resolved, step),
                inputs: Vec::new(),
                outputs,
            });
        }
        // A second round: actions at the same time may stand in any order.
        for (action, step) in resolved.steps.iter().enumerate() {
            for input in step.action.inputs.iter() {
                if let Some(artifact) = artifacts.get(&input.name) {
                    self.artifacts[artifact].takers.push(action);
                    self.actions[action].inputs.push(artifact);
                }
            }
        }
    }
}

/// The account and region in which a step runs.
fn place_of<'p>(resolved: &Resolved<'p>, step: &Step<'p>) -> Option<(&'p Account, String)> {
    Some((step.account?, resolved.region_of(step)?.into_owned()))
}

/// Whether a step runs in an account.
fn is_in(step: &Step<'_>, account: &Account) -> bool {
    matches!(step.account, Some(here) if std::ptr::eq(here, account))
}

/// How many run orders are below one.
fn rank(orders: &[usize], order: usize) -> usize {
    let mut rank = 0;
    for other in orders {
        rank += usize::from(*other < order);
    }
    rank
}

/// The lanes: for each account the regions in which its actions run.
fn lanes(resolved: &Resolved<'_>) -> Vec<Lane> {
    let mut lanes = Vec::new();
    if let Some(home) = resolved.home {
        add_lanes(resolved, home, &mut lanes);
    }
    for account in resolved.pipeline.accounts.iter() {
        if !resolved.is_home(account) {
            add_lanes(resolved, account, &mut lanes);
        }
    }
    lanes
}

/// The regions in which an account's actions run, its home region first; that alone where there are none.
fn regions(resolved: &Resolved<'_>, account: &Account) -> Vec<String> {
    let home = resolved.region(account).unwrap_or_default().into_owned();
    let mut regions = Vec::new();
    for step in &resolved.steps {
        if is_in(step, account)
            && let Some((_, region)) = place_of(resolved, step)
            && !regions.contains(&region)
        {
            let place = if region == home { 0 } else { regions.len() };
            regions.insert(place, region);
        }
    }
    if regions.is_empty() {
        regions.push(home);
    }
    regions
}

/// Adds the lanes of an account.
fn add_lanes(resolved: &Resolved<'_>, account: &Account, lanes: &mut Vec<Lane>) {
    let home = resolved.home.and_then(|home| resolved.region(home));
    for (place, region) in regions(resolved, account).iter().enumerate() {
        let mut lane = Lane {
            account: account.name.name.to_string(),
            id: resolved.id(account).unwrap_or_default().into_owned(),
            region: region.clone(),
            away: matches!(home.as_deref(), Some(home) if home != region.as_str()),
            home: resolved.is_home(account),
            first: place == 0,
            roles: Vec::new(),
            actions: Vec::new(),
        };
        if lane.first {
            add_roles(resolved, account, &mut lane.roles);
        }
        lanes.push(lane);
    }
}

/// Adds the roles of an account: those that are declared, and those that are made because none was.
fn add_roles(resolved: &Resolved<'_>, account: &Account, roles: &mut Vec<Worded>) {
    if resolved.is_home(account) && declared_pipeline_role(resolved).is_none() {
        roles.push(Worded::new("CodePipeline", pipeline_role(resolved)));
    }
    for role in resolved.roles_in(account) {
        let service;
        let assumed_by = match &role.kind {
            RoleKind::Pipeline => "CodePipeline",
            RoleKind::Action => pipeline_role(resolved),
            RoleKind::Events => "EventBridge",
            RoleKind::Service(name) => {
                service = resolved.show(name);
                &service
            }
            kind => kind.word(),
        };
        roles.push(Worded::new(assumed_by, &role.name.name));
    }
    for project in resolved.pipeline.projects.iter() {
        let mut here = false;
        for one in &resolved.accounts_of(&project.accounts) {
            here |= std::ptr::eq(*one, account);
        }
        if project.role.is_none() && here {
            let name = format!("role of {}", project.name.name);
            roles.push(Worded::new("CodeBuild", &name));
        }
    }
    let mut starts = false;
    for step in &resolved.steps {
        let here = is_in(step, account) || resolved.is_home(account);
        starts |= here && resolved.event_of(step).is_some();
    }
    if starts && resolved.event_role(account).is_none() {
        roles.push(Worded::new("EventBridge", "event role"));
    }
}

/// With whose hands a step acts.
fn hands(resolved: &Resolved<'_>, step: &Step<'_>) -> Vec<Worded> {
    let mut hands = Vec::new();
    if let Some(project) = step.project {
        hands.push(Worded::new("project", &project.name.name));
    }
    if let Some(actor) = actor(resolved, step) {
        hands.push(Worded::new("as", actor));
    }
    if let Passed::Role(role) = step.passed {
        hands.push(Worded::new("passing", &role.name.name));
    }
    hands
}

fn actor<'p>(resolved: &Resolved<'p>, step: &Step<'p>) -> Option<&'p str> {
    // Nobody acts but the person who approves.
    if matches!(step.kind, Some(kind) if kind.category == Category::Approval) {
        return None;
    }
    match step.actor {
        Actor::Role(role) => Some(&role.name.name),
        Actor::Pipeline => Some(pipeline_role(resolved)),
        _ => None,
    }
}

fn declared_pipeline_role<'p>(resolved: &Resolved<'p>) -> Option<&'p Role> {
    resolved.role(resolved.pipeline.role.as_ref()?)
}

fn pipeline_role<'p>(resolved: &Resolved<'p>) -> &'p str {
    match declared_pipeline_role(resolved) {
        Some(role) => &role.name.name,
        None => "pipeline role",
    }
}

/// The provider as it is written, without the category of AWS's own: the action's name says what it is for.
fn provider(resolved: &Resolved<'_>, provider: &Provider) -> String {
    let name = &provider.name.name;
    let owned = match provider.owner {
        Owner::Aws => name.to_string(),
        owner => format!("{}::{name}", owner.as_str()),
    };
    match &provider.version {
        Some(version) => format!("{owned} @ {}", resolved.show(version)),
        None => owned,
    }
}
