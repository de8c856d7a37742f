//! The syntax tree: what the author wrote, nothing decided yet.

use passrole_model::pipeline::{Category, Lost, Owner};
use proc_macro2::TokenStream;

/// Names are without the `r#` of raw ones; what a string literal says is held as one, too.
pub use passrole_model::pipeline::{Ident, Site};

/// Everything between the macro's braces.
pub struct Declaration {
    /// `crate = ::some::path;`
    pub krate: Option<TokenStream>,
    /// `pipeline "storefront" in ci { … }`; none where it is missing or could not be read.
    pub pipeline: Option<Head>,
    /// Everything after it.
    pub items: Vec<Item>,
    /// What was skipped, wherever it stood.
    pub lost: Lost,
}

/// `pipeline name in ACCOUNT (as ROLE)? settings`
pub struct Head {
    pub doc: String,
    /// `IDENT | STRING | ( rust expression )`, as every name and every region.
    pub name: Value,
    pub account: Ident,
    pub role: Option<Ident>,
    pub settings: Settings,
}

pub enum Item {
    Account(Account),
    Group(Group),
    Role(Role),
    Project(Project),
    Stage(Stage),
    Loop(Loop, Vec<Item>),
}

impl Item {
    /// The number of stages among items, loops not unrolled.
    pub fn stages(items: &[Item]) -> usize {
        let mut count = 0;
        for item in items {
            match item {
                Item::Stage(_) => count += 1,
                Item::Loop(_, inner) => count += Item::stages(inner),
                _ => {}
            }
        }
        count
    }
}

/// `for t in [dev, prod]`
pub struct Loop {
    pub variable: Ident,
    pub accounts: Vec<Ident>,
}

pub struct Account {
    pub doc: String,
    pub name: Ident,
    pub id: Value,
    pub regions: Vec<Value>,
}

pub struct Group {
    pub name: Ident,
    pub accounts: Vec<Ident>,
}

pub struct Role {
    pub doc: String,
    pub name: Ident,
    pub kind: Kind,
    pub accounts: Vec<Ident>,
    pub existing: Option<Value>,
    pub clauses: Vec<Clause>,
}

pub enum Kind {
    Pipeline,
    Action,
    CloudFormation,
    CodeBuild,
    Events,
    Service(Ident),
    /// A word that is no kind; the error is already noted.
    Unknown,
}

pub enum Clause {
    Managed(Vec<Value>, Site),
    Statement {
        deny: bool,
        actions: Vec<Value>,
        resources: Vec<Value>,
        condition: Settings,
        at: Site,
    },
    Boundary(Value, Site),
    Name(Value, Site),
    Path(Value, Site),
    Reads(Vec<Ident>),
}

pub struct Project {
    pub doc: String,
    pub name: Ident,
    pub accounts: Vec<Ident>,
    pub role: Option<Ident>,
    pub settings: Settings,
}

pub struct Stage {
    pub doc: String,
    pub name: Value,
    pub place: Option<Place>,
    pub steps: Vec<Step>,
    /// Something in it could not be read.
    pub lost: bool,
}

pub enum Step {
    Action(Box<Action>),
    /// What shares one RunOrder. It holds no `Parallel` itself.
    Parallel(Vec<Step>),
    Loop(Loop, Vec<Step>),
    /// `BeforeEntry`, `OnSuccess` or `OnFailure` with a map.
    Condition(Setting),
}

pub struct Place {
    pub account: Ident,
    pub region: Option<Value>,
}

pub struct Action {
    pub doc: String,
    pub name: Value,
    pub provider: Provider,
    pub parts: Parts,
    pub settings: Settings,
}

/// What stands between a provider and its settings.
#[derive(Default)]
pub struct Parts {
    pub inputs: Vec<Ident>,
    pub outputs: Vec<Ident>,
    pub place: Option<Place>,
    pub role: Option<Ident>,
    pub passing: Option<Ident>,
}

pub struct Provider {
    pub category: Option<Category>,
    pub owner: Owner,
    pub name: Ident,
    pub version: Option<Ident>,
}

/// `{ key: value, … }`, or nothing.
#[derive(Default)]
pub struct Settings {
    pub list: Vec<Setting>,
    /// A setting of it could not be read.
    pub lost: bool,
}

pub struct Setting {
    pub key: Ident,
    pub value: Value,
}

pub enum Value {
    Quoted(Ident),
    Integer(i64, Site),
    Boolean(bool, Site),
    /// A bare identifier and nothing else.
    Word(Ident),
    /// `artifact / "file"`
    File(Ident, Ident),
    List(Vec<Value>, Site),
    Map(Vec<Setting>, Site),
    /// Any other Rust expression.
    Expression(Expression),
    /// Nothing that could be read; the error is already noted.
    Lost(Site),
}

impl Value {
    /// Where the value begins.
    pub fn at(&self) -> Site {
        match self {
            Value::Quoted(quoted) => quoted.at,
            Value::Word(word) | Value::File(word, _) => word.at,
            Value::Expression(expression) => expression.at,
            Value::Integer(_, at)
            | Value::Boolean(_, at)
            | Value::List(_, at)
            | Value::Map(_, at)
            | Value::Lost(at) => *at,
        }
    }
}

/// Rust's own tokens, as they stand.
#[derive(Clone)]
pub struct Expression {
    pub tokens: TokenStream,
    pub at: Site,
}
