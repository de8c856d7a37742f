//! The best way to declare a cross-account AWS CodePipeline.

mod app;
mod assembly;
mod cli;
mod error;
pub mod pipeline;
mod stacks;
pub mod template;

pub use app::App;
pub use error::Error;
pub use pipeline::{Pipeline, Violations};
pub use stacks::{Stack, Stacks};
