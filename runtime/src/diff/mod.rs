//! What changes from one version of the stacks to another: stack by stack, resource by resource, property by
//! property, and as permissions.

mod deployed;
mod permissions;
mod references;
mod replacement;
mod side;
mod values;

use crate::stacks::Identity;
use crate::template::Node;
pub(crate) use permissions::{Kind, Sentence, Turn};
use replacement::row;
pub(crate) use replacement::{Effect, ROWS};
use side::scope;
pub(crate) use side::{Side, Version};
pub(crate) use values::Change;

/// What becomes of a stack or a resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fate {
    Added,
    #[default]
    Changed,
    /// A resource is deleted. A stack stays where it is, since no template says that it goes.
    Removed,
}

/// What changes.
pub(crate) struct Diff {
    pub(crate) stacks: Vec<StackDiff>,
    /// What changes in the policies that owners must see to.
    pub(crate) documents: Vec<Change>,
    /// Every permission that somebody gets or loses, in words.
    pub(crate) permissions: Vec<Sentence>,
}

/// What changes in a stack.
pub(crate) struct StackDiff {
    pub(crate) stack: Identity,
    pub(crate) fate: Fate,
    /// Those of IAM first.
    pub(crate) resources: Vec<ResourceDiff>,
    /// What changes in the template beside its resources.
    pub(crate) rest: Vec<Change>,
}

/// What changes in a resource.
#[derive(Default)]
pub(crate) struct ResourceDiff {
    pub(crate) id: String,
    pub(crate) resource_type: String,
    /// Its physical name, where the template says it.
    pub(crate) name: Option<String>,
    pub(crate) fate: Fate,
    pub(crate) changes: Vec<Change>,
    pub(crate) effect: Effect,
    /// The resource whose replacement brings this one's.
    pub(crate) because_of: Option<String>,
    /// Whether what goes stays in the account, outside the stack.
    pub(crate) retained: bool,
}

impl Diff {
    /// What changes from an old side to a new one.
    pub(crate) fn between(old: Side, new: Side) -> Diff {
        let documents = values::changes(&old.documents(), &new.documents());
        let (old, new) = (old.normal(), new.normal());
        let mut stacks = Vec::new();
        for now in &new {
            if let Some(diff) = stack(version(&old, &now.stack), Some(now)) {
                stacks.push(diff);
            }
        }
        for was in &old {
            if version(&new, &was.stack).is_none()
                && let Some(diff) = stack(Some(was), None)
            {
                stacks.push(diff);
            }
        }
        Diff {
            stacks,
            documents,
            permissions: permissions::changes(&old, &new),
        }
    }

    /// Whether nothing changes.
    pub(crate) fn is_empty(&self) -> bool {
        self.stacks.is_empty() && self.documents.is_empty()
    }
}

/// The version of a stack on another side.
fn version<'v>(side: &'v [Version], stack: &Identity) -> Option<&'v Version> {
    side.iter().find(|version| version.stack.is(stack))
}

/// What changes in a stack; nothing where nothing does.
fn stack(old: Option<&Version>, new: Option<&Version>) -> Option<StackDiff> {
    let version = new.or(old)?;
    let fate = fate(old.is_some(), new.is_some());
    // A stack that is left behind changes nothing, and so does all that it holds.
    let resources = match new {
        Some(new) => resources(old, new),
        None => Vec::new(),
    };
    let rest = match (old, new) {
        (Some(old), Some(new)) => values::changes(&rest(old), &rest(new)),
        _ => Vec::new(),
    };
    if fate == Fate::Changed && resources.is_empty() && rest.is_empty() {
        return None;
    }
    Some(StackDiff {
        stack: version.stack.clone(),
        fate,
        resources,
        rest,
    })
}

