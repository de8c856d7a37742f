//! `access`: the chain of permissions behind each action, hop by hop, each with the statement that grants it.

use std::borrow::Cow;

use passrole_model::closest;

use super::args::Args;
use super::style::Style;
use super::{Failure, Output};
use crate::iam::{Answer, Lack, Request, StatementAt, evaluate};
use crate::proof::{self, Chain, Hop, World};
use crate::template::{Map, Node};
use crate::{App, Stacks};

/// A tree for each action, or for the one that is named: `release` or `Prod/release`.
pub(super) fn run(app: &mut App, args: &Args, output: &mut Output) -> Result<(), Failure> {
    let stacks = app.stacks()?;
    let further = proof::further(&stacks);
    let chains = proof::chains(&stacks, &further);
    let all = chains.iter().map(Cow::as_ref);
    let chains = match args.operands.first() {
        Some(name) => named(all.collect(), name)?,
        None => all.collect(),
    };
    let world = World::new(&stacks, &further);
    if args.json {
        return output.json(document(&chains, &world));
    }
    for (place, chain) in chains.iter().enumerate() {
        if place > 0 {
            output.line("");
        }
        output.line(output.style.name(&title(chain)));
        for (place, hop) in chain.hops.iter().enumerate() {
            let last = place + 1 == chain.hops.len();
            let (branch, stem) = if last {
                ("└─", "   ")
            } else {
                ("├─", "│  ")
            };
            output.line(format!("{branch} {} {}", hop.who, hop.does));
            for line in lines(hop, &world, output.style) {
                output.line(format!("{stem}   {line}"));
            }
        }
    }
    Ok(())
}

/// The chains of every action of that name.
fn named<'c>(all: Vec<&'c Chain>, name: &str) -> Result<Vec<&'c Chain>, Failure> {
    let is_named = |chain: &&&Chain| {
        chain.action.as_ref().is_some_and(|(stage, action)| {
            action == name || name.split_once('/') == Some((stage, action))
        })
    };
    let chains: Vec<&Chain> = all.iter().filter(is_named).copied().collect();
    if !chains.is_empty() {
        return Ok(chains);
    }
    let names = all.iter().filter_map(|chain| chain.action.as_ref());
    let names: Vec<String> = names
        .map(|(stage, action)| match name.contains('/') {
            true => format!("{stage}/{action}"),
            false => action.clone(),
        })
        .collect();
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

/// A hop's requests: those on one resource that the same statements grant are told together.
fn lines(hop: &Hop, world: &World<'_>, style: Style) -> Vec<String> {
    let mut groups: Vec<(&str, String, Vec<&str>)> = Vec::new();
    for request in &hop.requests {
        let verdict = verdict(request, world, style);
        let same = groups
            .iter_mut()
            .find(|(resource, told, _)| *resource == request.resource && *told == verdict);
        match same {
            Some((.., actions)) => actions.push(&request.action),
            None => groups.push((&request.resource, verdict, vec![&request.action])),
        }
    }
    let mut lines = Vec::new();
    for (resource, verdict, actions) in groups {
        lines.push(format!(
            "{} on {}",
            actions.join(", "),
            style.name(resource)
        ));
        lines.push(format!("  {verdict}"));
    }
    lines
}

fn verdict(request: &Request, world: &World<'_>, style: Style) -> String {
    let sides = world.sides(request);
    match evaluate(request, &sides) {
        Answer::Allowed(by) => {
            let by: Vec<String> = by.iter().map(statement).collect();
            style
                .quiet(&format!("by {}", by.join(" and ")))
                .into_owned()
        }
        Answer::Denied(by) => style
            .error(&format!("denied by {}", statement(&by)))
            .into_owned(),
        Answer::Lacking(lack) => {
            let denied = format!("denied: {}", reason(request, lack, world));
            style.error(&denied).into_owned()
        }
        Answer::Unknown(why, by) => {
            let known: Vec<String> = by.iter().map(statement).collect();
            let known = match known.as_slice() {
                [] => String::new(),
                known => format!("; as far as known, by {}", known.join(" and ")),
            };
            format!("not known: {}{known}", why.what)
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
    let chains: Vec<&Chain> = chains.iter().map(Cow::as_ref).collect();
    document(&chains, &World::new(stacks, &further))
}

/// The same for other programs.
fn document(chains: &[&Chain], world: &World<'_>) -> Node {
    let mut pipelines: Vec<(&str, Vec<Node>)> = Vec::new();
    for chain in chains {
        let name = chain.pipeline.as_str();
        let place = pipelines.iter().position(|(known, _)| *known == name);
        let place = place.unwrap_or_else(|| {
            pipelines.push((name, Vec::new()));
            pipelines.len() - 1
        });
        let (stage, action) = chain.action.clone().unzip();
        let hops = chain.hops.iter().map(|hop| {
            Map::new()
                .with("rule", format!("{:?}", hop.code))
                .with("what", format!("{} {}", hop.who, hop.does))
                .with(
                    "requests",
                    hop.requests
                        .iter()
                        .map(|one| asked(one, world))
                        .collect::<Node>(),
                )
        });
        pipelines[place].1.push(
            Map::new()
                .with_some("stage", stage)
                .with_some("action", action)
                .with("what", chain.what.as_str())
                .with("hops", hops.collect::<Node>())
                .into(),
        );
    }
    let pipelines = pipelines
        .into_iter()
        .map(|(name, chains)| Map::new().with("name", name).with("chains", chains));
    Map::new()
        .with("pipelines", pipelines.collect::<Node>())
        .into()
}

fn asked(request: &Request, world: &World<'_>) -> Map {
    let sides = world.sides(request);
    let answer = evaluate(request, &sides);
    let granted = |by: &StatementAt<'_>| {
        Map::new()
            .with("stack", by.policy.stack)
            .with("resource", by.policy.resource)
            .with("policy", by.policy.name)
            .with("statement", by.sid)
    };
    let context = request
        .context
        .iter()
        .fold(Map::new(), |mut context, (key, value)| {
            let values = match context.remove(key) {
                Some(Node::List(values)) => [values, vec![value.into()]].concat(),
                _ => vec![value.into()],
            };
            context.with(key.clone(), values)
        });
    let (word, reason, by) = match &answer {
        Answer::Allowed(by) => ("allowed", None, by.iter().map(granted).collect()),
        Answer::Denied(by) => (
            "denied",
            Some(format!("denied by {}", statement(by))),
            Vec::new(),
        ),
        Answer::Lacking(lack) => ("denied", Some(reason(request, *lack, world)), Vec::new()),
        Answer::Unknown(why, by) => (
            "unknown",
            Some(why.what.clone()),
            by.iter().map(granted).collect(),
        ),
    };
    Map::new()
        .with("principal", request.caller.as_str())
        .with("action", request.action.as_str())
        .with("resource", request.resource.as_str())
        .with("account", request.account.as_str())
        .with("context", context)
        .with("answer", word)
        .with_some("reason", reason)
        .with("granted", by)
}
