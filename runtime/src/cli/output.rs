//! What a command prints.

use std::fmt::{Display, Write};
use std::process::ExitCode;

use super::Failure;
use super::style::Style;
use crate::Stack;
use crate::template::{Node, json};

/// Standard output, in one piece: what a command prints, and how.
pub(super) struct Output {
    pub(super) text: String,
    pub(super) style: Style,
    /// The exit code, where the command comes to its end.
    pub(super) code: ExitCode,
}

impl Output {
    pub(super) fn line(&mut self, line: impl Display) {
        let _ = writeln!(self.text, "{line}");
    }

    /// Sets what follows apart from what stands before.
    pub(super) fn apart(&mut self) {
        if !self.text.is_empty() {
            self.line("");
        }
    }

    pub(super) fn json(&mut self, value: Node) -> Result<(), Failure> {
        self.text.push_str(&json::pretty(&value));
        Ok(())
    }
}

/// A stack, and where it is.
pub(super) fn in_place(stack: &Stack) -> String {
    let (name, account, id) = (stack.name(), stack.account(), stack.account_id());
    format!("`{name}` in `{account}` ({id}, {})", stack.region())
}

/// A row about a stack: name, account, region, and what a command says of it.
pub(super) fn row(stack: &Stack, what: String) -> Vec<String> {
    let mut row = Vec::new();
    for cell in &[stack.name(), stack.account_id(), stack.region()] {
        row.push((*cell).to_owned());
    }
    row.push(what);
    row
}
