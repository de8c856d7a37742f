//! Where everything of a drawing stands, in pixels.
//!
//! Actions stand in a grid: a column for each run order of each stage, and in each lane as many rows as it has
//! actions in one column. Lines run between columns and in a strip on top of each lane, so that none crosses a card.

use std::collections::HashMap;

use super::route::{Plan, Wire};
use super::text::Font;
use super::{Action, Drawing, Lane};

pub(super) const NAME: Font = Font {
    size: 13,
    bold: true,
};
pub(super) const TEXT: Font = Font {
    size: 11,
    bold: false,
};
pub(super) const HEADING: Font = Font {
    size: 18,
    bold: true,
};

/// The height of a line of text.
pub(super) const LINE: i32 = 15;
/// Around everything.
pub(super) const MARGIN: i32 = 16;
/// Inside a card or a lane's head, beside its text.
pub(super) const INSET: i32 = 10;
/// Inside a card, above and below its text.
const CARD_PADDING: i32 = 7;
/// Between two cards, one above the other.
const ROW_GAP: i32 = 10;
/// Above and below what stands in a lane.
const LANE_PADDING: i32 = 12;
const LANE_GAP: i32 = 6;
/// Between two lines of a strip.
pub(super) const TRACK: i32 = 8;
/// Between a card and the first line beside it, and between the last line and the card that it leads to.
const BEFORE_TRACKS: i32 = 12;
const AFTER_TRACKS: i32 = 16;
const COLUMN_GAP: i32 = 30;
const STAGE_GAP: i32 = 42;
/// No text is broken before it is so wide.
const WIDEST: i32 = 180;
const NARROWEST: i32 = 72;

/// Everything in its place.
pub(super) struct Layout {
    pub(super) width: i32,
    pub(super) height: i32,
    /// The doc comment in lines, under the name.
    pub(super) about: Vec<String>,
    pub(super) about_top: i32,
    pub(super) stages: Vec<Head>,
    pub(super) lanes: Vec<Band>,
    /// A card for each action, in the drawing's order.
    pub(super) cards: Vec<Card>,
    pub(super) wires: Vec<Wire>,
    /// The explanation of the signs, in lines.
    pub(super) legend: Vec<String>,
    pub(super) legend_top: i32,
}

/// A rectangle.
#[derive(Clone, Copy, Default)]
pub(super) struct Frame {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// A stage's name above its columns.
pub(super) struct Head {
    pub(super) frame: Frame,
    pub(super) lines: Vec<String>,
}

/// A lane, and the text at its left end.
pub(super) struct Band {
    pub(super) frame: Frame,
    /// How wide the part with the text is.
    pub(super) head: i32,
    pub(super) lines: Vec<Line>,
}

impl Band {
    /// The top of its first line.
    pub(super) fn top(&self) -> i32 {
        self.frame.y + LANE_PADDING
    }
}

/// An action.
pub(super) struct Card {
    pub(super) frame: Frame,
    pub(super) lines: Vec<Line>,
    /// The line beside which the first artifact stands.
    ports: usize,
}

impl Card {
    /// The height at which an artifact enters or leaves, by its place in the list.
    pub(super) fn port(&self, place: usize) -> i32 {
        let line = i32::try_from(self.ports + place).unwrap_or(0);
        self.frame.y + CARD_PADDING + line * LINE + LINE / 2
    }

    /// The top of its first line.
    pub(super) fn top(&self) -> i32 {
        self.frame.y + CARD_PADDING
    }
}

/// How a line of text looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Name,
    Text,
    Quiet,
    /// A region that is not the pipeline's.
    Away,
}

/// A line of text.
pub(super) struct Line {
    pub(super) look: Look,
    /// What stands before the text and matters less.
    pub(super) word: String,
    pub(super) text: String,
}

impl Line {
    fn width(&self) -> i32 {
        match self.look {
            Look::Name => NAME.width(&self.text),
            _ => TEXT.width(&self.word) + TEXT.width(&self.text),
        }
    }
}

