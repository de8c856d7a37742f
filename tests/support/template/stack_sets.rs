//! What the stack sets of a template make, in each of their regions.

use serde_json::{Map, Value, json};

use super::{Scope, list, text};

impl Scope {
    /// The stacks that the stack sets of this template make: conditions decided, parameters filled in.
    ///
    /// # Panics
    /// When a stack set has no template, or its template has what is not known here.
    pub fn further(&self) -> Vec<Scope> {
        let resources = self.resources().iter();
        let sets = resources.filter(|(_, one)| one["Type"] == "AWS::CloudFormation::StackSet");
        sets.flat_map(|(_, set)| self.stacks_of(&self.resolved(&set["Properties"])))
            .collect()
    }

    fn stacks_of(&self, properties: &Value) -> Vec<Scope> {
        let body = text(&properties["TemplateBody"]);
        let template: Value = serde_json::from_str(body)
            .unwrap_or_else(|error| panic!("a stack set's template is not JSON: {error}"));
        let parameters = list(&properties["Parameters"]).iter();
        let parameters: Map<String, Value> = parameters
            .map(|given| {
                let name = text(&given["ParameterKey"]).to_owned();
                (name, given["ParameterValue"].clone())
            })
            .collect();
        let mut scopes = Vec::new();
        for group in list(&properties["StackInstancesGroup"]) {
            for account in list(&group["DeploymentTargets"]["Accounts"]) {
                for region in list(&group["Regions"]) {
                    let region = text(region).to_owned();
                    let resources = in_region(&template, &parameters, &region);
                    scopes.push(Scope {
                        template: json!({ "Resources": resources }),
                        stack: format!("StackSet-{}", text(&properties["StackSetName"])),
                        account: text(account).to_owned(),
                        region,
                    });
                }
            }
        }
        scopes
    }
}

/// The resources of a template as CloudFormation reads them in a region, references to its own resources kept.
///
/// # Panics
/// At a condition that is not known here.
pub fn in_region(template: &Value, parameters: &Map<String, Value>, region: &str) -> Value {
    let there = There {
        conditions: &template["Conditions"],
        parameters,
        region,
    };
    let mut resources = template["Resources"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    resources.retain(|_, resource| {
        let condition = resource
            .as_object_mut()
            .and_then(|resource| resource.remove("Condition"));
        condition.is_none_or(|name| there.holds(&there.conditions[text(&name)]))
    });
    there.decided(&Value::Object(resources)).unwrap_or_default()
}

struct There<'t> {
    conditions: &'t Value,
    parameters: &'t Map<String, Value>,
    region: &'t str,
}

impl There<'_> {
    fn holds(&self, condition: &Value) -> bool {
        let (function, argument) = single(condition).unwrap_or_else(|| panic!("{condition}"));
        let parts = list(argument);
        match function {
            "Fn::Equals" => {
                assert_eq!(parts[0], json!({ "Ref": "AWS::Region" }));
                parts[1] == self.region
            }
            "Fn::Or" => {
                assert!(
                    (2..=10).contains(&parts.len()),
                    "Fn::Or takes 2 to 10 conditions"
                );
                parts.iter().any(|part| self.holds(part))
            }
            "Fn::Not" => !self.holds(&parts[0]),
            _ => panic!("{function} is not known here"),
        }
    }

    /// None where it is `AWS::NoValue`.
    fn decided(&self, value: &Value) -> Option<Value> {
        match (single(value), value) {
            (Some(("Fn::If", branches)), _) => {
                let name = text(&branches[0]);
                assert!(
                    self.conditions[name].is_object(),
                    "there is no condition {name}"
                );
                let taken = if self.holds(&self.conditions[name]) {
                    1
                } else {
                    2
                };
                self.decided(&branches[taken])
            }
            (Some(("Ref", name)), _) if name == "AWS::NoValue" => None,
            (Some(("Ref", name)), _) if self.parameters.contains_key(text(name)) => {
                Some(self.parameters[text(name)].clone())
            }
            (_, Value::Array(items)) => {
                Some(items.iter().filter_map(|item| self.decided(item)).collect())
            }
            (_, Value::Object(map)) => Some(
                map.iter()
                    .filter_map(|(key, value)| Some((key.clone(), self.decided(value)?)))
                    .collect(),
            ),
            (_, other) => Some(other.clone()),
        }
    }
}

fn single(value: &Value) -> Option<(&str, &Value)> {
    let map = value.as_object().filter(|map| map.len() == 1)?;
    map.iter().next().map(|(key, value)| (key.as_str(), value))
}
