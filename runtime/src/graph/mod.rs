//! A pipeline as it is drawn: a lane an account and region, stages from left to right, artifacts between actions.
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

use std::borrow::Cow;
use std::ops::Range;

use passrole_model::index::Index;
use passrole_model::pipeline::{Account, Category, Owner, Provider, Role as Declared, RoleKind};
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

/// A pipeline as it is drawn.
pub(crate) struct Drawing {
    /// The pipeline's name.
    name: String,
    /// Its doc comment.
    about: String,
    lanes: Vec<Lane>,
    stages: Vec<Stage>,
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
    roles: Vec<Role>,
}

/// A role of an account.
struct Role {
    name: String,
    assumed_by: String,
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
    hands: Vec<(&'static str, String)>,
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
    /// What an action makes and nobody takes: no line leads away from it.
    fn untaken(&self, action: &Action) -> Vec<&str> {
        let mut untaken = Vec::new();
        for output in &action.outputs {
            let artifact = &self.artifacts[*output];
            if artifact.takers.is_empty() {
                untaken.push(artifact.name.as_str());
            }
        }
        untaken
    }

    /// What there is to draw of a pipeline that keeps every rule.
    pub(crate) fn new(resolved: &Resolved<'_>) -> Drawing {
        let mut drawing = Drawing {
            name: resolved.show(&resolved.pipeline.name),
            about: resolved.pipeline.doc.trim().to_owned(),
            lanes: lanes(resolved),
            stages: Vec::new(),
            actions: Vec::new(),
            artifacts: Vec::new(),
        };
        let orders = drawing.add_stages(resolved);
        drawing.add_actions(resolved, &orders);
        drawing
    }

    /// How many columns all stages have.
    fn columns(&self) -> usize {
        self.stages.last().map_or(0, |stage| stage.range().end)
    }

    /// The actions of each lane.
    fn by_lane(&self) -> Vec<Vec<usize>> {
        let mut lanes = vec![Vec::new(); self.lanes.len()];
        for (index, action) in self.actions.iter().enumerate() {
            lanes[action.lane].push(index);
        }
        lanes
    }

    /// The actions of each column.
    fn by_column(&self) -> Vec<Vec<usize>> {
        let mut columns = vec![Vec::new(); self.columns()];
        for (index, action) in self.actions.iter().enumerate() {
            columns[action.column].push(index);
        }
        columns
    }

    /// The lane in which a step runs.
    fn lane(&self, resolved: &Resolved<'_>, step: &Step<'_>) -> usize {
        if let Some((account, region)) = place_of(resolved, step) {
            for (index, lane) in self.lanes.iter().enumerate() {
                if lane.account == account.name.name && lane.region == region {
                    return index;
                }
            }
        }
        0
    }

    /// Adds the stages; the run orders of each, a column each.
    fn add_stages(&mut self, resolved: &Resolved<'_>) -> Vec<Vec<u32>> {
        let mut orders = vec![Vec::new(); resolved.pipeline.stages.len()];
        for step in &resolved.steps {
            let (orders, order) = (&mut orders[step.stage_index], step.action.run_order);
            if let Err(place) = orders.binary_search(&order) {
                orders.insert(place, order);
            }
        }
        for (stage, orders) in resolved.pipeline.stages.iter().zip(&orders) {
            self.stages.push(Stage {
                name: resolved.show(&stage.name),
                column: self.columns(),
                columns: orders.len(),
            });
        }
        orders
    }

    /// Adds the actions and their artifacts: what an action takes was made by one before it.
    fn add_actions(&mut self, resolved: &Resolved<'_>, orders: &[Vec<u32>]) {
        let mut artifacts = Index::default();
        for step in &resolved.steps {
            let index = self.actions.len();
            let before = orders[step.stage_index].binary_search(&step.action.run_order);
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
                lane: self.lane(resolved, step),
                stage: step.stage_index,
                column: self.stages[step.stage_index].column + before.unwrap_or_default(),
                hands: hands(resolved, step),
                inputs: Vec::new(),
                outputs,
            });
        }
        // A second round: actions at the same time may stand in any order.
        for (step, action) in resolved.steps.iter().zip(0..) {
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
fn place_of<'p>(resolved: &Resolved<'p>, step: &Step<'p>) -> Option<(&'p Account, Cow<'p, str>)> {
    Some((step.account?, resolved.region_of(step)?))
}

/// The lanes: for each account the regions in which its actions run, its home region where there are none.
fn lanes(resolved: &Resolved<'_>) -> Vec<Lane> {
    let accounts = &resolved.pipeline.accounts;
    let mut regions = Vec::new();
    for _ in accounts.iter() {
        regions.push(Vec::new());
    }
    for step in &resolved.steps {
        if let Some((account, region)) = place_of(resolved, step)
            && let Some(place) = resolved.place_of(account)
            && !regions[place].contains(&region)
        {
            regions[place].push(region);
        }
    }
    let mut lanes = Vec::new();
    for home in [true, false] {
        for (account, regions) in accounts.iter().zip(&regions) {
            if resolved.is_home(account) == home {
                add_lanes(resolved, account, regions, &mut lanes);
            }
        }
    }
    lanes
}

/// Adds the lanes of an account: that of its home region first, the others as they come.
fn add_lanes(
    resolved: &Resolved<'_>,
    account: &Account,
    regions: &[Cow<'_, str>],
    lanes: &mut Vec<Lane>,
) {
    let own = resolved.region(account).unwrap_or_default();
    let mut ordered = Vec::new();
    if regions.is_empty() || regions.contains(&own) {
        ordered.push(&own);
    }
    for region in regions {
        if *region != own {
            ordered.push(region);
        }
    }
    let home = resolved.home.and_then(|home| resolved.region(home));
    let mut roles = roles(resolved, account);
    for (place, region) in ordered.into_iter().enumerate() {
        lanes.push(Lane {
            account: account.name.name.to_string(),
            id: resolved.id(account).unwrap_or_default().into_owned(),
            region: region.to_string(),
            away: home.as_ref().is_some_and(|home| home != region),
            home: resolved.is_home(account),
            first: place == 0,
            roles: std::mem::take(&mut roles),
        });
    }
}

/// The roles of an account: those that are declared, and those that are made because none was.
fn roles(resolved: &Resolved<'_>, account: &Account) -> Vec<Role> {
    let mut roles = Vec::new();
    let mut add = |name: String, assumed_by: String| roles.push(Role { name, assumed_by });
    if resolved.is_home(account) && declared_pipeline_role(resolved).is_none() {
        add(pipeline_role(resolved), "CodePipeline".to_owned());
    }
    for role in resolved.roles_in(account) {
        let assumed_by = match &role.kind {
            RoleKind::Pipeline => "CodePipeline".to_owned(),
            RoleKind::Action => pipeline_role(resolved),
            RoleKind::Events => "EventBridge".to_owned(),
            RoleKind::Service(service) => resolved.show(service),
            kind => kind.word().to_owned(),
        };
        add(role.name.name.to_string(), assumed_by);
    }
    for project in resolved.pipeline.projects.iter() {
        let here = resolved.accounts_of(&project.accounts);
        if project.role.is_none() && here.iter().any(|one| std::ptr::eq(*one, account)) {
            add(
                format!("role of {}", project.name.name),
                "CodeBuild".to_owned(),
            );
        }
    }
    let starts = resolved.steps.iter().any(|step| {
        let here = step.account.is_some_and(|from| std::ptr::eq(from, account));
        (here || resolved.is_home(account)) && resolved.event_of(step).is_some()
    });
    if starts && resolved.event_role(account).is_none() {
        add("event role".to_owned(), "EventBridge".to_owned());
    }
    roles
}

/// With whose hands a step acts.
fn hands(resolved: &Resolved<'_>, step: &Step<'_>) -> Vec<(&'static str, String)> {
    let mut hands = Vec::new();
    if let Some(project) = resolved.project_of(step) {
        hands.push(("project", project.name.name.to_string()));
    }
    if let Some(actor) = actor(resolved, step) {
        hands.push(("as", actor));
    }
    if let Passed::Role(role) = step.passed {
        hands.push(("passing", role.name.name.to_string()));
    }
    hands
}

fn actor(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<String> {
    match step.actor {
        // Nobody acts but the person who approves.
        _ if step
            .kind
            .is_some_and(|kind| kind.category == Category::Approval) =>
        {
            None
        }
        Actor::Role(role) => Some(role.name.name.to_string()),
        Actor::Pipeline => Some(pipeline_role(resolved)),
        _ => None,
    }
}

fn declared_pipeline_role<'p>(resolved: &Resolved<'p>) -> Option<&'p Declared> {
    resolved.role(resolved.pipeline.role.as_ref()?)
}

fn pipeline_role(resolved: &Resolved<'_>) -> String {
    match declared_pipeline_role(resolved) {
        Some(role) => role.name.name.to_string(),
        None => "pipeline role".to_owned(),
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
