//! A drawing as a Mermaid flowchart, as GitHub shows it in a page.

use std::fmt::Write;

use super::{Action, Drawing, Lane};

/// The pipelines as one flowchart; of several, each stands in a box of its own.
pub(crate) fn mermaid(drawings: &[Drawing]) -> String {
    let mut mermaid = "flowchart LR\n".to_owned();
    for (place, drawing) in drawings.iter().enumerate() {
        let prefix = format!("p{place}");
        if drawings.len() > 1 {
            let _ = writeln!(
                mermaid,
                "  subgraph {prefix}[\"{}\"]",
                escaped(&drawing.name)
            );
        }
        pipeline(&mut mermaid, drawing, &prefix);
        if drawings.len() > 1 {
            mermaid.push_str("  end\n");
        }
    }
    mermaid
}

fn pipeline(mermaid: &mut String, drawing: &Drawing, prefix: &str) {
    for (place, lane) in drawing.lanes.iter().enumerate() {
        let _ = writeln!(
            mermaid,
            "  subgraph {prefix}l{place}[\"{}\"]",
            lane_label(lane)
        );
        let mut stage = None;
        for (index, action) in drawing
            .actions
            .iter()
            .enumerate()
            .filter(|(_, action)| action.lane == place)
        {
            if stage != Some(action.stage) {
                if stage.is_some() {
                    mermaid.push_str("    end\n");
                }
                stage = Some(action.stage);
                let name = escaped(&drawing.stages[action.stage].name);
                let _ = writeln!(
                    mermaid,
                    "    subgraph {prefix}l{place}s{}[\"{name}\"]",
                    action.stage
                );
            }
            let _ = writeln!(
                mermaid,
                "      {prefix}a{index}[\"{}\"]",
                action_label(action)
            );
        }
        if stage.is_some() {
            mermaid.push_str("    end\n");
        }
        mermaid.push_str("  end\n");
    }
    for artifact in &drawing.artifacts {
        for taker in &artifact.takers {
            let _ = writeln!(
                mermaid,
                "  {prefix}a{} -->|\"{}\"| {prefix}a{taker}",
                artifact.maker,
                escaped(&artifact.name)
            );
        }
    }
}

fn lane_label(lane: &Lane) -> String {
    let mut label = format!(
        "<b>{}</b> {} {}",
        escaped(&lane.account),
        escaped(&lane.id),
        escaped(&lane.region)
    );
    for role in &lane.roles {
        let _ = write!(
            label,
            "<br/>{} → {}",
            escaped(&role.assumed_by),
            escaped(&role.name)
        );
    }
    label
}

fn action_label(action: &Action) -> String {
    let mut label = format!(
        "<b>{}</b><br/>{}",
        escaped(&action.name),
        escaped(&action.provider)
    );
    for (word, name) in action.hands() {
        let _ = write!(label, "<br/>{word} {}", escaped(name));
    }
    label
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
