//! What is declared and never used gets rustc's own warning, on its own word, and nothing else does.

use std::fs;
use std::path::Path;
use std::process::Command;

use passrole_tests::folder::Folder;
use serde_json::Value;

const PROGRAM: &str = r#"
use passrole::{Pipeline, cross_account_pipeline};

pub fn pipeline() -> Pipeline {
    cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        account by_id = "044444444444" in "eu-west-1";
        account UNUSED_account = "055555555555" in "eu-west-1";
        account _spare = "066666666666" in "eu-west-1";
        group nobody = [ci];
        role by_default: Action in prod;
        role stack: CloudFormation in prod;
        role unused_role: CodeBuild in ci;
        role agents: Service("ec2.amazonaws.com") in prod;
        role starter: Events in ci;
        role reader: CloudFormation in ci { reads [read]; }
        project unit in ci { EnvironmentVariables: { OTHER: "{by_id.id}" } }
        project asks in ci;
        project unused_project in ci;
        stage Source {
            checkout: Source::S3 -> source { S3Bucket: "acme-source", S3ObjectKey: "a.zip" };
            another: Source::S3 -> read { S3Bucket: "acme-source", S3ObjectKey: "b.zip" };
            asked: Source::S3 -> asked_for { S3Bucket: "acme-source", S3ObjectKey: "d.zip" };
            third: Source::S3 -> unused_artifact { S3Bucket: "acme-source", S3ObjectKey: "c.zip" };
        }
        for t in [ci] {
            stage "Test-{t}" {
                build: CodeBuild(source) -> used_in_round { ProjectName: unit };
                test: Test::CodeBuild(used_in_round) -> unused_in_round { ProjectName: unit };
            }
        }
        stage Prod in prod {
            release: CloudFormation(source) {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "template.yml",
            };
            BeforeEntry: { Conditions: [{ Result: "FAIL", Rules: [{
                Name: "ask",
                RuleTypeId: { Category: "Rule", Owner: "AWS", Provider: "CodeBuild", Version: "1" },
                Configuration: { ProjectName: "shop-asks" },
                InputArtifacts: [{ Name: "asked_for" }],
            }] }] };
        }
    }
}
"#;

#[test]
fn what_is_never_used_is_warned_of_and_nothing_else() {
    let warned = warnings(PROGRAM);
    let expected = [
        "unused variable: `UNUSED_account` at UNUSED_account",
        "unused variable: `unused_artifact` at unused_artifact",
        "unused variable: `unused_in_round` at unused_in_round",
        "unused variable: `unused_project` at unused_project",
        "unused variable: `unused_role` at unused_role",
    ];
    assert_eq!(warned, expected);
}

/// Each warning of the compiler, and the text that it stands on, sorted.
fn warnings(program: &str) -> Vec<String> {
    let project = Folder::new("warnings");
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
    let manifest = format!(
        "[package]\nname = \"warned\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\npassrole = {{ path = {library:?} }}\n\n[workspace]\n"
    );
    fs::create_dir_all(project.join("src")).expect("the folder is writable");
    fs::write(project.join("Cargo.toml"), manifest).expect("the folder is writable");
    fs::write(project.join("src/lib.rs"), program).expect("the folder is writable");
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    fs::copy(lock, project.join("Cargo.lock")).expect("the lock file is there");
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--message-format", "json"])
        .current_dir(project.path())
        .env("CARGO_TARGET_DIR", project.join("target"))
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let messages = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut warned: Vec<String> = messages
        .filter(|message| message["target"]["name"] == "warned")
        .map(|message| message["message"].clone())
        .filter(|message| message["level"] == "warning" && !message["spans"][0].is_null())
        .map(|message| {
            let span = &message["spans"][0];
            let line = span["text"][0]["text"].as_str().unwrap_or_default();
            let column = |name: &str| span[name].as_u64().unwrap_or(1) as usize - 1;
            let word = &line[column("column_start")..column("column_end")];
            format!(
                "{} at {word}",
                message["message"].as_str().unwrap_or_default()
            )
        })
        .collect();
    warned.sort();
    warned
}
