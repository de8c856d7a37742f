//! What is named in strings, and that one word has one error.

use crate::syntax::tests::Messages;

/// The errors of the small program with one thing changed.
fn changed(from: &str, to: &str) -> Messages {
    assert!(super::SMALL.contains(from), "{from}");
    super::errors(super::SMALL.replacen(from, to, 1).parse().unwrap())
}

/// What the one error says.
#[track_caller]
fn said(from: &str, to: &str) -> String {
    let errors = changed(from, to);
    let [error] = errors.as_slice() else {
        panic!("{errors:#?}");
    };
    let (_, message) = error.split_once(' ').unwrap();
    message.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_region_may_be_another_account_s() {
    assert_eq!(
        changed("id() in \"eu-west-1\"", "id() in \"{ci.region}\""),
        Messages::new()
    );
}

#[test]
fn a_region_that_leads_back_to_itself_is_no_end() {
    let back = "[N04] the region of account `prod` leads back to itself";
    assert_eq!(
        said("id() in \"eu-west-1\"", "id() in \"{prod.region}\""),
        back
    );
    assert_eq!(
        said("id() in \"eu-west-1\"", "id() in \"{prod.region}x\""),
        back
    );
    let errors = changed(
        "account ci = \"111111111111\" in \"eu-west-1\"",
        "account dev = \"222222222222\"; account ci = \"111111111111\" in \"{dev.region}\"",
    );
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert!(
        errors[0].contains("[N04] the region of account `ci`"),
        "{errors:#?}"
    );
}

#[test]
fn an_id_in_groups_is_no_difference() {
    let errors = changed("id() in", "0333-3333-3333 in");
    let [error] = errors.as_slice() else {
        panic!("{errors:#?}");
    };
    assert!(error.contains("[N03] an account id has 12 digits and nothing else"));
    assert!(error.ends_with("write the digits only: `account prod = \"033333333333\"`"));
}

#[test]
fn an_id_is_written_out() {
    for id in ["{prod.id}", "{ci.id}", "${AWS::AccountId}"] {
        assert_eq!(
            said("id() in", &format!("\"{id}\" in")),
            "[N03] the id of account `prod` names something else, and it is needed to know everything else"
        );
    }
}

#[test]
fn what_other_stacks_write_out_is_known_beforehand() {
    let role = "role unused: Service(\"ec2.amazonaws.com\") in prod { reads [source]; }";
    for (from, to, code) in [
        ("(name)", "\"shop-${AWS::Region}\"", "[N05]"),
        (
            "id() in \"eu-west-1\"",
            "id() in \"${AWS::Region}\"",
            "[N04]",
        ),
        ("tags:", "RolePrefix: \"${AWS::Region}\", tags:", "[N05]"),
        (
            "tags:",
            "ArtifactBucket: \"{artifacts.bucket}\", tags:",
            "[N05]",
        ),
        (
            role,
            "role unused: Events in prod { name \"${AWS::Region}\"; }",
            "[N05]",
        ),
        (
            role,
            "role unused: Events in prod { path \"/${AWS::Region}/\"; }",
            "[N05]",
        ),
        (
            role,
            "role unused: Events in prod = \"arn:aws:iam::${AWS::AccountId}:role/old\";",
            "[P07]",
        ),
    ] {
        let said = said(from, to);
        assert!(said.starts_with(code), "{to}: {said}");
        assert!(
            said.contains("known only when a stack is deployed"),
            "{to}: {said}"
        );
    }
    let arn = "role unused: Events in ci = \"arn:${AWS::Partition}:iam::{account.id}:role/old\";";
    assert_eq!(changed(role, arn), Messages::new());
}

#[test]
fn a_word_that_stands_wrongly_breaks_no_rule_as_well() {
    assert_eq!(
        said("PrivilegedMode: true", "zork PrivilegedMode: true"),
        "expected `:`, found `PrivilegedMode`"
    );
    assert_eq!(said("id() in", "[] in"), "expected a string");
    assert_eq!(
        said("project unit in ci", "project unit ci"),
        "expected `in`, then the accounts, found `ci`"
    );
    assert_eq!(
        said(
            "role deployer: Action in prod;",
            "role deployer: Action in prod; for t in [ci, prod] { role \"x\": Events in t; }"
        ),
        "a role is named by its identifier"
    );
}

#[test]
fn a_role_that_is_declared_twice_is_not_asked_for() {
    let role = "role deployer: Action in prod;";
    assert_eq!(
        said(role, &format!("{role} {role}")),
        "[N02] role `deployer` is declared twice"
    );
}

#[test]
fn a_role_that_exists_takes_no_statement() {
    let role = "role unused: Service(\"ec2.amazonaws.com\") in prod { reads [source]; }";
    for word in ["allow", "deny"] {
        let existing = format!(
            "role unused: Events in ci = \"arn:aws:iam::111111111111:role/old\" {{ {word} [\"s3:Get*\"] on [\"*\"]; }}"
        );
        assert_eq!(
            said(role, &existing),
            format!("[C02] role `unused` exists already and takes no `{word}`")
        );
    }
}

#[test]
fn a_variable_of_a_loop_stands_in_it_only() {
    assert_eq!(
        said(
            "role deployer: Action in prod;",
            "role deployer: Action in [prod, t];"
        ),
        "[N01] `t` is a loop's variable and stands for an account inside the loop only"
    );
}

#[test]
fn a_name_in_quotes_need_be_no_identifier() {
    assert_eq!(
        said("role unused:", "role \"unused²\":"),
        "a role is named by its identifier"
    );
}
