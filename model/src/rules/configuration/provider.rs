//! C01: the provider exists in its category and version.

use crate::catalog::{ActionType, actions, gates, limits};
use crate::code::Code;
use crate::pipeline::Owner;
use crate::resolve::Step;
use crate::rules::{Broken, Of, listed, names_of};

impl<'p> Broken<'_, 'p> {
    pub(super) fn c01(&mut self, step: &Step<'p>) {
        match step.kind {
            Some(kind) => self.version(step, kind),
            None => self.unknown_provider(step),
        }
    }

    /// The version is the one that there is.
    fn version(&mut self, step: &Step<'p>, kind: &ActionType) {
        let provider = &step.action.provider;
        let Some(written) = &provider.version else {
            return;
        };
        let Some(version) = self.resolved.text(written, None) else {
            return;
        };
        let known = kind.version;
        if known.is_empty() {
            if let Some(fault) = limits::VERSION.fault(&version) {
                let said = limits::VERSION.said(fault);
                let message = format_args!("`{version}` is no version: it {said}");
                self.add(Code::C01, written.at, Of::Action(step), message)
                    .help(format_args!("write `{} @ \"1\"`", provider.name.name));
            }
        } else if version != known {
            let name = &provider.name.name;
            let message = format_args!("`{name}` has no version `{version}`");
            self.add(Code::C01, written.at, Of::Action(step), message)
                .help(format_args!(
                    "write `{name}` alone, which is version {known}"
                ));
        }
    }

    /// What is written is no action type.
    fn unknown_provider(&mut self, step: &Step<'_>) {
        let provider = &step.action.provider;
        let (name, at) = (provider.name.name.as_ref(), provider.name.at);
        let mut providers = Vec::new();
        let mut known = Vec::new();
        let mut of_category = Vec::new();
        for kind in actions::ALL {
            providers.push(kind.provider);
            if kind.provider == name {
                known.push(kind.qualified());
            }
            if kind.category.as_str() == name && kind.owner == Owner::Aws {
                of_category.push(kind.qualified());
            }
        }
        let (category, own) = match provider.category {
            Some(category) => (category.as_str(), category.as_str()),
            None => ("", "Build"),
        };
        let write = listed(&names_of(&known), "or");
        let one_of_category = listed(&names_of(&of_category), "or");
        let action = self.show(&step.action.name).to_string();
        let mut near = None;
        let (message, help) = match (known.len(), category) {
            (0, "") if gates::gate(&action).is_some() => (
                format_args!("there is no provider `{name}`"),
                format_args!("a condition is a map: `{action}: {{ Result: … }};`"),
            ),
            (0, _) if matches!(name, "Custom" | "ThirdParty") => (
                format_args!("`{name}` is an owner"),
                format_args!("write the provider after it: `{own}::{name}::PROVIDER`"),
            ),
            (0, "") if !of_category.is_empty() => (
                format_args!("`{name}` is a category"),
                format_args!("write a provider of it: {one_of_category}"),
            ),
            (0, _) => {
                near = crate::closest(name, &providers);
                (
                    format_args!("there is no provider `{name}`"),
                    format_args!("an action type of your own is written `{own}::Custom::{name}`"),
                )
            }
            (1, "") => (
                format_args!("`{name}` is not AWS's own"),
                format_args!("write {write}"),
            ),
            (_, "") => (
                format_args!("`{name}` stands in several categories"),
                format_args!("say which: {write}"),
            ),
            _ => (
                format_args!("there is no provider `{name}` in category {category}"),
                format_args!("write {write}"),
            ),
        };
        self.add(Code::C01, at, Of::Action(step), message)
            .suggest_or(near, help);
    }
}

impl ActionType {
    /// `Deploy::S3`, `Source::ThirdParty::GitHub`
    fn qualified(&self) -> String {
        let category = self.category.as_str();
        match self.owner {
            Owner::Aws => format!("{category}::{}", self.provider),
            owner => format!("{category}::{}::{}", owner.as_str(), self.provider),
        }
    }
}
