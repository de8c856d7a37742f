//! N05: names keep AWS's patterns and lengths, those that are made from the author's included.

use crate::catalog::Chars;
use crate::catalog::limits::{self, Fault, Name};
use crate::index::First;
use crate::names::{self, Generated};
use crate::pipeline::{Clause, Ident, Site, Value, setting};
use crate::resolve::Resolved;
use crate::rules::{pipeline_place, project_place, role_place, round, step_place};
use crate::text::Text;
use crate::violation::{Code, Violation};

pub(super) fn check(resolved: &Resolved<'_>, made: &[Generated], broken: &mut Vec<Violation>) {
    broken.extend(pipeline(resolved));
    written(resolved, broken);
    open(resolved, broken);
    paths(resolved, broken);
    generated(made, broken);
    for role in resolved
        .pipeline
        .roles
        .iter()
        .filter(|role| role.existing.is_none())
    {
        broken.extend(logical_id("role", &role.name, role_place(role)));
    }
    for project in resolved.pipeline.projects.iter() {
        broken.extend(logical_id("project", &project.name, project_place(project)));
    }
}

/// What is wrong with a name, as the end of a sentence that begins with it.
pub(in crate::rules) fn fault(fault: Fault, limit: &Name) -> String {
    match fault {
        Fault::Short(0) => "is empty".to_owned(),
        Fault::Short(length) => format!(
            "has {}, and at least {} are needed",
            characters(length),
            limit.min
        ),
        Fault::Long(length) => format!(
            "has {}, and at most {} are allowed",
            characters(length),
            limit.max
        ),
        Fault::Form => format!("may have {}", limit.chars.describe()),
    }
}

fn characters(count: usize) -> String {
    if count == 1 {
        "1 character".to_owned()
    } else {
        format!("{count} characters")
    }
}

/// The name with `-` for what AWS does not take, where that mends it.
pub(in crate::rules) fn mended(name: &str, limit: &Name) -> Option<String> {
    let lowered = limit.chars == Chars::Bucket;
    let name = if lowered {
        name.to_lowercase()
    } else {
        name.to_owned()
    };
    // Some kinds of names begin with fewer characters than they go on with.
    let keep = |letter: char| limit.chars.allows(&format!("aa{letter}a"));
    let mut mended = String::with_capacity(name.len());
    for letter in name.chars() {
        mended.push(if keep(letter) { letter } else { '-' });
    }
    let names = mended.contains(|letter: char| letter.is_ascii_alphanumeric());
    (names && limit.fault(&mended).is_none()).then_some(mended)
}

fn violation(
    kind: &str,
    name: &str,
    found: Fault,
    limit: &Name,
    at: Site,
    place: String,
) -> Violation {
    let said = match found {
        Fault::Form => format!("`{name}` is no {kind} name: it {}", fault(found, limit)),
        _ => format!("the {kind} name `{name}` {}", fault(found, limit)),
    };
    Violation::new(Code::N05, at, place, said)
}

/// The violation of a name that stands in quotes.
fn quoted(
    kind: &str,
    name: &str,
    found: Fault,
    limit: &Name,
    at: Site,
    place: String,
) -> Violation {
    let violation = violation(kind, name, found, limit, at, place);
    match mended(name, limit) {
        Some(mended) => violation.help(format!("write `\"{mended}\"`")),
        None => violation,
    }
}

fn pipeline(resolved: &Resolved<'_>) -> Option<Violation> {
    let declared = resolved.pipeline;
    let name = resolved.text(&declared.name, None)?;
    let (at, place) = (declared.name.at, pipeline_place(resolved));
    if let Some(found) = limits::PIPELINE.fault(&name) {
        return Some(quoted(
            "pipeline",
            &name,
            found,
            &limits::PIPELINE,
            at,
            place,
        ));
    }
    names::pipeline(resolved).is_none().then(|| {
        Violation::new(
            Code::N05,
            at,
            place,
            format!("`{name}` does not begin with a letter, and the stacks are named after it"),
        )
        .note("a stack's name begins with a letter")
        .help("choose a name that begins with one")
    })
}

/// What the author wrote out: stages, actions, artifacts.
fn written<'p>(resolved: &Resolved<'p>, broken: &mut Vec<Violation>) {
    let text = |kind, text: &'p Text, limit: &Name, place: String, round_of: &str| {
        let name = resolved.text(text, None)?;
        let mut found = quoted(kind, &name, limit.fault(&name)?, limit, text.at, place);
        found.message.push_str(&round(round_of));
        Some(found)
    };
    for stage in resolved.pipeline.stages.iter() {
        let place = format!("stage {}", resolved.show(&stage.name));
        broken.extend(text(
            "stage",
            &stage.name,
            &limits::STAGE,
            place,
            &stage.round,
        ));
    }
    for step in &resolved.steps {
        let action = step.action;
        let place = step_place(resolved, step);
        broken.extend(text(
            "action",
            &action.name,
            &limits::ACTION,
            place.clone(),
            &action.round,
        ));
        for output in action.outputs.iter() {
            if let Some(found) = limits::ARTIFACT.fault(&output.name) {
                broken.push(violation(
                    "artifact",
                    &output.name,
                    found,
                    &limits::ARTIFACT,
                    output.at,
                    place.clone(),
                ));
            }
        }
    }
}

