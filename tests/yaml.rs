//! A YAML 1.1 reader that we did not write finds in a template exactly what the JSON of the same stack says.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;

use passrole::template::Template;
use passrole::{Pipeline, cross_account_pipeline};
use passrole_model::catalog::limits::Tag;
use passrole_tests::folder::Folder;
use passrole_tests::{examples, python, stacks, tools};
use serde_json::{Value, json};

/// Strings that YAML readers trip over.
const STRINGS: &str = include_str!("../runtime/src/template/read/strings.json");

#[test]
fn examples_read_the_same_in_both_formats() {
    let folder = Folder::new("yaml-examples");
    let mut accounts = BTreeSet::new();
    let mut files = Vec::new();
    for example in examples::all() {
        let [yaml, json] = ["yaml", "json"].map(|format| {
            let out = folder.join(format!("{}-{format}", example.name));
            example.synth(&out, &["--format", format]);
            stacks::read(&out)
        });
        assert_eq!(
            yaml.len(),
            json.len(),
            "`{}` has other stacks as JSON",
            example.name
        );
        for (yaml, json) in yaml.into_iter().zip(json) {
            assert_eq!((&yaml.name, &yaml.account), (&json.name, &json.account));
            accounts.insert(yaml.account);
            files.extend([
                yaml.template.into_os_string(),
                json.template.into_os_string(),
            ]);
        }
    }
    for account in &accounts {
        let digits = account.bytes().all(|byte| byte.is_ascii_digit());
        assert!(
            digits && account.len() == 12,
            "`{account}` is no account id"
        );
    }
    let accounts = accounts.into_iter().map(OsString::from);
    assert_eq!(differences(accounts.collect(), files), "");
}

#[test]
fn strings_that_a_reader_could_mistake_come_back() {
    let strings: Vec<String> = serde_json::from_str(STRINGS).expect("the strings are JSON");
    assert_eq!(differences_of("yaml-strings", &strings), "");
}

/// The strings as an author writes them: in variables, and as a tag and the stack's name where they fit.
#[test]
fn strings_in_a_declaration_come_back() {
    let strings: Vec<String> = serde_json::from_str(STRINGS).expect("the strings are JSON");
    let folder = Folder::new("yaml-declared");
    let (mut fitting, mut files) = (0, Vec::new());
    // A tag's value is no longer.
    let tags = strings.iter().filter(|string| string.len() <= 256);
    for string in tags.filter(|string| !string.is_empty()) {
        let fits = string.starts_with(|first: char| first.is_ascii_alphabetic())
            && string
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && string.len() <= 128;
        fitting += usize::from(fits);
        let stack = if fits { string } else { "shop" };
        let tag = match Tag::refused(string) {
            None => string,
            Some(_) => "shop",
        };
        let stacks = declared(string, tag, stack).synth();
        let stacks = stacks.unwrap_or_else(|broken| panic!("{string:?} breaks a rule: {broken}"));
        for stack in &stacks {
            let json = stack.template().to_json();
            let read: Value = serde_json::from_str(&json).expect("the JSON format is JSON");
            let project = &read["Resources"]["UnitProject"]["Properties"];
            if stack.name() == "shop-ci" {
                assert_eq!(
                    project["Environment"]["EnvironmentVariables"][0]["Value"],
                    **string
                );
                assert_eq!(project["Tags"][0]["Value"], *tag);
            }
            for (format, text) in [("yaml", stack.template().to_yaml()), ("json", json)] {
                let file = folder.join(format!("{}.{format}", files.len() / 2));
                fs::write(&file, text).expect("the folder is writable");
                files.push(file.into_os_string());
            }
        }
    }
    assert!(fitting > 20, "{fitting} strings are names of stacks");
    let ids = vec!["012345678901".into(), "033333333333".into()];
    assert_eq!(differences(ids, files), "");
}

fn declared(text: &str, tag: &str, stack: &str) -> Pipeline {
    cross_account_pipeline! {
        pipeline "shop" in ci { tags: { text: tag } }
        account ci = "012345678901" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;
        role makes: CloudFormation in prod;
        project unit in ci { EnvironmentVariables: { TEXT: text } }
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Test {
            test: Test::CodeBuild(source) { ProjectName: unit };
        }
        stage Prod in prod {
            release: CloudFormation(source) as deployer passing makes {
                ActionMode: CREATE_UPDATE, StackName: stack, TemplatePath: source / "template.yml",
            };
        }
    }
}