impl Layout {
    pub(super) fn new(drawing: &Drawing) -> Layout {
        let mut cards: Vec<Card> = drawing
            .actions
            .iter()
            .map(|action| card(drawing, action))
            .collect();
        let rows = Rows::new(drawing, &cards);
        let plan = Plan::new(drawing, &rows.of);
        let widths = column_widths(drawing, &cards);

        let mut lanes: Vec<Band> = drawing.lanes.iter().map(band).collect();
        let texts = lanes.iter().flat_map(|lane| &lane.lines);
        let head = texts.map(Line::width).max().unwrap_or(0) + 2 * INSET;
        let (columns, right) = columns(drawing, &plan, &widths, MARGIN + head);
        let width = right + MARGIN;

        let about = match drawing.about.as_str() {
            "" => Vec::new(),
            about => TEXT.wrap(&about.replace('\n', " "), width - 2 * MARGIN),
        };
        let mut y = MARGIN + 26 + height(about.len()) + 8;
        let mut stages = heads(drawing, &columns, &widths);
        let lines = stages.iter().map(|stage| stage.lines.len()).max();
        let tall = height(lines.unwrap_or(0)) + 10;
        for stage in &mut stages {
            (stage.frame.y, stage.frame.height) = (y, tall);
        }
        y += tall + LANE_GAP;

        let mut tops = Vec::new();
        for (place, lane) in lanes.iter_mut().enumerate() {
            let strip = height_of_tracks(plan.strips[place]);
            let rows = &rows.heights[place];
            let mut top = y + LANE_PADDING + strip;
            let starts = rows.iter().map(|row| {
                let start = top;
                top += row + ROW_GAP;
                start
            });
            tops.push(starts.collect::<Vec<_>>());
            let text = height(lane.lines.len()) + 2 * LANE_PADDING;
            let tall = (top - ROW_GAP + LANE_PADDING - y).max(text);
            lane.frame = Frame {
                x: MARGIN,
                y,
                width: width - 2 * MARGIN,
                height: tall,
            };
            lane.head = head;
            y += tall + LANE_GAP;
        }
        for (index, action) in drawing.actions.iter().enumerate() {
            cards[index].frame = Frame {
                x: columns[action.column],
                y: tops[action.lane][rows.of[index]],
                width: widths[action.column],
                height: cards[index].frame.height,
            };
        }
        let strips: Vec<i32> = lanes
            .iter()
            .map(|lane| lane.frame.y + LANE_PADDING)
            .collect();
        let gaps: Vec<(i32, i32)> = (0..=columns.len())
            .map(|gap| {
                let from = match gap.checked_sub(1) {
                    Some(column) => columns[column] + widths[column],
                    None => MARGIN + head,
                };
                (from, columns.get(gap).copied().unwrap_or(width - MARGIN))
            })
            .collect();
        let wires = plan.wires(drawing, &cards, &strips, &gaps);
        let legend = TEXT.wrap(LEGEND, width - 2 * MARGIN);
        let legend_top = y + 6;
        Layout {
            width,
            height: legend_top + height(legend.len()) + MARGIN - 4,
            about,
            about_top: MARGIN + 26,
            stages,
            lanes,
            cards,
            wires,
            legend,
            legend_top,
        }
    }
}

const LEGEND: &str = "What stands in one column runs at the same time. “A → r”: A assumes the role r. “as r”: \
    the role r acts. “passing r”: it hands r on to the service. Coloured lines are artifacts.";

/// The height of so many lines.
fn height(lines: usize) -> i32 {
    i32::try_from(lines).unwrap_or(0) * LINE
}

fn height_of_tracks(tracks: usize) -> i32 {
    i32::try_from(tracks).unwrap_or(0) * TRACK
}

/// The text of an action's card, and its size.
fn card(drawing: &Drawing, action: &Action) -> Card {
    let line = |look, text| Line {
        look,
        word: String::new(),
        text,
    };
    let mut lines: Vec<Line> = Vec::new();
    lines.extend(
        NAME.wrap(&action.name, WIDEST)
            .into_iter()
            .map(|text| line(Look::Name, text)),
    );
    lines.extend(
        TEXT.wrap(&action.provider, WIDEST)
            .into_iter()
            .map(|text| line(Look::Quiet, text)),
    );
    let ports = lines.len();
    let named = |artifacts: &[usize], place: usize| {
        artifacts
            .get(place)
            .map_or(0, |artifact| TEXT.width(&drawing.artifacts[*artifact].name))
    };
    let count = action.inputs.len().max(action.outputs.len());
    let mut widest = 0;
    for place in 0..count {
        let (input, output) = (named(&action.inputs, place), named(&action.outputs, place));
        let between = if input > 0 && output > 0 { 14 } else { 0 };
        widest = widest.max(input + between + output);
        lines.push(line(Look::Text, String::new()));
    }
    for (word, name) in action.hands() {
        lines.extend(worded(word, name));
    }
    let widest = lines.iter().map(Line::width).fold(widest, i32::max);
    let frame = Frame {
        width: (widest + 2 * INSET).max(NARROWEST),
        height: height(lines.len()) + 2 * CARD_PADDING,
        ..Frame::default()
    };
    Card {
        frame,
        lines,
        ports,
    }
}

