//! `access`: the chain of permissions behind each action, hop by hop, each with the statement that grants it.

use std::borrow::Cow;

use passrole_model::closest;

use super::args::Args;
use super::style::Style;
use super::{Failure, Output};
use crate::iam::{Answer, Lack, Request, StatementAt, evaluate};
use crate::places::Places;
use crate::proof::{self, Chain, Hop, World};
use crate::template::{Map, Node, map};
use crate::{App, Stacks};

/// A tree for each action, or for the one that is named: `release` or `Prod/release`.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let stacks = app.stacks()?;
    let further = proof::further(&stacks);
    let chains = proof::chains(&stacks, &further);
    let mut chains = listed(&chains);
    if let Some(name) = args.operands.first() {
        chains = named(&chains, name)?;
    }
    let world = World::new(&stacks, &further);
    if args.json {
        return output.json(document(&chains, &world));
    }
    for (place, chain) in chains.iter().enumerate() {
        if place > 0 {
            output.line("");
        }
        tree(chain, &world, output);
    }
    Ok(())
}

fn tree(chain: &Chain, world: &World<'_>, output: &mut Output) {
    output.line(output.style.name(&title(chain)));
    for (place, hop) in chain.hops.iter().enumerate() {
        let (branch, stem) = match place + 1 == chain.hops.len() {
            true => ("└─", "   "),
            false => ("├─", "│  "),
        };
        output.line(format_args!("{branch} {} {}", hop.who, hop.does));
        for told in &requests(hop, world, output.style) {
            for line in told.lines() {
                output.line(format_args!("{stem}   {line}"));
            }
        }
    }
}

fn listed<'c>(chains: &'c [Cow<'_, Chain>]) -> Vec<&'c Chain> {
    let mut listed: Vec<&Chain> = Vec::new();
    for chain in chains {
        listed.push(chain);
    }
    listed
}

/// The chains of every action of that name.
fn named<'c>(all: &[&'c Chain], name: &str) -> Result<Vec<&'c Chain>, Failure> {
    let (mut chains, mut names) = (Vec::new(), Vec::new());
    for chain in all {
        let Some((stage, action)) = &chain.action else {
            continue;
        };
        let whole = format!("{stage}/{action}");
        if action == name || whole == name {
            chains.push(*chain);
        }
        names.push(match name.contains('/') {
            true => whole,
            false => action.clone(),
        });
    }
    if !chains.is_empty() {
        return Ok(chains);
    }
    Err(Failure::Usage(
        match closest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("there is no action `{name}`; did you mean `{near}`?"),
            None => format!("there is no action `{name}`, only {}", names.join(", ")),
        },
    ))
}

fn title(chain: &Chain) -> String {
    match &chain.action {
        Some((stage, action)) => format!("{}: {stage}/{action}", chain.pipeline),
        None => format!("{}: {}", chain.pipeline, chain.what.replace('`', "")),
    }
}

/// A hop's requests: those on one resource that the same statements grant are told together, by their actions first.
fn requests(hop: &Hop, world: &World<'_>, style: Style) -> Vec<String> {
    let (mut told, mut rests, mut places) = (Vec::<String>::new(), Vec::new(), Places::default());
    for request in &hop.requests {
        let verdict = verdict(request, world, style);
        let rest = format!(" on {}\n  {verdict}", style.name(&request.resource));
        match places.of(&rest).first() {
            Some(place) => {
                told[*place].push_str(", ");
                told[*place].push_str(&request.action);
            }
            None => {
                places.add(&rest, told.len());
                told.push(request.action.clone());
                rests.push(rest);
            }
        }
    }
    for (place, rest) in rests.iter().enumerate() {
        told[place].push_str(rest);
    }
    told
}

fn verdict(request: &Request, world: &World<'_>, style: Style) -> String {
    let sides = world.sides(request);
    match evaluate(request, &sides) {
        Answer::Allowed(by) => {
            let by = format!("by {}", statements(&by));
            style.quiet(&by).to_string()
        }
        Answer::Denied(by) => {
            let why = format!("denied by {}", statement(&by));
            style.error(&why).to_string()
        }
        Answer::Lacking(lack) => {
            let why = format!("denied: {}", reason(request, lack, world));
            style.error(&why).to_string()
        }
        Answer::Unknown(why, by) => {
            let mut told = format!("not known: {}", why.what);
            if !by.is_empty() {
                told.push_str("; as far as known, by ");
                told.push_str(&statements(&by));
            }
            told
        }
    }
}

