//! A drawing as SVG: one picture, several pipelines one below the other.

use std::fmt::{Arguments, Write};

use super::label::{Look, Panel};
use super::layout::{Block, Frame, INSET, LINE, Layout, MARGIN, height};
use super::route::{self, Point, Wire};
use super::text::{Escaped, xml};
use super::{Action, Artifact, Drawing};
use Anchor::{End, Middle, Start};

/// The colours of artifacts, one after the other: on white, and on black.
pub(super) const ON_WHITE: [&str; 8] = [
    "#0969da", "#bc4c00", "#1a7f37", "#8250df", "#bf3989", "#1b7c83", "#8a5a00", "#cf222e",
];
const ON_BLACK: [&str; 8] = [
    "#58a6ff", "#f0883e", "#3fb950", "#bc8cff", "#f778ba", "#39c5cf", "#d29922", "#ff7b72",
];

const LIGHT: &str = "\
.page{fill:#fff}.lane{fill:#f4f6f8}.home{fill:#e9f2fd}.head{fill:#1f2328;fill-opacity:.04}
.card{fill:#fff;stroke:#c4ccd5}.stage{fill:#e4e8ed}
.name,.title,.text{fill:#1f2328}.quiet{fill:#59636e}.loose{stroke:#59636e}.away{fill:#9a3412}
";
const DARK: &str = "\
.page{fill:#0d1117}.lane{fill:#161b22}.home{fill:#13202f}.head{fill:#fff;fill-opacity:.04}
.card{fill:#0d1117;stroke:#3d444d}.stage{fill:#262c36}
.name,.title,.text{fill:#f0f6fc}.quiet{fill:#9198a1}.loose{stroke:#9198a1}.away{fill:#f0883e}
";
const FONTS: &str = "\
text{font-family:Helvetica,Arial,'Liberation Sans',sans-serif;font-size:11px}
.name{font-size:13px;font-weight:bold}.title{font-size:18px;font-weight:bold}.away{font-weight:bold}
.wire{fill:none;stroke-width:1.5}
";

/// How far a line begins to turn before a corner.
const TURN: i32 = 6;
/// How long the tip of an arrow is.
const TIP: i32 = 7;

/// The pipelines as one picture.
pub(super) fn svg(drawings: &[Drawing]) -> String {
    let (mut body, mut names) = (Svg(String::new()), String::new());
    let (mut width, mut height) = (0, 0);
    for drawing in drawings {
        let layout = Layout::new(drawing);
        body.line(format_args!("<g transform=\"translate(0 {height})\">"));
        body.pipeline(&layout);
        body.line(format_args!("</g>"));
        width = layout.width.max(width);
        height += layout.height;
        names.push_str(if names.is_empty() { "" } else { ", " });
        names.push_str(&drawing.name);
    }
    let mut svg = Svg(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n"
    ));
    svg.title(&names);
    svg.style();
    svg.line(format_args!(
        "<rect class=\"page\" width=\"{width}\" height=\"{height}\"/>\n{}</svg>",
        body.0
    ));
    svg.0
}

/// The text of a picture.
struct Svg(String);

impl Svg {
    fn line(&mut self, line: Arguments<'_>) {
        let _ = self.0.write_fmt(line);
        self.0.push('\n');
    }

    /// What is read out, and shown under the pointer.
    fn title(&mut self, title: &str) {
        self.line(format_args!("<title>{}</title>", escaped(title)));
    }

    fn style(&mut self) {
        let _ = write!(self.0, "<style>\n{FONTS}{LIGHT}");
        self.colors(&ON_WHITE);
        let _ = write!(self.0, "@media (prefers-color-scheme:dark){{\n{DARK}");
        self.colors(&ON_BLACK);
        self.0.push_str("}\n</style>\n");
    }

    /// What has the colour of an artifact.
    fn colors(&mut self, colors: &[&str]) {
        for (place, color) in colors.iter().enumerate() {
            self.line(format_args!(
                ".wire.c{place}{{stroke:{color}}}.of{place}{{fill:{color}}}"
            ));
        }
    }

    fn pipeline(&mut self, layout: &Layout) {
        let drawing = layout.drawing;
        self.title(&drawing.name);
        self.text("title", Start, (MARGIN, MARGIN + 16), &drawing.name);
        self.block(&layout.about);
        for place in 0..drawing.lanes.len() {
            self.band(layout, place);
        }
        for place in 0..drawing.stages.len() {
            self.head(layout, place);
        }
        for (index, artifact) in drawing.artifacts.iter().enumerate() {
            self.wire(drawing, artifact, &layout.wires[index]);
        }
        for (index, action) in drawing.actions.iter().enumerate() {
            self.card(layout, action, &layout.cards[index]);
        }
        self.block(&layout.legend);
    }

    fn band(&mut self, layout: &Layout, place: usize) {
        let (drawing, band) = (layout.drawing, &layout.bands[place]);
        let home = drawing.lanes[place].home;
        self.rectangle(if home { "home" } else { "lane" }, band.frame, 8);
        let head = Frame {
            width: layout.head,
            ..band.frame
        };
        self.rectangle("head", head, 8);
        self.lines(Start, band.frame.x + INSET, band);
        // From which stage on the lane has not named itself.
        let mut from = 0;
        for index in &drawing.lanes[place].actions {
            let action = &drawing.actions[*index];
            if layout.is_wide() && action.stage >= from {
                let point = (layout.cards[*index].frame.x, band.frame.y + 14);
                self.text("quiet", Start, point, &layout.echo(action));
                from = action.stage + 1;
            }
        }
    }

    /// A stage's head: it points to the next.
    fn head(&mut self, layout: &Layout, place: usize) {
        let (stage, head) = (&layout.drawing.stages[place], &layout.heads[place]);
        let Frame {
            x,
            y,
            width,
            height,
        } = head.frame;
        self.line(format_args!(
            "<path class=\"stage\" d=\"M{x} {y}h{width}l8 {half}l-8 {half}h-{width}z\"/>",
            half = height / 2
        ));
        self.lines(Middle, x + width / 2, head);
        if stage.columns > 1 {
            for column in stage.range() {
                let y = baseline(head.top(), head.lines.len());
                let number = (column - stage.column + 1).to_string();
                let point = (layout.columns.middle(column), y);
                self.text("quiet", Middle, point, &number);
            }
        }
    }

    fn card(&mut self, layout: &Layout, action: &Action, card: &Panel) {
        let drawing = layout.drawing;
        self.line(format_args!("<g>"));
        self.title(&words(drawing, action));
        self.rectangle("card", card.frame, 5);
        let (left, right) = (card.frame.x + INSET, card.frame.right() - INSET);
        self.lines(Start, left, card);
        for (artifacts, x, anchor) in
            &[(&action.inputs, left, Start), (&action.outputs, right, End)]
        {
            for (place, artifact) in artifacts.iter().enumerate() {
                let class = fill(&layout.wires[*artifact]);
                let point = (*x, card.port(place) + 4);
                self.text(&class, *anchor, point, &drawing.artifacts[*artifact].name);
            }
        }
        self.line(format_args!("</g>"));
    }

    fn wire(&mut self, drawing: &Drawing, artifact: &Artifact, wire: &Wire) {
        self.line(format_args!("<g>"));
        self.title(&way(drawing, artifact));
        let stroke = match wire.color {
            Some(color) => format!("c{}", color % ON_WHITE.len()),
            None => "loose".to_owned(),
        };
        let fill = fill(wire);
        let _ = write!(self.0, "<path class=\"wire {stroke}\" d=\"");
        for path in &wire.paths {
            self.curve(path);
        }
        self.line(format_args!("\"/>"));
        for path in &wire.paths {
            let Some((x, y)) = path.last() else { continue };
            if wire.color.is_some() {
                let x = x + route::TIP;
                self.line(format_args!(
                    "<path class=\"{fill}\" d=\"M{x} {y}l-{TIP} -4v8z\"/>"
                ));
            } else {
                self.line(format_args!(
                    "<circle class=\"{fill}\" cx=\"{x}\" cy=\"{y}\" r=\"2\"/>"
                ));
            }
        }
        self.line(format_args!("</g>"));
    }

    /// Draws a line around its corners, each of them round.
    fn curve(&mut self, path: &[Point]) {
        for place in 0..path.len() {
            let corner = path[place];
            let (x, y) = corner;
            let _ = if place == 0 {
                write!(self.0, "M{x} {y}")
            } else if place == path.len() - 1 {
                write!(self.0, "L{x} {y}")
            } else {
                let from = toward(corner, path[place - 1]);
                let to = toward(corner, path[place + 1]);
                write!(self.0, "L{} {}Q{x} {y} {} {}", from.0, from.1, to.0, to.1)
            };
        }
    }

    fn rectangle(&mut self, class: &str, frame: Frame, round: i32) {
        let Frame {
            x,
            y,
            width,
            height,
        } = frame;
        self.line(format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>"
        ));
    }

    fn block(&mut self, block: &Block) {
        for (place, line) in block.lines.iter().enumerate() {
            let point = (MARGIN, baseline(block.top, place));
            self.text("quiet", Start, point, line);
        }
    }

    /// The lines of a panel.
    fn lines(&mut self, anchor: Anchor, x: i32, panel: &Panel) {
        let mut point = (x, baseline(panel.top(), 0));
        for line in &panel.lines {
            let class = match line.look {
                Look::Name => "name",
                Look::Text => "text",
                Look::Quiet => "quiet",
                Look::Away => "away",
            };
            let text = escaped(&line.text);
            match line.word.as_str() {
                _ if line.text.is_empty() => {}
                "" => self.marked(class, anchor, point, format_args!("{text}")),
                word => {
                    // A space that stands last in a mark is no space to every reader.
                    let word = escaped(word.trim_end());
                    let both = format_args!("<tspan class=\"quiet\">{word}</tspan> {text}");
                    self.marked(class, anchor, point, both);
                }
            }
            point.1 += LINE;
        }
    }

    fn text(&mut self, class: &str, anchor: Anchor, point: Point, text: &str) {
        self.marked(class, anchor, point, format_args!("{}", escaped(text)));
    }

    /// Text with marks in it.
    fn marked(&mut self, class: &str, anchor: Anchor, (x, y): Point, text: Arguments<'_>) {
        let anchor = match anchor {
            Start => "",
            Middle => " text-anchor=\"middle\"",
            End => " text-anchor=\"end\"",
        };
        self.line(format_args!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}>{text}</text>"
        ));
    }
}

