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

use std::collections::HashSet;

use passrole_model::Violation;

use crate::iam::{Answer, Unknown, evaluate};
use crate::stacks::Stacks;

pub(crate) use chain::{ANY, Chain, Hop};
use failure::Failures;
pub(crate) use further::further;
pub(crate) use values::Scope;
pub(crate) use width::names;
pub(crate) use world::World;
pub(crate) use written::{Roles, asked, chains};

/// What came of the proof.
pub(crate) struct Proof {
    pub(crate) broken: Vec<Violation>,
    /// What it leaves open, each once.
    pub(crate) unknown: Vec<Unknown>,
}

/// Asks every request of every chain, and looks at every policy.
pub(crate) fn prove(stacks: &Stacks) -> Proof {
    let further = further(stacks);
    let world = World::new(stacks, &further);
    let (mut failures, mut unknown) = (Failures::default(), Vec::new());
    let mut known = HashSet::new();
    let chains = chains(stacks, &further);
    for chain in &chains {
        for hop in &chain.hops {
            for request in &hop.requests {
                match evaluate(request, &world.sides(request)) {
                    Answer::Allowed => {}
                    Answer::Unknown(why) => {
                        if known.insert(format!("{} {}", why.what, why.of)) {
                            unknown.push(why);
                        }
                    }
                    answer => failures.add(chain, hop, request, &answer, &world),
                }
            }
        }
    }
    unknown.append(&mut written::edited(stacks));
    let mut broken = failures.violations();
    broken.extend(width::check(stacks));
    broken.extend(size::check(stacks, &further));
    Proof { broken, unknown }
}

/// What the proof leaves open, a line for each thing that is not known.
pub(crate) fn notices(unknown: &[Unknown]) -> Vec<String> {
    let mut notices = Vec::new();
    for (place, Unknown { what, of, .. }) in unknown.iter().enumerate() {
        if unknown[..place].iter().any(|other| other.what == *what) {
            continue;
        }
        let mut others = 0;
        for other in &unknown[place + 1..] {
            others += usize::from(other.what == *what);
        }
        let more = match others {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        notices.push(format!(
            "not proven, since {what} is not known here: `{of}`{more}"
        ));
    }
    notices
}

/// The ARNs of the roles, buckets and keys that the stacks make.
pub(crate) fn made(stacks: &Stacks) -> HashSet<String> {
    let mut made = HashSet::new();
    for stack in stacks.iter().chain(&further(stacks)) {
        let scope = Scope { stack };
        for (id, resource) in stack.template().resources() {
            let arn = match resource.resource_type.as_ref() {
                "AWS::IAM::Role" => scope.role(resource),
                "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => Some(scope.key(id)),
                "AWS::S3::Bucket" => {
                    let name = scope.property(&resource.properties, "BucketName");
                    name.map(|name| scope.bucket(&name))
                }
                _ => None,
            };
            if let Some(arn) = arn {
                made.insert(arn);
            }
        }
    }
    made
}
