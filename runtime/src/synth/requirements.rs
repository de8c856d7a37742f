//! What exists already and what its owner must allow: nothing is made for it, and the policies are written out.

use super::Synth;
use super::store::Stores;
use crate::iam::Policy;
use crate::stacks::{Document, Stacks};

impl<'p> Synth<'p> {
    /// Adds a document for each policy that the owner of a bucket, a key or a role must see to.
    pub(super) fn add_requirements(&self, stacks: &mut Stacks) {
        if self.stores.exists() {
            let bucket = &self.stores.at(Stores::HOME).bucket;
            let of = ["artifacts", "artifacts", &format!("bucket `{bucket}`")];
            let policy = self.bucket_policy(Stores::HOME);
            stacks.document(self.document(of, "bucket policy", &policy));
            let of = [
                "artifacts",
                "artifacts",
                &format!("the key of bucket `{bucket}`"),
            ];
            let policy = self.key_policy(Stores::HOME);
            stacks.document(self.document(of, "key policy", &policy));
        }
        for role in self.resolved.pipeline.roles.iter() {
            if role.existing.is_none() {
                continue;
            }
            for account in self.resolved.accounts_of(&role.accounts) {
                let (name, account_name) = (&role.name.name, &account.name.name);
                let of = [
                    &format!("{name}-{account_name}"),
                    name.as_ref(),
                    &format!("role `{name}` in `{account_name}`"),
                ];
                stacks.document(self.document(of, "trust policy", &self.trust(role, account)));
                let mut policy = Policy::default();
                self.used_statements(role, account, &mut policy);
                if !policy.is_empty() {
                    stacks.document(self.document(of, "policy", &policy));
                }
            }
        }
    }

    /// A document of a name, an owner, and what it concerns in words.
    fn document(
        &self,
        [name, owner, what]: [&str; 3],
        kind: &'static str,
        policy: &Policy,
    ) -> Document {
        Document::new(
            format!("{}-{name}.{}.json", self.name, kind.replace(' ', "-")),
            owner.to_owned(),
            what.to_owned(),
            kind,
            policy.to_node(),
        )
    }
}
