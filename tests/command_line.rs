//! What the command line promises to people and to other programs: exit codes, colour, and closed pipes.

use std::fs::File;
use std::process::{Command, Output};

use passrole_tests::examples;
use passrole_tests::folder::{Folder, names};
use passrole_tests::tools::{output, printed};
use passrole_tests::{python, stacks};

const ESCAPE: &str = "\u{1b}[";

/// A run of the example in a folder of its own.
fn run(folder: &Folder, arguments: &[&str]) -> Output {
    output(program().args(arguments).current_dir(folder.path()))
}

fn program() -> Command {
    examples::named("storefront").command()
}

#[test]
fn synth_says_a_line_for_each_stack() {
    let folder = Folder::new("command-synth");
    let output = run(&folder, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    assert_eq!(names(folder.path()), ["cfn.out"]);
    let stacks = stacks::read(&folder.join("cfn.out"));
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text.lines().count(), stacks.len(), "{text}");
    for (line, stack) in text.lines().zip(&stacks) {
        let file = stack
            .template
            .file_name()
            .expect("a template is a file")
            .to_string_lossy();
        for word in [&*stack.name, &*stack.account, &*stack.region, &*file] {
            assert!(line.contains(word), "`{word}` is missing: {line}");
        }
    }
}

#[test]
fn a_stack_comes_after_those_that_it_depends_on() {
    let folder = Folder::new("command-order");
    for example in examples::all() {
        let out = folder.join(&example.name);
        example.synth(&out, &[]);
        let stacks = stacks::read(&out);
        for (place, stack) in stacks.iter().enumerate() {
            for name in &stack.dependencies {
                let before = &stacks[..place];
                assert!(
                    before.iter().any(|other| other.name == *name),
                    "{} waits for {name}",
                    stack.name
                );
            }
        }
    }
}

#[test]
fn a_wrong_command_line_is_answered_with_the_usage() {
    let folder = Folder::new("command-usage");
    let wrong: [&[&str]; 15] = [
        &["sinth"],
        &["--bogus"],
        &["--out"],
        &["--format", "toml"],
        &["--assume-role", "deployment"],
        &["--color", "sometimes"],
        &["synth", "more"],
        &["list", "more"],
        &["check", "--out"],
        &["check", "--out", "x"],
        &["list", "--force"],
        &["explain", "--format", "json"],
        &["graph", "--format", "yaml"],
        &["graph", "more"],
        &["list", "--exit-code"],
    ];
    for arguments in wrong {
        let output = run(&folder, arguments);
        let text = String::from_utf8_lossy(&output.stderr).to_lowercase();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}:\n{text}");
        assert!(
            text.starts_with("error: ") && text.contains("\nusage:") && text.contains("--help"),
            "{arguments:?}:\n{text}"
        );
        assert_eq!(
            text.lines().count(),
            2,
            "what is wrong is pushed away:\n{text}"
        );
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    let explain = run(&folder, &["explain", "P99"]);
    assert_eq!(explain.status.code(), Some(2), "{}", printed(&explain));
    assert!(
        names(folder.path()).is_empty(),
        "a wrong command line wrote something"
    );
}

#[test]
fn help_and_version_are_answers_not_errors() {
    let folder = Folder::new("command-help");
    for arguments in [["--help"], ["-h"], ["help"], ["--version"], ["-V"]] {
        let output = run(&folder, &arguments);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}:\n{}",
            printed(&output)
        );
        assert!(
            !output.stdout.is_empty() && output.stderr.is_empty(),
            "{arguments:?}"
        );
    }
    assert!(names(folder.path()).is_empty(), "help wrote something");
}

#[test]
fn a_command_shows_what_it_takes_itself() {
    let folder = Folder::new("command-own-help");
    let help = printed(&run(&folder, &["graph", "--help"]));
    let options: Vec<&str> = help
        .lines()
        .filter_map(|line| line.trim_start().split_once(' '))
        .filter_map(|(option, _)| option.starts_with('-').then_some(option))
        .collect();
    assert_eq!(options, ["--format", "--json", "--color", "-h,", "-V,"]);
    assert!(help.contains("mermaid|dot|svg"), "{help}");
    for same in [["help", "graph"], ["-h", "graph"]] {
        assert_eq!(printed(&run(&folder, &same)), help);
    }
}

