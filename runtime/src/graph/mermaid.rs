//! A drawing as a Mermaid flowchart, as GitHub shows it in a page.
//!
//! Mermaid lays out by itself: what belongs together is said by boxes, what comes later by links that are not shown.

use std::fmt::Write;

use super::{Action, Drawing, Lane, prefix};
use crate::template::{Node, json};

/// The pipelines as one flowchart; of several, each stands in a box of its own.
pub(super) fn mermaid(drawings: &[Drawing]) -> String {
    let mut mermaid = "---\n".to_owned();
    if let [drawing] = drawings {
        let title = json::compact(&Node::String(drawing.name.clone()));
        let _ = writeln!(mermaid, "title: {title}");
    }
    // By itself Mermaid breaks a line of a label that is wider than 200 pixels.
    mermaid.push_str("config:\n  flowchart:\n    wrappingWidth: 600\n---\nflowchart LR\n");
    for (place, drawing) in drawings.iter().enumerate() {
        let prefix = prefix(drawings, place);
        if !prefix.is_empty() {
            let name = escaped(&drawing.name);
            let _ = writeln!(mermaid, "  subgraph {prefix}[\"{name}\"]\n  direction LR");
        }
        pipeline(&mut mermaid, drawing, &prefix);
        if !prefix.is_empty() {
            mermaid.push_str("  end\n");
        }
    }
    mermaid
}

fn pipeline(mermaid: &mut String, drawing: &Drawing, prefix: &str) {
    let members = drawing.by_lane();
    for (place, lane) in drawing.lanes.iter().enumerate() {
        let title = escaped(&format!("{} {} {}", lane.account, lane.id, lane.region));
        let _ = writeln!(mermaid, "  subgraph {prefix}l{place}[\"{title}\"]");
        if !lane.roles.is_empty() {
            let _ = writeln!(mermaid, "    {prefix}r{place}([\"{}\"])", roles(lane));
        }
        for index in &members[place] {
            let label = label(drawing, &drawing.actions[*index]);
            let _ = writeln!(mermaid, "    {prefix}a{index}[\"{label}\"]");
        }
        mermaid.push_str("  end\n");
    }
    for artifact in &drawing.artifacts {
        let (maker, name) = (artifact.maker, escaped(&artifact.name));
        for taker in &artifact.takers {
            let _ = writeln!(
                mermaid,
                "  {prefix}a{maker} -->|\"{name}\"| {prefix}a{taker}"
            );
        }
    }
    order(mermaid, drawing, prefix);
}

/// Lets each action stand after one of the column before it, of its own lane where there is one, and the roles of a
/// lane before its actions. More links say no more, and Mermaid's layout fails on some graphs that have them.
fn order(mermaid: &mut String, drawing: &Drawing, prefix: &str) {
    let columns = drawing.by_column();
    let mut named = vec![false; drawing.lanes.len()];
    let mut before: &[usize] = &[];
    for column in &columns {
        for index in column {
            let lane = drawing.actions[*index].lane;
            let mut own = before.iter();
            let own = own.find(|before| drawing.actions[**before].lane == lane);
            if let Some(before) = own.or(before.first()) {
                let _ = writeln!(mermaid, "  {prefix}a{before} ~~~ {prefix}a{index}");
            }
            if !std::mem::replace(&mut named[lane], true) && !drawing.lanes[lane].roles.is_empty() {
                let _ = writeln!(mermaid, "  {prefix}r{lane} ~~~ {prefix}a{index}");
            }
        }
        before = column;
    }
}

fn roles(lane: &Lane) -> String {
    let mut lines = Vec::new();
    for role in &lane.roles {
        let (word, name) = (escaped(&role.word), escaped(&role.name));
        lines.push(format!("{word} → {name}"));
    }
    lines.join("<br/>")
}

fn label(drawing: &Drawing, action: &Action) -> String {
    let stage = escaped(&drawing.stages[action.stage].name);
    let below = drawing.below(action, "<br/>", &escaped);
    format!("{stage}: <b>{}</b>{below}", escaped(&action.name))
}

/// Letters and digits as they are, everything else by its number.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '.') {
            escaped.push(letter);
        } else {
            let _ = write!(escaped, "#{};", u32::from(letter));
        }
    }
    escaped
}
