//! A `let` for each thing that the author declared, with the author's span, and a use of it for each place
//! that names it: rustc's own `unused_variables` does the rest.

use passrole_model::index::Index;
use passrole_model::pipeline::{Clause, Ident, Pipeline, Role, RoleKind, Setting, Value};
use passrole_model::resolve::{Actor, Passed, Resolved, Step};
use passrole_model::text::{Field, Part, Text};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::errors::{Spans, key};
use crate::lower::Lowered;
use crate::source::identifier;
use crate::syntax::Site;

/// What rustc and Clippy say of names is said where the author wrote them.
const ALLOWED: &str =
    "#[allow(non_snake_case, clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction)]";

/// The name spaces of the language.
#[derive(Clone, Copy)]
enum Space {
    Account,
    Role,
    Project,
    Artifact,
}

impl Space {
    /// A name of it, as the text under which an index holds it.
    fn key(self, name: &str) -> String {
        let space = match self {
            Space::Account => "account",
            Space::Role => "role",
            Space::Project => "project",
            Space::Artifact => "artifact",
        };
        format!("{space} {name}")
    }
}

/// The `let` of what is declared by one word: a name, or in a loop one a round.
struct Let<'p> {
    /// The identifier as the author wrote it.
    written: &'p str,
    binding: proc_macro2::Ident,
    uses: TokenStream,
}

/// Every declared name and its uses.
struct Names<'p> {
    lowered: &'p Lowered,
    spans: &'p Spans,
    lets: Vec<Let<'p>>,
    /// The number of each site's `let`.
    sites: Index,
    /// The number of each name's `let`.
    numbers: Index,
    /// The uses that are noted: a number and a place.
    seen: Index,
}

