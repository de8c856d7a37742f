//! C07 and C08: a change set is made before it is executed, and a stack is changed by one action at a time.

use std::borrow::Cow;

use crate::catalog::{Kind, limits};
use crate::index::First;
use crate::pipeline::Setting;
use crate::resolve::{Resolved, Step};
use crate::rules::{key_of, round, step_place};
use crate::violation::{Code, Violation};

/// The key that says what is done with a stack.
const MODE: &str = "ActionMode";
/// The mode that makes a change set.
const MAKES: &str = "CHANGE_SET_REPLACE";
/// The mode that executes one.
const EXECUTES: &str = "CHANGE_SET_EXECUTE";

/// An action on a stack.
struct Work<'s, 'p> {
    step: &'s Step<'p>,
    mode: Cow<'p, str>,
    /// The account and the region, as far as they are known.
    there: Option<(&'p str, Cow<'p, str>)>,
    stack: Option<Cow<'p, str>>,
    change_set: Option<Cow<'p, str>>,
}

pub(super) fn check(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    let mut all = Vec::new();
    // Where one of them is not known, it may be the one that makes the change set.
    let mut known = true;
    for step in &resolved.steps {
        if key_of(step, MODE).is_none() {
            continue;
        }
        let Some(work) = work(resolved, step) else {
            known = false;
            continue;
        };
        if work.mode == MAKES {
            known &= work.there.is_some() && work.stack.is_some() && work.change_set.is_some();
        }
        all.push(work);
    }
    if known
        && !resolved.pipeline.lost.items
        && !resolved.pipeline.stages.iter().any(|stage| stage.lost)
    {
        c07(resolved, &all, broken);
    }
    c08(resolved, &all, broken);
}

fn work<'s, 'p>(resolved: &Resolved<'p>, step: &'s Step<'p>) -> Option<Work<'s, 'p>> {
    let mode = resolved.value(&step.setting(MODE)?.value)?;
    // What is no mode, or no name, was said already, and may have been meant to be the one that is looked for.
    let Kind::Word(modes) = key_of(step, MODE)?.kind else {
        return None;
    };
    modes.contains(&mode.as_ref()).then_some(())?;
    let value = |key| {
        let name = resolved.value(&step.setting(key)?.value)?;
        (name.contains("#{") || limits::STACK.fault(&name).is_none()).then_some(name)
    };
    let account = step.account.map(|account| account.name.name.as_ref());
    // Home regions of one account are the same, whether they are known or not.
    let region = match step.place.and_then(|place| place.region.as_ref()) {
        None => Some(
            step.account
                .and_then(|account| resolved.region(account))
                .unwrap_or_default(),
        ),
        Some(_) => resolved.region_of(step),
    };
    Some(Work {
        step,
        mode,
        there: account.zip(region),
        stack: value("StackName"),
        change_set: value("ChangeSetName"),
    })
}

/// C07: an earlier action of the same account and region makes the change set that is executed.
fn c07<'p>(resolved: &Resolved<'p>, all: &[Work<'_, 'p>], broken: &mut Vec<Violation>) {
    let mut makers_of = First::new();
    let mut by_name = First::new();
    for work in all {
        if work.mode != MAKES {
            continue;
        }
        let (Some((account, region)), Some(stack), Some(change_set)) =
            (&work.there, &work.stack, &work.change_set)
        else {
            continue;
        };
        // The first of them is the earliest, since actions are in the order in which they run.
        makers_of.add(format!("{account} {region} {stack} {change_set}"), work);
        by_name.add(format!("{stack} {change_set}"), work);
    }
    for work in all {
        if work.mode != EXECUTES {
            continue;
        }
        let (Some((account, region)), Some(stack), Some(change_set)) =
            (&work.there, &work.stack, &work.change_set)
        else {
            continue;
        };
        let maker = makers_of.get(&format!("{account} {region} {stack} {change_set}"));
        let position = |work: &Work<'_, 'p>| (work.step.stage_index, work.step.action.run_order);
        if maker.is_some_and(|maker| position(maker) < position(work)) {
            continue;
        }
        let Some(setting) = work.step.setting("ChangeSetName") else {
            continue;
        };
        let action = |work: &Work<'_, 'p>| {
            format!(
                "action `{}` in stage {}",
                resolved.show(&work.step.action.name),
                resolved.show(&work.step.stage.name)
            )
        };
        let (message, help) = if let Some(maker) = maker {
            let when = if position(maker) == position(work) {
                "runs at the same time"
            } else {
                "runs after"
            };
            (
                format!(
                    "change set `{change_set}` is made by {}, which {when}",
                    action(maker)
                ),
                "make it before".to_owned(),
            )
        } else if let Some(maker) = by_name.get(&format!("{stack} {change_set}")) {
            let (account, region) = maker
                .there
                .as_ref()
                .map(|(account, region)| (*account, region.as_ref()))
                .unwrap_or_default();
            (
                format!(
                    "change set `{change_set}` is made by {} in `{account}`, {region}, not here",
                    action(maker)
                ),
                "run both in the same account and region".to_owned(),
            )
        } else {
            let message = format!(
                "no action in `{account}`, {region}, makes change set `{change_set}` of stack `{stack}`"
            );
            let made = made_for_stack_of(work, all);
            let help = match (
                crate::closest(change_set, made.iter().copied()),
                made.first(),
            ) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, Some(other)) => format!("the one that is made for this stack is `{other}`"),
                (None, None) => format!("make it before, with `{MODE}: {MAKES}`"),
            };
            (message, help)
        };
        broken.push(violation(Code::C07, resolved, work.step, setting, message).help(help));
    }
}

/// The change sets that are made for the stack of an action.
fn made_for_stack_of<'w>(work: &Work<'_, '_>, all: &'w [Work<'_, '_>]) -> Vec<&'w str> {
    let mut made = Vec::new();
    for maker in all {
        if maker.mode == MAKES && maker.there == work.there && maker.stack == work.stack {
            made.extend(maker.change_set.as_deref());
        }
    }
    made
}

/// C08: no two actions of one account and region change the same stack at the same time.
fn c08<'p>(resolved: &Resolved<'p>, all: &[Work<'_, 'p>], broken: &mut Vec<Violation>) {
    let mut first = First::new();
    for work in all {
        let (Some((account, region)), Some(stack)) = (&work.there, &work.stack) else {
            continue;
        };
        // Change sets of one stack are made beside each other, unless they are one and the same.
        let change_set = match &work.change_set {
            Some(change_set) if work.mode == MAKES => change_set.as_ref(),
            _ => "",
        };
        let (stage, order) = (work.step.stage_index, work.step.action.run_order);
        let work_on = format!("{stage} {order} {account} {region} {stack} {change_set}");
        let Some(earlier) = first.add(work_on, work) else {
            continue;
        };
        let Some(setting) = work.step.setting("StackName") else {
            continue;
        };
        let message = format!(
            "stack `{stack}` is changed by action `{}` at the same time",
            resolved.show(&earlier.step.action.name)
        );
        broken.push(
            violation(Code::C08, resolved, work.step, setting, message)
                .note("CloudFormation works on a stack for one caller at a time")
                .help("let them run one after another: take one out of `parallel`; or give each a stack of its own"),
        );
    }
}

fn violation<'p>(
    code: Code,
    resolved: &Resolved<'p>,
    step: &Step<'p>,
    setting: &Setting,
    message: String,
) -> Violation {
    let message = format!("{message}{}", round(&step.action.round));
    Violation::new(
        code,
        setting.value.at(),
        step_place(resolved, step),
        message,
    )
}