/// Why a request is denied that no statement denies.
fn reason(request: &Request, lack: Lack, world: &World<'_>) -> String {
    match (world.holder(request, lack), lack) {
        (Ok(at), Lack::Boundary) => format!("the boundary of {at} does not allow it"),
        (Ok(at), Lack::Identity | Lack::Resource) => format!("no statement of {at} allows it"),
        (Err(missing), _) => format!("no stack makes `{missing}`"),
    }
}

fn statements(by: &[StatementAt<'_>]) -> String {
    let mut told = Vec::new();
    for by in by {
        told.push(statement(by));
    }
    told.join(" and ")
}

/// "ManageStack of DeployerRole in storefront-prod"
fn statement(by: &StatementAt<'_>) -> String {
    format!(
        "{} of {} in {}",
        by.sid, by.policy.resource, by.policy.stack
    )
}

/// Every chain of stacks, for other programs.
pub(super) fn of_stacks(stacks: &Stacks) -> Node {
    let further = proof::further(stacks);
    let chains = proof::chains(stacks, &further);
    document(&listed(&chains), &World::new(stacks, &further))
}

/// The same for other programs.
fn document(chains: &[&Chain], world: &World<'_>) -> Node {
    let mut names: Vec<&str> = Vec::new();
    for chain in chains {
        if !names.contains(&chain.pipeline.as_str()) {
            names.push(&chain.pipeline);
        }
    }
    let mut pipelines = Vec::new();
    for name in names {
        let mut own = Vec::new();
        for chain in chains {
            if chain.pipeline == name {
                own.push(needed(chain, world));
            }
        }
        pipelines.push(map! { "name": name, "chains": own });
    }
    map! { "pipelines": pipelines }.into()
}

fn needed(chain: &Chain, world: &World<'_>) -> Map {
    let mut hops = Vec::new();
    for hop in &chain.hops {
        let mut requests = Vec::new();
        for request in &hop.requests {
            requests.push(asked(request, world));
        }
        hops.push(map! {
            "rule": format!("{:?}", hop.code),
            "what": format!("{} {}", hop.who, hop.does),
            "requests": requests,
        });
    }
    let (stage, action) = chain.action.clone().unzip();
    map! {
        "stage"?: stage,
        "action"?: action,
        "what": chain.what.as_str(),
        "hops": hops,
    }
}

fn asked(request: &Request, world: &World<'_>) -> Map {
    let sides = world.sides(request);
    let answer = evaluate(request, &sides);
    let (word, reason, by) = match &answer {
        Answer::Allowed(by) => ("allowed", None, by.as_slice()),
        Answer::Denied(by) => (
            "denied",
            Some(format!("denied by {}", statement(by))),
            &[][..],
        ),
        Answer::Lacking(lack) => ("denied", Some(reason(request, *lack, world)), &[][..]),
        Answer::Unknown(why, by) => ("unknown", Some(why.what.clone()), by.as_slice()),
    };
    let mut granted = Vec::new();
    for by in by {
        granted.push(map! {
            "stack": by.policy.stack,
            "resource": by.policy.resource,
            "policy": by.policy.name,
            "statement": by.sid,
        });
    }
    map! {
        "principal": request.caller.as_str(),
        "action": request.action.as_str(),
        "resource": request.resource.as_str(),
        "account": request.account.as_str(),
        "context": context(request),
        "answer": word,
        "reason"?: reason,
        "granted": granted,
    }
}

/// The values of each key of the context.
fn context(request: &Request) -> Map {
    let mut context = Map::new();
    for (key, value) in &request.context {
        match context.get_mut(key) {
            Some(Node::List(values)) => values.push(value.into()),
            _ => {
                context.insert(key.clone(), Node::List(vec![value.into()]));
            }
        }
    }
    context
}
