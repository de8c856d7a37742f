//! How far the work on each stack is: shown while it goes on, and said at its end.

use std::fmt::Write;
use std::io::{self, IsTerminal};

use super::args::Args;
use super::style::{Style, align};
use super::{Failure, Output, in_place, row, say, terminal, write};
use crate::deploy::{Accounts, Reach, Show, Sources, Standing, State, interrupt};
use crate::template::{Node, map};
use crate::{Error, Stack, Stacks};

/// The work, shown on standard error: a line a stack that is written anew on a terminal, a line a change elsewhere.
pub(super) struct Progress<'s> {
    stacks: &'s [Stack],
    /// Of the longest name.
    width: usize,
    style: Style,
    live: bool,
    /// How many lines stand on a terminal.
    lines: usize,
    /// The last word about each stack elsewhere.
    words: Vec<String>,
}

impl Progress<'_> {
    /// Nothing is shown yet.
    pub(super) fn new<'s>(stacks: &'s Stacks, args: &Args) -> Progress<'s> {
        let dumb = match std::env::var_os("TERM") {
            Some(term) => term == "dumb",
            None => true,
        };
        let (mut words, mut width) = (Vec::new(), 0);
        for stack in stacks {
            words.push(String::new());
            width = width.max(stack.name().chars().count());
        }
        let is_terminal = io::stderr().is_terminal();
        Progress {
            style: Style::of(args.color, is_terminal),
            // What has left the terminal at its top cannot be written anew; behind the last line stands the cursor.
            live: is_terminal && !dumb && words.len() < terminal::height(),
            stacks: stacks.as_slice(),
            lines: 0,
            words,
            width,
        }
    }

    /// A line a stack, for a terminal.
    fn rows(&self, all: &[Standing]) -> String {
        // No line is broken into two, however narrow the terminal is.
        let mut text = "\x1b[?7l".to_owned();
        for (place, stack) in self.stacks.iter().enumerate() {
            let state = &all[place].state;
            let word = match (state, word(state)) {
                (State::Failed(_) | State::Lost(_), word) => self.style.error(word),
                (State::Done(_), word) => word.to_owned(),
                (_, word) => self.style.quiet(word),
            };
            let name = format!("{:1$}", stack.name(), self.width);
            let _ = writeln!(text, "{}  {word}", self.style.name(&name));
        }
        text + "\x1b[?7h"
    }
}

impl Show for Progress<'_> {
    fn show(&mut self, all: &[Standing], new: usize) {
        if self.live {
            write(&(up(self.lines) + &self.rows(all)));
            self.lines = all.len();
            return;
        }
        let word = match &all[new].state {
            // How far CloudFormation is would be a line for each resource.
            State::Begun(what) => what.split(' ').next().unwrap_or_default(),
            state => word(state),
        };
        if self.words[new] != word {
            say(format_args!("{}: {word}", self.stacks[new].name()));
            self.words[new] = word.to_owned();
        }
    }

    /// Takes away what stands on a terminal, since the end is told otherwise.
    fn end(&mut self) {
        write(&up(self.lines));
        self.lines = 0;
    }
}

/// Reaches the accounts of stacks, once it is known whose the credentials are. A signal that asks to end is noted from
/// now on.
pub(super) fn reach<'s>(stacks: &'s Stacks, sources: &Sources) -> Result<Reach<'s>, Failure> {
    interrupt::watch();
    match Accounts::ask(stacks.as_slice(), sources) {
        _ if interrupt::asked() => Err(Failure::Interrupted),
        Ok(accounts) => Ok(Reach {
            accounts,
            stacks: stacks.as_slice(),
        }),
        Err(errors) => Err(errors.into()),
    }
}

/// To the first of so many lines, and everything behind it away.
fn up(lines: usize) -> String {
    match lines {
        0 => String::new(),
        lines => format!("\x1b[{lines}A\x1b[J"),
    }
}

fn word(state: &State) -> &str {
    match state {
        State::Waiting => "waiting",
        State::Busy(what) | State::Begun(what) => what,
        State::Done(how) => how,
        State::Failed(_) => "failed",
        State::Lost(_) => "not followed",
        State::NotBegun => "not begun",
    }
}

const GOES_ON: &str = "; CloudFormation goes on with it";

/// What is said of each stack beside its state: a line each below it, and under a key in JSON.
pub(super) struct Details<'d> {
    pub(super) of: &'d [Standing],
    pub(super) key: &'static str,
    pub(super) line: fn(&Node) -> String,
}

/// Says what each stack ended in, and what failed.
pub(super) fn report(
    stacks: &Stacks,
    ends: &[Standing],
    args: &Args,
    output: &mut Output,
    details: Option<Details<'_>>,
) -> Result<(), Failure> {
    let mut rows = Vec::new();
    let mut list = Vec::new();
    let mut failed = Vec::new();
    for (place, stack) in stacks.iter().enumerate() {
        let state = &ends[place].state;
        let (said, goes_on) = match state {
            State::Begun(_) | State::Lost(_) => ("begun", GOES_ON),
            state => (word(state), ""),
        };
        let mut document = stack.document();
        document.put("state", said);
        if let State::Failed(why) | State::Lost(why) = state {
            document.put("reason", why.as_str());
            let place = in_place(stack);
            failed.push(Error::new(match state {
                State::Lost(_) => format!("{place}: it cannot be followed ({why}){goes_on}"),
                _ => format!("{place}: {why}"),
            }));
        }
        if let Some(Details { of, key, .. }) = &details {
            document.put(key, of[place].found.details.clone());
        }
        list.push(Node::from(document));
        rows.push(row(stack, format!("{}{goes_on}", word(state))));
    }
    if args.json {
        output.json(map! { "stacks": list }.into())?;
    } else {
        align(&mut rows);
        for (place, row) in rows.iter().enumerate() {
            output.line(output.style.row(row));
            if let Some(Details { of, line, .. }) = &details {
                for detail in &of[place].found.details {
                    output.line(format_args!("  {}", line(detail)));
                }
            }
        }
    }
    if interrupt::asked() {
        return Err(Failure::Interrupted);
    }
    if failed.is_empty() {
        Ok(())
    } else {
        Err(failed.into())
    }
}
