//! Deployment through the AWS command line, which users have: stacks are compared, made, updated and deleted in the
//! accounts that are theirs, and in no other.

mod accounts;
mod aws;
mod change_set;
mod credentials;
mod deployment;
mod destroy;
mod fault;
mod foreign;
pub(crate) mod interrupt;
mod plan;
mod program;
mod remote;
mod retained;
mod run;
mod sources;
mod template;
mod templates;

pub(crate) use accounts::Accounts;
pub(crate) use deployment::{Deployment, Ready};
pub(crate) use destroy::NOT_THERE;
pub(crate) use foreign::{FOREIGN, is_foreign};
pub(crate) use plan::Plan;
pub(crate) use run::{Found, Reach, Show, Standing, State};
pub(crate) use sources::{PerAccount, Sources};
