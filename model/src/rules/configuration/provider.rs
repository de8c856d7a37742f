//! C01: the provider exists in its category and version.

use crate::catalog::{ActionType, actions};
use crate::pipeline::{Owner, Site};
use crate::resolve::{Resolved, Step};
use crate::rules::{listed, round, step_place};
use crate::violation::{Code, Violation};

pub(super) fn c01<'p>(resolved: &Resolved<'p>, step: &Step<'p>) -> Option<Violation> {
    let provider = &step.action.provider;
    let name = provider.name.name.as_ref();
    let round = round(&step.action.round);
    let new = |at: Site, message: String| {
        Violation::new(Code::C01, at, step_place(resolved, step), message)
    };
    if let Some(kind) = step.kind {
        let written = provider.version.as_ref()?;
        let version = resolved.text(written, None)?;
        if kind.version.is_empty() || kind.version == version {
            return None;
        }
        let message = format!("`{name}` has no version `{version}`{round}");
        return Some(new(written.at, message).help(format!(
            "write `{name}` alone, which is version {}",
            kind.version
        )));
    }
    let mut known = Vec::new();
    for kind in actions::ALL {
        if kind.provider == name {
            known.push(qualified(kind));
        }
    }
    Some(match (provider.category, known.as_slice()) {
        (None, [_, _, ..]) => new(
            provider.name.at,
            format!("`{name}` stands in several categories{round}"),
        )
        .help(format!("say which: {}", listed(&known, "or"))),
        (None, [one]) => new(
            provider.name.at,
            format!("`{name}` is not AWS's own{round}"),
        )
        .help(format!("write `{one}`")),
        (Some(category), [_, ..]) => new(
            provider.name.at,
            format!(
                "there is no provider `{name}` in category {}{round}",
                category.as_str()
            ),
        )
        .help(format!("write {}", listed(&known, "or"))),
        (category, []) => {
            let all = actions::ALL.iter().map(|kind| kind.provider);
            let violation = new(
                provider.name.at,
                format!("there is no provider `{name}`{round}"),
            );
            match crate::closest(name, all) {
                Some(near) => violation.suggest(Some(near)),
                None => violation.help(format!(
                    "an action type of your own is written `{}::Custom::{name}`",
                    category.map_or("Build", |category| category.as_str())
                )),
            }
        }
    })
}

/// `Deploy::S3`, `Source::ThirdParty::GitHub`
fn qualified(kind: &ActionType) -> String {
    let category = kind.category.as_str();
    match kind.owner {
        Owner::Aws => format!("{category}::{}", kind.provider),
        owner => format!("{category}::{}::{}", owner.as_str(), kind.provider),
    }
}
