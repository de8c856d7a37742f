//! The requests by which artifacts are read, written, and copied from region to region.

use passrole_model::Code;
use passrole_model::pipeline::Ident;
use passrole_model::resolve::Step;

use super::super::Synth;
use super::super::access::{Right, Scope};
use super::super::text::Holds;
use super::{Someone, hop};
use crate::iam::{Caller, Request};
use crate::proof::{self, ANY, Hop};

/// The artifact store of a step: its place among all, and the ARN of its key.
#[derive(Clone, Copy)]
pub(super) struct InStore<'k> {
    pub(super) store: usize,
    pub(super) key: &'k str,
}

impl<'p> Synth<'p> {
    /// The ARN of the artifact key of each store.
    pub(super) fn keys(&self, home: proof::Scope<'_>) -> Vec<String> {
        let stores = 0..self.stores.all().len();
        stores
            .map(|store| {
                let key = self.stores.key(store, Holds::Primary);
                home.text(&key).unwrap_or_default()
            })
            .collect()
    }

    /// What the step takes is copied to its region.
    pub(super) fn copies(
        &self,
        step: &'p Step<'p>,
        runner: &Someone<'p>,
        keys: &[String],
        hops: &mut Vec<Hop>,
    ) {
        for input in step.action.inputs.iter() {
            for copy in self.way(step, &input.name).windows(2) {
                let [from, to] = [copy[0], copy[1]].map(|store| InStore {
                    store,
                    key: &keys[store],
                });
                let what = std::slice::from_ref(input);
                let mut requests = self.uses(runner, &Right::READING, what, from);
                requests.extend(self.uses(runner, &Right::WRITING, what, to));
                let region = &self.stores.at(to.store).region;
                let does = format!("copies `{}` to {region}", input.name);
                hops.push(hop(Code::I04, runner, does, requests));
            }
        }
    }

    pub(super) fn artifacts(
        &self,
        who: &Someone<'p>,
        verb: &str,
        rights: &[Right],
        artifacts: &[Ident],
        key: InStore<'_>,
    ) -> Hop {
        let names: Vec<String> = artifacts
            .iter()
            .map(|name| format!("`{}`", name.name))
            .collect();
        let does = format!("{verb} {}", names.join(", "));
        hop(Code::I04, who, does, self.uses(who, rights, artifacts, key))
    }

    /// The requests by which a role makes use of rights on an artifact store.
    pub(super) fn uses(
        &self,
        who: &Someone<'p>,
        rights: &[Right],
        artifacts: &[Ident],
        InStore { store, key }: InStore<'_>,
    ) -> Vec<Request> {
        let bucket = &self.stores.at(store).bucket_arn;
        let owner = self.store_owner().to_owned();
        // CodePipeline shortens both names. <https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts.html>
        let short = |name: &str, length: usize| name.chars().take(length).collect::<String>();
        let objects = artifacts.iter().map(|artifact| {
            format!(
                "{bucket}/{}/{}/{ANY}",
                short(&self.name, 20),
                short(&artifact.name, 10)
            )
        });
        let objects: Vec<String> = objects.collect();
        let mut uses = Vec::new();
        for right in rights {
            let resources = match right.scope {
                Scope::Bucket => vec![bucket.clone()],
                Scope::Objects => objects.clone(),
                Scope::Key => vec![key.to_owned()],
            };
            for (action, resource) in right
                .actions
                .iter()
                .flat_map(|action| resources.iter().map(move |resource| (action, resource)))
            {
                let context = match right.scope {
                    Scope::Key => vec![
                        ("kms:ViaService".to_owned(), self.via(store).swap_remove(0)),
                        (
                            "kms:EncryptionContext:aws:s3:arn".to_owned(),
                            bucket.clone(),
                        ),
                    ],
                    Scope::Bucket | Scope::Objects => Vec::new(),
                };
                uses.push(Request {
                    caller: Caller::Role(who.arn.clone()),
                    action: (*action).to_owned(),
                    resource: resource.clone(),
                    account: owner.clone(),
                    context,
                });
            }
        }
        uses
    }
}
