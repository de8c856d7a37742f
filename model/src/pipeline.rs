//! The model of a pipeline, as its author declared it.
//!
//! Everything says where it was written: at which token, in the macro; at run time nothing is known of tokens,
//! and a violation says its place in words. Lists and strings are [`Cow`]s, so that the macro builds owned ones
//! and its expansion is static data.
//!
//! [`Cow`]: std::borrow::Cow

pub use crate::text::{List, Site, Str};
use crate::text::{Part, Text};

/// A whole declaration: `pipeline "storefront" in ci { … }` and its items.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// The doc comment.
    pub doc: Str,
    /// The pipeline's name.
    pub name: Text,
    /// The account after `in`.
    pub account: Ident,
    /// The role after `as`.
    pub role: Option<Ident>,
    /// The settings in braces.
    pub settings: List<Setting>,
    /// `account ci = "…" in "…";`
    pub accounts: List<Account>,
    /// `group fleet = [dev, prod];`
    pub groups: List<Group>,
    /// `role deployer: Action in [dev, prod];`
    pub roles: List<Role>,
    /// `project package in ci { … }`
    pub projects: List<Project>,
    /// The stages, in the order in which they run.
    pub stages: List<Stage>,
    /// The accounts and groups that loops run over.
    pub loops: List<Ident>,
    /// What the macro could not read.
    pub lost: Lost,
}

/// What could not be read, so that nothing that only follows from it is reported. Empty at run time.
#[derive(Clone, Debug, Default)]
pub struct Lost {
    /// An item was lost: a stage, say, or a thing whose name is used elsewhere.
    pub items: bool,
    /// The identifiers in what was lost: a name among them may well have been declared or used there.
    pub names: List<Str>,
}

/// An identifier of the author's, where it is declared or used.
#[derive(Clone, Debug)]
pub struct Ident {
    /// The identifier; an artifact made in a loop has its round's names appended (`app_prod`).
    pub name: Str,
    /// Where it was written.
    pub at: Site,
}

/// An AWS account.
#[derive(Clone, Debug)]
pub struct Account {
    /// The doc comment.
    pub doc: Str,
    /// The author's name for it.
    pub name: Ident,
    /// The id, a string of 12 digits.
    pub id: Value,
    /// The regions; the first is the home region. Empty: the home region of the pipeline's account.
    pub regions: List<Text>,
}

/// A name for a list of accounts.
#[derive(Clone, Debug)]
pub struct Group {
    /// The group's name.
    pub name: Ident,
    /// Its accounts.
    pub accounts: List<Ident>,
}

/// A role, one in each account where it is placed.
#[derive(Clone, Debug)]
pub struct Role {
    /// The doc comment.
    pub doc: Str,
    /// The role's name.
    pub name: Ident,
    /// Who assumes it.
    pub kind: RoleKind,
    /// The accounts and groups after `in`.
    pub accounts: List<Ident>,
    /// What stands after `=`, where the role exists already: its ARN, a list of ARNs, or a map from accounts to ARNs.
    pub existing: Option<Value>,
    /// What stands in the braces.
    pub clauses: List<Clause>,
    /// The round of the loop it stands in: "for t = prod", or empty.
    pub round: Str,
}

/// Who assumes a role.
#[derive(Clone, Debug)]
pub enum RoleKind {
    /// codepipeline.amazonaws.com
    Pipeline,
    /// The pipeline role.
    Action,
    /// cloudformation.amazonaws.com
    CloudFormation,
    /// codebuild.amazonaws.com
    CodeBuild,
    /// events.amazonaws.com
    Events,
    /// The service named, as `ec2.amazonaws.com`.
    Service(Text),
    /// A word that is no kind; the macro has said so. Never at run time.
    Unknown,
}

impl RoleKind {
    /// The kind as it is written.
    pub fn word(&self) -> &'static str {
        match self {
            RoleKind::Pipeline => "Pipeline",
            RoleKind::Action => "Action",
            RoleKind::CloudFormation => "CloudFormation",
            RoleKind::CodeBuild => "CodeBuild",
            RoleKind::Events => "Events",
            RoleKind::Service(_) => "Service",
            RoleKind::Unknown => "",
        }
    }
}

impl Role {
    /// The artifacts that the role reads itself.
    pub fn reads(&self) -> impl Iterator<Item = &Ident> {
        self.clauses.iter().flat_map(|clause| match clause {
            Clause::Reads(artifacts) => artifacts.as_ref(),
            _ => &[],
        })
    }
}

/// One line of a role's body.
#[derive(Clone, Debug)]
pub enum Clause {
    /// `managed ["arn:aws:iam::aws:policy/…"];`, and that word.
    Managed(List<Text>, Site),
    /// `allow […] on […] when { … };` or `deny …`
    Statement {
        /// `true` for `deny`.
        deny: bool,
        /// IAM actions, as `s3:GetObject`.
        actions: List<Text>,
        /// ARNs.
        resources: List<Text>,
        /// IAM's condition block.
        condition: List<Setting>,
        /// The word `allow` or `deny`.
        at: Site,
    },
    /// `boundary "arn:…";`, and that word.
    Boundary(Text, Site),
    /// `name "…";`, and that word.
    Name(Text, Site),
    /// `path "/…/";`, and that word.
    Path(Text, Site),
    /// `reads [app];`
    Reads(List<Ident>),
}

