//! A drawing as DOT, for Graphviz.
//!
//! What stands in one column has one rank, across all lanes. Each lane has a node in the first rank, its title, and
//! one in the last that is not shown, so that it is as long as the others.

use std::fmt::{Formatter, Write};

use super::svg::ON_WHITE;
use super::text::{Escaped, xml};
use super::{Drawing, Lane, prefix};

const HEAD: &str = "digraph {
  graph [rankdir=LR, newrank=true, labelloc=t, labeljust=l, nodesep=0.12, ranksep=0.5, fontname=Helvetica]
  node [shape=box, style=\"rounded,filled\", fillcolor=white, color=\"#8c959f\", fontname=Helvetica, fontsize=10]
  edge [fontname=Helvetica, fontsize=9, arrowsize=0.7]
";

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
    for (place, lane) in drawing.lanes.iter().enumerate() {
        let fill = if lane.home { "#e9f2fd" } else { "#f4f6f8" };
        let _ = write!(
            dot,
            "  subgraph cluster_{prefix}l{place} {{\n    label=\"\"; style=filled; color=\"{fill}\"\n    \
             {prefix}l{place} [shape=plaintext, style=\"\", label=<"
        );
        title(dot, lane);
        let _ = writeln!(
            dot,
            ">]\n    {prefix}e{place} [style=invis, label=\"\", width=0, height=0]"
        );
        for index in &lane.actions {
            let action = &drawing.actions[*index];
            let name = escaped(&action.name);
            let _ = write!(dot, "    {prefix}a{index} [label=<<B>{name}</B>");
            drawing.below(dot, action, "<BR/>", escaped);
            dot.push_str(">]\n");
        }
        dot.push_str("  }\n");
    }
    columns(dot, drawing, prefix);
    for (index, artifact) in drawing.artifacts.iter().enumerate() {
        let (name, color) = (escaped(&artifact.name), ON_WHITE[index % ON_WHITE.len()]);
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
    let _ = write!(
        dot,
        "  node [width=0, height=0]\n  \
         {prefix}top [style=invis, label=\"\"]\n  \
         {prefix}last [style=invis, label=\"\"]\n  \
         {{ rank=same; {prefix}top"
    );
    for lane in 0..drawing.lanes.len() {
        let _ = write!(dot, " -> {prefix}l{lane}");
    }
    let _ = write!(dot, " [style=invis] }}\n  {{ rank=same; {prefix}last");
    for lane in 0..drawing.lanes.len() {
        let _ = write!(dot, " {prefix}e{lane}");
    }
    dot.push_str(" }\n");
    for stage in &drawing.stages {
        for column in stage.range() {
            let _ = write!(dot, "  {prefix}c{column} [");
            if column == stage.column {
                let name = escaped(&stage.name);
                let _ = write!(dot, "shape=plaintext, style=\"\", label=<<B>{name}</B>>");
            } else {
                dot.push_str("style=invis, label=\"\"");
            }
            let _ = write!(dot, "]\n  {{ rank=same; {prefix}c{column}");
            for index in &drawing.columns[column] {
                let _ = write!(dot, " {prefix}a{index}");
            }
            dot.push_str(" }\n");
        }
    }
    let _ = write!(dot, "  {prefix}top");
    for column in 0..drawing.columns.len() {
        let _ = write!(dot, " -> {prefix}c{column}");
    }
    let _ = writeln!(dot, " -> {prefix}last [style=invis, weight=9]");
}

fn title(dot: &mut String, lane: &Lane) {
    const END: &str = "<BR ALIGN=\"LEFT\"/>";
    let (account, id) = (escaped(&lane.account), escaped(&lane.id));
    let region = escaped(&lane.region);
    let _ = write!(dot, "<B>{account}</B>{END}{id}{END}{region}{END}");
    for role in &lane.roles {
        let (word, name) = (escaped(&role.word), escaped(&role.name));
        let _ = write!(dot, "{word} → {name}{END}");
    }
}

fn escaped(text: &str) -> Escaped<'_> {
    let letter = |letter: char, f: &mut Formatter<'_>| match letter {
        letter if letter.is_control() => f.write_char(' '),
        letter => xml(letter, f),
    };
    Escaped { text, letter }
}
