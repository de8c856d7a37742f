//! Who reads and writes the artifacts of which region, and how that is allowed: the role's own policy says the same as the
//! bucket's and the key's.

use passrole_model::catalog::Artifacts;
use passrole_model::names;
use passrole_model::pipeline::{Account, Role};
use passrole_model::resolve::{Actor, Passed, Step};

use super::chains::read_by;
use super::rights::{Right, Scope};
use super::store::{Store, Stores};
use super::text::Holds;
use super::{Contents, Synth};
use crate::iam::{Policy, Statement, one_or_list};
use crate::texts::add_once;

/// A role, in one account, that uses the artifact stores.
pub(super) struct Grantee {
    /// As an ARN has it after `role/`.
    pub(super) path_and_name: String,
    /// Its rights on each of the stores, in their order.
    pub(super) rights: Vec<Vec<Right>>,
    /// The objects, in other buckets, that are encrypted with the key of each of the stores.
    pub(super) caches: Vec<Vec<String>>,
}

impl<'p> Synth<'p> {
    /// A role of an account, where it uses an artifact store.
    fn grantee(&self, account: &Account, path_and_name: &str) -> Option<&Grantee> {
        let contents = self.contents(account);
        Some(&contents.grantees[contents.by_name.get(path_and_name)?])
    }

    /// The rights of a role of an account on a store.
    pub(super) fn rights(&self, account: &Account, path_and_name: &str, store: usize) -> &[Right] {
        match self.grantee(account, path_and_name) {
            Some(grantee) => &grantee.rights[store],
            None => &[],
        }
    }

    /// Every right that some role has on the key of a store, or on its bucket, each once.
    pub(super) fn all_rights(&self, store: usize, of_key: bool) -> Vec<Right> {
        let mut all: Vec<Right> = Vec::new();
        for account in &self.accounts {
            for grantee in &account.grantees {
                for right in &grantee.rights[store] {
                    if (right.scope == Scope::Key) == of_key && !all.contains(right) {
                        all.push(*right);
                    }
                }
            }
        }
        all
    }

    /// Finds out who uses the artifact stores.
    pub(super) fn find_access(&mut self) {
        let resolved = self.resolved;
        let pipeline_role = self.pipeline_role();
        for store in 0..self.stores.all().len() {
            let rights = [Right::LOOK, Right::LOCATE];
            self.grant(self.home, &pipeline_role, store, &rights);
        }
        for step in self.steps {
            self.find_access_of(step, &pipeline_role);
        }
        for role in resolved.pipeline.roles.iter() {
            for &account in &resolved.accounts_of(&role.accounts) {
                let reader = self.role(role, account);
                for &store in &self.stores_of_reader(role, account) {
                    self.grant(account, &reader, store, Right::of_reader(role));
                }
            }
        }
    }

