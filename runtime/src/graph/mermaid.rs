//! A drawing as a Mermaid flowchart, as GitHub shows it in a page.
//!
//! Mermaid lays out by itself: what belongs together is said by boxes, what comes later by links that are not shown.

use std::fmt::{Formatter, Write};

use super::text::Escaped;
use super::{Drawing, Lane, prefix};
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
    // Mermaid puts what comes last on top where no line says otherwise.
    for place in (0..drawing.lanes.len()).rev() {
        let lane = &drawing.lanes[place];
        let (account, id) = (escaped(&lane.account), escaped(&lane.id));
        let region = escaped(&lane.region);
        let _ = writeln!(
            mermaid,
            "  subgraph {prefix}l{place}[\"{account} {id} {region}\"]"
        );
        if !lane.roles.is_empty() {
            let _ = write!(mermaid, "    {prefix}r{place}([\"");
            roles(mermaid, lane);
            mermaid.push_str("\"])\n");
        }
        for index in &lane.actions {
            let action = &drawing.actions[*index];
            let stage = escaped(&drawing.stages[action.stage].name);
            let name = escaped(&action.name);
            let _ = write!(mermaid, "    {prefix}a{index}[\"{stage}: <b>{name}</b>");
            drawing.below(mermaid, action, "<br/>", escaped);
            mermaid.push_str("\"]\n");
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

fn roles(mermaid: &mut String, lane: &Lane) {
    let mut between = "";
    for role in &lane.roles {
        let (word, name) = (escaped(&role.word), escaped(&role.name));
        let _ = write!(mermaid, "{between}{word} → {name}");
        between = "<br/>";
    }
}

/// Lets each action stand after one of the column before it, of its own lane where there is one, and the roles of a
/// lane before its actions. More links say no more, and Mermaid's layout fails on some graphs that have them.
fn order(mermaid: &mut String, drawing: &Drawing, prefix: &str) {
    let mut named = vec![false; drawing.lanes.len()];
    let mut before: &[usize] = &[];
    for column in &drawing.columns {
        for index in column {
            let lane = drawing.actions[*index].lane;
            let mut link = before.first();
            for other in before {
                if drawing.actions[*other].lane == lane {
                    link = Some(other);
                    break;
                }
            }
            if let Some(before) = link {
                let _ = writeln!(mermaid, "  {prefix}a{before} ~~~ {prefix}a{index}");
            }
            if !std::mem::replace(&mut named[lane], true) && !drawing.lanes[lane].roles.is_empty() {
                let _ = writeln!(mermaid, "  {prefix}r{lane} ~~~ {prefix}a{index}");
            }
        }
        before = column;
    }
}

/// Letters and digits as they are, everything else by its number.
fn escaped(text: &str) -> Escaped<'_> {
    let letter = |letter: char, f: &mut Formatter<'_>| match letter {
        ' ' | '-' | '.' => f.write_char(letter),
        letter if letter.is_alphanumeric() => f.write_char(letter),
        letter => write!(f, "#{};", u32::from(letter)),
    };
    Escaped { text, letter }
}
