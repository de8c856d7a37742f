//! The proof: whether what AWS asks for when a pipeline runs is allowed by what will be written.

mod chain;
mod failure;
mod further;
pub(crate) mod named;
mod size;
mod values;
mod width;
mod world;
mod written;

use passrole_model::Violation;
use passrole_model::index::Index;

use crate::iam::evaluate;
use crate::places::Places;
use crate::stacks::Stacks;

pub(crate) use chain::{ANY, Chain, Hop};
use failure::Findings;
pub(crate) use further::further;
pub(crate) use values::Scope;
pub(crate) use width::names;
pub(crate) use world::World;
pub(crate) use written::{Roles, asked, chains};

/// What came of the proof.
pub(crate) struct Proof {
    pub(crate) broken: Vec<Violation>,
    /// What it leaves open, each once: what it is, and the ARN whose proof it leaves open.
    pub(crate) unknown: Vec<(String, String)>,
}

/// Asks every request of every chain, and looks at every policy.
pub(crate) fn prove(stacks: &Stacks) -> Proof {
    let further = further(stacks);
    let world = World::new(stacks, &further);
    let chains = chains(stacks, &further);
    let mut findings = Findings::default();
    for chain in &chains {
        for hop in &chain.hops {
            for request in &hop.requests {
                let answer = evaluate(request, &world.sides(request));
                findings.add(chain, hop, request, answer, &world);
            }
        }
    }
    let mut broken = findings.violations();
    width::check(stacks, &mut broken);
    size::check(stacks, &further, &mut broken);
    let mut unknown = findings.unknown;
    written::edited(stacks, &mut unknown);
    Proof { broken, unknown }
}

/// What the proof leaves open, a line for each thing that is not known.
pub(crate) fn notices(unknown: &[(String, String)]) -> Vec<String> {
    let mut by_what = Places::default();
    for (place, (what, _)) in unknown.iter().enumerate() {
        by_what.add(what, place);
    }
    let mut notices = Vec::new();
    for (place, (what, of)) in unknown.iter().enumerate() {
        let more = match by_what.of(what) {
            [first, ..] if *first != place => continue,
            [_, others @ ..] if !others.is_empty() => format!(" and {} more", others.len()),
            _ => String::new(),
        };
        notices.push(format!(
            "not proven, since {what} is not known here: `{of}`{more}"
        ));
    }
    notices
}

/// The ARNs of the roles, buckets and keys that the stacks make.
pub(crate) fn made(stacks: &Stacks) -> Index {
    let mut arns = Index::default();
    for made in &values::resources(stacks, &further(stacks)) {
        if made.kind() != "AWS::CodeBuild::Project"
            && let Some(arn) = made.arn()
        {
            arns.add(&arn);
        }
    }
    arns
}
