//! C02, C04 and C05 for the clauses of roles: which a role takes, that policies are policies, and that some stand once.

use crate::arn::Arn;
use crate::code::Code;
use crate::pipeline::{Account, Clause, Role};
use crate::rules::{Broken, Of};
use crate::text::Text;

impl<'p> Broken<'_, 'p> {
    pub(super) fn clauses(&mut self) {
        let resolved = self.resolved;
        for role in resolved.pipeline.roles.iter() {
            if role.existing.is_some() {
                self.superfluous(role);
                continue;
            }
            self.clauses_twice(role);
            let account = resolved.accounts_of(&role.accounts).first().copied();
            for clause in role.clauses.iter() {
                match clause {
                    Clause::Managed(policies) => {
                        for written in policies.iter() {
                            self.policy(role, account, written);
                        }
                    }
                    Clause::Boundary(written) => self.policy(role, account, written),
                    _ => {}
                }
            }
        }
    }

    /// A policy is named by its ARN.
    fn policy(&mut self, role: &Role, account: Option<&Account>, written: &'p Text) {
        let Some(policy) = self.resolved.text(written, account) else {
            return;
        };
        let arn = Arn::parse(&policy);
        let name = match &arn {
            Some(arn) if arn.is_policy() => return,
            None if !policy.is_empty() => &policy,
            _ => "PowerUserAccess",
        };
        let partition = match self.resolved.partition() {
            Some(partition) => partition.name,
            None => "aws",
        };
        let message = format_args!("`{policy}` is no ARN of a policy");
        self.add(Code::C04, written.at, Of::Role(role), message)
            .help(format_args!(
                "AWS's own are written `\"arn:{partition}:iam::aws:policy/{name}\"`"
            ));
    }

    /// A role has one name, one path and one boundary.
    fn clauses_twice(&mut self, role: &Role) {
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
                self.add(Code::C05, written.at, Of::Role(role), message)
                    .help("keep one of them");
            }
            seen.push(word);
        }
    }

    /// Nothing is made of a role that exists already: of it is said what it reads, and nothing else.
    fn superfluous(&mut self, role: &Role) {
        for clause in role.clauses.iter() {
            let (word, at) = match clause {
                Clause::Reads(_) => continue,
                Clause::Managed(policies) => match policies.first() {
                    Some(policy) => ("managed", policy.at),
                    None => ("managed", role.name.at),
                },
                Clause::Statement { deny: true, at, .. } => ("deny", *at),
                Clause::Statement { at, .. } => ("allow", *at),
                Clause::Boundary(written) => ("boundary", written.at),
                Clause::Name(written) => ("name", written.at),
                Clause::Path(written) => ("path", written.at),
            };
            let message = format_args!(
                "role `{}` exists already and takes no `{word}`",
                role.name.name
            );
            self.add(Code::C02, at, Of::Role(role), message)
                .note("its owner says what it may do; no stack changes it")
                .help("drop it; `synth` writes beside the templates what the owner must allow");
        }
    }
}
