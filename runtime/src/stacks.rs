//! Stacks: a template each, and where it goes.

mod document;
mod identity;

use std::sync::Arc;

use passrole_model::catalog::regions::{self, Partition};
use passrole_model::index::Index;

use crate::proof::{self, Chain};
use crate::template::{Map, Template};
use crate::{Error, Violations};

pub use document::Document;
pub(crate) use identity::Identity;

/// One [stack]: a template, and the account and region that it is for.
///
/// ```
/// # let pipeline = passrole::cross_account_pipeline! {
/// #     pipeline "shop" in ci;
/// #     account ci = "111111111111" in "eu-west-1";
/// #     account prod = "033333333333" in "eu-west-1";
/// #     role deployer: Action in prod;
/// #     role stack: CloudFormation in prod;
/// #     stage Source {
/// #         checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
/// #     }
/// #     stage Prod in prod {
/// #         release: CloudFormation(source) as deployer passing stack {
/// #             ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "template.yml",
/// #         };
/// #     }
/// # };
/// let stacks = pipeline.synth()?;
/// let stack = stacks.get("shop-prod").expect("the account `prod` has roles");
/// assert_eq!((stack.account(), stack.account_id(), stack.region()), ("prod", "033333333333", "eu-west-1"));
/// assert_eq!(stack.template().resources().next().map(|(id, _)| id), Some("DeployerRole"));
/// # Ok::<(), passrole::Violations>(())
/// ```
///
/// [stack]: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacks.html
#[derive(Clone, Debug)]
pub struct Stack {
    identity: Identity,
    template: Template,
    depends_on: Vec<String>,
}

impl Stack {
    pub(crate) fn new(
        name: String,
        account: String,
        account_id: String,
        region: String,
        template: Template,
        depends_on: Vec<String>,
    ) -> Stack {
        let identity = Identity {
            name,
            account,
            account_id,
            region,
        };
        Stack {
            identity,
            template,
            depends_on,
        }
    }

    /// The stack of which nothing else is known.
    pub(crate) fn of(identity: Identity) -> Stack {
        Stack {
            identity,
            template: Template::default(),
            depends_on: Vec::new(),
        }
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The stack's name, such as `storefront-prod`.
    pub fn name(&self) -> &str {
        &self.identity.name
    }

    /// The author's name for the account, such as `prod`.
    pub fn account(&self) -> &str {
        &self.identity.account
    }

    /// The account's id: 12 digits.
    pub fn account_id(&self) -> &str {
        &self.identity.account_id
    }

    /// The region, such as `eu-west-1`.
    pub fn region(&self) -> &str {
        &self.identity.region
    }

    /// The template.
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// The template, to change.
    pub fn template_mut(&mut self) -> &mut Template {
        &mut self.template
    }

    /// The names of the stacks that must be deployed before this one.
    pub fn depends_on(&self) -> &[String] {
        &self.depends_on
    }

    /// What tells it from other stacks, for other programs.
    pub(crate) fn document(&self) -> Map {
        self.identity.document()
    }

    /// The partition of its region: of a region that is not known, the one that most are in.
    pub(crate) fn partition(&self) -> &'static Partition {
        regions::partition(self.region()).unwrap_or(&regions::AWS)
    }

    /// Whether another must be deployed before this one.
    pub(crate) fn waits_for(&self, other: &Stack) -> bool {
        self.depends_on.contains(&other.identity.name)
    }
}

/// Stacks, in the order in which they can be deployed.
///
/// ```
/// # let pipeline = passrole::cross_account_pipeline! {
/// #     pipeline "shop" in ci;
/// #     account ci = "111111111111" in "eu-west-1";
/// #     account prod = "033333333333" in "eu-west-1";
/// #     role deployer: Action in prod;
/// #     role stack: CloudFormation in prod;
/// #     stage Source {
/// #         checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
/// #     }
/// #     stage Prod in prod {
/// #         release: CloudFormation(source) as deployer passing stack {
/// #             ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "template.yml",
/// #         };
/// #     }
/// # };
/// let mut stacks = pipeline.synth()?;
/// assert_eq!(stacks.iter().map(|stack| stack.name()).collect::<Vec<_>>(), ["shop-prod", "shop-ci"]);
/// for stack in &mut stacks {
///     stack.template_mut().output("Team", "shop")?;
/// }
/// assert!(stacks.get("shop-ci").is_some_and(|stack| stack.template().outputs().get("Team").is_some()));
/// # Ok::<(), passrole::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stacks {
    stacks: Vec<Stack>,
    notices: Vec<String>,
    documents: Vec<Document>,
    /// What AWS will ask for when the pipelines run.
    chains: Vec<Arc<Chain>>,
    /// The ARNs of the roles, buckets and keys that are made.
    made: Index,
    /// The statements that the library wrote, by the names of their stacks, of their resources and of themselves.
    written: Index,
    /// The properties of the pipelines that it wrote, by name.
    asked: Map,
}

