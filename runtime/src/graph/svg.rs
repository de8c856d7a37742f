//! A drawing as SVG: one picture, several pipelines one below the other.

use std::fmt::Write;

use super::layout::{Band, Card, Frame, INSET, LINE, Layout, Line, Look, MARGIN};
use super::route::{Point, Wire};
use super::{Action, Drawing};

/// The colours of artifacts, one after the other: on white, and on black.
const COLORS: [(&str, &str); 8] = [
    ("#0969da", "#58a6ff"),
    ("#bc4c00", "#f0883e"),
    ("#1a7f37", "#3fb950"),
    ("#8250df", "#bc8cff"),
    ("#bf3989", "#f778ba"),
    ("#1b7c83", "#39c5cf"),
    ("#8a5a00", "#d29922"),
    ("#cf222e", "#ff7b72"),
];

const LIGHT: &str = "\
.page{fill:#fff}.lane{fill:#f4f6f8}.home{fill:#e9f2fd}.head{fill:#1f2328;fill-opacity:.04}
.card{fill:#fff;stroke:#c4ccd5}.stage{fill:#e4e8ed}
text{fill:#1f2328}.quiet{fill:#59636e}.away{fill:#9a3412}
";
const DARK: &str = "\
.page{fill:#0d1117}.lane{fill:#161b22}.home{fill:#13202f}.head{fill:#fff;fill-opacity:.04}
.card{fill:#0d1117;stroke:#3d444d}.stage{fill:#262c36}
text{fill:#f0f6fc}.quiet{fill:#9198a1}.away{fill:#f0883e}
";
const FONTS: &str = "\
text{font-family:Helvetica,Arial,'Liberation Sans',sans-serif;font-size:11px}
.name{font-size:13px;font-weight:bold}.title{font-size:18px;font-weight:bold}.away{font-weight:bold}
.wire{fill:none;stroke-width:1.5}
";

/// How far a line begins to turn before a corner.
const TURN: i32 = 6;
/// How long the tip of an arrow is, and how wide to each side.
const TIP: (i32, i32) = (7, 4);

/// The pipelines as one picture.
pub(crate) fn svg(drawings: &[Drawing]) -> String {
    let layouts: Vec<Layout> = drawings.iter().map(Layout::new).collect();
    let width = layouts.iter().map(|layout| layout.width).max().unwrap_or(0);
    let height: i32 = layouts.iter().map(|layout| layout.height).sum();
    let names: Vec<&str> = drawings
        .iter()
        .map(|drawing| drawing.name.as_str())
        .collect();
    let mut svg = Svg(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n"
    ));
    svg.title(&names.join(", "));
    svg.style();
    svg.line(format_args!(
        "<rect class=\"page\" width=\"{width}\" height=\"{height}\"/>"
    ));
    let mut top = 0;
    for (drawing, layout) in drawings.iter().zip(&layouts) {
        svg.line(format_args!("<g transform=\"translate(0 {top})\">"));
        svg.pipeline(drawing, layout);
        svg.line(format_args!("</g>"));
        top += layout.height;
    }
    svg.line(format_args!("</svg>"));
    svg.0
}

/// The text of a picture.
struct Svg(String);

impl Svg {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        let _ = self.0.write_fmt(line);
        self.0.push('\n');
    }

    /// What is read out, and shown under the pointer.
    fn title(&mut self, title: &str) {
        self.line(format_args!("<title>{}</title>", escaped(title)));
    }

    fn style(&mut self) {
        let colors = |color: fn(&(&'static str, &'static str)) -> &'static str| {
            let colors = COLORS.iter().map(color).enumerate();
            colors.fold(String::new(), |css, (place, color)| {
                css + &format!(".wire.c{place}{{stroke:{color}}}.of{place}{{fill:{color}}}\n")
            })
        };
        let (light, dark) = (colors(|color| color.0), colors(|color| color.1));
        self.line(format_args!(
            "<style>\n{FONTS}{LIGHT}{light}@media (prefers-color-scheme:dark){{\n{DARK}{dark}}}\n</style>"
        ));
    }

    fn pipeline(&mut self, drawing: &Drawing, layout: &Layout) {
        self.title(&drawing.name);
        self.text("title", (MARGIN, MARGIN + 16), &drawing.name);
        for (place, line) in layout.about.iter().enumerate() {
            self.text("quiet", (MARGIN, baseline(layout.about_top, place)), line);
        }
        for (lane, band) in drawing.lanes.iter().zip(&layout.lanes) {
            self.lane(if lane.home { "home" } else { "lane" }, band);
        }
        for stage in &layout.stages {
            self.rectangle("stage", stage.frame, 5);
            for (place, line) in stage.lines.iter().enumerate() {
                let middle = stage.frame.x + stage.frame.width / 2;
                let y = baseline(stage.frame.y + 5, place);
                self.line(format_args!(
                    "<text class=\"name\" x=\"{middle}\" y=\"{y}\" text-anchor=\"middle\">{}</text>",
                    escaped(line)
                ));
            }
        }
        for (index, wire) in layout.wires.iter().enumerate() {
            self.wire(drawing, index, wire);
        }
        for (action, card) in drawing.actions.iter().zip(&layout.cards) {
            self.card(drawing, action, card);
        }
        for (place, line) in layout.legend.iter().enumerate() {
            self.text("quiet", (MARGIN, baseline(layout.legend_top, place)), line);
        }
    }

    fn lane(&mut self, class: &str, band: &Band) {
        self.rectangle(class, band.frame, 8);
        let head = Frame {
            width: band.head,
            ..band.frame
        };
        self.rectangle("head", head, 8);
        self.lines(band.frame.x + INSET, band.top(), &band.lines);
    }

    fn card(&mut self, drawing: &Drawing, action: &Action, card: &Card) {
        self.line(format_args!("<g>"));
        self.title(&words(drawing, action));
        self.rectangle("card", card.frame, 5);
        self.lines(card.frame.x + INSET, card.top(), &card.lines);
        let right = card.frame.x + card.frame.width;
        for (place, input) in action.inputs.iter().enumerate() {
            let (y, color) = (card.port(place), input % COLORS.len());
            let point = (card.frame.x + INSET, y + 4);
            self.text(
                &format!("of{color}"),
                point,
                &drawing.artifacts[*input].name,
            );
        }
        for (place, output) in action.outputs.iter().enumerate() {
            let (y, color) = (card.port(place), output % COLORS.len());
            self.line(format_args!(
                "<text class=\"of{color}\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
                right - INSET,
                y + 4,
                escaped(&drawing.artifacts[*output].name)
            ));
        }
        self.line(format_args!("</g>"));
    }

    fn wire(&mut self, drawing: &Drawing, index: usize, wire: &Wire) {
        let color = index % COLORS.len();
        let artifact = &drawing.artifacts[index];
        self.line(format_args!("<g>"));
        let maker = &drawing.actions[artifact.maker].name;
        let takers: Vec<&str> = artifact
            .takers
            .iter()
            .map(|taker| drawing.actions[*taker].name.as_str())
            .collect();
        self.title(&match takers.as_slice() {
            [] => format!("{} from {maker}", artifact.name),
            takers => format!("{} from {maker} to {}", artifact.name, takers.join(", ")),
        });
        let paths: Vec<String> = wire.paths.iter().map(|path| curve(path)).collect();
        self.line(format_args!(
            "<path class=\"wire c{color}\" d=\"{}\"/>",
            paths.join(" ")
        ));
        for taker in wire.ends.iter() {
            let ((x, y), (long, wide)) = (*taker, TIP);
            self.line(format_args!(
                "<path class=\"of{color}\" d=\"M{x} {y}l-{long} -{wide}v{}z\"/>",
                2 * wide
            ));
        }
        if let Some((x, y)) = wire.loose {
            self.line(format_args!(
                "<circle class=\"of{color}\" cx=\"{x}\" cy=\"{y}\" r=\"2.5\"/>"
            ));
        }
        self.line(format_args!("</g>"));
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

    /// Lines of text from a point on.
    fn lines(&mut self, x: i32, top: i32, lines: &[Line]) {
        for (place, line) in lines.iter().enumerate() {
            let class = match line.look {
                Look::Name => "name",
                Look::Quiet => "quiet",
                Look::Away => "away",
                Look::Text => "",
            };
            let y = baseline(top, place);
            let (word, text) = (escaped(&line.word), escaped(&line.text));
            match (line.word.as_str(), line.text.as_str()) {
                ("", "") => {}
                ("", _) => self.text(class, (x, y), &line.text),
                _ => self.line(format_args!(
                    "<text x=\"{x}\" y=\"{y}\"><tspan class=\"quiet\">{word}</tspan>{text}</text>"
                )),
            }
        }
    }

    fn text(&mut self, class: &str, (x, y): Point, text: &str) {
        let text = escaped(text);
        match class {
            "" => self.line(format_args!("<text x=\"{x}\" y=\"{y}\">{text}</text>")),
            class => self.line(format_args!(
                "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>"
            )),
        }
    }
}

/// An action in words: "release: CloudFormation in prod, eu-west-1, as deployer passing stack".
fn words(drawing: &Drawing, action: &Action) -> String {
    let lane = &drawing.lanes[action.lane];
    let hands = action.hands().map(|(word, name)| format!(" {word} {name}"));
    format!(
        "{}, {}: {} in {}, {}{}",
        drawing.stages[action.stage].name,
        action.name,
        action.provider,
        lane.account,
        lane.region,
        hands.collect::<String>()
    )
}

/// Where the letters of a line stand.
fn baseline(top: i32, place: usize) -> i32 {
    top + i32::try_from(place).unwrap_or(0) * LINE + 11
}

/// A line around its corners, each of them round.
fn curve(path: &[Point]) -> String {
    let mut corners: Vec<Point> = Vec::new();
    for point in path {
        if let [.., before, last] = corners.as_slice() {
            let straight = (before.0 == last.0 && last.0 == point.0)
                || (before.1 == last.1 && last.1 == point.1);
            if straight {
                corners.pop();
            }
        }
        if corners.last() != Some(point) {
            corners.push(*point);
        }
    }
    let mut curve = String::new();
    for (place, corner) in corners.iter().enumerate() {
        let (x, y) = *corner;
        let before = place.checked_sub(1).and_then(|place| corners.get(place));
        let _ = match (before, corners.get(place + 1)) {
            (None, _) => write!(curve, "M{x} {y}"),
            (_, None) => write!(curve, "L{x} {y}"),
            (Some(before), Some(after)) => {
                let (from, to) = (toward(*corner, *before), toward(*corner, *after));
                write!(curve, "L{} {}Q{x} {y} {} {}", from.0, from.1, to.0, to.1)
            }
        };
    }
    curve
}

/// A point on the way from a corner to the next, at most half of it away.
fn toward(corner: Point, next: Point) -> Point {
    let (x, y) = (next.0 - corner.0, next.1 - corner.1);
    let long = x.abs().max(y.abs());
    let turn = TURN.min(long / 2);
    (corner.0 + x.signum() * turn, corner.1 + y.signum() * turn)
}

/// Text that XML takes as it is; what XML cannot hold at all is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}
