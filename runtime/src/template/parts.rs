//! A template and a resource as one value, whose keys stand in the order in which a person would write them.
//!
//! YAML and JSON both follow it, so it is said once.

use super::{Map, Node, Resource, SECTIONS, Template, map};

impl Template {
    /// The template as one value, in the long form.
    pub(crate) fn to_node(&self) -> Node {
        self.to_map().into()
    }

    /// The template from top to bottom; a key without a value is left out.
    pub(super) fn to_map(&self) -> Map {
        let mut map = map! {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description"?: self.description.clone(),
            "Transform"?: self.transform.clone(),
        };
        for name in SECTIONS {
            if let Some(Node::Map(section)) = self.sections.get(name) {
                put_filled(&mut map, name, section);
            }
        }
        let mut resources = Map::new();
        for (id, resource) in &self.resources {
            resources.append(id.clone(), resource.to_map().into());
        }
        map.put("Resources", resources);
        put_filled(&mut map, "Outputs", &self.outputs);
        map
    }
}

impl Resource {
    /// The resource from top to bottom.
    fn to_map(&self) -> Map {
        let mut map = map! { "Type": &*self.resource_type }.joined(self.attributes.clone());
        match self.depends_on.as_slice() {
            [] => {}
            [only] => map.put("DependsOn", only),
            several => map.put("DependsOn", several.to_vec()),
        }
        map.put_some("DeletionPolicy", self.deletion_policy.clone());
        map.put_some("UpdateReplacePolicy", self.update_replace_policy.clone());
        put_filled(&mut map, "Metadata", &self.metadata);
        put_filled(&mut map, "Properties", &self.properties);
        map
    }
}

fn put_filled(map: &mut Map, key: &'static str, inner: &Map) {
    if !inner.is_empty() {
        map.put(key, inner.clone());
    }
}
