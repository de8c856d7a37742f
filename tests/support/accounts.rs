//! What accounts hold: as an output folder declares it, and as the services of emulated accounts tell it.
//!
//! Both are written alike, so that they can be compared, and so that the same questions can be asked about both.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::emulator::Emulator;
use crate::stacks::{self, Stack};
use crate::template::{Scope, list, text};

/// What accounts hold.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    /// By ARN, an object whose `type` says what it is.
    ///
    /// A role has its `trust`, its `policies` by name, what is `attached` to it and its `boundary`; a bucket, a key and
    /// a bus have their `policy`.
    pub held: BTreeMap<String, Value>,
    /// By ARN, what the managed policies say that are known.
    pub managed: BTreeMap<String, Value>,
}

impl Accounts {
    /// What the JSON templates of an output folder declare.
    ///
    /// # Panics
    /// When a template holds something that is not known here: it would be compared with nothing.
    pub fn declared(folder: &Path) -> Self {
        let mut accounts = Self::default();
        for stack in stacks::read(folder) {
            let scope = Scope::new(&stack);
            for scope in scope.further().iter().chain([&scope]) {
                for (id, resource) in scope.resources() {
                    let kind = text(&resource["Type"]).to_owned();
                    let properties = scope.resolved(&resource["Properties"]);
                    accounts.declare(scope, id, &kind, properties);
                }
            }
        }
        accounts
    }

    /// What the accounts of an output folder hold, once it is deployed.
    ///
    /// KMS chooses the ids of keys, and CloudFormation some names; here they are those of [`Self::declared`].
    ///
    /// # Panics
    /// When a service refuses to tell.
    pub fn read_back(emulator: &Emulator, folder: &Path) -> Self {
        let stacks = stacks::read(folder);
        let mut regions: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for stack in &stacks {
            let further = Scope::new(stack).further();
            let further = further.into_iter().map(|scope| scope.region);
            let regions = regions.entry(&stack.account).or_default();
            regions.extend(further.chain([stack.region.clone()]));
        }
        let mut found = Map::new();
        for (account, regions) in regions {
            let regions: Vec<&str> = regions.iter().map(String::as_str).collect();
            match emulator.read_back(account, &regions) {
                Value::Object(held) => found.extend(held),
                other => panic!("{account} holds {other}"),
            }
        }
        let mut all = Value::Object(found).to_string();
        for (real, ours) in renamed(&all, &stacks) {
            all = all.replace(&real, &ours);
        }
        let found: BTreeMap<String, Value> =
            serde_json::from_str(&all).expect("names are replaced by names");
        Self {
            held: found
                .into_iter()
                .map(|(arn, held)| (arn, told(held)))
                .collect(),
            managed: BTreeMap::new(),
        }
    }

    /// Looks up what the managed policies say that are attached to roles, and those that bound them.
    ///
    /// # Panics
    /// When the emulator does not answer.
    #[must_use]
    pub fn with_policies_of_aws(mut self, emulator: &Emulator) -> Self {
        let attached = self.held.values().flat_map(|held| {
            let boundary = held.get("boundary").into_iter();
            list(&held["attached"]).iter().chain(boundary).map(text)
        });
        let arns: BTreeSet<&str> = attached.collect();
        let known = arns.into_iter().filter_map(|arn| {
            let document = emulator.policy_of_aws(arn)?;
            Some((arn.to_owned(), document))
        });
        self.managed = known.collect();
        self
    }

