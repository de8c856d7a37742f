//! `deploy`: brings every stack into its account.

use super::args::Args;
use super::states::{Progress, accounts, report};
use super::{Failure, Output, synth};
use crate::App;
use crate::deploy::{Aws, Change, Deployment, Reach, State};
use crate::template::{Map, map};

/// A line a stack: name, account, region, and what was done; with `--dry-run`, what would be.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let ready = synth::to_deploy(app, args)?;
    let stacks = &ready.stacks;
    let aws = Aws::new();
    let accounts = accounts(&aws, stacks, &ready.sources)?;
    let deployment = Deployment {
        reach: Reach {
            aws: &aws,
            accounts: &accounts,
            stacks,
        },
        files: &ready.files,
        buckets: &ready.buckets,
    };
    let progress = Progress::new(stacks, args);
    let show = |states: &[State], place| progress.show(states, place);
    if args.dry_run {
        let (states, found) = deployment.try_out(&show);
        progress.clear();
        return report(stacks, &states, args, output, &|place, details| {
            let (mut lines, mut list) = (Vec::new(), Vec::new());
            for change in &found[place].changes {
                lines.push(line(change));
                list.push(document(change));
            }
            details.put("changes", list);
            lines
        });
    }
    let states = deployment.run(&show);
    progress.clear();
    report(stacks, &states, args, output, &|_, _| Vec::new())
}

/// A change in a line: `+ Deployer (AWS::IAM::Role)`.
fn line(change: &Change) -> String {
    let (sign, how) = match (change.action.as_str(), change.replacement.as_str()) {
        ("Add", _) => ("+", ""),
        ("Remove", _) => ("-", ""),
        (_, "True") => ("~", ", made anew"),
        (_, "Conditional") => ("~", ", perhaps made anew"),
        _ => ("~", ""),
    };
    format!("{sign} {} ({}){how}", change.id, change.resource_type)
}

fn document(change: &Change) -> Map {
    let replacement = Some(change.replacement.as_str()).filter(|word| !word.is_empty());
    map! {
        "action": change.action.as_str(),
        "id": change.id.as_str(),
        "type": change.resource_type.as_str(),
        "replacement"?: replacement,
    }
}
