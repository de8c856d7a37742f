//! `check`: asks every rule and writes nothing.

use super::args::Args;
use super::{Failure, Output, say};
use crate::App;
use crate::template::{Node, map};

/// One line, where every rule holds.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let stacks = app.synth()?;
    for notice in stacks.notices() {
        say(format_args!("note: {notice}"));
    }
    if args.json {
        let count = i64::try_from(stacks.len()).unwrap_or(i64::MAX);
        let document = map! { "stacks": count, "violations": Node::List(Vec::new()) };
        return output.json(document.into());
    }
    output.line(match stacks.len() {
        1 => "1 stack, every rule holds".to_owned(),
        count => format!("{count} stacks, every rule holds"),
    });
    Ok(())
}
