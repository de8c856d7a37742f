//! P09 for policies and boundaries: IAM gives a role those of the role's own account, and AWS's own.

use std::fmt::Arguments;

use crate::arn::Arn;
use crate::code::Code;
use crate::pipeline::{Account, Clause};
use crate::rules::{Broken, Of, differ};
use crate::text::Text;

/// What stands for the account in the ARNs of policies that AWS manages.
const AWS: &str = "aws";

impl Broken<'_, '_> {
    pub(super) fn policies(&mut self) {
        let resolved = self.resolved;
        for role in resolved.roles {
            if role.existing.is_some() {
                continue;
            }
            let (name, of) = (&role.name.name, Of::Role(role));
            let accounts = resolved.accounts_of(&role.accounts);
            for clause in role.clauses.iter() {
                match clause {
                    Clause::Managed(policies, _) => {
                        for policy in policies.iter() {
                            let what = format_args!("a policy of role `{name}`");
                            self.foreign_policy(policy, &accounts, of, what);
                        }
                    }
                    Clause::Boundary(boundary, _) => {
                        let what = format_args!("the boundary of role `{name}`");
                        self.foreign_policy(boundary, &accounts, of, what);
                    }
                    _ => {}
                }
            }
        }
        self.boundary_of_all();
    }

    /// The boundary of every role that has none of its own, in the accounts where such a role is certainly made.
    fn boundary_of_all(&mut self) {
        let resolved = self.resolved;
        let declared = resolved.pipeline;
        let Some(setting) = resolved.setting("PermissionsBoundary") else {
            return;
        };
        let Some(boundary) = resolved.text_of(&setting.value) else {
            return;
        };
        let what = format_args!("`PermissionsBoundary`");
        let mut said = false;
        if let (None, Some(home)) = (&declared.role, resolved.home) {
            said = self.foreign_policy(&boundary, &[home], Of::Pipeline, what);
        }
        for role in resolved.roles {
            let mut its_own = role.existing.is_some();
            for clause in role.clauses.iter() {
                its_own |= matches!(clause, Clause::Boundary(..));
            }
            if !its_own && !said {
                let accounts = resolved.accounts_of(&role.accounts);
                said = self.foreign_policy(&boundary, &accounts, Of::Pipeline, what);
            }
        }
        for project in resolved.projects {
            if project.role.is_none() && !said {
                let accounts = resolved.accounts_of(&project.accounts);
                said = self.foreign_policy(&boundary, &accounts, Of::Pipeline, what);
            }
        }
    }

    /// The first of the accounts in which a role has a policy of another one; tells whether there is one.
    fn foreign_policy(
        &mut self,
        written: &Text,
        accounts: &[&Account],
        of: Of<'_>,
        what: Arguments<'_>,
    ) -> bool {
        let resolved = self.resolved;
        for account in accounts {
            let (Some(text), Some(id)) =
                (resolved.text(written, Some(account)), resolved.id(account))
            else {
                continue;
            };
            // What is no policy, or one of another partition, has an error of its own.
            let arn = match Arn::parse(&text) {
                Some(arn) if arn.is_policy() => arn,
                _ => continue,
            };
            let (lies, partition, resource) = (arn.account, arn.partition, arn.resource);
            let id_is_wrong = resolved.is_anothers(&id, account);
            if lies == AWS || !differ(lies, &id) || id_is_wrong || self.is_elsewhere(&arn) {
                continue;
            }
            let message = format_args!(
                "{what} lies in {}, but a role in `{}` ({id}) has it",
                resolved.owner_of(lies),
                account.name.name
            );
            self.add(Code::P09, written.at, of, message)
                .note("IAM gives a role policies of the role's own account only, and those that AWS manages")
                .help(format_args!(
                    "write `{{account.id}}` for the account in it: `\"arn:{partition}:iam::{{account.id}}:{resource}\"`"
                ));
            return true;
        }
        false
    }

    /// Whether an ARN is of another partition than the pipeline's.
    pub(super) fn is_elsewhere(&self, arn: &Arn<'_>) -> bool {
        match self.resolved.partition() {
            Some(partition) => arn.partition != partition.name,
            None => false,
        }
    }
}
