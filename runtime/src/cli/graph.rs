//! `graph`: the pipelines drawn, one lane per account.

use super::args::Args;
use super::{Failure, Output};
use crate::{App, graph};

/// The drawing, to be sent to a file or to another program.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let drawings = app.drawings()?;
    if args.json {
        return output.json(graph::json(&drawings));
    }
    output.text.push_str(&graph::write(&drawings, args.format));
    Ok(())
}
