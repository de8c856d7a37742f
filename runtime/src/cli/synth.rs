//! `synth`: writes the stacks.

use super::args::Args;
use super::style::align;
use super::{Failure, Output, in_place, row, say};
use crate::assembly::{self, Files, Format, Written};
use crate::deploy::Ready;
use crate::{App, Stacks};

/// A line a stack: name, account, region, resources, path. Nothing where the CDK's command line runs the program.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let stacks = app.synth()?;
    let written = write(&stacks, args)?;
    if args.json {
        return output.json(written.index);
    }
    if args.under_cdk {
        // What the CDK prints itself, such as a template, stands on the same standard output.
        return Ok(());
    }
    show(&stacks, &written.files, output);
    Ok(())
}

fn show(stacks: &Stacks, files: &Files, output: &mut Output) {
    let mut rows = Vec::new();
    for stack in stacks {
        let resources = match stack.template().resources().len() {
            1 => "1 resource".to_owned(),
            count => format!("{count} resources"),
        };
        let mut row = row(stack, resources);
        row.push(files.of(stack).to_string_lossy().into_owned());
        rows.push(row);
    }
    align(&mut rows);
    for row in &mut rows {
        row[3] = output.style.quiet(&row[3]);
        output.line(output.style.row(row));
    }
}

/// Writes the stacks for their deployment, and names those that it leaves behind.
pub(super) fn to_deploy(app: &mut App, args: &Args) -> Result<Ready, Failure> {
    let stacks = app.synth()?;
    let (sources, buckets) = (args.sources(&stacks)?, args.buckets(&stacks)?);
    let Written { behind, files, .. } = write(&stacks, args)?;
    name_behind(&behind);
    buckets.check(&stacks, &files)?;
    Ok(Ready {
        stacks,
        files,
        sources,
        buckets,
    })
}

/// Names stacks that are no longer declared.
pub(super) fn name_behind(behind: &Stacks) {
    for stack in behind {
        say(format_args!(
            "note: {} is no longer declared, and what is deployed of it stays until `destroy {}`",
            in_place(stack),
            stack.name()
        ));
    }
}

/// Writes the stacks, and says what a person should know of it.
fn write(stacks: &Stacks, args: &Args) -> Result<Written, Failure> {
    let options = assembly::Options {
        format: Format::named(args.format),
        assume_role: args.role.as_deref(),
        force: args.force,
    };
    let written = assembly::write(stacks, &args.out, options)?;
    if let Some(left) = &written.left {
        say(format_args!("note: {left}"));
    }
    for notice in stacks.notices() {
        say(format_args!("note: {notice}"));
    }
    Ok(written)
}
