//! A drawing as JSON, for other programs.

use super::{Action, Artifact, Drawing, Lane, Role, Stage};
use crate::template::{Map, Node};

/// The pipelines, each with its lanes, stages, actions and artifacts.
pub(crate) fn json(drawings: &[Drawing]) -> Map {
    Map::new().with("pipelines", list(drawings, &|one| pipeline(one).into()))
}

/// A loop, since `map` and `collect` are four times the code, and this is compiled for every kind of item.
fn list<T>(items: &[T], node: &dyn Fn(&T) -> Node) -> Node {
    let mut nodes = Vec::new();
    for item in items {
        nodes.push(node(item));
    }
    Node::List(nodes)
}

fn pipeline(drawing: &Drawing) -> Map {
    let stage = |stage: &Stage| stage.name.as_str().into();
    Map::new()
        .with("name", drawing.name.as_str())
        .with("lanes", list(&drawing.lanes, &|one| lane(one).into()))
        .with("stages", list(&drawing.stages, &stage))
        .with(
            "actions",
            list(&drawing.actions, &|one| action(drawing, one).into()),
        )
        .with(
            "artifacts",
            list(&drawing.artifacts, &|one| artifact(drawing, one).into()),
        )
}

fn lane(lane: &Lane) -> Map {
    let role = |role: &Role| {
        let role = Map::new()
            .with("name", role.name.as_str())
            .with("assumedBy", role.assumed_by.as_str());
        role.into()
    };
    Map::new()
        .with("account", lane.account.as_str())
        .with("id", lane.id.as_str())
        .with("region", lane.region.as_str())
        .with("roles", list(&lane.roles, &role))
}

fn action(drawing: &Drawing, action: &Action) -> Map {
    let lane = &drawing.lanes[action.lane];
    let name = |artifact: &usize| drawing.artifacts[*artifact].name.as_str().into();
    let mut map = Map::new()
        .with("name", path(drawing, action))
        .with("provider", action.provider.as_str())
        .with("account", lane.account.as_str())
        .with("region", lane.region.as_str())
        .with("column", i64::try_from(action.column).unwrap_or(i64::MAX));
    for (word, name) in &action.hands {
        map.insert(*word, name.as_str());
    }
    map.with("inputs", list(&action.inputs, &name))
        .with("outputs", list(&action.outputs, &name))
}

fn artifact(drawing: &Drawing, artifact: &Artifact) -> Map {
    let name = |action: &usize| path(drawing, &drawing.actions[*action]).into();
    Map::new()
        .with("name", artifact.name.as_str())
        .with("from", name(&artifact.maker))
        .with("to", list(&artifact.takers, &name))
}

/// An action's name is its own within its stage only.
fn path(drawing: &Drawing, action: &Action) -> String {
    format!("{}/{}", drawing.stages[action.stage].name, action.name)
}
