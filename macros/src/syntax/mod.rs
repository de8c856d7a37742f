//! Source text to syntax tree. The parser recovers at the next item and keeps what it has read.

mod actions;
mod begins;
mod docs;
mod extent;
mod items;
mod messages;
mod parser;
mod roles;
mod stages;
#[cfg(test)]
pub(crate) mod tests;
mod tokens;
mod tree;
mod values;
mod words;

pub use parser::{parse, plain};
pub use tokens::Tokens;
pub use tree::*;
