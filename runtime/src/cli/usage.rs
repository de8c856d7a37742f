//! The usage: every command and every option, as `--help` prints them.

use super::COMMANDS;

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
    ("-h, --help", "print this"),
    ("-V, --version", "print the version of passrole"),
];

/// The usage in a line.
pub(super) const USAGE: &str = "usage: cargo run -- [COMMAND] [OPTIONS]";

/// The usage, whole.
pub(super) fn usage() -> String {
    let mut text = format!("{USAGE}\n\ncommands:\n");
    for command in COMMANDS {
        let name = format!("{} {}", command.name, command.operand);
        text.push_str(&format!("  {name:<28} {}\n", command.about));
    }
    let mut heading = String::new();
    for (option, about) in OPTIONS {
        let takers = takers(option);
        if takers != heading {
            text.push_str(&format!("\n{takers}:\n"));
            heading = takers;
        }
        text.push_str(&format!("  {option:<28} {about}\n"));
    }
    text
}

/// The heading of an option in the usage: the commands that take it, where not every one does.
fn takers(option: &str) -> String {
    let mut takers = Vec::new();
    for command in COMMANDS {
        let takes = match option.strip_prefix("--format ") {
            Some(formats) => command.formats.join("|") == formats,
            None => command.options.contains(&name_of(option)),
        };
        if takes {
            takers.push(command.name);
        }
    }
    if takers.is_empty() || takers.len() == COMMANDS.len() {
        "options".to_owned()
    } else {
        format!("options of {}", takers.join(", "))
    }
}

/// The name of an option, without its dashes and what stands behind it.
pub(super) fn name_of(option: &str) -> &str {
    let (_, long) = option.split_once("--").unwrap_or(("", option));
    long.split_once(' ').map_or(long, |(name, _)| name)
}
