//! A drawing as JSON, for other programs.

use super::{Action, Drawing, Lane};
use crate::template::{Map, Node};

/// The pipelines, each with its lanes, stages, actions and artifacts.
pub(crate) fn json(drawings: &[Drawing]) -> Map {
    Map::new().with("pipelines", drawings.iter().map(pipeline).collect::<Node>())
}

fn pipeline(drawing: &Drawing) -> Map {
    let stages = drawing.stages.iter().map(|stage| stage.name.as_str());
    let artifacts = drawing.artifacts.iter().map(|artifact| {
        let name = |action: &usize| path(drawing, &drawing.actions[*action]);
        Map::new()
            .with("name", artifact.name.as_str())
            .with("from", name(&artifact.maker))
            .with("to", artifact.takers.iter().map(name).collect::<Node>())
    });
    Map::new()
        .with("name", drawing.name.as_str())
        .with("lanes", drawing.lanes.iter().map(lane).collect::<Node>())
        .with("stages", stages.collect::<Node>())
        .with(
            "actions",
            drawing
                .actions
                .iter()
                .map(|one| action(drawing, one))
                .collect::<Node>(),
        )
        .with("artifacts", artifacts.collect::<Node>())
}

fn lane(lane: &Lane) -> Map {
    let roles = lane.roles.iter().map(|role| {
        Map::new()
            .with("name", role.name.as_str())
            .with("assumedBy", role.assumed_by.as_str())
    });
    Map::new()
        .with("account", lane.account.as_str())
        .with("id", lane.id.as_str())
        .with("region", lane.region.as_str())
        .with("roles", roles.collect::<Node>())
}

fn action(drawing: &Drawing, action: &Action) -> Map {
    let lane = &drawing.lanes[action.lane];
    let names = |artifacts: &[usize]| {
        let names = artifacts
            .iter()
            .map(|artifact| drawing.artifacts[*artifact].name.as_str());
        names.collect::<Node>()
    };
    Map::new()
        .with("name", path(drawing, action))
        .with("provider", action.provider.as_str())
        .with("account", lane.account.as_str())
        .with("region", lane.region.as_str())
        .with("column", i64::try_from(action.column).unwrap_or(i64::MAX))
        .with_some("project", action.project.as_deref())
        .with_some("as", action.actor.as_deref())
        .with_some("passing", action.passed.as_deref())
        .with("inputs", names(&action.inputs))
        .with("outputs", names(&action.outputs))
}

/// An action's name is its own within its stage only.
fn path(drawing: &Drawing, action: &Action) -> String {
    format!("{}/{}", drawing.stages[action.stage].name, action.name)
}
