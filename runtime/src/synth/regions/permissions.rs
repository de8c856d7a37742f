//! What the execution role of the stack set may do: make, change and delete the stacks of further regions and what
//! they hold.

use passrole_model::catalog::{regions, settings};
use passrole_model::index::Index;
use passrole_model::names;
use passrole_model::resolve::ProjectPlaces;

use super::super::store::Stores;
use super::super::text::Holds;
use super::super::{Synth, ids};
use super::region_names;
use crate::iam::{Statement, one_or_list};
use crate::template::{Node, list};

/// StackSets work on the stacks of a stack set with all of CloudFormation; no other service since October 2022.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html>
const STACKS: &[&str] = &[
    "cloudformation:CancelUpdateStack",
    "cloudformation:ContinueUpdateRollback",
    "cloudformation:CreateChangeSet",
    "cloudformation:CreateStack",
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:DescribeChangeSet",
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStackResource",
    "cloudformation:DescribeStackResources",
    "cloudformation:DescribeStacks",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:GetStackPolicy",
    "cloudformation:GetTemplate",
    "cloudformation:ListChangeSets",
    "cloudformation:ListStackResources",
    "cloudformation:RollbackStack",
    "cloudformation:SetStackPolicy",
    "cloudformation:TagResource",
    "cloudformation:UntagResource",
    "cloudformation:UpdateStack",
    "cloudformation:UpdateTerminationProtection",
];
/// What AWS::KMS::Alias does. <https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-kms>
const ALIAS: &[&str] = &["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"];
/// What AWS::KMS::ReplicaKey does once it has made its key.
const KEY: &[&str] = &[
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:GetKeyPolicy",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:UntagResource",
    "kms:UpdateKeyDescription",
];
/// The settings that the bucket has, its policy, and its tags, which S3 knows by two names.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>
const BUCKET: &[&str] = &[
    "s3:CreateBucket",
    "s3:GetBucketLocation",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketTagging",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:ListBucket",
    "s3:ListTagsForResource",
    "s3:PutBucketOwnershipControls",
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketTagging",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:TagResource",
    "s3:UntagResource",
];
/// What becomes of the bucket of a region that is left.
pub(super) const LEAVE_BUCKET: &[&str] = &["s3:DeleteBucket", "s3:DeleteBucketPolicy"];
const PROJECTS: &[&str] = &[
    "codebuild:BatchGetProjects",
    "codebuild:CreateProject",
    "codebuild:UpdateProject",
];

impl<'p> Synth<'p> {
    /// What the execution role may do. Where it takes something away, that is for every region that there is: the role
    /// is changed before the stack set is, and could not leave a region that it no longer knows. Of projects that were
    /// there once nothing is known but how their names begin.
    pub(super) fn exec_statements(&self) -> Vec<Statement> {
        let mut statements = Vec::new();
        let list = &mut statements;
        let stacks = format!("stack/StackSet-{}-*", self.stack_set());
        let stacks = self.anywhere("cloudformation", &stacks);
        self.elsewhere("ManageStacks", STACKS, stacks, list);
        self.elsewhere("Look", &settings::ANYWHERE, "*".into(), list);
        let mut buckets: Vec<Node> = Vec::new();
        for store in self.stores.further() {
            buckets.push(store.bucket_arn.as_str().into());
        }
        list.push(Statement::allow("ManageBucket", BUCKET, buckets));
        self.elsewhere("LeaveBucket", LEAVE_BUCKET, self.buckets_anywhere(), list);
        // The ARN of a replica is its primary's in another region.
        let key = Node::sub(format!(
            "arn:${{AWS::Partition}}:kms:*:${{AWS::AccountId}}:key/${{{}}}",
            ids::KEY
        ));
        let aliases = list![key.clone(), self.anywhere("kms", &self.stores.alias)];
        self.elsewhere("ManageAlias", ALIAS, aliases, list);
        self.elsewhere("ManageKey", KEY, key, list);
        let primary = self.stores.key(Stores::HOME, Holds::Primary);
        let replicate = Statement::allow("ReplicateKey", &["kms:ReplicateKey"], primary);
        let regions = one_or_list(region_names(self.stores.further()));
        list.push(replicate.when("StringEquals", "kms:ReplicaRegion", regions));
        let projects = format!("project/{}", self.project_names());
        let projects = self.anywhere("codebuild", &projects);
        self.elsewhere(
            "LeaveProjects",
            &["codebuild:DeleteProject"],
            projects,
            list,
        );
        // A replica is asked for in the region of its primary, and KMS knows no narrower resource while it is not there.
        self.everywhere("CreateKey", settings::CREATE_KEY, "*".into(), list);
        let keys = self.anywhere("kms", "key/*");
        self.everywhere("TagKey", "kms:TagResource", keys, list);
        for place in self.projects_in(self.home) {
            if place.further.is_empty() {
                continue;
            }
            let project = self.project_resource(place.project);
            let project = self.anywhere("codebuild", &project);
            self.elsewhere("ManageProjects", PROJECTS, project, list);
            let roles = self.passed_roles(place);
            let pass = Statement::allow("PassBuildRoles", &["iam:PassRole"], roles);
            let codebuild = "codebuild.amazonaws.com";
            list.push(pass.when("StringEquals", "iam:PassedToService", codebuild));
        }
        statements
    }

