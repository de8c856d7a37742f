//! Every example, deployed to emulated accounts, leaves there what its templates say.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use passrole_tests::accounts::Accounts;
use passrole_tests::diff::difference;
use passrole_tests::emulator::Emulator;
use passrole_tests::examples;
use passrole_tests::folder::Folder;
use passrole_tests::stacks::{self, Stack};
use passrole_tests::template::text;
use passrole_tests::tools::{output, printed};
use serde_json::{Value, to_string_pretty};

/// A change reaches every kind of thing. In the end only what holds artifacts is left.
#[test]
fn every_example_is_deployed_changed_and_deleted_as_declared() {
    let folder = Folder::new("emulated-all");
    let emulator = Emulator::start();
    let mut types = BTreeSet::new();
    for example in examples::all() {
        let out = folder.join(&example.name);
        example.synth(&out, &["--format", "json"]);
        emulator.deploy(&out);
        let before = as_declared(&emulator, &out);
        change(&out);
        emulator.deploy(&out);
        let changed = as_declared(&emulator, &out);
        let same = changed
            .held
            .iter()
            .filter(|(arn, held)| before.held.get(*arn) == Some(held));
        let same: Vec<&String> = same
            .filter(|(_, held)| held["type"] != "instance profile")
            .map(|(arn, _)| arn)
            .collect();
        assert!(same.is_empty(), "unchanged: {same:#?}");

        emulator.delete(&out);
        let left = Accounts::read_back(&emulator, &out);
        let kinds = |accounts: &Accounts| -> Vec<String> {
            let held = accounts.held.values();
            held.map(|held| text(&held["type"]).to_owned()).collect()
        };
        let mut kept = kinds(&before);
        kept.retain(|kind| kind == "key" || kind == "bucket");
        assert_eq!(kinds(&left), kept, "left of {}", example.name);
        types.extend(kinds(&before));
    }
    let expected = "bucket bus instance profile key pipeline project role rule";
    assert_eq!(Vec::from_iter(types).join(" "), expected);
}

/// Changes something in every resource that the examples have.
fn change(folder: &Path) {
    for stack in stacks::read(folder) {
        let template = fs::read_to_string(&stack.template).expect("it was written");
        let changes = [
            ("\"Description\": \"", "\"Description\": \"New: "),
            ("\"Sid\": \"", "\"Sid\": \"New"),
            ("\"StatementId\": \"", "\"StatementId\": \"new-"),
            ("\"NoncurrentDays\": 30", "\"NoncurrentDays\": 60"),
            ("\"RunOrder\": 1", "\"RunOrder\": 2"),
            // The template of a stack set stands in a string.
            (r#"\"Description\":\""#, r#"\"Description\":\"New: "#),
            (r#"\"Sid\":\""#, r#"\"Sid\":\"New"#),
            (r#"\"NoncurrentDays\":30"#, r#"\"NoncurrentDays\":60"#),
        ];
        let changed = changes
            .iter()
            .fold(template, |template, (from, to)| template.replace(from, to));
        fs::write(&stack.template, changed).expect("it can be written");
    }
}

/// What a stack was about to make is not left behind when it fails, and what stopped it is as it was.
#[test]
fn a_stack_that_fails_leaves_nothing() {
    let folder = Folder::new("emulated-fails");
    let emulator = Emulator::start();
    examples::named("storefront").synth(folder.path(), &["--format", "json"]);
    let stacks = stacks::read(folder.path());
    let last = stacks.last().expect("there are stacks");
    let trust = r#"{ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole"
    }] }"#;
    let role = "iam create-role --role-name storefront-package-build --assume-role-policy-document";
    let role: Vec<&str> = role.split(' ').chain([trust]).collect();
    emulator.json(&last.account, &role);
    let before = Accounts::read_back(&emulator, folder.path());

    let deployed = output(&mut deploy(&emulator, last));
    assert_eq!(deployed.status.code(), Some(255), "{}", printed(&deployed));
    let events = [
        "cloudformation",
        "describe-stack-events",
        "--stack-name",
        &last.name,
    ];
    let events = emulator.json(&last.account, &events).to_string();
    assert!(
        events.contains("ROLLBACK_COMPLETE") && events.contains("already exists"),
        "{events}"
    );
    let mut after = Accounts::read_back(&emulator, folder.path());
    // KMS deletes a key some days after it was asked to.
    after
        .held
        .retain(|_, held| held["state"] != "PendingDeletion");
    compare(&before, &after);
}

/// What the accounts of an output folder hold, once it is certain that it is what the folder declares.
fn as_declared(emulator: &Emulator, out: &Path) -> Accounts {
    let found = Accounts::read_back(emulator, out);
    compare(&Accounts::declared(out), &found);
    found
}

/// Shows only what differs.
fn compare(declared: &Accounts, found: &Accounts) {
    let arns: BTreeSet<&String> = declared.held.keys().chain(found.held.keys()).collect();
    let pretty = |held: Option<&Value>| {
        held.map_or_else(
            || "nothing".to_owned(),
            |held| to_string_pretty(held).expect("JSON can be written"),
        )
    };
    let differences: Vec<String> = arns
        .into_iter()
        .map(|arn| (arn, declared.held.get(arn), found.held.get(arn)))
        .filter(|(_, declared, found)| declared != found)
        .map(|(arn, declared, found)| {
            format!("{arn}\n{}", difference(&pretty(declared), &pretty(found)))
        })
        .collect();
    assert!(
        differences.is_empty(),
        "expected (-) and found (+):\n{}",
        differences.join("\n")
    );
}

#[test]
fn the_aws_command_line_deploys_an_example() {
    let folder = Folder::new("emulated-aws");
    let emulator = Emulator::start();
    examples::named("storefront").synth(folder.path(), &["--format", "json"]);
    for stack in stacks::read(folder.path()) {
        let output = output(&mut deploy(&emulator, &stack));
        assert!(output.status.success(), "{}", printed(&output));
    }
    as_declared(&emulator, folder.path());
}

fn deploy(emulator: &Emulator, stack: &Stack) -> Command {
    let mut command = emulator.aws(&stack.account);
    command
        .args(["cloudformation", "deploy", "--region", &stack.region])
        .args(["--stack-name", &stack.name, "--template-file"])
        .arg(&stack.template)
        .args(["--capabilities", "CAPABILITY_NAMED_IAM"]);
    command
}
