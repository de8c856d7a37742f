//! Whether a stack that has a declared stack's name is somebody else's: what it holds would be deleted.

use super::remote::Stop;
use super::template::parsed;
use crate::Stack;
use crate::template::Node;

/// Lets a stack pass that holds something of what is declared, or describes itself as the declared one does.
///
/// # Errors
///
/// It is somebody else's.
pub(super) fn check(stack: &Stack, deployed: &Node) -> Result<(), Stop> {
    let declared = stack.template();
    // What cannot be read was not written by this library.
    let deployed = parsed(deployed).unwrap_or(Node::from(""));
    let described = deployed.get("Description").and_then(Node::as_str);
    // Of a stack that is declared no longer, nothing but the name may be known.
    if described == declared.description() || declared.resources().len() == 0 {
        return Ok(());
    }
    for (id, _) in deployed.entries("Resources") {
        if declared.get(id).is_some() {
            return Ok(());
        }
    }
    Err(Stop::failed(
        "there is a stack of this name already, and nothing of what is declared is in it; delete it first, or give the pipeline another name".to_owned(),
    ))
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
        let [text, parsed] = [Node::from(text), parsed].map(|node| check(&stack, &node).is_ok());
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
