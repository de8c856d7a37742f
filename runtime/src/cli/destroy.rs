//! `destroy`: deletes every stack, once its user agrees.

use std::io::{self, IsTerminal, Write};

use super::args::Args;
use super::states::{Progress, accounts, report};
use super::synth::name_behind;
use super::{Failure, Output, say};
use crate::assembly::behind;
use crate::deploy::{Aws, Found, NOT_THERE, Reach, State, interrupt};
use crate::template::{Map, map};
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
    let stacks = chosen(declared, &all, &args.operands)?;
    if !args.yes && !io::stdin().is_terminal() {
        return Err(
            Error::new("`destroy` asks first, and here is nobody to ask; add --yes").into(),
        );
    }
    let aws = Aws::new();
    let accounts = accounts(&aws, &stacks, &sources)?;
    let reach = Reach {
        aws: &aws,
        accounts: &accounts,
        stacks: &stacks,
    };
    let progress = Progress::new(&stacks, args);
    let show = |states: &[State], place| progress.show(states, place);
    let (looked, found) = reach.look(&show);
    progress.clear();
    let details = |place: usize, details: &mut Map| {
        details.put("retained", list(&found[place]));
        lines(&found[place])
    };
    let (mut there, mut retains) = (0, false);
    for found in &found {
        there += usize::from(found.is_there());
        retains = retains || !found.retained.is_empty();
    }
    let seen = looked.iter().all(|state| matches!(state, State::Done(_)));
    if !seen || there == 0 {
        forget(args, &behind, &stacks, &looked)?;
        return report(&stacks, &looked, args, output, &details);
    }
    for (place, stack) in stacks.iter().enumerate() {
        announce(stack, &found[place]);
    }
    if !args.yes && !agrees(there)? {
        return Err(Error::new("nothing was deleted").into());
    }
    let states = reach.destroy(&found, &show);
    progress.clear();
    if retains {
        say(format_args!(
            "note: what is retained keeps its name: before the next deployment, name it as `ExistingArtifactBucket` or delete it"
        ));
    }
    forget(args, &behind, &stacks, &states)?;
    report(&stacks, &states, args, output, &details)
}

/// The stacks that are named, of all that are declared or were left behind; without a name, all that are declared.
fn chosen(declared: Stacks, all: &Stacks, names: &[String]) -> Result<Stacks, Failure> {
    if names.is_empty() {
        return Ok(declared);
    }
    for name in names {
        if all.get(name).is_none() {
            return Err(Failure::Usage(all.unknown(name).to_string()));
        }
    }
    let mut chosen = Stacks::default();
    for stack in all {
        for name in names {
            if name == stack.name() {
                chosen.push(stack.clone());
                break;
            }
        }
    }
    Ok(chosen)
}

/// What was left behind and is gone is no longer named.
fn forget(args: &Args, behind: &Stacks, stacks: &Stacks, ends: &[State]) -> Result<(), Failure> {
    let mut gone = Vec::new();
    for (place, stack) in stacks.iter().enumerate() {
        let name = stack.name();
        if matches!(ends[place], State::Done("deleted" | NOT_THERE)) && behind.get(name).is_some() {
            gone.push(name);
        }
    }
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

/// Says that a stack will be deleted, where it is there, and what is retained.
fn announce(stack: &Stack, found: &Found) {
    if !found.is_there() {
        return;
    }
    let (name, account, id) = (stack.name(), stack.account(), stack.account_id());
    say(format_args!(
        "will be deleted: {name} in {account} ({id}, {})",
        stack.region()
    ));
    for line in lines(found) {
        say(format_args!("  {line}"));
    }
}

/// What is retained, a line each.
fn lines(found: &Found) -> Vec<String> {
    let mut lines = Vec::new();
    for retained in &found.retained {
        lines.push(format!("retained: {retained}"));
    }
    lines
}

/// The same for other programs.
fn list(found: &Found) -> Vec<Map> {
    let mut list = Vec::new();
    for retained in &found.retained {
        list.push(map! {
            "id": retained.id.as_str(),
            "type": retained.resource_type.as_str(),
            "name": retained.name.as_str(),
        });
    }
    list
}
