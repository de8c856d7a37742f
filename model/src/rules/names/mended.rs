//! The help for a name that AWS does not take.

use crate::catalog::Chars;
use crate::catalog::limits::Name;
use crate::resolve::Resolved;
use crate::rules::Of;
use crate::rules::rounds::{in_braces, rounds};
use crate::text::{Part, Text};

impl Name {
    /// The help for a name: it with `-` or `_` for what AWS does not take, where that mends it.
    pub(in crate::rules) fn help(&self, name: &str) -> Option<String> {
        let mended = match name_in(name) {
            Some(inner) => inner.to_owned(),
            None => self.allowed(name),
        };
        if !is_a_name(&mended) || self.fault(&mended).is_some() {
            return None;
        }
        Some(format!("write `\"{mended}\"`"))
    }

    /// A piece of a name with `-` or `_` for what AWS does not take.
    pub(super) fn allowed(&self, piece: &str) -> String {
        let lowered = match self.chars {
            Chars::Bucket => piece.to_lowercase(),
            _ => piece.to_owned(),
        };
        let instead = match self.chars {
            Chars::Shell => '_',
            _ => '-',
        };
        let mut allowed = String::new();
        for letter in lowered.chars() {
            // Some kinds of names begin with fewer characters than they go on with.
            let keep = self.chars.allows(&format!("aa{letter}a"));
            allowed.push(if keep { letter } else { instead });
        }
        allowed
    }
}

/// The name in an ARN, `unit` of `arn:aws:codebuild:eu-west-1:111111111111:project/unit`, or in a URL.
fn name_in(text: &str) -> Option<&str> {
    if let Some(bucket) = text.strip_prefix("s3://") {
        return bucket.split('/').next();
    }
    if let Some((_, path)) = text.split_once("://") {
        return path.trim_end_matches('/').rsplit('/').next();
    }
    let resource = text.strip_prefix("arn:")?.splitn(5, ':').last()?;
    match resource.split_once(['/', ':']) {
        Some((_, name)) => name.split(['/', ':']).next(),
        None => Some(resource),
    }
}

/// Whether something is left of a name beside `-` and `_`.
pub(super) fn is_a_name(mended: &str) -> bool {
    for letter in mended.bytes() {
        if letter.is_ascii_alphanumeric() {
            return true;
        }
    }
    false
}

impl Text {
    /// The help for a name that AWS does not take, as its author would write it: with what stands in braces.
    pub(in crate::rules) fn mended(
        &self,
        limit: &Name,
        resolved: &Resolved<'_>,
        of: Of<'_>,
    ) -> Option<String> {
        let whole = resolved.text(self, None)?;
        if name_in(&whole).is_some() {
            // What an ARN or a URL has in braces may stand beside the name or in it.
            return match self.parts.as_ref() {
                [_] => limit.help(&whole),
                _ => None,
            };
        }
        let rounds = rounds(of.round());
        let mut written = String::new();
        for part in self.parts.iter() {
            match part {
                Part::Literal(text) => {
                    if let Some(help) = meant(text, &rounds, resolved) {
                        return Some(help);
                    }
                    if let [_] = self.parts.as_ref()
                        && let Some(help) = instead_of_braces(text, resolved)
                    {
                        return Some(help);
                    }
                    written.push_str(&limit.allowed(text));
                }
                Part::Account(name, field) => written.push_str(&in_braces(name, *field, &rounds)),
                _ => return limit.help(&whole),
            }
        }
        limit.help(&whole)?;
        Some(format!("write `\"{written}\"`"))
    }
}

/// The help for `{prod}` and `{env}`, which mean nothing: the name of an account needs no braces, and what a Rust variable
/// holds is Rust's to write.
fn instead_of_braces(text: &str, resolved: &Resolved<'_>) -> Option<String> {
    let (before, braced) = text.split_once('{')?;
    let (word, after) = braced.split_once('}')?;
    if before.ends_with('$') || !word.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    for account in resolved.accounts {
        if account.name.name == word {
            return Some(format!("write `\"{before}{word}{after}\"`"));
        }
    }
    match word {
        "account" => {
            Some("`{account}` stands in a role or project only: write its name".to_owned())
        }
        _ if Chars::Shell.allows(word) => Some(format!(
            "what a Rust variable holds is written `(format!(\"{text}\"))`"
        )),
        _ => None,
    }
}

/// The help for `{prodd.id}`: what was meant to stand in braces.
pub(super) fn meant(
    text: &str,
    rounds: &[(&str, &str)],
    resolved: &Resolved<'_>,
) -> Option<String> {
    let (_, braced) = text.split_once('{')?;
    let (word, _) = braced.split_once('}')?;
    let (name, field) = word.split_once('.').unwrap_or((word, ""));
    let mut known = Vec::new();
    for (variable, _) in rounds {
        known.push(*variable);
    }
    // The name of an account needs no braces.
    if !field.is_empty() {
        for account in resolved.accounts {
            known.push(&account.name.name);
        }
    }
    let near = match known.contains(&name) {
        true => name,
        false => crate::closest(name, &known)?,
    };
    let field = match field {
        "" => "",
        // An account in a loop is its name.
        "name" if rounds.iter().any(|(variable, _)| *variable == near) => "",
        "id" | "region" => field,
        _ => crate::closest(field, &["id", "region"])?,
    };
    let dot = if field.is_empty() { "" } else { "." };
    Some(format!("did you mean `{{{near}{dot}{field}}}`?"))
}
