//! `plan`: the commands that deploy every stack with the AWS command line, as a script.

use super::args::Args;
use super::{Failure, Output, synth};
use crate::App;
use crate::deploy::Plan;

/// A script for a POSIX shell, ready to paste or pipe into one; the templates are written first.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let ready = synth::to_deploy(app, args)?;
    let plan = Plan::new(&ready);
    if args.json {
        return output.json(plan.document()?);
    }
    output.text.push_str(&plan.script()?);
    Ok(())
}
