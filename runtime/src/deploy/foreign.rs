//! Whether a stack that has a declared stack's name is somebody else's: what it holds would be deleted.

use super::remote::Stop;
use super::template::parsed;
use crate::Stack;
use crate::template::Node;

/// What is said of somebody else's stack.
pub(crate) const FOREIGN: &str = "somebody else made a stack of this name, and nothing of what is declared is in it: it is left alone";

/// Whether a stack holds nothing of what is declared, and does not describe itself as the declared one does.
pub(crate) fn is_foreign(stack: &Stack, deployed: &Node) -> bool {
    let declared = stack.template();
    // What cannot be read was not written by this library.
    let deployed = parsed(deployed).unwrap_or(Node::from(""));
    let described = deployed.get("Description").and_then(Node::as_str);
    // Of a stack that is declared no longer, nothing but the name may be known.
    if described == declared.description() || declared.resources().len() == 0 {
        return false;
    }
    for (id, _) in deployed.entries("Resources") {
        if declared.get(id).is_some() {
            return false;
        }
    }
    true
}

/// Lets a stack pass that is not somebody else's.
///
/// # Errors
///
/// It is, and what can be done instead.
pub(super) fn check(stack: &Stack, deployed: &Node, instead: &str) -> Result<(), Stop> {
    match is_foreign(stack, deployed) {
        true => Err(Stop::failed(format!("{FOREIGN}; {instead}"))),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{Map, Template, read};

    /// Whether a stack passes that describes itself so, and holds this resource.
    fn passes(description: &str, id: &str) -> bool {
        let mut template = Template::new("What the pipeline shop needs in dev");
        template
            .resource("StackRole", "AWS::IAM::Role", Map::new())
            .unwrap();
        let place = ["shop-dev", "dev", "222222222222", "eu-west-1"].map(str::to_owned);
        let [name, account, id_of_account, region] = place;
        let stack = Stack::new(name, account, id_of_account, region, template, Vec::new());
        let text =
            format!("Description: {description}\nResources:\n  {id}:\n    Type: AWS::SQS::Queue\n");
        let parsed = read::read(&text).unwrap();
        let [text, parsed] = [Node::from(text), parsed].map(|node| !is_foreign(&stack, &node));
        assert_eq!(text, parsed);
        text
    }

    #[test]
    fn a_stack_with_nothing_in_common_is_somebody_elses() {
        assert!(!passes("Queues", "Queue"));
        assert!(passes("Queues", "StackRole"));
        assert!(passes("What the pipeline shop needs in dev", "Queue"));
    }
}
