//! Where an action can run, and what it can reach there.

use super::owner_of;
use crate::arn::Arn;
use crate::catalog::{Kind, Lies, Reach};
use crate::pipeline::{Setting, Value, setting};
use crate::resolve::{Resolved, Step};
use crate::rules::{listed, round, step_place, with_account};
use crate::violation::{Code, Violation};

/// P08: a project that an action builds with is placed in the action's account.
pub(super) fn p08(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<Violation> {
    let project = resolved.project_of(step)?;
    let account = step.account?;
    let placed = resolved.accounts_of(&project.accounts);
    if !resolved.all_known(&project.accounts)
        || placed
            .iter()
            .any(|there| there.name.name == account.name.name)
    {
        return None;
    }
    let word = step
        .action
        .settings
        .iter()
        .find_map(|setting| match &setting.value {
            Value::Word(word) if word.name == project.name.name => Some(word),
            _ => None,
        })?;
    let there = &account.name.name;
    Some(
        Violation::new(
            Code::P08,
            word.at,
            step_place(resolved, step),
            format!(
                "project `{}` is placed in {}, but action `{}` runs in `{there}`{}",
                project.name.name,
                listed(placed.iter().map(|account| &account.name.name), "and"),
                resolved.show(&step.action.name),
                round(&step.action.round)
            ),
        )
        .note("CodePipeline starts a build in the account of the role that acts, and finds no such project there")
        .help(format!(
            "place it there too: `project {} in {} {{ … }}`",
            project.name.name,
            with_account(&project.accounts, there)
        )),
    )
}

/// P09: an ARN in a setting lies in the account and region in which the action runs, where the service demands it.
pub(super) fn p09<'p>(
    resolved: &Resolved<'p>,
    step: &Step<'p>,
    setting: &'p Setting,
) -> Option<Violation> {
    let key = step
        .kind?
        .keys
        .iter()
        .find(|key| setting.key.name == key.name)?;
    let Kind::Arn(services, lies) = &key.kind else {
        return None;
    };
    let account = step.account?;
    let text = resolved.value(&setting.value)?;
    let arn = Arn::parse(&text).filter(|arn| services.contains(&arn.service))?;
    let (in_account, in_region) = match lies {
        Lies::Here => (true, true),
        Lies::InAccount => (true, false),
        Lies::InRegion => (false, true),
        Lies::Anywhere => (false, false),
    };
    let action = resolved.show(&step.action.name);
    let round = round(&step.action.round);
    let there = &account.name.name;
    let id = resolved.id(account);
    if let Some(id) = id.filter(|id| in_account && !arn.account.is_empty() && arn.account != *id) {
        return Some(
            Violation::new(
                Code::P09,
                setting.value.at(),
                step_place(resolved, step),
                format!(
                    "`{}` lies in {}, but action `{action}` runs in `{there}` ({id}){round}",
                    key.name,
                    owner_of(resolved, arn.account)
                ),
            )
            .note("the role that acts reaches this resource in its own account only")
            .help(format!(
                "name one of `{there}`, or run the action where this one lies"
            )),
        );
    }
    let region = resolved.region_of(step)?;
    (in_region && !arn.region.is_empty() && arn.region != region).then(|| {
        Violation::new(
            Code::P09,
            setting.value.at(),
            step_place(resolved, step),
            format!(
                "`{}` lies in {}, but action `{action}` runs in {region}{round}",
                key.name, arn.region
            ),
        )
        .help(format!(
            "name one of {region}, or run the action there: `in {there} / \"{}\"`",
            arn.region
        ))
    })
}

