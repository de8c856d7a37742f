//! A resource of a template.

use std::borrow::Cow;

use super::Map;

/// A resource of a template: its type, its properties, and [the attributes] that every type has.
///
/// ```
/// use passrole::template::{Map, Resource};
///
/// let properties = Map::new().with("BucketName", "acme-reports");
/// let mut bucket = Resource::new("AWS::S3::Bucket", properties).after(["Key"]).on_deletion("Retain");
/// bucket.attributes.insert("Condition", "IsProduction");
/// assert_eq!(bucket.depends_on, ["Key"]);
/// assert_eq!(bucket.deletion_policy.as_deref(), Some("Retain"));
/// ```
///
/// [the attributes]: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-product-attribute-reference.html
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Resource {
    /// `Type`, such as `AWS::IAM::Role`.
    pub resource_type: Cow<'static, str>,
    /// [`DependsOn`]: ids of resources that must be there first, beyond those that the properties name.
    ///
    /// [`DependsOn`]: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
    pub depends_on: Vec<String>,
    /// [`DeletionPolicy`]: `Delete`, `Retain`, `RetainExceptOnCreate` or `Snapshot`.
    ///
    /// [`DeletionPolicy`]: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    pub deletion_policy: Option<Cow<'static, str>>,
    /// [`UpdateReplacePolicy`]: `Delete`, `Retain` or `Snapshot`.
    ///
    /// [`UpdateReplacePolicy`]: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
    pub update_replace_policy: Option<Cow<'static, str>>,
    /// The other attributes: `Condition`, `CreationPolicy`, `UpdatePolicy`.
    pub attributes: Map,
    /// [`Metadata`]: what describes the resource further.
    ///
    /// [`Metadata`]: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-metadata.html
    pub metadata: Map,
    /// `Properties`.
    pub properties: Map,
}

impl Resource {
    /// A resource of that type with these properties and no attribute.
    pub fn new(resource_type: impl Into<Cow<'static, str>>, properties: Map) -> Resource {
        Resource::with(resource_type.into(), properties)
    }

    fn with(resource_type: Cow<'static, str>, properties: Map) -> Resource {
        Resource {
            resource_type,
            depends_on: Vec::new(),
            deletion_policy: None,
            update_replace_policy: None,
            attributes: Map::new(),
            metadata: Map::new(),
            properties,
        }
    }

    /// The key that stands among the attributes and has a field of its own.
    pub(super) fn doubled(&self) -> Option<&'static str> {
        const FIELDS: &[&str] = &[
            "Type",
            "DependsOn",
            "DeletionPolicy",
            "UpdateReplacePolicy",
            "Metadata",
            "Properties",
        ];
        let mut fields = FIELDS.iter();
        fields
            .find(|key| self.attributes.get(key).is_some())
            .copied()
    }

    /// The resource, made after these.
    #[must_use]
    pub fn after(mut self, ids: impl IntoIterator<Item = impl Into<String>>) -> Resource {
        self.depends_on.extend(ids.into_iter().map(Into::into));
        self
    }

    /// The resource with a `DeletionPolicy`.
    #[must_use]
    pub fn on_deletion(mut self, policy: impl Into<Cow<'static, str>>) -> Resource {
        self.deletion_policy = Some(policy.into());
        self
    }

    /// The resource with an `UpdateReplacePolicy`.
    #[must_use]
    pub fn on_replacement(mut self, policy: impl Into<Cow<'static, str>>) -> Resource {
        self.update_replace_policy = Some(policy.into());
        self
    }
}
