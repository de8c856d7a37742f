//! What the execution role of the stack set may do: make, change and delete the stacks of further regions and what
//! they hold.

use passrole_model::catalog::settings;
use passrole_model::names;
use passrole_model::resolve::ProjectPlaces;

use super::super::store::Stores;
use super::super::text::Holds;
use super::super::{Synth, ids};
use crate::iam::{Statement, one_or_list};
use crate::template::Node;

/// StackSets work on the stacks of a stack set with all of CloudFormation; no other service since October 2022.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html>
const STACKS: [&str; 22] = [
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
const ALIAS: [&str; 3] = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"];
/// What AWS::KMS::ReplicaKey does once it has made its key.
const KEY: [&str; 9] = [
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
const BUCKET: [&str; 20] = [
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
const LEAVE_BUCKET: [&str; 2] = ["s3:DeleteBucket", "s3:DeleteBucketPolicy"];
const PROJECTS: [&str; 3] = [
    "codebuild:BatchGetProjects",
    "codebuild:CreateProject",
    "codebuild:UpdateProject",
];

impl<'p> Synth<'p> {
    /// What the execution role may do. The regions are not named where it takes something away: the role is changed
    /// before the stack set is, and could not leave a region that it no longer knows.
    pub(super) fn exec_statements(&self) -> Vec<Statement> {
        let elsewhere = |statement: Statement| {
            statement.when(
                "StringNotEquals",
                "aws:RequestedRegion",
                self.region.as_str(),
            )
        };
        let stacks = format!("stack/StackSet-{}-*", self.stack_set());
        let buckets = self.stores.further().iter();
        // The ARN of a replica is its primary's in another region.
        let key = Node::sub(format!(
            "arn:${{AWS::Partition}}:kms:*:${{AWS::AccountId}}:key/${{{}}}",
            ids::KEY
        ));
        let alias = self.anywhere("kms", &self.stores.alias).into();
        let left = format!("arn:{}:s3:::{}*", self.partition.name, self.bucket_start());
        let projects = format!("project/{}", self.project_names());
        let mut statements = vec![
            elsewhere(Statement::allow(
                "ManageStacks",
                STACKS,
                [self.anywhere("cloudformation", &stacks)],
            )),
            elsewhere(Statement::allow("Look", settings::ANYWHERE, ["*"])),
            Statement::allow(
                "ManageBucket",
                BUCKET,
                buckets.map(|store| store.bucket_arn.as_str()),
            ),
            elsewhere(Statement::allow("LeaveBucket", LEAVE_BUCKET, [left])),
            elsewhere(Statement::allow("ManageAlias", ALIAS, [key.clone(), alias])),
            elsewhere(Statement::allow("ManageKey", KEY, [key])),
            Statement::allow(
                "ReplicateKey",
                ["kms:ReplicateKey"],
                [self.stores.key(Stores::HOME, Holds::Primary)],
            )
            .when(
                "StringEquals",
                "kms:ReplicaRegion",
                one_or_list(&self.further_names()),
            ),
            elsewhere(Statement::allow(
                "LeaveProjects",
                ["codebuild:DeleteProject"],
                [self.anywhere("codebuild", &projects)],
            )),
        ];
        // A replica is asked for in the region of its primary, and KMS knows no narrower resource while it is not there.
        let stores = self.stores.all().iter();
        let regions: Vec<&str> = stores.map(|store| store.region.as_str()).collect();
        for (sid, action, resource) in [
            ("CreateKey", settings::CREATE_KEY, "*".to_owned()),
            ("TagKey", "kms:TagResource", self.anywhere("kms", "key/*")),
        ] {
            statements.push(Statement::allow(sid, [action], [resource]).when(
                "StringEquals",
                "aws:RequestedRegion",
                regions.clone(),
            ));
        }
        for place in self.further_places() {
            let project = format!("project/{}", self.project_name(place.project));
            statements.push(elsewhere(Statement::allow(
                "ManageProjects",
                PROJECTS,
                [self.anywhere("codebuild", &project)],
            )));
            statements.push(
                Statement::allow("PassBuildRoles", ["iam:PassRole"], self.passed_roles(place))
                    .when(
                        "StringEquals",
                        "iam:PassedToService",
                        "codebuild.amazonaws.com",
                    ),
            );
        }
        statements
    }

    /// A resource of the pipeline's account in whatever region.
    fn anywhere(&self, service: &str, resource: &str) -> String {
        let (partition, account) = (self.partition.name, &self.home_id);
        format!("arn:{partition}:{service}:*:{account}:{resource}")
    }

    /// The roles that a project is given.
    fn passed_roles(&self, place: &ProjectPlaces<'p>) -> Vec<String> {
        let mut roles = vec![self.build_role(place.project, place.account)];
        if self.builds_in_batches(place) {
            roles.push(self.batch_role(place.project, place.account));
        }
        let roles = roles.iter();
        roles
            .map(|role| self.role_arn(&self.home_id, role))
            .collect()
    }

    /// The logical ids of those of them that are made.
    pub(super) fn made_roles(&self, place: &ProjectPlaces<'p>) -> Vec<String> {
        let project = place.project;
        let mut ids = match &project.role {
            None => vec![names::build_role_id(project)],
            Some(name) => {
                let role = self.resolved.role(name);
                let made = role.filter(|role| role.existing.is_none());
                made.map(names::role_id).into_iter().collect()
            }
        };
        if self.builds_in_batches(place) {
            ids.push(names::batch_role_id(project));
        }
        ids
    }
}
