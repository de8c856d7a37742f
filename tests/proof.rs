//! The proof of the permissions finds what is missing, and nothing that is granted goes unused.

use passrole::template::{Map, Node};
use passrole::{Code, Stacks};
use passrole_tests::pipelines;
use passrole_tests::policies::{At, list, places, statements};

/// Statements of which no step has need, and why they stay.
const STAYS: &[(&str, &str)] = &[
    (
        "Administration",
        "a key whose account could not change its policy would be refused",
    ),
    ("DenyInsecureTransport", "a denial: it grants nothing"),
];

/// The stacks of an example whose roles have no policy but those that are written out: of AWS's own the content is
/// not known, so that what they might allow is never missed.
fn known(name: &str) -> Stacks {
    let mut stacks = pipelines::named(name).synth().expect("every rule holds");
    let names: Vec<String> = stacks.iter().map(|stack| stack.name().to_owned()).collect();
    for name in names {
        let template = stacks.get_mut(&name).expect("it is there").template_mut();
        let ids: Vec<String> = template.resources().map(|(id, _)| id.to_owned()).collect();
        for id in ids {
            let resource = template.resource_mut(&id).expect("it is there");
            resource.properties.remove("ManagedPolicyArns");
        }
    }
    stacks.prove().expect("every rule holds still");
    stacks
}

fn is_authors(sid: &str) -> bool {
    sid.starts_with("Allowed") || sid.starts_with("Denied")
}

/// A grant that can be taken away and nothing fails.
fn unused(stacks: &Stacks) -> Vec<String> {
    let mut unused = Vec::new();
    for at in places(stacks) {
        let count = statements(&mut stacks.clone(), &at).len();
        for place in 0..count {
            let statement = statements(&mut stacks.clone(), &at)[place].clone();
            let sid = statement
                .get("Sid")
                .and_then(Node::as_str)
                .unwrap_or_default();
            if is_authors(sid) || STAYS.iter().any(|(stays, _)| *stays == sid) {
                continue;
            }
            for key in ["Action", "Resource"] {
                let parts = statement.get(key).into_iter().flat_map(Node::iter).count();
                for part in 0..parts {
                    let mut changed = stacks.clone();
                    let all = statements(&mut changed, &at);
                    if parts == 1 {
                        all.remove(place);
                    } else {
                        let statement = all[place].as_map_mut().expect("a statement is a map");
                        list(statement.get_mut(key).expect("it has the key")).remove(part);
                    }
                    if changed.prove().is_ok() {
                        unused.push(format!("{} {} {sid}: {key} {part}", at.stack, at.resource));
                    }
                }
            }
        }
    }
    unused
}

#[test]
fn nothing_is_granted_that_no_step_needs() {
    let mut found = Vec::new();
    for (name, _) in pipelines::all() {
        found.extend(unused(&known(name)));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Nothing else is the reason why the test above finds nothing: a grant too many is found.
#[test]
fn a_grant_too_many_is_found() {
    let mut stacks = known("storefront");
    let at = At {
        stack: "storefront-prod".to_owned(),
        resource: "DeployerRole".to_owned(),
        document: 1,
    };
    let needless = Map::new()
        .with("Sid", "Needless")
        .with("Effect", "Allow")
        .with("Action", "s3:DeleteObject")
        .with(
            "Resource",
            "arn:aws:s3:::storefront-111111111111-eu-west-1/*",
        );
    statements(&mut stacks, &at).push(needless.into());
    assert_eq!(
        unused(&stacks),
        [
            "storefront-prod DeployerRole Needless: Action 0",
            "storefront-prod DeployerRole Needless: Resource 0"
        ]
    );
}