/// Names and paths that other stacks write out, so that they must be known beforehand.
fn open(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    let mut check = |what: &str, text: &Text, place: String, help: &str| {
        if text.is_open() {
            let message = format!(
                "{what} has to be known beforehand, and this one is known only when a stack is deployed"
            );
            broken.push(Violation::new(Code::N05, text.at, place, message).help(help));
        }
    };
    let declared = resolved.pipeline;
    let place = || pipeline_place(resolved);
    check("a pipeline's name", &declared.name, place(), "write it out");
    let existing = setting(&declared.settings, "ExistingArtifactBucket");
    let parts: &[_] = match existing.map(|existing| &existing.value) {
        Some(Value::Map(parts, _)) => parts,
        _ => &[],
    };
    for setting in declared.settings.iter().chain(parts) {
        let what = match setting.key.name.as_ref() {
            "ArtifactBucket" | "Name" => "the bucket's name",
            "KeyArn" => "the key's ARN",
            "RolePath" => "a role's path",
            "RolePrefix" => "a role's name",
            _ => continue,
        };
        if let Value::Text(text) = &setting.value {
            check(what, text, place(), "write it out");
        }
    }
    for role in declared.roles.iter() {
        for clause in role.clauses.iter() {
            let (what, text) = match clause {
                Clause::Name(text) => ("a role's name", text),
                Clause::Path(text) => ("a role's path", text),
                _ => continue,
            };
            let help = "write it out, with `{account.id}` and `{account.region}` where the accounts differ";
            check(what, text, role_place(role), help);
        }
    }
}

/// The paths of roles.
fn paths(resolved: &Resolved<'_>, broken: &mut Vec<Violation>) {
    let mut check = |path: &str, at: Site, place: String| {
        let whole = path.starts_with('/')
            && path.ends_with('/')
            && path.bytes().all(|byte| (0x21..0x7f).contains(&byte));
        let violation = if path.chars().count() > limits::ROLE_PATH {
            format!(
                "the path has {} characters, and at most {} are allowed",
                path.chars().count(),
                limits::ROLE_PATH
            )
        } else if whole {
            return;
        } else {
            format!("`{path}` is no path of a role")
        };
        let mut name = String::with_capacity(path.len());
        for letter in path.trim_matches('/').chars() {
            name.push(if letter.is_ascii_graphic() {
                letter
            } else {
                '-'
            });
        }
        broken.push(
            Violation::new(Code::N05, at, place, violation)
                .note("a path begins and ends with `/` and has visible ASCII characters only")
                .help(if name.is_empty() {
                    "write it as `\"/\"`".to_owned()
                } else {
                    format!("write it as `\"/{name}/\"`")
                }),
        );
    };
    if let Some(setting) = setting(&resolved.pipeline.settings, "RolePath")
        && let Some(path) = resolved
            .value(&setting.value)
            .filter(|path| !path.is_empty())
    {
        check(&path, setting.value.at(), pipeline_place(resolved));
    }
    for role in resolved.pipeline.roles.iter() {
        for clause in role.clauses.iter() {
            let Clause::Path(written) = clause else {
                continue;
            };
            let account = resolved.accounts_of(&role.accounts).first().copied();
            if let Some(path) = resolved.text(written, account) {
                check(&path, written.at, role_place(role));
            }
        }
    }
}

/// The names that the synthesis makes.
fn generated(made: &[Generated], broken: &mut Vec<Violation>) {
    let mut said = First::new();
    for made in made.iter().filter(|made| made.kind != "pipeline") {
        let (Some(name), Some(limit)) = (&made.name, made.limit) else {
            continue;
        };
        let Some(found) = limit.fault(name) else {
            continue;
        };
        // A role of several accounts has its name in each; one thing has one error.
        if said
            .add(format!("{} {}", made.kind, made.place), ())
            .is_some()
        {
            continue;
        }
        let violation = violation(made.kind, name, found, &limit, made.at, made.place.clone());
        broken.push(match (made.setting, found) {
            (Some(setting), _) => violation.help(format!("name it by hand: {setting}")),
            (None, Fault::Long(_)) => violation.help("choose a shorter name: it is made from the pipeline's and the author's other names"),
            (None, _) => violation.help("choose another name"),
        });
    }
}

/// A name that leaves nothing for a logical id.
fn logical_id(kind: &str, name: &Ident, place: String) -> Option<Violation> {
    names::logical_id(&name.name).is_empty().then(|| {
        Violation::new(
            Code::N05,
            name.at,
            place,
            format!("{kind} `{}` has no ASCII letter or digit, and CloudFormation's logical ids have no others", name.name),
        )
    })
}
