//! The catalog agrees with what others know of the action types.

use std::collections::BTreeMap;

use passrole_model::catalog::{actions, managed};
use passrole_tests::{python, tools};
use serde_json::Value;

/// Where the catalog says something else than cfn-lint, and where that is said.
const DIFFERENT: &[(&str, &str)] = &[(
    "Deploy::AlexaSkillsKit InputArtifacts",
    "docs.aws.amazon.com/codepipeline/latest/userguide/reference-action-artifacts.html says 1 to 2",
)];

#[test]
fn artifact_bounds_are_those_of_cfn_lint() {
    let output = tools::output(&mut python::TEMPLATES.script("artifact_counts.py"));
    assert!(output.status.success(), "{}", tools::printed(&output));
    let counts: Value = serde_json::from_slice(&output.stdout).expect("the counts are JSON");
    let mut differences = BTreeMap::new();
    let mut compared = 0;
    for kind in actions::ALL {
        let known = &counts[kind.owner.as_str()][kind.category.as_str()][kind.provider];
        if known.is_null() {
            continue;
        }
        compared += 1;
        let name = format!("{}::{}", kind.category.as_str(), kind.provider);
        for (what, ours) in [
            ("InputArtifacts", kind.inputs),
            ("OutputArtifacts", kind.outputs),
        ] {
            let theirs = &known[what];
            let least = theirs["minItems"].as_u64().unwrap_or(0);
            let most = theirs["maxItems"].as_u64();
            let ours = (ours.0 as u64, ours.1 as u64);
            if ours.0 != least || most.is_some_and(|most| most != ours.1) {
                differences.insert(
                    format!("{name} {what}"),
                    format!("{ours:?} here, {least} to {most:?} in cfn-lint"),
                );
            }
        }
    }
    for (name, reason) in DIFFERENT {
        assert!(
            differences.remove(*name).is_some(),
            "{name} is no longer different ({reason})"
        );
    }
    assert!(differences.is_empty(), "{differences:#?}");
    assert!(
        compared >= 15,
        "cfn-lint knows {compared} of the catalog's action types only"
    );
}

#[test]
fn the_managed_policies_that_are_known_deny_nothing() {
    let output = tools::output(&mut python::AWS.script("managed_policies.py"));
    assert!(output.status.success(), "{}", tools::printed(&output));
    let names: Vec<String> = serde_json::from_slice(&output.stdout).expect("the names are JSON");
    for name in managed::names() {
        assert!(
            names.iter().any(|known| known == name),
            "{name} denies something, or is gone"
        );
    }
}
