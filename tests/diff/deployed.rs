//! `diff --deployed`: against emulated accounts.

use std::fs;
use std::path::Path;

use passrole_tests::emulator::Emulator;
use passrole_tests::folder::Folder;
use passrole_tests::tools::{output, printed};
use serde_json::json;

use super::{program, synth};

const PROFILES: [(&str, &str); 4] = [
    ("ci", "111111111111"),
    ("qa", "222222222222"),
    ("prod", "033333333333"),
    ("emea", "444444444444"),
];

/// What is deployed is what CloudFormation was given, which it tells as text or as JSON, and so the same as the folder.
#[test]
fn what_is_deployed_is_compared_as_a_folder_is() {
    let (folder, emulator) = (Folder::new("diff-deployed"), Emulator::start());
    emulator.profiles(&PROFILES);
    let run = |version: &str, arguments: &[&str]| {
        let mut command = program(version, &json!({}));
        emulator.surround(&mut command);
        command.env("VERSION", version).arg("diff").args(arguments);
        output(command.current_dir(folder.path()))
    };
    // One of the stacks is deployed as JSON.
    let (out, json) = (folder.join("cfn.out"), folder.join("json"));
    synth("before", &json!({}), &out, "yaml");
    synth("before", &json!({}), &json, "json");
    let copy = |file: &str, text: String| fs::write(out.join(file), text).expect("it is writable");
    let read = |path: &Path| fs::read_to_string(path).expect("it is readable");
    let file = "shop-prod.template.json";
    copy(file, read(&json.join(file)));
    let index = read(&out.join("stacks.json"));
    copy(
        "stacks.json",
        index.replace("shop-prod.template.yaml", file),
    );
    emulator.deploy(&out);

    let deployed = [
        "--deployed",
        "--exit-code",
        "--profile=ci=ci",
        "--profile=prod=prod",
    ];
    let same = run("before", &[&deployed[..], &["--profile=qa=qa"]].concat());
    assert_eq!((&*printed(&same), same.status.code()), ("", Some(0)));
    let all = [&deployed[..], &["--profile=qa=qa", "--profile=emea=emea"]].concat();
    let changed = run("after", &all);
    assert_eq!(printed(&changed), include_str!("../data/diff.txt"));
    assert_eq!(changed.status.code(), Some(1));

    // Nobody may have credentials any more for the account that has left.
    let without = run("after", &[&deployed[..], &["--profile=emea=emea"]].concat());
    let note = String::from_utf8_lossy(&without.stderr);
    assert!(
        note.starts_with("note: `shop-qa`, no longer declared, may be deployed still: ")
            && note.lines().count() == 1,
        "{note}"
    );
    let rest = String::from_utf8_lossy(&without.stdout);
    assert!(
        rest.contains("shop-emea") && !rest.contains("shop-qa"),
        "{rest}"
    );
}

#[test]
fn credentials_are_for_what_is_deployed_and_for_accounts_that_there_are() {
    let folder = Folder::new("diff-usage");
    for usage in [
        &["--deployed", "cfn.out"][..],
        &["--profile=ci=ci"],
        &["--assume-role=admin"],
        &["--deployed", "--profile=nobody=x"],
    ] {
        let mut command = program("before", &json!({}));
        let run = output(command.arg("diff").args(usage).current_dir(folder.path()));
        assert_eq!(run.status.code(), Some(2), "{usage:?}");
    }
}
