//! What the whole-program tests share: the examples, folders, and tools that others wrote.

pub mod accounts;
pub mod diff;
pub mod emulator;
pub mod examples;
pub mod folder;
#[cfg(target_os = "linux")]
pub mod kill;
pub mod lint;
pub mod node;
pub mod pipelines;
pub mod policies;
pub mod python;
pub mod simulator;
pub mod stacks;
pub mod template;
pub mod tools;
