//! Who reads and writes the artifacts of which region, and how that is allowed: the role's own policy says the same as the
//! bucket's and the key's.

use passrole_model::catalog::Artifacts;
use passrole_model::names;
use passrole_model::pipeline::{Account, Role};
use passrole_model::resolve::{Actor, Passed, Step};

use super::Synth;
use super::store::{Store, Stores};
use super::text::Holds;
use crate::iam::{Statement, one_or_list};
use crate::template::Node;

/// Something that may be done with the artifact store.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Right {
    /// The id of statements that allow it.
    pub(super) sid: &'static str,
    /// IAM actions.
    pub(super) actions: &'static [&'static str],
    /// On what.
    pub(super) scope: Scope,
}

/// What of the artifact store a right concerns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scope {
    Bucket,
    Objects,
    Key,
}

impl Right {
    /// CodePipeline asks whether the bucket keeps versions.
    /// <https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html>
    pub(super) const LOOK: Right = Right {
        sid: "CheckArtifactBucket",
        actions: &["s3:GetBucketVersioning"],
        scope: Scope::Bucket,
    };
    /// CodeBuild asks whose the bucket is and where, and so does CodePipeline with its own role.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html>
    pub(super) const LOCATE: Right = Right {
        sid: "LocateArtifactBucket",
        actions: &["s3:GetBucketAcl", "s3:GetBucketLocation"],
        scope: Scope::Bucket,
    };
    pub(super) const READ: Right = Right {
        sid: "ReadArtifacts",
        actions: &["s3:GetObject", "s3:GetObjectVersion"],
        scope: Scope::Objects,
    };
    pub(super) const WRITE: Right = Right {
        sid: "WriteArtifacts",
        actions: &["s3:PutObject"],
        scope: Scope::Objects,
    };
    pub(super) const DECRYPT: Right = Right {
        sid: "DecryptArtifacts",
        actions: &["kms:Decrypt"],
        scope: Scope::Key,
    };
    pub(super) const ENCRYPT: Right = Right {
        sid: "EncryptArtifacts",
        actions: &["kms:GenerateDataKey"],
        scope: Scope::Key,
    };

    /// What reading takes.
    pub(super) const READING: [Right; 2] = [Right::READ, Right::DECRYPT];
    /// What writing takes; S3 decrypts to put the parts of a large object together.
    pub(super) const WRITING: [Right; 3] = [Right::WRITE, Right::DECRYPT, Right::ENCRYPT];
}

/// A role, in one account, and its rights.
#[derive(Debug)]
pub(super) struct Grantee<'p> {
    pub(super) account: &'p Account,
    pub(super) account_id: String,
    /// As an ARN has it after `role/`.
    pub(super) path_and_name: String,
    /// By the place of the store that they concern.
    pub(super) rights: Vec<Vec<Right>>,
}

/// Every role that uses the artifact stores, account by account in the order of the declaration.
#[derive(Debug, Default)]
pub(super) struct Access<'p> {
    grantees: Vec<Vec<Grantee<'p>>>,
}

impl<'p> Access<'p> {
    /// The roles, account by account in the order of the declaration.
    pub(super) fn grantees(&self) -> impl Iterator<Item = &Grantee<'p>> {
        self.grantees.iter().flatten()
    }

    /// The rights of a role of the account at that place, by the place of the store that they concern.
    pub(super) fn rights(&self, account: usize, path_and_name: &str) -> &[Vec<Right>] {
        let mut grantees = self.grantees[account].iter();
        let role = grantees.find(|one| one.path_and_name == path_and_name);
        role.map_or(&[], |role| role.rights.as_slice())
    }

    /// Every right that some role has on a store, each once.
    pub(super) fn all(&self, store: usize, scope: &[Scope]) -> Vec<Right> {
        let mut all: Vec<Right> = Vec::new();
        for right in self.grantees().flat_map(|grantee| &grantee.rights[store]) {
            if scope.contains(&right.scope) && !all.contains(right) {
                all.push(*right);
            }
        }
        all
    }
}

