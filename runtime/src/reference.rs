//! The catalog in words: what `explain` and the reference page say of a provider.

use std::fmt::Write;

use passrole_model::catalog::{
    ActionType, Artifacts, Chars, Grant, Key, Kind, Lies, Reach, Variables, When, actions, limits,
};
use passrole_model::pipeline::Owner;

use crate::texts::code_list;

/// The sections of every action type of that name: `CloudFormation`, `S3`, `Deploy::S3`.
pub(crate) fn providers(name: &str) -> Vec<String> {
    let wanted = name.to_lowercase();
    let mut found = Vec::new();
    for kind in actions::ALL {
        let is_named = |name: &str| name.to_lowercase() == wanted;
        if is_named(kind.provider) || is_named(&qualified(kind)) {
            found.push(provider(kind));
        }
    }
    found
}

/// The names of all action types, as they are written in a declaration.
pub(crate) fn names() -> Vec<String> {
    let mut names = Vec::new();
    for kind in actions::ALL {
        names.push(qualified(kind));
    }
    names
}

/// `Deploy::CloudFormation`, as it is written in a declaration.
fn qualified(kind: &ActionType) -> String {
    match kind.owner {
        Owner::Aws => format!("{}::{}", kind.category.as_str(), kind.provider),
        owner => format!(
            "{}::{}::{}",
            kind.category.as_str(),
            owner.as_str(),
            kind.provider
        ),
    }
}

/// The section of an action type.
pub(crate) fn provider(kind: &ActionType) -> String {
    let mut text = format!("### {}\n\n", qualified(kind));
    sentences(&mut text, kind);
    if !kind.keys.is_empty() {
        text.push('\n');
        keys(&mut text, kind.keys);
    }
    if !kind.grants.is_empty() {
        text.push_str("\nThe role that acts may, beside its artifacts:\n\n");
        text.push_str("| statement | actions | on | when |\n| --- | --- | --- | --- |\n");
        for grant in kind.grants {
            statement(&mut text, grant);
        }
    }
    let _ = write!(text, "\nSource: <{}>\n", kind.source);
    text
}

/// What it does, in sentences.
fn sentences(text: &mut String, kind: &ActionType) {
    let takes = count(kind.inputs, "input artifact");
    let makes = count(kind.outputs, "output artifact");
    let _ = write!(text, "Takes {takes} and makes {makes}");
    text.push_str(match (kind.inputs.1 + kind.outputs.1, kind.artifacts) {
        (0, _) => ".\n",
        (_, Artifacts::Actor) => "; the role that acts reads and writes them.\n",
        (_, Artifacts::Project) => "; the project's build role reads and writes them.\n",
    });
    let (account, region) = (reach(kind.accounts), reach(kind.regions));
    let _ = writeln!(
        text,
        "In another account: {account}. In another region: {region}."
    );
    if kind.v2_only {
        text.push_str("Needs a pipeline of type V2.\n");
    }
    if let Some(passes) = &kind.passes {
        let _ = writeln!(
            text,
            "Passes a role of kind `{}` to {} (`{}`){}.",
            passes.kind,
            passes.service,
            passes.key,
            clause(&passes.applied)
        );
    }
    if let Some(event) = &kind.event {
        let _ = writeln!(
            text,
            "Starts the pipeline by the event \"{}\"{}.",
            event.detail_type,
            clause(&event.when)
        );
    }
    let _ = match kind.variables {
        Variables::Closed([]) => writeln!(text, "Puts out no variables."),
        Variables::Closed(names) => {
            writeln!(text, "Puts out the variables {}.", code_list(names))
        }
        Variables::Listed(key) => {
            writeln!(text, "Puts out as variables the names that {key} lists.")
        }
        Variables::Open(words) => writeln!(text, "Puts out as variables {words}."),
        Variables::Unknown => writeln!(
            text,
            "AWS does not say which variables it puts out: any is allowed."
        ),
    };
    for note in kind.notes {
        let _ = writeln!(text, "{note}");
    }
}

/// Adds a table of keys.
pub(crate) fn keys(text: &mut String, keys: &[Key]) {
    text.push_str("| key | value | required | what it is |\n| --- | --- | --- | --- |\n");
    for key in keys {
        let required = match &key.required {
            When::Never => String::new(),
            required => when(required).unwrap_or("yes".to_owned()),
        };
        let mut about = key.about.to_owned();
        if let Some(only) = when(&key.only) {
            let _ = write!(about, "; only {only}");
        }
        if let Some(default) = key.default {
            let _ = write!(about, "; `{default}` where it is left out");
        }
        if !key.verified {
            about.push_str("; no source was found, so nothing is checked");
        }
        row(
            text,
            &[
                &format!("`{}`", key.name),
                &value(&key.kind),
                &required,
                &about,
            ],
        );
    }
}

