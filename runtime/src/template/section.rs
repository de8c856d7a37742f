//! The sections of a template.

/// A section of a template that this library writes as it is given.
///
/// `Transform`, `Resources` and `Outputs` have methods of their own.
///
/// ```
/// use passrole::template::{Map, Section, Template};
///
/// let mut template = Template::default();
/// let parameters = template.section_mut(Section::Parameters);
/// parameters.insert("Stage", Map::new().with("Type", "String").with("Default", "beta"));
/// assert_eq!(template.section(Section::Parameters).len(), 1);
/// assert!(template.section(Section::Conditions).is_empty());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Section {
    /// [`Metadata`]: what describes the template further.
    ///
    /// [`Metadata`]: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/metadata-section-structure.html
    Metadata,
    /// [`Parameters`]: values that are given when a stack is created or updated.
    ///
    /// [`Parameters`]: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
    Parameters,
    /// [`Rules`]: what must hold between the values of parameters.
    ///
    /// [`Rules`]: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
    Rules,
    /// [`Mappings`]: tables in which `Fn::FindInMap` looks values up.
    ///
    /// [`Mappings`]: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html
    Mappings,
    /// [`Conditions`]: on which it depends whether resources and outputs are made.
    ///
    /// [`Conditions`]: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
    Conditions,
    /// [`Hooks`]: how CodeDeploy replaces what runs in ECS.
    ///
    /// [`Hooks`]: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/blue-green.html
    Hooks,
}

/// The keys of the sections, in the order of [`Section`], which is that of a template.
pub(super) const SECTIONS: &[&str] = &[
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Hooks",
];
