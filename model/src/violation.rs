//! A broken rule, as it is told.

use std::fmt;

use crate::code::Code;
use crate::pipeline::Site;

/// A rule that a declaration breaks.
///
/// ```
/// # use passrole_model::{Code, Violation, pipeline::Site};
/// # let message = "role `stack` is placed in `ci`, but action `release` runs in `prod`";
/// # let violation = Violation::new(Code::P02, Site::NOWHERE, "stage Prod, action release", message)
/// #     .help("place the role in `prod`");
/// assert_eq!(violation.code, Code::P02);
/// assert_eq!(violation.place, "stage Prod, action release");
/// let text = "[P02] role `stack` is placed in `ci`, but action `release` runs in `prod`\nhelp: place the role in `prod`";
/// assert_eq!(violation.to_string(), text);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Violation {
    /// The rule.
    pub code: Code,
    /// The token that is wrong, for the macro.
    #[doc(hidden)]
    pub at: Site,
    /// Where it is broken, in words: "stage Prod, action release".
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
    #[doc(hidden)]
    #[must_use]
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
    #[doc(hidden)]
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds what to write.
    #[doc(hidden)]
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.helps.push(help.into());
        self
    }

    /// Adds "did you mean" where a near miss was found.
    #[doc(hidden)]
    #[must_use]
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
        let mut text = format!("[{}] {}", self.code, self.message);
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
