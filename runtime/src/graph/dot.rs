//! A drawing as DOT, for Graphviz, with everything in the place that it has in the SVG.
//!
//! By itself Graphviz orders lanes so that few lines cross, which no rank and no hidden edge keeps it from; so it is
//! told to lay out nothing (`nop2`). A pixel is a point here, and heights are counted from the bottom.

use std::fmt::{Arguments, Formatter, Write};

use super::label::{Line, Look, Panel, TITLE};
use super::layout::{Frame, INSET, LINE, Layout, MARGIN, height};
use super::route::{Point, TIP, Wire};
use super::svg::ON_WHITE;
use super::text::{Escaped, xml};
use super::{Action, Drawing, prefix};

/// Letters are somewhat smaller than in the SVG, since many a system has a wider font for Helvetica.
const HEAD: &str = "  node [shape=plaintext, fixedsize=shape, fontname=Helvetica, fontsize=9]
  edge [arrowsize=0.7]
";
/// How long an arrow of that size is.
const ARROW: i32 = 7;

const QUIET: &str = "#59636e";
const CARD: &str = "shape=box, style=\"rounded,filled\", fillcolor=white, color=\"#8c959f\"";
const STAGE: &str = "shape=box, style=filled, color=\"#e4e8ed\"";

/// The pipelines as one graph, one below the other.
pub(super) fn dot(drawings: &[Drawing]) -> String {
    let (mut layouts, mut width, mut height) = (Vec::new(), 0, 0);
    for drawing in drawings {
        let layout = Layout::new(drawing);
        width = layout.width.max(width);
        height += layout.height;
        layouts.push(layout);
    }
    let mut dot = Dot {
        text: format!("digraph {{\n  graph [layout=nop2, bb=\"0,0,{width},{height}\"]\n{HEAD}"),
        prefix: String::new(),
        top: height,
    };
    for (place, layout) in layouts.iter().enumerate() {
        dot.prefix = prefix(drawings, place);
        dot.pipeline(layout);
        dot.top -= layout.height;
    }
    dot.text + "}\n"
}

struct Dot {
    text: String,
    /// With what the names of a pipeline begin.
    prefix: String,
    /// How high the top of a pipeline is.
    top: i32,
}

impl Dot {
    fn write(&mut self, text: Arguments<'_>) {
        let _ = self.text.write_fmt(text);
    }

    fn pipeline(&mut self, layout: &Layout) {
        let drawing = layout.drawing;
        let name = escaped(&drawing.name);
        let frame = Frame {
            x: MARGIN,
            y: MARGIN,
            width: TITLE.width(&drawing.name),
            height: LINE,
        };
        self.node(format_args!("title"), frame, "fontsize=16");
        self.write(format_args!("<B>{name}</B>>]\n"));
        for (place, head) in layout.heads.iter().enumerate() {
            self.node(format_args!("s{place}"), head.frame, STAGE);
            self.table(head, head.frame.width, "CENTER", None);
        }
        for place in 0..drawing.lanes.len() {
            self.lane(layout, place);
        }
        for (index, artifact) in drawing.artifacts.iter().enumerate() {
            let wire = &layout.wires[index];
            for (place, taker) in artifact.takers.iter().enumerate() {
                let (prefix, maker, color) = (&self.prefix, artifact.maker, color(wire));
                let _ = write!(
                    self.text,
                    "  {prefix}a{maker} -> {prefix}a{taker} [color=\"{color}\", pos=\""
                );
                self.way(&wire.paths[place]);
                self.write(format_args!("\"]\n"));
            }
        }
    }

    fn lane(&mut self, layout: &Layout, place: usize) {
        let (lane, band) = (&layout.drawing.lanes[place], &layout.bands[place]);
        let fill = if lane.home { "#e9f2fd" } else { "#f4f6f8" };
        let (left, right) = (band.frame.x, band.frame.right());
        let top = self.top - band.frame.y;
        let bottom = top - band.frame.height;
        let prefix = &self.prefix;
        let _ = write!(
            self.text,
            "  subgraph cluster_{prefix}l{place} {{\n  \
             graph [bb=\"{left},{bottom},{right},{top}\", style=\"rounded,filled\", color=\"{fill}\"]\n"
        );
        let text = Frame {
            y: band.top(),
            width: layout.head,
            height: height(band.lines.len()),
            ..band.frame
        };
        self.node(format_args!("l{place}"), text, "style=\"\"");
        self.table(band, layout.head, "LEFT", None);
        for index in &lane.actions {
            let (card, action) = (&layout.cards[*index], &layout.drawing.actions[*index]);
            self.node(format_args!("a{index}"), card.frame, CARD);
            self.table(card, card.frame.width, "LEFT", Some((layout, action)));
        }
        self.write(format_args!("  }}\n"));
    }

