//! The arguments.

mod words;

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::{Arg, Parser};

use super::{COMMANDS, Command, Failure};
use crate::Stacks;
use crate::deploy::{PerAccount, Sources};
use words::{color, command, known, one_of, role, text, unicode, unknown, value};

/// When to print in colour.
#[derive(Clone, Copy, Debug)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    Always,
    Never,
}

/// What is asked for in place of a command.
#[derive(Clone, Copy)]
pub(super) enum Ask {
    Help,
    /// The help of a command.
    HelpOf(&'static Command),
    Version,
}

/// The arguments.
pub(super) struct Args {
    pub(super) command: &'static Command,
    /// What stands after the command.
    pub(super) operands: Vec<String>,
    pub(super) out: PathBuf,
    /// One of the command's formats; empty where it has none.
    pub(super) format: &'static str,
    /// The name of the role that is assumed in each account.
    pub(super) role: Option<String>,
    /// Whether the CDK's command line runs this program, and reads what it writes.
    pub(super) under_cdk: bool,
    pub(super) force: bool,
    profiles: Vec<String>,
    buckets: Vec<String>,
    pub(super) dry_run: bool,
    pub(super) yes: bool,
    pub(super) deployed: bool,
    pub(super) exit_code: bool,
    pub(super) json: bool,
    pub(super) color: Color,
    pub(super) ask: Option<Ask>,
}

impl Args {
    /// Reads the arguments, and `$CDK_OUTDIR`: the folder that the CDK's command line reads, where that runs this
    /// program.
    ///
    /// # Errors
    ///
    /// What is wrong with them, in one line, and in which colour to say it.
    pub(super) fn parse(
        mut parser: Parser,
        cdk_outdir: Option<OsString>,
    ) -> Result<Args, (String, Color)> {
        let mut args = Args {
            command: &COMMANDS[0],
            operands: Vec::new(),
            out: PathBuf::from("cfn.out"),
            format: "",
            role: None,
            under_cdk: false,
            force: false,
            profiles: Vec::new(),
            buckets: Vec::new(),
            dry_run: false,
            yes: false,
            deployed: false,
            exit_code: false,
            json: false,
            color: Color::Auto,
            ask: None,
        };
        match args.read(&mut parser, cdk_outdir) {
            Ok(()) => Ok(args),
            Err(message) => Err((message, args.color)),
        }
    }

    fn read(&mut self, parser: &mut Parser, cdk_outdir: Option<OsString>) -> Result<(), String> {
        let mut given = Vec::new();
        let mut format = None;
        let mut named = false;
        while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
            match argument {
                Arg::Short('h') | Arg::Long("help") => self.ask = Some(Ask::Help),
                Arg::Short('V') | Arg::Long("version") => self.ask = Some(Ask::Version),
                Arg::Short(option) => return Err(unknown("option", &format!("-{option}"), None)),
                Arg::Long("color") => self.color = color(parser)?,
                Arg::Long("format") => {
                    format = Some(value(parser, "a format after --format")?);
                    given.push("format");
                }
                Arg::Long(option) => {
                    let option = known(option)?;
                    self.take(option, parser)?;
                    given.push(option);
                }
                Arg::Value(word) => {
                    let word = unicode(word)?;
                    if named {
                        self.operands.push(word);
                    } else if word == "help" {
                        self.ask = Some(Ask::Help);
                    } else {
                        named = true;
                        self.command = command(&word)?;
                    }
                }
            }
        }
        if let Some(Ask::Help) = self.ask
            && named
        {
            self.ask = Some(Ask::HelpOf(self.command));
        }
        if self.ask.is_some() {
            return Ok(());
        }
        self.heed(&given)?;
        self.format = match format {
            // Which words it takes is known once the command is, which may stand behind it.
            Some(given) => one_of(&given, "--format", self.command.formats)?,
            None => self.command.formats.split('|').next().unwrap_or_default(),
        };
        self.fit(&given, cdk_outdir)
    }

    /// Takes an option, and what stands behind it.
    fn take(&mut self, option: &str, parser: &mut Parser) -> Result<(), String> {
        match option {
            "out" => self.out = value(parser, "a folder after --out")?.into(),
            "assume-role" => self.role = Some(role(parser)?),
            "profile" => self
                .profiles
                .push(text(parser, "a profile after --profile")?),
            "s3-bucket" => self
                .buckets
                .push(text(parser, "a bucket after --s3-bucket")?),
            "force" => self.force = true,
            "dry-run" => self.dry_run = true,
            "yes" => self.yes = true,
            "deployed" => self.deployed = true,
            "exit-code" => self.exit_code = true,
            "json" => self.json = true,
            _ => {}
        }
        Ok(())
    }

    /// Whether the command heeds all that is given.
    fn heed(&self, given: &[&str]) -> Result<(), String> {
        let Command { name, operand, .. } = self.command;
        if let Some(one) = self.operands.first()
            && operand.is_empty()
        {
            return Err(format!("`{name}` takes no `{one}`"));
        }
        for option in given {
            let heeded = match *option {
                "format" => !self.command.formats.is_empty(),
                option => self.command.options.contains(&option),
            };
            if !heeded {
                return Err(format!("`{name}` takes no `--{option}`"));
            }
        }
        Ok(())
    }