impl<'p> Synth<'p> {
    /// Finds out who uses the artifact stores.
    pub(super) fn find_access(&mut self) {
        let resolved = self.resolved;
        let accounts = resolved.pipeline.accounts.len();
        self.access.grantees.resize_with(accounts, Vec::new);
        let pipeline_role = self.pipeline_role();
        for store in 0..self.stores.all().len() {
            let rights = [Right::LOOK, Right::LOCATE];
            self.grant(self.home, &pipeline_role, store, &rights);
        }
        for step in &resolved.steps {
            let (Some(kind), Some(account)) = (step.kind, step.account) else {
                continue;
            };
            let actor = match step.actor {
                Actor::Role(role) => self.role(role, account),
                _ => pipeline_role.clone(),
            };
            let actor_account = if matches!(step.actor, Actor::Role(_)) {
                account
            } else {
                self.home
            };
            let (reads, writes) = (
                !step.action.inputs.is_empty(),
                !step.action.outputs.is_empty(),
            );
            let store = self.store_of(step);
            match kind.artifacts {
                Artifacts::Actor => {
                    if reads {
                        self.grant(actor_account, &actor, store, &[Right::LOOK]);
                        self.grant(actor_account, &actor, store, &Right::READING);
                    }
                    if writes {
                        self.grant(actor_account, &actor, store, &[Right::LOOK]);
                        self.grant(actor_account, &actor, store, &Right::WRITING);
                    }
                }
                Artifacts::Project => {
                    if let Some(project) = resolved.project_of(step) {
                        let builder = self.build_role(project, account);
                        self.grant(account, &builder, store, &[Right::LOCATE]);
                        self.grant(account, &builder, store, &Right::READING);
                        if writes {
                            self.grant(account, &builder, store, &Right::WRITING);
                        }
                    }
                }
            }
            for right in self.rights_in_grants(step) {
                self.grant(actor_account, &actor, store, &[right]);
            }
            // A template's resources load their code from the artifact bucket.
            if let (Passed::Role(role), true) = (&step.passed, reads) {
                let passed = self.role(role, account);
                self.grant(account, &passed, store, &Right::READING);
            }
            self.grant_copying(step, &pipeline_role);
        }
        for role in resolved.pipeline.roles.iter() {
            if role.reads().next().is_some() {
                for account in resolved.accounts_of(&role.accounts) {
                    let reader = self.role(role, account);
                    for store in self.stores_of_reader(role, account) {
                        self.grant(account, &reader, store, &Right::READING);
                    }
                }
            }
        }
    }

    fn grant_copying(&mut self, step: &Step<'p>, pipeline_role: &str) {
        for input in step.action.inputs.iter() {
            for copy in self.way(step, &input.name).windows(2) {
                self.grant(self.home, pipeline_role, copy[0], &Right::READING);
                self.grant(self.home, pipeline_role, copy[1], &Right::WRITING);
            }
        }
    }

    /// The stores of what a role reads itself: those of the regions where actions of the account take it, and where
    /// none does, of that where it is made.
    pub(super) fn stores_of_reader(&self, role: &Role, account: &Account) -> Vec<usize> {
        let mut stores = Vec::new();
        for artifact in role.reads() {
            let before = stores.len();
            for step in self.steps_in(account) {
                let mut inputs = step.action.inputs.iter();
                if inputs.any(|input| input.name == artifact.name) {
                    stores.push(self.store_of(step));
                }
            }
            if stores.len() == before {
                let maker = self.makers.get(artifact.name.as_ref());
                stores.extend(maker.map(|maker| self.store_of(&self.resolved.steps[*maker])));
            }
        }
        stores.sort_unstable();
        stores.dedup();
        stores
    }

    fn grant(&mut self, account: &'p Account, path_and_name: &str, store: usize, rights: &[Right]) {
        let account_id = self.id(account);
        let here = self.place_of(account);
        let grantees = &mut self.access.grantees[here];
        let place = grantees
            .iter()
            .position(|grantee| grantee.path_and_name == path_and_name);
        let place = place.unwrap_or_else(|| {
            grantees.push(Grantee {
                account,
                account_id,
                path_and_name: path_and_name.to_owned(),
                rights: vec![Vec::new(); self.stores.all().len()],
            });
            grantees.len() - 1
        });
        let held = &mut grantees[place].rights[store];
        for right in rights {
            if !held.contains(right) {
                held.push(*right);
            }
        }
    }

