//! An edit gives an action, a project or a rule another role.

use passrole::Code;
use passrole::template::Node;
use serde_json::json;

use super::{Edit, action, broken, codes, properties};

#[test]
fn an_action_is_done_by_the_role_that_it_is_given() {
    let given: Edit = |stacks| {
        action(stacks, "alone", |action| {
            action.insert(
                "RoleArn",
                "arn:aws:iam::111111111111:role/shop-package-build",
            );
        })
    };
    assert_eq!(
        codes(given),
        [Code::I01, Code::I04, Code::I02, Code::I03],
        "{:?}",
        broken(given)
    );
    let taken: Edit = |stacks| {
        action(stacks, "own", |action| {
            action.remove("RoleArn");
        })
    };
    let broken = broken(taken);
    let [one] = broken.as_slice() else {
        panic!("{broken:?}");
    };
    assert_eq!(one.code, Code::I02);
    assert!(one.message.contains("role/shop-pipeline"), "{one}");
}

#[test]
fn no_role_is_passed_to_another_account() {
    let broken = broken(|stacks| {
        action(stacks, "release", |action| {
            let configuration = action.get_mut("Configuration").and_then(Node::as_map_mut);
            let foreign = "arn:aws:iam::111111111111:role/shop-stack";
            configuration
                .expect("it has one")
                .insert("RoleArn", foreign);
        })
    });
    let passing = broken
        .iter()
        .find(|one| one.message.contains("iam:PassRole"));
    let passing = passing.expect("it is found").to_string();
    assert!(passing.contains("[I03]"), "{passing}");
    assert!(
        passing.contains("Cross-account pass role is not allowed"),
        "{passing}"
    );
    assert!(!passing.contains("\"Action\""), "{passing}");
}

#[test]
fn a_project_and_a_rule_use_the_role_that_they_name() {
    let built: Edit = |stacks| {
        let project = properties(stacks, "shop-ci", "PackageProject")?;
        project.set(
            "ServiceRole",
            json!({ "Fn::GetAtt": ["PipelineRole", "Arn"] }),
        )?;
        Ok(())
    };
    let started: Edit = |stacks| {
        let rule = properties(stacks, "shop-ci", "CheckoutRule")?;
        let Some(Node::List(targets)) = rule.get_mut("Targets") else {
            panic!("it has targets");
        };
        for target in targets {
            let target = target.as_map_mut().expect("it is a map");
            target.insert("RoleArn", "arn:aws:iam::111111111111:role/shop-deployer");
        }
        Ok(())
    };
    for edit in [built, started] {
        assert_eq!(codes(edit), [Code::I03, Code::I02]);
    }
}