/// A CodeBuild project, one in each account where it is placed.
#[derive(Clone, Debug)]
pub struct Project {
    /// The doc comment.
    pub doc: Str,
    /// The project's name.
    pub name: Ident,
    /// The accounts and groups after `in`.
    pub accounts: List<Ident>,
    /// The build role after `as`.
    pub role: Option<Ident>,
    /// The settings in braces.
    pub settings: List<Setting>,
    /// The round of the loop it stands in: "for t = prod", or empty.
    pub round: Str,
}

/// A stage.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The doc comment.
    pub doc: Str,
    /// The stage's name.
    pub name: Text,
    /// Where its actions run, unless they say otherwise.
    pub place: Option<Place>,
    /// The actions, by run order.
    pub actions: List<Action>,
    /// `BeforeEntry`, `OnSuccess`, `OnFailure`, in AWS's shape.
    pub conditions: List<Setting>,
    /// The round of the loop it stands in: "for t = prod", or empty.
    pub round: Str,
    /// An action of it could not be read. Never at run time.
    pub lost: bool,
}

/// An account, and a region of it where it is not the home region.
#[derive(Clone, Debug)]
pub struct Place {
    /// The account.
    pub account: Ident,
    /// The region after `/`.
    pub region: Option<Text>,
}

/// An action.
#[derive(Clone, Debug)]
pub struct Action {
    /// The doc comment.
    pub doc: Str,
    /// The action's name.
    pub name: Text,
    /// What it does.
    pub provider: Provider,
    /// Input artifacts.
    pub inputs: List<Ident>,
    /// Output artifacts.
    pub outputs: List<Ident>,
    /// Where it runs, if it says so itself.
    pub place: Option<Place>,
    /// The action role after `as`.
    pub role: Option<Ident>,
    /// The role after `passing`.
    pub passing: Option<Ident>,
    /// AWS's configuration and the keys beside it.
    pub settings: List<Setting>,
    /// RunOrder within the stage, from 1.
    pub run_order: u32,
    /// The round of the loop it stands in: "for t = prod", or empty.
    pub round: Str,
    /// A setting of it could not be read. Never at run time.
    pub lost: bool,
}

/// A provider as written: `Build::Custom::Jenkins @ "2"`.
#[derive(Clone, Debug)]
pub struct Provider {
    /// The category, if written.
    pub category: Option<Category>,
    /// `Custom` or `ThirdParty`, if written; otherwise AWS is the owner.
    pub owner: Owner,
    /// The provider's name.
    pub name: Ident,
    /// The version after `@`.
    pub version: Option<Text>,
}

/// An action's category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Category {
    /// Brings source in.
    Source,
    /// Builds.
    Build,
    /// Tests.
    Test,
    /// Deploys.
    Deploy,
    /// Waits for a person.
    Approval,
    /// Calls something.
    Invoke,
    /// Runs commands.
    Compute,
    /// Decides over a stage: the rules of conditions, and no action.
    Rule,
}

impl Category {
    /// Every category of actions, in AWS's order.
    pub const ALL: [Category; 7] = [
        Category::Source,
        Category::Build,
        Category::Test,
        Category::Deploy,
        Category::Approval,
        Category::Invoke,
        Category::Compute,
    ];

    /// AWS's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Category::Source => "Source",
            Category::Build => "Build",
            Category::Test => "Test",
            Category::Deploy => "Deploy",
            Category::Approval => "Approval",
            Category::Invoke => "Invoke",
            Category::Compute => "Compute",
            Category::Rule => "Rule",
        }
    }
}

/// Who made an action type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Owner {
    /// AWS.
    Aws,
    /// AWS's partners.
    ThirdParty,
    /// The user.
    Custom,
}

impl Owner {
    /// AWS's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Owner::Aws => "AWS",
            Owner::ThirdParty => "ThirdParty",
            Owner::Custom => "Custom",
        }
    }
}

/// `Key: value`.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The key, as it was written.
    pub key: Ident,
    /// What a key of the author's is made of, where something of an account stands in it; otherwise nothing.
    pub parts: List<Part>,
    /// Its value.
    pub value: Value,
}

/// What stands after a key.
#[derive(Clone, Debug)]
pub enum Value {
    /// A string literal.
    Text(Text),
    /// An integer literal.
    Integer(i64, Site),
    /// `true` or `false`.
    Boolean(bool, Site),
    /// A bare identifier where the key names a thing or has words of its own.
    Word(Ident),
    /// A Rust expression: the number of its value.
    Expression(usize, Site),
    /// `[a, b]`
    List(List<Value>, Site),
    /// `{ key: value }`
    Map(List<Setting>, Site),
    /// `artifact / "file"`
    File(Ident, Text),
    /// What broke a rule of the grammar and was reported. Never at run time.
    Lost(Site),
}

impl Value {
    /// Where the value begins.
    pub fn at(&self) -> Site {
        match self {
            Value::Text(text) => text.at,
            Value::Integer(_, at)
            | Value::Boolean(_, at)
            | Value::Expression(_, at)
            | Value::List(_, at)
            | Value::Map(_, at)
            | Value::Lost(at) => *at,
            Value::Word(word) => word.at,
            Value::File(artifact, _) => artifact.at,
        }
    }
}

/// The setting of that name.
pub fn setting<'s>(settings: &'s [Setting], key: &str) -> Option<&'s Setting> {
    settings.iter().find(|setting| setting.key.name == key)
}
