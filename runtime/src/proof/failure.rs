//! Requests that are not allowed, told as broken rules: those of one cause are one.

use passrole_model::pipeline::Site;
use passrole_model::{Code, Violation};

use super::chain::{ANY, Chain, Hop};
use super::values::shown;
use super::world::World;
use crate::iam::{Answer, Caller, Lack, PolicyAt, Request, StatementAt};

/// What is not allowed, cause by cause.
#[derive(Default)]
pub(super) struct Failures {
    failures: Vec<Failure>,
}

struct Failure {
    code: Code,
    place: String,
    who: String,
    does: String,
    what: String,
    /// The places of the further chains that fail for the same reason.
    also: Vec<String>,
    cause: Cause,
    /// The statement that denies, what lacks one, or the ARN of what is not there.
    by: String,
    help: String,
    requests: Vec<Request>,
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

impl Failures {
    pub(super) fn add(
        &mut self,
        chain: &Chain,
        hop: &Hop,
        request: &Request,
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
            Answer::Allowed(_) | Answer::Unknown(..) => return,
        };
        let mut failures = self.failures.iter_mut();
        let same = failures.find(|failure| {
            // Where something is not there, all that asks for it or by it fails.
            let alike = cause == Cause::Missing || failure.is_of(hop);
            alike && failure.cause == cause && failure.by == by
        });
        let Some(same) = same else {
            self.failures.push(Failure {
                code: hop.code,
                place: chain.place(),
                who: hop.who.clone(),
                does: hop.does.clone(),
                what: chain.what.clone(),
                also: Vec::new(),
                cause,
                by,
                help,
                requests: vec![request.clone()],
            });
            return;
        };
        let place = chain.place();
        if same.place != place && !same.also.contains(&place) {
            same.also.push(place);
        }
        let asked =
            |other: &Request| other.action == request.action && other.resource == request.resource;
        if same.is_of(hop) && !same.requests.iter().any(asked) {
            same.requests.push(request.clone());
        }
    }

    pub(super) fn violations(self) -> Vec<Violation> {
        let mut violations = Vec::new();
        for failure in self.failures {
            violations.extend(failure.violation());
        }
        violations
    }
}

impl Failure {
    /// Whether the step that fails is one of this kind.
    fn is_of(&self, hop: &Hop) -> bool {
        self.code == hop.code && self.who == hop.who
    }

    fn violation(self) -> Option<Violation> {
        let first = self.requests.first()?;
        let mut actions: Vec<String> = Vec::new();
        for request in &self.requests {
            let action = format!("`{}`", request.action);
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
        let message = format!(
            "{} may not {} on `{}`",
            self.who,
            some(&actions, "or"),
            first.resource
        );
        let also = match self.also.as_slice() {
            [] => String::new(),
            [one] => format!("; so does {one}"),
            more => format!("; so do {} others", more.len()),
        };
        let step = format!(
            "it is needed for {}: {} {}{also}",
            self.what, self.who, self.does
        );
        let answer = match self.cause {
            Cause::PassedAcross => "\"Cross-account pass role is not allowed\"".to_owned(),
            _ => answer(first),
        };
        let help = match self.cause {
            Cause::Lacking(lack) => {
                format!("{}\n{}", self.help, statement(&self.requests, lack))
            }
            Cause::Denied | Cause::Missing | Cause::PassedAcross => self.help,
        };
        Some(
            Violation::new(self.code, Site::NOWHERE, self.place, shown(&message))
                .note(step)
                .note(shown(&format!("AWS would answer\n{answer}")))
                .help(shown(&help)),
        )
    }
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
fn statement(requests: &[Request], lack: Lack) -> String {
    let list = |of: fn(&Request) -> String| {
        let mut items: Vec<String> = Vec::new();
        for request in requests {
            let item = format!("\"{}\"", of(request));
            if !items.contains(&item) {
                items.push(item);
            }
        }
        match items.as_slice() {
            [one] => one.clone(),
            _ => format!("[{}]", items.join(", ")),
        }
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
    elements.push(format!(
        "\"Action\": {}",
        list(|request| request.action.clone())
    ));
    let trust = requests
        .iter()
        .all(|request| request.action.starts_with("sts:"));
    // In a key's own policy `*` is that key.
    let key = requests
        .iter()
        .all(|request| request.action.starts_with("kms:"));
    match lack {
        Lack::Resource if trust => {}
        Lack::Resource if key => elements.push("\"Resource\": \"*\"".to_owned()),
        _ => elements.push(format!(
            "\"Resource\": {}",
            list(|request| opened(&request.resource))
        )),
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
    let open = resource.strip_suffix(ANY).filter(|before| {
        let of_bucket = before.contains(":s3:") && !before.contains('/');
        before.ends_with(['/', ':', '-']) && !of_bucket
    });
    open.map_or_else(|| resource.to_owned(), |before| format!("{before}*"))
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
