//! What must hold: one module a letter of the rules' codes, one function a rule.
//!
//! A rule looks at what is known. At compile time that is what is written out; when the pipeline is
//! synthesized it is everything, and the same functions are asked again.

mod artifacts;
mod broken;
mod clones;
mod configuration;
mod names;
mod placement;
mod rounds;
mod structure;
#[cfg(test)]
mod tests;

use crate::catalog::{Key, Kind};
use crate::pipeline::{Account, Ident, Pipeline, Role, Setting, Value};
use crate::resolve::Resolved;
use crate::violation::Violation;
use broken::{Broken, Of};

/// Every rule that a declaration breaks, in the order of the declaration.
pub fn check(resolved: &Resolved<'_>) -> Vec<Violation> {
    let mut broken = Broken::new(resolved);
    broken.names();
    broken.placement();
    broken.structure();
    broken.artifacts();
    broken.configuration();
    broken.into_violations()
}

/// Whether an action could not be read, which may be the one that is looked for.
fn actions_lost(declared: &Pipeline) -> bool {
    let mut lost = declared.lost.items;
    for stage in declared.stages.iter() {
        lost |= stage.lost;
    }
    lost
}

/// The artifact that a string names where its key wants a file in one, or one itself.
fn artifact_of<'t>(text: &'t str, key: Option<&Key>) -> Option<&'t str> {
    let artifact = match key?.kind {
        Kind::File => text.split_once("::")?.0,
        Kind::Input => text,
        _ => return None,
    };
    (!artifact.is_empty() && !has_reference(artifact)).then_some(artifact)
}

/// The functions of a parameter override that read an input artifact, which stands first in their list.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-parameter-override-functions.html>
const FUNCTIONS: &[&str] = &["Fn::GetArtifactAtt", "Fn::GetParam"];

/// Where an entry of a parameter override names an artifact: `{ "Fn::GetParam": ["app", "file.json", "Key"] }`.
fn read_by_function<'p>(entry: &'p Setting, key: Option<&Key>) -> Option<&'p Value> {
    match (&key?.kind, &entry.value) {
        (Kind::Json(_), Value::List(values, _)) if FUNCTIONS.contains(&entry.key.name.as_ref()) => {
            values.first()
        }
        _ => None,
    }
}

/// Whether a text has `#{…}` in it, which is known only when the pipeline runs.
fn has_reference(text: &str) -> bool {
    text.split_once("#{").is_some()
}

/// Whether both are known, and not the same.
fn differ(one: &str, other: &str) -> bool {
    !one.is_empty() && !other.is_empty() && one != other
}

/// What has a name that a message lists.
trait Named {
    fn name(&self) -> &str;
}

impl Named for String {
    fn name(&self) -> &str {
        self
    }
}

impl Named for Ident {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Named for &Role {
    fn name(&self) -> &str {
        &self.name.name
    }
}

impl Named for &Account {
    fn name(&self) -> &str {
        &self.name.name
    }
}

fn names_of<T: Named>(things: &[T]) -> Vec<&str> {
    let mut names = Vec::new();
    for thing in things {
        names.push(thing.name());
    }
    names
}

/// `` `ci` ``, `` `ci` and `dev` ``, `` `ci`, `dev` and `qa` ``; of many, the first and how many more.
fn listed(names: &[&str], word: &str) -> String {
    listed_as("", names, word)
}

/// The same with a word before each name: `` `as deployer` or `as stack` ``.
fn listed_as(before: &str, names: &[&str], word: &str) -> String {
    const SHOWN: usize = 4;
    // One more takes no more room than to say that it is there.
    match names.len() {
        count if count > SHOWN + 1 => quoted(before, names, word, SHOWN),
        count => quoted(before, names, word, count),
    }
}

/// All of them, however many.
fn all_of(names: &[&str], word: &str) -> String {
    quoted("", names, word, names.len())
}

/// The first of them, as many as are shown, and how many more there are.
fn quoted(before: &str, names: &[&str], word: &str, shown: usize) -> String {
    let mut quoted = String::new();
    for (place, name) in names.iter().enumerate() {
        if place == shown {
            quoted.push_str(&format!(" and {} more", names.len() - shown));
            break;
        }
        if place > 0 && place + 1 < names.len() {
            quoted.push_str(", ");
        } else if place > 0 {
            quoted.push_str(&format!(" {word} "));
        }
        quoted.push_str(&format!("`{before}{name}`"));
    }
    quoted
}

/// The names with that between them.
fn joined(names: &[&str], between: &str) -> String {
    let mut joined = String::new();
    let mut before = "";
    for name in names {
        joined.push_str(before);
        joined.push_str(name);
        before = between;
    }
    joined
}

/// The accounts and groups of a role or project as they would be written with these: `[ci, prod]`, or `ci` alone.
fn with_accounts(accounts: &[Ident], more: &[&Account]) -> String {
    let mut names = names_of(accounts);
    for account in more {
        names.push(&account.name.name);
    }
    match names.as_slice() {
        [one] => (*one).to_owned(),
        names => format!("[{}]", joined(names, ", ")),
    }
}
