//! The keys of a template and of a resource in the order in which a person would write them.
//!
//! YAML and JSON both follow it, so it is said once.

use super::{Map, Node, Resource, SECTIONS, Template};

/// What stands under a key.
#[derive(Clone, Copy)]
pub(super) enum Part<'a> {
    Text(&'a str),
    Texts(&'a [String]),
    Node(&'a Node),
    Map(&'a Map),
    Resources(&'a [(String, Resource)]),
}

impl Part<'_> {
    fn to_node(self) -> Node {
        match self {
            Part::Text(text) => text.into(),
            Part::Texts(texts) => texts.to_vec().into(),
            Part::Node(node) => node.clone(),
            Part::Map(map) => map.clone().into(),
            Part::Resources(resources) => {
                let mut map = Map::new();
                for (id, resource) in resources {
                    map.append(id.clone(), node(resource.parts()));
                }
                map.into()
            }
        }
    }
}

fn node(parts: Parts<'_>) -> Node {
    let mut map = Map::new();
    for &(key, part) in &parts {
        map.insert(key.to_owned(), part.to_node());
    }
    map.into()
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
        let mut parts = Parts::new();
        push_text(&mut parts, "AWSTemplateFormatVersion", Some("2010-09-09"));
        push_text(&mut parts, "Description", self.description.as_deref());
        if let Some(node) = &self.transform {
            parts.push(("Transform", Part::Node(node)));
        }
        for name in &SECTIONS {
            if let Some(Node::Map(map)) = self.sections.get(name) {
                push_filled(&mut parts, name, map);
            }
        }
        parts.push(("Resources", Part::Resources(&self.resources)));
        push_filled(&mut parts, "Outputs", &self.outputs);
        parts
    }
}

impl Resource {
    /// The resource from top to bottom.
    pub(super) fn parts(&self) -> Parts<'_> {
        let mut parts = Parts::new();
        push_text(&mut parts, "Type", Some(&self.resource_type));
        for (key, node) in self.attributes.iter() {
            parts.push((key, Part::Node(node)));
        }
        match self.depends_on.as_slice() {
            [] => {}
            [only] => parts.push(("DependsOn", Part::Text(only))),
            several => parts.push(("DependsOn", Part::Texts(several))),
        }
        let (deletion, replacement) = (&self.deletion_policy, &self.update_replace_policy);
        push_text(&mut parts, "DeletionPolicy", deletion.as_deref());
        push_text(&mut parts, "UpdateReplacePolicy", replacement.as_deref());
        push_filled(&mut parts, "Metadata", &self.metadata);
        push_filled(&mut parts, "Properties", &self.properties);
        parts
    }
}

fn push_text<'a>(parts: &mut Parts<'a>, key: &'a str, text: Option<&'a str>) {
    if let Some(text) = text {
        parts.push((key, Part::Text(text)));
    }
}

fn push_filled<'a>(parts: &mut Parts<'a>, key: &'a str, map: &'a Map) {
    if !map.is_empty() {
        parts.push((key, Part::Map(map)));
    }
}
