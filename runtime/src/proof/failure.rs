//! Requests that are not allowed, told as broken rules: those of one cause are one.

use passrole_model::Violation;
use passrole_model::pipeline::Site;

use super::chain::{ANY, Chain, Hop};
use super::values::shown;
use super::world::World;
use crate::iam::{Answer, Caller, Lack, PolicyAt, Request, StatementAt};

/// What is not allowed, cause by cause.
#[derive(Default)]
pub(super) struct Failures<'c> {
    failures: Vec<Failure<'c>>,
}

struct Failure<'c> {
    chain: &'c Chain,
    hop: &'c Hop,
    /// The places of the further chains that fail for the same reason.
    also: Vec<String>,
    cause: Cause,
    /// The statement that denies, what lacks one, or the ARN of what is not there.
    by: String,
    help: String,
    requests: Vec<&'c Request>,
}

#[derive(Clone, Copy, PartialEq)]
enum Cause {
    Denied,
    Lacking(Lack),
    /// A role of another account is passed.
    PassedAcross,
    /// A role, bucket or key is not there.
    Missing,
}

impl<'c> Failures<'c> {
    pub(super) fn add(
        &mut self,
        chain: &'c Chain,
        hop: &'c Hop,
        request: &'c Request,
        answer: &Answer<'_>,
        world: &World<'_>,
    ) {
        let (cause, by, help) = match answer {
            Answer::Denied(by) => {
                let StatementAt { policy, sid } = by;
                let by = [policy.stack, policy.resource, policy.name, sid].join(" ");
                (Cause::Denied, by, denied(policy, sid))
            }
            Answer::Lacking(Lack::Resource) if request.action == "iam:PassRole" => {
                let (acts, passed) = (request.caller.account(), &request.account);
                let acts = acts.unwrap_or_default();
                let help = format!(
                    "a role of {acts} acts: let it pass a role of {acts}, or let a role of {passed} act"
                );
                (Cause::PassedAcross, request.resource.clone(), help)
            }
            Answer::Lacking(lack) => match world.holder(request, *lack) {
                Ok(at) => {
                    let help = lacking(*lack, &at);
                    (Cause::Lacking(*lack), at, help)
                }
                Err(missing) => {
                    let help =
                        format!("no stack makes `{missing}` any more: an `edit` has taken it away");
                    (Cause::Missing, missing, help)
                }
            },
            Answer::Allowed | Answer::Unknown(_) => return,
        };
        let mut failures = self.failures.iter_mut();
        let same = failures.find(|failure| {
            // Where something is not there, all that asks for it or by it fails.
            let alike = cause == Cause::Missing || failure.is_of(hop);
            alike && failure.cause == cause && failure.by == by
        });
        let Some(same) = same else {
            self.failures.push(Failure {
                chain,
                hop,
                also: Vec::new(),
                cause,
                by,
                help,
                requests: vec![request],
            });
            return;
        };
        let place = chain.place();
        if same.chain.place() != place && !same.also.contains(&place) {
            same.also.push(place);
        }
        let asked =
            |other: &&Request| other.action == request.action && other.resource == request.resource;
        if same.is_of(hop) && !same.requests.iter().any(asked) {
            same.requests.push(request);
        }
    }

    pub(super) fn violations(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        for failure in &self.failures {
            if let Some(first) = failure.requests.first() {
                violations.push(failure.violation(first));
            }
        }
        violations
    }
}

impl Failure<'_> {
    /// Whether the step that fails is one of this kind.
    fn is_of(&self, hop: &Hop) -> bool {
        self.hop.code == hop.code && self.hop.who == hop.who
    }

    fn violation(&self, first: &Request) -> Violation {
        let Hop {
            code, who, does, ..
        } = self.hop;
        let actions = distinct(&self.requests, |request| format!("`{}`", request.action));
        let message = format!(
            "{who} may not {} on `{}`",
            some(&actions, "or"),
            first.resource
        );
        let also = match self.also.as_slice() {
            [] => String::new(),
            [one] => format!("; so does {one}"),
            more => format!("; so do {} others", more.len()),
        };
        let step = format!("it is needed for {}: {who} {does}{also}", self.chain.what);
        let answer = match self.cause {
            Cause::PassedAcross => "\"Cross-account pass role is not allowed\"".to_owned(),
            _ => answer(first),
        };
        let help = match self.cause {
            Cause::Lacking(lack) => {
                format!("{}\n{}", self.help, statement(&self.requests, lack))
            }
            Cause::Denied | Cause::Missing | Cause::PassedAcross => self.help.clone(),
        };
        Violation::new(*code, Site::NOWHERE, self.chain.place(), shown(&message))
            .note(step)
            .note(shown(&format!("AWS would answer\n{answer}")))
            .help(shown(&help))
    }
}