/// Each option stands in one place of the usage, under the commands that take it.
#[test]
fn the_usage_says_which_command_takes_an_option() {
    let folder = Folder::new("command-options");
    let usage = printed(&run(&folder, &["--help"]));
    let mut heading = "";
    let mut found = Vec::new();
    for line in usage.lines() {
        match line.trim_start().split_once(' ') {
            Some((option, _)) if option.starts_with('-') => found.push((heading, option)),
            _ => heading = line,
        }
    }
    let all = ["--json", "--color", "-h,", "-V,"].map(|option| ("options:", option));
    let some = [
        ("options of synth, plan, deploy, destroy:", "--out"),
        (
            "options of synth, diff, plan, deploy, destroy:",
            "--assume-role",
        ),
        ("options of synth, plan, deploy:", "--format"),
        ("options of synth, plan, deploy:", "--force"),
        ("options of diff, plan, deploy, destroy:", "--profile"),
        ("options of plan, deploy:", "--s3-bucket"),
        ("options of deploy:", "--dry-run"),
        ("options of destroy:", "--yes"),
        ("options of diff:", "--deployed"),
        ("options of diff:", "--exit-code"),
        ("options of graph:", "--format"),
    ];
    assert_eq!(found, [&some[..], &all[..]].concat(), "{usage}");
    let columns = usage.lines().filter_map(|line| {
        let words = line.strip_prefix("  ")?;
        Some(
            words.find("  ")?
                + words
                    .get(words.find("  ")?..)?
                    .find(|letter| letter != ' ')?,
        )
    });
    let columns: std::collections::BTreeSet<usize> = columns.collect();
    assert_eq!(columns.len(), 1, "{usage}");
}

