//! The folder that the CDK's command line reads, and what it holds there meanwhile.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use passrole_tests::examples;
use passrole_tests::folder::{contents, names};
use passrole_tests::stacks;
use passrole_tests::tools::printed;
use serde_json::Value;

use super::Project;

fn list(project: &Project, arguments: &str) {
    let run = project.run(&format!("ls {arguments}"));
    assert!(run.status.success(), "{}", printed(&run));
}

#[test]
fn the_cdk_prints_the_templates_and_nothing_else() {
    let project = Project::new("cdk-synth");
    let json = project.folder.join("json");
    examples::named("storefront").synth(&json, &["--format", "json"]);
    for stack in stacks::read(&json) {
        let run = project.run(&format!("synth {} --exclusively --json", stack.name));
        let printed: Value =
            serde_json::from_slice(&run.stdout).expect("it is JSON and nothing else");
        let written = fs::read_to_string(&stack.template).expect("it was written");
        let written: Value = serde_json::from_str(&written).expect("it is JSON");
        assert_eq!(printed, written, "{}", stack.name);
    }
}

/// Without its lock, a second command line would write to the folder that the first one reads.
#[test]
fn the_folder_stays_locked_while_the_program_runs() {
    let project = Project::new("cdk-lock");
    let program = examples::named("storefront").program.display();
    let script = project.folder.join("app.sh");
    let text = format!(
        "#!/bin/sh\ncat cdk.out/synth.lock > before\n{program}\ncat cdk.out/synth.lock > after\n"
    );
    fs::write(&script, text).expect("it is writable");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("it is ours");
    for _ in 0..2 {
        list(&project, "--app ./app.sh");
        let [before, after] = ["before", "after"].map(|name| fs::read(project.folder.join(name)));
        let before = before.expect("the script wrote it");
        assert!(!before.is_empty());
        assert_eq!(before, after.expect("the script wrote it"));
    }
    assert!(
        !names(&project.folder.join("cdk.out"))
            .iter()
            .any(|name| name.ends_with(".lock"))
    );
}

#[test]
fn an_assembly_of_another_program_is_replaced_and_a_file_of_someone_s_is_not() {
    let project = Project::new("cdk-foreign");
    list(&project, "");
    let out = project.folder.join("cdk.out");
    let written = contents(&out);
    fs::remove_file(out.join("stacks.json")).expect("it was written");
    for file in [
        "tree.json",
        "old.template.json",
        "old.assets.json",
        "asset.5e0f.zip",
    ] {
        fs::write(out.join(file), "{}").expect("it is writable");
    }
    fs::create_dir(out.join("asset.5e0f")).expect("it is writable");
    list(&project, "");
    assert!(contents(&out) == written, "{:?}", names(&out));

    fs::write(out.join("notes.txt"), "mine").expect("it is writable");
    let refused = project.run("ls");
    let refusal = printed(&refused);
    assert!(!refused.status.success(), "{refusal}");
    assert!(refusal.contains("`cdk.out` holds `notes.txt`"), "{refusal}");
    assert!(out.join("notes.txt").exists());
    list(&project, "--output elsewhere");
    assert!(contents(&project.folder.join("elsewhere")) == written);
}
