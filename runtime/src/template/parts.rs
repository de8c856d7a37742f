//! The keys of a template and of a resource in the order in which a person would write them.
//!
//! YAML and JSON both follow it, so it is said once.

use super::{Map, Node, Resource, Section, Template};

/// What stands under a key.
pub(super) enum Part<'a> {
    Text(&'a str),
    Texts(&'a [String]),
    Node(&'a Node),
    Map(&'a Map),
    Resources(&'a [(String, Resource)]),
}

impl Part<'_> {
    fn to_node(&self) -> Node {
        match self {
            Part::Text(text) => (*text).into(),
            Part::Texts(texts) => texts.iter().collect(),
            Part::Node(node) => (*node).clone(),
            Part::Map(map) => (*map).clone().into(),
            Part::Resources(resources) => resources
                .iter()
                .map(|(id, resource)| (id.clone(), node(resource.parts())))
                .collect::<Map>()
                .into(),
        }
    }
}

fn node(parts: Parts<'_>) -> Node {
    let parts = parts.into_iter();
    let parts = parts.map(|(key, part)| (key.to_owned(), part.to_node()));
    parts.collect::<Map>().into()
}

/// Keys in order; a key without a value is left out.
pub(super) type Parts<'a> = Vec<(&'a str, Part<'a>)>;

impl Template {
    /// The template as one value, in the long form.
    pub(crate) fn to_node(&self) -> Node {
        node(self.parts())
    }

    /// The template from top to bottom.
    pub(super) fn parts(&self) -> Parts<'_> {
        let mut parts = vec![("AWSTemplateFormatVersion", Part::Text("2010-09-09"))];
        parts.extend(
            self.description
                .as_deref()
                .map(|text| ("Description", Part::Text(text))),
        );
        parts.extend(
            self.transform
                .as_ref()
                .map(|node| ("Transform", Part::Node(node))),
        );
        for section in Section::ALL {
            parts.extend(
                self.sections
                    .get(&section)
                    .and_then(|map| filled(section.name(), map)),
            );
        }
        parts.push(("Resources", Part::Resources(&self.resources)));
        parts.extend(filled("Outputs", &self.outputs));
        parts
    }
}

impl Resource {
    /// The resource from top to bottom.
    pub(super) fn parts(&self) -> Parts<'_> {
        let mut parts = vec![("Type", Part::Text(&self.resource_type))];
        parts.extend(
            self.attributes
                .iter()
                .map(|(key, node)| (key, Part::Node(node))),
        );
        match self.depends_on.as_slice() {
            [] => {}
            [only] => parts.push(("DependsOn", Part::Text(only))),
            several => parts.push(("DependsOn", Part::Texts(several))),
        }
        parts.extend(
            self.deletion_policy
                .as_deref()
                .map(|policy| ("DeletionPolicy", Part::Text(policy))),
        );
        parts.extend(
            self.update_replace_policy
                .as_deref()
                .map(|policy| ("UpdateReplacePolicy", Part::Text(policy))),
        );
        parts.extend(filled("Metadata", &self.metadata));
        parts.extend(filled("Properties", &self.properties));
        parts
    }
}

fn filled<'a>(key: &'a str, map: &'a Map) -> Option<(&'a str, Part<'a>)> {
    (!map.is_empty()).then_some((key, Part::Map(map)))
}
