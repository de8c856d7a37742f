//! The requests by which artifacts are read, written, and copied from region to region.

use passrole_model::Code;
use passrole_model::pipeline::Ident;
use passrole_model::resolve::Step;

use super::super::Synth;
use super::super::access::{Right, Scope};
use super::super::text::Holds;
use super::Someone;
use crate::iam::Request;
use crate::proof::{self, ANY, Chain};

/// The artifact store of a step: its place among all, and the ARN of its key.
#[derive(Clone, Copy)]
pub(super) struct InStore<'k> {
    pub(super) store: usize,
    pub(super) key: &'k str,
}

impl<'k> InStore<'k> {
    pub(super) fn new(store: usize, keys: &'k [String]) -> InStore<'k> {
        InStore {
            store,
            key: &keys[store],
        }
    }
}

/// The names of artifacts.
pub(super) fn names(artifacts: &[Ident]) -> Vec<&str> {
    let mut names = Vec::new();
    for artifact in artifacts {
        names.push(artifact.name.as_ref());
    }
    names
}

impl<'p> Synth<'p> {
    /// The ARN of the artifact key of each store.
    pub(super) fn keys(&self, home: proof::Scope<'_>) -> Vec<String> {
        let mut keys = Vec::new();
        for store in 0..self.stores.all().len() {
            let key = self.stores.key(store, Holds::Primary);
            keys.push(home.text(&key).unwrap_or_default());
        }
        keys
    }

    /// What the step takes is copied to its region.
    pub(super) fn copies(
        &self,
        step: &'p Step<'p>,
        runner: &Someone<'p>,
        keys: &[String],
        chain: &mut Chain,
    ) {
        for input in step.action.inputs.iter() {
            let what: &[&str] = &[&input.name];
            for &(from, to) in &self.way(step, &input.name) {
                let mut requests = Vec::new();
                let (read, write) = (Right::READING, Right::WRITING);
                self.add_uses(runner, read, what, InStore::new(from, keys), &mut requests);
                self.add_uses(runner, write, what, InStore::new(to, keys), &mut requests);
                let region = &self.stores.at(to).region;
                let does = format!("copies `{}` to {region}", input.name);
                runner.does(chain, Code::I04, does, requests);
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
        key: InStore<'_>,
        chain: &mut Chain,
    ) {
        let mut names = Vec::new();
        for artifact in artifacts {
            names.push(format!("`{artifact}`"));
        }
        let does = format!("{verb} {}", names.join(", "));
        let mut requests = Vec::new();
        self.add_uses(who, rights, artifacts, key, &mut requests);
        who.does(chain, Code::I04, does, requests);
    }

    /// The requests by which a role makes use of rights on an artifact store.
    pub(super) fn add_uses(
        &self,
        who: &Someone<'p>,
        rights: &[Right],
        artifacts: &[&str],
        InStore { store, key }: InStore<'_>,
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
        let (bucket, key) = ([bucket.clone()], [key.to_owned()]);
        let through = [
            ("kms:ViaService".to_owned(), self.via(store).swap_remove(0)),
            (
                "kms:EncryptionContext:aws:s3:arn".to_owned(),
                bucket[0].clone(),
            ),
        ];
        for right in rights {
            let (resources, context) = match right.scope {
                Scope::Bucket => (&bucket[..], &[][..]),
                Scope::Objects => (&objects[..], &[][..]),
                Scope::Key => (&key[..], &through[..]),
            };
            for action in right.actions {
                for resource in resources {
                    uses.push(who.asks(action, resource, owner, context));
                }
            }
        }
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
