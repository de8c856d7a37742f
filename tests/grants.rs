//! Every permission of the catalog exists in IAM and takes the resource that it is granted on, as cfn-lint knows both.

use std::collections::BTreeMap;
use std::fs;

use passrole_model::catalog::{ActionType, Grant, actions};
use passrole_tests::folder::Folder;
use passrole_tests::lint::{Finding, lint};
use serde_json::{Map, Value, json};

#[test]
fn every_grant_is_one_that_iam_knows() {
    let mut resources = Map::new();
    for action in actions::ALL
        .iter()
        .chain(actions::RULES)
        .filter(|action| !action.grants.is_empty())
    {
        let id = logical_id(action);
        let old = resources.insert(id.clone(), role(statements(action.grants)));
        assert!(old.is_none(), "two action types are called {id} here");
    }
    let wrong: Vec<String> = findings("grants", resources)
        .into_iter()
        .map(|finding| finding.text)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_wrong_action_and_a_wrong_resource_are_found() {
    let statements = [
        ("s3:GetObjekt", "arn:aws:s3:::a/b"),
        ("s3:GetObject", "arn:aws:sns:::a"),
    ];
    let statements = statements.map(|(action, resource)| {
        json!({ "Effect": "Allow", "Action": [action], "Resource": [resource] })
    });
    let resources = Map::from_iter([("Role".to_owned(), role(statements.into()))]);
    let rules: Vec<String> = findings("grants-wrong", resources)
        .into_iter()
        .map(|finding| finding.rule)
        .collect();
    for rule in ["W3037", "I3510"] {
        assert!(rules.iter().any(|found| found == rule), "{rules:?}");
    }
}

fn findings(name: &str, resources: Map<String, Value>) -> Vec<Finding> {
    let folder = Folder::new(name);
    let file = folder.join("grants.template.json");
    fs::write(&file, json!({ "Resources": resources }).to_string())
        .expect("the folder is writable");
    let mut findings = lint(folder.path(), "us-east-1", &[file]);
    // Only where an ARN is written out does cfn-lint look into it, so the partition is written out here.
    findings.retain(|finding| finding.rule != "I3042");
    findings
}

fn logical_id(action: &ActionType) -> String {
    let name = format!("{:?}{}", action.category, action.provider);
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn role(statements: Vec<Value>) -> Value {
    let trust = json!({
        "Effect": "Allow",
        "Principal": { "Service": "codepipeline.amazonaws.com" },
        "Action": "sts:AssumeRole",
    });
    json!({
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": [trust] },
            "Policies": [{
                "PolicyName": "grants",
                "PolicyDocument": { "Version": "2012-10-17", "Statement": statements },
            }],
        },
    })
}

/// Grants of one id, actions and condition become one statement, as they do in a stack.
fn statements(grants: &[Grant]) -> Vec<Value> {
    let mut resources: BTreeMap<String, (Value, Vec<String>)> = BTreeMap::new();
    for grant in grants {
        let mut statement = json!({ "Effect": "Allow", "Action": grant.actions });
        for (operator, key, value) in grant.condition {
            statement["Condition"][operator][sample(key)] = json!(sample(value));
        }
        let (_, list) = resources
            .entry(format!("{} {statement}", grant.sid))
            .or_insert_with(|| (statement, Vec::new()));
        list.extend(grant.resources.iter().map(|resource| sample(resource)));
    }
    let merged = resources.into_values().map(|(mut statement, list)| {
        statement["Resource"] = json!(list);
        statement
    });
    merged.collect()
}

/// The text with something in place of each word in braces.
fn sample(text: &str) -> String {
    // An ARN that the author writes is the author's to get right.
    let whole = text
        .strip_prefix('{')
        .is_some_and(|rest| rest.find('}') == Some(rest.len() - 1));
    if whole && !text.contains('|') {
        return "*".to_owned();
    }
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, word, after)) = rest.split_once('{').and_then(|(before, rest)| {
        let (word, after) = rest.split_once('}')?;
        Some((before, word, after))
    }) {
        filled.push_str(before);
        match word {
            "partition" => filled.push_str("aws"),
            "region" => filled.push_str("us-east-1"),
            "account" => filled.push_str("111111111111"),
            "artifacts" => filled.push_str("arn:aws:s3:::sample"),
            _ => {
                filled.push_str(word.split_once('|').map_or("", |(_, prefix)| prefix));
                filled.push_str("sample");
            }
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}
