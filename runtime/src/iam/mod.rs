//! IAM policy documents.

mod policy;

pub use policy::{Policy, Principal, Statement};
