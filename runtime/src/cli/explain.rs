//! `explain`: the page of a rule, or what the catalog knows of a provider.

use passrole_model::closest;
use passrole_model::explain::{PAGES, Page, page};

use super::args::Args;
use super::{Failure, Output};
use crate::template::{Node, map};
use crate::{App, reference};

/// The page of the rule or provider that is named; without a name, every one in a line.
pub(super) fn run(_: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    match args.operands.as_slice() {
        [] if args.json => {
            let mut pages = Vec::new();
            for page in PAGES {
                pages.push(document(page));
            }
            output.json(Node::List(pages))
        }
        [] => {
            list(output);
            Ok(())
        }
        [name] => match page(name) {
            Some(page) if args.json => output.json(document(page)),
            Some(page) => {
                show(page, output);
                Ok(())
            }
            None => provider(name, args, output),
        },
        [_, more, ..] => Err(Failure::Usage(format!(
            "`explain` takes one name, and `{more}` is another"
        ))),
    }
}

fn list(output: &mut Output) {
    let style = output.style;
    for page in PAGES {
        output.line(format_args!("{}  {}", style.name(page.code), page.title));
    }
    output.line("");
    for name in reference::names() {
        output.line(name);
    }
}

/// What the catalog knows of the providers of that name.
fn provider(name: &str, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let found = reference::providers(name);
    if found.is_empty() {
        return Err(unknown(name));
    }
    if args.json {
        let document = map! { "name": name, "markdown": found.join("\n") };
        return output.json(document.into());
    }
    for line in found.join("\n").trim_end().split('\n') {
        plain(line, output);
    }
    Ok(())
}

/// A line of the reference on a terminal, which is too narrow for its tables: a row is a name, and what is said of it.
fn plain(line: &str, output: &mut Output) {
    if let Some(title) = line.strip_prefix("### ") {
        return output.line(output.style.name(title));
    }
    let Some(row) = line.strip_prefix("| ") else {
        return output.line(wrapped(line));
    };
    let row = row.strip_suffix(" |").unwrap_or(row).replace("\\|", "|");
    let mut cells = row.split(" | ");
    let mut next = || cells.next().unwrap_or_default().trim();
    match next() {
        // The head of the table, and what stands below it.
        "key" | "statement" | "---" => return,
        name => output.line(format_args!("  {}", name.replace('`', ""))),
    }
    said(next(), output);
    match next() {
        "yes" => said("required", output),
        cell if cell.starts_with("where ") => said(&format!("required {cell}"), output),
        cell => said(cell, output),
    }
    for cell in cells {
        said(cell.trim(), output);
    }
}

/// What is said of a name, below it.
fn said(text: &str, output: &mut Output) {
    if !text.is_empty() {
        let indented = wrapped(text).replace('\n', "\n      ");
        output.line(format_args!("      {indented}"));
    }
}

fn unknown(name: &str) -> Failure {
    let providers = reference::names();
    let mut names = Vec::new();
    for page in PAGES {
        names.push(page.code);
    }
    for provider in &providers {
        names.push(provider.as_str());
    }
    Failure::Usage(match closest(name, &names) {
        Some(near) => format!("there is no rule or provider `{name}`; did you mean `{near}`?"),
        None => format!("there is no rule or provider `{name}`; `explain` lists them all"),
    })
}

fn show(page: &Page, output: &mut Output) {
    let style = output.style;
    output.line(format_args!(
        "{}  {}",
        style.name(page.code),
        style.name(page.title)
    ));
    output.line("");
    output.line(wrapped(page.rule));
    output.line("");
    output.line(wrapped(page.why));
    if let Some(answer) = page.aws {
        // In one piece, as it can be searched for.
        section("AWS answers:", answer, output);
    }
    section("Before:", page.before, output);
    section("After:", page.after, output);
}

fn section(heading: &str, text: &str, output: &mut Output) {
    let heading = output.style.quiet(heading);
    output.line(format_args!("\n{heading}\n"));
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        let margin = if line.is_empty() { "" } else { "    " };
        output.line(format_args!("{margin}{line}"));
    }
}

fn document(page: &Page) -> Node {
    map! {
        "code": page.code,
        "title": page.title,
        "rule": page.rule,
        "why": page.why,
        "aws"?: page.aws,
        "before": page.before,
        "after": page.after,
    }
    .into()
}

/// Text in lines of at most 80 characters, where its words allow.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 80;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}
