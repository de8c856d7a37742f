//! C02, C04 and C05 for the clauses of roles: which a role takes, that policies are policies, and that some stand once.

use crate::arn::Arn;
use crate::pipeline::{Account, Clause, Role};
use crate::rules::{Broken, Of};
use crate::text::Text;
use crate::violation::Code;

pub(super) fn check(broken: &mut Broken<'_, '_>) {
    let resolved = broken.resolved;
    for role in resolved.pipeline.roles.iter() {
        if role.existing.is_some() {
            superfluous(broken, role);
            continue;
        }
        twice(broken, role);
        let account = resolved.accounts_of(&role.accounts).first().copied();
        for clause in role.clauses.iter() {
            let policies = match clause {
                Clause::Managed(policies) => policies.as_ref(),
                Clause::Boundary(policy) => std::slice::from_ref(policy),
                _ => &[],
            };
            for written in policies {
                policy(broken, role, account, written);
            }
        }
    }
}

/// A policy is named by its ARN.
fn policy<'p>(
    broken: &mut Broken<'_, 'p>,
    role: &Role,
    account: Option<&Account>,
    written: &'p Text,
) {
    let Some(policy) = broken.resolved.text(written, account) else {
        return;
    };
    let arn = Arn::parse(&policy);
    let name = match &arn {
        Some(arn) if arn.service == "iam" && arn.resource.starts_with("policy/") => return,
        None if !policy.is_empty() => &policy,
        _ => "PowerUserAccess",
    };
    let message = format_args!("`{policy}` is no ARN of a policy");
    broken
        .add(Code::C04, written.at, Of::Role(role), message)
        .help(format_args!(
            "AWS's own are written `\"arn:aws:iam::aws:policy/{name}\"`"
        ));
}

/// A role has one name, one path and one boundary.
fn twice(broken: &mut Broken<'_, '_>, role: &Role) {
    let mut seen = Vec::new();
    for clause in role.clauses.iter() {
        let (word, written) = match clause {
            Clause::Name(written) => ("name", written),
            Clause::Path(written) => ("path", written),
            Clause::Boundary(written) => ("boundary", written),
            _ => continue,
        };
        if seen.contains(&word) {
            let message = format_args!("`{word}` is written twice");
            broken
                .add(Code::C05, written.at, Of::Role(role), message)
                .help("keep one of them");
        }
        seen.push(word);
    }
}

/// Nothing is made of a role that exists already: of it is said what it reads, and nothing else.
fn superfluous(broken: &mut Broken<'_, '_>, role: &Role) {
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
        let at = at.unwrap_or(role.name.at);
        let message = format_args!(
            "role `{}` exists already and takes no `{word}`",
            role.name.name
        );
        broken
            .add(Code::C02, at, Of::Role(role), message)
            .note("its owner says what it may do; no stack changes it")
            .help("drop it; `synth` writes beside the templates what the owner must allow");
    }
}