/// What changes in the resources of a stack, those of IAM first.
fn resources(old: Option<&Version>, new: &Version) -> Vec<ResourceDiff> {
    let mut resources = Vec::new();
    for (id, now) in new.resources() {
        let was = old.and_then(|old| old.resource(id));
        if let Some(diff) = resource(id, was, Some(now)) {
            resources.push(diff);
        }
    }
    if let Some(old) = old {
        for (id, was) in old.resources() {
            if new.resource(id).is_none()
                && let Some(diff) = resource(id, Some(was), None)
            {
                resources.push(diff);
            }
        }
        references::replace(&mut resources, new);
    }
    iam_first(&mut resources)
}

/// A template without its resources.
fn rest(version: &Version) -> Node {
    let mut rest = version.template.clone();
    if let Some(map) = rest.as_map_mut() {
        map.remove("Resources");
    }
    rest
}

fn iam_first(resources: &mut [ResourceDiff]) -> Vec<ResourceDiff> {
    let (mut iam, mut others) = (Vec::new(), Vec::new());
    for resource in resources {
        let resource = std::mem::take(resource);
        if resource.concerns_iam() {
            iam.push(resource);
        } else {
            others.push(resource);
        }
    }
    iam.append(&mut others);
    iam
}

fn fate(was: bool, is: bool) -> Fate {
    match (was, is) {
        (false, _) => Fate::Added,
        (true, false) => Fate::Removed,
        (true, true) => Fate::Changed,
    }
}

fn resource(id: &str, old: Option<&Node>, new: Option<&Node>) -> Option<ResourceDiff> {
    let version = new.or(old)?;
    let fate = fate(old.is_some(), new.is_some());
    let changes = match (old, new) {
        (Some(old), Some(new)) => values::changes(old, new),
        _ => Vec::new(),
    };
    if fate == Fate::Changed && changes.is_empty() {
        return None;
    }
    let resource_type = version.text("Type");
    let row = row(resource_type);
    let mut name = None;
    if let (Some(key), Some(properties)) = (row.name, version.get("Properties")) {
        name = properties.get(key).and_then(Node::as_str);
    }
    let mut diff = ResourceDiff {
        id: id.to_owned(),
        name: name.map(str::to_owned),
        resource_type: resource_type.to_owned(),
        fate,
        changes,
        ..ResourceDiff::default()
    };
    let mut renamed = false;
    for change in &diff.changes {
        diff.effect = diff.effect.max(diff.effect_of(change));
        renamed |= matches!(change.path.as_slice(), [first, last]
            if first == "Properties" && row.name == Some(last.as_str()));
    }
    // The new one would have the name that the old one still has.
    if diff.effect == Effect::Replaces && diff.name.is_some() && !renamed {
        diff.effect = Effect::Refuses;
    }
    let policy = match (fate, diff.effect) {
        (Fate::Removed, _) => version.text("DeletionPolicy"),
        (_, Effect::Replaces) => version.text("UpdateReplacePolicy"),
        _ => "",
    };
    diff.retained = policy.starts_with("Retain");
    Some(diff)
}

impl ResourceDiff {
    /// What a change of this resource does.
    pub(crate) fn effect_of(&self, change: &Change) -> Effect {
        match change.path.as_slice() {
            // "Update of resource type is not permitted."
            [first, ..] if first == "Type" => Effect::Refuses,
            [first, name, ..] if first == "Properties" => row(&self.resource_type).effect(name),
            _ => Effect::InPlace,
        }
    }

