//! Where the library's own evaluation and a simulator that others wrote read the same policies, they agree: on those
//! of the examples, and on hundreds of sets of policies that are changed in one place each.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use passrole::Stacks;
use passrole::template::{Map, Node};
use passrole_tests::accounts::Accounts;
use passrole_tests::examples;
use passrole_tests::folder::Folder;
use passrole_tests::pipelines;
use passrole_tests::policies::{At, list, places, statements, written_out};
use passrole_tests::simulator::{Case, Verdict, simulate};
use serde_json::Value;

/// Every so many-th change of an example is tried, so that they are spread over all policies.
const EVERY: usize = 7;
/// There are too many of the largest examples.
const EVERY_OF_MANY: usize = 29;

/// A change of one statement; none where it has nothing to change so.
type Change = fn(&Map) -> Option<Vec<Map>>;

/// What a statement becomes.
const CHANGES: &[(&str, Change)] = &[
    ("dropped", |_| Some(Vec::new())),
    ("denied", |old| Some(vec![with(old, "Effect", "Deny")])),
    ("an action less", |old| fewer(old, "Action")),
    ("a resource less", |old| fewer(old, "Resource")),
    ("every action of the service", |old| {
        let service = first(old, "Action")?.split(':').next()?.to_owned();
        Some(vec![with(old, "Action", format!("{service}:*"))])
    }),
    ("every action but its own", |old| {
        moved(old, "Action", "NotAction")
    }),
    ("every resource but its own", |old| {
        moved(old, "Resource", "NotResource")
    }),
    ("a shorter action", |old| {
        let action = first(old, "Action").filter(|action| !action.ends_with('*'))?;
        Some(vec![with(
            old,
            "Action",
            format!("{}*", &action[..action.len() - 3]),
        )])
    }),
    ("another resource", |old| {
        let resource = first(old, "Resource").filter(|resource| *resource != "*")?;
        Some(vec![with(old, "Resource", format!("{resource}-other"))])
    }),
    ("a variable for the account", |old| {
        let resource = first(old, "Resource")?;
        let account = resource
            .split(':')
            .nth(4)
            .filter(|account| account.len() == 12)?;
        let resource = resource.replace(account, "${aws:PrincipalAccount}");
        Some(vec![with(old, "Resource", resource)])
    }),
    ("a variable in a name", |old| {
        let resource = first(old, "Resource")?.strip_prefix("arn:aws:s3:::")?;
        let account = resource.split(['-', '/']).find(|part| part.len() == 12)?;
        let resource = resource.replace(account, "${aws:PrincipalAccount}");
        Some(vec![with(
            old,
            "Resource",
            format!("arn:aws:s3:::{resource}"),
        )])
    }),
    ("a question mark for a letter", |old| {
        let resource = first(old, "Resource").filter(|resource| resource.contains(":role/"))?;
        let (path, last) = resource.split_at(resource.len() - 1);
        (last != "*").then(|| vec![with(old, "Resource", format!("{path}?"))])
    }),
    ("another account", |old| principal(old, "999999999999")),
    ("everyone", |old| principal(old, "*")),
    ("another service", |old| {
        old.get("Principal")?.get("Service")?;
        Some(vec![with(
            old,
            "Principal",
            Map::new().with("Service", "ec2.amazonaws.com"),
        )])
    }),
    ("the account's root", |old| {
        let account = old.get("Principal")?.get("AWS")?.iter().next()?.as_str()?;
        principal(old, &format!("arn:aws:iam::{account}:root"))
    }),
    ("the role by its name", |old| {
        let account = old.get("Principal")?.get("AWS")?.iter().next()?.as_str()?;
        let pattern = old
            .get("Condition")?
            .iter()
            .next()?
            .as_map()?
            .iter()
            .next()?
            .1
            .as_map()?;
        let role = pattern.get("aws:PrincipalArn")?.iter().next()?.as_str()?;
        principal(old, &role.replace("::*:", &format!("::{account}:")))
    }),
    ("no condition", |old| {
        let mut new = old.clone();
        new.remove("Condition")?;
        Some(vec![new])
    }),
    ("the opposite condition", |old| {
        operators(old, |name| match name {
            "Bool" => None,
            "StringEqualsIfExists" => Some("StringNotEqualsIfExists".to_owned()),
            name => ["String", "Arn"]
                .iter()
                .find_map(|kind| Some(format!("{kind}Not{}", name.strip_prefix(kind)?))),
        })
    }),
    ("a condition where it exists", |old| {
        operators(old, |name| {
            (!name.ends_with("IfExists")).then(|| format!("{name}IfExists"))
        })
    }),
    ("a condition whether it exists or not", |old| {
        operators(old, |name| name.strip_suffix("IfExists").map(str::to_owned))
    }),
    ("another value", |old| {
        let mut new = old.clone();
        for (_, keys) in new.get_mut("Condition")?.as_map_mut()?.iter_mut() {
            for (_, values) in keys.as_map_mut()?.iter_mut() {
                *values = Node::from("arn:aws:iam::999999999999:role/other");
            }
        }
        Some(vec![new])
    }),
    ("one condition more", |old| {
        old.get("Principal").is_none().then_some(())?;
        Some(vec![when(
            old,
            "StringNotEquals",
            "aws:PrincipalAccount",
            "999999999999",
        )])
    }),
    ("one condition too many", |old| {
        old.get("Principal").is_none().then_some(())?;
        Some(vec![when(old, "Null", "aws:PrincipalArn", "true")])
    }),
    ("for no account but this", |old| {
        old.get("Principal").is_none().then_some(())?;
        Some(vec![when(
            old,
            "ArnNotLike",
            "aws:PrincipalArn",
            "arn:aws:iam::*:role/*-deployer",
        )])
    }),
    ("denied besides", |old| Some(vec![old.clone(), deny(old)])),
    ("denied over plain text", |old| {
        Some(vec![
            old.clone(),
            when(&deny(old), "Bool", "aws:SecureTransport", "false"),
        ])
    }),
    ("denied to deployers", |old| {
        old.get("Principal").is_none().then_some(())?;
        Some(vec![
            old.clone(),
            when(
                &deny(old),
                "ArnLike",
                "aws:PrincipalArn",
                "arn:*:iam::*:role/*deployer",
            ),
        ])
    }),
    ("denied but through S3", |old| {
        first(old, "Action").filter(|action| action.starts_with("kms:"))?;
        let service = "s3.eu-west-1.amazonaws.com";
        Some(vec![
            old.clone(),
            when(&deny(old), "StringNotEquals", "kms:ViaService", service),
        ])
    }),
];

