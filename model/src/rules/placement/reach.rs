//! Where an action can run, and what it can reach there.

use super::owner_of;
use crate::arn::Arn;
use crate::catalog::{Kind, Lies, Reach};
use crate::pipeline::{Account, Place, Setting, Site, Value, setting};
use crate::resolve::{Resolved, Step};
use crate::rules::{Broken, Of, joined, key_of, listed, names_of, with_account};
use crate::violation::Code;

/// P08: a project that an action builds with is placed in the action's account.
pub(super) fn p08(broken: &mut Broken<'_, '_>, step: &Step<'_>) {
    let resolved = broken.resolved;
    let (Some(project), Some(account)) = (resolved.project_of(step), step.account) else {
        return;
    };
    let (name, there) = (&project.name.name, &account.name.name);
    let placed = resolved.accounts_of(&project.accounts);
    if !resolved.all_known(&project.accounts) || names_of(&placed).contains(&there.as_ref()) {
        return;
    }
    for setting in step.action.settings.iter() {
        if let Value::Word(word) = &setting.value
            && word.name == *name
        {
            let message = format_args!(
                "project `{name}` is placed in {}, but action `{}` runs in `{there}`",
                listed(&placed, "and"),
                broken.show(&step.action.name)
            );
            broken
                .add(Code::P08, word.at, Of::Action(step), message)
                .note("CodePipeline starts a build in the account of the role that acts, and finds no such project there")
                .help(format_args!(
                    "place it there too: `project {name} in {} {{ … }}`",
                    with_account(&project.accounts, there)
                ));
            return;
        }
    }
}

/// P09: an ARN in a setting lies in the account and region in which the action runs, where the service demands it.
pub(super) fn p09<'p>(broken: &mut Broken<'_, 'p>, step: &Step<'p>, setting: &'p Setting) {
    let resolved = broken.resolved;
    let (Some(key), Some(account)) = (key_of(step, &setting.key.name), step.account) else {
        return;
    };
    let Kind::Arn(services, lies) = &key.kind else {
        return;
    };
    let text = resolved.value(&setting.value).unwrap_or_default();
    let Some(arn) = Arn::parse(&text) else { return };
    if !services.contains(&arn.service) {
        return;
    }
    let (in_account, in_region) = match lies {
        Lies::Here => (true, true),
        Lies::InAccount => (true, false),
        Lies::InRegion => (false, true),
        Lies::Anywhere => (false, false),
    };
    let (key, at, of) = (key.name, setting.value.at(), Of::Action(step));
    let action = broken.show(&step.action.name);
    let there = &account.name.name;
    let id = resolved.id(account).unwrap_or_default();
    if in_account && differ(arn.account, &id) {
        let message = format_args!(
            "`{key}` lies in {}, but action `{action}` runs in `{there}` ({id})",
            owner_of(resolved, arn.account)
        );
        broken
            .add(Code::P09, at, of, message)
            .note("the role that acts reaches this resource in its own account only")
            .help(format_args!(
                "name one of `{there}`, or run the action where this one lies"
            ));
        return;
    }
    let lies = arn.region;
    let region = resolved.region_of(step).unwrap_or_default();
    if in_region && differ(lies, &region) {
        let message =
            format_args!("`{key}` lies in {lies}, but action `{action}` runs in {region}");
        broken.add(Code::P09, at, of, message).help(format_args!(
            "name one of {region}, or run the action there: `in {there} / \"{lies}\"`"
        ));
    }
}

/// Whether both are known, and not the same.
fn differ(one: &str, other: &str) -> bool {
    !one.is_empty() && !other.is_empty() && one != other
}

/// P10: the provider can run in another account; returns whether it is there and cannot.
pub(super) fn p10(broken: &mut Broken<'_, '_>, step: &Step<'_>) -> bool {
    let resolved = broken.resolved;
    let (Some(kind), Some(account), Some(home)) = (step.kind, step.account, resolved.home) else {
        return false;
    };
    if kind.accounts != Reach::Home || resolved.is_home(account) {
        return false;
    }
    let provider = &step.action.provider.name;
    let at = match &step.action.place {
        Some(place) => place.account.at,
        None => provider.at,
    };
    let message = format_args!(
        "`{}` runs in the pipeline's account only, and action `{}` is in `{}`",
        provider.name,
        broken.show(&step.action.name),
        account.name.name
    );
    broken
        .add(Code::P10, at, Of::Action(step), message)
        .note("CodePipeline takes a role of another account on actions that AWS owns only")
        .help(format_args!("run it there: `in {}`", home.name.name));
    true
}

