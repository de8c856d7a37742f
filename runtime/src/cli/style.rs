//! Colour, where it is wanted.

use std::borrow::Cow;
use std::io::IsTerminal;

use super::args::Color;

/// How text is printed to one of the standard streams.
#[derive(Clone, Copy)]
pub(super) struct Style {
    color: bool,
}

impl Style {
    /// The style for a stream: colour on a terminal, unless `NO_COLOR` is set (<https://no-color.org>).
    pub(super) fn of(color: Color, stream: &impl IsTerminal) -> Style {
        let quiet = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        Style {
            color: match color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => stream.is_terminal() && !quiet && !dumb,
            },
        }
    }

    /// What is wrong.
    pub(super) fn error(self, text: &str) -> Cow<'_, str> {
        self.paint("1;31", text)
    }

    /// What comes.
    pub(super) fn added(self, text: &str) -> Cow<'_, str> {
        self.paint("32", text)
    }

    /// What goes.
    pub(super) fn removed(self, text: &str) -> Cow<'_, str> {
        self.paint("31", text)
    }

    /// What becomes another.
    pub(super) fn changed(self, text: &str) -> Cow<'_, str> {
        self.paint("33", text)
    }

    /// A name.
    pub(super) fn name(self, text: &str) -> Cow<'_, str> {
        self.paint("1", text)
    }

    /// What matters less.
    pub(super) fn quiet(self, text: &str) -> Cow<'_, str> {
        self.paint("2", text)
    }

    fn paint<'t>(self, code: &str, text: &'t str) -> Cow<'t, str> {
        if self.color {
            format!("\x1b[{code}m{text}\x1b[0m").into()
        } else {
            text.to_owned().into()
        }
    }
}

/// Rows with each column as wide as its widest cell; the last is not filled up.
pub(super) fn columns<const N: usize>(rows: &[[String; N]]) -> Vec<[String; N]> {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let filled = rows.iter().map(|row| {
        let mut row = row.clone();
        for (cell, width) in row.iter_mut().zip(widths).take(N - 1) {
            let missing = width - cell.chars().count();
            cell.push_str(&" ".repeat(missing));
        }
        row
    });
    filled.collect()
}
