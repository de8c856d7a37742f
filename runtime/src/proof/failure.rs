//! Requests that are not allowed, told as broken rules: those of one cause are one.

use std::fmt::Write;

use passrole_model::Violation;
use passrole_model::index::Index;
use passrole_model::pipeline::Site;

use super::chain::{ANY, Chain, Hop};
use super::values::shown;
use super::world::World;
use crate::iam::{Answer, Caller, Lack, Request, StatementAt, Unknown, field};
use crate::texts::add_once;

/// What is not allowed, cause by cause, and what is not known.
#[derive(Default)]
pub(super) struct Findings<'c> {
    failures: Vec<Failure<'c>>,
    /// Each once: what it is, and the ARN whose proof it leaves open.
    pub(super) unknown: Vec<(String, String)>,
    known: Index,
}

struct Failure<'c> {
    chain: &'c Chain,
    hop: &'c Hop,
    /// The places of the further chains that fail for the same reason.
    also: Vec<String>,
    cause: Cause<'c>,
    /// What lacks a statement, or the ARN of what is passed or not there.
    by: String,
    /// The request that fails first; of all that fail so, the actions, and the resources as a statement has them.
    first: &'c Request,
    actions: Vec<String>,
    resources: Vec<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Cause<'c> {
    Denied(StatementAt<'c>),
    Lacking(Lack),
    /// A role of another account is passed.
    PassedAcross,
    /// A role, bucket or key is not there.
    Missing,
}

impl<'c> Findings<'c> {
    pub(super) fn add(
        &mut self,
        chain: &'c Chain,
        hop: &'c Hop,
        request: &'c Request,
        answer: Answer<'c>,
        world: &World<'_>,
    ) {
        let (cause, by) = match answer {
            Answer::Denied(by) => (Cause::Denied(by), String::new()),
            Answer::Lacking(Lack::Resource) if request.action == "iam:PassRole" => {
                (Cause::PassedAcross, request.resource.clone())
            }
            Answer::Lacking(lack) => match world.holder(request, lack) {
                Ok(at) => (Cause::Lacking(lack), at),
                Err(missing) => (Cause::Missing, missing),
            },
            Answer::Unknown(why) => return self.leave_open(why),
            Answer::Allowed => return,
        };
        for failure in &mut self.failures {
            // Where something is not there, all that asks for it or by it fails.
            let alike = cause == Cause::Missing || failure.is_of(hop);
            if alike && failure.cause == cause && failure.by == by {
                return failure.add(chain, hop, request);
            }
        }
        let mut failure = Failure {
            chain,
            hop,
            also: Vec::new(),
            cause,
            by,
            first: request,
            actions: Vec::new(),
            resources: Vec::new(),
        };
        failure.add(chain, hop, request);
        self.failures.push(failure);
    }

    fn leave_open(&mut self, Unknown { what, of, .. }: Unknown) {
        if self.known.add(&format!("{what} {of}")) {
            self.unknown.push((what, of));
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

    fn add(&mut self, chain: &Chain, hop: &Hop, request: &Request) {
        let place = chain.place();
        if self.chain.place() != place {
            add_once(&mut self.also, place);
        }
        if self.is_of(hop) {
            add_once(&mut self.actions, request.action.clone());
            add_once(&mut self.resources, opened(&request.resource));
        }
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
        Violation::new(*code, Site::NOWHERE, self.chain.place(), shown(&message))
            .note(step)
            .note(shown(&format!("AWS would answer\n{answer}")))
            .help(shown(&self.help()))
    }

    /// What to do.
    fn help(&self) -> String {
        let by = &self.by;
        match self.cause {
            Cause::Denied(StatementAt { policy, sid }) => format!(
                "statement `{sid}` of `{}` in stack `{}` denies it: narrow it, or take it away",
                policy.resource, policy.stack
            ),
            Cause::Lacking(lack) => {
                let lacking = match lack {
                    Lack::Identity => format!("no policy of {by} allows it"),
                    Lack::Boundary => format!("the boundary of {by} does not allow it"),
                    Lack::Resource => format!("the policy of {by} admits nobody so"),
                };
                format!("{lacking}; a statement that does\n{}", self.statement(lack))
            }
            Cause::PassedAcross => {
                let acts = self.first.caller.account().unwrap_or_default();
                let passed = &self.first.account;
                format!(
                    "a role of {acts} acts: let it pass a role of {acts}, or let a role of {passed} act"
                )
            }
            Cause::Missing => {
                format!("no stack makes `{by}` any more: an `edit` has taken it away")
            }
        }
    }

    /// The statement to write.
    fn statement(&self, lack: Lack) -> String {
        let mut statement = "{ \"Effect\": \"Allow\"".to_owned();
        let caller = &self.first.caller;
        if lack == Lack::Resource {
            let (kind, name) = match caller {
                Caller::Role(_) => ("AWS", caller.account().unwrap_or_default()),
                Caller::Service(name) => ("Service", name.as_str()),
            };
            let _ = write!(statement, ", \"Principal\": {{ \"{kind}\": \"{name}\" }}");
        }
        let _ = write!(statement, ", \"Action\": {}", list(&self.actions));
        match lack {
            // What a trust policy is about is its role.
            Lack::Resource if self.are_of("sts:") => {}
            // In a key's own policy `*` is that key.
            Lack::Resource if self.are_of("kms:") => statement.push_str(", \"Resource\": \"*\""),
            _ => {
                let _ = write!(statement, ", \"Resource\": {}", list(&self.resources));
            }
        }
        if let (Lack::Resource, Caller::Role(arn)) = (lack, caller) {
            let _ = write!(
                statement,
                ", \"Condition\": {{ \"ArnEquals\": {{ \"aws:PrincipalArn\": \"{arn}\" }} }}"
            );
        }
        statement + " }"
    }

    /// Whether all actions are of a service.
    fn are_of(&self, service: &str) -> bool {
        for action in &self.actions {
            if !action.starts_with(service) {
                return false;
            }
        }
        true
    }
}

/// What the person who runs the pipeline would read.
fn answer(request: &Request) -> String {
    let who = match &request.caller {
        Caller::Role(arn) => {
            let (_, name) = arn.rsplit_once('/').unwrap_or(("", arn));
            let partition = field(arn, 1).unwrap_or("aws");
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
        let _ = write!(list, "\"{text}\"");
    }
    match texts {
        [_] => list,
        _ => format!("[{list}]"),
    }
}

/// A resource as a statement has it: what a request stands for at the end may be anything.
fn opened(resource: &str) -> String {
    match resource.strip_suffix(ANY) {
        Some(before) if !is_bucket(before) && ends_a_part(before) => {
            format!("{before}*")
        }
        _ => resource.to_owned(),
    }
}

fn ends_a_part(text: &str) -> bool {
    text.ends_with('/') || text.ends_with(':') || text.ends_with('-')
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
