//! The grid in which actions stand: how wide its columns are, and how high the rows of each lane.

use super::label::{NAME, Panel, WIDEST};
use super::layout::{INSET, TRACK, scaled};
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

/// In which row of its lane each action stands, and how high the rows are: as high as their highest card.
pub(super) struct Rows {
    pub(super) of: Vec<usize>,
    heights: Vec<Vec<i32>>,
    /// How many rows of each lane are taken in each column, from the first one on.
    pub(super) taken: Vec<Vec<usize>>,
}

impl Rows {
    pub(super) fn new(drawing: &Drawing, cards: &[Panel]) -> Rows {
        let (mut of, mut heights, mut taken) = (Vec::new(), Vec::new(), Vec::new());
        for _ in &drawing.lanes {
            heights.push(Vec::<i32>::new());
            taken.push(vec![0; drawing.columns.len()]);
        }
        for (index, action) in drawing.actions.iter().enumerate() {
            let row = &mut taken[action.lane][action.column];
            let heights = &mut heights[action.lane];
            let tall = cards[index].frame.height;
            match heights.get_mut(*row) {
                Some(height) => *height = tall.max(*height),
                None => heights.push(tall),
            }
            of.push(*row);
            *row += 1;
        }
        Rows { of, heights, taken }
    }

    /// Where the rows of a lane begin, the first of them at a height; gives where the last ends, too.
    pub(super) fn tops(&self, lane: usize, mut y: i32) -> (Vec<i32>, i32) {
        let mut tops = Vec::new();
        for height in &self.heights[lane] {
            tops.push(y);
            y += height + ROW_GAP;
        }
        (tops, y - ROW_GAP)
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
        for column in &drawing.columns {
            let mut widest = 0;
            for index in column {
                widest = cards[*index].frame.width.max(widest);
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
