//! CloudFormation templates: values, resources, and how they are written as YAML and JSON.

mod convert;
pub(crate) mod json;
mod map;
mod node;
mod parts;
pub(crate) mod read;
mod resource;
mod scalar;
mod section;
mod yaml;

use passrole_model::closest;
use passrole_model::index::Index;
use serde::Serialize;

pub use map::{Entries, Map};
pub(crate) use map::{list, map};
pub use node::Node;
pub use resource::Resource;
use section::SECTIONS;
pub use section::Section;

use crate::Error;

/// A CloudFormation template; AWS says [what stands in one].
///
/// ```
/// use passrole::template::{Map, Node, Template};
///
/// let mut template = Template::new("Where orders go");
/// template.resource("Orders", "AWS::SQS::Queue", Map::new().with("VisibilityTimeout", 60))?;
/// template.output("Queue", Node::get_att("Orders", "Arn"))?;
/// assert!(template.resource("Orders", "AWS::SQS::Queue", Map::new()).is_err());
/// assert_eq!(template.resources().len(), 1);
/// assert!(template.to_yaml().contains("Value: !GetAtt Orders.Arn"));
/// # Ok::<(), passrole::Error>(())
/// ```
///
/// [what stands in one]: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
#[derive(Clone, Debug, Default)]
pub struct Template {
    description: Option<String>,
    transform: Option<Node>,
    /// The other sections, each under its key.
    sections: Map,
    resources: Vec<(String, Resource)>,
    /// The place of each id in `resources`.
    places: Index,
    outputs: Map,
}

impl Template {
    /// A template that describes itself so and holds nothing.
    pub fn new(description: impl Into<String>) -> Template {
        let mut template = Template::default();
        template.set_description(description);
        template
    }

    /// The `Description`.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Sets the `Description`.
    pub fn set_description(&mut self, description: impl Into<String>) {
        self.description = Some(description.into());
    }

    /// The `Transform`, where there is one.
    pub fn transform(&self) -> Option<&Node> {
        self.transform.as_ref()
    }

    /// Sets the [`Transform`], such as `AWS::LanguageExtensions`.
    ///
    /// # Errors
    ///
    /// The value is none of CloudFormation's, by the rules of [`Node::from_serialize`].
    ///
    /// [`Transform`]: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-section-structure.html
    pub fn set_transform(&mut self, transform: impl Serialize) -> Result<(), Error> {
        self.transform = Some(Node::from_serialize(transform)?);
        Ok(())
    }

    /// Whether CloudFormation expands it before it uses it.
    pub(crate) fn is_expanded(&self) -> bool {
        self.transform.is_some()
    }

    /// A section; one that nobody has written in is empty.
    pub fn section(&self, section: Section) -> &Map {
        let found = self.sections.get(SECTIONS[section as usize]);
        found.and_then(Node::as_map).unwrap_or(&map::EMPTY)
    }

    /// A section, to change. A section without a key is not written.
    pub fn section_mut(&mut self, section: Section) -> &mut Map {
        self.sections.inner(SECTIONS[section as usize])
    }

    /// Adds a resource of [a type] whose properties are anything that serde can write as a map.
    ///
    /// # Errors
    ///
    /// The template has a resource of that id already, the id is not 1 to 255 letters and digits, or the properties
    /// are no map of CloudFormation values, by the rules of [`Node::from_serialize`]. The template is as it was then.
    ///
    /// [a type]: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
    pub fn resource(
        &mut self,
        id: impl Into<String>,
        resource_type: impl Into<String>,
        properties: impl Serialize,
    ) -> Result<&mut Resource, Error> {
        let id = id.into();
        match Node::from_serialize(properties) {
            Ok(Node::Map(properties)) => {
                self.add(id, Resource::new(resource_type.into(), properties))
            }
            Ok(_) => Err(Error::new(format!(
                "the properties of resource `{id}` are not a map"
            ))),
            Err(error) => Err(Error::new(format!(
                "the properties of resource `{id}`: {error}"
            ))),
        }
    }

    /// Adds a resource that is made already.
    ///
    /// # Errors
    ///
    /// The template has a resource of that id already, or the id is not 1 to 255 letters and digits.
    pub fn add(
        &mut self,
        id: impl Into<String>,
        resource: Resource,
    ) -> Result<&mut Resource, Error> {
        self.put(id.into(), resource)
    }

    fn put(&mut self, id: String, resource: Resource) -> Result<&mut Resource, Error> {
        check_id("a resource's id", &id)?;
        if !self.places.add(&id) {
            let message = format!("the template has a resource `{id}` already");
            return Err(Error::new(message));
        }
        let place = self.resources.len();
        self.resources.push((id, resource));
        Ok(&mut self.resources[place].1)
    }

    /// The resource of that id.
    pub fn get(&self, id: &str) -> Option<&Resource> {
        Some(&self.resources[self.places.get(id)?].1)
    }

