//! The command line of an app: one entry in [`COMMANDS`] and one file a command.

mod access;
mod args;
mod check;
mod deploy;
mod destroy;
mod diff;
mod explain;
mod graph;
mod list;
mod output;
mod plan;
mod requirements;
mod states;
mod style;
mod synth;
mod terminal;
mod usage;

use std::fmt::Arguments;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use lexopt::Parser;

use crate::template::{Node, json, map};
use crate::{App, Error, Stacks, Violations};
use args::Args;
use output::{Output, in_place, row};
use style::Style;
use usage::{USAGE, usage, usage_of};

/// A command.
struct Command {
    name: &'static str,
    /// What stands after the name in the usage.
    operand: &'static str,
    about: &'static str,
    /// The options that it heeds, beside `--color`.
    options: &'static [&'static str],
    /// The words that its `--format` takes, as the usage shows them, the first where none is given; none: it takes no
    /// `--format`.
    formats: &'static str,
    run: fn(&mut App, &Args, &mut Output) -> Result<(), Failure>,
}

impl Command {
    /// Whether it writes files.
    fn writes(&self) -> bool {
        self.options.contains(&"force")
    }
}

/// Every command; the first is the one that is run where none is named.
const COMMANDS: &[Command] = &[
    Command {
        name: "synth",
        operand: "",
        about: "write the stacks (the default)",
        options: &["out", "assume-role", "force", "json"],
        formats: "yaml|json|cdk",
        run: synth::run,
    },
    Command {
        name: "list",
        operand: "",
        about: "list the stacks in deployment order",
        options: &["json"],
        formats: "",
        run: list::run,
    },
    Command {
        name: "check",
        operand: "",
        about: "check every rule and write nothing",
        options: &["json"],
        formats: "",
        run: check::run,
    },
    Command {
        name: "access",
        operand: "[ACTION]",
        about: "show who may do what for an action, and which statement grants it",
        options: &["json"],
        formats: "",
        run: access::run,
    },
    Command {
        name: "requirements",
        operand: "[ROLE]",
        about: "show what the owner of an existing role, bucket or key must allow",
        options: &["json"],
        formats: "",
        run: requirements::run,
    },
    Command {
        name: "graph",
        operand: "",
        about: "draw the pipelines, one lane per account",
        options: &["json"],
        formats: "mermaid|dot|svg",
        run: graph::run,
    },
    Command {
        name: "diff",
        operand: "[DIR]",
        about: "show what changes against the last output, or DIR",
        options: &["profile", "assume-role", "deployed", "exit-code", "json"],
        formats: "",
        run: diff::run,
    },
    Command {
        name: "plan",
        operand: "",
        about: "print the commands that deploy the stacks",
        options: &[
            "out",
            "force",
            "profile",
            "assume-role",
            "s3-bucket",
            "json",
        ],
        formats: "yaml|json|cdk",
        run: plan::run,
    },
    Command {
        name: "deploy",
        operand: "",
        about: "deploy the stacks, each into its account",
        options: &[
            "out",
            "force",
            "profile",
            "assume-role",
            "s3-bucket",
            "dry-run",
            "json",
        ],
        formats: "yaml|json|cdk",
        run: deploy::run,
    },
    Command {
        name: "destroy",
        operand: "[STACK...]",
        about: "delete the stacks, the pipeline's first",
        options: &["out", "profile", "assume-role", "yes", "json"],
        formats: "",
        run: destroy::run,
    },
    Command {
        name: "explain",
        operand: "[NAME]",
        about: "explain a rule or a provider, or list them all",
        options: &["json"],
        formats: "",
        run: explain::run,
    },
];

/// The exit code of what failed.
const FAILED: u8 = 1;
/// The exit code where a rule is broken, or the usage is wrong.
const BROKEN: u8 = 2;
/// The exit code of what a signal ended, as shells have it.
const INTERRUPTED: u8 = 130;
const INTERRUPTION: &str = "interrupted; the same command goes on from here";

/// Why a command ended early.
enum Failure {
    /// The usage is wrong, and how.
    Usage(String),
    /// What went wrong.
    Errors(Vec<Error>),
    /// A signal asked to end.
    Interrupted,
}

impl Failure {
    /// The same for other programs.
    fn document(&self) -> String {
        let mut said = Vec::new();
        match self {
            Failure::Errors(errors) => {
                for error in errors {
                    if let Some(violations) = error.violations() {
                        return json::pretty(&document(violations));
                    }
                    said.push(error.to_string());
                }
            }
            Failure::Usage(message) => said.push(message.clone()),
            Failure::Interrupted => said.push(INTERRUPTION.to_owned()),
        }
        json::pretty(&map! { "errors": said }.into())
    }
}

