//! The text of a drawing's cards and lanes, line by line, before it is known where it stands.

use std::fmt::Write;

use super::text::Font;
use super::{Action, Artifact, Drawing, Lane, Worded};

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

/// Adds a text in as many lines as it takes.
fn add(lines: &mut Vec<Line>, look: Look, text: &str) {
    let font = if look == Look::Name { NAME } else { TEXT };
    for text in font.wrap(text, WIDEST) {
        lines.push(Line {
            look,
            word: String::new(),
            text,
        });
    }
}

/// Adds a word that matters less and a name after it, or below it where both are too wide for a line.
fn add_worded(lines: &mut Vec<Line>, word: &str, name: &str) {
    let word = format!("{word} ");
    if TEXT.width(&word) + TEXT.width(name) > WIDEST {
        add(lines, Look::Quiet, &word);
        add(lines, Look::Text, name);
        return;
    }
    lines.push(Line {
        look: Look::Text,
        word,
        text: name.to_owned(),
    });
}

/// The width of the widest line.
pub(super) fn widest(lines: &[Line]) -> i32 {
    let mut widest = 0;
    for line in lines {
        widest = widest.max(line.width());
    }
    widest
}

/// What a card says.
pub(super) struct Label {
    pub(super) lines: Vec<Line>,
    /// The line in which the first artifacts stand, what is taken at the left and what is made at the right.
    pub(super) ports: usize,
    pub(super) width: i32,
}

/// What an action's card says.
pub(super) fn card(drawing: &Drawing, action: &Action) -> Label {
    let mut lines = Vec::new();
    add(&mut lines, Look::Name, &action.name);
    add(&mut lines, Look::Quiet, &action.provider);
    let ports = lines.len();
    let width = |artifacts: &[usize], place: usize| {
        let artifact = artifacts.get(place);
        artifact.map_or(0, |artifact| TEXT.width(&drawing.artifacts[*artifact].name))
    };
    let mut both = 0;
    for place in 0..action.inputs.len().max(action.outputs.len()) {
        let (input, output) = (width(&action.inputs, place), width(&action.outputs, place));
        let between = if input > 0 && output > 0 { BETWEEN } else { 0 };
        both = both.max(input + between + output);
        add(&mut lines, Look::Text, "");
    }
    for hand in &action.hands {
        add_worded(&mut lines, &hand.word, &hand.name);
    }
    Label {
        width: widest(&lines).max(both),
        lines,
        ports,
    }
}

/// What stands at the left end of a lane.
pub(super) fn lane(lane: &Lane) -> Vec<Line> {
    let mut lines = Vec::new();
    add(&mut lines, Look::Name, &lane.account);
    if lane.first {
        add(&mut lines, Look::Quiet, &lane.id);
    }
    let look = if lane.away { Look::Away } else { Look::Quiet };
    add(&mut lines, look, &lane.region);
    for role in &lane.roles {
        add_worded(&mut lines, &format!("{} →", role.word), &role.name);
    }
    lines
}

impl Drawing {
    /// What a card says below its name, each line after the break of a markup: also what the action makes and nobody
    /// takes, since no line leads away from it.
    pub(super) fn below(
        &self,
        action: &Action,
        line_break: &str,
        escaped: &dyn Fn(&str) -> String,
    ) -> String {
        let mut lines = format!("{line_break}{}", escaped(&action.provider));
        for Worded { word, name } in &action.hands {
            let _ = write!(lines, "{line_break}{word} {}", escaped(name));
        }
        for output in &action.outputs {
            let Artifact { name, takers, .. } = &self.artifacts[*output];
            if takers.is_empty() {
                let _ = write!(lines, "{line_break}makes {}", escaped(name));
            }
        }
        lines
    }
}
