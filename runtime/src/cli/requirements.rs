//! `requirements`: what the owner of something that exists already must allow, ready to paste.

use passrole_model::closest;

use super::args::Args;
use super::{Failure, Output};
use crate::stacks::Document;
use crate::template::{Map, Node, json};
use crate::{App, Stacks};

/// The policies for a role, or for `artifacts`: the bucket and the key; all of them where nothing is named.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let stacks = app.stacks()?;
    let documents = match args.operands.first() {
        Some(name) => named(&stacks, name)?,
        None => stacks.documents().iter().collect(),
    };
    if args.json {
        let documents = documents.iter().map(|document| {
            Map::new()
                .with("name", document.owner())
                .with("concerns", document.concerns())
                .with("file", document.file())
                .with("policy", document.content().clone())
        });
        return output.json(Map::new().with("requirements", documents.collect::<Node>()));
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
        output.line(format!(
            "{}  {}",
            style.name(&title),
            style.quiet(document.file())
        ));
        output.line(json::pretty(document.content()).trim_end());
    }
    Ok(())
}

fn named<'s>(stacks: &'s Stacks, name: &str) -> Result<Vec<&'s Document>, Failure> {
    let all = stacks.documents();
    let documents: Vec<_> = all
        .iter()
        .filter(|document| document.owner() == name)
        .collect();
    if !documents.is_empty() {
        return Ok(documents);
    }
    let mut names: Vec<&str> = all.iter().map(Document::owner).collect();
    names.dedup();
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
