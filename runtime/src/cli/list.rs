//! `list`: the stacks in deployment order.

use super::args::Args;
use super::style::align;
use super::{Failure, Output, row};
use crate::App;
use crate::assembly::{self, Format};

/// A line a stack: name, account, region, and the stacks that it waits for.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let stacks = app.synth()?;
    if args.json {
        return output.json(assembly::index(&stacks, Format::Yaml).into());
    }
    let mut rows = Vec::new();
    for stack in &stacks {
        let waits = match stack.depends_on() {
            [] => String::new(),
            names => format!("after {}", names.join(", ")),
        };
        rows.push(row(stack, output.style.quiet(&waits)));
    }
    align(&mut rows);
    for row in &rows {
        output.line(output.style.row(row).trim_end());
    }
    Ok(())
}