    fn find_access_of(&mut self, step: &Step<'p>, pipeline_role: &str) {
        let (Some(kind), Some(account)) = (step.kind, step.account) else {
            return;
        };
        let (actor, actor_account) = match step.actor {
            Actor::Role(role) => (self.role(role, account), account),
            _ => (pipeline_role.to_owned(), self.home),
        };
        // What a role may do that a rule names is its owner's to say.
        let acts = !matches!(step.actor, Actor::Named(_));
        let reads = !step.action.inputs.is_empty();
        let writes = !step.action.outputs.is_empty();
        let store = self.store_of(step);
        match kind.artifacts {
            Artifacts::Actor if !acts => {}
            Artifacts::Actor => {
                if reads {
                    self.grant(actor_account, &actor, store, Right::LOOKING_AND_READING);
                }
                if writes {
                    self.grant(actor_account, &actor, store, Right::LOOKING_AND_WRITING);
                }
            }
            Artifacts::Project => {
                if let Some(project) = step.project {
                    let builder = self.build_role(project, account);
                    self.grant(account, &builder, store, Right::LOCATING_AND_READING);
                    if writes {
                        self.grant(account, &builder, store, Right::WRITING);
                    }
                    let caches = self.caches(project, account, &[self.region_of(step)]);
                    self.grant_caches(account, &builder, store, caches);
                }
            }
        }
        if acts {
            self.grant(actor_account, &actor, store, &self.rights_in_grants(step));
        }
        if let (Passed::Role(role), Some(passes)) = (&step.passed, &kind.passes)
            && passes.makes
            && reads
        {
            let passed = self.role(role, account);
            self.grant(account, &passed, store, Right::READING);
        }
        for input in step.action.inputs.iter() {
            for copy in self.way(step, &input.name).windows(2) {
                let (from, to) = (copy[0], copy[1]);
                self.grant(self.home, pipeline_role, from, Right::READING);
                self.grant(self.home, pipeline_role, to, Right::WRITING);
                if self.is_tagged(&input.name) {
                    self.grant(self.home, pipeline_role, from, &[Right::READ_TAGS]);
                    self.grant(self.home, pipeline_role, to, &[Right::WRITE_TAGS]);
                }
            }
        }
    }

    /// The stores of what a role reads itself: those of the regions where actions of the account take it, and where
    /// none does, of that where it is made.
    pub(super) fn stores_of_reader(&self, role: &Role, account: &Account) -> Vec<usize> {
        let mut stores = Vec::new();
        for &artifact in &read_by(role) {
            let before = stores.len();
            for step in self.steps_in(account) {
                for input in step.action.inputs.iter() {
                    if input.name.as_ref() == artifact {
                        stores.push(self.store_of(step));
                    }
                }
            }
            if stores.len() == before
                && let Some(maker) = self.maker(artifact)
            {
                stores.push(self.store_of(maker));
            }
        }
        let mut in_order = Vec::new();
        for store in 0..self.stores.all().len() {
            if stores.contains(&store) {
                in_order.push(store);
            }
        }
        in_order
    }

    fn grant(&mut self, account: &'p Account, path_and_name: &str, store: usize, rights: &[Right]) {
        if rights.is_empty() {
            return;
        }
        let stores = self.stores.all().len();
        let Contents {
            grantees, by_name, ..
        } = self.contents_mut(account);
        if by_name.add(path_and_name) {
            let (mut rights, mut caches) = (Vec::new(), Vec::new());
            for _ in 0..stores {
                rights.push(Vec::new());
                caches.push(Vec::new());
            }
            grantees.push(Grantee {
                path_and_name: path_and_name.to_owned(),
                rights,
                caches,
            });
        }
        let held = &mut grantees[by_name.place(path_and_name)].rights[store];
        for right in rights {
            if !held.contains(right) {
                held.push(*right);
            }
        }
    }

    /// Lets a build role encrypt the caches of its project.
    fn grant_caches(
        &mut self,
        account: &'p Account,
        builder: &str,
        store: usize,
        caches: Vec<String>,
    ) {
        if caches.is_empty() {
            return;
        }
        self.grant(account, builder, store, Right::CACHING);
        let Contents {
            grantees, by_name, ..
        } = self.contents_mut(account);
        for cache in caches {
            add_once(&mut grantees[by_name.place(builder)].caches[store], cache);
        }
    }

    /// Adds the statements of a role's own policy for its rights.
    pub(super) fn add_artifact_statements(
        &self,
        account: &'p Account,
        path_and_name: &str,
        policy: &mut Policy,
    ) {
        let Some(grantee) = self.grantee(account, path_and_name) else {
            return;
        };
        let mut of_keys = Vec::new();
        // The policy of a role that exists already is pasted by its owner, who has no stack that fills the key in.
        let filled = self.resolved.is_home(account) && !self.exists(account, path_and_name);
        for store in 0..self.stores.all().len() {
            let bucket = &self.stores.at(store).bucket_arn;
            let mut key = Vec::new();
            for right in &grantee.rights[store] {
                let resource = match right.scope {
                    Scope::Bucket => bucket.clone(),
                    Scope::Objects => format!("{bucket}/*"),
                    Scope::Key => {
                        key.extend_from_slice(right.actions);
                        continue;
                    }
                };
                policy.add(Statement::allow(right.sid, right.actions, resource));
            }
            if !key.is_empty() {
                let caches = &grantee.caches[store];
                of_keys.push(self.key_statement(filled, store, &key, caches));
            }
        }
        policy.add_all(of_keys);
    }