/// P10: the provider can run in another account.
pub(super) fn p10(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<Violation> {
    let (kind, account, home) = (step.kind?, step.account?, resolved.home?);
    if kind.accounts != Reach::Home || resolved.is_home(account) {
        return None;
    }
    let at = match &step.action.place {
        Some(place) => place.account.at,
        None => step.action.provider.name.at,
    };
    Some(
        Violation::new(
            Code::P10,
            at,
            step_place(resolved, step),
            format!(
                "`{}` runs in the pipeline's account only, and action `{}` is in `{}`{}",
                step.action.provider.name.name,
                resolved.show(&step.action.name),
                account.name.name,
                round(&step.action.round)
            ),
        )
        .note("CodePipeline takes a role of another account on actions that AWS owns only")
        .help(format!("run it there: `in {}`", home.name.name)),
    )
}

/// P11: the provider can run in another region.
pub(super) fn p11(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<Violation> {
    let (kind, home) = (step.kind?, resolved.home?);
    let (region, at_home) = (resolved.region_of(step)?, resolved.region(home)?);
    if kind.regions != Reach::Home || region == at_home {
        return None;
    }
    let at = match &step.action.place {
        Some(place) => place
            .region
            .as_ref()
            .map_or(place.account.at, |region| region.at),
        None => step.action.provider.name.at,
    };
    Some(
        Violation::new(
            Code::P11,
            at,
            step_place(resolved, step),
            format!(
                "`{}` runs in the pipeline's region only ({at_home}), and action `{}` is in {region}{}",
                step.action.provider.name.name,
                resolved.show(&step.action.name),
                round(&step.action.round)
            ),
        )
        .note("source, custom and third-party actions cannot run in another region")
        .help(format!("run it in {at_home}")),
    )
}

/// P11 too: a bucket that exists already is one of the pipeline's region, and nothing is made for it elsewhere. Said
/// once, of the first action that would need another.
pub(super) fn p11_existing(resolved: &Resolved<'_>) -> Option<Violation> {
    setting(&resolved.pipeline.settings, "ExistingArtifactBucket")?;
    let at_home = resolved.region(resolved.home?)?;
    let (step, place, region) = resolved.steps.iter().find_map(|step| {
        let (place, region) = (step.place?, resolved.region_of(step)?);
        let alone = step.kind?.regions != Reach::Home;
        (alone && region != at_home).then_some((step, place, region))
    })?;
    Some(
        Violation::new(
            Code::P11,
            place.region.as_ref().map_or(place.account.at, |region| region.at),
            step_place(resolved, step),
            format!(
                "action `{}` runs in {region}, and the artifact bucket that exists already is for {at_home}{}",
                resolved.show(&step.action.name),
                round(&step.action.round)
            ),
        )
        .note("CodePipeline needs a bucket and a key in every region where an action runs")
        .help(format!(
            "run it in {at_home}, or leave `ExistingArtifactBucket` out: then both are made in every region"
        )),
    )
}

/// P12: the region of an action is one of its account's regions.
pub(super) fn p12(resolved: &Resolved<'_>, step: &Step<'_>) -> Option<Violation> {
    let place = step.place?;
    // A stage's region is said once, by its first action that takes it.
    let own = step.action.place.is_some();
    let first = step
        .stage
        .actions
        .iter()
        .find(|action| action.place.is_none());
    if !own && !first.is_some_and(|first| std::ptr::eq(first, step.action)) {
        return None;
    }
    let written = place.region.as_ref()?;
    let region = resolved.text(written, None)?;
    let account = step.account?;
    let mut known = Vec::new();
    for text in account.regions.iter() {
        known.push(resolved.text(text, None)?);
    }
    if known.is_empty() {
        known.push(resolved.region(account)?);
    }
    if known.contains(&region) {
        return None;
    }
    let name = &account.name.name;
    let mut all = String::new();
    for region in &known {
        all.push_str(&format!("\"{region}\", "));
    }
    Some(
        Violation::new(
            Code::P12,
            written.at,
            step_place(resolved, step),
            format!(
                "account `{name}` has no region `{region}`: it has {}",
                listed(&known, "and")
            ),
        )
        .help(format!(
            "add it: `account {name} = … in [{all}\"{region}\"];`"
        )),
    )
}
