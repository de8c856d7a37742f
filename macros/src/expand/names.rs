//! A `let` for each thing that the author declared, with the author's span, and a use of it for each place
//! that names it: rustc's own `unused_variables` does the rest.

use std::collections::HashMap;

use passrole_model::pipeline::{Clause, Ident, Pipeline, RoleKind, Setting, Value};
use passrole_model::resolve::{Actor, Passed, Resolved};
use passrole_model::text::{Part, Text};
use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Spans;
use crate::lower::{Lowered, identifier};
use crate::syntax::Site;

/// The name spaces of the language.
#[derive(Clone, Copy, PartialEq)]
enum Space {
    Account,
    Role,
    Project,
    Artifact,
}

/// A use of a name; one that stands nowhere of its own has no site.
#[derive(Clone, Copy)]
struct Use {
    space: Space,
    at: Option<Site>,
}

/// Where each name is used.
#[derive(Default)]
struct Uses<'m> {
    numbers: HashMap<&'m str, usize>,
    by_number: Vec<Vec<Use>>,
}

impl<'m> Uses<'m> {
    fn add(&mut self, space: Space, ident: &'m Ident) {
        let at = Some(ident.at);
        self.note(&ident.name, Use { space, at });
    }

    fn add_all(&mut self, space: Space, idents: &'m [Ident]) {
        for ident in idents {
            self.add(space, ident);
        }
    }

    fn add_silent(&mut self, space: Space, name: &'m str) {
        self.note(name, Use { space, at: None });
    }

    fn note(&mut self, name: &'m str, one: Use) {
        let next = self.by_number.len();
        let number = *self.numbers.entry(name).or_insert(next);
        match self.by_number.get_mut(number) {
            Some(uses) => uses.push(one),
            None => self.by_number.push(vec![one]),
        }
    }

    fn of(&self, name: &str) -> &[Use] {
        let uses = self
            .numbers
            .get(name)
            .and_then(|at| self.by_number.get(*at));
        uses.map(Vec::as_slice).unwrap_or_default()
    }
}

/// What is declared by one word: a name, or in a loop one a round.
struct Declared<'p> {
    space: Space,
    at: Site,
    rounds: Vec<&'p Ident>,
}

/// Every declared name and its uses, in a function that is never called.
pub fn names(lowered: &Lowered, resolved: &Resolved<'_>, spans: &Spans) -> TokenStream {
    let uses = uses(resolved);
    let mut blocks = Vec::new();
    for declared in declared(&lowered.pipeline) {
        blocks.extend(block(&declared, &uses, lowered, spans));
    }
    quote! {
        #[allow(non_snake_case, clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction)]
        const _: fn() = || { #(#blocks)* };
    }
}

/// What the author declared, in order.
fn declared(pipeline: &Pipeline) -> Vec<Declared<'_>> {
    let mut all = Vec::new();
    for account in pipeline.accounts.iter() {
        all.push((Space::Account, &account.name));
    }
    for role in pipeline.roles.iter() {
        all.push((Space::Role, &role.name));
    }
    for project in pipeline.projects.iter() {
        all.push((Space::Project, &project.name));
    }
    for stage in pipeline.stages.iter() {
        for action in stage.actions.iter() {
            for output in action.outputs.iter() {
                all.push((Space::Artifact, output));
            }
        }
    }
    let mut numbers: HashMap<Site, usize> = HashMap::new();
    let mut declared: Vec<Declared<'_>> = Vec::new();
    for (space, ident) in all {
        let next = declared.len();
        let number = *numbers.entry(ident.at).or_insert(next);
        match declared.get_mut(number) {
            Some(known) => known.rounds.push(ident),
            None => declared.push(Declared {
                space,
                at: ident.at,
                rounds: vec![ident],
            }),
        }
    }
    declared
}