    /// Whether a role of an account exists already.
    fn exists(&self, account: &'p Account, path_and_name: &str) -> bool {
        for role in self.resolved.roles_in(account) {
            if role.existing.is_some() && self.role(role, account) == path_and_name {
                return true;
            }
        }
        false
    }

    /// The use of an artifact key. Only the pipeline's stack can fill its ARN in: elsewhere the statement
    /// concerns every key of the pipeline's account, held to the artifact bucket and the caches by what S3 sends along,
    /// the bucket's ARN where bucket keys are on and the object's where not.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html>
    fn key_statement(
        &self,
        filled: bool,
        store: usize,
        actions: &[&str],
        caches: &[String],
    ) -> Statement {
        let Store {
            region, bucket_arn, ..
        } = self.stores.at(store);
        let mut sid = "UseArtifactKey".to_owned();
        if store != Stores::HOME {
            sid.push_str("In");
            sid.push_str(&names::logical_id(region));
        }
        if self.stores.exists() || filled {
            return Statement::allow(&sid, actions, self.stores.key(store, Holds::Primary));
        }
        let keys = self.arn("kms", region, &self.home_id, "key/*");
        let mut sent = vec![bucket_arn.clone(), format!("{bucket_arn}/*")];
        for cache in caches {
            add_once(&mut sent, bucket_of(cache).to_owned());
            add_once(&mut sent, cache.clone());
        }
        Statement::allow(&sid, actions, keys)
            .when(
                "StringEquals",
                "kms:ViaService",
                one_or_list(self.via(store).into()),
            )
            .when("StringLike", "kms:EncryptionContext:aws:s3:arn", sent)
    }

    /// The service through which the key of a store is used.
    pub(super) fn via(&self, store: usize) -> Vec<String> {
        let region = &self.stores.at(store).region;
        self.partition.via_service("s3", region)
    }

    /// The stores in which an artifact is on its way to a step that takes it: one where it is made in the step's region.
    /// CodePipeline copies by way of the pipeline's region and with the pipeline role.
    /// <https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-create-cross-region.html>
    pub(super) fn way(&self, step: &Step<'p>, artifact: &str) -> Vec<usize> {
        let mut way = Vec::new();
        let Some(maker) = self.maker(artifact) else {
            return way;
        };
        let (from, to) = (self.store_of(maker), self.store_of(step));
        way.push(from);
        if from != to && from != Stores::HOME {
            way.push(Stores::HOME);
        }
        if !way.contains(&to) {
            way.push(to);
        }
        way
    }

    /// Whether an artifact may have tags: who makes it may write them.
    pub(super) fn is_tagged(&self, artifact: &str) -> bool {
        let Some(maker) = self.maker(artifact) else {
            return false;
        };
        let mut tagged = false;
        for right in &self.rights_in_grants(maker) {
            tagged |= right.actions == Right::WRITE_TAGS.actions;
        }
        tagged
    }

    /// The step that makes an artifact.
    pub(super) fn maker(&self, artifact: &str) -> Option<&'p Step<'p>> {
        Some(&self.resolved.steps[self.makers.get(artifact)?])
    }
}

/// The ARN of the bucket that objects lie in.
pub(super) fn bucket_of(objects: &str) -> &str {
    objects.split_once('/').unwrap_or((objects, "")).0
}
