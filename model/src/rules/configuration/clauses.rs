//! C02, C04 and C05 for the clauses of roles: which a role takes, that policies are policies, and that some stand once.

use crate::arn::Arn;
use crate::pipeline::{Clause, Role};
use crate::resolve::Resolved;
use crate::rules::{role_place, round};
use crate::violation::{Code, Violation};

pub(super) fn check(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    for role in resolved.pipeline.roles.iter() {
        if role.existing.is_some() {
            superfluous(role, broken);
            continue;
        }
        twice(role, broken);
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

/// A role has one name, one path and one boundary.
fn twice(role: &Role, broken: &mut Vec<Violation>) {
    let mut seen = Vec::new();
    for clause in role.clauses.iter() {
        let (word, written) = match clause {
            Clause::Name(written) => ("name", written),
            Clause::Path(written) => ("path", written),
            Clause::Boundary(written) => ("boundary", written),
            _ => continue,
        };
        if seen.contains(&word) {
            let message = format!("`{word}` is written twice{}", round(&role.round));
            broken.push(
                Violation::new(Code::C05, written.at, role_place(role), message)
                    .help("keep one of them"),
            );
        }
        seen.push(word);
    }
}

/// Nothing is made of a role that exists already: of it is said what it reads, and nothing else.
fn superfluous(role: &Role, broken: &mut Vec<Violation>) {
    for clause in role.clauses.iter() {
        let (word, at) = match clause {
            Clause::Reads(_) => continue,
            Clause::Managed(policies) => ("managed", policies.first().map(|policy| policy.at)),
            Clause::Statement { deny: true, at, .. } => ("deny", Some(*at)),
            Clause::Statement { at, .. } => ("allow", Some(*at)),
            Clause::Boundary(written) => ("boundary", Some(written.at)),
            Clause::Name(written) => ("name", Some(written.at)),
            Clause::Path(written) => ("path", Some(written.at)),
        };
        let name = &role.name.name;
        let message = format!(
            "role `{name}` exists already and takes no `{word}`{}",
            round(&role.round)
        );
        broken.push(
            Violation::new(
                Code::C02,
                at.unwrap_or(role.name.at),
                role_place(role),
                message,
            )
            .note("its owner says what it may do; no stack changes it")
            .help("drop it; `synth` writes beside the templates what the owner must allow"),
        );
    }
}
