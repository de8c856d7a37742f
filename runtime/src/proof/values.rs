//! What the values of a template come to once it is deployed, as far as that is known beforehand.

use passrole_model::catalog::regions;

use crate::stacks::Stack;
use crate::template::{Map, Node, Resource};

/// A stack, in which values are looked up.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'s> {
    pub(crate) stack: &'s Stack,
}

impl<'s> Scope<'s> {
    /// The text that a value comes to; none where only CloudFormation knows.
    pub(crate) fn text(&self, node: &Node) -> Option<String> {
        match node {
            Node::String(text) => Some(text.clone()),
            Node::Map(map) => self.function(map),
            _ => None,
        }
    }

    /// The text under a key.
    pub(crate) fn property(&self, properties: &Map, key: &str) -> Option<String> {
        self.text(properties.get(key)?)
    }

    /// The text under a key of the map under another.
    pub(crate) fn inner(&self, properties: &Map, outer: &str, key: &str) -> Option<String> {
        self.text(properties.get(outer)?.get(key)?)
    }

    /// The texts of a list, as far as they are known.
    pub(crate) fn texts(&self, items: std::slice::Iter<'_, Node>) -> Vec<String> {
        let mut texts = Vec::new();
        for item in items {
            texts.extend(self.text(item));
        }
        texts
    }

    fn function(&self, map: &Map) -> Option<String> {
        let (name, argument) = map.single()?;
        let items = argument.as_list().unwrap_or_default();
        match (name, argument, items) {
            ("Ref", Node::String(name), _) => self.reference(name),
            ("Fn::GetAtt", Node::String(path), _) => {
                let (id, attribute) = path.split_once('.')?;
                self.attribute(id, attribute)
            }
            ("Fn::GetAtt", _, [Node::String(id), Node::String(attribute)]) => {
                self.attribute(id, attribute)
            }
            ("Fn::Sub", Node::String(text), _) => self.filled(text, None),
            ("Fn::Sub", _, [Node::String(text), values]) => self.filled(text, values.as_map()),
            ("Fn::Join", _, [Node::String(by), Node::List(items)]) => self.joined(by, items),
            _ => None,
        }
    }

    fn joined(&self, by: &str, items: &[Node]) -> Option<String> {
        let mut texts = Vec::new();
        for item in items {
            texts.push(self.text(item)?);
        }
        Some(texts.join(by))
    }

