//! Where everything of a drawing stands, in pixels.
//!
//! Actions stand in a grid: a column for each run order of each stage, and in each lane as many rows as it has
//! actions in one column. Lines run between columns and in a strip on top of each lane, so that none crosses a card.

use super::grid::{Columns, Rows};
use super::label::{self, Line, NAME, TEXT, TITLE};
use super::route::{Plan, Wire};
use super::{Drawing, Lane};

/// The height of a line of text.
pub(super) const LINE: i32 = 15;
/// Around everything.
pub(super) const MARGIN: i32 = 16;
/// Inside a card or a lane, beside what stands in it.
pub(super) const INSET: i32 = 10;
/// Between two lines of artifacts.
pub(super) const TRACK: i32 = 8;

/// A picture is so wide that its title and its legend have room.
const NARROWEST: i32 = 480;
/// From this width on, a lane names itself and its stage again where its cards are, since its head is out of sight.
const WIDE: i32 = 1600;
/// The title's height.
const TITLE_LINE: i32 = 26;
/// Inside a card or a stage's head, above and below its text.
const CARD_PADDING: i32 = 7;
const HEAD_PADDING: i32 = 5;
const CARD_WIDTH: i32 = 72;
/// Between two cards, one above the other.
const ROW_GAP: i32 = 10;
/// Above and below what stands in a lane.
const LANE_PADDING: i32 = 12;
/// Between two accounts, and between two regions of one.
const LANE_GAP: i32 = 6;
const REGION_GAP: i32 = 1;

const LEGEND: &str = "Columns run one after the other; what stands in one column runs at the same time. \
    Coloured lines: artifacts. A → r: A assumes the role r. as r: the role r acts. \
    passing r: the role r is passed on to the service.";

/// Everything in its place.
pub(super) struct Layout<'d> {
    pub(super) drawing: &'d Drawing,
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) about: Block,
    pub(super) heads: Vec<Head>,
    /// How wide the part of a band with its text is.
    pub(super) head: i32,
    /// A band for each lane, in the drawing's order.
    pub(super) bands: Vec<Band>,
    /// A card for each action, in the drawing's order.
    pub(super) cards: Vec<Card>,
    /// A wire for each artifact, in the drawing's order.
    pub(super) wires: Vec<Wire>,
    pub(super) legend: Block,
}

/// Lines of text, from a height on.
pub(super) struct Block {
    pub(super) top: i32,
    pub(super) lines: Vec<String>,
}

/// A rectangle.
#[derive(Clone, Copy, Default)]
pub(super) struct Frame {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Frame {
    pub(super) fn right(self) -> i32 {
        self.x + self.width
    }
}

/// A stage's name above its columns.
pub(super) struct Head {
    pub(super) frame: Frame,
    pub(super) lines: Vec<String>,
    /// The middle of each column, where there are several.
    pub(super) columns: Vec<i32>,
}

impl Head {
    /// The height of its text.
    fn text(&self) -> i32 {
        height(self.lines.len() + usize::from(!self.columns.is_empty()))
    }

    /// The top of the first line.
    pub(super) fn top(&self) -> i32 {
        self.frame.y + (self.frame.height - self.text()) / 2
    }
}

/// A lane, and the text at its left end.
pub(super) struct Band {
    pub(super) frame: Frame,
    pub(super) lines: Vec<Line>,
    /// Where the lane names itself again, and how.
    pub(super) echoes: Vec<(i32, String)>,
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
    ports: usize,
}

impl Card {
    /// The top of its first line.
    pub(super) fn top(&self) -> i32 {
        self.frame.y + CARD_PADDING
    }

    /// The height at which an artifact enters or leaves, by its place in the list.
    pub(super) fn port(&self, place: usize) -> i32 {
        self.top() + height(self.ports + place) + LINE / 2
    }
}

impl Layout<'_> {
    pub(super) fn new(drawing: &Drawing) -> Layout<'_> {
        let mut cards = cards(drawing);
        let rows = Rows::new(drawing, &cards);
        let plan = Plan::new(drawing, &rows);
        let (mut bands, head) = bands(drawing);
        let columns = Columns::new(drawing, &cards, &plan, MARGIN + head);
        let title = TITLE.width(&drawing.name) + 2 * MARGIN;
        let width = (columns.right + MARGIN).max(title).max(NARROWEST);

        let top = MARGIN + TITLE_LINE;
        let about = Block::new(top, &drawing.about, width);
        let y = about.bottom() + 8;
        let (heads, tall) = heads(drawing, &columns, y);
        let mut y = y + tall + LANE_GAP;