/// The reference's tables are too wide for a terminal.
#[test]
fn a_provider_is_explained_in_lines_that_a_terminal_holds() {
    let folder = Folder::new("command-explain");
    let output = run(&folder, &["explain", "CloudFormation"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("\n  StackName\n      text of"), "{text}");
    assert!(text.contains("\n      required\n"), "{text}");
    for line in text.lines() {
        let is_one_word = !line.trim().contains(' ');
        assert!(line.chars().count() <= 90 || is_one_word, "{line}");
        assert!(!line.contains(" | "), "{line}");
    }
}

#[test]
fn check_counts_the_stacks_for_other_programs() {
    let folder = Folder::new("command-check");
    let output = run(&folder, &["check", "--json"]);
    let document: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("the answer is JSON");
    assert_eq!(document["stacks"], 3, "{document}");
    assert_eq!(document["violations"], serde_json::json!([]));
    assert!(names(folder.path()).is_empty(), "check wrote something");
}

/// What is wrong and known only when the program runs: told to people on standard error, to programs as JSON.
#[test]
fn broken_rules_are_told_and_nothing_is_written() {
    let folder = Folder::new("command-broken");
    let run = |arguments: &[&str]| {
        let mut broken = Command::new(env!("CARGO_BIN_EXE_broken"));
        output(broken.args(arguments).current_dir(folder.path()))
    };
    for (command, verdict) in [
        ("synth", "2 rules are broken; nothing was written"),
        ("deploy", "2 rules are broken; nothing was written"),
        ("check", "2 rules are broken"),
    ] {
        let told = run(&[command]);
        assert_eq!(told.status.code(), Some(2), "{}", printed(&told));
        assert!(told.stdout.is_empty(), "{}", printed(&told));
        let text = String::from_utf8_lossy(&told.stderr);
        assert!(text.contains("error: [N03] "), "{text}");
        assert!(text.contains("  --> account prod\n"), "{text}");
        assert!(text.ends_with(&format!("error: {verdict}\n")), "{text}");

        let told = run(&[command, "--json"]);
        assert_eq!(told.status.code(), Some(2), "{}", printed(&told));
        assert!(told.stderr.is_empty(), "{}", printed(&told));
        let document: serde_json::Value =
            serde_json::from_slice(&told.stdout).expect("the answer is JSON");
        let violations = document["violations"].as_array().expect("it is a list");
        let codes: Vec<_> = violations.iter().map(|one| &one["code"]).collect();
        assert_eq!(codes, ["N03", "N04"], "{document}");
        for violation in violations {
            assert_eq!(violation["place"], "account prod");
            let message = violation["message"].as_str().expect("it is a text");
            assert!(text.contains(message), "`{message}` is missing:\n{text}");
            let helps = violation["helps"].as_array().expect("it is a list");
            assert!(!helps.is_empty() && violation["notes"].is_array());
        }
    }
    assert!(names(folder.path()).is_empty(), "something was written");
}

/// Where a command fails before it has anything else to say, a program that reads its JSON reads why.
#[test]
fn a_failure_is_json_too() {
    let folder = Folder::new("command-failure");
    let profile = ["--profile", "prodd=x"];
    let cases: [(&[&str], i32, &str); 8] = [
        (&["synth", "--out", "/dev/null"], 1, "is in the way"),
        (&["diff"], 1, "there is no folder `cfn.out`"),
        (&["diff", "--exit-code"], 2, "there is no folder `cfn.out`"),
        (&["deploy"], 1, "there is no program `aws`"),
        (&["destroy"], 1, "here is nobody to ask"),
        (&["access", "releas"], 2, "did you mean `release`?"),
        (&["requirements", "x"], 2, "nothing exists already"),
        (&["plan", profile[0], profile[1]], 2, "did you mean `prod`?"),
    ];
    for (arguments, code, part) in cases {
        let mut program = program();
        program
            .arg("--json")
            .args(arguments)
            .env("PATH", "/nowhere");
        let output = output(program.current_dir(folder.path()));
        assert_eq!(output.status.code(), Some(code), "{}", printed(&output));
        let document: serde_json::Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{arguments:?} prints no JSON: {error}"));
        let errors = document["errors"].as_array().expect("it lists the errors");
        assert_eq!(errors.len(), 1, "{document}");
        let text = errors[0].as_str().expect("an error is a text");
        assert!(text.contains(part), "{text}");
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(log.contains(text), "{log}");
        // `diff` finds no earlier output.
        let _ = std::fs::remove_dir_all(folder.join("cfn.out"));
    }
}

#[test]
fn the_index_is_what_list_and_synth_print() {
    let folder = Folder::new("command-index");
    let printed = run(&folder, &["--json"]).stdout;
    let written = std::fs::read(folder.join("cfn.out/stacks.json")).expect("it is written");
    assert_eq!(printed, written);
    assert_eq!(printed, run(&folder, &["list", "--json"]).stdout);
    let index: serde_json::Value = serde_json::from_slice(&written).expect("the index is JSON");
    let stacks = index["stacks"].as_array().expect("it lists the stacks");
    let names: Vec<_> = stacks.iter().map(|stack| &stack["accountName"]).collect();
    assert_eq!(names, ["dev", "prod", "ci"]);
}

#[test]
fn colour_is_for_terminals_and_for_who_asks() {
    let folder = Folder::new("command-colour");
    // A wrong option is answered in colour on stderr, a synth on stdout: both are looked at together.
    let coloured = |terminal: bool, no_color: bool, arguments: &[&str]| {
        let mut command = if terminal {
            python::TEMPLATES.script("terminal.py")
        } else {
            program()
        };
        if terminal {
            command.arg(&examples::named("storefront").program);
        }
        command
            .args(arguments)
            .env_remove("NO_COLOR")
            .env_remove("CDK_OUTDIR");
        command
            .env("TERM", "xterm-256color")
            .current_dir(folder.path());
        if no_color {
            command.env("NO_COLOR", "1");
        }
        let text = printed(&output(&mut command));
        assert!(!text.is_empty());
        text.contains(ESCAPE)
    };
    for answer in ["synth", "--bogus"] {
        assert!(
            !coloured(false, false, &[answer]),
            "colour in a pipe: {answer}"
        );
        assert!(
            coloured(true, false, &[answer]),
            "no colour on a terminal: {answer}"
        );
        assert!(
            !coloured(true, true, &[answer]),
            "colour in spite of NO_COLOR: {answer}"
        );
        assert!(
            !coloured(true, false, &["--color", "never", answer]),
            "colour in spite of never: {answer}"
        );
        assert!(
            coloured(false, false, &["--color", "always", answer]),
            "no colour in spite of always: {answer}"
        );
        assert!(
            coloured(false, true, &["--color=always", answer]),
            "NO_COLOR beats always: {answer}"
        );
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let folder = Folder::new("command-pipe");
    for arguments in [
        &["synth"][..],
        &["list"],
        &["check"],
        &["graph"],
        &["explain"],
        &["explain", "P02"],
        &["--help"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe can be made");
        drop(reader);
        let output = output(
            program()
                .args(arguments)
                .stdout(writer)
                .current_dir(folder.path()),
        );
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}:\n{text}");
        assert!(
            !text.contains("error") && !text.contains("panic"),
            "{arguments:?}:\n{text}"
        );
    }
    assert!(!stacks::read(&folder.join("cfn.out")).is_empty());
}

#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let folder = Folder::new("command-full");
    for arguments in [
        &["synth"][..],
        &["list"],
        &["check"],
        &["explain", "P02"],
        &["list", "--json"],
    ] {
        let full = File::create("/dev/full").expect("the device is there on Linux");
        let output = output(
            program()
                .args(arguments)
                .stdout(full)
                .current_dir(folder.path()),
        );
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}:\n{text}");
        assert!(
            text.starts_with("error: ") && !text.contains("panicked"),
            "{arguments:?}:\n{text}"
        );
    }
}
