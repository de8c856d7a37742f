//! The requests by which artifacts are read, written, and copied from region to region.

use std::slice;

use passrole_model::Code;
use passrole_model::pipeline::{Clause, Ident, Role};
use passrole_model::resolve::Step;

use super::super::Synth;
use super::super::access::bucket_of;
use super::super::rights::{Right, Scope};
use super::super::text::Holds;
use super::Someone;
use crate::iam::Request;
use crate::proof::{self, ANY, Chain};
use crate::texts::code_list;

/// The names of artifacts.
pub(in crate::synth) fn names(artifacts: &[Ident]) -> Vec<&str> {
    let mut names = Vec::new();
    for artifact in artifacts {
        names.push(artifact.name.as_ref());
    }
    names
}

/// The names of the artifacts that a role reads by itself.
pub(in crate::synth) fn read_by(role: &Role) -> Vec<&str> {
    let mut read = Vec::new();
    for clause in role.clauses.iter() {
        if let Clause::Reads(artifacts) = clause {
            read.append(&mut names(artifacts));
        }
    }
    read
}

impl<'p> Synth<'p> {
    /// Finds the ARNs of the artifact keys. `home` is the pipeline's stack.
    pub(in super::super) fn find_keys(&mut self, home: proof::Scope<'_>) {
        for store in 0..self.stores.all().len() {
            let key = self.stores.key(store, Holds::Primary);
            self.keys.push(home.text(&key).unwrap_or_default());
        }
    }

    /// What the step takes is copied to its region.
    pub(super) fn copies(&self, step: &'p Step<'p>, runner: &Someone<'p>, chain: &mut Chain) {
        for input in step.action.inputs.iter() {
            let what: &[&str] = &[&input.name];
            for copy in self.way(step, &input.name).windows(2) {
                let (from, to) = (copy[0], copy[1]);
                let mut requests = Vec::new();
                self.add_uses(runner, Right::READING, what, from, &mut requests);
                self.add_uses(runner, Right::WRITING, what, to, &mut requests);
                if self.is_tagged(&input.name) {
                    self.add_uses(runner, &[Right::READ_TAGS], what, from, &mut requests);
                    self.add_uses(runner, &[Right::WRITE_TAGS], what, to, &mut requests);
                }
                let region = &self.stores.at(to).region;
                let does = format!("copies `{}` to {region}", input.name);
                runner.does(chain, Code::I04, &does, requests);
            }
        }
    }

    /// What a role does with artifacts.
    pub(super) fn artifacts(
        &self,
        who: &Someone<'p>,
        verb: &str,
        rights: &[Right],
        artifacts: &[&str],
        store: usize,
        chain: &mut Chain,
    ) {
        let does = format!("{verb} {}", code_list(artifacts));
        let mut requests = Vec::new();
        self.add_uses(who, rights, artifacts, store, &mut requests);
        who.does(chain, Code::I04, &does, requests);
    }

    /// The requests by which a role makes use of rights on an artifact store.
    pub(super) fn add_uses(
        &self,
        who: &Someone<'p>,
        rights: &[Right],
        artifacts: &[&str],
        store: usize,
        uses: &mut Vec<Request>,
    ) {
        let bucket = &self.stores.at(store).bucket_arn;
        let owner = self.store_owner();
        let mut objects = Vec::new();
        for artifact in artifacts {
            // CodePipeline shortens both names.
            // <https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html>
            let (pipeline, artifact) = (short(&self.name, 20), short(artifact, 10));
            objects.push(format!("{bucket}/{pipeline}/{artifact}/{ANY}"));
        }
        for right in rights {
            let mut context = Vec::new();
            let resources = match right.scope {
                Scope::Bucket => slice::from_ref(bucket),
                Scope::Objects => objects.as_slice(),
                Scope::Key => {
                    context = self.sent_to_key(store, bucket);
                    slice::from_ref(&self.keys[store])
                }
            };
            for action in right.actions {
                for resource in resources {
                    uses.push(who.asks(action, resource, owner, &context));
                }
            }
        }
    }

    /// The requests by which a build role encrypts a cache, and decrypts it again.
    pub(super) fn add_cache_uses(
        &self,
        who: &Someone<'p>,
        cache: &str,
        store: usize,
        uses: &mut Vec<Request>,
    ) {
        let context = self.sent_to_key(store, bucket_of(cache));
        for right in Right::CACHING {
            for action in right.actions {
                uses.push(who.asks(action, &self.keys[store], self.store_owner(), &context));
            }
        }
    }

    /// What S3 sends along when it uses the key of a store for an object in a bucket.
    fn sent_to_key(&self, store: usize, bucket: &str) -> Vec<(String, String)> {
        let encrypted = "kms:EncryptionContext:aws:s3:arn".to_owned();
        vec![
            ("kms:ViaService".to_owned(), self.via(store)[0].clone()),
            (encrypted, bucket.to_owned()),
        ]
    }
}

fn short(name: &str, length: usize) -> &str {
    let mut left = length;
    for (end, _) in name.char_indices() {
        if left == 0 {
            return &name[..end];
        }
        left -= 1;
    }
    name
}
