//! Every example, deployed to emulated accounts, leaves there what its templates say.

use std::collections::BTreeSet;

use passrole_tests::accounts::Accounts;
use passrole_tests::diff::difference;
use passrole_tests::emulator::Emulator;
use passrole_tests::folder::Folder;
use passrole_tests::tools::{output, printed};
use passrole_tests::{examples, stacks};
use serde_json::{Value, to_string_pretty};

#[test]
fn every_example_is_deployed_as_declared() {
    let folder = Folder::new("emulated-all");
    let emulator = Emulator::start();
    let mut types = BTreeSet::new();
    for example in examples::all() {
        let out = folder.join(&example.name);
        example.synth(&out, &["--format", "json"]);
        emulator.deploy(&out);
        let declared = Accounts::declared(&out);
        let found = Accounts::read_back(&emulator, &out);
        compare(&example.name, &declared, &found);
        let held = found.held.values();
        types.extend(held.filter_map(|held| Some(held["type"].as_str()?.to_owned())));
    }
    let expected = "bucket bus instance profile key pipeline project role rule";
    assert_eq!(types.into_iter().collect::<Vec<_>>().join(" "), expected);
}

/// Shows only what differs.
fn compare(example: &str, declared: &Accounts, found: &Accounts) {
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
        "{example} is declared (-) and found (+):\n{}",
        differences.join("\n")
    );
}

#[test]
fn the_aws_command_line_deploys_an_example() {
    let folder = Folder::new("emulated-aws");
    let emulator = Emulator::start();
    examples::named("storefront").synth(folder.path(), &["--format", "json"]);
    for stack in stacks::read(folder.path()) {
        let mut command = emulator.aws(&stack.account);
        command
            .args(["cloudformation", "deploy", "--region", &stack.region])
            .args(["--stack-name", &stack.name, "--template-file"])
            .arg(&stack.template)
            .args(["--capabilities", "CAPABILITY_NAMED_IAM"]);
        let output = output(&mut command);
        assert!(output.status.success(), "{}", printed(&output));
    }
    compare(
        "storefront",
        &Accounts::declared(folder.path()),
        &Accounts::read_back(&emulator, folder.path()),
    );
}