/// P11: the provider can run in another region.
pub(super) fn p11(broken: &mut Broken<'_, '_>, step: &Step<'_>) {
    let resolved = broken.resolved;
    let alone = step.kind.is_some_and(|kind| kind.regions == Reach::Home);
    let at_home = resolved.home.and_then(|home| resolved.region(home));
    let (Some(region), Some(at_home)) = (resolved.region_of(step), at_home) else {
        return;
    };
    if !alone || region == at_home {
        return;
    }
    let provider = &step.action.provider.name;
    let at = match &step.action.place {
        Some(place) => region_at(place),
        None => provider.at,
    };
    let message = format_args!(
        "`{}` runs in the pipeline's region only ({at_home}), and action `{}` is in {region}",
        provider.name,
        broken.show(&step.action.name)
    );
    broken
        .add(Code::P11, at, Of::Action(step), message)
        .note("source, custom and third-party actions cannot run in another region")
        .help(format_args!("run it in {at_home}"));
}

/// P11 too: a bucket that exists already is one of the pipeline's region, and nothing is made for it elsewhere. Said
/// once, of the first action that would need another.
pub(super) fn p11_existing(broken: &mut Broken<'_, '_>) {
    let resolved = broken.resolved;
    let existing = setting(&resolved.pipeline.settings, "ExistingArtifactBucket");
    let at_home = resolved.home.and_then(|home| resolved.region(home));
    let (Some(_), Some(at_home)) = (existing, at_home) else {
        return;
    };
    for step in &resolved.steps {
        let (Some(place), Some(region)) = (step.place, resolved.region_of(step)) else {
            continue;
        };
        if region == at_home || step.kind.is_none_or(|kind| kind.regions == Reach::Home) {
            continue;
        }
        let message = format_args!(
            "action `{}` runs in {region}, and the artifact bucket that exists already is for {at_home}",
            broken.show(&step.action.name)
        );
        broken
            .add(Code::P11, region_at(place), Of::Action(step), message)
            .note("CodePipeline needs a bucket and a key in every region where an action runs")
            .help(format_args!(
                "run it in {at_home}, or leave `ExistingArtifactBucket` out: then both are made in every region"
            ));
        return;
    }
}

/// Where a place says its region, or else its account.
fn region_at(place: &Place) -> Site {
    match &place.region {
        Some(region) => region.at,
        None => place.account.at,
    }
}

/// P12: the region of an action is one of its account's regions.
pub(super) fn p12(broken: &mut Broken<'_, '_>, step: &Step<'_>) {
    let resolved = broken.resolved;
    // A stage's region is said once, by its first action that takes it.
    let mut actions = step.stage.actions.iter();
    let first = actions.find(|action| action.place.is_none());
    let own = step.action.place.is_some();
    if !own && !first.is_some_and(|first| std::ptr::eq(first, step.action)) {
        return;
    }
    let written = step.place.and_then(|place| place.region.as_ref());
    let (Some(written), Some(account)) = (written, step.account) else {
        return;
    };
    let (Some(region), Some(known)) = (resolved.text(written, None), regions(resolved, account))
    else {
        return;
    };
    if known.iter().any(|known| *known == region) {
        return;
    }
    let name = &account.name.name;
    let all = joined(&names_of(&known), "\", \"");
    let message = format_args!(
        "account `{name}` has no region `{region}`: it has {}",
        listed(&known, "and")
    );
    broken
        .add_once(Code::P12, written.at, Of::Action(step), message)
        .help(format_args!(
            "add it: `account {name} = … in [\"{all}\", \"{region}\"];`"
        ));
}

/// The regions of an account, where all of them are known.
fn regions<'p>(resolved: &Resolved<'p>, account: &'p Account) -> Option<Vec<String>> {
    let mut known = Vec::new();
    for text in account.regions.iter() {
        known.push(resolved.text(text, None)?.into_owned());
    }
    if known.is_empty() {
        known.push(resolved.region(account)?.into_owned());
    }
    Some(known)
}
