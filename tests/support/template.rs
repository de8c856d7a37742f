//! JSON templates, with what their functions come to once they are deployed.

mod stack_sets;

use std::fs;

use serde_json::{Map, Value};

use crate::stacks::Stack;
pub use stack_sets::in_region;

/// A template in its stack.
pub struct Scope {
    template: Value,
    stack: String,
    account: String,
    /// The stack's region.
    pub region: String,
}

impl Scope {
    /// The template of a stack.
    ///
    /// # Panics
    /// When it is not JSON.
    pub fn new(stack: &Stack) -> Self {
        let path = stack.template.display();
        let text = fs::read_to_string(&stack.template)
            .unwrap_or_else(|error| panic!("cannot read {path}: {error}"));
        Self {
            template: serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{path} is not JSON: {error}")),
            stack: stack.name.clone(),
            account: stack.account.clone(),
            region: stack.region.clone(),
        }
    }

    /// The resources by logical id, in the template's order.
    ///
    /// # Panics
    /// When there is none.
    pub fn resources(&self) -> &Map<String, Value> {
        let resources = self.template["Resources"].as_object();
        resources.unwrap_or_else(|| panic!("{} has no resource", self.stack))
    }

    /// A value with its functions carried out.
    ///
    /// # Panics
    /// At a function that is not known here.
    pub fn resolved(&self, value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| self.resolved(item)).collect(),
            Value::Object(map) => {
                if let (1, Some((name, argument))) = (map.len(), map.iter().next()) {
                    match name.as_str() {
                        "Ref" => return self.reference(text(argument)).into(),
                        "Fn::GetAtt" => {
                            return self
                                .attribute(text(&argument[0]), text(&argument[1]))
                                .into();
                        }
                        "Fn::Sub" => return self.filled(text(argument)).into(),
                        name => assert!(!name.starts_with("Fn::"), "{name} is not known here"),
                    }
                }
                map.iter()
                    .map(|(key, value)| (key.clone(), self.resolved(value)))
                    .collect()
            }
            other => other.clone(),
        }
    }

    fn filled(&self, pattern: &str) -> String {
        let mut whole = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}').expect("a name ends");
            whole.push_str(before);
            match (name.strip_prefix('!'), name.split_once('.')) {
                (Some(literal), _) => whole.extend(["${", literal, "}"]),
                (None, Some((id, attribute))) => whole.push_str(&self.attribute(id, attribute)),
                (None, None) => whole.push_str(&self.reference(name)),
            }
            rest = after;
        }
        whole + rest
    }

    fn reference(&self, name: &str) -> String {
        match name {
            "AWS::AccountId" => return self.account.clone(),
            "AWS::Region" => return self.region.clone(),
            "AWS::Partition" => return "aws".to_owned(),
            "AWS::URLSuffix" => return "amazonaws.com".to_owned(),
            _ => {}
        }
        match text(&self.resource(name)["Type"]) {
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => self.key_id(name),
            _ => self.name(name),
        }
    }

    fn attribute(&self, id: &str, attribute: &str) -> String {
        assert_eq!(attribute, "Arn", "{id}.{attribute} is not known here");
        self.arn(id)
    }

    /// The ARN of a resource.
    ///
    /// # Panics
    /// When its type is not known here.
    pub fn arn(&self, id: &str) -> String {
        let resource = self.resource(id);
        let name = || self.name(id);
        let iam = |kind: &str| {
            let path = resource["Properties"]["Path"].as_str().unwrap_or("/");
            format!("arn:aws:iam::{}:{kind}{path}{}", self.account, name())
        };
        match text(&resource["Type"]) {
            "AWS::IAM::Role" => iam("role"),
            "AWS::IAM::InstanceProfile" => iam("instance-profile"),
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => self.key_arn(&self.key_id(id)),
            "AWS::S3::Bucket" => format!("arn:aws:s3:::{}", name()),
            "AWS::CodeBuild::Project" => self.arn_of("codebuild", &format!("project/{}", name())),
            "AWS::CodePipeline::Pipeline" => self.arn_of("codepipeline", &name()),
            "AWS::Events::Rule" => self.arn_of("events", &format!("rule/{}", name())),
            kind => panic!("the ARN of {kind} is not known here"),
        }
    }

    /// The ARN of a key of the stack's account and region.
    pub fn key_arn(&self, id: &str) -> String {
        self.arn_of("kms", &format!("key/{id}"))
    }

    /// An ARN in the stack's account and region.
    pub fn arn_of(&self, service: &str, resource: &str) -> String {
        format!(
            "arn:aws:{service}:{}:{}:{resource}",
            self.region, self.account
        )
    }

    /// Stands for the id that KMS chooses, the one by which `access --json` calls the key. A replica has its
    /// primary's.
    pub fn key_id(&self, id: &str) -> String {
        let primary = &self.resource(id)["Properties"]["PrimaryKeyArn"];
        if let Some((_, id)) = text(primary).split_once(":key/") {
            return id.to_owned();
        }
        let bytes = self.stack.bytes().chain([b'/']).chain(id.bytes());
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        format!("mrk-0000000000000000{hash:016x}")
    }

    /// The name that a resource is given, or the beginning of the one that CloudFormation makes up.
    fn name(&self, id: &str) -> String {
        let properties = &self.resource(id)["Properties"];
        let keys = [
            "Name",
            "RoleName",
            "BucketName",
            "AliasName",
            "InstanceProfileName",
        ];
        let name = keys.iter().find_map(|key| properties.get(key));
        name.map_or_else(
            || format!("{}-{id}", self.stack),
            |name| text(&self.resolved(name)).to_owned(),
        )
    }

    fn resource(&self, id: &str) -> &Value {
        let resource = self.resources().get(id);
        resource.unwrap_or_else(|| panic!("{} has no resource {id}", self.stack))
    }
}

/// The text of a value; nothing where it is none.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The items of a value; none where it is no list.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
