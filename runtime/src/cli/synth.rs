//! `synth`: writes the stacks.

use super::args::Args;
use super::style::columns;
use super::{Failure, Output, say};
use crate::App;
use crate::assembly::{self, Format};

/// A line a stack: name, account, region, resources, path. Nothing where the CDK's command line runs the program.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let stacks = app.synth()?;
    let format = Format::named(args.format);
    let options = assembly::Options {
        format,
        assume_role: args.role.as_deref(),
        force: args.force,
    };
    let written = assembly::write(&stacks, &args.out, options)?;
    if let Some(left) = &written.left {
        say(&format!("note: {left}"));
    }
    for notice in stacks.notices() {
        say(&format!("note: {notice}"));
    }
    if args.json {
        return output.json(assembly::index(&stacks, format));
    }
    if args.under_cdk {
        // What the CDK prints itself, such as a template, stands on the same standard output.
        return Ok(());
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
