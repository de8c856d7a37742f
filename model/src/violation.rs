//! A broken rule, as it is told.

use std::fmt;

use crate::pipeline::Site;

/// A rule's code; it never changes. [`crate::explain`] has a page for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Code {
    P01,
    P02,
    P03,
    P04,
    P05,
    P06,
    P07,
    P08,
    P09,
    P10,
    P11,
    P12,
    P13,
    N01,
    N02,
    N03,
    N04,
    N05,
    S01,
    S02,
    S03,
    S04,
    S05,
    A01,
    A02,
    A03,
    A04,
    A05,
    C01,
    C02,
    C03,
    C04,
    C05,
    C06,
    C07,
    C08,
    I01,
    I02,
    I03,
    I04,
    I05,
    I06,
}

impl Code {
    /// Whether it is a rule of names (N): what else is said of a wrong name only follows from it.
    pub const fn is_of_names(self) -> bool {
        matches!(
            self,
            Code::N01 | Code::N02 | Code::N03 | Code::N04 | Code::N05
        )
    }
}

/// A rule that a declaration breaks.
#[derive(Clone, Debug)]
pub struct Violation {
    /// The rule.
    pub code: Code,
    /// The token that is wrong.
    pub at: Site,
    /// The same in words: "stage Prod, action release".
    pub place: String,
    /// What is wrong, in the author's own names.
    pub message: String,
    /// What AWS would answer, or why the rule is there.
    pub notes: Vec<String>,
    /// What to write instead.
    pub helps: Vec<String>,
}

impl Violation {
    /// A violation without notes and helps.
    pub fn new(code: Code, at: Site, place: impl Into<String>, message: impl Into<String>) -> Self {
        Violation {
            code,
            at,
            place: place.into(),
            message: message.into(),
            notes: Vec::new(),
            helps: Vec::new(),
        }
    }

    /// Adds what AWS would answer, or why.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds what to write.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.helps.push(help.into());
        self
    }

    /// Adds "did you mean" where a near miss was found.
    pub fn suggest(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

impl fmt::Display for Violation {
    /// The message, then a line for each note and help; what follows a line of theirs stands under its text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = format!("[{:?}] {}", self.code, self.message);
        add(&mut text, "note", &self.notes);
        add(&mut text, "help", &self.helps);
        f.write_str(&text)
    }
}

fn add(whole: &mut String, word: &str, texts: &[String]) {
    for text in texts {
        whole.push_str(&format!("\n{word}:"));
        let mut before = " ";
        for line in text.split('\n') {
            whole.push_str(&format!("{before}{line}"));
            before = "\n      ";
        }
    }
}
