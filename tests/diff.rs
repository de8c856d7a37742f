//! `diff`: what it says of every kind of change, that it says nothing where nothing changes, and its exit codes.

#[path = "diff/deployed.rs"]
mod deployed;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use passrole_tests::examples;
use passrole_tests::folder::Folder;
use passrole_tests::python;
use passrole_tests::tools::{output, printed};
use serde_json::{Value, json};

/// The program of two versions, with edits.
fn program(version: &str, edits: &Value) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_versions"));
    command
        .env("VERSION", version)
        .env("EDITS", edits.to_string())
        .env_remove("CDK_OUTDIR")
        .env_remove("NO_COLOR");
    command
}

fn synth(version: &str, edits: &Value, out: &Path, format: &str) {
    let synth = output(
        program(version, edits)
            .args(["--format", format, "--out"])
            .arg(out),
    );
    assert!(synth.status.success(), "{}", printed(&synth));
}

/// What a version with edits says of another, in every format of the old one; it is the same in all.
fn diff(name: &str, old: (&str, Value), new: (&str, Value), arguments: &[&str]) -> Output {
    let folder = Folder::new(&format!("diff-{name}"));
    let [yaml, json] = ["yaml", "json"].map(|format| {
        let out = folder.join(format);
        synth(old.0, &old.1, &out, format);
        output(program(new.0, &new.1).arg("diff").arg(out).args(arguments))
    });
    assert_eq!(printed(&yaml), printed(&json));
    assert_eq!(yaml.status, json.status);
    yaml
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", printed(output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn nothing_changes_right_after_a_synth() {
    let folder = Folder::new("diff-nothing");
    for example in examples::all() {
        for format in ["yaml", "json"] {
            let out = folder.join(format!("{}-{format}", example.name));
            example.synth(&out, &["--format", format]);
            let diff = output(example.command().args(["diff", "--exit-code"]).arg(&out));
            assert_eq!(printed(&diff), "", "{} as {format}", example.name);
            assert_eq!(diff.status.code(), Some(0));
            let diff = output(example.command().args(["diff", "--json"]).arg(&out));
            let document: Value = serde_json::from_slice(&diff.stdout).expect("it is JSON");
            assert_eq!(document["changed"], false);
        }
    }
}

#[test]
fn without_a_folder_it_is_the_last_output() {
    let folder = Folder::new("diff-last");
    let run = |version: &str, arguments: &[&str]| {
        let mut command = program(version, &json!({}));
        output(command.args(arguments).current_dir(folder.path()))
    };
    let none = run("before", &["diff"]);
    assert_eq!(none.status.code(), Some(1));
    assert_eq!(
        printed(&none),
        "error: there is no folder `cfn.out` to compare with; `synth` writes one\n"
    );
    assert!(run("before", &[]).status.success());
    for (version, code, exit_code) in [("before", 0, 0), ("after", 0, 1)] {
        assert_eq!(run(version, &["diff"]).status.code(), Some(code));
        let diff = run(version, &["diff", "--exit-code"]);
        assert_eq!(diff.status.code(), Some(exit_code), "{}", printed(&diff));
        assert!(diff.stderr.is_empty());
    }
}

/// The whole of what a person sees.
#[test]
fn two_versions_differ_so() {
    let diff = diff("versions", ("before", json!({})), ("after", json!({})), &[]);
    let expected = include_str!("data/diff.txt");
    let found = text(&diff);
    assert!(
        found == expected,
        "{}",
        passrole_tests::diff::difference(expected, &found)
    );
}

#[test]
fn other_programs_read_the_same() {
    let diff = diff(
        "json",
        ("before", json!({})),
        ("after", json!({})),
        &["--json", "--exit-code"],
    );
    assert_eq!(diff.status.code(), Some(1));
    let document: Value = serde_json::from_slice(&diff.stdout).expect("it is JSON");
    assert_eq!(document["changed"], true);
    let stacks: BTreeMap<&str, &str> = document["stacks"]
        .as_array()
        .expect("stacks are a list")
        .iter()
        .map(|stack| {
            (
                stack["name"].as_str().unwrap_or(""),
                stack["change"].as_str().unwrap_or(""),
            )
        })
        .collect();
    let expected = [
        ("shop-ci", "changed"),
        ("shop-emea", "added"),
        ("shop-prod", "changed"),
        ("shop-qa", "left behind"),
    ];
    assert_eq!(stacks, BTreeMap::from(expected));
    let permissions = document["permissions"]
        .as_array()
        .expect("permissions are a list");
    let lost = permissions
        .iter()
        .find(|one| one["actions"] == json!(["sqs:*"]));
    assert_eq!(
        lost,
        Some(&json!({
            "change": "lost", "kind": "act", "effect": "Allow",
            "who": ["stack in prod"], "actions": ["sqs:*"], "resources": ["*"],
            "conditions": [], "oldConditions": [""], "still": ["sqs:CreateQueue"],
            "sentence": "stack in prod may no longer sqs:* on *, only sqs:CreateQueue",
        }))
    );
    let prod = &document["stacks"][1]["resources"][0];
    assert_eq!(prod["id"], "DeployerRole");
    assert_eq!(
        prod["properties"][0],
        json!({
            "path": ["Properties", "Policies", "shop-deployer", "PolicyDocument", "Statement", "ManageStack",
                     "Resource"],
            "old": "arn:aws:cloudformation:eu-west-1:033333333333:stack/shop/*",
            "new": "arn:aws:cloudformation:eu-west-1:033333333333:stack/store/*",
        })
    );
}