impl Stacks {
    /// The stacks of a pipeline, of which nothing is remembered yet.
    pub(crate) fn new(
        stacks: Vec<Stack>,
        chains: Vec<Arc<Chain>>,
        documents: Vec<Document>,
        notices: Vec<String>,
    ) -> Stacks {
        Stacks {
            stacks,
            notices,
            documents,
            chains,
            made: Index::default(),
            written: Index::default(),
            asked: Map::new(),
        }
    }

    /// The stacks, in the order in which they can be deployed.
    pub fn iter(&self) -> std::slice::Iter<'_, Stack> {
        self.stacks.iter()
    }

    /// The stacks to change, in their order: the way to say something of all of them.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Stack> {
        self.stacks.iter_mut()
    }

    /// The number of stacks.
    pub fn len(&self) -> usize {
        self.stacks.len()
    }

    /// Whether there is no stack.
    pub fn is_empty(&self) -> bool {
        self.stacks.is_empty()
    }

    /// The stack of that name.
    pub fn get(&self, name: &str) -> Option<&Stack> {
        Some(&self.stacks[self.place(name)?])
    }

    /// The stack of that name, to change.
    ///
    /// # Errors
    ///
    /// There is none: the error names the stack that was meant, or all that there are.
    pub fn get_mut(&mut self, name: &str) -> Result<&mut Stack, Error> {
        match self.place(name) {
            Some(place) => Ok(&mut self.stacks[place]),
            None => Err(self.unknown(name)),
        }
    }

    fn place(&self, name: &str) -> Option<usize> {
        for (place, stack) in self.iter().enumerate() {
            if stack.name() == name {
                return Some(place);
            }
        }
        None
    }

    /// The error that names the stack that was meant, or all that there are.
    pub(crate) fn unknown(&self, name: &str) -> Error {
        Error::none_of("stack", name, &self.names())
    }

    /// Proves that what AWS asks for when the pipelines run is allowed by these stacks. [`App::synth`](crate::App::synth)
    /// has done so already; this is for whoever changes stacks without an app.
    ///
    /// # Errors
    ///
    /// The rules I01 to I06 that are broken, all of them.
    pub fn prove(&self) -> Result<(), Violations> {
        let broken = proof::prove(self).broken;
        match broken.is_empty() {
            true => Ok(()),
            false => Err(Violations(broken)),
        }
    }

    /// The policies that the owners of what exists already must see to.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// What a person should know about the result, a line each.
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// What AWS will ask for when the pipelines run.
    pub(crate) fn chains(&self) -> &[Arc<Chain>] {
        &self.chains
    }

    pub(crate) fn made(&self) -> &Index {
        &self.made
    }

    pub(crate) fn written(&self) -> &Index {
        &self.written
    }

    pub(crate) fn asked(&self) -> &Map {
        &self.asked
    }

    /// Remembers what the library wrote, so that what an edit takes away is missed, and what it widens or changes is seen.
    pub(crate) fn remember(&mut self) {
        self.made = proof::made(self);
        self.written = proof::names(self);
        self.asked = proof::asked(self);
    }

    /// The stacks, in their order.
    pub(crate) fn as_slice(&self) -> &[Stack] {
        &self.stacks
    }

    /// Leaves the first ones only.
    pub(crate) fn truncate(&mut self, count: usize) {
        self.stacks.truncate(count);
    }

    /// Leaves those of these names only.
    pub(crate) fn retain(&mut self, names: &[String]) {
        self.stacks
            .retain(|stack| names.contains(&stack.identity.name));
    }

    /// Their names.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for stack in self {
            names.push(stack.name().to_owned());
        }
        names
    }

    pub(crate) fn push(&mut self, stack: Stack) {
        self.stacks.push(stack);
    }

    pub(crate) fn notice(&mut self, notice: String) {
        self.notices.push(notice);
    }

    /// Takes the stacks of another pipeline in, after these; they are to be remembered together.
    pub(crate) fn extend(&mut self, mut other: Stacks) {
        self.stacks.append(&mut other.stacks);
        self.notices.append(&mut other.notices);
        self.documents.append(&mut other.documents);
        self.chains.append(&mut other.chains);
    }
}

impl<'s> IntoIterator for &'s Stacks {
    type Item = &'s Stack;
    type IntoIter = std::slice::Iter<'s, Stack>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'s> IntoIterator for &'s mut Stacks {
    type Item = &'s mut Stack;
    type IntoIter = std::slice::IterMut<'s, Stack>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(names: &[&str], name: &str) -> String {
        let mut stacks = Stacks::default();
        for name in names {
            stacks.push(Stack::new(
                (*name).to_owned(),
                "ci".to_owned(),
                "012345678901".to_owned(),
                "eu-west-1".to_owned(),
                Template::default(),
                Vec::new(),
            ));
        }
        stacks.get_mut(name).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn a_stack_that_is_not_there_is_answered_with_those_that_are() {
        let names = ["orders-prod", "orders-ci"];
        assert_eq!(
            unknown(&names, "order-prod"),
            "there is no stack `order-prod`; did you mean `orders-prod`?"
        );
        assert_eq!(
            unknown(&names, "billing"),
            "there is no stack `billing`, only orders-prod, orders-ci"
        );
        assert_eq!(unknown(&[], "billing"), "there is no stack `billing`");
    }
}
