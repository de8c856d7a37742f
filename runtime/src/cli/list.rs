//! `list`: the stacks in deployment order.

use super::args::Args;
use super::style::columns;
use super::{Failure, Output};
use crate::App;
use crate::assembly::{self, Format};

/// A line a stack: name, account, region, and the stacks that it waits for.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let stacks = app.synth()?;
    if args.json {
        return output.json(assembly::index(&stacks, Format::Yaml));
    }
    let rows: Vec<[String; 4]> = stacks
        .iter()
        .map(|stack| {
            let waits = match stack.depends_on() {
                [] => String::new(),
                names => format!("after {}", names.join(", ")),
            };
            [
                stack.name().to_owned(),
                stack.account_id().to_owned(),
                stack.region().to_owned(),
                waits,
            ]
        })
        .collect();
    for [name, account, region, waits] in columns(&rows) {
        let style = output.style;
        let line = format!(
            "{}  {account}  {region}  {}",
            style.name(&name),
            style.quiet(&waits)
        );
        output.line(line.trim_end());
    }
    Ok(())
}