/// The rules that are broken, for other programs.
fn document(violations: &Violations) -> Node {
    let mut list: Vec<Node> = Vec::new();
    for violation in violations {
        list.push(
            map! {
                "code": violation.code.to_string(),
                "place": violation.place.as_str(),
                "message": violation.message.as_str(),
                "notes": violation.notes.clone(),
                "helps": violation.helps.clone(),
            }
            .into(),
        );
    }
    map! { "violations": list }.into()
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Errors(vec![error])
    }
}

impl From<Vec<Error>> for Failure {
    fn from(errors: Vec<Error>) -> Failure {
        Failure::Errors(errors)
    }
}

/// What `access --json` prints.
pub(crate) fn access(stacks: &Stacks) -> String {
    json::pretty(&access::of_stacks(stacks))
}

/// Runs the command that the program's arguments name.
pub(crate) fn run(mut app: App) -> ExitCode {
    let args = match Args::parse(Parser::from_env(), std::env::var_os("CDK_OUTDIR")) {
        Ok(args) => args,
        Err((message, color)) => {
            return wrong_usage(&message, Style::of(color, io::stderr().is_terminal()));
        }
    };
    let mut output = Output {
        text: String::new(),
        style: Style::of(args.color, io::stdout().is_terminal()),
        code: ExitCode::SUCCESS,
    };
    let done = answer(&mut app, &args, &mut output);
    if let Err(failure) = &done
        && args.json
        && output.text.is_empty()
    {
        output.text = failure.document();
    }
    // What a command has to say stands, whether or not all went well.
    let printed = print(&output.text);
    match (done, printed) {
        (Err(failure), _) => ended(&failure, &args),
        // Whoever read the output may have read enough.
        (Ok(()), Err(error)) if error.kind() != io::ErrorKind::BrokenPipe => {
            ended(&Error::of_output(&error).into(), &args)
        }
        (Ok(()), _) => output.code,
    }
}

/// Does what is asked for.
fn answer(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    match args.ask {
        Some(args::Ask::Help) => output.text = usage(),
        Some(args::Ask::HelpOf(command)) => output.text = usage_of(command),
        Some(args::Ask::Version) => {
            output.line(format_args!("passrole {}", env!("CARGO_PKG_VERSION")));
        }
        None => return (args.command.run)(app, args, output),
    }
    Ok(())
}

/// Says why a command ended early.
fn ended(failure: &Failure, args: &Args) -> ExitCode {
    let style = Style::of(args.color, io::stderr().is_terminal());
    // After `diff --exit-code` a 1 says that something changes, as after diff(1).
    let mut code = ExitCode::from(if args.exit_code { BROKEN } else { FAILED });
    match failure {
        Failure::Usage(message) => return wrong_usage(message, style),
        Failure::Errors(errors) => {
            for error in errors {
                let Some(violations) = error.violations() else {
                    failed(error, style);
                    continue;
                };
                code = ExitCode::from(BROKEN);
                // In JSON they stand on standard output.
                if !args.json {
                    broken(violations, args.command, style);
                }
            }
        }
        Failure::Interrupted => {
            failed(&Error::new(INTERRUPTION), style);
            code = ExitCode::from(INTERRUPTED);
        }
    }
    code
}

/// Says which rules are broken.
fn broken(violations: &Violations, command: &Command, style: Style) {
    let (error, arrow) = (style.error("error:"), style.quiet("-->"));
    for violation in violations {
        let text = format!("{violation}").replace('\n', "\n       ");
        say(format_args!(
            "{error} {text}\n  {arrow} {}\n",
            violation.place
        ));
    }
    let verdict = verdict(violations.iter().len(), command);
    say(format_args!("{error} {verdict}"));
}

/// The last line about broken rules.
fn verdict(count: usize, command: &Command) -> String {
    let count = match count {
        1 => "a rule is broken".to_owned(),
        count => format!("{count} rules are broken"),
    };
    let rest = if command.writes() {
        "; nothing was written"
    } else {
        ""
    };
    count + rest
}

fn failed(error: &Error, style: Style) {
    say(format_args!("{} {error}", style.error("error:")));
}

fn wrong_usage(message: &str, style: Style) -> ExitCode {
    // The whole usage is longer than a terminal is high, and would push away what is wrong.
    say(format_args!(
        "{} {message}\n{USAGE}; --help lists them all",
        style.error("error:")
    ));
    ExitCode::from(BROKEN)
}

/// A line on standard error.
fn say(text: Arguments<'_>) {
    write(&format!("{text}\n"));
}

/// Writes to standard error, in one piece, since others may write there at the same time; where nobody reads it,
/// nothing.
fn write(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(text.as_bytes())?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_command_that_writes_says_that_nothing_was_written() {
        for command in COMMANDS {
            let rest = if ["synth", "plan", "deploy"].contains(&command.name) {
                "; nothing was written"
            } else {
                ""
            };
            assert_eq!(verdict(1, command), format!("a rule is broken{rest}"));
            assert_eq!(verdict(2, command), format!("2 rules are broken{rest}"));
        }
    }
}