    /// Begins a node, up to its label.
    fn node(&mut self, name: Arguments<'_>, frame: Frame, look: &str) {
        let inches = |pixels: i32| f64::from(pixels) / 72.0;
        let (x, y) = (
            frame.x + frame.width / 2,
            self.top - frame.y - frame.height / 2,
        );
        let (width, height) = (inches(frame.width), inches(frame.height));
        let prefix = &self.prefix;
        let _ = write!(
            self.text,
            "  {prefix}{name} [pos=\"{x},{y}\", width={width:.2}, height={height:.2}, {look}, label=<"
        );
    }

    /// Ends a node with the lines of a panel; those of a card without text hold its artifacts.
    fn table(&mut self, panel: &Panel, width: i32, align: &str, card: Option<(&Layout, &Action)>) {
        let width = width - 2 * INSET;
        let columns = if card.is_some() { 2 } else { 1 };
        self.write(format_args!(
            "<TABLE BORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">"
        ));
        let mut place = 0;
        for line in &panel.lines {
            match card {
                Some((layout, action)) if line.text.is_empty() => {
                    self.write(format_args!("<TR><TD HEIGHT=\"{LINE}\" ALIGN=\"LEFT\">"));
                    self.artifact(layout, action.inputs.get(place));
                    self.write(format_args!("</TD><TD ALIGN=\"RIGHT\">&#160;"));
                    self.artifact(layout, action.outputs.get(place));
                    place += 1;
                }
                _ => {
                    self.write(format_args!(
                        "<TR><TD HEIGHT=\"{LINE}\" WIDTH=\"{width}\" COLSPAN=\"{columns}\" ALIGN=\"{align}\">"
                    ));
                    self.line(line);
                }
            }
            self.write(format_args!("</TD></TR>"));
        }
        self.write(format_args!("</TABLE>>]\n"));
    }

    fn line(&mut self, Line { look, word, text }: &Line) {
        let (word, text) = (escaped(word.trim_end()), escaped(text));
        match look {
            Look::Name => self.write(format_args!("<B>{text}</B>")),
            Look::Text if word.text.is_empty() => self.write(format_args!("{text}")),
            Look::Text => self.colored(QUIET, format_args!("{word}</FONT> {text}")),
            Look::Quiet => self.colored(QUIET, format_args!("{text}</FONT>")),
            Look::Away => self.colored("#9a3412", format_args!("{text}</FONT>")),
        }
    }

    fn artifact(&mut self, layout: &Layout, artifact: Option<&usize>) {
        if let Some(index) = artifact {
            let name = escaped(&layout.drawing.artifacts[*index].name);
            self.colored(color(&layout.wires[*index]), format_args!("{name}</FONT>"));
        }
    }

    fn colored(&mut self, color: &str, text: Arguments<'_>) {
        self.write(format_args!("<FONT COLOR=\"{color}\">{text}"));
    }

    /// A line around its corners, as a curve that is straight between them: each corner stands there three times.
    fn way(&mut self, path: &[Point]) {
        let (Some(first), Some(last)) = (path.first(), path.last()) else {
            return;
        };
        let (tip, top) = (last.0 + TIP, self.top);
        self.write(format_args!("e,{tip},{}", top - last.1));
        self.point(*first, 2);
        for corner in &path[1..path.len() - 1] {
            self.point(*corner, 3);
        }
        self.point((tip - ARROW, last.1), 2);
    }

    /// Adds a point to a curve, so many times.
    fn point(&mut self, (x, y): Point, times: usize) {
        let y = self.top - y;
        for _ in 0..times {
            self.write(format_args!(" {x},{y}"));
        }
    }
}

/// The colour of an artifact.
fn color(wire: &Wire) -> &'static str {
    match wire.color {
        Some(color) => ON_WHITE[color % ON_WHITE.len()],
        None => QUIET,
    }
}

fn escaped(text: &str) -> Escaped<'_> {
    let letter = |letter: char, f: &mut Formatter<'_>| match letter {
        letter if letter.is_control() => f.write_char(' '),
        letter => xml(letter, f),
    };
    Escaped { text, letter }
}
