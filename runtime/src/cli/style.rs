//! Colour, where it is wanted.

use super::args::Color;

/// How text is printed to one of the standard streams.
#[derive(Clone, Copy)]
pub(super) struct Style {
    color: bool,
}

impl Style {
    /// The style for a stream, which may be a terminal: colour on one, unless `NO_COLOR` is set (<https://no-color.org>).
    pub(super) fn of(color: Color, terminal: bool) -> Style {
        let quiet = !std::env::var_os("NO_COLOR").unwrap_or_default().is_empty();
        let dumb = std::env::var_os("TERM").unwrap_or_default() == "dumb";
        Style {
            color: match color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => terminal && !quiet && !dumb,
            },
        }
    }

    /// What is wrong.
    pub(super) fn error(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    /// What comes.
    pub(super) fn added(self, text: &str) -> String {
        self.paint("32", text)
    }

    /// What goes.
    pub(super) fn removed(self, text: &str) -> String {
        self.paint("31", text)
    }

    /// What stands behind a sign: `+` comes, `-` goes, and anything else becomes another.
    pub(super) fn signed(self, sign: &str, text: &str) -> String {
        match sign.trim_end() {
            "+" => self.added(text),
            "-" => self.removed(text),
            _ => self.paint("33", text),
        }
    }

    /// A name.
    pub(super) fn name(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// What matters less.
    pub(super) fn quiet(self, text: &str) -> String {
        self.paint("2", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.color {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// Cells in a line, the first of which is a name.
    pub(super) fn row(self, cells: &[String]) -> String {
        format!("{}  {}", self.name(&cells[0]), cells[1..].join("  "))
    }
}

/// Fills up the cells of rows, so that each column is as wide as its widest cell; the last is not filled up.
pub(super) fn align(rows: &mut [Vec<String>]) {
    let Some(first) = rows.first() else {
        return;
    };
    for column in 0..first.len() - 1 {
        let mut width = 0;
        for row in &*rows {
            width = width.max(row[column].chars().count());
        }
        for row in &mut *rows {
            row[column] = format!("{:width$}", row[column]);
        }
    }
}
