//! What exists already and what its owner must allow: nothing is made for it, and the policies are written out.

use super::Synth;
use super::chains::words;
use super::store::Stores;
use crate::iam::Policy;
use crate::stacks::Document;

impl<'p> Synth<'p> {
    /// A document for each policy that the owner of a bucket, a key or a role must see to.
    pub(super) fn requirements(&self) -> Vec<Document> {
        let mut documents = Vec::new();
        if self.stores.exists() {
            let name = "artifacts";
            let what = format!("bucket `{}`", self.stores.at(Stores::HOME).bucket);
            let key = format!("the key of {what}");
            let policy = self.bucket_policy(Stores::HOME);
            self.add_document(name, name, &what, "bucket policy", &policy, &mut documents);
            let policy = self.key_policy(Stores::HOME);
            self.add_document(name, name, &key, "key policy", &policy, &mut documents);
        }
        for role in self.resolved.pipeline.roles.iter() {
            if role.existing.is_none() {
                continue;
            }
            for &account in &self.resolved.accounts_of(&role.accounts) {
                let owner = &role.name.name;
                let name = format!("{owner}-{}", account.name.name);
                let what = words(role, account);
                let trust = self.trust(role, account);
                self.add_document(&name, owner, &what, "trust policy", &trust, &mut documents);
                let mut policy = Policy::default();
                self.used_statements(role, account, &mut policy);
                self.add_document(&name, owner, &what, "policy", &policy, &mut documents);
            }
        }
        documents
    }

    /// Adds a document of a name, an owner, and what it concerns in words, where the policy says something.
    fn add_document(
        &self,
        name: &str,
        owner: &str,
        what: &str,
        kind: &'static str,
        policy: &Policy,
        documents: &mut Vec<Document>,
    ) {
        if policy.is_empty() {
            return;
        }
        let file = format!("{}-{name}.{}.json", self.name, kind.replace(' ', "-"));
        let owner = owner.to_owned();
        let content = policy.to_node();
        documents.push(Document::new(file, owner, what.to_owned(), kind, content));
    }
}
