//! IAM policy documents: how they are written, and what they say to a request.

mod condition;
mod document;
mod evaluation;
mod pattern;
mod policy;
mod request;

pub(crate) use document::Document;
pub(crate) use evaluation::{
    Answer, Lack, PolicyAt, Side, Sides, StatementAt, Unknown, evaluate, granting, is_key,
};
pub(crate) use pattern::{field, fits, fits_arn, is_open};
pub use policy::{Policy, Principal, Statement};
pub(crate) use policy::{is_authors, one_or_list};
pub(crate) use request::{Caller, Request};
