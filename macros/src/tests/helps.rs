//! The help for a word is what its author would write.

use super::follows::{HEAD, said, said_of};
use crate::syntax::tests::Messages;

#[test]
fn the_help_for_a_name_keeps_what_stands_in_braces() {
    for (name, help) in [
        ("X {t}", "write `\"X-{t}\"`"),
        ("X {t.id}", "write `\"X-{t.id}\"`"),
        ("X {ci.id}", "write `\"X-{ci.id}\"`"),
        ("X-{prodd.id}", "did you mean `{prod.id}`?"),
        ("X-{t.idd}", "did you mean `{t.id}`?"),
        ("X-{t.name}", "did you mean `{t}`?"),
        ("X-{prodd}", "written `(format!(\"X-{prodd}\"))`"),
        ("X-{prod}", "write `\"X-prod\"`"),
        ("X-${STAGE}", "write `\"X---STAGE-\"`"),
    ] {
        let more = format!("for t in [prod] {{ stage \"{name}\" {{ a: Manual; }} }}");
        let error = said("", &more);
        assert!(error.ends_with(help), "{error}");
    }
    let action = r#"for t in [prod] { stage "Prod-{t}" in t { release: CloudFormation(source) {
        ActionMode: CREATE_UPDATE, StackName: "my shop {t}", TemplatePath: source / "t.yml",
    }; } }"#;
    assert!(said("", action).ends_with("help: write `\"my-shop-{t}\"`"));
}

#[test]
fn helps_write_one_arn_for_all_accounts_of_a_role() {
    let existing = |arn: &str, stage: &str| {
        said(
            "",
            &format!("role act: Action in {arn}; stage Prod in prod {{ {stage} }}"),
        )
    };
    let approve = "approve: Manual in ci;";
    for (arn, mended) in [
        ("{account.id}:user/x", "aws:iam::{account.id}:role/act"),
        ("{account.id}:role/a b", "aws:iam::{account.id}:role/act"),
        ("{account.id}:role/x/", "aws:iam::{account.id}:role/act"),
    ] {
        let error = existing(&format!("[ci, prod] = \"arn:aws:iam::{arn}\""), approve);
        let help = format!("write it as `\"arn:{mended}\"`");
        assert!(error.ends_with(&help), "{error}");
    }
    let error = existing(
        "[ci, prod] = \"arn:aws-cn:iam::{account.id}:role/x\"",
        approve,
    );
    assert!(
        error.ends_with("write it as `\"arn:aws:iam::{account.id}:role/x\"`"),
        "{error}"
    );
    let error = existing(
        "ci = \"arn:aws:iam::111111111111:role/act\"",
        r#"release: CloudFormation(source) as act { ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "t.yml" };"#,
    );
    assert!(
        error
            .contains("`role act: Action in [ci, prod] = \"arn:aws:iam::{account.id}:role/act\";`"),
        "{error}"
    );
}

#[test]
fn a_category_is_no_provider() {
    let error = said("", "stage Build { build: Test; }");
    assert!(
        error.starts_with(
            "[C01] `Test` is a category help: write a provider of it: `Test::CodeBuild`"
        ),
        "{error}"
    );
}

#[test]
fn keys_of_a_template_are_said_in_words() {
    for (key, help) in [
        ("Name", "help: write it before the provider"),
        ("runOrder", "help: actions run in the order written"),
        ("roleArn", "help: say `passing ROLE`"),
        ("ActionTypeId", "help: write it after the name"),
        // What it needs may stand in there.
        ("Configuration", "help: write its keys here"),
    ] {
        let action = "release: CloudFormation(source) passing stack";
        let mut whole = format!("{key}: {{ ActionMode: CREATE_UPDATE }}");
        if key != "Configuration" {
            whole.push_str(", ActionMode: DELETE_ONLY, StackName: \"shop\"");
        }
        let error = said_of(action, &whole);
        assert!(
            error.starts_with("[C05] ") && error.contains(help),
            "{error}"
        );
    }
    let build = "stage Build { approve: Manual; }";
    for key in ["Name", "RoleArn", "ArtifactStore", "Stages"] {
        assert!(
            said(&format!("{key}: \"x\""), build).starts_with("[C05] "),
            "{key}"
        );
    }
    for key in ["Name", "ServiceRole", "Environment", "Source", "Artifacts"] {
        let project = format!("project unit in ci {{ {key}: \"x\" }} {build}");
        assert!(said("", &project).starts_with("[C05] "), "{key}");
    }
}

