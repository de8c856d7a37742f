//! The grid in which actions stand: how wide its columns are, and how high the rows of each lane.

use super::label::{NAME, Panel, WIDEST};
use super::layout::{INSET, Layout, TRACK, scaled};
use super::route::Plan;
use super::{Drawing, Stage};

/// Between two columns of a stage, and before a stage, where no line runs up and down.
const COLUMN_GAP: i32 = 18;
const STAGE_GAP: i32 = 32;
/// Between a card and the first line beside it, and between the last line and the card that it leads to.
const BEFORE_TRACKS: i32 = 12;
const AFTER_TRACKS: i32 = 18;
/// Between two cards, one above the other.
const ROW_GAP: i32 = 10;

/// In which row of its lane each action stands.
pub(super) struct Rows {
    pub(super) of: Vec<usize>,
    /// How many rows of each lane are taken in each column, from the first one on.
    pub(super) taken: Vec<Vec<usize>>,
}

impl Rows {
    pub(super) fn new(drawing: &Drawing) -> Rows {
        let (mut of, mut taken) = (Vec::new(), Vec::new());
        for _ in &drawing.lanes {
            taken.push(vec![0; drawing.columns()]);
        }
        for action in &drawing.actions {
            let row = &mut taken[action.lane][action.column];
            of.push(*row);
            *row += 1;
        }
        Rows { of, taken }
    }

    /// How far below the first row of a lane another one begins: each row is as high as its highest card.
    pub(super) fn above(&self, layout: &Layout, lane: usize, row: usize) -> i32 {
        let mut above = 0;
        for before in 0..row {
            let mut tall = 0;
            for (index, action) in layout.drawing.actions.iter().enumerate() {
                if action.lane == lane && self.of[index] == before {
                    tall = layout.cards[index].frame.height.max(tall);
                }
            }
            above += tall + ROW_GAP;
        }
        above
    }

    /// How high all rows of a lane are.
    pub(super) fn height(&self, layout: &Layout, lane: usize) -> i32 {
        let mut rows = 0;
        for taken in &self.taken[lane] {
            rows = rows.max(*taken);
        }
        self.above(layout, lane, rows) - ROW_GAP
    }
}

/// Where each column begins, and how wide it is: as wide as its widest card.
pub(super) struct Columns {
    left: i32,
    pub(super) starts: Vec<i32>,
    pub(super) widths: Vec<i32>,
    pub(super) right: i32,
}

impl Columns {
    pub(super) fn new(drawing: &Drawing, cards: &[Panel], plan: &Plan, left: i32) -> Columns {
        let mut columns = Columns {
            left,
            starts: Vec::new(),
            widths: Vec::new(),
            right: left,
        };
        for column in 0..drawing.columns() {
            let mut widest = 0;
            for (index, action) in drawing.actions.iter().enumerate() {
                if action.column == column {
                    widest = cards[index].frame.width.max(widest);
                }
            }
            columns.widths.push(widest);
        }
        for stage in &drawing.stages {
            columns.add(stage, plan);
        }
        columns.right += INSET;
        columns
    }

    /// Adds the columns of a stage at the right.
    fn add(&mut self, stage: &Stage, plan: &Plan) {
        for column in stage.range() {
            let gap = match column {
                0 => INSET,
                column if column == stage.column => STAGE_GAP,
                _ => COLUMN_GAP,
            };
            let tracks = match plan.tracks(column) {
                0 => 0,
                tracks => BEFORE_TRACKS + scaled(tracks - 1, TRACK) + AFTER_TRACKS,
            };
            self.right += gap.max(tracks);
            self.starts.push(self.right);
            self.right += self.widths[column];
        }
        // The stage's name takes as much room as a card's text may.
        let name = NAME.width(&stage.name).min(WIDEST) + 2 * INSET;
        let missing = (name - (self.right - self.starts[stage.column])).max(0);
        self.widths[stage.range().end - 1] += missing;
        self.right += missing;
    }

    pub(super) fn end(&self, column: usize) -> i32 {
        self.starts[column] + self.widths[column]
    }

    pub(super) fn middle(&self, column: usize) -> i32 {
        self.starts[column] + self.widths[column] / 2
    }

    /// The middle of the room before a column, or after the last, times two.
    pub(super) fn gap(&self, column: usize) -> i32 {
        let left = match column.checked_sub(1) {
            Some(before) => self.end(before),
            None => self.left,
        };
        left + *self.starts.get(column).unwrap_or(&self.right)
    }
}
