//! `requirements`: what the owner of something that exists already must allow, ready to paste.

use passrole_model::closest;

use super::args::Args;
use super::{Failure, Output};
use crate::stacks::Document;
use crate::template::{Node, json, map};
use crate::texts::comma_list;
use crate::{App, Stacks};

/// The policies for a role, or for `artifacts`: the bucket and the key; all of them where nothing is named.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let stacks = app.stacks()?;
    let name = args.operands.first().map(String::as_str);
    check(&stacks, name)?;
    if args.json {
        let mut list: Vec<Node> = Vec::new();
        for document in stacks.documents() {
            if is_meant(document, name) {
                list.push(
                    map! {
                        "name": document.owner(),
                        "concerns": document.concerns(),
                        "file": document.file(),
                        "policy": document.content().clone(),
                    }
                    .into(),
                );
            }
        }
        return output.json(map! { "requirements": list }.into());
    }
    if stacks.documents().is_empty() {
        output.line("nothing is required of anyone: no role, bucket or key exists already");
    }
    for document in stacks.documents() {
        if !is_meant(document, name) {
            continue;
        }
        output.apart();
        let style = output.style;
        let title = format!("{}: {}", document.concerns(), document.kind());
        output.line(format_args!(
            "{}  {}",
            style.name(&title),
            style.quiet(document.file())
        ));
        output.line(json::pretty(document.content()).trim_end());
    }
    Ok(())
}

/// Whether a document is of that name; every one is meant where none is named.
fn is_meant(document: &Document, name: Option<&str>) -> bool {
    match name {
        Some(name) => document.owner() == name,
        None => true,
    }
}

/// Whether there is a document of that name.
fn check(stacks: &Stacks, name: Option<&str>) -> Result<(), Failure> {
    let Some(name) = name else {
        return Ok(());
    };
    let mut names = Vec::new();
    for document in stacks.documents() {
        let owner = document.owner();
        if owner == name {
            return Ok(());
        }
        if !names.contains(&owner) {
            names.push(owner);
        }
    }
    Err(Failure::Usage(match closest(name, &names) {
        Some(near) => {
            format!("there is no role `{name}` that exists already; did you mean `{near}`?")
        }
        None if names.is_empty() => {
            format!("nothing exists already, so nothing is required for `{name}`")
        }
        None => format!(
            "`{name}` does not exist already, only {}",
            comma_list(&names)
        ),
    }))
}
