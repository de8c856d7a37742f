//! What makes an output folder a cloud assembly, which the command line of the AWS CDK deploys from.
//!
//! Nothing in it asks for an account to be bootstrapped: there are no assets, no roles of the CDK's own, and no
//! version of its stack.

use crate::template::{Map, Node, map};
use crate::{Stack, Stacks};

/// The file that lists the stacks for the CDK.
pub(super) const MANIFEST: &str = "manifest.json";
/// The file by which the CDK tells a cloud assembly from other folders.
pub(super) const VERSION_FILE: &str = "cdk.out";
/// The version of the manifest: one that command lines of many years read, since they refuse only newer ones than
/// their own.
const VERSION: &str = "36.0.0";

/// What [`VERSION_FILE`] holds.
pub(super) fn version() -> Node {
    map! { "version": VERSION }.into()
}

/// Every stack as an artifact, in the order in which they can be deployed. Where a role is named, the CDK assumes
/// the one of that name in the stack's account.
pub(super) fn manifest(stacks: &Stacks, role: Option<&str>) -> Node {
    let mut artifacts = Map::new();
    for stack in stacks {
        let artifact = Node::from(artifact(stack, role));
        artifacts.insert(stack.name().to_owned(), artifact);
    }
    map! {
        "version": VERSION,
        "artifacts": artifacts,
    }
    .into()
}

fn artifact(stack: &Stack, role: Option<&str>) -> Map {
    let environment = format!("aws://{}/{}", stack.account_id(), stack.region());
    let mut properties = map! {
        "templateFile": super::file_name(stack.name(), super::Format::Cdk),
        "stackName": stack.name(),
    };
    if let Some(role) = role {
        let arn = arn(stack, role);
        properties.put("assumeRoleArn", arn.as_str());
        // What only reads would use the credentials as they are.
        properties.put("lookupRole", map! { "arn": arn });
    }
    map! {
        "type": "aws:cloudformation:stack",
        "environment": environment,
        "properties": properties,
        "dependencies": stack.depends_on().to_vec(),
        "displayName": stack.name(),
    }
}

fn arn(stack: &Stack, role: &str) -> String {
    let partition = stack.partition().name;
    format!("arn:{partition}:iam::{}:role/{role}", stack.account_id())
}

/// Whether the CDK's command line marks by this file that it writes or reads the folder. Such a file stays when the
/// folder is replaced.
pub(super) fn is_lock(name: &str) -> bool {
    name == "synth.lock" || name.starts_with("read.") && name.ends_with(".lock")
}

/// Whether a file is one that the CDK's command line has written into the folder, or had a program write, without
/// there being an assembly yet.
pub(super) fn is_passing(name: &str) -> bool {
    is_lock(name) || ["error.txt", "performance-counters.json"].contains(&name)
}

/// Whether it is a part of a cloud assembly, whoever wrote it. A folder's name ends in `/`.
pub(super) fn is_part(name: &str) -> bool {
    const NAMES: &[&str] = &[
        VERSION_FILE,
        MANIFEST,
        "tree.json",
        "validation-report.json",
        "policy-validation-report.json",
        ".cache/",
    ];
    const BEGINNINGS: &[&str] = &["asset.", "assembly-"];
    const ENDS: &[&str] = &[".template.json", ".assets.json", ".metadata.json"];
    for beginning in BEGINNINGS {
        if name.starts_with(beginning) {
            return true;
        }
    }
    for end in ENDS {
        if name.ends_with(end) {
            return true;
        }
    }
    NAMES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{Template, json};

    #[test]
    fn a_role_lies_in_the_account_and_partition_of_its_stack() {
        let mut stacks = Stacks::default();
        for (name, region) in [("shop-prod", "cn-north-1"), ("shop-ci", "eu-west-1")] {
            let texts = [name, "prod", "033333333333", region].map(str::to_owned);
            let [name, account, id, region] = texts;
            let stack = Stack::new(name, account, id, region, Template::default(), Vec::new());
            stacks.push(stack);
        }
        let text = json::compact(&manifest(&stacks, Some("ops/deployment")));
        for partition in ["aws-cn", "aws"] {
            let arn = format!("arn:{partition}:iam::033333333333:role/ops/deployment");
            let assumed = format!(r#""assumeRoleArn":"{arn}","lookupRole":{{"arn":"{arn}"}}"#);
            assert!(text.contains(&assumed), "{text}");
        }
        assert!(!json::compact(&manifest(&stacks, None)).contains("ole"));
    }

    #[test]
    fn parts_of_an_assembly_are_told_by_their_names() {
        for name in ["synth.lock", "read.12.1.lock", "error.txt"] {
            assert!(is_passing(name), "{name}");
        }
        for name in [
            "shop.template.json",
            "shop.assets.json",
            "asset.1f/",
            "assembly-x/",
        ] {
            assert!(is_part(name) && !is_passing(name), "{name}");
        }
        for name in [
            "notes.txt",
            "Cargo.lock",
            "src/",
            "package.json",
            "read.me",
            "asset",
        ] {
            assert!(!is_part(name) && !is_passing(name), "{name}");
        }
    }
}
