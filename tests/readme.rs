//! What the README shows is what happens: its quick start is done, command by command, as a new user does it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use passrole_tests::emulator::Emulator;
use passrole_tests::examples;
use passrole_tests::folder::Folder;
use passrole_tests::tools::{beside, output, printed};

fn checkout() -> PathBuf {
    let folder = beside("..").canonicalize();
    folder.expect("the tests stand in a folder of the checkout")
}

fn readme() -> String {
    let path = checkout().join("README.md");
    fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// The language and the text of each block of code.
fn blocks(text: &str) -> Vec<(&str, String)> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let block = lines.by_ref().take_while(|line| *line != "```");
            blocks.push((language, block.map(|line| format!("{line}\n")).collect()));
        }
    }
    blocks
}

/// The commands of a block, each with what the terminal shows after it.
fn commands(block: &str) -> Vec<(&str, &str)> {
    let block = block
        .strip_prefix("$ ")
        .unwrap_or_else(|| panic!("no command comes first:\n{block}"));
    block
        .split("\n$ ")
        .map(|command| command.split_once('\n').unwrap_or((command, "")))
        .collect()
}

/// Whether a text is what is shown, where each `…` stands for something that is left out.
fn is_shown(shown: &str, text: &str) -> bool {
    let mut parts = shown.trim_end().split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.trim_end().strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.split_once(part) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// A new user: a folder outside the checkout, accounts with profiles, and a shell.
struct User {
    emulator: Emulator,
    folder: Folder,
    project: PathBuf,
}

impl User {
    fn new() -> Self {
        let emulator = Emulator::start();
        emulator.profiles(&[("shop-ci", "111111111111"), ("shop-prod", "033333333333")]);
        let folder = Folder::new("quick-start");
        Self {
            emulator,
            project: folder.path().to_owned(),
            folder,
        }
    }

    fn run(&mut self, line: &str, shown: &str) {
        if let Some(folder) = line.strip_prefix("cd ") {
            self.project = self.folder.join(folder);
            // The versions that this checkout is tested with are on this machine.
            fs::copy(
                checkout().join("Cargo.lock"),
                self.project.join("Cargo.lock"),
            )
            .expect("the project is there");
            return;
        }
        // Under one path whatever the folder is called, so that nothing is built twice.
        let passrole = checkout().display().to_string();
        let mut shell = Command::new("sh");
        self.emulator
            .surround(&mut shell)
            .args(["-c", &line.replace("../passrole", &passrole)])
            .current_dir(&self.project)
            .env("CARGO_TERM_QUIET", "true")
            .env("CARGO_NET_OFFLINE", "true")
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("quick-start"),
            );
        // Where Rust itself is.
        for (name, value) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if ["HOME", "CARGO_HOME"].contains(&&*text) || text.starts_with("RUSTUP_") {
                shell.env(&name, value);
            }
        }
        let run = output(&mut shell);
        let fails = shown.starts_with("error");
        assert_eq!(run.status.success(), !fails, "{line}\n{}", printed(&run));
        let text = String::from_utf8_lossy(if fails { &run.stderr } else { &run.stdout });
        assert!(
            is_shown(shown, &text),
            "`{line}` prints\n{text}\nand the README shows\n{shown}"
        );
        assert!(!text.contains("warning"), "{line}\n{text}");
    }

    fn configure(&self, lines: &str) {
        let path = self.project.join("Cargo.toml");
        let manifest = fs::read_to_string(&path).expect("the project was made before");
        fs::write(&path, format!("{manifest}\n{lines}")).expect("it can be written");
    }

    fn edit(&self, diff: &str) {
        let path = self.project.join("src/main.rs");
        let mut program = fs::read_to_string(&path).expect("the program was written");
        let (mut old, mut new) = (String::new(), String::new());
        for line in diff.lines() {
            match line.split_at(1) {
                ("-", line) => old.push_str(&format!("{line}\n")),
                ("+", line) => new.push_str(&format!("{line}\n")),
                _ => panic!("neither old nor new: {line}"),
            }
        }
        assert_eq!(program.matches(&old).count(), 1, "{old}");
        program = program.replace(&old, &new);
        fs::write(&path, program).expect("it can be written");
    }
}

#[test]
fn the_quick_start_goes_as_it_is_shown() {
    let readme = readme();
    let (_, section) = readme
        .split_once("\n## Quick start\n")
        .expect("there is a quick start");
    let section = section.split("\n## ").next().unwrap_or_default();
    let mut user = User::new();
    let mut done = Vec::new();
    for (language, block) in blocks(section) {
        match language {
            "rust" => fs::write(user.project.join("src/main.rs"), block)
                .expect("the project was made before"),
            "diff" => user.edit(&block),
            "toml" => user.configure(&block),
            "console" => {
                for (line, shown) in commands(&block) {
                    user.run(line, shown);
                    done.push(line.to_owned());
                }
            }
            other => panic!("what is to be done with a block of `{other}`?"),
        }
    }
    for needed in [
        "new",
        "add",
        "access",
        "--dry-run",
        "deploy",
        "diff",
        "destroy",
    ] {
        assert!(
            done.iter()
                .any(|line| line.split(' ').any(|word| word == needed)),
            "no `{needed}` in {done:?}"
        );
    }
    for account in ["111111111111", "033333333333"] {
        let left = user.emulator.stacks(account);
        assert!(left.is_empty(), "{left:?} in {account}");
    }
}

#[test]
fn what_else_is_shown_is_printed_too() {
    let readme = readme();
    let shown = |text: &str| {
        assert!(readme.contains(text), "the README does not show\n{text}");
    };
    let folder = Folder::new("readme");
    let storefront = || {
        let mut command = examples::named("storefront").command();
        command.current_dir(folder.path());
        command
    };
    let synth = printed(&output(&mut storefront()));
    shown(&format!("$ cargo run --example storefront\n{synth}"));
    let usage = printed(&output(storefront().arg("--help")));
    let commands = usage.split("\n\noptions").next().unwrap_or_default();
    shown(&format!("```text\n{commands}\n```"));
    let error = fs::read_to_string(beside("ui/fail/question.stderr")).expect("the case is there");
    shown(&format!("```text\n{error}```"));
}

#[test]
fn every_link_to_a_file_leads_to_it() {
    let readme = readme();
    let links = readme.split("](").skip(1);
    let files: Vec<&str> = links
        .filter_map(|link| link.split(')').next())
        .filter(|link| !link.starts_with("https://"))
        .collect();
    assert!(files.len() > 5, "{files:?}");
    for file in files {
        assert!(checkout().join(file).exists(), "{file} is not there");
    }
}
