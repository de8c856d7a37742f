//! `deploy`: brings every stack into its account.

use super::args::Args;
use super::states::{Details, Progress, reach, report};
use super::{Failure, Output, synth};
use crate::App;
use crate::deploy::Deployment;
use crate::template::Node;

/// A line a stack: name, account, region, and what was done; with `--dry-run`, what would be.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let ready = synth::to_deploy(app, args)?;
    let stacks = &ready.stacks;
    let deployment = Deployment {
        reach: reach(stacks, &ready.sources)?,
        ready: &ready,
    };
    let mut progress = Progress::new(stacks, args);
    if args.dry_run {
        let tried = deployment.try_out(&mut progress);
        let changes = Details {
            of: &tried,
            key: "changes",
            line,
        };
        return report(stacks, &tried, args, output, Some(changes));
    }
    let ends = deployment.run(&mut progress);
    report(stacks, &ends, args, output, None)
}

/// A change in a line: `+ Deployer (AWS::IAM::Role)`.
fn line(change: &Node) -> String {
    let (sign, how) = match (change.text("action"), change.text("replacement")) {
        ("Add", _) => ("+", ""),
        ("Remove", _) => ("-", ""),
        (_, "True") => ("~", ", made anew"),
        (_, "Conditional") => ("~", ", perhaps made anew"),
        _ => ("~", ""),
    };
    let (id, kind) = (change.text("id"), change.text("type"));
    format!("{sign} {id} ({kind}){how}")
}