fn statement(text: &mut String, grant: &Grant) {
    let mut needed = when(&grant.when).unwrap_or_default();
    for (operator, key, value) in grant.condition {
        let and = if needed.is_empty() { "" } else { ", " };
        let _ = write!(needed, "{and}held by `{operator}` to `{key}` = `{value}`");
    }
    row(
        text,
        &[
            grant.sid,
            &code_list(grant.actions),
            &code_list(grant.resources),
            &needed,
        ],
    );
}

fn value(kind: &Kind) -> String {
    match kind {
        Kind::Text(shape) => {
            let mut text = "text".to_owned();
            if shape.max != limits::NONE {
                let _ = write!(text, " of at most {} characters", shape.max);
            }
            if shape.chars != Chars::Any {
                let _ = write!(text, ", {}", shape.chars.describe());
            }
            text
        }
        Kind::Boolean => "`true` or `false`".to_owned(),
        Kind::Integer(least, most) => format!("{least} to {most}"),
        Kind::Word(words) => format!("one of {}", code_list(words)),
        Kind::Words(words) => format!("a list of {}", code_list(words)),
        Kind::Variables => "a map from names to values".to_owned(),
        Kind::List => "a list, or text with commas".to_owned(),
        Kind::Accounts => "a list of accounts, or text with commas".to_owned(),
        Kind::Part(part) if part.most > 0 => "a list of maps, in AWS's shape".to_owned(),
        Kind::Part(_) => "a map, in AWS's shape".to_owned(),
        Kind::Each(limits::NONE, kind) => format!("a list, each {}", value(kind)),
        Kind::Each(most, kind) => format!("a list of at most {most}, each {}", value(kind)),
        Kind::Environment(_) => "a map from names to values".to_owned(),
        Kind::Json(most) => format!("a map or a list, which becomes JSON of at most {most} bytes"),
        Kind::Entries(_) => "a list of maps, which becomes JSON".to_owned(),
        Kind::File => "`artifact / \"file\"`".to_owned(),
        Kind::Input => "an input artifact".to_owned(),
        Kind::Project => "a project".to_owned(),
        Kind::Rule => "a rule".to_owned(),
        Kind::Arn(services, lies) => {
            let place = match lies {
                Lies::Here => " in the action's account and region",
                Lies::InAccount => " in the action's account",
                Lies::InRegion => " in the action's region",
                Lies::Anywhere => "",
            };
            format!("an ARN of {}{place}", code_list(services))
        }
        Kind::Map => "a map".to_owned(),
    }
}

/// `, where …`, or nothing.
fn clause(condition: &When) -> String {
    match when(condition) {
        Some(when) => format!(", {when}"),
        None => String::new(),
    }
}

/// The condition in words; none where it always holds.
fn when(condition: &When) -> Option<String> {
    Some(match condition {
        When::Always => return None,
        When::Never => "never".to_owned(),
        When::Is(key, words) => format!("where `{key}` is {}", code_list(words)),
        When::Holds(key, word) => format!("where `{key}` has `{word}`"),
        When::Written(key) => format!("where `{key}` is written"),
        When::Omitted(key) => format!("where `{key}` is left out"),
        When::Alias(key) => format!("where `{key}` is an alias"),
        When::NoAlias(key) => format!("where `{key}` is a key's id or ARN"),
        When::Input => "where there is an input artifact".to_owned(),
        When::NoInput => "where there is no input artifact".to_owned(),
        When::Output => "where there is an output artifact".to_owned(),
        When::OtherAccount => "in another account".to_owned(),
        When::All(all) => joined(all, " and "),
        When::Any(any) => joined(any, " or "),
    })
}

fn joined(conditions: &[When], word: &str) -> String {
    let mut words = Vec::new();
    for condition in conditions {
        if let Some(when) = when(condition) {
            words.push(when);
        }
    }
    words.join(word)
}

fn reach(reach: Reach) -> &'static str {
    match reach {
        Reach::Anywhere => "yes",
        Reach::Home => "no",
        Reach::Unknown => "AWS does not say; it is allowed",
    }
}

fn count((least, most): (usize, usize), thing: &str) -> String {
    match (least, most) {
        (0, 0) => format!("no {thing}"),
        (1, 1) => format!("1 {thing}"),
        (least, most) if least == most => format!("{least} {thing}s"),
        (least, most) => format!("{least} to {most} {thing}s"),
    }
}

/// A row of a table; `|` would end a cell.
fn row(text: &mut String, cells: &[&str]) {
    for cell in cells {
        text.push_str("| ");
        text.push_str(&cell.replace('|', "\\|"));
        text.push(' ');
    }
    text.push_str("|\n");
}