    /// The buckets of all regions that may be further ones, by the forms of their names: `shop-??-southeast-?`. An ARN of S3 has
    /// neither account nor region, so a pattern for any end would be others' buckets too.
    fn buckets_anywhere(&self) -> Node {
        let mut forms = Index::default();
        let mut buckets: Vec<Node> = Vec::new();
        for region in &self.regions_anywhere() {
            let form = format!("??{}?", &region[2..region.len() - 1]);
            if forms.add(&form) {
                buckets.push(self.bucket_arn_in(&form).into());
            }
        }
        Node::List(buckets)
    }

    /// The regions that may be further ones.
    pub(super) fn regions_anywhere(&self) -> Vec<&'static str> {
        let mut anywhere = Vec::new();
        for (region, partition) in regions::ALL {
            if *partition == self.partition && *region != self.region {
                anywhere.push(*region);
            }
        }
        anywhere
    }

    /// The ARN of a further region's bucket.
    pub(super) fn bucket_arn_in(&self, region: &str) -> String {
        let (partition, start) = (self.partition.name, self.bucket_start());
        format!("arn:{partition}:s3:::{start}{region}")
    }

    /// Adds a statement for every region but the pipeline's.
    fn elsewhere(&self, sid: &str, actions: &[&str], on: Node, statements: &mut Vec<Statement>) {
        let region = self.region.as_str();
        let statement = Statement::allow(sid, actions, on);
        statements.push(statement.when("StringNotEquals", "aws:RequestedRegion", region));
    }

    /// Adds a statement for the pipeline's region and the further ones.
    fn everywhere(&self, sid: &str, action: &str, on: Node, statements: &mut Vec<Statement>) {
        let regions = region_names(self.stores.all());
        let statement = Statement::allow(sid, &[action], on);
        statements.push(statement.when("StringEquals", "aws:RequestedRegion", regions));
    }

    /// A resource of the pipeline's account in whatever region.
    fn anywhere(&self, service: &str, resource: &str) -> Node {
        self.arn(service, "*", &self.home_id, resource).into()
    }

    /// The roles that a project is given.
    fn passed_roles(&self, place: &ProjectPlaces<'p>) -> Node {
        let mut roles = list![self.build_role_arn(place.project, place.account)];
        if self.builds_in_batches(place) {
            let batch = self.batch_role_arn(place.project, place.account);
            roles = roles.and(batch.into());
        }
        roles
    }

    /// Adds the logical ids of those of them that are made.
    pub(super) fn add_made_roles(&self, place: &ProjectPlaces<'p>, ids: &mut Vec<String>) {
        let project = place.project;
        if project.role.is_none() {
            ids.push(names::build_role_id(project));
        } else if let Some(role) = self.declared(project.role.as_ref())
            && role.existing.is_none()
        {
            ids.push(names::role_id(role));
        }
        if self.builds_in_batches(place) {
            ids.push(names::batch_role_id(project));
        }
    }
}
