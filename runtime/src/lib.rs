//! The best way to declare a cross-account AWS CodePipeline.

mod app;
mod assembly;
mod cli;
mod error;
mod exchange;
mod iam;
mod pipeline;
mod stacks;
mod synth;
pub mod template;
mod value;

pub use app::App;
pub use error::Error;
pub use pipeline::{Pipeline, Violations};
pub use stacks::{Stack, Stacks};
pub use value::Value;

pub use passrole_macros::cross_account_pipeline;
pub use passrole_model::{Code, Violation};

/// What the expansion of the macro is made of; not for people.
#[doc(hidden)]
pub mod __private {
    use super::{Pipeline, Value};

    /// The names of the literals in an expansion.
    pub mod model {
        pub use std::borrow::Cow::Borrowed as B;

        pub use passrole_model::pipeline::*;
        pub use passrole_model::text::{Field, Part, Pseudo, Text};
    }

    /// A pipeline of a model and the values of its expressions.
    pub fn pipeline<const N: usize>(
        model: &'static passrole_model::Pipeline,
        values: [Value; N],
    ) -> Pipeline {
        Pipeline::new(model, values.into_iter().map(|value| value.0).collect())
    }

    /// Stands where a declaration breaks a rule: the program does not compile, so it is never called.
    pub fn broken<const N: usize>(_: [Value; N]) -> Pipeline {
        unreachable!("the declaration breaks a rule, and the compiler has said which")
    }
}
