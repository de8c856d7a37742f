//! The steps that AWS takes when a pipeline runs, each as the requests that it makes.

use passrole_model::Code;

use super::written::Roles;
use crate::iam::Request;

/// Stands for what a pattern leaves open: an id, an object, a log stream.
pub(crate) const ANY: &str = "any";

/// What one action needs, in the order in which AWS asks for it; or what the pipeline needs beside its actions.
#[derive(Debug)]
pub(crate) struct Chain {
    /// The pipeline's name.
    pub(crate) pipeline: String,
    /// The stage and the action; none for what starts the pipeline and for roles that only read.
    pub(crate) action: Option<(String, String)>,
    /// The gate of the stage, where the action is a rule of a condition.
    pub(crate) gate: Option<String>,
    /// What it is, in words: "action `release`".
    pub(crate) what: String,
    pub(crate) roles: Roles,
    pub(crate) hops: Vec<Hop>,
}

/// One step.
#[derive(Debug)]
pub(crate) struct Hop {
    /// The rule that is broken where a request is not allowed.
    pub(crate) code: Code,
    /// Who asks, in the author's words: "role `deployer` in `prod`".
    pub(crate) who: String,
    /// What it does: "assumes role `deployer` in `prod`".
    pub(crate) does: String,
    pub(crate) requests: Vec<Request>,
}

impl Chain {
    /// "stage Prod, action release"
    pub(crate) fn place(&self) -> String {
        match (&self.action, &self.gate) {
            (Some((stage, rule)), Some(gate)) => format!("stage {stage}, {gate}, rule {rule}"),
            (Some((stage, action)), None) => format!("stage {stage}, action {action}"),
            (None, _) => format!("pipeline {}, {}", self.pipeline, self.what),
        }
    }

    /// "Prod/release", and of a rule "Prod/BeforeEntry/alarm"; none where it is of no action.
    pub(crate) fn path(&self) -> Option<String> {
        let (stage, action) = self.action.as_ref()?;
        Some(match &self.gate {
            Some(gate) => format!("{stage}/{gate}/{action}"),
            None => format!("{stage}/{action}"),
        })
    }
}

impl Hop {
    /// A step of one request.
    pub(crate) fn new(code: Code, who: String, does: String, request: Request) -> Hop {
        Hop {
            code,
            who,
            does,
            requests: vec![request],
        }
    }

    /// Whether it asks for the credentials of that role, and for nothing else.
    pub(crate) fn is_assuming(&self, role: &str) -> bool {
        for request in &self.requests {
            if !request.is_assuming(role) {
                return false;
            }
        }
        true
    }
}
