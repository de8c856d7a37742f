//! `requirements`: what the owner of something that exists already must allow, ready to paste.

use passrole_model::closest;

use super::args::Args;
use super::{Failure, Output};
use crate::stacks::Document;
use crate::template::{json, map};
use crate::{App, Stacks};

/// The policies for a role, or for `artifacts`: the bucket and the key; all of them where nothing is named.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let stacks = app.stacks()?;
    let documents = chosen(&stacks, args.operands.first())?;
    if args.json {
        let mut list = Vec::new();
        for document in &documents {
            list.push(map! {
                "name": document.owner(),
                "concerns": document.concerns(),
                "file": document.file(),
                "policy": document.content().clone(),
            });
        }
        return output.json(map! { "requirements": list });
    }
    if documents.is_empty() {
        output.line("nothing is required of anyone: no role, bucket or key exists already");
    }
    for (place, document) in documents.iter().enumerate() {
        if place > 0 {
            output.line("");
        }
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

/// The documents of that name; all of them where none is given.
fn chosen<'s>(stacks: &'s Stacks, name: Option<&String>) -> Result<Vec<&'s Document>, Failure> {
    let (mut documents, mut names) = (Vec::new(), Vec::new());
    for document in stacks.documents() {
        if name.is_none_or(|name| document.owner() == name) {
            documents.push(document);
        }
        if names.last() != Some(&document.owner()) {
            names.push(document.owner());
        }
    }
    let Some(name) = name.filter(|_| documents.is_empty()) else {
        return Ok(documents);
    };
    Err(Failure::Usage(match closest(name, names.iter().copied()) {
        Some(near) => {
            format!("there is no role `{name}` that exists already; did you mean `{near}`?")
        }
        None if names.is_empty() => {
            format!("nothing exists already, so nothing is required for `{name}`")
        }
        None => format!("`{name}` does not exist already, only {}", names.join(", ")),
    }))
}
