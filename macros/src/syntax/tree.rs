//! The syntax tree: what the author wrote, nothing decided yet.

use passrole_model::pipeline::{Category, Lost, Owner};
use proc_macro2::TokenStream;

pub use passrole_model::pipeline::Site;

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
    pub account: Word,
    pub role: Option<Word>,
    pub settings: Settings,
}

pub enum Item {
    Account(Account),
    Group(Group),
    Role(Role),
    Project(Project),
    Stage(Stage),
    Loop(Loop<Item>),
}

/// `for t in [dev, prod] { … }`
pub struct Loop<T> {
    pub variable: Word,
    pub accounts: Vec<Word>,
    pub body: Vec<T>,
}

pub struct Account {
    pub doc: String,
    pub name: Word,
    pub id: Value,
    pub regions: Vec<Value>,
}

pub struct Group {
    pub name: Word,
    pub accounts: Vec<Word>,
}

pub struct Role {
    pub doc: String,
    pub name: Word,
    pub kind: Kind,
    pub accounts: Vec<Word>,
    pub existing: Option<Value>,
    pub clauses: Vec<Clause>,
}

pub enum Kind {
    Pipeline,
    Action,
    CloudFormation,
    CodeBuild,
    Events,
    Service(Word),
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
    Reads(Vec<Word>),
}

pub struct Project {
    pub doc: String,
    pub name: Word,
    pub accounts: Vec<Word>,
    pub role: Option<Word>,
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
    Loop(Loop<Step>),
    /// `BeforeEntry`, `OnSuccess` or `OnFailure` with a map.
    Condition(Setting),
}

pub struct Place {
    pub account: Word,
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
    pub inputs: Vec<Word>,
    pub outputs: Vec<Word>,
    pub place: Option<Place>,
    pub role: Option<Word>,
    pub passing: Option<Word>,
}

pub struct Provider {
    pub category: Option<Category>,
    pub owner: Owner,
    pub name: Word,
    pub version: Option<Word>,
}

/// `{ key: value, … }`, or nothing.
#[derive(Default)]
pub struct Settings {
    pub list: Vec<Setting>,
    /// A setting of it could not be read.
    pub lost: bool,
}

pub struct Setting {
    pub key: Word,
    pub value: Value,
}

pub enum Value {
    Quoted(Word),
    Integer(i64, Site),
    Boolean(bool, Site),
    /// A bare identifier and nothing else.
    Word(Word),
    /// `artifact / "file"`
    File(Word, Word),
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

/// An identifier, a raw one without its `r#`; or the value of a string literal.
pub struct Word {
    pub text: String,
    pub at: Site,
}

/// Rust's own tokens, as they stand.
#[derive(Clone)]
pub struct Expression {
    pub tokens: TokenStream,
    pub at: Site,
}
