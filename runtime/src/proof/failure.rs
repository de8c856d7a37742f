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
    /// The request that fails first; of all that fail so, the actions, and the resources as a statement has them.
    first: &'c Request,
    actions: Vec<String>,
    resources: Vec<String>,
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
                first: request,
                actions: vec![request.action.clone()],
                resources: vec![opened(&request.resource)],
            });
            return;
        };
        let place = chain.place();
        if same.chain.place() != place {
            add(&mut same.also, place);
        }
        if same.is_of(hop) {
            add(&mut same.actions, request.action.clone());
            add(&mut same.resources, opened(&request.resource));
        }
    }

    pub(super) fn violations(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        for failure in &self.failures {
            violations.push(failure.violation());
        }
        violations
    }
}

impl Failure<'_> {
    /// Whether the step that fails is one of this kind.
    fn is_of(&self, hop: &Hop) -> bool {
        self.hop.code == hop.code && self.hop.who == hop.who
    }

    fn violation(&self) -> Violation {
        let Hop {
            code, who, does, ..
        } = self.hop;
        let message = format!(
            "{who} may not {} on `{}`",
            some(&self.actions),
            self.first.resource
        );
        let also = match self.also.as_slice() {
            [] => String::new(),
            [one] => format!("; so does {one}"),
            more => format!("; so do {} others", more.len()),
        };
        let step = format!("it is needed for {}: {who} {does}{also}", self.chain.what);
        let answer = match self.cause {
            Cause::PassedAcross => "\"Cross-account pass role is not allowed\"".to_owned(),
            _ => answer(self.first),
        };
        let help = match self.cause {
            Cause::Lacking(lack) => {
                format!("{}\n{}", self.help, self.statement(lack))
            }
            Cause::Denied | Cause::Missing | Cause::PassedAcross => self.help.clone(),
        };
        Violation::new(*code, Site::NOWHERE, self.chain.place(), shown(&message))
            .note(step)
            .note(shown(&format!("AWS would answer\n{answer}")))
            .help(shown(&help))
    }

    /// The statement to write.
    fn statement(&self, lack: Lack) -> String {
        let mut statement = "{ \"Effect\": \"Allow\"".to_owned();
        let caller = &self.first.caller;
        if lack == Lack::Resource {
            statement.push_str(&match caller {
                Caller::Role(_) => {
                    let account = caller.account().unwrap_or_default();
                    format!(", \"Principal\": {{ \"AWS\": \"{account}\" }}")
                }
                Caller::Service(name) => {
                    format!(", \"Principal\": {{ \"Service\": \"{name}\" }}")
                }
            });
        }
        statement.push_str(&format!(", \"Action\": {}", list(&self.actions)));
        match lack {
            // What a trust policy is about is its role.
            Lack::Resource if self.are_of("sts:") => {}
            // In a key's own policy `*` is that key.
            Lack::Resource if self.are_of("kms:") => statement.push_str(", \"Resource\": \"*\""),
            _ => statement.push_str(&format!(", \"Resource\": {}", list(&self.resources))),
        }
        if let (Lack::Resource, Caller::Role(arn)) = (lack, caller) {
            statement.push_str(&format!(
                ", \"Condition\": {{ \"ArnEquals\": {{ \"aws:PrincipalArn\": \"{arn}\" }} }}"
            ));
        }
        statement + " }"
    }

    /// Whether all actions are of a service.
    fn are_of(&self, service: &str) -> bool {
        self.actions
            .iter()
            .all(|action| action.starts_with(service))
    }
}

fn add(texts: &mut Vec<String>, text: String) {
    if !texts.contains(&text) {
        texts.push(text);
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

/// One text as a statement has it, or several.
fn list(texts: &[String]) -> String {
    let mut list = String::new();
    for text in texts {
        list.push_str(if list.is_empty() { "" } else { ", " });
        list.push_str(&format!("\"{text}\""));
    }
    match texts {
        [_] => list,
        _ => format!("[{list}]"),
    }
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
fn some(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [one, two] => format!("`{one}` or `{two}`"),
        [one, two, three] => format!("`{one}`, `{two}` or `{three}`"),
        [one, two, more @ ..] => format!("`{one}`, `{two}` or {} more", more.len()),
    }
}