        let echo = if width < WIDE { 0 } else { LINE - 6 };
        let (mut strips, mut tops) = (Vec::new(), Vec::new());
        for (place, band) in bands.iter_mut().enumerate() {
            let follows = drawing.lanes.get(place + 1).is_none_or(|next| next.first);
            let text = y + LANE_PADDING;
            let mut top = text + echo;
            strips.push(top);
            top += scaled(plan.strips[place], TRACK);
            let mut starts = Vec::new();
            for row in &rows.heights[place] {
                starts.push(top);
                top += row + ROW_GAP;
            }
            tops.push(starts);
            let bottom = (top - ROW_GAP).max(text + height(band.lines.len()));
            let tall = bottom + LANE_PADDING - y;
            band.frame = Frame {
                x: MARGIN,
                y,
                width: width - 2 * MARGIN,
                height: tall,
            };
            y += tall + if follows { LANE_GAP } else { REGION_GAP };
        }
        if echo > 0 {
            echoes(drawing, &columns, &mut bands);
        }
        for (index, action) in drawing.actions.iter().enumerate() {
            let frame = &mut cards[index].frame;
            frame.x = columns.starts[action.column];
            frame.y = tops[action.lane][rows.of[index]];
            frame.width = columns.widths[action.column];
        }
        let wires = plan.wires(drawing, &cards, &strips, &columns.gaps());
        let legend = Block::new(y + 6, LEGEND, width);
        Layout {
            drawing,
            width,
            height: legend.bottom() + MARGIN - 4,
            about,
            heads,
            head,
            bands,
            cards,
            wires,
            legend,
        }
    }
}

impl Block {
    fn new(top: i32, text: &str, width: i32) -> Block {
        let text = text.replace('\n', " ");
        let lines = match text.trim() {
            "" => Vec::new(),
            text => TEXT.wrap(text, width - 2 * MARGIN),
        };
        Block { top, lines }
    }

    fn bottom(&self) -> i32 {
        self.top + height(self.lines.len())
    }
}

/// The height of so many lines of text.
pub(super) fn height(lines: usize) -> i32 {
    scaled(lines, LINE)
}

/// So many times a size.
pub(super) fn scaled(count: usize, size: i32) -> i32 {
    i32::try_from(count)
        .unwrap_or(i32::MAX)
        .saturating_mul(size)
}

/// The cards, of the size that their text takes.
fn cards(drawing: &Drawing) -> Vec<Card> {
    let mut cards = Vec::new();
    for action in &drawing.actions {
        let label = label::card(drawing, action);
        cards.push(Card {
            frame: Frame {
                width: (label.width + 2 * INSET).max(CARD_WIDTH),
                height: height(label.lines.len()) + 2 * CARD_PADDING,
                ..Frame::default()
            },
            lines: label.lines,
            ports: label.ports,
        });
    }
    cards
}

/// The bands, and how wide the text at their left ends is: as wide as the widest.
fn bands(drawing: &Drawing) -> (Vec<Band>, i32) {
    let (mut bands, mut head) = (Vec::new(), 0);
    for lane in &drawing.lanes {
        let lines = label::lane(lane);
        head = (label::widest(&lines) + 2 * INSET).max(head);
        bands.push(Band {
            frame: Frame::default(),
            lines,
            echoes: Vec::new(),
        });
    }
    (bands, head)
}

/// The names of the stages above their columns, and the numbers of the columns; all are as tall as the tallest.
fn heads(drawing: &Drawing, columns: &Columns, y: i32) -> (Vec<Head>, i32) {
    let (mut heads, mut tall) = (Vec::new(), 0);
    for stage in &drawing.stages {
        let x = columns.starts[stage.column];
        let width = columns.end(stage.range().end - 1) - x;
        let mut head = Head {
            frame: Frame {
                x,
                y,
                width,
                height: 0,
            },
            lines: NAME.wrap(&stage.name, width - 2 * INSET),
            columns: Vec::new(),
        };
        if stage.columns > 1 {
            for column in stage.range() {
                let middle = columns.starts[column] + columns.widths[column] / 2;
                head.columns.push(middle);
            }
        }
        tall = (head.text() + 2 * HEAD_PADDING).max(tall);
        heads.push(head);
    }
    for head in &mut heads {
        head.frame.height = tall;
    }
    (heads, tall)
}

/// Lets each lane name itself and its stage above its first card of each stage.
fn echoes(drawing: &Drawing, columns: &Columns, bands: &mut [Band]) {
    // From which stage on a lane has not named itself.
    let mut from = vec![0; drawing.lanes.len()];
    for action in &drawing.actions {
        if action.stage < from[action.lane] {
            continue;
        }
        from[action.lane] = action.stage + 1;
        let Lane {
            account,
            region,
            away,
            ..
        } = &drawing.lanes[action.lane];
        let stage = &drawing.stages[action.stage];
        let place = if *away {
            format!("{account} / {region}")
        } else {
            account.clone()
        };
        let both = format!("{place} · {}", stage.name);
        let room = columns.end(stage.range().end - 1) - columns.starts[action.column];
        let text = if TEXT.width(&both) > room {
            place
        } else {
            both
        };
        bands[action.lane]
            .echoes
            .push((columns.starts[action.column], text));
    }
}