fn with(old: &Map, key: &'static str, value: impl Into<Node>) -> Map {
    old.clone().with(key, value)
}

fn first<'m>(old: &'m Map, key: &str) -> Option<&'m str> {
    old.get(key)?.iter().next()?.as_str()
}

fn fewer(old: &Map, key: &'static str) -> Option<Vec<Map>> {
    let mut new = old.clone();
    let values = list(new.get_mut(key)?);
    (values.len() > 1).then(|| values.remove(0))?;
    Some(vec![new])
}

fn moved(old: &Map, from: &str, to: &'static str) -> Option<Vec<Map>> {
    let mut new = old.clone();
    let value = new.remove(from)?;
    Some(vec![new.with(to, value)])
}

fn principal(old: &Map, who: &str) -> Option<Vec<Map>> {
    old.get("Principal")?.get("AWS")?;
    Some(vec![with(old, "Principal", Map::new().with("AWS", who))])
}

fn operators(old: &Map, rename: fn(&str) -> Option<String>) -> Option<Vec<Map>> {
    let mut renamed = Map::new();
    for (name, keys) in old.get("Condition")?.as_map()?.iter() {
        renamed.insert(rename(name)?, keys.clone());
    }
    Some(vec![with(old, "Condition", renamed)])
}

fn when(old: &Map, operator: &'static str, key: &'static str, value: &str) -> Map {
    let mut condition = match old.get("Condition").and_then(Node::as_map) {
        Some(condition) => condition.clone(),
        None => Map::new(),
    };
    let keys = match condition.get(operator).and_then(Node::as_map) {
        Some(keys) => keys.clone(),
        None => Map::new(),
    };
    condition.insert(operator, keys.with(key, value));
    with(old, "Condition", condition)
}

