//! A: artifacts are made before they are used, where they can be reached, and as many as the provider takes.

use std::cmp::Ordering;

use super::{artifact_of, key_of, listed, round, step_place};
use crate::catalog::{Key, Kind, Reach};
use crate::index::First;
use crate::pipeline::{Ident, Value};
use crate::resolve::{Resolved, Step};
use crate::violation::{Code, Violation};

pub(super) fn check(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    let mut makers = First::new();
    for step in &resolved.steps {
        for output in step.action.outputs.iter() {
            makers.add(output.name.as_ref(), step);
        }
    }
    for step in &resolved.steps {
        for input in step.action.inputs.iter() {
            let Some(maker) = makers.get(&input.name) else {
                continue;
            };
            broken.extend(
                a01(resolved, step, input, maker).or_else(|| a05(resolved, step, input, maker)),
            );
        }
        a02(resolved, step, broken);
        // An input that nobody makes may be the one that a setting means.
        if step
            .action
            .inputs
            .iter()
            .all(|input| makers.get(&input.name).is_some())
        {
            let declared = |artifact: &str| makers.get(artifact).is_some();
            for setting in step.action.settings.iter() {
                let key = key_of(step, &setting.key.name);
                named(resolved, step, key, &setting.value, &declared, broken);
            }
        }
        broken.extend(a04(resolved, step));
    }
}

/// A01: an input is made by an action that is done before this one starts.
fn a01(
    resolved: &Resolved<'_>,
    step: &Step<'_>,
    input: &Ident,
    maker: &Step<'_>,
) -> Option<Violation> {
    let name = &input.name;
    let made = format!(
        "`{name}` is made by action `{}` in stage {}",
        resolved.show(&maker.action.name),
        resolved.show(&maker.stage.name)
    );
    let round = round(&step.action.round);
    let at = |step: &Step<'_>| (step.stage_index, step.action.run_order);
    let (message, help) = match at(maker).cmp(&at(step)) {
        Ordering::Less => return None,
        Ordering::Equal if std::ptr::eq(maker.action, step.action) => (
            format!("`{name}` is made by this action itself{round}"),
            "name another artifact".to_owned(),
        ),
        Ordering::Equal => (
            format!("{made}, which runs at the same time{round}"),
            "let the actions run one after another: take one of them out of `parallel`".to_owned(),
        ),
        Ordering::Greater => (
            format!("{made}, which runs after{round}"),
            format!(
                "move action `{}` before this one",
                resolved.show(&maker.action.name)
            ),
        ),
    };
    Some(
        Violation::new(Code::A01, input.at, step_place(resolved, step), message)
            .note("an artifact is there when the action that makes it is done")
            .help(help),
    )
}

/// A05: an artifact of another account is reached from the pipeline's account only.
fn a05(
    resolved: &Resolved<'_>,
    step: &Step<'_>,
    input: &Ident,
    maker: &Step<'_>,
) -> Option<Violation> {
    let home = resolved.home?;
    let (here, there) = (step.account?, maker.account?);
    // Who cannot be there at all is P10's.
    let astray = |step: &Step<'_>| step.kind.is_some_and(|kind| kind.accounts == Reach::Home);
    if astray(step) || astray(maker) {
        return None;
    }
    if resolved.is_home(here) || resolved.is_home(there) || here.name.name == there.name.name {
        return None;
    }
    Some(
        Violation::new(
            Code::A05,
            input.at,
            step_place(resolved, step),
            format!(
                "`{}` is made in `{}`, and action `{}` runs in `{}`{}",
                input.name,
                there.name.name,
                resolved.show(&step.action.name),
                here.name.name,
                round(&step.action.round)
            ),
        )
        .note(format!(
            "an action outside the pipeline's account reaches what was made in `{}`, or in its own account",
            home.name.name
        ))
        .help(format!("make `{}` in `{}`", input.name, home.name.name)),
    )
}

