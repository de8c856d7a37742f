//! A drawing as DOT, for Graphviz.
//!
//! What stands in one column has one rank, across all lanes. Each lane has a node in the first rank, its title, and
//! one in the last that is not shown, so that it is as long as the others.

use std::fmt::Write;

use super::svg::Escaped;
use super::{Drawing, Lane, prefix};

const HEAD: &str = "digraph {
  graph [rankdir=LR, newrank=true, labelloc=t, labeljust=l, nodesep=0.12, ranksep=0.5, fontname=Helvetica]
  node [shape=box, style=\"rounded,filled\", fillcolor=white, color=\"#8c959f\", fontname=Helvetica, fontsize=10]
  edge [fontname=Helvetica, fontsize=9, arrowsize=0.7]
";

/// The colours of artifacts, one after the other.
const COLORS: [&str; 8] = [
    "#0969da", "#bc4c00", "#1a7f37", "#8250df", "#bf3989", "#1b7c83", "#8a5a00", "#cf222e",
];

/// The pipelines as one graph; of several, each stands in a cluster of its own.
pub(super) fn dot(drawings: &[Drawing]) -> String {
    let mut dot = HEAD.to_owned();
    for (place, drawing) in drawings.iter().enumerate() {
        let prefix = prefix(drawings, place);
        if !prefix.is_empty() {
            let _ = writeln!(dot, "  subgraph cluster_{prefix} {{");
        }
        let _ = writeln!(dot, "  label=<<B>{}</B>>", escaped(&drawing.name));
        pipeline(&mut dot, drawing, &prefix);
        if !prefix.is_empty() {
            dot.push_str("  }\n");
        }
    }
    dot.push_str("}\n");
    dot
}

/// Everything of a pipeline; its names begin with a prefix.
fn pipeline(dot: &mut String, drawing: &Drawing, prefix: &str) {
    let members = drawing.by_lane();
    for (place, lane) in drawing.lanes.iter().enumerate() {
        let fill = if lane.home { "#e9f2fd" } else { "#f4f6f8" };
        let _ = writeln!(
            dot,
            "  subgraph cluster_{prefix}l{place} {{\n    label=\"\"; style=filled; color=\"{fill}\"\n    \
             {prefix}l{place} [shape=plaintext, style=\"\", label=<{}>]\n    \
             {prefix}e{place} [style=invis, label=\"\", width=0, height=0]",
            title(lane)
        );
        for index in &members[place] {
            let action = &drawing.actions[*index];
            let name = escaped(&action.name);
            let below = drawing.below(action, "<BR/>", &|text| escaped(text).to_string());
            let _ = writeln!(dot, "    {prefix}a{index} [label=<<B>{name}</B>{below}>]");
        }
        dot.push_str("  }\n");
    }
    columns(dot, drawing, prefix);
    for (index, artifact) in drawing.artifacts.iter().enumerate() {
        let (name, color) = (escaped(&artifact.name), COLORS[index % COLORS.len()]);
        for taker in &artifact.takers {
            let _ = writeln!(
                dot,
                "  {prefix}a{} -> {prefix}a{taker} [label=<{name}>, color=\"{color}\", fontcolor=\"{color}\"]",
                artifact.maker
            );
        }
    }
}

/// The ranks: the titles of the lanes, a head and the actions of each column, the ends. The heads stand above; in
/// which order the lanes follow is Graphviz's own choice, which lets few lines cross.
fn columns(dot: &mut String, drawing: &Drawing, prefix: &str) {
    let (mut titles, mut ends) = (String::new(), String::new());
    for lane in 0..drawing.lanes.len() {
        let _ = write!(titles, " -> {prefix}l{lane}");
        let _ = write!(ends, " {prefix}e{lane}");
    }
    let _ = writeln!(
        dot,
        "  node [width=0, height=0]\n  \
         {prefix}top [style=invis, label=\"\"]\n  \
         {prefix}last [style=invis, label=\"\"]\n  \
         {{ rank=same; {prefix}top{titles} [style=invis] }}\n  \
         {{ rank=same; {prefix}last{ends} }}"
    );
    let columns = drawing.by_column();
    let mut chain = format!("{prefix}top");
    for stage in &drawing.stages {
        for column in stage.range() {
            let head = match column - stage.column {
                0 => format!(
                    "shape=plaintext, style=\"\", label=<<B>{}</B>>",
                    escaped(&stage.name)
                ),
                _ => "style=invis, label=\"\"".to_owned(),
            };
            let mut members = String::new();
            for index in &columns[column] {
                let _ = write!(members, " {prefix}a{index}");
            }
            let _ = writeln!(
                dot,
                "  {prefix}c{column} [{head}]\n  {{ rank=same; {prefix}c{column}{members} }}"
            );
            let _ = write!(chain, " -> {prefix}c{column}");
        }
    }
    let _ = writeln!(dot, "  {chain} -> {prefix}last [style=invis, weight=9]");
}

fn title(lane: &Lane) -> String {
    const END: &str = "<BR ALIGN=\"LEFT\"/>";
    let mut lines = format!(
        "<B>{}</B>{END}{}{END}{}{END}",
        escaped(&lane.account),
        escaped(&lane.id),
        escaped(&lane.region)
    );
    for role in &lane.roles {
        let (word, name) = (escaped(&role.word), escaped(&role.name));
        let _ = write!(lines, "{word} → {name}{END}");
    }
    lines
}

fn escaped(text: &str) -> Escaped<'_> {
    Escaped { text, control: " " }
}
