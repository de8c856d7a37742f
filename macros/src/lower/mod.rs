//! Tree to model: loops unrolled, strings taken apart, Rust expressions numbered. Nothing is judged here but
//! what the model cannot hold.

mod scope;
mod settings;
mod strings;
mod words;

use std::collections::HashMap;

use passrole_model::pipeline::{self as model, Ident, Lost, Pipeline};
use passrole_model::text::Text;

use crate::errors::{Errors, Spans};
use crate::syntax::{self, Clause, Item, Kind, Site, Step, Value, Word};
use scope::Scope;
pub use words::identifier;

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
    numbers: HashMap<Site, usize>,
    texts: Vec<String>,
}

impl Written {
    fn add(&mut self, word: &Word) {
        self.numbers.insert(word.at, self.texts.len());
        self.texts.push(word.text.clone());
    }
}

impl Lowered {
    /// The identifier at a site as it was written, where the model has another name for it.
    pub fn written(&self, at: Site) -> Option<&str> {
        let number = self.written.numbers.get(&at)?;
        self.written.texts.get(*number).map(String::as_str)
    }
}

/// Lowers a whole declaration.
pub fn lower(tree: &syntax::Declaration, spans: &Spans, errors: &mut Errors) -> Lowered {
    let mut lowerer = Lowerer {
        spans,
        errors,
        scope: Scope::new(&tree.items),
        expressions: Vec::new(),
        numbers: HashMap::new(),
        written: Written::default(),
        accounts: Vec::new(),
        groups: Vec::new(),
        roles: Vec::new(),
        projects: Vec::new(),
        stages: Vec::new(),
        loops: Vec::new(),
        lost: Lost {
            items: tree.lost,
            names: tree.lost_names.iter().cloned().map(Into::into).collect(),
        },
    };
    let head = lowerer.head(tree.pipeline.as_ref());
    lowerer.items(&tree.items);
    Lowered {
        pipeline: Pipeline {
            accounts: lowerer.accounts.into(),
            groups: lowerer.groups.into(),
            roles: lowerer.roles.into(),
            projects: lowerer.projects.into(),
            stages: lowerer.stages.into(),
            loops: lowerer.loops.into(),
            lost: lowerer.lost,
            ..head
        },
        expressions: lowerer.expressions,
        written: lowerer.written,
    }
}

