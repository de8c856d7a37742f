//! C01: the provider exists in its category and version.

use crate::catalog::{ActionType, actions};
use crate::pipeline::Owner;
use crate::resolve::Step;
use crate::rules::{Broken, Of, listed};
use crate::violation::Code;

pub(super) fn c01<'p>(broken: &mut Broken<'_, 'p>, step: &Step<'p>) {
    let provider = &step.action.provider;
    let (name, at) = (provider.name.name.as_ref(), provider.name.at);
    let of = Of::Action(step);
    if let Some(kind) = step.kind {
        let Some(written) = &provider.version else {
            return;
        };
        let known = kind.version;
        if let Some(version) = broken.resolved.text(written, None)
            && !known.is_empty()
            && version != known
        {
            let message = format_args!("`{name}` has no version `{version}`");
            broken
                .add(Code::C01, written.at, of, message)
                .help(format_args!(
                    "write `{name}` alone, which is version {known}"
                ));
        }
        return;
    }
    let mut known = Vec::new();
    for kind in actions::ALL {
        if kind.provider == name {
            known.push(qualified(kind));
        }
    }
    let category = provider.category.map_or("", |category| category.as_str());
    let (message, help) = match (category, known.as_slice()) {
        ("", [_, _, ..]) => (
            format_args!("`{name}` stands in several categories"),
            format!("say which: {}", listed(&known, "or")),
        ),
        ("", [one]) => (
            format_args!("`{name}` is not AWS's own"),
            format!("write `{one}`"),
        ),
        (_, [_, ..]) => (
            format_args!("there is no provider `{name}` in category {category}"),
            format!("write {}", listed(&known, "or")),
        ),
        (_, []) => {
            let mut all = Vec::new();
            for kind in actions::ALL {
                all.push(kind.provider);
            }
            let help = match crate::closest(name, all) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "an action type of your own is written `{}::Custom::{name}`",
                    if category.is_empty() {
                        "Build"
                    } else {
                        category
                    }
                ),
            };
            (format_args!("there is no provider `{name}`"), help)
        }
    };
    broken.add(Code::C01, at, of, message).help(help);
}

/// `Deploy::S3`, `Source::ThirdParty::GitHub`
fn qualified(kind: &ActionType) -> String {
    let category = kind.category.as_str();
    match kind.owner {
        Owner::Aws => format!("{category}::{}", kind.provider),
        owner => format!("{category}::{}::{}", owner.as_str(), kind.provider),
    }
}
