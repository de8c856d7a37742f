//! `explain`: the page of a rule.

use passrole_model::closest;
use passrole_model::explain::{PAGES, Page, page};

use super::args::Args;
use super::{Failure, Output};
use crate::App;
use crate::template::{Map, Node};

/// The page of the rule that is named; without a name, every rule in a line.
pub(super) fn run(_: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    match args.operands.as_slice() {
        [] if args.json => output.json(PAGES.iter().map(document).collect::<Node>()),
        [] => {
            for page in PAGES {
                let style = output.style;
                output.line(format!("{}  {}", style.name(page.code), page.title));
            }
            Ok(())
        }
        [code] => {
            let page = page(code).ok_or_else(|| unknown(code))?;
            if args.json {
                return output.json(document(page));
            }
            show(page, output);
            Ok(())
        }
        [_, more, ..] => Err(Failure::Usage(format!(
            "`explain` takes one rule, and `{more}` is another"
        ))),
    }
}

fn unknown(code: &str) -> Failure {
    let codes = PAGES.iter().map(|page| page.code);
    Failure::Usage(match closest(&code.to_uppercase(), codes) {
        Some(near) => format!("there is no rule `{code}`; did you mean `{near}`?"),
        None => format!("there is no rule `{code}`; `explain` lists them all"),
    })
}

fn show(page: &Page, output: &mut Output) {
    let style = output.style;
    output.line(format!(
        "{}  {}",
        style.name(page.code),
        style.name(page.title)
    ));
    output.line("");
    output.line(wrapped(page.rule));
    output.line("");
    output.line(wrapped(page.why));
    if let Some(answer) = page.aws {
        output.line(format!("\n{}\n", style.quiet("AWS answers:")));
        output.line(indented(&wrapped(answer)));
    }
    output.line(format!("\n{}\n", style.quiet("Before:")));
    output.line(indented(page.before));
    output.line(format!("\n{}\n", style.quiet("After:")));
    output.line(indented(page.after));
}

fn document(page: &Page) -> Map {
    Map::new()
        .with("code", page.code)
        .with("title", page.title)
        .with("rule", page.rule)
        .with("why", page.why)
        .with_some("aws", page.aws)
        .with("before", page.before)
        .with("after", page.after)
}

/// Text in lines of at most 80 characters, where its words allow.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 80;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
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

fn indented(text: &str) -> String {
    text.lines()
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
