//! What CloudFormation does with a resource when a property of it changes.
//!
//! The rows are what "Update requires" says on the page of each type, and `createOnlyProperties` in its schema:
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html>.
//! The types are those that this library makes, and IAM's others. Of any other type nothing is known.

/// What CloudFormation does with a resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effect {
    /// It updates it in place.
    #[default]
    InPlace,
    /// What it does is not known here.
    Unknown,
    /// It makes a new one and deletes the old one, or does not, as other values decide.
    MayReplace,
    /// It makes a new one, and deletes the old one.
    Replaces,
    /// It refuses the update.
    Refuses,
}

/// The properties of a type whose change is more than an update in place.
pub(crate) struct Row {
    pub(crate) resource_type: &'static str,
    /// The physical name. While it stays, nothing that has it can be replaced: "CloudFormation cannot update a
    /// stack when a custom-named resource requires replacing".
    pub(crate) name: Option<&'static str>,
    pub(crate) replaces: &'static [&'static str],
    pub(crate) may_replace: &'static [&'static str],
    pub(crate) refuses: &'static [&'static str],
}

const NONE: Row = Row {
    resource_type: "",
    name: None,
    replaces: &[],
    may_replace: &[],
    refuses: &[],
};

pub(crate) const ROWS: &[Row] = &[
    Row {
        resource_type: "AWS::CloudFormation::StackSet",
        name: Some("StackSetName"),
        replaces: &["PermissionModel", "StackSetName"],
        ..NONE
    },
    Row {
        resource_type: "AWS::CodeBuild::Project",
        name: Some("Name"),
        replaces: &["Name"],
        ..NONE
    },
    Row {
        resource_type: "AWS::CodePipeline::Pipeline",
        name: Some("Name"),
        replaces: &["Name"],
        ..NONE
    },
    Row {
        resource_type: "AWS::Events::EventBusPolicy",
        replaces: &["EventBusName", "StatementId"],
        ..NONE
    },
    Row {
        resource_type: "AWS::Events::Rule",
        name: Some("Name"),
        replaces: &["Name"],
        may_replace: &["EventBusName"],
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::AccessKey",
        replaces: &["Serial", "UserName"],
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::Group",
        name: Some("GroupName"),
        replaces: &["GroupName"],
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::GroupPolicy",
        replaces: &["GroupName", "PolicyName"],
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::InstanceProfile",
        name: Some("InstanceProfileName"),
        replaces: &["InstanceProfileName", "Path"],
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::ManagedPolicy",
        name: Some("ManagedPolicyName"),
        replaces: &["Description", "ManagedPolicyName", "Path"],
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::OIDCProvider",
        replaces: &["Url"],
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::Policy",
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::Role",
        name: Some("RoleName"),
        replaces: &["Path", "RoleName"],
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::RolePolicy",
        replaces: &["PolicyName", "RoleName"],
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::SAMLProvider",
        name: Some("Name"),
        replaces: &["AddPrivateKey", "Name", "RemovePrivateKey"],
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::ServerCertificate",
        name: Some("ServerCertificateName"),
        replaces: &[
            "CertificateBody",
            "CertificateChain",
            "PrivateKey",
            "ServerCertificateName",
        ],
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::ServiceLinkedRole",
        replaces: &["AWSServiceName", "CustomSuffix"],
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::User",
        name: Some("UserName"),
        replaces: &["UserName"],
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::UserPolicy",
        replaces: &["PolicyName", "UserName"],
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::UserToGroupAddition",
        ..NONE
    },
    Row {
        resource_type: "AWS::IAM::VirtualMFADevice",
        name: Some("VirtualMfaDeviceName"),
        replaces: &["Path", "VirtualMfaDeviceName"],
        ..NONE
    },
    Row {
        resource_type: "AWS::KMS::Alias",
        name: Some("AliasName"),
        replaces: &["AliasName"],
        ..NONE
    },
    // "If you change the value of the KeySpec, KeyUsage, Origin, or MultiRegion properties of an existing KMS key,
    // the update request fails, regardless of the value of the UpdateReplacePolicy attribute."
    Row {
        resource_type: "AWS::KMS::Key",
        refuses: &["KeySpec", "KeyUsage", "MultiRegion", "Origin"],
        ..NONE
    },
    Row {
        resource_type: "AWS::KMS::ReplicaKey",
        replaces: &["PrimaryKeyArn"],
        ..NONE
    },
    Row {
        resource_type: "AWS::S3::Bucket",
        name: Some("BucketName"),
        replaces: &["BucketName", "BucketNamePrefix", "BucketNamespace"],
        ..NONE
    },
    Row {
        resource_type: "AWS::S3::BucketPolicy",
        replaces: &["Bucket"],
        ..NONE
    },
];

/// What is known of a type.
pub(crate) fn row(resource_type: &str) -> &'static Row {
    for row in ROWS {
        if row.resource_type == resource_type {
            return row;
        }
    }
    &NONE
}

impl Row {
    /// What a change of a property does.
    pub(crate) fn effect(&self, property: &str) -> Effect {
        if self.refuses.contains(&property) {
            Effect::Refuses
        } else if self.replaces.contains(&property) {
            Effect::Replaces
        } else if self.may_replace.contains(&property) {
            Effect::MayReplace
        } else if self.resource_type.is_empty() {
            Effect::Unknown
        } else {
            Effect::InPlace
        }
    }
}
