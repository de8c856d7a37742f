//! Declare a cross-account AWS CodePipeline; the compiler checks every role, and `cargo run` writes every stack.
//!
//! [`cross_account_pipeline!`] is an expression whose value is a [`Pipeline`]; [`language`] describes what stands in
//! it. An [`App`] puts pipelines together and is their command line. A role in the wrong account, which AWS
//! answers with "Cross-account pass role is not allowed" when the pipeline runs, is an error of the compiler:
//!
//! ```compile_fail
//! # use passrole::cross_account_pipeline;
//! let pipeline = cross_account_pipeline! {
//!     pipeline "shop" in ci;
//!     account ci   = "111111111111" in "eu-west-1";
//!     account prod = "033333333333" in "eu-west-1";
//!     role deployer: Action in prod;
//!     role stack: CloudFormation in ci;
//!     stage Source {
//!         checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
//!     }
//!     stage Prod in prod {
//!         // error: [P02] role `stack` is placed in `ci`, but action `release` runs in `prod`
//!         release: CloudFormation(source) as deployer passing stack {
//!             ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "template.yml",
//!         };
//!     }
//! };
//! ```
//!
//! With `stack` in `prod` the same declaration compiles, and makes a stack for each account, in an order in which they
//! can be deployed:
//!
//! ```
//! # use passrole::cross_account_pipeline;
//! let pipeline = cross_account_pipeline! {
//!     pipeline "shop" in ci;
//!     account ci   = "111111111111" in "eu-west-1";
//!     account prod = "033333333333" in "eu-west-1";
//!     role deployer: Action in prod;
//!     role stack: CloudFormation in prod;
//!     stage Source {
//!         checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
//!     }
//!     stage Prod in prod {
//!         release: CloudFormation(source) as deployer passing stack {
//!             ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "template.yml",
//!         };
//!     }
//! };
//! let stacks = pipeline.synth()?;
//! let names: Vec<&str> = stacks.iter().map(|stack| stack.name()).collect();
//! assert_eq!(names, ["shop-prod", "shop-ci"]);
//! # Ok::<(), passrole::Violations>(())
//! ```

mod app;
mod assembly;
mod cli;
mod deploy;
mod diff;
mod error;
mod exchange;
mod graph;
mod iam;
mod pipeline;
mod places;
mod proof;
mod reference;
#[doc = include_str!("language.md")]
pub mod language {}
mod stacks;
mod synth;
pub mod template;
mod texts;
mod threads;
mod value;

pub use app::App;
pub use error::Error;
pub use pipeline::{Pipeline, Violations};
pub use stacks::{Document, Stack, Stacks};
pub use value::Value;

/// Declares a pipeline; its value is a [`Pipeline`], already checked. [`language`] describes what stands in it.
pub use passrole_macros::cross_account_pipeline;
pub use passrole_model::{Code, Violation};

/// What the expansion of the macro is made of; not for people.
#[doc(hidden)]
pub mod __private {
    pub use super::Value;

    use super::Pipeline;

    /// The names of the literals in an expansion.
    pub mod model {
        pub use std::borrow::Cow::Borrowed as B;
        pub use std::option::Option::{None, Some};

        pub use passrole_model::pipeline::*;
        pub use passrole_model::text::{Field, Part, Pseudo, Text};
    }

    /// A pipeline of a model and the values of its expressions.
    pub fn pipeline<const N: usize>(
        model: &'static passrole_model::Pipeline,
        values: [Value; N],
    ) -> Pipeline {
        Pipeline::new(model, &values)
    }

    /// Stands where a declaration breaks a rule: the program does not compile, so it is never called.
    pub fn broken<const N: usize>(_: [Value; N]) -> Pipeline {
        unreachable!("the declaration breaks a rule, and the compiler has said which")
    }
}

/// What only the tests of this repository call; not for people, and not of the expansion either.
#[doc(hidden)]
pub mod __tests {
    use passrole_model::catalog::{ActionType, Key};

    /// The section of an action type in the reference page.
    pub fn provider(kind: &ActionType) -> String {
        super::reference::provider(kind)
    }

    /// Adds a table of keys to the reference page.
    pub fn keys(page: &mut String, keys: &[Key]) {
        super::reference::keys(page, keys);
    }

    /// What `access --json` prints of stacks, allowed or not.
    pub fn access(stacks: &super::Stacks) -> String {
        super::cli::access(stacks)
    }

    /// The drawing of an app, in a format of the command `graph`.
    ///
    /// # Errors
    ///
    /// The rules that are broken.
    pub fn graph(app: &super::App, format: &str) -> Result<String, super::Error> {
        Ok(super::graph::write(&app.drawings()?, format))
    }

    /// The properties whose change replaces a resource, may replace it, or is refused, type by type.
    pub fn replacements() -> impl Iterator<Item = (&'static str, [&'static [&'static str]; 3])> {
        let rows = super::diff::ROWS.iter();
        rows.map(|row| {
            (
                row.resource_type,
                [row.replaces, row.may_replace, row.refuses],
            )
        })
    }
}
