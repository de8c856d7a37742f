//! The artifact store: key, alias, bucket, and who may use them.

use passrole_model::arn::Arn;
use passrole_model::names;

use super::access::{Grantee, Right, Scope};
use super::{Synth, ids};
use crate::iam::{Policy, Principal, Statement};
use crate::template::{Map, Node, Resource, Template};

/// What the account may do with the key, action by action: a key whose owner could not change its policy
/// would be refused. <https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html>
const ADMINISTRATION: [&str; 26] = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:CreateGrant",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:ReplicateKey",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
    "kms:UpdatePrimaryRegion",
];

/// The names of the artifact store, known before anything is made.
pub(super) struct Store {
    /// The bucket's name.
    pub(super) bucket: String,
    /// The bucket's ARN.
    pub(super) bucket_arn: String,
    /// The ARN of a key that exists already.
    pub(super) existing_key: Option<String>,
    /// The alias's name, with `alias/`.
    pub(super) alias: String,
    /// The ARN by which other accounts name the key: its alias's, or its own where it exists already.
    pub(super) key_abroad: String,
}

impl Store {
    /// Whether bucket and key exist already, so that nothing is made for them.
    pub(super) fn exists(&self) -> bool {
        self.existing_key.is_some()
    }

    /// The key's ARN as text in a stack.
    pub(super) fn key_text(&self, home: bool) -> String {
        match &self.existing_key {
            Some(arn) => arn.clone(),
            None if home => format!("${{{}.Arn}}", ids::KEY),
            None => self.key_abroad.clone(),
        }
    }

    /// The key's ARN as a value in a stack.
    pub(super) fn key(&self, home: bool) -> Node {
        match &self.existing_key {
            Some(arn) => Node::from(arn.as_str()),
            None if home => Node::get_att(ids::KEY, "Arn"),
            None => Node::from(self.key_abroad.as_str()),
        }
    }

    /// The bucket as a value in the pipeline's stack: it is made before what names it.
    pub(super) fn bucket_at_home(&self) -> Node {
        if self.exists() {
            Node::from(self.bucket.as_str())
        } else {
            Node::reference(ids::BUCKET)
        }
    }
}

impl<'p> Synth<'p> {
    /// Key, alias, bucket and bucket policy, in the pipeline's stack.
    pub(super) fn artifact_store(&self, template: &mut Template) {
        if self.store.exists() {
            return;
        }
        let keep = self.removal() != "Delete";
        let policies = |resource: Resource| {
            // A first deployment that is rolled back leaves nothing in the way of the next.
            if keep {
                resource
                    .on_deletion("RetainExceptOnCreate")
                    .on_replacement("Retain")
            } else {
                resource.on_deletion("Delete").on_replacement("Delete")
            }
        };
        let key = Map::new()
            .with(
                "Description",
                format!("Artifacts of the pipeline {}", self.name),
            )
            .with("EnableKeyRotation", true)
            // Further regions need replicas of this key, and the property cannot be changed later.
            .with("MultiRegion", true)
            .with("KeyPolicy", self.key_policy().to_node())
            .with_some("Tags", self.tags());
        self.add(
            template,
            ids::KEY,
            policies(Resource::new("AWS::KMS::Key", key)),
        );
        let alias = Map::new()
            .with("AliasName", self.store.alias.as_str())
            .with("TargetKeyId", Node::reference(ids::KEY));
        self.add(
            template,
            ids::ALIAS,
            Resource::new("AWS::KMS::Alias", alias),
        );
        self.add(
            template,
            ids::BUCKET,
            policies(Resource::new("AWS::S3::Bucket", self.bucket())),
        );
        let policy = Map::new()
            .with("Bucket", Node::reference(ids::BUCKET))
            .with("PolicyDocument", self.bucket_policy().to_node());
        self.add(
            template,
            ids::BUCKET_POLICY,
            Resource::new("AWS::S3::BucketPolicy", policy),
        );
    }

