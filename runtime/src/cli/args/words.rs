//! The words that stand behind options.

use std::ffi::{OsStr, OsString};

use lexopt::{Parser, ValueExt};
use passrole_model::catalog::limits::ROLE;
use passrole_model::closest;

/// The text behind an option; `what` says what it stands for.
pub(super) fn text(parser: &mut Parser, what: &str) -> Result<String, String> {
    let text = value(parser, what)?.string();
    text.map_err(|error| error.to_string())
}

/// The same, in whatever letters the system has.
pub(super) fn value(parser: &mut Parser, what: &str) -> Result<OsString, String> {
    match parser.value() {
        Ok(value) if !value.is_empty() => Ok(value),
        _ => Err(format!("expected {what}")),
    }
}

/// The name of a role, with its path where it has one.
pub(super) fn role(parser: &mut Parser) -> Result<String, String> {
    let given = value(parser, "a role's name after --assume-role")?;
    let given = given.to_string_lossy();
    let named = given.rsplit_once('/').map_or(&*given, |(_, name)| name);
    let whole = given
        .split('/')
        .all(|part| !part.is_empty() && ROLE.chars.allows(part));
    match ROLE.fault(named) {
        None if whole => Ok(given.into_owned()),
        _ => Err(format!(
            "--assume-role takes the name that a role has in every account, not `{given}`"
        )),
    }
}

/// One of the words that an option takes.
pub(super) fn word<T: Copy>(
    parser: &mut Parser,
    option: &str,
    words: &[(&str, T)],
) -> Result<T, String> {
    let all = listed(words.iter().map(|(word, _)| *word));
    let given = value(parser, &format!("{all} after {option}"))?;
    one_of(&given, option, words.iter().copied())
}

/// What the given word means.
pub(super) fn one_of<'w, T>(
    given: &OsStr,
    option: &str,
    words: impl Iterator<Item = (&'w str, T)> + Clone,
) -> Result<T, String> {
    let given = given.to_string_lossy();
    match words.clone().find(|(word, _)| *word == given) {
        Some((_, meaning)) => Ok(meaning),
        None => {
            let list = words.map(|(word, _)| word);
            Err(match closest(&given, list.clone()) {
                Some(near) => format!("{option} takes no `{given}`; did you mean `{near}`?"),
                None => format!("{option} takes no `{given}`, only {}", listed(list)),
            })
        }
    }
}

fn listed<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

/// That something is not known, and what may have been meant.
pub(super) fn unknown(kind: &str, name: &str, near: Option<&str>) -> String {
    match near {
        Some(near) => format!("there is no {kind} `{name}`; did you mean `{near}`?"),
        None => format!("there is no {kind} `{name}`"),
    }
}
