//! What exists already and what its owner must allow: nothing is made for it, and the policies are written out.

use super::Synth;
use super::store::Stores;
use crate::iam::Policy;
use crate::stacks::Document;

impl<'p> Synth<'p> {
    /// A document for each policy that the owner of a bucket, a key or a role must see to.
    pub(super) fn requirements(&self) -> Vec<Document> {
        let mut documents = Vec::new();
        if self.stores.exists() {
            let bucket = &self.stores.at(Stores::HOME).bucket;
            documents.push(self.document(
                "artifacts",
                "artifacts",
                "bucket policy",
                format!("bucket `{bucket}`"),
                &self.bucket_policy(Stores::HOME),
            ));
            documents.push(self.document(
                "artifacts",
                "artifacts",
                "key policy",
                format!("the key of bucket `{bucket}`"),
                &self.key_policy(Stores::HOME),
            ));
        }
        for role in self
            .resolved
            .pipeline
            .roles
            .iter()
            .filter(|role| role.existing.is_some())
        {
            for account in self.resolved.accounts_of(&role.accounts) {
                let name = format!("{}-{}", role.name.name, account.name.name);
                let what = format!("role `{}` in `{}`", role.name.name, account.name.name);
                documents.push(self.document(
                    &name,
                    &role.name.name,
                    "trust policy",
                    what.clone(),
                    &self.trust(role, account),
                ));
                let mut policy = Policy::default();
                self.used_statements(role, account, &mut policy);
                if !policy.is_empty() {
                    documents.push(self.document(&name, &role.name.name, "policy", what, &policy));
                }
            }
        }
        documents
    }

    fn document(
        &self,
        name: &str,
        owner: &str,
        kind: &'static str,
        what: String,
        policy: &Policy,
    ) -> Document {
        Document::new(
            format!("{}-{name}.{}.json", self.name, kind.replace(' ', "-")),
            owner.to_owned(),
            what,
            kind,
            policy.to_node(),
        )
    }
}