    fn bucket(&self) -> Map {
        let encryption = Map::new().with("BucketKeyEnabled", true).with(
            "ServerSideEncryptionByDefault",
            Map::new()
                .with("SSEAlgorithm", "aws:kms")
                .with("KMSMasterKeyID", Node::get_att(ids::KEY, "Arn")),
        );
        let expiry = Map::new()
            .with("Id", "ExpireWhatNoRunReadsAgain")
            .with("Status", "Enabled")
            .with(
                "NoncurrentVersionExpiration",
                Map::new().with("NoncurrentDays", 30),
            )
            .with(
                "AbortIncompleteMultipartUpload",
                Map::new().with("DaysAfterInitiation", 7),
            );
        Map::new()
            .with("BucketName", self.store.bucket.as_str())
            .with(
                "BucketEncryption",
                Map::new().with("ServerSideEncryptionConfiguration", [encryption]),
            )
            .with(
                "VersioningConfiguration",
                Map::new().with("Status", "Enabled"),
            )
            .with(
                "PublicAccessBlockConfiguration",
                Map::new()
                    .with("BlockPublicAcls", true)
                    .with("BlockPublicPolicy", true)
                    .with("IgnorePublicAcls", true)
                    .with("RestrictPublicBuckets", true),
            )
            .with(
                "OwnershipControls",
                Map::new().with(
                    "Rules",
                    [Map::new().with("ObjectOwnership", "BucketOwnerEnforced")],
                ),
            )
            .with("LifecycleConfiguration", Map::new().with("Rules", [expiry]))
            .with_some("Tags", self.tags())
    }

    /// The account that the store lies in: an existing bucket's own name does not tell, so its key's does.
    pub(super) fn store_owner(&self) -> &str {
        let existing = self.store.existing_key.as_deref().and_then(Arn::parse);
        existing.map_or(self.home_id.as_str(), |key| key.account)
    }

    /// Administration to the account that the key lies in; use to the roles that read and write artifacts.
    pub(super) fn key_policy(&self) -> Policy {
        let mut policy = Policy::of([Statement::allow("Administration", ADMINISTRATION, ["*"])
            .of(Principal::Accounts(vec![self.store_owner().to_owned()]))]);
        for right in self.access.all(&[Scope::Key]) {
            for statement in self.shared(right, |_| true, "*") {
                policy.add(statement);
            }
        }
        policy
    }

    /// TLS for everyone; access to the other accounts' roles for what they use. The roles of the bucket's account
    /// have theirs by their own policies.
    pub(super) fn bucket_policy(&self) -> Policy {
        let (bucket, objects) = (
            &self.store.bucket_arn,
            format!("{}/*", self.store.bucket_arn),
        );
        let owner = self.store_owner();
        let mut policy = Policy::of([Statement::allow(
            "DenyInsecureTransport",
            ["s3:*"],
            [bucket.as_str(), objects.as_str()],
        )
        .denied()
        .of(Principal::Any)
        .when("Bool", "aws:SecureTransport", "false")]);
        for right in self.access.all(&[Scope::Bucket, Scope::Objects]) {
            let resource = if right.scope == Scope::Bucket {
                bucket
            } else {
                &objects
            };
            for statement in self.shared(right, |grantee| grantee.account_id != owner, resource) {
                policy.add(statement);
            }
        }
        policy
    }

    /// A statement for each set of accounts whose roles of that right have the same names: it grows by an
    /// account's id for an account.
    fn shared(
        &self,
        right: Right,
        who: impl Fn(&Grantee<'_>) -> bool,
        resource: &str,
    ) -> Vec<Statement> {
        let mut accounts: Vec<(&str, &str, Vec<String>)> = Vec::new();
        for grantee in self
            .access
            .grantees()
            .filter(|grantee| grantee.rights.contains(&right) && who(grantee))
        {
            let pattern = self.role_arn("*", &grantee.path_and_name);
            match accounts
                .last_mut()
                .filter(|last| last.0 == grantee.account_id)
            {
                Some((.., patterns)) => patterns.push(pattern),
                None => accounts.push((
                    &grantee.account_id,
                    &grantee.account.name.name,
                    vec![pattern],
                )),
            }
        }
        let mut groups: Vec<(Vec<String>, &str, Vec<String>)> = Vec::new();
        for (id, name, patterns) in accounts {
            match groups.iter_mut().find(|group| group.0 == patterns) {
                Some(group) => group.2.push(id.to_owned()),
                None => groups.push((patterns, name, vec![id.to_owned()])),
            }
        }
        let several = groups.len() > 1;
        groups
            .into_iter()
            .map(|(patterns, name, ids)| {
                let sid = match several {
                    true => format!("{}For{}", right.sid, names::logical_id(name)),
                    false => right.sid.to_owned(),
                };
                let patterns = match patterns.as_slice() {
                    [one] => Node::from(one.as_str()),
                    _ => Node::from(patterns),
                };
                Statement::allow(sid, right.actions.iter().copied(), [resource])
                    .of(Principal::Accounts(ids))
                    .when("ArnLike", "aws:PrincipalArn", patterns)
            })
            .collect()
    }
}
