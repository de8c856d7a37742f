//! A drawing as JSON, for other programs.

use super::{Action, Artifact, Drawing, Lane, Role, Stage};
use crate::template::{Map, Node, map};

/// The pipelines, each with its lanes, stages, actions and artifacts.
pub(crate) fn json(drawings: &[Drawing]) -> Map {
    map! { "pipelines": list(drawings, &|one| pipeline(one).into()) }
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
    map! {
        "name": drawing.name.as_str(),
        "lanes": list(&drawing.lanes, &|one| lane(one).into()),
        "stages": list(&drawing.stages, &stage),
        "actions": list(&drawing.actions, &|one| action(drawing, one).into()),
        "artifacts": list(&drawing.artifacts, &|one| artifact(drawing, one).into()),
    }
}

fn lane(lane: &Lane) -> Map {
    let role = |role: &Role| {
        let role = map! {
            "name": role.name.as_str(),
            "assumedBy": role.assumed_by.as_str(),
        };
        role.into()
    };
    map! {
        "account": lane.account.as_str(),
        "id": lane.id.as_str(),
        "region": lane.region.as_str(),
        "roles": list(&lane.roles, &role),
    }
}

fn action(drawing: &Drawing, action: &Action) -> Map {
    let lane = &drawing.lanes[action.lane];
    let name = |artifact: &usize| drawing.artifacts[*artifact].name.as_str().into();
    let mut map = map! {
        "name": path(drawing, action),
        "provider": action.provider.as_str(),
        "account": lane.account.as_str(),
        "region": lane.region.as_str(),
        "column": i64::try_from(action.column).unwrap_or(i64::MAX),
    };
    for (word, name) in &action.hands {
        map.put(word, name.as_str());
    }
    map.put("inputs", list(&action.inputs, &name));
    map.put("outputs", list(&action.outputs, &name));
    map
}

fn artifact(drawing: &Drawing, artifact: &Artifact) -> Map {
    let name = |action: &usize| path(drawing, &drawing.actions[*action]).into();
    map! {
        "name": artifact.name.as_str(),
        "from": path(drawing, &drawing.actions[artifact.maker]),
        "to": list(&artifact.takers, &name),
    }
}

/// An action's name is its own within its stage only.
fn path(drawing: &Drawing, action: &Action) -> String {
    format!("{}/{}", drawing.stages[action.stage].name, action.name)
}
