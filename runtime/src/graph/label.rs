//! The text of a drawing's heads, lanes and cards, line by line, before it is known where they stand.

use std::fmt::Write;

use super::layout::{Frame, INSET, LINE, height};
use super::text::{Escaped, Font};
use super::{Action, Artifact, Drawing, Lane, Stage, Worded};

pub(super) const TITLE: Font = Font {
    size: 18,
    bold: true,
};
pub(super) const NAME: Font = Font {
    size: 13,
    bold: true,
};
pub(super) const TEXT: Font = Font {
    size: 11,
    bold: false,
};

/// A longer text goes on in the next line.
pub(super) const WIDEST: i32 = 180;
/// Between what an action takes and what it makes.
const BETWEEN: i32 = 14;
/// A card's text takes at least so much room.
const NARROWEST: i32 = 52;
/// Inside a card, a stage's head and a lane, above and below the text.
const CARD_PADDING: i32 = 7;
const HEAD_PADDING: i32 = 5;
pub(super) const LANE_PADDING: i32 = 12;

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

/// A stage's head, a lane's band or an action's card: a frame with text in it.
pub(super) struct Panel {
    pub(super) frame: Frame,
    /// How far below the top of the frame the text begins.
    pub(super) padding: i32,
    pub(super) lines: Vec<Line>,
    /// The line in which the first artifacts stand, what is taken at the left and what is made at the right.
    ports: usize,
}

impl Panel {
    fn new(padding: i32) -> Panel {
        Panel {
            frame: Frame::default(),
            padding,
            lines: Vec::new(),
            ports: 0,
        }
    }

    /// A stage's name above its columns, which have numbers where there are several.
    pub(super) fn head(stage: &Stage, frame: Frame) -> Panel {
        let mut head = Panel::new(HEAD_PADDING);
        head.frame = frame;
        head.add(Look::Name, &stage.name, frame.width - 2 * INSET);
        let numbers = usize::from(stage.columns > 1);
        head.frame.height = height(head.lines.len() + numbers) + 2 * HEAD_PADDING;
        head
    }

    /// The text at the left end of a lane.
    pub(super) fn band(lane: &Lane) -> Panel {
        let mut band = Panel::new(LANE_PADDING);
        band.add(Look::Name, &lane.account, WIDEST);
        if lane.first {
            band.add(Look::Quiet, &lane.id, WIDEST);
        }
        let look = if lane.away { Look::Away } else { Look::Quiet };
        band.add(look, &lane.region, WIDEST);
        for role in &lane.roles {
            band.add_worded(&format!("{} →", role.word), &role.name);
        }
        band.fit(0);
        band
    }

    /// What an action's card says.
    pub(super) fn card(drawing: &Drawing, action: &Action) -> Panel {
        let mut card = Panel::new(CARD_PADDING);
        card.add(Look::Name, &action.name, WIDEST);
        card.add(Look::Quiet, &action.provider, WIDEST);
        card.ports = card.lines.len();
        let width = |artifacts: &[usize], place: usize| match artifacts.get(place) {
            Some(artifact) => TEXT.width(&drawing.artifacts[*artifact].name),
            None => 0,
        };
        let mut least = NARROWEST;
        for place in 0..action.inputs.len().max(action.outputs.len()) {
            let (input, output) = (width(&action.inputs, place), width(&action.outputs, place));
            let between = if input > 0 && output > 0 { BETWEEN } else { 0 };
            least = least.max(input + between + output);
            card.add(Look::Text, "", WIDEST);
        }
        for hand in &action.hands {
            card.add_worded(&hand.word, &hand.name);
        }
        card.fit(least);
        card
    }

    /// The top of the first line.
    pub(super) fn top(&self) -> i32 {
        self.frame.y + self.padding
    }

    /// The height at which an artifact enters or leaves, by its place in the list.
    pub(super) fn port(&self, place: usize) -> i32 {
        self.top() + height(self.ports + place) + LINE / 2
    }

    /// Adds a text in as many lines as it takes.
    fn add(&mut self, look: Look, text: &str, width: i32) {
        let font = if look == Look::Name { NAME } else { TEXT };
        for text in font.wrap(text, width) {
            self.lines.push(Line {
                look,
                word: String::new(),
                text,
            });
        }
    }

    /// Adds a word that matters less and a name after it, or below it where both are too wide for a line.
    fn add_worded(&mut self, word: &str, name: &str) {
        let word = format!("{word} ");
        if TEXT.width(&word) + TEXT.width(name) > WIDEST {
            self.add(Look::Quiet, &word, WIDEST);
            self.add(Look::Text, name, WIDEST);
            return;
        }
        self.lines.push(Line {
            look: Look::Text,
            word,
            text: name.to_owned(),
        });
    }

    /// Makes the frame as large as the text, which takes at least some width.
    fn fit(&mut self, least: i32) {
        let mut widest = least;
        for line in &self.lines {
            let font = if line.look == Look::Name { NAME } else { TEXT };
            widest = widest.max(font.width(&line.word) + font.width(&line.text));
        }
        self.frame.width = widest + 2 * INSET;
        self.frame.height = height(self.lines.len()) + 2 * self.padding;
    }
}

impl Drawing {
    /// Adds what a card says below its name, each line after the break of a markup: also what the action makes and
    /// nobody takes, since no line leads away from it.
    pub(super) fn below(
        &self,
        text: &mut String,
        action: &Action,
        line_break: &str,
        escaped: fn(&str) -> Escaped<'_>,
    ) {
        let _ = write!(text, "{line_break}{}", escaped(&action.provider));
        for Worded { word, name } in &action.hands {
            let _ = write!(text, "{line_break}{word} {}", escaped(name));
        }
        for output in &action.outputs {
            let Artifact { name, takers, .. } = &self.artifacts[*output];
            if takers.is_empty() {
                let _ = write!(text, "{line_break}makes {}", escaped(name));
            }
        }
    }
}