    /// Whether it is IAM's, or a policy that lets others in.
    fn concerns_iam(&self) -> bool {
        self.resource_type.starts_with("AWS::IAM::") || self.resource_type.ends_with("Policy")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::template::Map;

    fn side(resources: Value) -> Side {
        Side {
            stacks: vec![Version {
                stack: Identity {
                    name: "shop-ci".to_owned(),
                    account: "ci".to_owned(),
                    account_id: "111111111111".to_owned(),
                    region: "eu-west-1".to_owned(),
                },
                template: Node::from_serialize(json!({ "Resources": resources })).unwrap(),
            }],
            documents: Map::new(),
        }
    }

    /// Each resource that changes in a line.
    fn changed(old: Value, new: Value) -> Vec<String> {
        let diff = Diff::between(side(old), side(new));
        let resources = diff.stacks.iter().flat_map(|stack| &stack.resources);
        let line = |resource: &ResourceDiff| {
            let effect = match resource.effect {
                Effect::InPlace => String::new(),
                effect => format!(" {effect:?}"),
            };
            let because = resource.because_of.iter().map(|id| format!(" since {id}"));
            let stays = if resource.retained { " retained" } else { "" };
            format!(
                "{:?} {}{effect}{}{stays}",
                resource.fate,
                resource.id,
                because.collect::<String>()
            )
        };
        resources.map(line).collect()
    }

    fn bucket(name: &str) -> Value {
        json!({
            "Bucket": { "Type": "AWS::S3::Bucket", "DeletionPolicy": "RetainExceptOnCreate",
                "UpdateReplacePolicy": "Retain", "Properties": { "BucketName": name } },
            "Policy": { "Type": "AWS::S3::BucketPolicy", "Properties": { "Bucket": { "Ref": "Bucket" } } },
        })
    }

    /// Two of one name: one in the stack, one that its stack set makes.
    fn regional(name: &str, inner: &str) -> Value {
        let mut resources = bucket(name);
        let template = json!({ "Resources": bucket(inner) }).to_string();
        resources["Regions"] = json!({ "Type": "AWS::CloudFormation::StackSet",
            "Properties": { "TemplateBody": template } });
        resources
    }

    #[test]
    fn a_replacement_stays_in_its_template() {
        assert_eq!(
            changed(regional("a", "a"), regional("b", "a")),
            [
                "Changed Policy Replaces since Bucket",
                "Changed Bucket Replaces retained",
            ]
        );
        assert_eq!(
            changed(regional("a", "a"), regional("a", "b")),
            [
                "Changed Regions.Policy Replaces since Regions.Bucket",
                "Changed Regions.Bucket Replaces retained",
            ]
        );
    }

    #[test]
    fn what_goes_is_deleted_or_retained() {
        assert_eq!(
            changed(bucket("a"), json!({})),
            ["Removed Policy", "Removed Bucket retained"]
        );
        assert_eq!(
            changed(json!({}), bucket("a")),
            ["Added Policy", "Added Bucket"]
        );
    }

    #[test]
    fn no_resource_becomes_one_of_another_type() {
        let of = |kind: &str| json!({ "It": { "Type": kind } });
        assert_eq!(
            changed(of("AWS::SNS::Topic"), of("AWS::SQS::Queue")),
            ["Changed It Refuses"]
        );
    }

    #[test]
    fn a_stack_of_another_account_is_another() {
        let mut old = side(bucket("a"));
        old.stacks[0].stack.account_id = "222222222222".to_owned();
        let diff = Diff::between(old, side(bucket("a")));
        let fates: Vec<Fate> = diff.stacks.iter().map(|stack| stack.fate).collect();
        assert_eq!(fates, [Fate::Added, Fate::Removed]);
        assert!(diff.stacks[1].resources.is_empty());
    }

    #[test]
    fn policies_that_owners_must_see_to_are_compared() {
        let of = |action: &str| {
            let mut side = side(json!({}));
            let policy = json!({ "Statement": { "Sid": "Read", "Action": action } });
            let policy = Node::from_serialize(policy).unwrap();
            side.documents.insert("role `deployer` in `prod`", policy);
            side
        };
        assert!(Diff::between(of("s3:GetObject"), of("s3:GetObject")).is_empty());
        let diff = Diff::between(of("s3:GetObject"), of("s3:PutObject"));
        assert!(!diff.is_empty());
        let path = ["role `deployer` in `prod`", "Statement", "Read", "Action"];
        assert_eq!(diff.documents[0].path, path);
    }
}