/// Where a text stands about its point.
#[derive(Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
}

/// The class of what is filled with the colour of an artifact.
fn fill(wire: &Wire) -> String {
    match wire.color {
        Some(color) => format!("of{}", color % ON_WHITE.len()),
        None => "quiet".to_owned(),
    }
}

/// An action in words: "release: CloudFormation in prod, eu-west-1, as deployer passing stack".
fn words(drawing: &Drawing, action: &Action) -> String {
    let lane = &drawing.lanes[action.lane];
    let mut words = format!(
        "{}, {}: {} in {}, {}",
        drawing.stages[action.stage].name, action.name, action.provider, lane.account, lane.region
    );
    for hand in &action.hands {
        let _ = write!(words, " {} {}", hand.word, hand.name);
    }
    words
}

/// An artifact in words: "source from Checkout to build, release".
fn way(drawing: &Drawing, artifact: &Artifact) -> String {
    let maker = &drawing.actions[artifact.maker].name;
    let mut way = format!("{} from {maker} to ", artifact.name);
    for (place, taker) in artifact.takers.iter().enumerate() {
        way.push_str(if place > 0 { ", " } else { "" });
        way.push_str(&drawing.actions[*taker].name);
    }
    if artifact.takers.is_empty() {
        way.push_str("nobody");
    }
    way
}

/// Where the letters of a line stand.
fn baseline(top: i32, place: usize) -> i32 {
    top + height(place) + 11
}

/// A point on the way from a corner to the next, at most half of it away.
fn toward(corner: Point, next: Point) -> Point {
    let (x, y) = (next.0 - corner.0, next.1 - corner.1);
    let long = x.abs().max(y.abs());
    let turn = TURN.min(long / 2);
    (corner.0 + x.signum() * turn, corner.1 + y.signum() * turn)
}

/// Text that XML takes as it is; what XML cannot hold at all is left out.
fn escaped(text: &str) -> Escaped<'_> {
    Escaped { text, letter: xml }
}