#[test]
fn the_help_for_an_arn_is_the_name_in_it() {
    for (written, name) in [
        (
            "arn:aws:codebuild:eu-west-1:111111111111:project/unit",
            "unit",
        ),
        (
            "https://eu-west-1.console.aws.amazon.com/codesuite/unit/",
            "unit",
        ),
    ] {
        let build =
            format!("stage Build {{ build: CodeBuild(source) {{ ProjectName: \"{written}\" }}; }}");
        let error = said("", &build);
        assert!(
            error.ends_with(&format!("help: write `\"{name}\"`")),
            "{error}"
        );
    }
    let stack = "arn:aws:cloudformation:eu-west-1:033333333333:stack/shop/0a1b";
    let settings = format!("ActionMode: DELETE_ONLY, StackName: \"{stack}\"");
    let error = said_of("release: CloudFormation", &settings);
    assert!(error.ends_with("help: write `\"shop\"`"), "{error}");
}

#[test]
fn the_help_for_a_name_is_the_arn_of_it() {
    let error = said(
        "",
        r#"stage Last { ask: Manual { NotificationArn: "topic" }; }"#,
    );
    let arn = "arn:aws:sns:eu-west-1:111111111111:topic";
    assert!(
        error.ends_with(&format!("help: write it as `\"{arn}\"`")),
        "{error}"
    );
}

#[test]
fn an_owner_is_no_provider() {
    let error = said("", "stage Build { build: Deploy::Custom; }");
    assert!(
        error.ends_with("help: write the provider after it: `Deploy::Custom::PROVIDER`"),
        "{error}"
    );
}

#[test]
fn a_condition_without_its_map_is_no_action_type() {
    let error = said("", "stage Build { build: Manual; OnFailure: ROLLBACK; }");
    assert!(
        error.ends_with("help: a condition is a map: `OnFailure: { Result: … };`"),
        "{error}"
    );
}

#[test]
fn one_line_brings_a_role_to_every_account_that_lacks_it() {
    let more = r#"
        account qa = "222222222222";
        account dev = "444444444444";
        stage Qa in qa { look: Test::CodeBuild(source) { ProjectName: "look" }; }
        stage Dev in dev { look: Test::CodeBuild(source) { ProjectName: "look" }; }
    "#;
    let program = |role: &str| {
        let head = HEAD.replace("role deployer: Action in prod;", role);
        super::errors(
            format!("pipeline \"shop\" in ci; {head} {more}")
                .parse()
                .unwrap(),
        )
    };
    let line = "role deployer: Action in [prod, qa, dev];";
    let errors = program("role deployer: Action in prod;");
    assert_eq!(errors.len(), 2, "{errors:#?}");
    for error in &errors {
        assert!(
            error.ends_with(&format!("help: place one there: `{line}`")),
            "{error}"
        );
    }
    assert_eq!(program(line), Messages::new());
}

#[test]
fn accounts_that_are_declared_for_help_have_an_id_each() {
    let stages = r#"
        role other: Action in [staging, sandbox, staging];
        stage Staging { approve: Manual in staging; }
    "#;
    let program = format!("pipeline \"shop\" in ci; {HEAD} {stages}");
    let mut ids = Vec::new();
    for error in super::errors(program.parse().unwrap()) {
        ids.push(error.split('"').nth(1).unwrap().to_owned());
    }
    let (staging, sandbox) = ("222222222222", "333333333333");
    assert_eq!(ids, [staging, sandbox, staging, staging]);
}

#[test]
fn one_line_places_a_role_or_project_wherever_it_is_asked_for() {
    let program = |line: &str| {
        let more = format!(
            r#"account qa = "222222222222";
            {line}
            stage Qa in qa {{ look: Test::CodeBuild(source) as both {{ ProjectName: unit }}; }}
            stage Prod in prod {{ look: Test::CodeBuild(source) as both {{ ProjectName: unit }}; }}"#
        );
        super::errors(
            format!("pipeline \"shop\" in ci; {HEAD} {more}")
                .parse()
                .unwrap(),
        )
    };
    let errors = program("role both: Action in ci; project unit in ci;");
    assert_eq!(errors.len(), 4, "{errors:#?}");
    for error in &errors {
        let role = error.contains("`role both: Action in [ci, qa, prod];`");
        let project = error.ends_with("`project unit in [ci, qa, prod];`");
        assert!(role || project, "{error}");
    }
    let mended = "role both: Action in [ci, qa, prod]; project unit in [ci, qa, prod];";
    assert_eq!(program(mended), Messages::new());
}
