//! C04 for values, and the forms that their helps show.

use super::draft::{keeps, messages};
use super::{and, with};

#[test]
fn c04_a_state_machine_is_named_by_its_own_arn() {
    let start = |resource: &str| {
        and(&format!(
            "stage Last {{ last: StepFunctions {{ StateMachineArn: \"arn:aws:states:eu-west-1:111111111111:{resource}\" }}; }}"
        ))
    };
    for right in ["stateMachine:shop", "stateMachine:shop:live"] {
        keeps(&start(right));
    }
    for (wrong, name) in [("execution:shop:1a2b", "shop"), ("shop", "shop")] {
        let said = messages(&start(wrong));
        let help = format!("write `\"arn:aws:states:eu-west-1:111111111111:stateMachine:{name}\"`");
        assert!(
            said.len() == 1 && said[0].ends_with(&format!("\nhelp: {help}")),
            "{said:#?}"
        );
    }
}

#[test]
fn c04_a_wrong_value_is_told_the_form_of_a_right_one() {
    for (from, to, help) in [
        (
            "CustomData: \"Release",
            "TimeoutInMinutes: 1, CustomData: \"Release",
            "write `TimeoutInMinutes: 5`",
        ),
        (
            "StackName: \"storefront\",\n        TemplatePath",
            "StackName: \"\",\n        TemplatePath",
            "write `StackName: \"…\"`",
        ),
        (
            "[CAPABILITY_NAMED_IAM, CAPABILITY_AUTO_EXPAND]",
            "[]",
            "write `Capabilities: [CAPABILITY_AUTO_EXPAND]`",
        ),
    ] {
        let said = messages(&with(from, to));
        assert!(
            said[0].ends_with(&format!("\nhelp: {help}")),
            "{to}: {said:#?}"
        );
    }
}
