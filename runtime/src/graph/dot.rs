//! A drawing as DOT, for Graphviz.

use std::fmt::Write;

use super::{Action, Drawing, Lane};

/// The pipelines as one graph; of several, each stands in a cluster of its own.
pub(crate) fn dot(drawings: &[Drawing]) -> String {
    let mut dot = String::from(
        "digraph {\n  \
         graph [rankdir=LR, newrank=true, fontname=\"Helvetica\", fontsize=11, nodesep=0.15, ranksep=0.6]\n  \
         node [shape=box, style=\"rounded,filled\", fillcolor=white, color=\"#8c959f\", fontname=\"Helvetica\", fontsize=10]\n  \
         edge [color=\"#0969da\", fontcolor=\"#0969da\", fontname=\"Helvetica\", fontsize=9, arrowsize=0.7]\n",
    );
    for (place, drawing) in drawings.iter().enumerate() {
        let name = label(&[format!("<B>{}</B>", escaped(&drawing.name))], "");
        if drawings.len() == 1 {
            let _ = writeln!(dot, "  label={name}\n  labelloc=t\n  labeljust=l");
        } else {
            let _ = writeln!(dot, "  subgraph cluster_p{place} {{\n  label={name}");
        }
        pipeline(&mut dot, drawing, &format!("p{place}"));
        if drawings.len() > 1 {
            dot.push_str("  }\n");
        }
    }
    dot.push_str("}\n");
    dot
}

/// Everything of a pipeline; its names begin with a prefix.
fn pipeline(dot: &mut String, drawing: &Drawing, prefix: &str) {
    for (place, lane) in drawing.lanes.iter().enumerate() {
        let fill = if lane.home { "#e9f2fd" } else { "#f4f6f8" };
        let _ = writeln!(
            dot,
            "  subgraph cluster_{prefix}l{place} {{\n    label={}\n    labeljust=l\n    style=filled\n    \
             color=\"{fill}\"",
            lane_label(lane)
        );
        for (index, action) in drawing.actions.iter().enumerate() {
            if action.lane == place {
                let _ = writeln!(dot, "    {prefix}a{index} [label={}]", action_label(action));
            }
        }
        dot.push_str("  }\n");
    }
    columns(dot, drawing, prefix);
    for artifact in &drawing.artifacts {
        let label = label(&[escaped(&artifact.name)], "");
        let maker = artifact.maker;
        for taker in &artifact.takers {
            let _ = writeln!(
                dot,
                "  {prefix}a{maker} -> {prefix}a{taker} [label={label}]"
            );
        }
    }
}

/// A row of heads, the stages' names, each over the actions of its column.
fn columns(dot: &mut String, drawing: &Drawing, prefix: &str) {
    let mut members = vec![String::new(); drawing.columns()];
    for (index, action) in drawing.actions.iter().enumerate() {
        let _ = write!(members[action.column], "; {prefix}a{index}");
    }
    for stage in &drawing.stages {
        for column in stage.column..stage.column + stage.columns {
            let head = if column == stage.column {
                format!(
                    "shape=plaintext, style=solid, label={}",
                    label(&[format!("<B>{}</B>", escaped(&stage.name))], "")
                )
            } else {
                "style=invis, label=\"\"".to_owned()
            };
            let _ = writeln!(dot, "  {prefix}c{column} [{head}]");
            let _ = writeln!(
                dot,
                "  {{ rank=same; {prefix}c{column}{} }}",
                members[column]
            );
        }
    }
    let chain: Vec<String> = (0..drawing.columns())
        .map(|column| format!("{prefix}c{column}"))
        .collect();
    let _ = writeln!(dot, "  {} [style=invis, weight=9]", chain.join(" -> "));
}

fn lane_label(lane: &Lane) -> String {
    let mut lines = vec![format!(
        "<B>{}</B> {} {}",
        escaped(&lane.account),
        escaped(&lane.id),
        escaped(&lane.region)
    )];
    let roles = lane.roles.iter();
    lines.extend(
        roles.map(|role| format!("{} → {}", escaped(&role.assumed_by), escaped(&role.name))),
    );
    label(&lines, " ALIGN=\"LEFT\"")
}

fn action_label(action: &Action) -> String {
    let mut lines = vec![
        format!("<B>{}</B>", escaped(&action.name)),
        escaped(&action.provider),
    ];
    lines.extend(
        action
            .hands()
            .map(|(word, name)| format!("{word} {}", escaped(name))),
    );
    label(&lines, "")
}

/// A label of several lines, in Graphviz's HTML.
fn label(lines: &[String], align: &str) -> String {
    format!(
        "<{}>",
        lines
            .iter()
            .map(|line| format!("{line}<BR{align}/>"))
            .collect::<String>()
    )
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}