/// A02: the numbers of artifacts are within the provider's bounds.
fn a02(resolved: &Resolved<'_>, step: &Step<'_>, broken: &mut Vec<Violation>) {
    let Some(kind) = step.kind else { return };
    let action = step.action;
    let sides = [
        (
            "input",
            &action.inputs,
            kind.inputs,
            "write them after the provider: `(source)`",
        ),
        (
            "output",
            &action.outputs,
            kind.outputs,
            "write them after the inputs: `-> app`",
        ),
    ];
    for (side, artifacts, (least, most), help) in sides {
        let count = artifacts.len();
        let at = match artifacts.get(most) {
            Some(superfluous) => superfluous.at,
            None if count < least => action.name.at,
            None => continue,
        };
        let bound = match (least, most) {
            (_, 0) => format!("no {side} artifact"),
            (least, most) if least == most => format!("{least} {}", artifacts_of(side, least)),
            (0, most) => format!("at most {most} {}", artifacts_of(side, most)),
            (least, most) => format!("{least} to {most} {}", artifacts_of(side, most)),
        };
        let verb = if side == "input" { "takes" } else { "makes" };
        let violation = Violation::new(
            Code::A02,
            at,
            step_place(resolved, step),
            format!(
                "`{}` {verb} {bound}, and action `{}` has {}{}",
                action.provider.name.name,
                resolved.show(&action.name),
                if count == 0 {
                    "none".to_owned()
                } else {
                    count.to_string()
                },
                round(&action.round)
            ),
        );
        let spare = artifacts.iter().skip(most).map(|artifact| &artifact.name);
        broken.push(match count < least {
            true => violation.help(help),
            false => violation.help(format!("drop {}", listed(spare, "and"))),
        });
    }
}

fn artifacts_of(side: &str, count: usize) -> String {
    format!("{side} artifact{}", if count == 1 { "" } else { "s" })
}

/// A03, and A04 for `PrimarySource`: an artifact that a setting names is an input of the same action.
fn named<'p>(
    resolved: &Resolved<'p>,
    step: &Step<'p>,
    key: Option<&Key>,
    value: &'p Value,
    declared: &dyn Fn(&str) -> bool,
    broken: &mut Vec<Violation>,
) {
    let text;
    let artifact = match value {
        Value::List(values, _) => {
            for value in values.iter() {
                named(resolved, step, key, value, declared, broken);
            }
            return;
        }
        Value::Map(settings, _) => {
            for setting in settings.iter() {
                named(resolved, step, key, &setting.value, declared, broken);
            }
            return;
        }
        Value::File(artifact, _) => artifact.name.as_ref(),
        _ => {
            text = resolved.value(value);
            match text
                .as_deref()
                .and_then(|text| artifact_of(text, key.map(|key| &key.kind)))
            {
                Some(artifact) => artifact,
                None => return,
            }
        }
    };
    // What nobody makes is N01's.
    if !declared(artifact)
        || step
            .action
            .inputs
            .iter()
            .any(|input| input.name == artifact)
    {
        return;
    }
    let inputs = step.action.inputs.iter().map(|input| input.name.as_ref());
    let code = if key.is_some_and(is_primary_source) {
        Code::A04
    } else {
        Code::A03
    };
    let violation = Violation::new(
        code,
        value.at(),
        step_place(resolved, step),
        format!(
            "`{artifact}` is no input artifact of action `{}`{}",
            resolved.show(&step.action.name),
            round(&step.action.round)
        ),
    )
    .suggest(crate::closest(artifact, inputs.clone()));
    let mut with: Vec<&str> = inputs.collect();
    with.push(artifact);
    broken.push(violation.help(format!(
        "add it to the inputs: `{}({})`",
        step.action.provider.name.name,
        with.join(", ")
    )));
}

/// A04: with several inputs, one of them is the primary source.
fn a04(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<Violation> {
    let action = step.action;
    let key = step.kind?.keys.iter().find(|key| is_primary_source(key))?;
    let first = action.inputs.first()?;
    // One that is there misspelt is C02's.
    let says = |name: &str| name == key.name || crate::closest(name, [key.name]).is_some();
    let mut keys = action.settings.iter().map(|setting| &setting.key.name);
    if action.inputs.len() < 2 || action.lost || keys.any(|name| says(name)) {
        return None;
    }
    Some(
        Violation::new(
            Code::A04,
            action.name.at,
            step_place(resolved, step),
            format!(
                "action `{}` has several inputs, {}, and does not say which is its `{}`{}",
                resolved.show(&action.name),
                listed(action.inputs.iter().map(|input| &input.name), "and"),
                key.name,
                round(&action.round)
            ),
        )
        .note("CodeBuild looks for the buildspec in that one, and starts its commands there")
        .help(format!("add `{}: {}`", key.name, first.name)),
    )
}

/// CodeBuild's key, which the rule is about.
fn is_primary_source(key: &Key) -> bool {
    key.name == "PrimarySource" && matches!(key.kind, Kind::Input)
}
