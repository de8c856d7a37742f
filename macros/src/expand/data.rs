//! The model as Rust's own literals, all of it constant: rustc writes it into the program as it stands.

use passrole_model::pipeline::{
    Account, Action, Category, Clause, Group, Ident, Owner, Pipeline, Place, Project, Provider,
    Role, RoleKind, Setting, Stage, Value,
};
use passrole_model::text::{Field, Part, Pseudo, Text};
use proc_macro2::TokenStream;
use quote::quote;

/// The literal of a whole pipeline; its names are those of `passrole::__private::model`.
pub fn pipeline(pipeline: &Pipeline) -> TokenStream {
    let doc = string(&pipeline.doc);
    let name = text(&pipeline.name);
    let account = ident(&pipeline.account);
    let role = option(pipeline.role.as_ref(), ident);
    let settings = list(&pipeline.settings, setting);
    let accounts = list(&pipeline.accounts, declared_account);
    let groups = list(&pipeline.groups, group);
    let roles = list(&pipeline.roles, declared_role);
    let projects = list(&pipeline.projects, project);
    let stages = list(&pipeline.stages, stage);
    quote! {
        Pipeline {
            doc: #doc, name: #name, account: #account, role: #role, settings: #settings,
            accounts: #accounts, groups: #groups, roles: #roles, projects: #projects, stages: #stages,
            loops: B(&[]), lost: Lost { items: false, names: B(&[]) },
        }
    }
}

