//! `destroy`: deletes every stack, once its user agrees.

use std::io::{self, IsTerminal, Write};

use super::args::Args;
use super::states::{Details, Progress, reach, report};
use super::synth::name_behind;
use super::{Failure, Output, say, terminal};
use crate::assembly::behind;
use crate::deploy::{Found, NOT_THERE, Standing, State, interrupt};
use crate::template::Node;
use crate::{App, Error, Stack, Stacks};

/// A line a stack: name, account, region, and what was done; below it what is retained.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let mut stacks = app.synth()?;
    let behind = behind::find(&args.out, &stacks);
    if args.operands.is_empty() {
        name_behind(&behind);
    }
    let declared = stacks.len();
    let names_behind = behind.names();
    stacks.extend(behind);
    // Who deletes one stack may name the profiles of all the accounts, as always.
    let sources = args.sources(&stacks)?;
    let stacks = chosen(stacks, declared, &args.operands)?;
    if !args.yes && !io::stdin().is_terminal() {
        return Err(
            Error::new("`destroy` asks first, and here is nobody to ask; add --yes").into(),
        );
    }
    let reach = reach(&stacks, &sources)?;
    let mut progress = Progress::new(&stacks, args);
    let looked = reach.look(&mut progress);
    let details = Details {
        of: &looked,
        key: "retained",
        line,
    };
    let (mut there, mut seen) = (0, true);
    for Standing { state, found } in &looked {
        there += usize::from(found.is_there());
        seen &= matches!(state, State::Done(_));
    }
    if !seen || there == 0 {
        forget(args, &names_behind, &stacks, &looked)?;
        return report(&stacks, &looked, args, output, Some(details));
    }
    for (place, stack) in stacks.iter().enumerate() {
        announce(stack, &looked[place].found);
    }
    if !args.yes && !agrees(there)? {
        return Err(Error::new("nothing was deleted").into());
    }
    let ends = reach.destroy(&looked, &mut progress);
    let mut retained = false;
    for (place, end) in ends.iter().enumerate() {
        let deleted = matches!(end.state, State::Done("deleted"));
        retained |= deleted && !looked[place].found.details.is_empty();
    }
    if retained {
        say(format_args!(
            "note: what is retained keeps its name: before the next deployment, name it as `ExistingArtifactBucket` or delete it"
        ));
    }
    forget(args, &names_behind, &stacks, &ends)?;
    report(&stacks, &ends, args, output, Some(details))
}

/// The stacks that are named, of all that are declared or were left behind; without a name, the first ones, which
/// are declared.
fn chosen(mut all: Stacks, declared: usize, names: &[String]) -> Result<Stacks, Failure> {
    if names.is_empty() {
        all.truncate(declared);
        return Ok(all);
    }
    for name in names {
        if all.get(name).is_none() {
            return Err(Failure::Usage(all.unknown(name).to_string()));
        }
    }
    all.retain(names);
    Ok(all)
}

/// What was left behind and is gone is no longer named.
fn forget(
    args: &Args,
    behind: &[String],
    stacks: &Stacks,
    ends: &[Standing],
) -> Result<(), Failure> {
    let mut gone = Vec::new();
    for (place, stack) in stacks.iter().enumerate() {
        if matches!(ends[place].state, State::Done("deleted" | NOT_THERE))
            && behind.contains(&stack.identity().name)
        {
            gone.push(stack.name());
        }
    }
    if gone.is_empty() {
        return Ok(());
    }
    Ok(behind::forget(&args.out, &gone)?)
}

/// Asks, and takes nothing but a yes for one, which must come after the question.
fn agrees(count: usize) -> Result<bool, Failure> {
    let what = match count {
        1 => "this stack".to_owned(),
        count => format!("these {count} stacks"),
    };
    let question = format!("delete {what}? (yes/no) ");
    terminal::forget_typed();
    // Nothing is under way while somebody thinks, and who reads the question may answer with a Ctrl-C.
    interrupt::unwatch();
    if interrupt::asked() {
        return Err(Failure::Interrupted);
    }
    let asked = io::stderr().write_all(question.as_bytes());
    let mut answer = String::new();
    let answered = asked.and_then(|()| io::stdin().read_line(&mut answer));
    answered.map_err(Error::from)?;
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
    for retained in &found.details {
        say(format_args!("  {}", line(retained)));
    }
}

/// What is retained, in a line.
fn line(retained: &Node) -> String {
    let (id, kind) = (retained.text("id"), retained.text("type"));
    format!("retained: {id} ({kind}) {}", retained.text("name"))
}
