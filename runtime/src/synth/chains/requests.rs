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
                    for context in &sent(action, &statement.condition) {
                        requests.push(who.asks_on(action, &resource, context));
                    }
                }
            }
        }
    }
    requests
}

/// What requests hold under the keys of a statement's conditions: one for each of the values that are allowed.
fn sent(action: &str, condition: &Map) -> Vec<Vec<(String, String)>> {
    let mut contexts = vec![Vec::new()];
    for (operator, keys) in condition.iter() {
        let Some(keys) = keys.as_map() else { continue };
        // The others compare with what is written.
        let open = operator.contains("Like") || operator.contains("Arn");
        for (key, value) in keys.iter() {
            if !is_sent(operator, key, action) {
                continue;
            }
            let mut longer = Vec::new();
            for value in value.iter() {
                let value = match (operator, value.as_str()) {
                    ("Null", _) => ANY.to_owned(),
                    (_, Some(value)) if open => concrete(value),
                    (_, Some(value)) => value.to_owned(),
                    (_, None) => continue,
                };
                for context in &contexts {
                    let mut context = context.clone();
                    context.push((key.to_owned(), value.clone()));
                    longer.push(context);
                }
            }
            if !longer.is_empty() {
                contexts = longer;
            }
        }
    }
    contexts
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