/// The `let` of what is declared, and its uses, each place once.
fn block(
    declared: &Declared<'_>,
    uses: &Uses<'_>,
    lowered: &Lowered,
    spans: &Spans,
) -> Option<TokenStream> {
    let written = written(lowered, declared.rounds.first()?);
    let binding = identifier(&written, spans.get(declared.at))?;
    // The sites that were seen: a map of the kind that there is, though nobody asks what it holds.
    let mut seen: HashMap<Site, usize> = HashMap::new();
    let mut silent = false;
    let mut used = Vec::new();
    for ident in &declared.rounds {
        for one in uses.of(&ident.name) {
            if one.space != declared.space {
                continue;
            }
            let new = match one.at {
                Some(at) => seen.insert(at, used.len()).is_none(),
                None => !std::mem::replace(&mut silent, true),
            };
            if !new {
                continue;
            }
            used.push(match one.at {
                Some(at) if lowered.written(at).is_none_or(|text| text == written) => {
                    identifier(&written, spans.get(at))
                }
                // A loop's variable stands there, or nothing does.
                _ => Some(binding.clone()),
            });
        }
    }
    Some(quote!({ let #binding = 0u8; #(let _ = #used;)* }))
}

/// Where every name is used, written out or by default.
fn uses<'m>(resolved: &Resolved<'m>) -> Uses<'m> {
    let mut uses = Uses::default();
    let pipeline = resolved.pipeline;
    uses.add(Space::Account, &pipeline.account);
    if let Some(role) = &pipeline.role {
        uses.add(Space::Role, role);
    }
    settings(&pipeline.settings, &mut uses);
    text(&pipeline.name, &mut uses);
    for account in pipeline.accounts.iter() {
        value(&account.id, &mut uses);
        texts(&account.regions, &mut uses);
    }
    for group in pipeline.groups.iter() {
        uses.add_all(Space::Account, &group.accounts);
    }
    uses.add_all(Space::Account, &pipeline.loops);
    for role in pipeline.roles.iter() {
        uses.add_all(Space::Account, &role.accounts);
        let mut reads = role.reads().peekable();
        if reads.peek().is_some() || matches!(role.kind, RoleKind::Service(_) | RoleKind::Events) {
            uses.add_silent(Space::Role, &role.name.name);
        }
        reads.for_each(|artifact| uses.add(Space::Artifact, artifact));
        for body in role.clauses.iter() {
            clause(body, &mut uses);
        }
        if let Some(arn) = &role.existing {
            value(arn, &mut uses);
        }
    }
    for project in pipeline.projects.iter() {
        uses.add_all(Space::Account, &project.accounts);
        if let Some(role) = &project.role {
            uses.add(Space::Role, role);
        }
        settings(&project.settings, &mut uses);
    }
    for stage in pipeline.stages.iter() {
        text(&stage.name, &mut uses);
        if let Some(place) = &stage.place {
            uses.add(Space::Account, &place.account);
        }
        settings(&stage.conditions, &mut uses);
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
                for role in roles {
                    uses.add_silent(Space::Role, &role.name.name);
                }
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
                    for role in resolved.roles_in(account) {
                        if role.kind.word() == passes.kind {
                            uses.add_silent(Space::Role, &role.name.name);
                        }
                    }
                }
            }
            (None, Passed::Several(roles)) => {
                for role in roles {
                    uses.add_silent(Space::Role, &role.name.name);
                }
            }
            _ => {}
        }
        uses.add_all(Space::Artifact, &action.inputs);
        settings(&action.settings, &mut uses);
    }
    uses
}

fn clause<'m>(body: &'m Clause, uses: &mut Uses<'m>) {
    match body {
        Clause::Managed(arns) => texts(arns, uses),
        Clause::Statement {
            actions,
            resources,
            condition,
            ..
        } => {
            texts(actions, uses);
            texts(resources, uses);
            settings(condition, uses);
        }
        Clause::Boundary(part) | Clause::Name(part) | Clause::Path(part) => text(part, uses),
        Clause::Reads(_) => {}
    }
}

fn texts<'m>(texts: &'m [Text], uses: &mut Uses<'m>) {
    for one in texts {
        text(one, uses);
    }
}

fn text<'m>(text: &'m Text, uses: &mut Uses<'m>) {
    for part in text.parts.iter() {
        if let Part::Account(name, _) = part {
            uses.add_silent(Space::Account, name);
        }
    }
}

fn settings<'m>(settings: &'m [Setting], uses: &mut Uses<'m>) {
    for setting in settings {
        value(&setting.value, uses);
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
        Value::List(values, _) => {
            for element in values.iter() {
                value(element, uses);
            }
        }
        Value::Map(entries, _) => settings(entries, uses),
        Value::File(artifact, path) => {
            uses.add(Space::Artifact, artifact);
            text(path, uses);
        }
        Value::Integer(..) | Value::Boolean(..) | Value::Expression(..) | Value::Lost(_) => {}
    }
}

/// The identifier as the author wrote it.
fn written(lowered: &Lowered, ident: &Ident) -> String {
    lowered.written(ident.at).unwrap_or(&ident.name).to_owned()
}