    fn declare(&mut self, scope: &Scope, id: &str, kind: &str, properties: Value) {
        let property = |key: &str| properties[key].clone();
        let tags = tags(&properties["Tags"]);
        let arn = || scope.arn(id);
        let held = match kind {
            "AWS::IAM::Role" => json!({
                "type": "role",
                "trust": property("AssumeRolePolicyDocument"),
                "policies": list(&properties["Policies"])
                    .iter()
                    .map(|policy| {
                        (text(&policy["PolicyName"]).to_owned(), policy["PolicyDocument"].clone())
                    })
                    .collect::<Map<_, _>>(),
                "attached": sorted(&properties["ManagedPolicyArns"]),
                "boundary": property("PermissionsBoundary"),
                "description": property("Description"),
                "session": properties["MaxSessionDuration"].as_u64().unwrap_or(3600),
                "tags": tags,
            }),
            "AWS::IAM::InstanceProfile" => {
                json!({ "type": "instance profile", "roles": property("Roles") })
            }
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => json!({
                "type": "key",
                "id": scope.key_id(id),
                "state": "Enabled",
                "description": property("Description"),
                "multi region": kind == "AWS::KMS::ReplicaKey" || properties["MultiRegion"] == true,
                "aliases": [],
                // A replica's key material is its primary's, which rotates in all that is declared here.
                "rotation": kind == "AWS::KMS::ReplicaKey" || properties["EnableKeyRotation"] == true,
                "policy": property("KeyPolicy"),
                "tags": tags,
            }),
            "AWS::KMS::Alias" => {
                let key = scope.key_arn(text(&properties["TargetKeyId"]));
                return self.change(&key, |key| key["aliases"] = json!([property("AliasName")]));
            }
            "AWS::S3::Bucket" => json!({
                "type": "bucket",
                "region": if scope.region == "us-east-1" { Value::Null } else { json!(scope.region) },
                "encryption": list(&properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]),
                "versioning": property("VersioningConfiguration")["Status"],
                "public access": property("PublicAccessBlockConfiguration"),
                "ownership": property("OwnershipControls"),
                "lifecycle": list(&properties["LifecycleConfiguration"]["Rules"]),
                "tags": tags,
            }),
            "AWS::S3::BucketPolicy" => {
                let bucket = format!("arn:aws:s3:::{}", text(&properties["Bucket"]));
                return self.change(&bucket, |bucket| {
                    bucket["policy"] = property("PolicyDocument")
                });
            }
            "AWS::CodeBuild::Project" => json!({ "type": "project", "project": properties }),
            "AWS::CodePipeline::Pipeline" => {
                json!({ "type": "pipeline", "pipeline": properties, "tags": tags })
            }
            "AWS::Events::Rule" => json!({
                "type": "rule",
                "description": property("Description"),
                "state": property("State"),
                "pattern": property("EventPattern"),
                "schedule": property("ScheduleExpression"),
                "targets": property("Targets"),
            }),
            "AWS::Events::EventBusPolicy" => {
                let mut statement = property("Statement");
                statement["Sid"] = property("StatementId");
                let bus = properties["EventBusName"].as_str().unwrap_or("default");
                let bus = scope.arn_of("events", &format!("event-bus/{bus}"));
                let policy = json!({ "Version": "2012-10-17", "Statement": [] });
                let policy = json!({ "type": "bus", "policy": policy });
                self.held.entry(bus.clone()).or_insert(policy);
                return self.change(&bus, |bus| {
                    if let Some(statements) = bus["policy"]["Statement"].as_array_mut() {
                        statements.push(statement);
                    }
                });
            }
            // What its stacks make is compared.
            "AWS::CloudFormation::StackSet" => return,
            _ => panic!("it is not known how to compare {kind}"),
        };
        self.held.insert(arn(), told(held));
    }

    fn change(&mut self, arn: &str, change: impl FnOnce(&mut Value)) {
        let held = self.held.get_mut(arn);
        change(held.unwrap_or_else(|| panic!("{arn} is declared after what belongs to it")));
    }
}

