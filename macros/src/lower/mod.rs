//! Tree to model: loops unrolled, strings taken apart, Rust expressions numbered. Nothing is judged here but
//! what the model cannot hold.

mod files;
mod scope;
mod settings;
mod strings;
mod words;

use passrole_model::index::Index;
use passrole_model::pipeline::{self as model, Ident, List, Lost, Pipeline, Str};
use passrole_model::text::Text;

use crate::errors::{Errors, Spans, key};
use crate::syntax::{self, Clause, Item, Kind, Loop, Site, Step, Value};
use scope::Scope;

/// A declaration as the model holds it, and what the expansion needs beside.
pub struct Lowered {
    /// The model.
    pub pipeline: Pipeline,
    /// The Rust expressions in it, by number.
    pub expressions: Vec<syntax::Expression>,
    written: Written,
}

/// Identifiers as they were written, where the model has another name for them.
#[derive(Default)]
struct Written {
    numbers: Index,
    texts: Vec<Str>,
}

impl Written {
    fn add(&mut self, word: &Ident) {
        if self.numbers.add(&key(word.at)) {
            self.texts.push(word.name.clone());
        }
    }
}

impl Lowered {
    /// The identifier at a site as it was written, where the model has another name for it.
    pub fn written(&self, at: Site) -> Option<&str> {
        let number = self.written.numbers.get(&key(at))?;
        Some(self.written.texts.get(number)?)
    }
}

/// Lowers a whole declaration.
pub fn lower(tree: &mut syntax::Declaration, spans: &Spans, errors: &mut Errors) -> Lowered {
    let mut lost = std::mem::take(&mut tree.lost);
    lost.items |= tree.pipeline.is_none();
    let mut lowerer = Lowerer {
        spans,
        errors,
        scope: Scope::new(&tree.items),
        expressions: Vec::new(),
        numbers: Index::default(),
        written: Written::default(),
        accounts: Vec::new(),
        groups: Vec::new(),
        roles: Vec::new(),
        projects: Vec::new(),
        stages: Vec::new(),
        loops: Vec::new(),
    };
    let head = lowerer.head(tree.pipeline.as_ref());
    lowerer.items(&tree.items);
    lowerer.finish(head, lost)
}

struct Lowerer<'t> {
    spans: &'t Spans,
    errors: &'t mut Errors,
    scope: Scope<'t>,
    expressions: Vec<syntax::Expression>,
    /// The number of the expression at a site: a round of a loop does not evaluate it again.
    numbers: Index,
    written: Written,
    accounts: Vec<model::Account>,
    groups: Vec<model::Group>,
    roles: Vec<model::Role>,
    projects: Vec<model::Project>,
    stages: Vec<model::Stage>,
    loops: Vec<Ident>,
}

/// What a pipeline has beside its items.
struct Head {
    doc: Str,
    name: Text,
    account: Ident,
    role: Option<Ident>,
    settings: Vec<model::Setting>,
}

/// What a stage holds, loops unrolled.
#[derive(Default)]
struct Body {
    /// The run order of what came last.
    order: u32,
    actions: Vec<model::Action>,
    conditions: Vec<model::Setting>,
}

impl<'t> Lowerer<'t> {
    /// What stands before the items. Where it could not be read the pipeline's name and account are not known.
    fn head(&mut self, head: Option<&'t syntax::Head>) -> Head {
        let Some(head) = head else {
            return Head {
                doc: Str::Borrowed(""),
                name: words::unknown(Site(0)),
                account: Ident {
                    name: Str::Borrowed(""),
                    at: Site(0),
                },
                role: None,
                settings: Vec::new(),
            };
        };
        Head {
            doc: Str::Owned(head.doc.clone()),
            name: self.name(&head.name),
            account: self.ident(&head.account),
            role: self.optional(head.role.as_ref()),
            settings: self.pipeline_settings(&head.settings),
        }
    }

    fn finish(self, head: Head, lost: Lost) -> Lowered {
        Lowered {
            pipeline: Pipeline {
                doc: head.doc,
                name: head.name,
                account: head.account,
                role: head.role,
                settings: List::Owned(head.settings),
                accounts: List::Owned(self.accounts),
                groups: List::Owned(self.groups),
                roles: List::Owned(self.roles),
                projects: List::Owned(self.projects),
                stages: List::Owned(self.stages),
                loops: List::Owned(self.loops),
                lost,
            },
            expressions: self.expressions,
            written: self.written,
        }
    }

    fn items(&mut self, items: &'t [Item]) {
        for item in items {
            match item {
                Item::Account(account) => self.account(account),
                Item::Group(group) => self.group(group),
                Item::Role(role) => self.role(role),
                Item::Project(project) => self.project(project),
                Item::Stage(stage) => self.stage(stage),
                Item::Loop(head, inner) => {
                    let mut made = Index::default();
                    scope::made_in_items(inner, &mut made);
                    for account in &self.enter(head, made) {
                        self.scope.begin(account);
                        self.items(inner);
                    }
                    self.scope.leave();
                }
            }
        }
    }

    fn account(&mut self, account: &'t syntax::Account) {
        let account = model::Account {
            doc: Str::Owned(account.doc.clone()),
            name: self.ident(&account.name),
            id: self.account_id(&account.id),
            regions: self.strings(&account.regions, false),
        };
        self.accounts.push(account);
    }

    /// A string or an expression; that a number is neither is a rule's matter.
    fn account_id(&mut self, id: &'t Value) -> model::Value {
        match id {
            Value::Integer(number, at) => model::Value::Integer(*number, *at),
            _ => model::Value::Text(self.string(id, false)),
        }
    }

