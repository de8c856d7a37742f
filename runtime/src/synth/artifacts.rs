//! What an artifact store is made of: key, alias, bucket, and who may use them.

use passrole_model::arn::Arn;
use passrole_model::names;

use super::access::{Grantee, Right, Scope};
use super::store::Stores;
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

impl<'p> Synth<'p> {
    /// Key, alias, bucket and bucket policy, in the pipeline's stack.
    pub(super) fn artifact_store(&self, template: &mut Template) {
        if self.stores.exists() {
            return;
        }
        let key = Map::new()
            .with("Description", self.key_description())
            .with("EnableKeyRotation", true)
            // Further regions need replicas of this key, and the property cannot be changed later.
            .with("MultiRegion", true)
            .with("KeyPolicy", self.key_policy(Stores::HOME).to_node())
            .with_some("Tags", self.tags());
        self.add(
            template,
            ids::KEY,
            self.kept(Resource::new("AWS::KMS::Key", key)),
        );
        let name = self.stores.at(Stores::HOME).bucket.as_str();
        let policy = self.bucket_policy(Stores::HOME).to_node();
        self.alias_and_bucket(template, name.into(), policy);
    }

    /// What stands beside the key, in every region.
    pub(super) fn alias_and_bucket(&self, template: &mut Template, name: Node, policy: Node) {
        let alias = Map::new()
            .with("AliasName", self.stores.alias.as_str())
            .with("TargetKeyId", Node::reference(ids::KEY));
        self.add(
            template,
            ids::ALIAS,
            Resource::new("AWS::KMS::Alias", alias),
        );
        self.add(
            template,
            ids::BUCKET,
            self.kept(Resource::new("AWS::S3::Bucket", self.bucket(name))),
        );
        let policy = Map::new()
            .with("Bucket", Node::reference(ids::BUCKET))
            .with("PolicyDocument", policy);
        self.add(
            template,
            ids::BUCKET_POLICY,
            Resource::new("AWS::S3::BucketPolicy", policy),
        );
    }

    pub(super) fn key_description(&self) -> String {
        format!("Artifacts of the pipeline {}", self.name)
    }

    /// A resource as the pipeline's `RemovalPolicy` asks.
    fn kept(&self, resource: Resource) -> Resource {
        if self.removal() == "Delete" {
            return resource.on_deletion("Delete").on_replacement("Delete");
        }
        // A first deployment that is rolled back leaves nothing in the way of the next.
        resource
            .on_deletion("RetainExceptOnCreate")
            .on_replacement("Retain")
    }

    fn bucket(&self, name: Node) -> Map {
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
            .with("BucketName", name)
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
        let existing = self.stores.existing_key.as_deref().and_then(Arn::parse);
        existing.map_or(self.home_id.as_str(), |key| key.account)
    }

    /// Administration to the account that the key lies in; use to the roles that read and write artifacts in the key's
    /// region.
    pub(super) fn key_policy(&self, store: usize) -> Policy {
        let mut policy = Policy::of([Statement::allow("Administration", ADMINISTRATION, ["*"])
            .of(Principal::Accounts(vec![self.store_owner().to_owned()]))]);
        for right in self.access.all(store, &[Scope::Key]) {
            for statement in self.shared(store, right, &|_| true, &"*".into()) {
                policy.add(statement);
            }
        }
        policy
    }

    /// TLS for everyone; access to the other accounts' roles for what they use. The roles of the bucket's account
    /// have theirs by their own policies.
    pub(super) fn bucket_policy(&self, store: usize) -> Policy {
        let bucket = &self.stores.at(store).bucket_arn;
        self.bucket_policy_on(store, bucket.into(), format!("{bucket}/*").into())
    }

    /// The same on a bucket and its objects as the stack names them.
    pub(super) fn bucket_policy_on(&self, store: usize, bucket: Node, objects: Node) -> Policy {
        let owner = self.store_owner();
        let mut policy = Policy::of([Statement::allow(
            "DenyInsecureTransport",
            ["s3:*"],
            [bucket.clone(), objects.clone()],
        )
        .denied()
        .of(Principal::Any)
        .when("Bool", "aws:SecureTransport", "false")]);
        for right in self.access.all(store, &[Scope::Bucket, Scope::Objects]) {
            let resource = if right.scope == Scope::Bucket {
                &bucket
            } else {
                &objects
            };
            let others = |grantee: &Grantee<'_>| grantee.account_id != owner;
            for statement in self.shared(store, right, &others, resource) {
                policy.add(statement);
            }
        }
        policy
    }

    /// A statement for each set of accounts whose roles of that right have the same names: it grows by an
    /// account's id for an account.
    fn shared(
        &self,
        store: usize,
        right: Right,
        who: &dyn Fn(&Grantee<'_>) -> bool,
        resource: &Node,
    ) -> Vec<Statement> {
        let mut accounts: Vec<(&str, &str, Vec<String>)> = Vec::new();
        for grantee in self
            .access
            .grantees()
            .filter(|grantee| grantee.rights[store].contains(&right) && who(grantee))
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
                Statement::allow(sid, right.actions.iter().copied(), [resource.clone()])
                    .of(Principal::Accounts(ids))
                    .when("ArnLike", "aws:PrincipalArn", patterns)
            })
            .collect()
    }
}
