//! The requests that statements are there for.

use super::Someone;
use crate::iam::{Request, Statement};
use crate::proof::ANY;
use crate::template::Map;

/// The requests that statements are there for: each of their actions on each of their resources.
pub(in crate::synth) fn requests(who: &Someone<'_>, statements: &[Statement]) -> Vec<Request> {
    let mut requests = Vec::new();
    for statement in statements {
        for resource in &statement.resources {
            let Some(resource) = resource.as_str() else {
                continue;
            };
            let resource = concrete(resource);
            for action in &statement.actions {
                if let Some(action) = action.as_str() {
                    for turn in 0..turns(&statement.condition) {
                        let context = sent(action, &statement.condition, turn);
                        requests.push(who.asks_on(action, &resource, &context));
                    }
                }
            }
        }
    }
    requests
}

/// How many requests it takes until each of the values that a condition allows was in one.
fn turns(condition: &Map) -> usize {
    let mut turns = 1;
    for (_, keys) in condition.iter() {
        let Some(keys) = keys.as_map() else { continue };
        for (_, value) in keys.iter() {
            turns = turns.max(value.iter().len());
        }
    }
    turns
}

/// What a request holds under the keys of a statement's conditions: of several values one after the other, turn by turn.
fn sent(action: &str, condition: &Map, turn: usize) -> Vec<(String, String)> {
    let mut context = Vec::new();
    for (operator, keys) in condition.iter() {
        let Some(keys) = keys.as_map() else { continue };
        // The others compare with what is written.
        let open = operator.contains("Like") || operator.contains("Arn");
        for (key, value) in keys.iter() {
            let values = value.iter().as_slice();
            if values.is_empty() || !is_sent(operator, key, action) {
                continue;
            }
            let value = match (operator, values[turn % values.len()].as_str()) {
                ("Null", _) => ANY.to_owned(),
                (_, Some(value)) if open => concrete(value),
                (_, Some(value)) => value.to_owned(),
                (_, None) => continue,
            };
            context.push((key.to_owned(), value));
        }
    }
    context
}

/// Whether a call sends the key of a condition. Not every one sends a key that is asked for where it exists: those do
/// that are named after it.
pub(in crate::synth) fn is_sent(operator: &str, key: &str, action: &str) -> bool {
    let (_, thing) = key.rsplit_once(':').unwrap_or(("", key));
    let thing = thing.strip_suffix("Name").unwrap_or(thing);
    !operator.ends_with("IfExists") || action.contains(thing)
}

/// A resource as a request names it: what a pattern leaves open is something.
pub(in crate::synth) fn concrete(pattern: &str) -> String {
    match pattern {
        "*" => pattern.to_owned(),
        pattern => pattern.replace('*', ANY).replace('?', "x"),
    }
}
