//! Where everything of a drawing stands, in pixels.
//!
//! Actions stand in a grid: a column for each run order of each stage, and in each lane as many rows as it has
//! actions in one column. Lines run between columns and in a strip on top of each lane, so that none crosses a card.

use super::grid::{Columns, Rows};
use super::label::{LANE_PADDING, Panel, TEXT, TITLE};
use super::route::{Plan, Wire};
use super::{Action, Drawing};

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
    /// A head for each stage, in the drawing's order.
    pub(super) heads: Vec<Panel>,
    /// How wide the part of a band with its text is.
    pub(super) head: i32,
    /// A band for each lane, in the drawing's order.
    pub(super) bands: Vec<Panel>,
    /// The top of each lane's strip.
    pub(super) strips: Vec<i32>,
    pub(super) columns: Columns,
    /// A card for each action, in the drawing's order.
    pub(super) cards: Vec<Panel>,
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

impl Layout<'_> {
    pub(super) fn new(drawing: &Drawing) -> Layout<'_> {
        let (mut cards, mut bands, mut head) = (Vec::new(), Vec::new(), 0);
        for action in &drawing.actions {
            cards.push(Panel::card(drawing, action));
        }
        for lane in &drawing.lanes {
            let band = Panel::band(lane);
            head = band.frame.width.max(head);
            bands.push(band);
        }
        let rows = Rows::new(drawing, &cards);
        let plan = Plan::new(drawing, &rows);
        let columns = Columns::new(drawing, &cards, &plan, MARGIN + head);
        let title = TITLE.width(&drawing.name) + 2 * MARGIN;
        let width = (columns.right + MARGIN).max(title).max(NARROWEST);
        let mut layout = Layout {
            drawing,
            width,
            height: 0,
            about: Block::new(MARGIN + TITLE_LINE, &drawing.about, width),
            heads: Vec::new(),
            head,
            bands,
            strips: Vec::new(),
            columns,
            cards,
            wires: Vec::new(),
            legend: Block::new(0, LEGEND, width),
        };
        let y = layout.add_heads(layout.about.bottom() + 8);
        layout.legend.top = layout.place_bands(y + LANE_GAP, &rows, &plan) + 6;
        layout.height = layout.legend.bottom() + MARGIN - 4;
        layout.wires = plan.wires(&layout);
        layout
    }

    /// Adds the stages' heads, all as tall as the tallest; gives the height at which they end.
    fn add_heads(&mut self, y: i32) -> i32 {
        let mut tall = 0;
        for stage in &self.drawing.stages {
            let x = self.columns.starts[stage.column];
            let frame = Frame {
                x,
                y,
                width: self.columns.end(stage.range().end - 1) - x,
                height: 0,
            };
            let head = Panel::head(stage, frame);
            tall = head.frame.height.max(tall);
            self.heads.push(head);
        }
        for head in &mut self.heads {
            head.padding += (tall - head.frame.height) / 2;
            head.frame.height = tall;
        }
        y + tall
    }

    /// Lays the lanes one below the other, and the cards into them; gives the height at which the next would begin.
    fn place_bands(&mut self, mut y: i32, rows: &Rows, plan: &Plan) -> i32 {
        let echo = if self.is_wide() { LINE - 6 } else { 0 };
        let mut tops = Vec::new();
        for place in 0..self.bands.len() {
            let strip = y + LANE_PADDING + echo;
            let (starts, end) = rows.tops(place, strip + scaled(plan.strips[place], TRACK));
            let bottom = end + LANE_PADDING;
            let band = &mut self.bands[place];
            band.frame = Frame {
                x: MARGIN,
                y,
                width: self.width - 2 * MARGIN,
                height: band.frame.height.max(bottom - y),
            };
            self.strips.push(strip);
            tops.push(starts);
            let next = self.drawing.lanes.get(place + 1);
            let follows = next.is_none_or(|next| next.first);
            y += band.frame.height + if follows { LANE_GAP } else { REGION_GAP };
        }
        for (index, action) in self.drawing.actions.iter().enumerate() {
            let frame = &mut self.cards[index].frame;
            frame.x = self.columns.starts[action.column];
            frame.y = tops[action.lane][rows.of[index]];
            frame.width = self.columns.widths[action.column];
        }
        y
    }

    /// Whether each lane names itself and its stage again, above its first card of each stage.
    pub(super) fn is_wide(&self) -> bool {
        self.width >= WIDE
    }

    /// How the lane of an action names itself and the stage above the action's card, as far as there is room.
    pub(super) fn echo(&self, action: &Action) -> String {
        let (lane, stage) = (
            &self.drawing.lanes[action.lane],
            &self.drawing.stages[action.stage],
        );
        let mut place = lane.account.clone();
        if lane.away {
            place = format!("{place} / {}", lane.region);
        }
        let both = format!("{place} · {}", stage.name);
        let end = self.columns.end(stage.range().end - 1);
        let room = end - self.columns.starts[action.column];
        if TEXT.width(&both) > room {
            TEXT.cut(&place, room)
        } else {
            both
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