    /// The statements of a role's own policy for its rights.
    pub(super) fn artifact_statements(
        &self,
        account: &'p Account,
        path_and_name: &str,
    ) -> Vec<Statement> {
        let rights = self.access.rights(self.place_of(account), path_and_name);
        let mut statements = Vec::new();
        for (store, rights) in self.stores.all().iter().zip(rights) {
            let bucket = &store.bucket_arn;
            for right in rights {
                let resource = match right.scope {
                    Scope::Bucket => bucket.clone(),
                    Scope::Objects => format!("{bucket}/*"),
                    Scope::Key => continue,
                };
                let actions = right.actions.iter().copied();
                statements.push(Statement::allow(right.sid, actions, [resource]));
            }
        }
        // The policy of a role that exists already is pasted by its owner, who has no stack that fills the key in.
        let filled = self.resolved.is_home(account) && !self.exists(account, path_and_name);
        for (store, rights) in rights.iter().enumerate() {
            let mut key = Vec::new();
            for right in rights.iter().filter(|right| right.scope == Scope::Key) {
                key.extend_from_slice(right.actions);
            }
            if !key.is_empty() {
                statements.push(self.key_statement(filled, store, key));
            }
        }
        statements
    }

    /// Whether a role of an account exists already.
    fn exists(&self, account: &'p Account, path_and_name: &str) -> bool {
        let roles = self.resolved.roles_in(account).iter();
        roles
            .filter(|role| role.existing.is_some())
            .any(|role| self.role(role, account) == path_and_name)
    }

    /// The use of an artifact key. Only the pipeline's stack can fill its ARN in: elsewhere the statement
    /// concerns every key of the pipeline's account, held to the artifact bucket by what S3 sends along, the
    /// bucket's ARN where bucket keys are on and the object's where not.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html>
    fn key_statement(&self, filled: bool, store: usize, actions: Vec<&str>) -> Statement {
        let Store {
            region,
            bucket_arn: bucket,
            ..
        } = self.stores.at(store);
        let mut sid = "UseArtifactKey".to_owned();
        if store != Stores::HOME {
            sid.push_str("In");
            sid.push_str(&names::logical_id(region));
        }
        if self.stores.exists() || filled {
            return Statement::allow(sid, actions, [self.stores.key(store, Holds::Primary)]);
        }
        let keys = format!(
            "arn:{}:kms:{region}:{}:key/*",
            self.partition.name, self.home_id
        );
        Statement::allow(sid, actions, [keys])
            .when(
                "StringEquals",
                "kms:ViaService",
                one_or_list(&self.via(store)),
            )
            .when(
                "StringLike",
                "kms:EncryptionContext:aws:s3:arn",
                Node::from([bucket.clone(), format!("{bucket}/*")]),
            )
    }

    /// The service through which the key of a store is used.
    pub(super) fn via(&self, store: usize) -> Vec<String> {
        let region = &self.stores.at(store).region;
        self.partition.via_service("s3", region)
    }

    /// Where an artifact that a step takes is copied, store by store; empty where it is made in the step's region.
    /// CodePipeline copies by way of the pipeline's region and with the pipeline role.
    /// <https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-create-cross-region.html>
    pub(super) fn way(&self, step: &Step<'p>, artifact: &str) -> Vec<usize> {
        let Some(maker) = self.makers.get(artifact) else {
            return Vec::new();
        };
        let (from, to) = (
            self.store_of(&self.resolved.steps[*maker]),
            self.store_of(step),
        );
        if from == to {
            return Vec::new();
        }
        let mut way = vec![from, Stores::HOME, to];
        way.dedup();
        way
    }

    /// The path and name of a role in an account, as its ARN has it after `role/`.
    pub(super) fn role(&self, role: &'p Role, account: &'p Account) -> String {
        if let Some(arn) = self.resolved.existing(role, account) {
            return arn
                .split_once(":role/")
                .map(|(_, name)| name.to_owned())
                .unwrap_or_default();
        }
        let name = names::role(self.resolved, role, account).unwrap_or_default();
        under(&self.role_path(Some(role), account), &name)
    }
}

/// A role's name with its path, as its ARN has both after `role/`.
pub(super) fn under(path: &str, name: &str) -> String {
    format!("{}{name}", path.trim_start_matches('/'))
}
