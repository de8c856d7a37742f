//! Who reads and writes the artifacts, and how that is allowed: the role's own policy says the same as the
//! bucket's and the key's.

use std::collections::HashMap;

use passrole_model::catalog::Artifacts;
use passrole_model::names;
use passrole_model::pipeline::{Account, Role};
use passrole_model::resolve::{Actor, Passed};

use super::Synth;
use crate::iam::Statement;
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
    pub(super) rights: Vec<Right>,
}

/// Every role that uses the artifact store, account by account in the order of the declaration.
#[derive(Debug, Default)]
pub(super) struct Access<'p> {
    grantees: Vec<Vec<Grantee<'p>>>,
    /// The place of each account in `grantees`.
    places: HashMap<&'p str, usize>,
}

impl<'p> Access<'p> {
    /// The roles, account by account in the order of the declaration.
    pub(super) fn grantees(&self) -> impl Iterator<Item = &Grantee<'p>> {
        self.grantees.iter().flatten()
    }

    /// The rights of a role.
    pub(super) fn rights(&self, account: &Account, path_and_name: &str) -> &[Right] {
        let here = self
            .places
            .get(account.name.name.as_ref())
            .map(|place| &self.grantees[*place]);
        let role = here.and_then(|grantees| {
            grantees
                .iter()
                .find(|one| one.path_and_name == path_and_name)
        });
        role.map_or(&[], |role| role.rights.as_slice())
    }

    /// Every right that some role has, each once.
    pub(super) fn all(&self, scope: &[Scope]) -> Vec<Right> {
        let mut all: Vec<Right> = Vec::new();
        for right in self.grantees().flat_map(|grantee| &grantee.rights) {
            if scope.contains(&right.scope) && !all.contains(right) {
                all.push(*right);
            }
        }
        all
    }
}

impl<'p> Synth<'p> {
    /// Finds out who uses the artifact store.
    pub(super) fn find_access(&mut self) {
        let resolved = self.resolved;
        for account in resolved.pipeline.accounts.iter() {
            self.access
                .places
                .insert(&account.name.name, self.access.grantees.len());
            self.access.grantees.push(Vec::new());
        }
        let pipeline_role = self.pipeline_role();
        self.grant(
            self.home,
            pipeline_role.clone(),
            &[Right::LOOK, Right::LOCATE],
        );
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
            match kind.artifacts {
                Artifacts::Actor => {
                    if reads {
                        self.grant(actor_account, actor.clone(), &[Right::LOOK]);
                        self.grant(actor_account, actor.clone(), &Right::READING);
                    }
                    if writes {
                        self.grant(actor_account, actor.clone(), &[Right::LOOK]);
                        self.grant(actor_account, actor.clone(), &Right::WRITING);
                    }
                }
                Artifacts::Project => {
                    if let Some(project) = resolved.project_of(step) {
                        let builder = self.build_role(project, account);
                        self.grant(account, builder.clone(), &[Right::LOCATE]);
                        self.grant(account, builder.clone(), &Right::READING);
                        if writes {
                            self.grant(account, builder, &Right::WRITING);
                        }
                    }
                }
            }
            for right in self.rights_in_grants(step) {
                self.grant(actor_account, actor.clone(), &[right]);
            }
            // A template's resources load their code from the artifact bucket.
            if let (Passed::Role(role), true) = (&step.passed, reads) {
                let passed = self.role(role, account);
                self.grant(account, passed, &Right::READING);
            }
        }
        for role in resolved.pipeline.roles.iter() {
            if role.reads().next().is_some() {
                for account in resolved.accounts_of(&role.accounts) {
                    let reader = self.role(role, account);
                    self.grant(account, reader, &Right::READING);
                }
            }
        }
    }

    fn grant(&mut self, account: &'p Account, path_and_name: String, rights: &[Right]) {
        let account_id = self.id(account);
        let grantees = &mut self.access.grantees[self.access.places[account.name.name.as_ref()]];
        let place = grantees
            .iter()
            .position(|grantee| grantee.path_and_name == path_and_name);
        let place = place.unwrap_or_else(|| {
            grantees.push(Grantee {
                account,
                account_id,
                path_and_name,
                rights: Vec::new(),
            });
            grantees.len() - 1
        });
        for right in rights {
            if !grantees[place].rights.contains(right) {
                grantees[place].rights.push(*right);
            }
        }
    }

    /// The statements of a role's own policy for its rights.
    pub(super) fn artifact_statements(
        &self,
        account: &'p Account,
        path_and_name: &str,
    ) -> Vec<Statement> {
        let rights = self.access.rights(account, path_and_name);
        let bucket = &self.store.bucket_arn;
        let mut statements = Vec::new();
        for right in rights {
            match right.scope {
                Scope::Bucket => statements.push(Statement::allow(
                    right.sid,
                    right.actions.iter().copied(),
                    [bucket.as_str()],
                )),
                Scope::Objects => {
                    statements.push(Statement::allow(
                        right.sid,
                        right.actions.iter().copied(),
                        [format!("{bucket}/*")],
                    ));
                }
                Scope::Key => {}
            }
        }
        let key: Vec<&str> = rights
            .iter()
            .filter(|right| right.scope == Scope::Key)
            .flat_map(|right| right.actions.iter().copied())
            .collect();
        if !key.is_empty() {
            statements.push(self.key_statement(account, key));
        }
        statements
    }

    /// The use of the artifact key. Another account does not know its ARN beforehand: there the statement
    /// concerns every key of the pipeline's account, held to the artifact bucket by what S3 sends along, the
    /// bucket's ARN where bucket keys are on and the object's where not.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html>
    fn key_statement(&self, account: &'p Account, actions: Vec<&str>) -> Statement {
        let sid = "UseArtifactKey";
        if self.store.exists() || self.resolved.is_home(account) {
            return Statement::allow(sid, actions, [self.store.key(true)]);
        }
        let keys = format!(
            "arn:{}:kms:{}:{}:key/*",
            self.partition.name, self.region, self.home_id
        );
        let bucket = &self.store.bucket_arn;
        Statement::allow(sid, actions, [keys])
            .when("StringEquals", "kms:ViaService", self.via())
            .when(
                "StringLike",
                "kms:EncryptionContext:aws:s3:arn",
                Node::from([bucket.clone(), format!("{bucket}/*")]),
            )
    }

    /// The service through which the artifact key is used.
    pub(super) fn via(&self) -> String {
        format!("s3.{}.{}", self.region, self.partition.dns_suffix)
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
