//! `access`: the chain of permissions behind each action, hop by hop, each with the statement that grants it.

use std::sync::Arc;

use passrole_model::index::Index;

use super::args::Args;
use super::style::Style;
use super::{Failure, Output};
use crate::iam::{Answer, Lack, Request, StatementAt, evaluate, granting};
use crate::proof::{self, Chain, Hop, World};
use crate::template::{Map, Node, list, map};
use crate::texts::add_once;
use crate::{App, Error, Stacks};

/// A tree for each action, or for the one that is named: `release` or `Prod/release`.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let stacks = app.stacks()?;
    let further = proof::further(&stacks);
    let mut chains = proof::chains(&stacks, &further);
    if let Some(name) = args.operands.first() {
        chains = named(&chains, name)?;
    }
    let world = World::new(&stacks, &further);
    if args.json {
        return output.json(document(&chains, &world));
    }
    for chain in &chains {
        output.apart();
        tree(chain, &world, output);
    }
    Ok(())
}

fn tree(chain: &Chain, world: &World<'_>, output: &mut Output) {
    output.line(output.style.name(&title(chain)));
    let mut below = chain.hops.len();
    for hop in &chain.hops {
        below -= 1;
        let (branch, stem) = match below {
            0 => ("└─", "   "),
            _ => ("├─", "│  "),
        };
        output.line(format_args!("{branch} {} {}", hop.who, hop.does));
        for told in &requests(hop, world, output.style) {
            for line in told.split('\n') {
                output.line(format_args!("{stem}   {line}"));
            }
        }
    }
}

/// The chains of an action.
fn named(chains: &[Arc<Chain>], name: &str) -> Result<Vec<Arc<Chain>>, Failure> {
    let (mut named, mut names) = (Vec::new(), Vec::new());
    for chain in chains {
        let (Some((_, action)), Some(path)) = (&chain.action, chain.path()) else {
            continue;
        };
        let own = match name.contains('/') {
            true => path,
            false => action.clone(),
        };
        if own == name {
            named.push(chain.clone());
        }
        add_once(&mut names, own);
    }
    if !named.is_empty() {
        return Ok(named);
    }
    let unknown = Error::none_of("action", name, &names);
    Err(Failure::Usage(unknown.to_string()))
}

fn title(chain: &Chain) -> String {
    match chain.path() {
        Some(path) => format!("{}: {path}", chain.pipeline),
        None => format!("{}: {}", chain.pipeline, chain.what.replace('`', "")),
    }
}

/// A hop's requests: those on one resource that the same statements grant are told together, by their actions first.
fn requests(hop: &Hop, world: &World<'_>, style: Style) -> Vec<String> {
    let (mut told, mut rests, mut places) = (Vec::<String>::new(), Vec::new(), Index::default());
    for request in &hop.requests {
        let verdict = verdict(request, world, style);
        let rest = format!(" on {}\n  {verdict}", style.name(&request.resource));
        let place = places.place(&rest);
        if place == told.len() {
            told.push(request.action.clone());
            rests.push(rest);
        } else {
            told[place].push_str(", ");
            told[place].push_str(&request.action);
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
        Answer::Allowed => {
            let by = statements(&granting(request, &sides));
            style.quiet(&format!("by {by}"))
        }
        Answer::Denied(by) => style.error(&format!("denied by {}", statement(&by))),
        Answer::Lacking(lack) => {
            let why = reason(request, lack, world);
            style.error(&format!("denied: {why}"))
        }
        Answer::Unknown(why) => {
            let mut told = format!("not known: {}", why.what);
            let by = granting(request, &sides);
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
    document(&chains, &World::new(stacks, &further))
}

/// The same for other programs.
fn document(chains: &[Arc<Chain>], world: &World<'_>) -> Node {
    let mut names: Vec<&str> = Vec::new();
    for chain in chains {
        if !names.contains(&chain.pipeline.as_str()) {
            names.push(&chain.pipeline);
        }
    }
    let mut pipelines: Vec<Node> = Vec::new();
    for pipeline in &names {
        let mut own = Vec::new();
        for chain in chains {
            if chain.pipeline == *pipeline {
                own.push(needed(chain, world));
            }
        }
        pipelines.push(map! { "name": *pipeline, "chains": own }.into());
    }
    map! { "pipelines": pipelines }.into()
}

fn needed(chain: &Chain, world: &World<'_>) -> Node {
    let mut hops: Vec<Node> = Vec::new();
    for hop in &chain.hops {
        let mut requests = Vec::new();
        for request in &hop.requests {
            requests.push(asked(request, world));
        }
        hops.push(
            map! {
                "rule": hop.code.to_string(),
                "what": format!("{} {}", hop.who, hop.does),
                "requests": requests,
            }
            .into(),
        );
    }
    let (stage, action) = chain.action.clone().unzip();
    map! {
        "stage"?: stage,
        "gate"?: chain.gate.clone(),
        "action"?: action,
        "what": chain.what.as_str(),
        "hops": hops,
    }
    .into()
}

fn asked(request: &Request, world: &World<'_>) -> Node {
    let sides = world.sides(request);
    let (word, reason) = match evaluate(request, &sides) {
        Answer::Allowed => ("allowed", None),
        Answer::Denied(by) => ("denied", Some(format!("denied by {}", statement(&by)))),
        Answer::Lacking(lack) => ("denied", Some(reason(request, lack, world))),
        Answer::Unknown(why) => ("unknown", Some(why.what)),
    };
    let by = match word {
        "denied" => Vec::new(),
        _ => granting(request, &sides),
    };
    let mut granted: Vec<Node> = Vec::new();
    for by in &by {
        granted.push(
            map! {
                "stack": by.policy.stack,
                "resource": by.policy.resource,
                "policy": by.policy.name,
                "statement": by.sid,
            }
            .into(),
        );
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
    .into()
}

/// The values of each key of the context.
fn context(request: &Request) -> Map {
    let mut context = Map::new();
    for (key, value) in &request.context {
        match context.get_mut(key) {
            Some(Node::List(values)) => values.push(value.into()),
            _ => {
                context.insert(key.clone(), list![value]);
            }
        }
    }
    context
}
