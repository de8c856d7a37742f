//! `destroy`: deletes every stack, once its user agrees.

use std::io::{self, IsTerminal, Write};

use super::args::Args;
use super::states::{Progress, accounts, report};
use super::synth::name_behind;
use super::{Failure, Output, say};
use crate::assembly::behind;
use crate::deploy::{Aws, NOT_THERE, Removal, Retained, State, interrupt};
use crate::template::{Map, Node};
use crate::{App, Error, Stack, Stacks};

/// A line a stack: name, account, region, and what was done; below it what is retained.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let declared = app.synth()?;
    let behind = behind::find(&args.out, &declared);
    if args.operands.is_empty() {
        name_behind(&behind);
    }
    let mut all = declared.clone();
    all.extend(behind.clone());
    // Who deletes one stack may name the profiles of all the accounts, as always.
    let sources = args.sources(&all)?;
    let stacks = chosen(declared, all, &args.operands)?;
    if !args.yes && !io::stdin().is_terminal() {
        return Err(
            Error::new("`destroy` asks first, and here is nobody to ask; add --yes").into(),
        );
    }
    let aws = Aws::new();
    let accounts = accounts(&aws, &stacks, &sources)?;
    let removal = Removal {
        aws: &aws,
        accounts: &accounts,
        stacks: &stacks,
    };
    let progress = Progress::new(&stacks, args);
    let (looked, found) = removal.look(&|states, place| progress.show(states, place));
    progress.clear();
    let details = |place: usize, details: &mut Map| {
        let retained = found[place].as_ref().map(|found| found.retained.iter());
        let retained = retained.unwrap_or_default();
        details.insert("retained", retained.clone().map(document).collect::<Node>());
        retained.map(|one| format!("retained: {one}")).collect()
    };
    let there: Vec<(usize, &Stack)> = stacks
        .iter()
        .enumerate()
        .filter(|(place, _)| found[*place].is_some())
        .collect();
    let seen = looked.iter().all(|state| matches!(state, State::Done(_)));
    if !seen || there.is_empty() {
        forget(args, &behind, &stacks, &looked)?;
        return report(&stacks, &looked, args, output, &details);
    }
    for (place, stack) in &there {
        let (name, account, id) = (stack.name(), stack.account(), stack.account_id());
        say(&format!(
            "will be deleted: {name} in {account} ({id}, {})",
            stack.region()
        ));
        for line in details(*place, &mut Map::new()) {
            say(&format!("  {line}"));
        }
    }
    if !args.yes && !agrees(there.len())? {
        return Err(Error::new("nothing was deleted").into());
    }
    let states = removal.run(&found, &|states, place| progress.show(states, place));
    progress.clear();
    if found
        .iter()
        .flatten()
        .any(|found| !found.retained.is_empty())
    {
        say(
            "note: what is retained keeps its name: before the next deployment, name it as `ExistingArtifactBucket` or delete it",
        );
    }
    forget(args, &behind, &stacks, &states)?;
    report(&stacks, &states, args, output, &details)
}

/// The stacks that are named, of all that are declared or were left behind; without a name, all that are declared.
fn chosen(declared: Stacks, mut all: Stacks, names: &[String]) -> Result<Stacks, Failure> {
    if names.is_empty() {
        return Ok(declared);
    }
    if let Some(name) = names.iter().find(|name| all.get(name).is_none()) {
        return Err(Failure::Usage(all.unknown(name).to_string()));
    }
    all.retain(|stack| names.iter().any(|name| name == stack.name()));
    Ok(all)
}

/// What was left behind and is gone is no longer named.
fn forget(args: &Args, behind: &Stacks, stacks: &Stacks, ends: &[State]) -> Result<(), Failure> {
    let gone = stacks.iter().zip(ends).filter(|(stack, end)| {
        let is_gone = matches!(end, State::Done("deleted" | NOT_THERE));
        is_gone && behind.get(stack.name()).is_some()
    });
    let gone: Vec<&str> = gone.map(|(stack, _)| stack.name()).collect();
    if gone.is_empty() {
        return Ok(());
    }
    Ok(behind::forget(&args.out, &gone)?)
}

/// Asks, and takes nothing but a yes for one.
fn agrees(count: usize) -> Result<bool, Failure> {
    let what = match count {
        1 => "this stack".to_owned(),
        count => format!("these {count} stacks"),
    };
    let mut error = io::stderr().lock();
    let asked = write!(error, "delete {what}? (yes/no) ").and_then(|()| error.flush());
    let mut answer = String::new();
    // Nothing is under way while somebody thinks.
    interrupt::unwatch();
    asked
        .and_then(|()| io::stdin().read_line(&mut answer))
        .map_err(Error::from)?;
    interrupt::watch();
    Ok(matches!(answer.trim(), "yes" | "y"))
}

fn document(retained: &Retained) -> Map {
    Map::new()
        .with("id", retained.id.as_str())
        .with("type", retained.resource_type.as_str())
        .with("name", retained.name.as_str())
}