    fn group(&mut self, group: &'t syntax::Group) {
        let group = model::Group {
            name: self.ident(&group.name),
            accounts: self.idents(&group.accounts),
        };
        self.groups.push(group);
    }

    fn role(&mut self, role: &'t syntax::Role) {
        let kind = match &role.kind {
            Kind::Pipeline => model::RoleKind::Pipeline,
            Kind::Action => model::RoleKind::Action,
            Kind::CloudFormation => model::RoleKind::CloudFormation,
            Kind::CodeBuild => model::RoleKind::CodeBuild,
            Kind::Events => model::RoleKind::Events,
            Kind::Service(service) => model::RoleKind::Service(self.quoted(service, true)),
            Kind::Unknown => model::RoleKind::Unknown,
        };
        let mut existing = None;
        if let Some(arn) = &role.existing {
            existing = Some(self.value(arn, None, true));
        }
        let role = model::Role {
            doc: Str::Owned(role.doc.clone()),
            name: self.ident(&role.name),
            kind,
            accounts: self.idents(&role.accounts),
            existing,
            clauses: self.clauses(&role.clauses),
            round: self.scope.round(),
        };
        self.roles.push(role);
    }

    fn clauses(&mut self, clauses: &'t [Clause]) -> List<model::Clause> {
        let mut lowered = Vec::new();
        for clause in clauses {
            lowered.push(self.clause(clause));
        }
        List::Owned(lowered)
    }

    fn clause(&mut self, clause: &'t Clause) -> model::Clause {
        match clause {
            Clause::Managed(arns, at) => model::Clause::Managed(self.strings(arns, true), *at),
            Clause::Statement {
                deny,
                actions,
                resources,
                condition,
                at,
            } => model::Clause::Statement {
                deny: *deny,
                actions: self.strings(actions, true),
                resources: self.strings(resources, true),
                condition: self.free_settings(&condition.list, true),
                at: *at,
            },
            Clause::Boundary(arn, at) => model::Clause::Boundary(self.string(arn, true), *at),
            Clause::Name(name, at) => model::Clause::Name(self.string(name, true), *at),
            Clause::Path(path, at) => model::Clause::Path(self.string(path, true), *at),
            Clause::Reads(artifacts) => model::Clause::Reads(self.artifacts(artifacts)),
        }
    }

    fn project(&mut self, project: &'t syntax::Project) {
        let project = model::Project {
            doc: Str::Owned(project.doc.clone()),
            name: self.ident(&project.name),
            accounts: self.idents(&project.accounts),
            role: self.optional(project.role.as_ref()),
            settings: List::Owned(self.project_settings(&project.settings)),
            round: self.scope.round(),
        };
        self.projects.push(project);
    }

    fn stage(&mut self, stage: &'t syntax::Stage) {
        let mut body = Body::default();
        self.conditions(&stage.steps, &mut body);
        self.steps(&stage.steps, false, &mut body);
        let stage = model::Stage {
            doc: Str::Owned(stage.doc.clone()),
            name: self.name(&stage.name),
            place: self.place(stage.place.as_ref()),
            actions: List::Owned(body.actions),
            conditions: List::Owned(body.conditions),
            round: self.scope.round(),
            lost: stage.lost,
        };
        self.stages.push(stage);
    }

    /// Steps in the order written: each has the next run order, those in `parallel` share one.
    fn steps(&mut self, steps: &'t [Step], parallel: bool, body: &mut Body) {
        for step in steps {
            match step {
                Step::Action(action) => {
                    if !parallel {
                        body.order = body.order.saturating_add(1);
                    }
                    let action = self.action(action, body.order);
                    body.actions.push(action);
                }
                Step::Parallel(steps) => {
                    body.order = body.order.saturating_add(1);
                    self.steps(steps, true, body);
                }
                Step::Loop(head, inner) => {
                    let mut made = Index::default();
                    scope::made_in_steps(inner, false, &mut made);
                    for account in &self.enter(head, made) {
                        self.scope.begin(account);
                        self.steps(inner, parallel, body);
                        self.conditions(inner, body);
                    }
                    self.scope.leave();
                }
                Step::Condition(_) => {}
            }
        }
    }

    /// The conditions among steps: a stage's own stand before those of its loops.
    fn conditions(&mut self, steps: &'t [Step], body: &mut Body) {
        for step in steps {
            if let Step::Condition(condition) = step {
                body.conditions.push(self.gate(condition));
            }
        }
    }

    fn action(&mut self, action: &'t syntax::Action, run_order: u32) -> model::Action {
        let mut provider = model::Provider {
            category: action.provider.category,
            owner: action.provider.owner,
            name: self.ident(&action.provider.name),
            version: None,
        };
        if let Some(version) = &action.provider.version {
            provider.version = Some(self.quoted(version, false));
        }
        let mut lowered = model::Action {
            doc: Str::Owned(action.doc.clone()),
            name: self.name(&action.name),
            provider,
            inputs: self.artifacts(&action.parts.inputs),
            outputs: self.artifacts(&action.parts.outputs),
            place: self.place(action.parts.place.as_ref()),
            role: self.optional(action.parts.role.as_ref()),
            passing: self.optional(action.parts.passing.as_ref()),
            settings: List::Borrowed(&[]),
            run_order,
            round: self.scope.round(),
            lost: action.settings.lost,
        };
        self.action_settings(&mut lowered, &action.settings);
        lowered
    }

    /// Enters a loop. Gives the accounts that it runs over, each of which is a round.
    fn enter(&mut self, head: &'t Loop, made: Index) -> Vec<&'t str> {
        for account in &head.accounts {
            let name = self.ident(account);
            self.loops.push(name);
        }
        let rounds = self.scope.expand(&head.accounts);
        self.scope.enter(&head.variable, made);
        rounds
    }
}
