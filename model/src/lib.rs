//! What a cross-account pipeline is, what AWS allows and what must hold.
//!
//! This crate is a part of `passrole`: users take it through that, and its interface may change with any version.
//!
//! The macro builds a [`Pipeline`] from tokens and asks the rules at compile time; the runtime has the same `Pipeline`
//! as data from the macro and asks the same rules for what was not written out. So a rule stands here once and reads
//! the same in both places.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unreachable
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod arn;
pub mod catalog;
mod code;
pub mod explain;
#[doc(hidden)]
pub mod index;
pub mod names;
pub mod pipeline;
pub mod resolve;
pub mod rules;
pub mod text;
mod violation;

pub use code::Code;
pub use index::closest;
pub use pipeline::Pipeline;
pub use violation::Violation;