/// A text for each request, those that are equal once.
fn distinct(requests: &[&Request], text: fn(&Request) -> String) -> Vec<String> {
    let mut distinct = Vec::new();
    for request in requests {
        let text = text(request);
        if !distinct.contains(&text) {
            distinct.push(text);
        }
    }
    distinct
}

fn denied(policy: &PolicyAt<'_>, sid: &str) -> String {
    format!(
        "statement `{sid}` of `{}` in stack `{}` denies it: narrow it, or take it away",
        policy.resource, policy.stack
    )
}

fn lacking(lack: Lack, at: &str) -> String {
    match lack {
        Lack::Identity => format!("no policy of {at} allows it; a statement that does"),
        Lack::Boundary => format!("the boundary of {at} does not allow it; a statement that does"),
        Lack::Resource => format!("the policy of {at} admits nobody so; a statement that does"),
    }
}

/// What the person who runs the pipeline would read.
fn answer(request: &Request) -> String {
    let who = match &request.caller {
        Caller::Role(arn) => {
            let name = arn.rsplit('/').next().unwrap_or_default();
            let partition = arn.split(':').nth(1).unwrap_or("aws");
            let account = request.caller.account().unwrap_or_default();
            format!("arn:{partition}:sts::{account}:assumed-role/{name}/…")
        }
        Caller::Service(name) => name.clone(),
    };
    format!(
        "\"User: {who} is not authorized to perform: {} on resource: {}\"",
        request.action, request.resource
    )
}

/// The statement to write.
fn statement(requests: &[&Request], lack: Lack) -> String {
    let list = |text| match distinct(requests, text).as_slice() {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    };
    let mut elements = vec!["\"Effect\": \"Allow\"".to_owned()];
    let caller = requests.first().map(|request| &request.caller);
    if let (Lack::Resource, Some(caller)) = (lack, caller) {
        elements.push(match caller {
            Caller::Role(_) => format!(
                "\"Principal\": {{ \"AWS\": \"{}\" }}",
                caller.account().unwrap_or_default()
            ),
            Caller::Service(name) => format!("\"Principal\": {{ \"Service\": \"{name}\" }}"),
        });
    }
    let actions = list(|request| format!("\"{}\"", request.action));
    elements.push(format!("\"Action\": {actions}"));
    let are_of = |service: &str| {
        let mut requests = requests.iter();
        requests.all(|request| request.action.starts_with(service))
    };
    match lack {
        // What a trust policy is about is its role.
        Lack::Resource if are_of("sts:") => {}
        // In a key's own policy `*` is that key.
        Lack::Resource if are_of("kms:") => elements.push("\"Resource\": \"*\"".to_owned()),
        _ => {
            let resources = list(|request| format!("\"{}\"", opened(&request.resource)));
            elements.push(format!("\"Resource\": {resources}"));
        }
    }
    if let (Lack::Resource, Some(Caller::Role(arn))) = (lack, caller) {
        elements.push(format!(
            "\"Condition\": {{ \"ArnEquals\": {{ \"aws:PrincipalArn\": \"{arn}\" }} }}"
        ));
    }
    format!("{{ {} }}", elements.join(", "))
}

/// A resource as a statement has it: what a request stands for at the end may be anything.
fn opened(resource: &str) -> String {
    match resource.strip_suffix(ANY) {
        Some(before) if before.ends_with(['/', ':', '-']) && !is_bucket(before) => {
            format!("{before}*")
        }
        _ => resource.to_owned(),
    }
}

fn is_bucket(arn: &str) -> bool {
    arn.contains(":s3:") && !arn.contains('/')
}

/// Three of a list at most, and how many are left out.
fn some(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] if items.len() <= 3 => format!("{} {word} {last}", first.join(", ")),
        [first, second, ..] => format!("{first}, {second} {word} {} more", items.len() - 2),
    }
}
