//! `diff`: what changes against another output, or against what is deployed.

mod document;
mod text;

use std::path::Path;
use std::process::ExitCode;

use super::args::Args;
use super::{Failure, Output, say};
use crate::assembly::behind;
use crate::diff::{Diff, Side};
use crate::template::Map;
use crate::{App, Stacks, assembly};

/// Permissions in words, then stack by stack what changes; nothing where nothing does.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let folder = match args.operands.as_slice() {
        [] => args.out.as_path(),
        [folder] if args.deployed => {
            return Err(Failure::Usage(format!(
                "`diff` takes `--deployed` or the folder `{folder}`, not both"
            )));
        }
        [folder] => Path::new(folder),
        [_, more, ..] => {
            return Err(Failure::Usage(format!(
                "`diff` takes one folder, and `{more}` is another"
            )));
        }
    };
    if args.names_credentials() && !args.deployed {
        let message = "`diff` needs credentials for `--deployed` only";
        return Err(Failure::Usage(message.to_owned()));
    }
    let stacks = app.synth()?;
    let mut new = Side::of(&stacks);
    let old = if args.deployed {
        // Policies that owners must see to are nowhere deployed by this library.
        new.documents = Map::new();
        deployed(stacks, args)?
    } else {
        assembly::read_folder(folder)?
    };
    let diff = Diff::between(old, new);
    if args.exit_code && !diff.is_empty() {
        output.code = ExitCode::FAILURE;
    }
    if args.json {
        return output.json(document::of(&diff));
    }
    text::show(&diff, output);
    Ok(())
}

/// What is deployed, also of stacks that are declared no longer, as far as the last output knows them.
fn deployed(mut stacks: Stacks, args: &Args) -> Result<Side, Failure> {
    let declared = stacks.len();
    stacks.extend(behind::find(&args.out, &stacks));
    let sources = args.sources(&stacks)?;
    let (declared, left) = stacks.as_slice().split_at(declared);
    let (side, unknown) = Side::deployed(declared, left, &sources)?;
    for line in unknown {
        say(format_args!("note: {line}"));
    }
    Ok(side)
}