fn declared_account(account: &Account) -> TokenStream {
    let (doc, name, id) = (
        string(&account.doc),
        ident(&account.name),
        value(&account.id),
    );
    let regions = list(&account.regions, text);
    quote!(Account { doc: #doc, name: #name, id: #id, regions: #regions })
}

fn group(group: &Group) -> TokenStream {
    let (name, accounts) = (ident(&group.name), list(&group.accounts, ident));
    quote!(Group { name: #name, accounts: #accounts })
}

fn declared_role(role: &Role) -> TokenStream {
    let (doc, name) = (string(&role.doc), ident(&role.name));
    let kind = match &role.kind {
        RoleKind::Pipeline => quote!(Pipeline),
        RoleKind::Action => quote!(Action),
        RoleKind::CloudFormation => quote!(CloudFormation),
        RoleKind::CodeBuild => quote!(CodeBuild),
        RoleKind::Events => quote!(Events),
        RoleKind::Service(service) => {
            let service = text(service);
            quote!(Service(#service))
        }
        RoleKind::Unknown => quote!(Unknown),
    };
    let accounts = list(&role.accounts, ident);
    let existing = option(role.existing.as_ref(), value);
    let clauses = list(&role.clauses, clause);
    let round = string(&role.round);
    quote! {
        Role {
            doc: #doc, name: #name, kind: RoleKind::#kind, accounts: #accounts, existing: #existing,
            clauses: #clauses, round: #round,
        }
    }
}

fn clause(clause: &Clause) -> TokenStream {
    match clause {
        Clause::Managed(arns) => {
            let arns = list(arns, text);
            quote!(Clause::Managed(#arns))
        }
        Clause::Statement {
            deny,
            actions,
            resources,
            condition,
            ..
        } => {
            let (actions, resources) = (list(actions, text), list(resources, text));
            let condition = list(condition, setting);
            quote! {
                Clause::Statement {
                    deny: #deny, actions: #actions, resources: #resources, condition: #condition, at: Site(0),
                }
            }
        }
        Clause::Boundary(arn) => {
            let arn = text(arn);
            quote!(Clause::Boundary(#arn))
        }
        Clause::Name(name) => {
            let name = text(name);
            quote!(Clause::Name(#name))
        }
        Clause::Path(path) => {
            let path = text(path);
            quote!(Clause::Path(#path))
        }
        Clause::Reads(artifacts) => {
            let artifacts = list(artifacts, ident);
            quote!(Clause::Reads(#artifacts))
        }
    }
}

fn project(project: &Project) -> TokenStream {
    let (doc, name) = (string(&project.doc), ident(&project.name));
    let accounts = list(&project.accounts, ident);
    let role = option(project.role.as_ref(), ident);
    let settings = list(&project.settings, setting);
    let round = string(&project.round);
    quote! {
        Project {
            doc: #doc, name: #name, accounts: #accounts, role: #role, settings: #settings, round: #round,
        }
    }
}

fn stage(stage: &Stage) -> TokenStream {
    let (doc, name) = (string(&stage.doc), text(&stage.name));
    let place = option(stage.place.as_ref(), place);
    let actions = list(&stage.actions, action);
    let conditions = list(&stage.conditions, setting);
    let round = string(&stage.round);
    quote! {
        Stage {
            doc: #doc, name: #name, place: #place, actions: #actions, conditions: #conditions,
            round: #round, lost: false,
        }
    }
}

fn place(place: &Place) -> TokenStream {
    let (account, region) = (ident(&place.account), option(place.region.as_ref(), text));
    quote!(Place { account: #account, region: #region })
}

fn action(action: &Action) -> TokenStream {
    let (doc, name, provider) = (
        string(&action.doc),
        text(&action.name),
        provider(&action.provider),
    );
    let (inputs, outputs) = (list(&action.inputs, ident), list(&action.outputs, ident));
    let place = option(action.place.as_ref(), place);
    let role = option(action.role.as_ref(), ident);
    let passing = option(action.passing.as_ref(), ident);
    let settings = list(&action.settings, setting);
    let (run_order, round) = (action.run_order, string(&action.round));
    quote! {
        Action {
            doc: #doc, name: #name, provider: #provider, inputs: #inputs, outputs: #outputs, place: #place,
            role: #role, passing: #passing, settings: #settings, run_order: #run_order, round: #round,
            lost: false,
        }
    }
}

fn provider(provider: &Provider) -> TokenStream {
    let category = option(provider.category.as_ref(), |category| match category {
        Category::Source => quote!(Category::Source),
        Category::Build => quote!(Category::Build),
        Category::Test => quote!(Category::Test),
        Category::Deploy => quote!(Category::Deploy),
        Category::Approval => quote!(Category::Approval),
        Category::Invoke => quote!(Category::Invoke),
        Category::Compute => quote!(Category::Compute),
    });
    let owner = match provider.owner {
        Owner::Aws => quote!(Owner::Aws),
        Owner::ThirdParty => quote!(Owner::ThirdParty),
        Owner::Custom => quote!(Owner::Custom),
    };
    let (name, version) = (
        ident(&provider.name),
        option(provider.version.as_ref(), text),
    );
    quote!(Provider { category: #category, owner: #owner, name: #name, version: #version })
}

fn setting(setting: &Setting) -> TokenStream {
    let (key, value) = (ident(&setting.key), value(&setting.value));
    quote!(Setting { key: #key, value: #value })
}

fn value(written: &Value) -> TokenStream {
    match written {
        Value::Text(part) => {
            let part = text(part);
            quote!(Value::Text(#part))
        }
        Value::Integer(number, _) => quote!(Value::Integer(#number, Site(0))),
        Value::Boolean(truth, _) => quote!(Value::Boolean(#truth, Site(0))),
        Value::Word(word) => {
            let word = ident(word);
            quote!(Value::Word(#word))
        }
        Value::Expression(number, _) => quote!(Value::Expression(#number, Site(0))),
        Value::List(values, _) => {
            let values = list(values, value);
            quote!(Value::List(#values, Site(0)))
        }
        Value::Map(settings, _) => {
            let settings = list(settings, setting);
            quote!(Value::Map(#settings, Site(0)))
        }
        Value::File(artifact, path) => {
            let (artifact, path) = (ident(artifact), text(path));
            quote!(Value::File(#artifact, #path))
        }
        Value::Lost(_) => quote!(Value::Lost(Site(0))),
    }
}

fn text(text: &Text) -> TokenStream {
    let parts = list(&text.parts, part);
    quote!(Text { parts: #parts, at: Site(0) })
}

fn part(part: &Part) -> TokenStream {
    match part {
        Part::Literal(literal) => {
            let literal = string(literal);
            quote!(Part::Literal(#literal))
        }
        Part::Expression(number) => quote!(Part::Expression(#number)),
        Part::Account(name, field) => {
            let (name, field) = (string(name), self::field(*field));
            quote!(Part::Account(#name, #field))
        }
        Part::Here(field) => {
            let field = self::field(*field);
            quote!(Part::Here(#field))
        }
        Part::ArtifactBucket => quote!(Part::ArtifactBucket),
        Part::ArtifactKey => quote!(Part::ArtifactKey),
        Part::Pseudo(Pseudo::AccountId) => quote!(Part::Pseudo(Pseudo::AccountId)),
        Part::Pseudo(Pseudo::Region) => quote!(Part::Pseudo(Pseudo::Region)),
        Part::Pseudo(Pseudo::Partition) => quote!(Part::Pseudo(Pseudo::Partition)),
    }
}

fn field(field: Field) -> TokenStream {
    match field {
        Field::Name => quote!(Field::Name),
        Field::Id => quote!(Field::Id),
        Field::Region => quote!(Field::Region),
    }
}

fn ident(ident: &Ident) -> TokenStream {
    let name = string(&ident.name);
    quote!(Ident { name: #name, at: Site(0) })
}

fn list<T>(items: &[T], one: fn(&T) -> TokenStream) -> TokenStream {
    let mut tokens = Vec::new();
    for item in items {
        tokens.push(one(item));
    }
    array(&tokens)
}

/// Apart from `list`, which is compiled for every kind of item.
fn array(items: &[TokenStream]) -> TokenStream {
    quote!(B(&[#(#items),*]))
}

fn option<T>(item: Option<&T>, one: impl Fn(&T) -> TokenStream) -> TokenStream {
    match item {
        Some(item) => {
            let item = one(item);
            quote!(Some(#item))
        }
        None => quote!(None),
    }
}

fn string(text: &str) -> TokenStream {
    quote!(B(#text))
}
