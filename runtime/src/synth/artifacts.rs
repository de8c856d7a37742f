//! What an artifact store is made of: key, alias, bucket, and who may use them.

use passrole_model::arn::Arn;
use passrole_model::catalog::limits;
use passrole_model::names;

use super::rights::{Right, Scope};
use super::store::Stores;
use super::trust::account;
use super::{Contents, Synth, add, ids};
use crate::iam::{Policy, Principal, Statement, one_or_list};
use crate::template::{Map, Node, Resource, Template, list, map};

/// What the account may do with the key, action by action: a key whose owner could not change its policy
/// would be refused. <https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html>
pub(super) const ADMINISTRATION: &[&str] = &[
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
        let key = map! {
            "Description": self.key_description(),
            "EnableKeyRotation": true,
            // Further regions need replicas of this key, and the property cannot be changed later.
            "MultiRegion": true,
            "KeyPolicy": self.key_policy(Stores::HOME).to_node(),
            "Tags"?: self.tags(),
        };
        let key = self.kept(Resource::new("AWS::KMS::Key", key));
        add(template, ids::KEY, key);
        let name = self.stores.at(Stores::HOME).bucket.as_str();
        let policy = self.bucket_policy(Stores::HOME).to_node();
        self.alias_and_bucket(template, name.into(), policy);
    }

    /// What stands beside the key, in every region.
    pub(super) fn alias_and_bucket(&self, template: &mut Template, name: Node, policy: Node) {
        let alias = map! {
            "AliasName": self.stores.alias.as_str(),
            "TargetKeyId": Node::reference(ids::KEY),
        };
        let alias = Resource::new("AWS::KMS::Alias", alias);
        add(template, ids::ALIAS, alias);
        let bucket = self.kept(Resource::new("AWS::S3::Bucket", self.bucket(name)));
        add(template, ids::BUCKET, bucket);
        let policy = map! { "Bucket": Node::reference(ids::BUCKET), "PolicyDocument": policy };
        let policy = Resource::new("AWS::S3::BucketPolicy", policy);
        add(template, ids::BUCKET_POLICY, policy);
    }

    pub(super) fn key_description(&self) -> String {
        limits::KEY_DESCRIPTION.fit(&format!("Artifacts of the pipeline {}", self.name))
    }

    /// A resource as the pipeline's `RemovalPolicy` asks.
    fn kept(&self, resource: Resource) -> Resource {
        let (deletion, replacement) = match self.is_set("RemovalPolicy", "Delete") {
            true => ("Delete", "Delete"),
            // A first deployment that is rolled back leaves nothing in the way of the next.
            false => ("RetainExceptOnCreate", "Retain"),
        };
        resource.on_deletion(deletion).on_replacement(replacement)
    }

    fn bucket(&self, name: Node) -> Map {
        let encryption = map! {
            "BucketKeyEnabled": true,
            "ServerSideEncryptionByDefault": map! {
                "SSEAlgorithm": "aws:kms",
                "KMSMasterKeyID": Node::get_att(ids::KEY, "Arn"),
            },
        };
        let expiry = map! {
            "Id": "ExpireWhatNoRunReadsAgain",
            "Status": "Enabled",
            "NoncurrentVersionExpiration": map! { "NoncurrentDays": 30 },
            "AbortIncompleteMultipartUpload": map! { "DaysAfterInitiation": 7 },
        };
        let ownership = map! { "ObjectOwnership": "BucketOwnerEnforced" };
        map! {
            "BucketName": name,
            "BucketEncryption": map! { "ServerSideEncryptionConfiguration": list![encryption] },
            "VersioningConfiguration": map! { "Status": "Enabled" },
            "PublicAccessBlockConfiguration": map! {
                "BlockPublicAcls": true,
                "BlockPublicPolicy": true,
                "IgnorePublicAcls": true,
                "RestrictPublicBuckets": true,
            },
            "OwnershipControls": map! { "Rules": list![ownership] },
            "LifecycleConfiguration": map! { "Rules": list![expiry] },
            "Tags"?: self.tags(),
        }
    }

    /// The account that the store lies in: an existing bucket's own name does not tell, so its key's does.
    pub(super) fn store_owner(&self) -> &str {
        match self.stores.existing_key.as_deref().and_then(Arn::parse) {
            Some(key) => key.account,
            None => &self.home_id,
        }
    }

    /// Administration to the account that the key lies in; use to the roles that read and write artifacts in the key's
    /// region.
    pub(super) fn key_policy(&self, store: usize) -> Policy {
        let owner = account(self.store_owner());
        let administration = Statement::allow("Administration", ADMINISTRATION, "*");
        let mut policy = Policy::of(administration.of(owner));
        for &right in &self.all_rights(store, true) {
            self.share(store, right, None, &"*".into(), &mut policy);
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
        let everything = list![bucket.clone(), objects.clone()];
        let insecure = Statement::allow("DenyInsecureTransport", &["s3:*"], everything)
            .denied()
            .of(Principal::Any)
            .when("Bool", "aws:SecureTransport", "false");
        let mut policy = Policy::of(insecure);
        let owner = Some(self.store_owner());
        for &right in &self.all_rights(store, false) {
            let resource = if right.scope == Scope::Bucket {
                &bucket
            } else {
                &objects
            };
            self.share(store, right, owner, resource, &mut policy);
        }
        policy
    }

    /// A statement for each set of accounts whose roles of that right have the same names: it grows by an
    /// account's id for an account. One account is left out.
    fn share(
        &self,
        store: usize,
        right: Right,
        without: Option<&str>,
        resource: &Node,
        policy: &mut Policy,
    ) {
        let mut groups: Vec<Statement> = Vec::new();
        'accounts: for sharing in self.resolved.pipeline.accounts.iter() {
            let Contents { id, grantees, .. } = self.contents(sharing);
            let mut roles = Vec::new();
            for grantee in grantees {
                if grantee.rights[store].contains(&right) {
                    roles.push(self.role_arn_in("*", &grantee.path_and_name).into());
                }
            }
            if roles.is_empty() || without == Some(id) {
                continue;
            }
            let sid = format!("{}For{}", right.sid, names::logical_id(&sharing.name.name));
            let roles = one_or_list(Node::List(roles));
            let group = Statement::allow(&sid, right.actions, resource.clone())
                .of(account(id))
                .when("ArnLike", "aws:PrincipalArn", roles);
            for same in &mut groups {
                if let Some(Principal::Accounts(accounts)) = &mut same.principal
                    && same.condition == group.condition
                {
                    accounts.push(id.as_str().into());
                    continue 'accounts;
                }
            }
            groups.push(group);
        }
        if let [only] = groups.as_mut_slice() {
            only.sid = right.sid.to_owned();
        }
        policy.add_all(groups);
    }
}
