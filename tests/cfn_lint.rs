//! cfn-lint has nothing to say about any template of any example, not even for information.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use passrole_tests::folder::Folder;
use passrole_tests::lint::{Finding, lint};
use passrole_tests::{examples, stacks};

/// Findings that are wrong about our templates: the rule, a part of what it says, and the reason.
const SILENCED: &[(&str, &str, &str)] = &[
    (
        "I3510",
        "action 'cloudformation:CreateChangeSet' requires",
        "a transform is a resource of CreateChangeSet too: \
         docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-author.html",
    ),
    (
        "I3042",
        "contains hardcoded Partition",
        "the ARN is the author's own, and says the partition that the declaration is for",
    ),
];

#[test]
fn yaml_templates_pass() {
    examples_pass("yaml");
}

#[test]
fn json_templates_pass() {
    examples_pass("json");
}

#[test]
fn an_error_a_warning_and_an_information_are_each_found() {
    let folder = Folder::new("cfn-lint-mistakes");
    let template = folder.join("mistakes.template.yaml");
    fs::write(
        &template,
        "\
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Unused:
    Type: String
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: role
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !Sub unchanged
      TopicName: !Join ['', [a, !Ref AWS::Region]]
",
    )
    .expect("the folder is writable");
    let found: BTreeSet<String> = lint(folder.path(), "eu-west-1", &[template])
        .into_iter()
        .map(|finding| finding.rule)
        .collect();
    // A property that is missing, a parameter that nothing uses, a join that a substitution says shorter.
    for rule in ["E3003", "W2001", "I1022"] {
        assert!(found.contains(rule), "cfn-lint found only {found:?}");
    }
}

#[test]
fn the_region_is_heeded() {
    let folder = Folder::new("cfn-lint-region");
    let template = folder.join("region.template.yaml");
    fs::write(
        &template,
        "\
Resources:
  Site:
    Type: AWS::Amplify::App
    Properties:
      Name: site
",
    )
    .expect("the folder is writable");
    let there = lint(folder.path(), "eu-west-1", std::slice::from_ref(&template));
    assert!(there.is_empty(), "{there:?}");
    let elsewhere = lint(folder.path(), "us-gov-east-1", &[template]);
    assert!(
        elsewhere.iter().any(|finding| finding.rule == "E3006"),
        "{elsewhere:?}"
    );
}

fn examples_pass(format: &str) {
    let folder = Folder::new(&format!("cfn-lint-{format}"));
    let mut by_region: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    let mut stack_sets = 0;
    for example in examples::all() {
        let out = folder.join(&example.name);
        example.synth(&out, &["--format", format]);
        for stack in stacks::read(&out) {
            // What a stack set makes elsewhere is a template of its own, for other regions.
            let sets = match format {
                "json" => stacks::stack_sets(&stack.template),
                _ => Vec::new(),
            };
            for (regions, body) in sets {
                let template = out.join(format!("{}-regions.template.json", stack.name));
                fs::write(&template, body).expect("the folder is writable");
                for region in regions {
                    by_region.entry(region).or_default().push(template.clone());
                }
                stack_sets += 1;
            }
            by_region
                .entry(stack.region)
                .or_default()
                .push(stack.template);
        }
    }

    assert_eq!(
        stack_sets > 0,
        format == "json",
        "a stack set is looked into"
    );
    let mut used = BTreeSet::new();
    let mut complaints = Vec::new();
    for (region, templates) in &by_region {
        for finding in lint(folder.path(), region, templates) {
            match silenced(&finding) {
                Some(rule) => _ = used.insert(rule),
                None => complaints.push(finding.text),
            }
        }
    }
    assert!(
        complaints.is_empty(),
        "cfn-lint complains {} times:\n{}",
        complaints.len(),
        complaints.join("\n")
    );
    for (rule, _, reason) in SILENCED {
        assert!(
            used.contains(rule),
            "nothing draws {rule} any more ({reason})"
        );
    }
}

/// The rule of a finding that is known to be wrong.
fn silenced(finding: &Finding) -> Option<&'static str> {
    let known = SILENCED
        .iter()
        .find(|(rule, part, _)| *rule == finding.rule && finding.text.contains(part));
    known.map(|(rule, ..)| *rule)
}
