//! Deployment through the AWS command line, which users have: stacks are compared, made, updated and deleted in the
//! accounts that are theirs, and in no other.

mod accounts;
mod aws;
mod credentials;

pub(crate) use accounts::{Accounts, PerAccount, Sources};
pub(crate) use aws::{Aws, Fault};