    fn filled(&self, text: &str, values: Option<&Map>) -> Option<String> {
        let mut whole = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}')?;
            whole.push_str(before);
            rest = after;
            if let Some(literal) = name.strip_prefix('!') {
                whole.push_str("${");
                whole.push_str(literal);
                whole.push('}');
            } else if let Some(value) = values.and_then(|values| values.get(name)) {
                whole.push_str(&self.text(value)?);
            } else {
                whole.push_str(&match name.split_once('.') {
                    Some((id, attribute)) => self.attribute(id, attribute)?,
                    None => self.reference(name)?,
                });
            }
        }
        whole.push_str(rest);
        Some(whole)
    }

    /// What `Ref` gives.
    fn reference(&self, name: &str) -> Option<String> {
        match name {
            "AWS::AccountId" => return Some(self.stack.account_id().to_owned()),
            "AWS::Region" => return Some(self.stack.region().to_owned()),
            "AWS::Partition" => return Some(self.partition().to_owned()),
            "AWS::StackName" => return Some(self.stack.name().to_owned()),
            "AWS::URLSuffix" => {
                let partition = regions::partition(self.stack.region())?;
                return Some(partition.dns_suffix.to_owned());
            }
            _ => {}
        }
        let resource = self.stack.template().get(name)?;
        match resource.resource_type.as_ref() {
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => Some(self.key_id(name)),
            "AWS::IAM::ManagedPolicy" => self.managed_policy(name, resource),
            kind => {
                for (known, key) in &NAMES {
                    if *known == kind {
                        return self.property(&resource.properties, key);
                    }
                }
                None
            }
        }
    }

    /// What `Fn::GetAtt` gives.
    fn attribute(&self, id: &str, attribute: &str) -> Option<String> {
        let resource = self.stack.template().get(id)?;
        match (resource.resource_type.as_ref(), attribute) {
            (_, "Arn") => self.arn_of(id, resource),
            ("AWS::KMS::Key", "KeyId") => Some(self.key_id(id)),
            ("AWS::IAM::ManagedPolicy", "PolicyArn") => self.managed_policy(id, resource),
            _ => None,
        }
    }

    /// The ARN of a role, a key, a bucket or a project.
    pub(crate) fn arn_of(&self, id: &str, resource: &Resource) -> Option<String> {
        let properties = &resource.properties;
        match resource.resource_type.as_ref() {
            "AWS::IAM::Role" => {
                let name = self.property(properties, "RoleName")?;
                self.iam("role", properties, &name)
            }
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => {
                Some(self.arn("kms", &format!("key/{}", self.key_id(id))))
            }
            "AWS::S3::Bucket" => Some(self.bucket(&self.property(properties, "BucketName")?)),
            "AWS::CodeBuild::Project" => {
                let name = self.property(properties, "Name")?;
                Some(self.arn("codebuild", &format!("project/{name}")))
            }
            _ => None,
        }
    }

    /// A role by its account and its name: "111111111111/deployer".
    pub(crate) fn role_here(&self, name: &str) -> String {
        format!("{}/{name}", self.stack.account_id())
    }

    /// The ARN of a managed policy. One without a name is named by CloudFormation, after its stack and its id.
    pub(crate) fn managed_policy(&self, id: &str, policy: &Resource) -> Option<String> {
        let name = match policy.properties.get("ManagedPolicyName") {
            Some(name) => self.text(name)?,
            None => format!("{}-{id}", self.stack.name()),
        };
        self.iam("policy", &policy.properties, &name)
    }

    fn iam(&self, kind: &str, properties: &Map, name: &str) -> Option<String> {
        let path = match properties.get("Path") {
            Some(path) => self.text(path)?,
            None => "/".to_owned(),
        };
        let (partition, account) = (self.partition(), self.stack.account_id());
        Some(format!("arn:{partition}:iam::{account}:{kind}{path}{name}"))
    }

    /// The ARN of a bucket.
    pub(crate) fn bucket(&self, name: &str) -> String {
        format!("arn:{}:s3:::{name}", self.partition())
    }

    /// Stands for the id that KMS will choose: always the same, and another for each key. A replica has its primary's.
    fn key_id(&self, id: &str) -> String {
        let key = self.stack.template().get(id);
        let primary = key.and_then(|key| self.property(&key.properties, "PrimaryKeyArn"));
        if let Some((_, id)) = primary.as_deref().and_then(|arn| arn.split_once(":key/")) {
            return id.to_owned();
        }
        // FNV-1a, <http://www.isthe.com/chongo/tech/comp/fnv/>: only to tell keys apart.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in format!("{}/{id}", self.stack.name()).bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
        format!("{STAND_IN}{hash:016x}")
    }

    pub(crate) fn arn(&self, service: &str, resource: &str) -> String {
        format!(
            "arn:{}:{service}:{}:{}:{resource}",
            self.partition(),
            self.stack.region(),
            self.stack.account_id()
        )
    }

    fn partition(&self) -> &'static str {
        self.stack.partition().name
    }
}

/// How the ids begin that stand for those that KMS will choose. KMS's own are as long.
const STAND_IN: &str = "mrk-0000000000000000";

/// A text for a reader, to whom the ids that stand for others say nothing.
pub(crate) fn shown(text: &str) -> String {
    let mut parts = text.split(STAND_IN);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        shown.push('…');
        shown.push_str(part.get(16..).unwrap_or_default());
    }
    shown
}

/// The property that `Ref` gives, for resources that have a name of their own.
const NAMES: [(&str, &str); 8] = [
    ("AWS::CodeBuild::Project", "Name"),
    ("AWS::CodePipeline::Pipeline", "Name"),
    ("AWS::Events::EventBus", "Name"),
    ("AWS::Events::Rule", "Name"),
    ("AWS::IAM::InstanceProfile", "InstanceProfileName"),
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::KMS::Alias", "AliasName"),
    ("AWS::S3::Bucket", "BucketName"),
];