#[test]
fn what_cloudformation_replaces_or_refuses_is_marked() {
    let team = |path: &str| {
        let trust = json!({ "Version": "2012-10-17", "Statement": [] });
        let properties =
            json!({ "RoleName": "team", "Path": path, "AssumeRolePolicyDocument": trust });
        json!({ "shop-prod": { "Team": { "Type": "AWS::IAM::Role", "Properties": properties } } })
    };
    let (old, mut new) = (team("/"), team("/team/"));
    new["shop-ci"] = json!({
        "UnitProject": { "Description": "another" },
        "ArtifactKey": { "MultiRegion": false, "Description": "another" },
        "ArtifactKeyAlias": { "AliasName": "alias/another" },
        "Pipeline": { "PipelineType": "V1" },
    });
    let text = text(&diff("replaced", ("before", old), ("before", new), &[]));
    for line in [
        // The name of the new one is still that of the old one.
        "  ~ Team  AWS::IAM::Role  team  CloudFormation refuses this update",
        "      ~ Path: / → /team/  (replaces it)",
        "  ~ UnitProject  AWS::CodeBuild::Project  shop-unit",
        "  ~ ArtifactKey  AWS::KMS::Key  CloudFormation refuses this update",
        "      ~ MultiRegion: true → false  (cannot be changed)",
        "      ~ Description: Artifacts of the pipeline shop → another",
        "  ~ ArtifactKeyAlias  AWS::KMS::Alias  alias/another  is replaced",
        "  ~ Pipeline  AWS::CodePipeline::Pipeline  shop",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(!text.starts_with("permissions"), "{text}");
}

#[test]
fn a_type_of_which_nothing_is_known_is_named() {
    let edits = |name: &str, description: &str| {
        let topic = json!({ "Type": "AWS::SNS::Topic", "Properties": { "TopicName": name } });
        let trust = json!({ "Version": "2012-10-17", "Statement": [] });
        let role = json!({ "Type": "AWS::IAM::Role",
            "Properties": { "Description": description, "AssumeRolePolicyDocument": trust } });
        json!({ "shop-prod": { "Alarms": topic, "Team": role } })
    };
    let (old, new) = (("before", edits("a", "a")), ("before", edits("b", "b")));
    let known = text(&diff(
        "known",
        old.clone(),
        ("before", edits("a", "b")),
        &[],
    ));
    assert!(!known.contains("not known here"), "{known}");
    let told = text(&diff("unknown", old.clone(), new.clone(), &[]));
    assert!(
        told.ends_with(
            "      ~ TopicName: a → b\n\n\
             Whether CloudFormation replaces what changes is not known here of AWS::SNS::Topic; a change set says it.\n"
        ),
        "{told}"
    );
    let document = diff("unknown-json", old, new, &["--json"]);
    let document: Value = serde_json::from_slice(&document.stdout).expect("it is JSON");
    let resources = &document["stacks"][0]["resources"];
    assert_eq!(resources[0].get("update"), None);
    assert_eq!(resources[1]["update"], "unknown");
}

#[test]
fn a_replacement_brings_another_and_what_is_retained_is_said() {
    let bucket = |name: &str| {
        let bucket = json!({ "Type": "AWS::S3::Bucket", "Properties": { "BucketName": name } });
        let policy = json!({ "Type": "AWS::S3::BucketPolicy", "Properties": {
            "Bucket": { "Ref": "Logs" },
            "PolicyDocument": { "Version": "2012-10-17", "Statement": [{
                "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject",
                "Resource": { "Fn::Sub": "${Logs.Arn}/*" } }] } } });
        json!({ "shop-prod": { "Logs": bucket, "LogsPolicy": policy } })
    };
    let output = diff(
        "brings",
        ("before", bucket("a-logs")),
        ("before", bucket("b-logs")),
        &[],
    );
    assert_eq!(
        text(&output),
        "shop-prod  033333333333  eu-west-1\n  \
         ~ LogsPolicy  AWS::S3::BucketPolicy  is replaced, since Logs is\n  \
         ~ Logs  AWS::S3::Bucket  b-logs  is replaced\n      \
         ~ BucketName: a-logs → b-logs  (replaces it)\n"
    );
    let gone = diff(
        "gone",
        ("before", bucket("a-logs")),
        ("before", json!({})),
        &[],
    );
    assert_eq!(
        text(&gone),
        "permissions\n  - anyone is no longer denied s3:DeleteObject on ${Logs.Arn}/*, by the policy of Logs in prod\n\n\
         shop-prod  033333333333  eu-west-1\n  \
         - LogsPolicy  AWS::S3::BucketPolicy\n  \
         - Logs  AWS::S3::Bucket  a-logs\n"
    );
}

/// What stands below a path can be copied into a template as it is.
#[test]
fn values_of_several_lines_are_yaml() {
    let tags = json!([{ "Key": "team", "Value": "shop" }]);
    let variables = json!([{ "Name": "channel", "DefaultValue": "beta" }]);
    let new = json!({ "shop-ci": {
        "Pipeline": { "Variables": variables },
        "ArtifactKey": { "Tags": tags },
        "UnitProject": { "Source": { "Type": "CODEPIPELINE", "BuildSpec": "version: 0.2\nphases: {}\n" } },
        "ArtifactBucket": { "AccelerateConfiguration": { "AccelerationStatus": "Enabled" } },
    } });
    let text = text(&diff("yaml", ("before", json!({})), ("before", new), &[]));
    for lines in [
        "      + Variables:\n          - DefaultValue: beta\n            Name: channel\n",
        "      + Tags:\n          - Key: team\n            Value: shop\n",
        "      + AccelerateConfiguration:\n          AccelerationStatus: Enabled\n",
        "      ~ Source.BuildSpec:\n          -   phases:\n          -     build: {}\n          +   phases: {}\n",
    ] {
        assert!(text.contains(lines), "{lines}\n{text}");
    }
}

#[test]
fn colours_say_what_comes_and_what_goes() {
    let coloured = diff(
        "colour",
        ("before", json!({})),
        ("after", json!({})),
        &["--color", "always"],
    );
    let coloured = text(&coloured);
    for (colour, line) in [
        ("32", "  + stack in emea may now sqs:CreateQueue"),
        ("31", "  - stack in prod may no longer sqs:*"),
        ("32", "+ shop-emea"),
        ("31", "- shop-qa"),
        ("33", "~ "),
    ] {
        let line = format!("\u{1b}[{colour}m{line}");
        assert!(coloured.contains(&line), "{line:?}\n{coloured}");
    }
}

#[test]
fn a_folder_that_cannot_be_compared_with_is_one_clear_line() {
    let folder = Folder::new("diff-folder");
    let run = |arguments: &[&str]| {
        let mut command = program("before", &json!({}));
        output(
            command
                .arg("diff")
                .args(arguments)
                .current_dir(folder.path()),
        )
    };
    let refused = |arguments: &[&str]| {
        let run = run(arguments);
        assert_eq!(run.status.code(), Some(1), "{}", printed(&run));
        assert!(run.stdout.is_empty());
        String::from_utf8_lossy(&run.stderr).into_owned()
    };
    fs::create_dir(folder.join("foreign")).expect("a folder can be made");
    fs::write(folder.join("file"), "text").expect("a file can be written");
    assert_eq!(
        refused(&["foreign"]),
        "error: `foreign` holds no `stacks.json`: passrole did not write it\n"
    );
    assert_eq!(refused(&["file"]), "error: `file` is not a folder\n");
    fs::write(folder.join("foreign/stacks.json"), "{\"stacks\": []}")
        .expect("a file can be written");
    assert_eq!(
        refused(&["foreign"]),
        "error: `foreign/stacks.json` is not an index that passrole wrote\n"
    );
    // Almost any words are YAML, and no template.
    let out = folder.join("words");
    synth("before", &json!([]), &out, "yaml");
    let template = out.join("shop-ci.template.yaml");
    fs::write(&template, "::: not yaml {{{").expect("a file can be written");
    assert_eq!(
        refused(&["words"]),
        "error: `words/shop-ci.template.yaml` is no template\n"
    );
    synth("before", &json!({}), &folder.join("out"), "yaml");
    let template = folder.join("out/shop-qa.template.yaml");
    fs::write(&template, "Resources:\n  A: *b\n").expect("a file can be written");
    assert_eq!(
        refused(&["out"]),
        "error: cannot read `out/shop-qa.template.yaml`: line 2: CloudFormation takes no anchors and aliases\n"
    );
    fs::remove_file(&template).expect("a file can be removed");
    assert_eq!(
        refused(&["out"]),
        "error: cannot read `out/shop-qa.template.yaml`: no such file or directory\n"
    );
    for usage in [&["a", "b"][..], &["--out", "a"], &["--force"]] {
        assert_eq!(run(usage).status.code(), Some(2), "{usage:?}");
    }
}

/// The table of replacements against the schemas of AWS's that cfn-lint brings.
#[test]
fn replacements_are_those_of_the_schemas() {
    let known: BTreeMap<&str, [&[&str]; 3]> = passrole::__tests::replacements().collect();
    let output = output(
        python::TEMPLATES
            .script("replacements.py")
            .args(known.keys()),
    );
    assert!(output.status.success(), "{}", printed(&output));
    let mut theirs: Value = serde_json::from_slice(&output.stdout).expect("they are JSON");
    // Of this one only the page of the type says it, in one sentence with the others.
    let refused = theirs["AWS::KMS::Key"][2].as_array_mut();
    refused.expect("it is a list").push(json!("Origin"));
    assert_eq!(serde_json::to_value(known).expect("names are JSON"), theirs);
}
