//! What the values of a template come to once it is deployed, as far as that is known beforehand.

use passrole_model::catalog::regions;

use crate::stacks::{Stack, Stacks};
use crate::template::{Map, Node, Resource};

/// A stack, in which values are looked up.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'s> {
    pub(crate) stack: &'s Stack,
}

/// A resource of a stack, whose values are looked up there.
#[derive(Clone, Copy)]
pub(super) struct Made<'s> {
    pub(super) scope: Scope<'s>,
    pub(super) id: &'s str,
    pub(super) resource: &'s Resource,
}

/// Every resource of the stacks. `further` are those that the stack sets make.
pub(super) fn resources<'s>(stacks: &'s Stacks, further: &'s [Stack]) -> Vec<Made<'s>> {
    let mut resources = Vec::new();
    for stack in stacks {
        add_resources(stack, &mut resources);
    }
    for stack in further {
        add_resources(stack, &mut resources);
    }
    resources
}

fn add_resources<'s>(stack: &'s Stack, resources: &mut Vec<Made<'s>>) {
    let scope = Scope { stack };
    for (id, resource) in stack.template().resources() {
        resources.push(Made {
            scope,
            id,
            resource,
        });
    }
}

impl Scope<'_> {
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

    /// The text under a key of a value.
    pub(super) fn under(&self, node: &Node, key: &str) -> Option<String> {
        self.text(node.get(key)?)
    }

    /// The text under a key of the map under another.
    pub(super) fn inner(&self, properties: &Map, outer: &str, key: &str) -> Option<String> {
        self.under(properties.get(outer)?, key)
    }

    /// The texts of a list, as far as they are known.
    pub(crate) fn texts(&self, items: std::slice::Iter<'_, Node>) -> Vec<String> {
        let mut texts = Vec::new();
        for item in items {
            if let Some(text) = self.text(item) {
                texts.push(text);
            }
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
            } else if let Some(values) = values
                && let Some(value) = values.get(name)
            {
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
        let made = self.get(name)?;
        match made.kind() {
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => Some(made.key_id()),
            "AWS::IAM::ManagedPolicy" => made.managed_policy(),
            kind => {
                for (known, key) in &NAMES {
                    if *known == kind {
                        return made.property(key);
                    }
                }
                None
            }
        }
    }

    /// What `Fn::GetAtt` gives.
    fn attribute(&self, id: &str, attribute: &str) -> Option<String> {
        let made = self.get(id)?;
        match (made.kind(), attribute) {
            (_, "Arn") => made.arn(),
            ("AWS::KMS::Key", "KeyId") => Some(made.key_id()),
            ("AWS::IAM::ManagedPolicy", "PolicyArn") => made.managed_policy(),
            _ => None,
        }
    }

    fn get<'m>(&'m self, id: &'m str) -> Option<Made<'m>> {
        Some(Made {
            scope: *self,
            id,
            resource: self.stack.template().get(id)?,
        })
    }

    /// A role by its account and its name: "111111111111/deployer".
    pub(crate) fn role_here(&self, name: &str) -> String {
        format!("{}/{name}", self.stack.account_id())
    }

    /// The ARN of a bucket.
    pub(crate) fn bucket(&self, name: &str) -> String {
        format!("arn:{}:s3:::{name}", self.partition())
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

impl<'s> Made<'s> {
    /// Its type, as `AWS::IAM::Role`.
    pub(super) fn kind(&self) -> &'s str {
        &self.resource.resource_type
    }

    /// Where it stands, in words.
    pub(super) fn place(&self) -> String {
        format!("stack {}, resource {}", self.scope.stack.name(), self.id)
    }

    /// The value under a key of its properties.
    pub(super) fn get(&self, key: &str) -> Option<&'s Node> {
        self.resource.properties.get(key)
    }

    /// The text under a key of its properties.
    pub(super) fn property(&self, key: &str) -> Option<String> {
        self.scope.text(self.get(key)?)
    }

    /// The same, or what holds where there is no such key.
    pub(super) fn property_or(&self, key: &str, otherwise: &str) -> Option<String> {
        match self.get(key) {
            Some(value) => self.scope.text(value),
            None => Some(otherwise.to_owned()),
        }
    }

    /// The items of the list under a key of its properties.
    pub(super) fn items(&self, key: &str) -> std::slice::Iter<'s, Node> {
        self.resource.properties.items(key)
    }

    /// The ARN of a role, a key, a bucket or a project.
    pub(super) fn arn(&self) -> Option<String> {
        let (service, resource) = match self.kind() {
            "AWS::IAM::Role" => return self.iam("role", &self.property("RoleName")?),
            "AWS::S3::Bucket" => return Some(self.scope.bucket(&self.property("BucketName")?)),
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => ("kms", format!("key/{}", self.key_id())),
            "AWS::CodeBuild::Project" => {
                ("codebuild", format!("project/{}", self.property("Name")?))
            }
            _ => return None,
        };
        Some(self.scope.arn(service, &resource))
    }

    /// The ARN of a managed policy. One without a name is named by CloudFormation, after its stack and its id.
    pub(super) fn managed_policy(&self) -> Option<String> {
        let chosen = format!("{}-{}", self.scope.stack.name(), self.id);
        self.iam("policy", &self.property_or("ManagedPolicyName", &chosen)?)
    }

    fn iam(&self, kind: &str, name: &str) -> Option<String> {
        let (partition, account) = (self.scope.partition(), self.scope.stack.account_id());
        let path = self.property_or("Path", "/")?;
        Some(format!("arn:{partition}:iam::{account}:{kind}{path}{name}"))
    }

    /// Stands for the id that KMS will choose: always the same, and another for each key. A replica has its primary's.
    fn key_id(&self) -> String {
        let primary = self.property("PrimaryKeyArn").unwrap_or_default();
        if let Some((_, id)) = primary.split_once(":key/") {
            return id.to_owned();
        }
        // FNV-1a, <http://www.isthe.com/chongo/tech/comp/fnv/>: only to tell keys apart.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in format!("{}/{}", self.scope.stack.name(), self.id).bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
        format!("{STAND_IN}{hash:016x}")
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
