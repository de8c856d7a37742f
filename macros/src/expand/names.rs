//! A `let` for each thing that the author declared, with the author's span, and a use of it for each place
//! that names it: rustc's own `unused_variables` does the rest.

use std::collections::{HashMap, HashSet};

use passrole_model::pipeline::{Clause, Ident, RoleKind, Value};
use passrole_model::resolve::{Actor, Passed, Resolved};
use passrole_model::text::{Part, Text};
use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Spans;
use crate::lower::{Lowered, identifier};
use crate::syntax::Site;

/// The name spaces of the language.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Space {
    Account,
    Role,
    Project,
    Artifact,
}

/// Where each name is used; none of a use that stands nowhere of its own.
#[derive(Default)]
struct Uses<'m>(HashMap<(Space, &'m str), Vec<Option<Site>>>);

impl<'m> Uses<'m> {
    fn add(&mut self, space: Space, ident: &'m Ident) {
        self.0
            .entry((space, &ident.name))
            .or_default()
            .push(Some(ident.at));
    }

    fn add_silent(&mut self, space: Space, name: &'m str) {
        self.0.entry((space, name)).or_default().push(None);
    }
}

/// Every declared name and its uses, in a function that is never called.
pub fn names<'p>(lowered: &'p Lowered, resolved: &Resolved<'_>, spans: &Spans) -> TokenStream {
    let pipeline = &lowered.pipeline;
    let uses = uses(resolved);
    // What a loop declares has a name a round and one `let`.
    let mut order = Vec::new();
    let mut declared: HashMap<(Space, Site), Vec<&Ident>> = HashMap::new();
    let mut declare = |space: Space, ident: &'p Ident| {
        let key = (space, ident.at);
        let rounds = declared.entry(key).or_default();
        if rounds.is_empty() {
            order.push(key);
        }
        rounds.push(ident);
    };
    for account in pipeline.accounts.iter() {
        declare(Space::Account, &account.name);
    }
    for role in pipeline.roles.iter() {
        declare(Space::Role, &role.name);
    }
    for project in pipeline.projects.iter() {
        declare(Space::Project, &project.name);
    }
    for stage in pipeline.stages.iter() {
        for action in stage.actions.iter() {
            for output in action.outputs.iter() {
                declare(Space::Artifact, output);
            }
        }
    }
    let blocks = order.iter().filter_map(|key| {
        let rounds = declared.get(key)?;
        let written = written(lowered, rounds.first()?);
        let binding = identifier(&written, spans.get(key.1))?;
        let mut seen = HashSet::new();
        let places = rounds
            .iter()
            .filter_map(|ident| uses.0.get(&(key.0, ident.name.as_ref())))
            .flatten()
            .filter(|site| seen.insert(**site));
        let used = places.filter_map(|site| match site {
            Some(site)
                if lowered
                    .written
                    .get(site)
                    .is_none_or(|text| *text == written) =>
            {
                identifier(&written, spans.get(*site))
            }
            // A loop's variable stands there, or nothing does.
            _ => Some(binding.clone()),
        });
        Some(quote!({ let #binding = 0u8; #(let _ = #used;)* }))
    });
    quote! {
        #[allow(non_snake_case, clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction)]
        const _: fn() = || { #(#blocks)* };
    }
}

/// Where every name is used, written out or by default.
fn uses<'m>(resolved: &Resolved<'m>) -> Uses<'m> {
    let mut uses = Uses::default();
    let pipeline = resolved.pipeline;
    uses.add(Space::Account, &pipeline.account);
    if let Some(role) = &pipeline.role {
        uses.add(Space::Role, role);
    }
    for setting in pipeline.settings.iter() {
        value(&setting.value, &mut uses);
    }
    text(&pipeline.name, &mut uses);
    for account in pipeline.accounts.iter() {
        value(&account.id, &mut uses);
        account
            .regions
            .iter()
            .for_each(|region| text(region, &mut uses));
    }
    let members = pipeline
        .groups
        .iter()
        .flat_map(|group| group.accounts.iter());
    for account in members.chain(pipeline.loops.iter()) {
        uses.add(Space::Account, account);
    }
    for role in pipeline.roles.iter() {
        role.accounts
            .iter()
            .for_each(|account| uses.add(Space::Account, account));
        let mut reads = role.reads().peekable();
        if reads.peek().is_some() || matches!(role.kind, RoleKind::Service(_) | RoleKind::Events) {
            uses.add_silent(Space::Role, &role.name.name);
        }
        reads.for_each(|artifact| uses.add(Space::Artifact, artifact));
        role.clauses.iter().for_each(|body| clause(body, &mut uses));
        if let Some(arn) = &role.existing {
            value(arn, &mut uses);
        }
    }
    for project in pipeline.projects.iter() {
        project
            .accounts
            .iter()
            .for_each(|account| uses.add(Space::Account, account));
        if let Some(role) = &project.role {
            uses.add(Space::Role, role);
        }
        project
            .settings
            .iter()
            .for_each(|setting| value(&setting.value, &mut uses));
    }
    for stage in pipeline.stages.iter() {
        text(&stage.name, &mut uses);
        if let Some(place) = &stage.place {
            uses.add(Space::Account, &place.account);
        }
        stage
            .conditions
            .iter()
            .for_each(|setting| value(&setting.value, &mut uses));
    }
    for step in &resolved.steps {
        let action = step.action;
        text(&action.name, &mut uses);
        if let Some(place) = &action.place {
            uses.add(Space::Account, &place.account);
        }
        match (&action.role, &step.actor) {
            (Some(role), _) => uses.add(Space::Role, role),
            (None, Actor::Role(role)) => uses.add_silent(Space::Role, &role.name.name),
            // Which of them is meant is what the author is asked for.
            (None, Actor::Several(roles)) => {
                roles
                    .iter()
                    .for_each(|role| uses.add_silent(Space::Role, &role.name.name));
            }
            _ => {}
        }
        match (&action.passing, &step.passed) {
            (Some(role), _) => uses.add(Space::Role, role),
            (None, Passed::Role(role)) => uses.add_silent(Space::Role, &role.name.name),
            // Whether one is passed is decided by a value that is known when the program runs.
            (None, Passed::Unknown) => {
                let passes = step.kind.and_then(|kind| kind.passes.as_ref());
                if let (Some(passes), Some(account)) = (passes, step.account) {
                    let placed = resolved.roles_in(account).iter();
                    placed
                        .filter(|role| role.kind.word() == passes.kind)
                        .for_each(|role| uses.add_silent(Space::Role, &role.name.name));
                }
            }
            (None, Passed::Several(roles)) => {
                roles
                    .iter()
                    .for_each(|role| uses.add_silent(Space::Role, &role.name.name));
            }
            _ => {}
        }
        action
            .inputs
            .iter()
            .for_each(|input| uses.add(Space::Artifact, input));
        action
            .settings
            .iter()
            .for_each(|setting| value(&setting.value, &mut uses));
    }
    uses
}

fn clause<'m>(body: &'m Clause, uses: &mut Uses<'m>) {
    match body {
        Clause::Managed(texts) => texts.iter().for_each(|arn| text(arn, uses)),
        Clause::Statement {
            actions,
            resources,
            condition,
            ..
        } => {
            actions
                .iter()
                .chain(resources.iter())
                .for_each(|part| text(part, uses));
            condition
                .iter()
                .for_each(|setting| value(&setting.value, uses));
        }
        Clause::Boundary(part) | Clause::Name(part) | Clause::Path(part) => text(part, uses),
        Clause::Reads(_) => {}
    }
}

fn text<'m>(text: &'m Text, uses: &mut Uses<'m>) {
    for part in text.parts.iter() {
        if let Part::Account(name, _) = part {
            uses.add_silent(Space::Account, name);
        }
    }
}

fn value<'m>(written: &'m Value, uses: &mut Uses<'m>) {
    match written {
        Value::Text(part) => text(part, uses),
        // A word is a project or an artifact where its key says so; nothing is declared for any other.
        Value::Word(word) => {
            uses.add(Space::Project, word);
            uses.add(Space::Artifact, word);
        }
        Value::List(values, _) => values.iter().for_each(|element| value(element, uses)),
        Value::Map(settings, _) => settings
            .iter()
            .for_each(|setting| value(&setting.value, uses)),
        Value::File(artifact, path) => {
            uses.add(Space::Artifact, artifact);
            text(path, uses);
        }
        Value::Integer(..) | Value::Boolean(..) | Value::Expression(..) | Value::Lost(_) => {}
    }
}

/// The identifier as the author wrote it.
fn written(lowered: &Lowered, ident: &Ident) -> String {
    lowered
        .written
        .get(&ident.at)
        .cloned()
        .unwrap_or_else(|| ident.name.to_string())
}
