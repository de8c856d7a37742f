//! C04 for the clauses of roles: managed policies and boundaries are policies.

use crate::arn::Arn;
use crate::pipeline::Clause;
use crate::resolve::Resolved;
use crate::rules::{role_place, round};
use crate::violation::{Code, Violation};

pub(super) fn check(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    for role in resolved.pipeline.roles.iter() {
        let account = resolved.accounts_of(&role.accounts).first().copied();
        let policies = role.clauses.iter().flat_map(|clause| match clause {
            Clause::Managed(policies) => policies.as_ref(),
            Clause::Boundary(policy) => std::slice::from_ref(policy),
            _ => &[],
        });
        for written in policies {
            let Some(policy) = resolved.text(written, account) else {
                continue;
            };
            let arn = Arn::parse(&policy);
            if arn.is_some_and(|arn| arn.service == "iam" && arn.resource.starts_with("policy/")) {
                continue;
            }
            let message = format!("`{policy}` is no ARN of a policy{}", round(&role.round));
            let name = if arn.is_some() || policy.is_empty() {
                "PowerUserAccess"
            } else {
                &policy
            };
            broken.push(
                Violation::new(Code::C04, written.at, role_place(role), message).help(format!(
                    "AWS's own are written `\"arn:aws:iam::aws:policy/{name}\"`"
                )),
            );
        }
    }
}
