//! Every action type with all its keys, from the macro to the templates: nothing is lost, and cfn-lint agrees.

#[path = "providers/programs.rs"]
mod programs;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use passrole_model::catalog::{ActionType, actions};
use passrole_tests::folder::Folder;
use passrole_tests::lint::lint;
use serde_json::Value;

/// What cfn-lint says although it is meant: `CreateChangeSet` needs a transform beside the stack.
const MEANT: &str = "I3510 action 'cloudformation:CreateChangeSet' requires";

/// An action type, as `Deploy AWS CloudFormation`, and the keys of its actions.
type Written = BTreeMap<String, BTreeSet<String>>;

#[test]
fn every_key_of_every_action_type_is_written() {
    let mut written = Written::new();
    for pipeline in programs::all() {
        for stack in &pipeline.synth().unwrap_or_else(|broken| panic!("{broken}")) {
            configurations(&stack.template().to_json(), &mut written);
        }
    }
    for kind in actions::ALL {
        let name = name(kind);
        let found = written.remove(&name).unwrap_or_default();
        let known: BTreeSet<String> = kind.keys.iter().map(|key| key.name.to_owned()).collect();
        let passed = kind.passes.as_ref().map(|passes| passes.key.to_owned());
        let missing: Vec<_> = known.difference(&found).collect();
        assert!(missing.is_empty(), "{name} is without {missing:?}");
        let more: Vec<_> = found
            .difference(&known)
            .filter(|key| Some(*key) != passed.as_ref())
            .collect();
        assert!(more.is_empty(), "{name} has {more:?}");
    }
    assert!(
        written.is_empty(),
        "the catalog is without {:?}",
        written.keys()
    );
}

#[test]
fn cfn_lint_has_nothing_to_say() {
    let folder = Folder::new("providers");
    let mut by_region: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for pipeline in programs::all() {
        for stack in &pipeline.synth().unwrap_or_else(|broken| panic!("{broken}")) {
            let file = folder.join(format!("{}.yaml", stack.name()));
            fs::write(&file, stack.template().to_yaml()).expect("the folder is writable");
            by_region
                .entry(stack.region().to_owned())
                .or_default()
                .push(file);
        }
    }
    let findings = by_region
        .iter()
        .flat_map(|(region, files)| lint(folder.path(), region, files));
    let texts: Vec<String> = findings
        .map(|finding| finding.text)
        .filter(|text| !text.contains(MEANT))
        .collect();
    assert!(texts.is_empty(), "{}", texts.join("\n"));
}

fn name(kind: &ActionType) -> String {
    format!(
        "{} {} {}",
        kind.category.as_str(),
        kind.owner.as_str(),
        kind.provider
    )
}

/// Adds the configuration keys of the actions of a template's pipeline.
fn configurations(template: &str, written: &mut Written) {
    let template: Value = serde_json::from_str(template).expect("a template is JSON");
    let resources = template["Resources"].as_object();
    let pipelines = resources
        .into_iter()
        .flat_map(|resources| resources.values())
        .filter(|resource| resource["Type"] == "AWS::CodePipeline::Pipeline");
    for stage in pipelines.flat_map(|pipeline| array(&pipeline["Properties"]["Stages"])) {
        for action in array(&stage["Actions"]) {
            let part = |key: &str| action["ActionTypeId"][key].as_str().unwrap_or_default();
            let name = [part("Category"), part("Owner"), part("Provider")].join(" ");
            let keys = action["Configuration"].as_object();
            let keys = keys.into_iter().flat_map(|keys| keys.keys().cloned());
            written.entry(name).or_default().extend(keys);
        }
    }
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