/// What is held, without what says the same in two ways.
fn told(mut held: Value) -> Value {
    match text(&held["type"]) {
        "bucket" => {
            let encryption = held["encryption"].take();
            let rules = encryption.get("Rules").unwrap_or(&encryption).clone();
            let text = rules.to_string().replace("\"ApplyServer", "\"Server");
            held["encryption"] = serde_json::from_str(&text).expect("a key was renamed");
            // A rule for every object has an empty filter, or none.
            for rule in held["lifecycle"].as_array_mut().into_iter().flatten() {
                if rule["Filter"] == json!({ "Prefix": "" }) || rule["Filter"].is_null() {
                    rule["Filter"].take();
                }
            }
        }
        "project" => {
            // CodeBuild fills in what is not declared.
            let kept = "name description servicerole encryptionkey source artifacts environment \
                 buildbatchconfig tags vpcconfig logsconfig secondarysources secondaryartifacts";
            let kept: Vec<&str> = kept.split_whitespace().collect();
            if let Some(project) = held["project"].as_object_mut() {
                project.retain(|key, _| kept.contains(&key.to_lowercase().as_str()));
            }
        }
        "pipeline" => {
            if let Some(pipeline) = held["pipeline"].as_object_mut() {
                pipeline.retain(|key, _| key != "version" && key != "Tags");
                // CloudFormation lists the stores, CodePipeline has them by region.
                if let Some(Value::Array(stores)) =
                    pipeline.get_mut("ArtifactStores").map(Value::take)
                {
                    let stores = stores.into_iter().map(|mut store| {
                        (
                            text(&store["Region"]).to_owned(),
                            store["ArtifactStore"].take(),
                        )
                    });
                    let stores: Map<String, Value> = stores.collect();
                    pipeline.insert("ArtifactStores".to_owned(), stores.into());
                }
            }
        }
        _ => return bare(held, false),
    }
    bare(held, true)
}

/// Without nulls and empty lists and objects; the APIs write small what CloudFormation begins with a capital.
fn bare(value: Value, small: bool) -> Value {
    let is_bare = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    };
    match value {
        Value::Array(items) => items.into_iter().map(|item| bare(item, small)).collect(),
        Value::Object(map) => {
            let entries = map.into_iter().map(|(key, value)| {
                // A policy's words are the same everywhere.
                let small = small && key != "policy";
                let name = if small { key.to_lowercase() } else { key };
                (name, bare(value, small))
            });
            entries.filter(|(_, value)| !is_bare(value)).collect()
        }
        other => other,
    }
}

/// Pairs of what a service chose and what stands here for it.
fn renamed(found: &str, stacks: &[Stack]) -> Vec<(String, String)> {
    let found: BTreeMap<String, Value> = serde_json::from_str(found).expect("it was JSON");
    let mut pairs = Vec::new();
    for stack in stacks {
        let scope = Scope::new(stack);
        let place = |service: &str| scope.arn_of(service, "");
        for (id, resource) in scope.resources() {
            let properties = scope.resolved(&resource["Properties"]);
            match text(&resource["Type"]) {
                "AWS::KMS::Alias" => {
                    let real = found.iter().find(|(arn, key)| {
                        let aliases = list(&key["aliases"]);
                        arn.starts_with(&place("kms")) && aliases.contains(&properties["AliasName"])
                    });
                    if let Some((_, key)) = real {
                        pairs.push((
                            text(&key["id"]).to_owned(),
                            text(&properties["TargetKeyId"]).to_owned(),
                        ));
                    }
                }
                "AWS::Events::Rule" if properties["Name"].is_null() => {
                    let ours = scope.arn(id);
                    let real = found.keys().find(|arn| {
                        let suffix = arn
                            .strip_prefix(&ours)
                            .and_then(|rest| rest.strip_prefix('-'));
                        suffix.is_some_and(|suffix| suffix.len() == 12 && !suffix.contains('-'))
                    });
                    pairs.extend(real.map(|real| (real.clone(), ours)));
                }
                _ => {}
            }
        }
    }
    pairs
}

fn tags(tags: &Value) -> Value {
    let pairs = list(tags).iter();
    pairs
        .map(|tag| (text(&tag["Key"]).to_owned(), tag["Value"].clone()))
        .collect::<Map<_, _>>()
        .into()
}

fn sorted(names: &Value) -> Value {
    let names: BTreeSet<&str> = list(names).iter().map(text).collect();
    json!(names)
}