    /// Fits what `synth` writes to who reads it.
    fn fit(&mut self, given: &[&str], cdk_outdir: Option<OsString>) -> Result<(), String> {
        if self.command.name != "synth" {
            return Ok(());
        }
        if let Some(folder) = cdk_outdir
            && !folder.is_empty()
        {
            let folder = PathBuf::from(folder);
            if given.contains(&"out") {
                return Err(format!(
                    "--out cannot name the folder here: $CDK_OUTDIR is set, and the CDK reads `{}`; name another with its own --output",
                    folder.display()
                ));
            }
            if given.contains(&"format") && self.format != "cdk" {
                return Err(
                    "--format takes only `cdk` here: $CDK_OUTDIR is set, and the CDK reads nothing else".to_owned(),
                );
            }
            self.out = folder;
            self.format = "cdk";
            self.under_cdk = true;
        }
        if self.role.is_some() && self.format != "cdk" {
            return Err(
                "`synth` takes --assume-role for the CDK only: write --format cdk besides"
                    .to_owned(),
            );
        }
        Ok(())
    }
}

impl Args {
    /// Where the credentials of the stacks' accounts come from.
    pub(super) fn sources(&self, stacks: &Stacks) -> Result<Sources, Failure> {
        let profiles = PerAccount::read("--profile", &self.profiles, stacks);
        Ok(Sources {
            profiles: profiles.map_err(Failure::Usage)?,
            role: self.role.clone(),
        })
    }

    /// Whether credentials are named.
    pub(super) fn names_credentials(&self) -> bool {
        !self.profiles.is_empty() || self.role.is_some()
    }

    /// The buckets for large templates.
    pub(super) fn buckets(&self, stacks: &Stacks) -> Result<PerAccount, Failure> {
        PerAccount::read("--s3-bucket", &self.buckets, stacks).map_err(Failure::Usage)
    }
}

#[cfg(test)]
mod tests {
    use super::super::usage::OPTIONS;
    use super::*;

    fn parse(line: &str) -> Result<Args, (String, Color)> {
        under("", line)
    }

    /// What a line means where `$CDK_OUTDIR` names a folder.
    fn under(folder: &str, line: &str) -> Result<Args, (String, Color)> {
        let words = std::iter::once("app").chain(line.split_whitespace());
        Args::parse(Parser::from_iter(words), Some(folder.into()))
    }

    fn error(line: &str) -> String {
        parse(line).map(|_| ()).unwrap_err().0
    }

    #[test]
    fn synth_is_the_default() {
        let args = parse("--format=json --out there --json").unwrap();
        assert_eq!(args.command.name, "synth");
        assert_eq!(
            (args.format, args.out, args.json),
            ("json", PathBuf::from("there"), true)
        );
    }

    #[test]
    fn operands_follow_the_command() {
        assert_eq!(parse("explain P02").unwrap().operands, ["P02"]);
        assert_eq!(error("list P02"), "`list` takes no `P02`");
        assert_eq!(error("list --json --force"), "`list` takes no `--force`");
        assert!(parse("list --force --help").is_ok());
    }

    #[test]
    fn each_command_has_formats_of_its_own() {
        assert_eq!(parse("").unwrap().format, "yaml");
        assert_eq!(parse("graph").unwrap().format, "mermaid");
        assert_eq!(parse("--format svg graph").unwrap().format, "svg");
        assert_eq!(
            error("graph --format yaml"),
            "--format takes no `yaml`, only mermaid, dot, svg"
        );
        assert_eq!(
            error("--format svg"),
            "--format takes no `svg`, only yaml, json, cdk"
        );
        assert_eq!(error("list --format json"), "`list` takes no `--format`");
        let shown: Vec<&str> = OPTIONS
            .iter()
            .filter_map(|(option, _)| option.strip_prefix("--format "))
            .collect();
        for command in COMMANDS
            .iter()
            .filter(|command| !command.formats.is_empty())
        {
            assert!(shown.contains(&command.formats), "{}", command.name);
        }
    }

    #[test]
    fn the_cdk_says_where_and_how_to_write() {
        let args = under("cdk.out", "").unwrap();
        assert!(args.under_cdk && args.format == "cdk");
        assert_eq!(args.out, PathBuf::from("cdk.out"));
        assert!(under("cdk.out", "--format cdk --force").is_ok());
        assert!(under("cdk.out", "list").is_ok_and(|args| !args.under_cdk));
        let refused = |line| under("cdk.out", line).map(|_| ()).unwrap_err().0;
        assert!(refused("--out there").starts_with("--out cannot name the folder here"));
        assert!(refused("--format yaml").starts_with("--format takes only `cdk` here"));
    }

    #[test]
    fn a_role_to_assume_is_a_name_and_the_cdks() {
        let args = parse("--format cdk --assume-role ops/deployment").unwrap();
        assert_eq!(args.role.as_deref(), Some("ops/deployment"));
        assert!(under("cdk.out", "--assume-role deployment").is_ok());
        assert!(error("--assume-role deployment").ends_with("write --format cdk besides"));
        for wrong in [
            "arn:aws:iam::111111111111:role/x",
            "/x",
            "x/",
            "a//b",
            "{x}",
        ] {
            let error = error(&format!("--format cdk --assume-role {wrong}"));
            assert!(error.ends_with(&format!("not `{wrong}`")), "{error}");
        }
    }

    #[test]
    fn what_is_misspelt_is_recognized() {
        assert_eq!(
            error("sinth"),
            "there is no command `sinth`; did you mean `synth`?"
        );
        assert_eq!(
            error("--fromat json"),
            "there is no option `--fromat`; did you mean `--format`?"
        );
        assert_eq!(
            error("--format yml"),
            "--format takes no `yml`; did you mean `yaml`?"
        );
        assert_eq!(error("--out"), "expected a folder after --out");
        assert_eq!(
            error("--color"),
            "expected auto, always, never after --color"
        );
    }
}
