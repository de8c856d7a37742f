//! The usage: every command and every option, as `--help` prints them.

use std::fmt::Write;

use super::{COMMANDS, Command};

/// The options, as the usage shows them.
pub(super) const OPTIONS: &[(&str, &str)] = &[
    ("--out DIR", "the folder to write to (cfn.out)"),
    (
        "--assume-role NAME",
        "the role to assume in accounts without a profile",
    ),
    (
        "--format yaml|json|cdk",
        "templates, or a cloud assembly of the AWS CDK (yaml)",
    ),
    ("--force", "replace a folder that passrole did not write"),
    (
        "--profile [ACCOUNT=]NAME",
        "the profile of an account, or of every other",
    ),
    (
        "--s3-bucket [ACCOUNT=]NAME",
        "a bucket for templates over 51,200 bytes",
    ),
    ("--dry-run", "show what would change, and change nothing"),
    ("--yes", "delete without asking"),
    ("--deployed", "compare with what is deployed"),
    ("--exit-code", "end with 1 where something changes"),
    (
        "--format mermaid|dot|svg",
        "how the graph is written (mermaid)",
    ),
    ("--json", "print JSON, for other programs"),
    (
        "--color auto|always|never",
        "when to print in colour (auto)",
    ),
    ("-h, --help", "print this; after a command, what that takes"),
    ("-V, --version", "print the version of passrole"),
];

/// The heading of the options that every command takes.
const OPTIONS_OF_ALL: &str = "options";

/// The usage in a line.
pub(super) const USAGE: &str = "usage: cargo run -- [COMMAND] [OPTIONS]";

/// The usage, whole.
pub(super) fn usage() -> String {
    let mut text = format!("{USAGE}\n\ncommands:\n");
    for command in COMMANDS {
        let name = format!("{} {}", command.name, command.operand);
        entry(&mut text, &name, command.about);
    }
    let mut heading = String::new();
    for (option, about) in OPTIONS {
        let takers = takers(option);
        if takers != heading {
            let _ = writeln!(text, "\n{takers}:");
            heading = takers;
        }
        entry(&mut text, option, about);
    }
    text
}

/// The usage of a command: what it does, and the options that it takes.
pub(super) fn usage_of(command: &Command) -> String {
    let (name, about) = (command.name, command.about);
    let operand = match command.operand {
        "" => String::new(),
        operand => format!(" {operand}"),
    };
    let mut text =
        format!("usage: cargo run -- {name}{operand} [OPTIONS]\n\n{about}\n\noptions:\n");
    for (option, about) in OPTIONS {
        if takes(command, option) || takers(option) == OPTIONS_OF_ALL {
            entry(&mut text, option, about);
        }
    }
    text
}

/// Adds a line about a command or an option.
fn entry(text: &mut String, name: &str, about: &str) {
    let _ = writeln!(text, "  {name:<28} {about}");
}

/// The heading of an option in the usage: the commands that take it, where not every one does.
fn takers(option: &str) -> String {
    let mut takers = Vec::new();
    for command in COMMANDS {
        if takes(command, option) {
            takers.push(command.name.to_owned());
        }
    }
    if takers.is_empty() || takers.len() == COMMANDS.len() {
        OPTIONS_OF_ALL.to_owned()
    } else {
        format!("options of {}", takers.join(", "))
    }
}

/// Whether a command takes an option that not every command does.
fn takes(command: &Command, option: &str) -> bool {
    match option.strip_prefix("--format ") {
        Some(formats) => command.formats == formats,
        None => command.options.contains(&name_of(option)),
    }
}

/// The name of an option, without its dashes and what stands behind it.
pub(super) fn name_of(option: &str) -> &str {
    let (_, long) = option.split_once("--").unwrap_or(("", option));
    let (name, _) = long.split_once(' ').unwrap_or((long, ""));
    name
}
