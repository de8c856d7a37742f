//! N04 and P09 for the ARNs that roles are given.

use super::draft::{Draft, breaks, keeps};
use super::with;
use crate::text::Scalar;

/// The storefront with one more role.
fn role(clauses: &str) -> String {
    with(
        "role stack",
        &format!("role more: CloudFormation in ci {{ {clauses} }}\nrole stack"),
    )
}

/// The storefront in China, with that role.
fn in_china(clauses: &str) -> String {
    let china = role(clauses).replace("eu-west-1", "cn-north-1");
    china.replace("arn:aws:codeconnections", "arn:aws-cn:codeconnections")
}

#[test]
fn n04_an_arn_is_of_the_pipeline_s_partition() {
    keeps(&in_china(""));
    for (clause, arn) in [
        ("managed [A];", "arn:aws:iam::aws:policy/X"),
        ("managed [A];", "arn:aws-us-gov:iam::aws:policy/X"),
        ("boundary A;", "arn:aws:iam::111111111111:policy/x"),
        // What lies in another account too has one error.
        ("boundary A;", "arn:aws:iam::222222222222:policy/x"),
    ] {
        let clause = clause.replace('A', &format!("\"{arn}\""));
        breaks(&in_china(&clause), &[("N04", arn)]);
    }
    keeps(&in_china("managed [\"arn:aws-cn:iam::aws:policy/X\"];"));
    // A setting, in which nothing else is said of an ARN that is nowhere in the partition.
    let topic = "arn:aws-cn:sns:eu-west-1:222222222222:t";
    breaks(
        &with(
            "CustomData",
            &format!("NotificationArn: \"{topic}\", CustomData"),
        ),
        &[("N04", topic)],
    );
    // The region was the mistake.
    breaks(
        &with("prod = \"033333333333\" in \"eu-west-1\"", "prod = \"033333333333\" in \"cn-north-1\"")
            .replace("role stack: CloudFormation in [dev, prod];", "role stack: CloudFormation in [dev, prod] { managed [\"arn:aws-cn:iam::aws:policy/X\"]; }"),
        &[("N04", "cn-north-1")],
    );
}

#[test]
fn p09_a_policy_is_of_the_role_s_account_or_of_aws() {
    keeps(&role(
        "managed [\"arn:aws:iam::aws:policy/X\", \"arn:aws:iam::111111111111:policy/x\"];",
    ));
    let dev = "arn:aws:iam::222222222222:policy/x";
    breaks(&role(&format!("managed [\"{dev}\"];")), &[("P09", dev)]);
    breaks(&role(&format!("boundary \"{dev}\";")), &[("P09", dev)]);
    // A role of several accounts.
    let both = |clause: &str| {
        let roles = format!("role stack: CloudFormation in [dev, prod] {{ {clause} }}");
        with("role stack: CloudFormation in [dev, prod];", &roles)
    };
    breaks(&both(&format!("boundary \"{dev}\";")), &[("P09", dev)]);
    // No account at all.
    let nobody = "arn:aws:iam:::policy/x";
    breaks(
        &role(&format!("boundary \"{nobody}\";")),
        &[("C04", nobody)],
    );
}

#[test]
fn p09_the_boundary_of_every_role_is_of_its_account() {
    let setting = |arn: &str| {
        with(
            "ExecutionMode",
            &format!("PermissionsBoundary: {arn}, ExecutionMode"),
        )
    };
    keeps(&setting("\"arn:aws:iam::aws:policy/X\""));
    let home = "arn:aws:iam::111111111111:policy/x";
    breaks(&setting(&format!("\"{home}\"")), &[("P09", home)]);
    // Not where every role outside that account has its own.
    let own = "{ boundary \"arn:aws:iam::aws:policy/X\"; }";
    keeps(
        &setting(&format!("\"{home}\""))
            .replace("Action in targets;", &format!("Action in targets {own}"))
            .replace(
                "CloudFormation in [dev, prod];",
                &format!("CloudFormation in [dev, prod] {own}"),
            ),
    );
    // The value of an expression.
    keeps(&setting("?"));
    let said = Draft::new(&setting("?")).messages(&[Scalar::Text(home.to_owned())]);
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("[P09] `PermissionsBoundary` lies in `ci` (111111111111), but a role in `dev` (222222222222) has it"), "{said:?}");
    let gov = Scalar::Text("arn:aws-us-gov:iam::aws:policy/x".to_owned());
    let said = Draft::new(&setting("?")).messages(&[gov]);
    assert!(said.len() == 1 && said[0].starts_with("[N04]"), "{said:?}");
}