/// A word that matters less and a name after it, in lines.
fn worded(word: &str, name: &str) -> Vec<Line> {
    let word = format!("{word} ");
    let mut texts = TEXT.wrap(name, WIDEST - TEXT.width(&word)).into_iter();
    let first = texts.next().unwrap_or_default();
    let mut lines = vec![Line {
        look: Look::Text,
        word,
        text: first,
    }];
    lines.extend(texts.map(|text| Line {
        look: Look::Text,
        word: String::new(),
        text,
    }));
    lines
}

fn band(lane: &Lane) -> Band {
    let line = |look, text| Line {
        look,
        word: String::new(),
        text,
    };
    let mut lines: Vec<Line> = NAME
        .wrap(&lane.account, WIDEST)
        .into_iter()
        .map(|text| line(Look::Name, text))
        .collect();
    lines.push(line(Look::Quiet, lane.id.clone()));
    lines.push(line(
        if lane.away { Look::Away } else { Look::Quiet },
        lane.region.clone(),
    ));
    for role in &lane.roles {
        lines.extend(worded(&format!("{} →", role.assumed_by), &role.name));
    }
    Band {
        frame: Frame::default(),
        head: 0,
        lines,
    }
}

/// In which row of its lane each action stands, and how high the rows are.
struct Rows {
    of: Vec<usize>,
    heights: Vec<Vec<i32>>,
}

impl Rows {
    fn new(drawing: &Drawing, cards: &[Card]) -> Rows {
        let mut heights = vec![Vec::new(); drawing.lanes.len()];
        let mut taken: HashMap<(usize, usize), usize> = HashMap::new();
        let mut of = Vec::new();
        for (action, card) in drawing.actions.iter().zip(cards) {
            let next = taken.entry((action.lane, action.column)).or_default();
            let rows: &mut Vec<i32> = &mut heights[action.lane];
            match rows.get_mut(*next) {
                Some(row) => *row = card.frame.height.max(*row),
                None => rows.push(card.frame.height),
            }
            of.push(*next);
            *next += 1;
        }
        Rows { of, heights }
    }
}

/// Cards of one column are equally wide.
fn column_widths(drawing: &Drawing, cards: &[Card]) -> Vec<i32> {
    let mut widths = vec![NARROWEST; drawing.columns()];
    for (action, card) in drawing.actions.iter().zip(cards) {
        let width = &mut widths[action.column];
        *width = card.frame.width.max(*width);
    }
    widths
}

/// Where each column begins, and where everything ends.
fn columns(drawing: &Drawing, plan: &Plan, widths: &[i32], left: i32) -> (Vec<i32>, i32) {
    let mut columns = Vec::new();
    let mut x = left;
    for stage in &drawing.stages {
        for column in stage.column..stage.column + stage.columns {
            let gap = if column == stage.column {
                STAGE_GAP
            } else {
                COLUMN_GAP
            };
            let gap = if column == 0 { INSET + 6 } else { gap };
            let tracks = i32::try_from(plan.tracks(column)).unwrap_or(0);
            x += gap.max(BEFORE_TRACKS + (tracks - 1) * TRACK + AFTER_TRACKS);
            if column == 0 {
                x = left + INSET + 6;
            }
            columns.push(x);
            x += widths[column];
        }
    }
    (columns, x + INSET + 6)
}

/// The names of the stages above their columns.
fn heads(drawing: &Drawing, columns: &[i32], widths: &[i32]) -> Vec<Head> {
    let stages = drawing.stages.iter().map(|stage| {
        let last = stage.column + stage.columns - 1;
        let x = columns[stage.column];
        let width = columns[last] + widths[last] - x;
        let frame = Frame {
            x,
            width,
            ..Frame::default()
        };
        Head {
            frame,
            lines: NAME.wrap(&stage.name, width - 8),
        }
    });
    stages.collect()
}
