//! `synth`: writes the stacks.

use super::args::Args;
use super::style::columns;
use super::{Failure, Output, say};
use crate::App;
use crate::assembly::{self, Format};

/// A line a stack: name, account, region, resources, path.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let stacks = app.synth()?;
    let format = Format::named(args.format);
    let written = assembly::write(&stacks, &args.out, format, args.force)?;
    if let Some(left) = &written.left {
        say(&format!("note: {left}"));
    }
    for notice in stacks.notices() {
        say(&format!("note: {notice}"));
    }
    if args.json {
        return output.json(assembly::index(&stacks, format));
    }
    let rows: Vec<[String; 5]> = stacks
        .iter()
        .zip(&written.files)
        .map(|(stack, path)| {
            let resources = match stack.template().resources().len() {
                1 => "1 resource".to_owned(),
                count => format!("{count} resources"),
            };
            [
                stack.name().to_owned(),
                stack.account_id().to_owned(),
                stack.region().to_owned(),
                resources,
                path.display().to_string(),
            ]
        })
        .collect();
    for [name, account, region, resources, path] in columns(&rows) {
        let style = output.style;
        output.line(format!(
            "{}  {account}  {region}  {}  {path}",
            style.name(&name),
            style.quiet(&resources)
        ));
    }
    Ok(())
}