fn deny(old: &Map) -> Map {
    with(old, "Effect", "Deny").with("Sid", "DeniedBesides")
}

/// The stacks with one statement changed.
fn changed(stacks: &Stacks, at: &At, place: usize, change: Change) -> Option<Stacks> {
    let mut changed = stacks.clone();
    let all = statements(&mut changed, at);
    let new = change(all[place].as_map()?)?;
    all.splice(place..=place, new.into_iter().map(Node::from));
    Some(changed)
}

/// What the library says to each request, and the policies by which the simulator says the same or not.
fn asked(stacks: &Stacks, folder: &Path) -> Vec<(Value, Case)> {
    for stack in stacks {
        let file = folder.join(format!("{}.template.json", stack.name()));
        fs::write(file, stack.template().to_json()).expect("the folder is writable");
    }
    let accounts = Accounts::declared(folder);
    let document: Value =
        serde_json::from_str(&passrole::__tests::access(stacks)).expect("it is JSON");
    let requests = document
        .pointer("/pipelines/0/chains")
        .and_then(Value::as_array);
    let hops = requests
        .into_iter()
        .flatten()
        .flat_map(|chain| chain["hops"].as_array());
    let requests = hops
        .flatten()
        .flat_map(|hop| hop["requests"].as_array())
        .flatten();
    requests
        .map(|request| (request.clone(), Case::new(request, &accounts)))
        .collect()
}

#[test]
fn both_say_the_same_of_every_change() {
    let mut questions: Vec<(String, Value, Case)> = Vec::new();
    let (mut sets, mut unknown) = (0, 0);
    let mut by_change: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, _) in pipelines::all() {
        // What exists already has policies that are not known.
        if name == "two_accounts" {
            continue;
        }
        let stacks = written_out(name);
        let folder = Folder::new(&format!("mutated-{name}"));
        let out = folder.join("out");
        examples::named(name).synth(&out, &["--format", "json"]);
        let base = asked(&stacks, &out);
        questions.extend(
            base.iter()
                .map(|(request, case)| (name.to_owned(), request.clone(), case.clone())),
        );
        let every = if ["everything", "worldwide"].contains(&name) {
            EVERY_OF_MANY
        } else {
            EVERY
        };
        let mut number = 0;
        for at in places(&stacks) {
            for place in 0..statements(&mut stacks.clone(), &at).len() {
                for (what, change) in CHANGES {
                    let Some(changed) = changed(&stacks, &at, place, *change) else {
                        continue;
                    };
                    number += 1;
                    if number % every != 0 {
                        continue;
                    }
                    sets += 1;
                    *by_change.entry(what).or_default() += 1;
                    for (before, (request, case)) in base.iter().zip(asked(&changed, &out)) {
                        if before.1 != case || before.0["answer"] != request["answer"] {
                            let place = format!("{} {} {place}: {what}", at.stack, at.resource);
                            questions.push((place, request, case));
                        }
                    }
                }
            }
        }
    }
    let cases: Vec<Case> = questions.iter().map(|(.., case)| case.clone()).collect();
    let mut different = Vec::new();
    for ((place, request, _), answer) in questions.iter().zip(simulate(&cases)) {
        let ours = match request["answer"].as_str() {
            Some("allowed") => Verdict::Allowed,
            Some("denied") => Verdict::Denied,
            _ => {
                unknown += 1;
                continue;
            }
        };
        if ours != answer.verdict {
            different.push(format!(
                "{place}\n  {ours:?} here, there {answer:?}\n  {request}"
            ));
        }
    }
    println!(
        "{sets} sets, {} requests, {unknown} unknown, {by_change:?}",
        questions.len()
    );
    assert!(
        different.is_empty(),
        "{} differ:\n{}",
        different.len(),
        different.join("\n")
    );
    assert!(sets >= 500, "only {sets} sets of policies");
    assert!(
        unknown * 100 < questions.len(),
        "{unknown} of {} are unknown",
        questions.len()
    );
    assert!(by_change.len() == CHANGES.len(), "{by_change:?}");
}