struct Lowerer<'t> {
    spans: &'t Spans,
    errors: &'t mut Errors,
    scope: Scope<'t>,
    expressions: Vec<syntax::Expression>,
    /// The number of the expression at a site: a round of a loop does not evaluate it again.
    numbers: HashMap<Site, usize>,
    written: Written,
    accounts: Vec<model::Account>,
    groups: Vec<model::Group>,
    roles: Vec<model::Role>,
    projects: Vec<model::Project>,
    stages: Vec<model::Stage>,
    loops: Vec<Ident>,
    lost: Lost,
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
    /// The pipeline without its items. Where it could not be read its name and account are not known.
    fn head(&mut self, head: Option<&'t syntax::Head>) -> Pipeline {
        let Some(head) = head else {
            self.lost.items = true;
            self.lost.names.to_mut().push("".into());
            let account = Ident {
                name: "".into(),
                at: Site(0),
            };
            return empty(self.unknown(Site(0)), account);
        };
        let (name, account) = (self.name(&head.name), self.ident(&head.account));
        Pipeline {
            doc: head.doc.clone().into(),
            role: head.role.as_ref().map(|role| self.ident(role)),
            settings: self.pipeline_settings(&head.settings).into(),
            ..empty(name, account)
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
                Item::Loop(body) => {
                    let made = scope::made_in_items(&body.body);
                    self.rounds(&body.variable, &body.accounts, &made, |lowerer| {
                        lowerer.items(&body.body)
                    });
                }
            }
        }
    }

    fn account(&mut self, account: &'t syntax::Account) {
        let account = model::Account {
            doc: account.doc.clone().into(),
            name: self.ident(&account.name),
            id: self.account_id(&account.id),
            regions: account
                .regions
                .iter()
                .map(|region| self.region(region))
                .collect(),
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
        let role = model::Role {
            doc: role.doc.clone().into(),
            name: self.ident(&role.name),
            kind,
            accounts: self.idents(&role.accounts),
            existing: role.existing.as_ref().map(|arn| self.arns(arn)),
            clauses: role
                .clauses
                .iter()
                .map(|clause| self.clause(clause))
                .collect(),
            round: self.scope.round().into(),
        };
        self.roles.push(role);
    }

    fn clause(&mut self, clause: &'t Clause) -> model::Clause {
        match clause {
            Clause::Managed(arns) => model::Clause::Managed(self.strings(arns)),
            Clause::Statement {
                deny,
                actions,
                resources,
                condition,
                at,
            } => model::Clause::Statement {
                deny: *deny,
                actions: self.strings(actions),
                resources: self.strings(resources),
                condition: self.free_settings(&condition.list, true).into(),
                at: *at,
            },
            Clause::Boundary(arn) => model::Clause::Boundary(self.string(arn, true)),
            Clause::Name(name) => model::Clause::Name(self.string(name, true)),
            Clause::Path(path) => model::Clause::Path(self.string(path, true)),
            Clause::Reads(artifacts) => model::Clause::Reads(
                artifacts
                    .iter()
                    .map(|artifact| self.artifact(artifact))
                    .collect(),
            ),
        }
    }

    fn project(&mut self, project: &'t syntax::Project) {
        let project = model::Project {
            doc: project.doc.clone().into(),
            name: self.ident(&project.name),
            accounts: self.idents(&project.accounts),
            role: project.role.as_ref().map(|role| self.ident(role)),
            settings: self.project_settings(&project.settings).into(),
            round: self.scope.round().into(),
        };
        self.projects.push(project);
    }

    fn stage(&mut self, stage: &'t syntax::Stage) {
        let conditions = self.free_settings(&stage.conditions, false);
        let mut body = Body {
            conditions,
            ..Body::default()
        };
        self.steps(&stage.steps, false, &mut body);
        let stage = model::Stage {
            doc: stage.doc.clone().into(),
            name: self.name(&stage.name),
            place: stage.place.as_ref().map(|place| self.place(place)),
            actions: body.actions.into(),
            conditions: body.conditions.into(),
            round: self.scope.round().into(),
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
                Step::Loop(inner) => {
                    let made = scope::made_in_steps(&inner.body);
                    self.rounds(&inner.variable, &inner.accounts, &made, |lowerer| {
                        lowerer.steps(&inner.body, parallel, body);
                    });
                }
                Step::Condition(condition) => {
                    body.conditions
                        .extend(self.free_settings(std::slice::from_ref(condition), false));
                }
            }
        }
    }

    fn action(&mut self, action: &'t syntax::Action, run_order: u32) -> model::Action {
        let provider = model::Provider {
            category: action.provider.category,
            owner: action.provider.owner,
            name: self.ident(&action.provider.name),
            version: action
                .provider
                .version
                .as_ref()
                .map(|version| self.quoted(version, false)),
        };
        let mut lowered = model::Action {
            doc: action.doc.clone().into(),
            name: self.name(&action.name),
            provider,
            inputs: action
                .inputs
                .iter()
                .map(|input| self.artifact(input))
                .collect(),
            outputs: action
                .outputs
                .iter()
                .map(|output| self.artifact(output))
                .collect(),
            place: action.place.as_ref().map(|place| self.place(place)),
            role: action.role.as_ref().map(|role| self.ident(role)),
            passing: action.passing.as_ref().map(|role| self.ident(role)),
            settings: model::List::Borrowed(&[]),
            run_order,
            round: self.scope.round().into(),
            lost: action.settings.lost,
        };
        lowered.settings = self.action_settings(&lowered, &action.settings).into();
        lowered
    }

    /// Lowers the body of a loop once for each account that it runs over.
    fn rounds(
        &mut self,
        variable: &'t Word,
        accounts: &'t [Word],
        made: &[&'t str],
        mut body: impl FnMut(&mut Self),
    ) {
        for account in accounts {
            let name = self.ident(account);
            self.loops.push(name);
        }
        let (known, missing) = self.scope.expand(accounts);
        for account in known {
            self.scope.enter(variable, account, made);
            body(self);
            self.scope.leave();
        }
        if missing {
            // What the missing rounds would have held is not known: nothing that only follows is reported.
            self.lost.items = true;
            self.lost
                .names
                .to_mut()
                .extend(made.iter().map(|name| (*name).to_owned().into()));
        }
    }
}

/// A pipeline that declares nothing.
fn empty(name: Text, account: Ident) -> Pipeline {
    const fn none<T: Clone>() -> model::List<T> {
        model::List::Borrowed(&[])
    }
    Pipeline {
        doc: "".into(),
        name,
        account,
        role: None,
        settings: none(),
        accounts: none(),
        groups: none(),
        roles: none(),
        projects: none(),
        stages: none(),
        loops: none(),
        lost: Lost::default(),
    }
}
