//! C07 and C08: a change set is made before it is executed, and a stack is changed by one action at a time.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::catalog::{Kind, limits};
use crate::code::Code;
use crate::index::First;
use crate::pipeline::Site;
use crate::resolve::{Resolved, Step};
use crate::rules::{Broken, Of, actions_lost, has_reference};

/// The key that says what is done with a stack.
const MODE: &str = "ActionMode";
/// The mode that makes a change set.
const MAKES: &str = "CHANGE_SET_REPLACE";
/// The mode that executes one.
const EXECUTES: &str = "CHANGE_SET_EXECUTE";

/// An action on a stack.
struct Work<'s, 'p> {
    step: &'s Step<'p>,
    makes: bool,
    executes: bool,
    /// The account and the region: `` `prod`, eu-west-1 ``. Empty where they are not known, as are the two names.
    there: String,
    stack: Cow<'p, str>,
    change_set: Cow<'p, str>,
}

impl Work<'_, '_> {
    /// The stack and the change set; none where one of them is not known, or where they are is not.
    fn change(&self) -> Option<String> {
        if self.there.is_empty() || self.stack.is_empty() || self.change_set.is_empty() {
            return None;
        }
        Some(format!("{} {}", self.stack, self.change_set))
    }
}

pub(super) fn check(broken: &mut Broken<'_, '_>) {
    let resolved = broken.resolved;
    let mut all = Vec::new();
    // Where one of them is not known, it may be the one that makes the change set.
    let mut known = true;
    for step in &resolved.steps {
        // What an unknown provider would do is not known either.
        known &= step.kind.is_some();
        if step.key(MODE).is_none() {
            continue;
        }
        let Some(work) = work(resolved, step) else {
            known = false;
            continue;
        };
        if work.makes {
            known &= work.change().is_some();
        }
        all.push(work);
    }
    if known && !actions_lost(resolved.pipeline) {
        c07(broken, &all);
    }
    c08(broken, &all);
}

fn work<'s, 'p>(resolved: &Resolved<'p>, step: &'s Step<'p>) -> Option<Work<'s, 'p>> {
    let mode = resolved.value(&step.setting(MODE)?.value)?;
    // What is no mode, or no name, was said already, and may have been meant to be the one that is looked for.
    let Kind::Word(modes) = step.key(MODE)?.kind else {
        return None;
    };
    if !modes.contains(&mode.as_ref()) {
        return None;
    }
    Some(Work {
        step,
        makes: mode == MAKES,
        executes: mode == EXECUTES,
        there: there(resolved, step).unwrap_or_default(),
        stack: named(resolved, step, "StackName").unwrap_or_default(),
        change_set: named(resolved, step, "ChangeSetName").unwrap_or_default(),
    })
}

/// The stack or change set that a setting names.
fn named<'p>(resolved: &Resolved<'p>, step: &Step<'p>, key: &str) -> Option<Cow<'p, str>> {
    let name = resolved.value(&step.setting(key)?.value)?;
    (has_reference(&name) || limits::STACK.fault(&name).is_none()).then_some(name)
}

fn there(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<String> {
    let account = step.account?;
    // Home regions of one account are the same, whether they are known or not.
    let region = match step.region {
        None => resolved.region(account).unwrap_or_default(),
        Some(_) => resolved.region_of(step)?,
    };
    Some(format!("`{}`, {region}", account.name.name))
}

/// C07: an earlier action of the same account and region makes the change set that is executed.
fn c07<'p>(broken: &mut Broken<'_, 'p>, all: &[Work<'_, 'p>]) {
    let mut made_there = First::new();
    let mut made = First::new();
    for work in all {
        // The first of them is the earliest, since actions are in the order in which they run.
        if work.makes
            && let Some(change) = work.change()
        {
            made_there.add(&format!("{} {change}", work.there), work.step);
            made.add(&change, work.step);
        }
    }
    for work in all {
        if work.executes
            && let Some(change) = work.change()
        {
            let here = made_there.get(&format!("{} {change}", work.there));
            match (here, made.get(&change)) {
                (Some(maker), _) | (None, Some(maker)) => made_elsewhere(broken, work, maker),
                (None, None) => made_nowhere(broken, work, all),
            }
        }
    }
}

