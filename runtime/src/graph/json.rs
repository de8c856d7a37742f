//! A drawing as JSON, for other programs.

use super::{Action, Drawing};
use crate::template::{Node, map};

/// The pipelines, each with its lanes, stages, actions and artifacts.
pub(crate) fn json(drawings: &[Drawing]) -> Node {
    let mut pipelines: Vec<Node> = Vec::new();
    for drawing in drawings {
        let mut stages = Vec::new();
        for stage in &drawing.stages {
            stages.push(Node::from(&stage.name));
        }
        pipelines.push(
            map! {
                "name": drawing.name.as_str(),
                "lanes": lanes(drawing),
                "stages": stages,
                "actions": actions(drawing),
                "artifacts": artifacts(drawing),
            }
            .into(),
        );
    }
    map! { "pipelines": pipelines }.into()
}

fn lanes(drawing: &Drawing) -> Vec<Node> {
    let mut lanes = Vec::new();
    for lane in &drawing.lanes {
        let mut roles: Vec<Node> = Vec::new();
        for role in &lane.roles {
            roles.push(map! { "name": role.name.as_str(), "assumedBy": role.word.as_str() }.into());
        }
        lanes.push(
            map! {
                "account": lane.account.as_str(),
                "id": lane.id.as_str(),
                "region": lane.region.as_str(),
                "roles": roles,
            }
            .into(),
        );
    }
    lanes
}

fn actions(drawing: &Drawing) -> Vec<Node> {
    let mut actions = Vec::new();
    for action in &drawing.actions {
        let lane = &drawing.lanes[action.lane];
        let mut map = map! {
            "name": path(drawing, action),
            "provider": action.provider.as_str(),
            "account": lane.account.as_str(),
            "region": lane.region.as_str(),
            "column": i64::try_from(action.column).unwrap_or(i64::MAX),
        };
        for hand in &action.hands {
            map.insert(hand.word.clone(), Node::from(&hand.name));
        }
        map.put("inputs", names(drawing, &action.inputs));
        map.put("outputs", names(drawing, &action.outputs));
        actions.push(map.into());
    }
    actions
}

/// The names of artifacts.
fn names(drawing: &Drawing, artifacts: &[usize]) -> Vec<Node> {
    let mut names = Vec::new();
    for artifact in artifacts {
        names.push(Node::from(&drawing.artifacts[*artifact].name));
    }
    names
}

fn artifacts(drawing: &Drawing) -> Vec<Node> {
    let mut artifacts = Vec::new();
    for artifact in &drawing.artifacts {
        let mut takers = Vec::new();
        for taker in &artifact.takers {
            takers.push(path(drawing, &drawing.actions[*taker]));
        }
        artifacts.push(
            map! {
                "name": artifact.name.as_str(),
                "from": path(drawing, &drawing.actions[artifact.maker]),
                "to": takers,
            }
            .into(),
        );
    }
    artifacts
}

/// An action's name is its own within its stage only.
fn path(drawing: &Drawing, action: &Action) -> String {
    format!("{}/{}", drawing.stages[action.stage].name, action.name)
}