/// Every declared name and its uses, in a function that is never called.
pub fn names(lowered: &Lowered, resolved: &Resolved<'_>, spans: &Spans) -> TokenStream {
    let mut names = Names {
        lowered,
        spans,
        lets: Vec::new(),
        sites: Index::default(),
        numbers: Index::default(),
        seen: Index::default(),
    };
    names.declare_all(&lowered.pipeline);
    uses(resolved, &mut names);
    let mut blocks = TokenStream::new();
    for one in &names.lets {
        let (binding, uses) = (&one.binding, &one.uses);
        quote!({ let #binding = 0u8; #uses }).to_tokens(&mut blocks);
    }
    let allowed: TokenStream = ALLOWED.parse().unwrap_or_default();
    // In a module of their own nothing of the author's is in scope: there `let PROD` is no pattern of a constant.
    quote! {
        #allowed
        const _: () = {
            mod names {
                const _: fn() = || { #blocks };
            }
        };
    }
}

impl<'p> Names<'p> {
    /// What the author declared, in order.
    fn declare_all(&mut self, pipeline: &'p Pipeline) {
        for account in pipeline.accounts.iter() {
            self.declare(Space::Account, &account.name);
        }
        for role in pipeline.roles.iter() {
            self.declare(Space::Role, &role.name);
        }
        for project in pipeline.projects.iter() {
            self.declare(Space::Project, &project.name);
        }
        for stage in pipeline.stages.iter() {
            for action in stage.actions.iter() {
                for output in action.outputs.iter() {
                    self.declare(Space::Artifact, output);
                }
            }
        }
    }

    fn declare(&mut self, space: Space, ident: &'p Ident) {
        let written = self.lowered.written(ident.at).unwrap_or(&ident.name);
        let Some(binding) = identifier(written, self.spans.get(ident.at)) else {
            return;
        };
        let number = self.sites.place(&key(ident.at));
        self.numbers.set(&space.key(&ident.name), number);
        if number == self.lets.len() {
            self.lets.push(Let {
                written,
                binding,
                uses: TokenStream::new(),
            });
        }
    }

    fn add(&mut self, space: Space, ident: &Ident) {
        self.note(space, &ident.name, Some(ident.at));
    }

    fn add_all(&mut self, space: Space, idents: &[Ident]) {
        for ident in idents {
            self.add(space, ident);
        }
    }

    fn add_silent(&mut self, space: Space, name: &str) {
        self.note(space, name, None);
    }

    fn add_roles(&mut self, kind: &str, step: &Step<'_>, resolved: &Resolved<'_>) {
        if let Some(account) = step.account {
            for role in resolved.roles_in(account) {
                if role.kind.word() == kind {
                    self.add_silent(Space::Role, &role.name.name);
                }
            }
        }
    }

    /// Notes a use of a name, each place once; one that stands nowhere of its own has no site.
    fn note(&mut self, space: Space, name: &str, at: Option<Site>) {
        let Some(number) = self.numbers.get(&space.key(name)) else {
            return;
        };
        let place = at.map(key).unwrap_or_default();
        if !self.seen.add(&format!("{number} {place}")) {
            return;
        }
        let Some(declared) = self.lets.get_mut(number) else {
            return;
        };
        let mut name = declared.binding.clone();
        if let Some(at) = at {
            let written = self.lowered.written(at).unwrap_or(declared.written);
            // Elsewhere a loop's variable stands there.
            if written == declared.written {
                name.set_span(self.spans.get(at));
            }
        }
        quote!(let _ = #name;).to_tokens(&mut declared.uses);
    }
}

/// Notes where every name is used, written out or by default.
fn uses(resolved: &Resolved<'_>, uses: &mut Names<'_>) {
    let pipeline = resolved.pipeline;
    uses.add(Space::Account, &pipeline.account);
    if let Some(role) = &pipeline.role {
        uses.add(Space::Role, role);
    }
    settings(&pipeline.settings, uses);
    text(&pipeline.name, uses);
    for account in pipeline.accounts.iter() {
        value(&account.id, uses);
        texts(&account.regions, uses);
    }
    for group in pipeline.groups.iter() {
        uses.add_all(Space::Account, &group.accounts);
    }
    uses.add_all(Space::Account, &pipeline.loops);
    for declared in pipeline.roles.iter() {
        role(declared, uses);
    }
    for project in pipeline.projects.iter() {
        uses.add_all(Space::Account, &project.accounts);
        if let Some(role) = &project.role {
            uses.add(Space::Role, role);
        }
        settings(&project.settings, uses);
    }
    for stage in pipeline.stages.iter() {
        text(&stage.name, uses);
        if let Some(place) = &stage.place {
            uses.add(Space::Account, &place.account);
        }
        settings(&stage.conditions, uses);
    }
    for one in &resolved.steps {
        step(one, resolved, uses);
    }
    for one in &resolved.rules() {
        rule(&one.step(resolved), uses);
    }
}

fn role(role: &Role, uses: &mut Names<'_>) {
    uses.add_all(Space::Account, &role.accounts);
    if matches!(role.kind, RoleKind::Service(_) | RoleKind::Events) {
        uses.add_silent(Space::Role, &role.name.name);
    }
    for body in role.clauses.iter() {
        clause(role, body, uses);
    }
    if let Some(arn) = &role.existing {
        value(arn, uses);
    }
}

fn step(step: &Step<'_>, resolved: &Resolved<'_>, uses: &mut Names<'_>) {
    let action = step.action;
    text(&action.name, uses);
    if let Some(place) = &action.place {
        uses.add(Space::Account, &place.account);
    }
    match (&action.role, &step.actor) {
        (Some(role), _) => uses.add(Space::Role, role),
        (None, Actor::Role(role)) => uses.add_silent(Space::Role, &role.name.name),
        // Which of them is meant is what the author is asked for.
        (None, Actor::Several) => uses.add_roles(RoleKind::Action.word(), step, resolved),
        _ => {}
    }
    match (&action.passing, &step.passed) {
        (Some(role), _) => uses.add(Space::Role, role),
        (None, Passed::Role(role)) => uses.add_silent(Space::Role, &role.name.name),
        // Whether one is passed may be decided by a value that is known when the program runs.
        (None, Passed::Unknown | Passed::Several) => {
            if let Some(kind) = step.kind
                && let Some(passes) = &kind.passes
            {
                uses.add_roles(passes.kind, step, resolved);
            }
        }
        _ => {}
    }
    uses.add_all(Space::Artifact, &action.inputs);
    settings(&action.settings, uses);
}

/// A rule of a condition names things in strings.
fn rule(rule: &Step<'_>, uses: &mut Names<'_>) {
    for input in rule.action.inputs.iter() {
        uses.add_silent(Space::Artifact, &input.name);
    }
    if let Some(project) = rule.project {
        uses.add_silent(Space::Project, &project.name.name);
    }
    if let Actor::Role(role) = rule.actor {
        uses.add_silent(Space::Role, &role.name.name);
    }
}

fn clause(role: &Role, body: &Clause, uses: &mut Names<'_>) {
    match body {
        Clause::Managed(arns, _) => texts(arns, uses),
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
        Clause::Boundary(part, _) | Clause::Name(part, _) | Clause::Path(part, _) => {
            text(part, uses)
        }
        Clause::Reads(artifacts) => {
            if !artifacts.is_empty() {
                uses.add_silent(Space::Role, &role.name.name);
            }
            uses.add_all(Space::Artifact, artifacts);
        }
    }
}

fn texts(texts: &[Text], uses: &mut Names<'_>) {
    for one in texts {
        text(one, uses);
    }
}

fn text(text: &Text, uses: &mut Names<'_>) {
    parts(&text.parts, uses);
}

fn parts(parts: &[Part], uses: &mut Names<'_>) {
    for part in parts {
        if let Part::Account(name, _) = part {
            uses.add_silent(Space::Account, name);
        }
    }
}

fn settings(settings: &[Setting], uses: &mut Names<'_>) {
    for setting in settings {
        parts(&setting.parts, uses);
        value(&setting.value, uses);
    }
}

fn value(written: &Value, uses: &mut Names<'_>) {
    match written {
        Value::Text(part) => {
            // An account may stand there by its identifier alone.
            match part.parts.as_ref() {
                [Part::Account(name, Field::Id)] => uses.note(Space::Account, name, Some(part.at)),
                _ => text(part, uses),
            }
        }
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