/// The change set that an action executes is made too late, or in another account or region.
fn made_elsewhere(broken: &mut Broken<'_, '_>, work: &Work<'_, '_>, maker: &Step<'_>) {
    let there = there(broken.resolved, maker).unwrap_or_default();
    let (how, help) = match maker.order().cmp(&work.step.order()) {
        _ if there != work.there => (
            format_args!(" in {there}, not here"),
            "run both in the same account and region",
        ),
        Ordering::Less => return,
        Ordering::Equal => (
            format_args!(", which runs at the same time"),
            "make it before",
        ),
        Ordering::Greater => (format_args!(", which runs after"), "make it before"),
    };
    let message = format_args!(
        "change set `{}` is made by action `{}` in stage {}{how}",
        work.change_set,
        broken.show(&maker.action.name),
        broken.show(&maker.stage.name)
    );
    let at = at(work.step, "ChangeSetName");
    broken
        .add(Code::C07, at, Of::Action(work.step), message)
        .help(help);
}

/// Nobody makes the change set that an action executes.
fn made_nowhere(broken: &mut Broken<'_, '_>, work: &Work<'_, '_>, all: &[Work<'_, '_>]) {
    let mut made = Vec::new();
    // The stacks for which a change set of that name is made.
    let mut stacks = Vec::new();
    for maker in all {
        if !maker.makes || maker.there != work.there {
            continue;
        }
        if maker.stack == work.stack {
            made.push(maker.change_set.as_ref());
        } else if maker.change_set == work.change_set {
            stacks.push(maker.stack.as_ref());
        }
    }
    let (stack, change_set) = (&work.stack, &work.change_set);
    if let Some(near) = crate::closest(stack, &stacks) {
        let message = format_args!(
            "change set `{change_set}` is made for stack `{near}`, and this is `{stack}`"
        );
        let at = at(work.step, "StackName");
        broken
            .add(Code::C07, at, Of::Action(work.step), message)
            .suggest(Some(near));
        return;
    }
    let near = crate::closest(change_set, &made);
    let message = format_args!(
        "no action in {}, makes change set `{change_set}` of stack `{stack}`",
        work.there
    );
    let other = made.first().copied().unwrap_or_default();
    let help = match made.len() {
        1.. => format_args!("the one that is made for this stack is `{other}`"),
        0 => format_args!("make it before, with `{MODE}: {MAKES}`"),
    };
    let at = at(work.step, "ChangeSetName");
    broken
        .add(Code::C07, at, Of::Action(work.step), message)
        .suggest_or(near, help);
}

/// C08: no two actions of one account and region change the same stack at the same time.
fn c08<'p>(broken: &mut Broken<'_, 'p>, all: &[Work<'_, 'p>]) {
    let mut first = First::new();
    for work in all {
        let (there, stack) = (&work.there, &work.stack);
        if there.is_empty() || stack.is_empty() {
            continue;
        }
        // Change sets of one stack are made beside each other, unless they are one and the same.
        let change_set = if work.makes { &work.change_set } else { "" };
        let (stage, order) = work.step.order();
        let work_on = format!("{stage} {order} {there} {stack} {change_set}");
        let Some(earlier) = first.add(&work_on, work.step) else {
            continue;
        };
        let message = format_args!(
            "stack `{stack}` is changed by action `{}` at the same time",
            broken.show(&earlier.action.name)
        );
        let at = at(work.step, "StackName");
        broken
            .add(Code::C08, at, Of::Action(work.step), message)
            .note("CloudFormation works on a stack for one caller at a time")
            .help("let them run one after another: take one out of `parallel`; or give each a stack of its own");
    }
}

/// Where the value of a setting stands that was found known, so that it is there.
fn at(step: &Step<'_>, key: &str) -> Site {
    match step.setting(key) {
        Some(setting) => setting.value.at(),
        None => step.action.name.at,
    }
}
