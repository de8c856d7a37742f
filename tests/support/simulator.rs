//! A simulator of IAM that others wrote, asked about many requests at once.

use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::accounts::Accounts;
use crate::node;
use crate::template::{list, text};
use crate::tools::printed;

/// A request to AWS, and every policy that has a say in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    /// The ARN of a role, or a service, as `codepipeline.amazonaws.com`.
    pub principal: String,
    /// `sts:AssumeRole`
    pub action: String,
    /// An ARN, or `*` where the action has no resource.
    pub resource: String,
    /// The account that the resource lies in.
    pub account: String,
    /// Condition keys and their values, beside those that AWS adds to every request.
    pub context: BTreeMap<String, Vec<String>>,
    /// The policies of the role.
    pub identity: Vec<Value>,
    /// What bounds them, where something does.
    pub boundary: Option<Value>,
    /// The policy of the bucket, key or bus, or the trust policy of the role that is assumed.
    pub resource_policy: Option<Value>,
    /// The ARNs of policies that have a say besides, of which nobody knows here what they say.
    pub unknown: Vec<String>,
}

/// What the simulator says to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its verdict.
    pub verdict: Verdict,
    /// Its words.
    pub detail: String,
    /// What AWS would not send so: a resource that the action does not take, or a condition key that it does not have.
    pub odd: Option<String>,
}

/// Whether a request is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is.
    Allowed,
    /// It is not.
    Denied,
    /// The simulator refuses it: an unknown action, a malformed policy.
    Invalid,
}

impl Case {
    /// A request as `access --json` prints it, with the policies that accounts hold.
    pub fn new(request: &Value, accounts: &Accounts) -> Self {
        let context = request["context"].as_object().into_iter().flatten();
        let mut case = Self {
            principal: text(&request["principal"]).to_owned(),
            action: text(&request["action"]).to_owned(),
            resource: text(&request["resource"]).to_owned(),
            account: text(&request["account"]).to_owned(),
            context: context
                .map(|(key, values)| {
                    let values = list(values).iter().map(|value| text(value).to_owned());
                    (key.clone(), values.collect())
                })
                .collect(),
            ..Self::default()
        };
        let held = |arn: &str| accounts.held.get(arn);
        if let Some(role) = held(&case.principal) {
            let inline = role["policies"].as_object().into_iter().flatten();
            case.identity = inline.map(|(_, document)| document.clone()).collect();
            for arn in list(&role["attached"]).iter().map(text) {
                match accounts.managed.get(arn) {
                    Some(document) => case.identity.push(document.clone()),
                    None => case.unknown.push(arn.to_owned()),
                }
            }
            if let Some(arn) = role["boundary"].as_str() {
                case.boundary = accounts.managed.get(arn).cloned();
                if case.boundary.is_none() {
                    case.unknown.push(arn.to_owned());
                }
            }
        }
        let (owner, key) = match case.action.split_once(':') {
            Some(("sts", _)) => (case.resource.as_str(), "trust"),
            // An object has the policy of its bucket.
            Some(("s3", _)) => {
                let bucket = case.resource.split('/').next();
                (bucket.unwrap_or_default(), "policy")
            }
            Some(("kms" | "events", _)) => (case.resource.as_str(), "policy"),
            _ => return case,
        };
        let policy = held(owner).and_then(|held| held.get(key));
        case.resource_policy = policy.cloned();
        case
    }

    /// The case as the simulator reads it.
    fn question(&self, documents: &mut Interned) -> Value {
        let mut place = |document| documents.place(document);
        json!({
            "principal": self.principal,
            "action": self.action,
            "resource": self.resource,
            "account": self.account,
            "context": self.context,
            "identity": self.identity.iter().map(&mut place).collect::<Vec<_>>(),
            "boundary": self.boundary.as_ref().map(|document| [place(document)]),
            "resourcePolicy": self.resource_policy.as_ref().map(&mut place),
        })
    }
}

/// Asks about all cases in one process. The answers come in their order.
///
/// # Panics
/// When the simulator fails.
pub fn simulate(cases: &[Case]) -> Vec<Answer> {
    let mut documents = Interned::default();
    let mut questions = Interned::default();
    let places: Vec<usize> = cases
        .iter()
        .map(|case| questions.place(&case.question(&mut documents)))
        .collect();
    let output = ask(&json!({ "documents": documents.values(), "cases": questions.values() }));
    let answers: Option<Vec<Answer>> = serde_json::from_slice::<Vec<Value>>(&output)
        .ok()
        .and_then(|answers| answers.iter().map(answer).collect());
    let answers = answers.unwrap_or_else(|| {
        panic!(
            "the simulator printed: {}",
            String::from_utf8_lossy(&output)
        );
    });
    assert_eq!(answers.len(), questions.0.len(), "an answer for each case");
    places
        .into_iter()
        .map(|place| answers[place].clone())
        .collect()
}

/// Values, each of which stands there once: thousands of cases share a few documents, and many are the same.
#[derive(Default)]
struct Interned(HashMap<Value, usize>);

impl Interned {
    fn place(&mut self, value: &Value) -> usize {
        if let Some(place) = self.0.get(value) {
            return *place;
        }
        let place = self.0.len();
        self.0.insert(value.clone(), place);
        place
    }

    fn values(&self) -> Vec<&Value> {
        let mut values: Vec<(&Value, &usize)> = self.0.iter().collect();
        values.sort_by_key(|(_, place)| **place);
        values.into_iter().map(|(value, _)| value).collect()
    }
}

fn answer(answer: &Value) -> Option<Answer> {
    let verdict = match answer["answer"].as_str()? {
        "allowed" => Verdict::Allowed,
        "denied" => Verdict::Denied,
        "invalid" => Verdict::Invalid,
        _ => return None,
    };
    let detail = answer["detail"].as_str()?.to_owned();
    let odd = answer["odd"].as_str().map(str::to_owned);
    Some(Answer {
        verdict,
        detail,
        odd,
    })
}

fn ask(question: &Value) -> Vec<u8> {
    let mut command = node::script("simulate.mjs");
    let mut simulator = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot run the simulator: {error}"));
    let mut input = simulator.stdin.take().expect("its input is piped");
    // The simulator reads to the end before it writes.
    let written = input.write_all(question.to_string().as_bytes());
    drop(input);
    let output = simulator.wait_with_output().expect("it was started");
    assert!(
        output.status.success() && written.is_ok(),
        "the simulator failed ({}):\n{}",
        output.status,
        printed(&output)
    );
    output.stdout
}
