//! Source text to syntax tree. The parser recovers at the next item and keeps what it has read.

mod tree;

pub use tree::*;