    /// The resource of that id, to change.
    ///
    /// # Errors
    ///
    /// There is none: the error names the one that may be meant.
    pub fn resource_mut(&mut self, id: &str) -> Result<&mut Resource, Error> {
        match self.places.get(id) {
            Some(place) => Ok(&mut self.resources[place].1),
            None => {
                let mut ids = Vec::new();
                for (id, _) in &self.resources {
                    ids.push(id.as_str());
                }
                let near = closest(id, &ids);
                Err(Error::unknown("resource", id, near))
            }
        }
    }

    /// Takes a resource out.
    pub fn remove(&mut self, id: &str) -> Option<Resource> {
        let (_, taken) = self.resources.remove(self.places.get(id)?);
        self.places = Index::default();
        for (id, _) in &self.resources {
            self.places.add(id);
        }
        Some(taken)
    }

    /// Ids and resources, in the order in which they were added.
    pub fn resources(&self) -> impl ExactSizeIterator<Item = (&str, &Resource)> {
        self.resources
            .iter()
            .map(|(id, resource)| (id.as_str(), resource))
    }

    /// The [`Outputs`](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html).
    pub fn outputs(&self) -> &Map {
        &self.outputs
    }

    /// Sets an output: the stack shows the value under that name.
    ///
    /// # Errors
    ///
    /// The name is not 1 to 255 letters and digits, or the value is none of CloudFormation's, by the rules of
    /// [`Node::from_serialize`].
    pub fn output(&mut self, name: impl Into<String>, value: impl Serialize) -> Result<(), Error> {
        let (name, value) = (name.into(), Node::from_serialize(value)?);
        check_id(OUTPUT_NAME, &name)?;
        self.outputs.insert(name, map! { "Value": value });
        Ok(())
    }

    /// The outputs to change, for `Export`, `Condition` and `Description`.
    pub fn outputs_mut(&mut self) -> &mut Map {
        &mut self.outputs
    }

    /// Looks at what anybody may have changed without being asked: the names of outputs, and attributes of resources.
    pub(crate) fn check(&self) -> Result<(), Error> {
        for (name, _) in self.outputs.iter() {
            check_id(OUTPUT_NAME, name)?;
        }
        for (id, resource) in &self.resources {
            if let Some(key) = resource.doubled() {
                return Err(Error::new(format!(
                    "resource `{id}` has `{key}` among its attributes, and a field of its own for it"
                )));
            }
        }
        Ok(())
    }

    /// The template as YAML, with CloudFormation's tags (`!Sub`, `!GetAtt`, …).
    pub fn to_yaml(&self) -> String {
        yaml::text(self)
    }

    /// The template as JSON in one line, for a property that holds a whole template.
    pub(crate) fn to_compact_json(&self) -> String {
        json::compact(&self.to_node())
    }

    /// The template as JSON.
    pub fn to_json(&self) -> String {
        json::pretty(&self.to_node())
    }
}

const OUTPUT_NAME: &str = "an output's name";

fn check_id(what: &str, id: &str) -> Result<(), Error> {
    let mut fits = !id.is_empty() && id.len() <= 255;
    for byte in id.as_bytes() {
        fits &= byte.is_ascii_alphanumeric();
    }
    match fits {
        true => Ok(()),
        false => Err(Error::new(format!(
            "{what} is 1 to 255 letters and digits, not `{id}`"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn template(ids: &[&str]) -> Template {
        let mut template = Template::default();
        for id in ids {
            template.resource(*id, "Custom::It", json!({})).unwrap();
        }
        template
    }

    fn refused(id: &str) -> String {
        let mut template = template(&["Taken"]);
        let refused = template.resource(id, "Custom::It", json!({}));
        refused.map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn an_id_is_letters_and_digits_and_stands_once() {
        assert_eq!(
            refused("Taken"),
            "the template has a resource `Taken` already"
        );
        for id in ["", "a-b", "a b", "é", &"a".repeat(256)] {
            assert!(refused(id).contains("1 to 255 letters and digits"), "{id}");
        }
        template(&[&"a".repeat(255)]);
    }

    #[test]
    fn a_refused_resource_changes_nothing() {
        let mut template = template(&["A", "B"]);
        assert!(template.resource("A", "Custom::Other", json!({})).is_err());
        assert!(template.resource("C", "Custom::Other", json!([])).is_err());
        assert_eq!(template.resources().len(), 2);
        assert_eq!(template.get("A").unwrap().resource_type, "Custom::It");
    }

    #[test]
    fn what_follows_a_resource_that_is_removed_is_still_found() {
        let mut template = template(&["A", "B", "C"]);
        template.resource_mut("C").unwrap().depends_on = vec!["A".to_owned()];
        assert!(template.remove("B").is_some());
        assert!(template.remove("B").is_none());
        assert_eq!(template.get("C").unwrap().depends_on, ["A"]);
        template.resource("B", "Custom::It", json!({})).unwrap();
        let ids: Vec<&str> = template.resources().map(|(id, _)| id).collect();
        assert_eq!(ids, ["A", "C", "B"]);
    }

    #[test]
    fn a_near_miss_is_named() {
        let mut template = template(&["Pipeline"]);
        let error = template.resource_mut("Pipelin").unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no resource `Pipelin`; did you mean `Pipeline`?"
        );
    }
}