#[test]
fn strings_made_of_what_yaml_gives_a_meaning_come_back() {
    const PIECES: &[&str] = &[
        " ", "  ", "\n", "\r", "\t", "-", "- ", "?", ": ", ":", "#", " #", "'", "\"", "\\", "|",
        ">", "!", "&", "*", "%", "@", "`", "{", "}", "[", "]", ",", "~", "=", "<<", "---", "...",
        "0", "1", "9", "_", ".", "e", "x", "a", "on", "null", "\u{85}", "\u{a0}", "\u{2028}",
        "\u{feff}", "\u{7}", "\u{7f}", "é", "😀",
    ];
    let mut state: u32 = 1;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    let strings: BTreeSet<String> = (0..1500)
        .map(|_| {
            (0..1 + random(6))
                .map(|_| PIECES[random(PIECES.len())])
                .collect()
        })
        .collect();
    let strings: Vec<String> = strings.into_iter().collect();
    assert_eq!(differences_of("yaml-random", &strings), "");
}

#[test]
fn a_difference_is_found() {
    let folder = Folder::new("yaml-difference");
    let yaml = "A: 033333333333\nB: 'x'\nC: !Sub x\nD: on\nE: !GetAtt R.Arn\nF: 222222222222\n";
    let json = json!({
        "A": "033333333333",
        "B": "x",
        "C": { "Fn::Sub": "x" },
        "D": "on",
        "E": { "Fn::GetAtt": ["R", "Arn"] },
        "F": 222222222222_u64,
    });
    let found = compare(
        &folder,
        vec!["222222222222".into()],
        yaml,
        &json.to_string(),
    );
    let keys: Vec<Option<&str>> = found
        .lines()
        .map(|line| line.split_once(".yaml/").map(|(_, rest)| &rest[..1]))
        .collect();
    // An octal number, `on`, and an id that is a number on both sides.
    let mut sorted = keys.clone();
    sorted.sort();
    assert_eq!(sorted, [Some("A"), Some("D"), Some("F")], "{found}");
}

/// Each string as a value, an item, a key, and under a tag, in one template.
fn differences_of(name: &str, strings: &[String]) -> String {
    let mut template = Template::new("Strings.");
    let mut expected = serde_json::Map::new();
    for (index, string) in strings.iter().enumerate() {
        let id = format!("String{index}");
        let properties = json!({
            "Value": string,
            "List": [string, [string], { "Key": string }],
            "Map": { string: "value", "Inner": { string: string } },
            "Sub": { "Fn::Sub": string },
            "SubWith": { "Fn::Sub": [string, { "Name": string }] },
            "Join": { "Fn::Join": [string, [string, { "Ref": "AWS::Region" }]] },
        });
        expected.insert(id.clone(), properties.clone());
        template
            .resource(id, "Custom::String", properties)
            .expect("each id stands once");
    }
    let json = template.to_json();
    let read: Value = serde_json::from_str(&json).expect("the JSON format is JSON");
    for (id, properties) in &expected {
        assert_eq!(read["Resources"][id]["Properties"], *properties);
    }
    compare(&Folder::new(name), Vec::new(), &template.to_yaml(), &json)
}

fn compare(folder: &Folder, accounts: Vec<OsString>, yaml: &str, json: &str) -> String {
    let files = [folder.join("strings.yaml"), folder.join("strings.json")];
    for (file, text) in files.iter().zip([yaml, json]) {
        fs::write(file, text).expect("the folder is writable");
    }
    differences(
        accounts,
        files
            .map(|file: std::path::PathBuf| file.into_os_string())
            .into(),
    )
}

/// A line for each difference of each pair of files.
fn differences(accounts: Vec<OsString>, files: Vec<OsString>) -> String {
    let mut command = python::TEMPLATES.script("yaml_is_json.py");
    command.args(accounts).arg("--").args(files);
    let output = tools::output(&mut command);
    assert!(
        output.status.success(),
        "PyYAML failed:\n{}",
        tools::printed(&output)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
