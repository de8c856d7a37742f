//! What stack sets make: a stack in each of their accounts and regions, as it is there.

use super::values::{Made, resources};
use crate::stacks::{Stack, Stacks};
use crate::template::{Map, Node, Resource, Template, read};

/// The stacks of every stack set, region by region: conditions decided and parameters filled in, as far as that is
/// known.
pub(crate) fn further(stacks: &Stacks) -> Vec<Stack> {
    let mut further = Vec::new();
    for made in &resources(stacks, &[]) {
        if made.kind() == "AWS::CloudFormation::StackSet" {
            add_of_set(made, &mut further);
        }
    }
    further
}

fn add_of_set(set: &Made<'_>, further: &mut Vec<Stack>) {
    let body = set.property("TemplateBody").unwrap_or_default();
    let Ok(template) = read::read(&body) else {
        return;
    };
    let name = set.property("StackSetName").unwrap_or_default();
    let parameters = parameters(set);
    let scope = set.scope;
    for group in set.items("StackInstancesGroup") {
        let Some(targets) = group.get("DeploymentTargets") else {
            continue;
        };
        let accounts = scope.texts(targets.items("Accounts"));
        for region in &scope.texts(group.items("Regions")) {
            for account in &accounts {
                let there = There {
                    account,
                    region,
                    conditions: template.get("Conditions"),
                    parameters: &parameters,
                };
                further.push(Stack::new(
                    format!("StackSet-{name}"),
                    scope.stack.account().to_owned(),
                    account.clone(),
                    region.clone(),
                    there.template(&template),
                    Vec::new(),
                ));
            }
        }
    }
}

/// What the stack set is given.
fn parameters(set: &Made<'_>) -> Map {
    let mut given = Map::new();
    for parameter in set.items("Parameters") {
        let name = set.scope.under(parameter, "ParameterKey");
        let value = set.scope.under(parameter, "ParameterValue");
        if let (Some(name), Some(value)) = (name, value) {
            given.insert(name, Node::String(value));
        }
    }
    given
}

/// One account and region of a stack set.
struct There<'t> {
    account: &'t str,
    region: &'t str,
    conditions: Option<&'t Node>,
    parameters: &'t Map,
}

impl There<'_> {
    fn template(&self, whole: &Node) -> Template {
        let mut template = Template::default();
        for (id, resource) in whole.entries("Resources") {
            let (kind, condition) = (resource.text("Type"), resource.text("Condition"));
            let holds = match condition {
                "" => Some(true),
                name => self.holds_named(name),
            };
            if kind.is_empty() || holds == Some(false) {
                continue;
            }
            let properties = match resource.get("Properties") {
                Some(properties) => self.decided(properties),
                None => None,
            };
            let properties = match properties {
                Some(Node::Map(properties)) => properties,
                _ => Map::new(),
            };
            let mut made = Resource::new(kind.to_owned(), properties);
            if holds.is_none() {
                // Whether it is made is not known.
                made.attributes.put("Condition", condition);
            }
            // An id that CloudFormation would not take makes no resource.
            let _ = template.add(id, made);
        }
        template
    }

    /// The value in this region; none where it is `AWS::NoValue`.
    fn decided(&self, node: &Node) -> Option<Node> {
        match node {
            Node::List(items) => {
                let mut decided = Vec::new();
                for item in items {
                    if let Some(item) = self.decided(item) {
                        decided.push(item);
                    }
                }
                Some(Node::List(decided))
            }
            Node::Map(map) => match map.single() {
                Some(("Ref", name)) => match name.as_str().unwrap_or_default() {
                    "AWS::NoValue" => None,
                    name => Some(self.parameters.get(name).unwrap_or(node).clone()),
                },
                Some(("Fn::If", branches)) => match self.branch(branches) {
                    Some(taken) => self.decided(taken),
                    None => Some(node.clone()),
                },
                _ => {
                    let mut decided = Map::new();
                    for (key, value) in map.iter() {
                        if let Some(value) = self.decided(value) {
                            decided.insert(key.to_owned(), value);
                        }
                    }
                    Some(Node::Map(decided))
                }
            },
            other => Some(other.clone()),
        }
    }

    /// The branch of `Fn::If` that is taken; none where that is not known.
    fn branch<'n>(&self, branches: &'n Node) -> Option<&'n Node> {
        let [name, yes, no] = branches.as_list()? else {
            return None;
        };
        let holds = self.holds_named(name.as_str()?)?;
        Some(if holds { yes } else { no })
    }

    fn holds_named(&self, name: &str) -> Option<bool> {
        self.holds(self.conditions?.get(name)?)
    }

    /// Whether a condition holds; none where that is not known.
    fn holds(&self, condition: &Node) -> Option<bool> {
        let (name, argument) = condition.as_map()?.single()?;
        match (name, argument) {
            ("Condition", Node::String(name)) => self.holds_named(name),
            (name, Node::List(parts)) => match (name, parts.as_slice()) {
                ("Fn::Equals", [one, other]) => Some(self.text(one)? == self.text(other)?),
                ("Fn::Not", [part, ..]) => Some(!self.holds(part)?),
                ("Fn::Or", parts) => self.hold(parts, true),
                ("Fn::And", parts) => Some(!self.hold(parts, false)?),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether one of these conditions is what is asked for; none where not all of them are known.
    fn hold(&self, conditions: &[Node], wanted: bool) -> Option<bool> {
        let mut one = false;
        for condition in conditions {
            one |= self.holds(condition)? == wanted;
        }
        Some(one)
    }

    fn text<'n>(&'n self, node: &'n Node) -> Option<&'n str> {
        match (node, node.text("Ref")) {
            (Node::String(text), _) => Some(text),
            (_, "AWS::Region") => Some(self.region),
            (_, "AWS::AccountId") => Some(self.account),
            (_, name) => self.parameters.get(name)?.as_str(),
        }
    }
}
