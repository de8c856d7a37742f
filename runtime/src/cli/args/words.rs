//! The words that stand behind options.

use std::ffi::{OsStr, OsString};

use lexopt::{Parser, ValueExt};
use passrole_model::catalog::limits::ROLE;
use passrole_model::closest;

use super::super::usage::{OPTIONS, name_of};
use super::super::{COMMANDS, Command};
use super::Color;
use crate::Error;

/// The text behind an option; `what` says what it stands for.
pub(super) fn text(parser: &mut Parser, what: &str) -> Result<String, String> {
    unicode(value(parser, what)?)
}

/// The same, in whatever letters the system has.
pub(super) fn value(parser: &mut Parser, what: &str) -> Result<OsString, String> {
    match parser.value() {
        Ok(value) if !value.is_empty() => Ok(value),
        _ => Err(format!("expected {what}")),
    }
}

/// A word as a text.
pub(super) fn unicode(word: OsString) -> Result<String, String> {
    word.string().map_err(|error| error.to_string())
}

/// The name of a role, with its path where it has one.
pub(super) fn role(parser: &mut Parser) -> Result<String, String> {
    let given = value(parser, "a role's name after --assume-role")?;
    let given = given.to_string_lossy();
    let (mut whole, mut named) = (true, "");
    for part in given.split('/') {
        whole &= !part.is_empty() && ROLE.chars.allows(part);
        named = part;
    }
    match ROLE.fault(named) {
        None if whole => Ok(given.into_owned()),
        _ => Err(format!(
            "--assume-role takes the name that a role has in every account, not `{given}`"
        )),
    }
}

/// When to print in colour.
pub(super) fn color(parser: &mut Parser) -> Result<Color, String> {
    let given = value(parser, "auto, always, never after --color")?;
    Ok(match one_of(&given, "--color", "auto|always|never")? {
        "always" => Color::Always,
        "never" => Color::Never,
        _ => Color::Auto,
    })
}

/// The given word, as one of those that an option takes.
pub(super) fn one_of(
    given: &OsStr,
    option: &str,
    words: &'static str,
) -> Result<&'static str, String> {
    let given = &*given.to_string_lossy();
    let mut known = Vec::new();
    for word in words.split('|') {
        if word == given {
            return Ok(word);
        }
        known.push(word);
    }
    Err(match closest(given, &known) {
        Some(near) => format!("{option} takes no `{given}`; did you mean `{near}`?"),
        None => format!(
            "{option} takes no `{given}`, only {}",
            words.replace('|', ", ")
        ),
    })
}

/// The command of that name.
pub(super) fn command(name: &str) -> Result<&'static Command, String> {
    let mut names = Vec::new();
    for command in COMMANDS {
        if command.name == name {
            return Ok(command);
        }
        names.push(command.name);
    }
    Err(unknown("command", name, closest(name, &names)))
}

/// The option of that name, without its dashes.
pub(super) fn known(name: &str) -> Result<&'static str, String> {
    let mut names = Vec::new();
    for (option, _) in OPTIONS {
        let known = name_of(option);
        if known == name {
            return Ok(known);
        }
        names.push(known);
    }
    let near = closest(name, &names).map(|near| format!("--{near}"));
    Err(unknown("option", &format!("--{name}"), near.as_deref()))
}

/// That something is not known, and what may have been meant.
pub(super) fn unknown(kind: &str, name: &str, near: Option<&str>) -> String {
    Error::unknown(kind, name, near).to_string()
}
