//! What only follows from an error is none.

use crate::syntax::tests::Messages;

pub(super) const HEAD: &str = r#"
    account ci = "111111111111" in "eu-west-1";
    account prod = "033333333333" in "eu-west-1";
    role deployer: Action in prod;
    role stack: CloudFormation in prod;
    stage Source {
        checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
    }
"#;

/// The errors of the program with these settings of the pipeline and this at its end.
fn errors(settings: &str, more: &str) -> Messages {
    let program = format!("pipeline \"shop\" in ci {{ {settings} }} {HEAD} {more}");
    super::errors(program.parse().unwrap())
}

/// The one error, in one line and without its place.
#[track_caller]
pub(super) fn said(settings: &str, more: &str) -> String {
    let errors = errors(settings, more);
    let [error] = errors.as_slice() else {
        panic!("{errors:#?}");
    };
    error.split_once(' ').unwrap().1.replace('\n', " ")
}

/// The one error of an action in `prod` with these settings.
#[track_caller]
pub(super) fn said_of(action: &str, settings: &str) -> String {
    said(
        "",
        &format!("stage Prod in prod {{ {action} {{ {settings} }}; }}"),
    )
}

#[test]
fn an_unknown_provider_may_make_the_change_set() {
    let more = r#"stage Prod in prod {
        prepare: CloudFormaton(source) { ActionMode: CHANGE_SET_REPLACE, StackName: "shop", ChangeSetName: "changes" };
        execute: CloudFormation { ActionMode: CHANGE_SET_EXECUTE, StackName: "shop", ChangeSetName: "changes" };
    }"#;
    assert_eq!(
        said("", more),
        "[C01] there is no provider `CloudFormaton` help: did you mean `CloudFormation`?"
    );
}

#[test]
fn variables_may_stand_under_a_misspelt_key() {
    let more = r##"stage Build { build: CodeBuild(source) { ProjectName: "#{variables.x}" }; }"##;
    let error = said(r#"Variable: [{ Name: "x" }]"#, more);
    assert!(error.starts_with("[C02] "), "{error}");
}

#[test]
fn a_region_after_another_word_is_one() {
    for (written, found) in [("zebraqq \"eu-west-1\"", "zebraqq"), ("REGION", "REGION")] {
        let program = format!("pipeline \"shop\" in ci; {HEAD} stage Build {{ a: Manual; }}")
            .replacen("in \"eu-west-1\"", written, 1);
        let errors = super::errors(program.parse().unwrap());
        let [error] = errors.as_slice() else {
            panic!("{errors:#?}");
        };
        assert!(
            error.contains(&format!("expected `in` or `;`, found `{found}`")),
            "{error}"
        );
    }
}

#[test]
fn a_word_has_one_error_of_two_that_say_the_same() {
    let elsewhere = r#"
        stage Prod { build: Build::Custom::Jenkins(source) in ci / "us-east-1"; }
    "#;
    assert!(said("", elsewhere).starts_with("[P11] "));
    let program = format!("pipeline \"shop\" in ci; {HEAD} stage Build {{ a: Manual; }}")
        .replace("CodeCommit -> source", "CodeCommit(source) -> source");
    let errors = super::errors(program.parse().unwrap());
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert!(errors[0].contains("[A02]"), "{errors:#?}");
}

#[test]
fn an_artifact_is_no_file_and_a_variable_no_word() {
    let rest = r#"StackName: "shop""#;
    let artifact = format!("ActionMode: CREATE_UPDATE, TemplatePath: source, {rest}");
    assert_eq!(
        said_of("release: CloudFormation(source)", &artifact),
        "[C04] `TemplatePath` takes a file of an artifact, not an artifact \
         help: write `source / \"template.yml\"`"
    );
    let variable = format!("ActionMode: what, TemplatePath: source / \"t.yml\", {rest}");
    let error = said_of("release: CloudFormation(source)", &variable);
    assert!(
        error.ends_with("; a Rust variable stands in parentheses: `(what)`"),
        "{error}"
    );
    let word = format!("ActionMode: create_updat, TemplatePath: source / \"t.yml\", {rest}");
    let error = said_of("release: CloudFormation(source)", &word);
    assert!(
        error.ends_with("help: did you mean `CREATE_UPDATE`?"),
        "{error}"
    );
}

#[test]
fn a_role_that_a_setting_names_is_passed() {
    let set = |role: &str, passing: &str| {
        format!(
            r#"stage Set {{ set: CloudFormationStackSet(source) {passing} {{
                StackSetName: "shop", TemplatePath: source / "t.yml", AdministrationRoleArn: {role},
            }}; }}"#
        )
    };
    assert!(said("", &set("stack", "")).starts_with("[P02] "));
    assert!(said("", &set("deployer", "")).starts_with("[P06] "));
    let own = format!("role own: CloudFormation in ci; {}", set("own", ""));
    assert_eq!(errors("", &own), Messages::new());
    let twice = format!(
        "role own: CloudFormation in ci; {}",
        set("own", "passing own")
    );
    assert_eq!(
        said("", &twice),
        "`passing` says `AdministrationRoleArn` already help: keep one of them"
    );
}

#[test]
fn a_sign_before_the_braces_is_one_too_many() {
    for sign in [",", ";"] {
        let action = format!("release: CloudFormation(source){sign}");
        let settings =
            r#"ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "t.yml""#;
        let error = said_of(&action, settings);
        assert!(
            error.starts_with(&format!("expected `{{`, found `{sign}`")),
            "{error}"
        );
    }
}

#[test]
fn an_account_that_is_declared_for_help_has_an_id_of_its_own() {
    let error = said(
        "",
        r#"role other: Action in staging; stage Prod { approve: Manual; }"#,
    );
    assert!(
        error.ends_with(r#"declare it: `account staging = "222222222222";`"#),
        "{error}"
    );
}

#[test]
fn a_comma_before_the_region_is_one_error() {
    let program = r#"pipeline "shop" in ci;
        account ci = "111111111111", "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        stage Source { checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" }; }
        stage Prod in prod { approve: Manual in ci; }"#;
    let errors = super::errors(program.parse().unwrap());
    let [error] = errors.as_slice() else {
        panic!("{errors:#?}");
    };
    assert!(error.contains("found `,`"), "{error}");
    // Where something new follows, it is but a comma for a semicolon.
    let program = program.replace("\", \"eu-west-1\";", "\" in \"eu-west-1\",");
    let errors = super::errors(program.parse().unwrap());
    assert_eq!(errors.len(), 1, "{errors:#?}");
}

#[test]
fn a_key_without_a_value_is_no_unknown_key_as_well() {
    for key in ["CustomDat", "\"CustomDat\""] {
        assert!(said_of("ask: Manual in ci", key).starts_with("expected `:`, found `}`"));
    }
}

#[test]
fn a_variable_may_stand_in_what_is_not_read() {
    let last =
        r##"stage Last { approve: Manual { CustomData: "#{build.VERSION} #{variables.tag}" }; }"##;
    let program = format!(
        "pipeline \"shop\" {{ Variables: [{{ Name: \"tag\" }}] }} {HEAD} stage Build {last}"
    );
    let errors = super::errors(program.parse().unwrap());
    let [head, stage] = errors.as_slice() else {
        panic!("{errors:#?}");
    };
    assert!(head.contains("expected `in`, then the account"), "{head}");
    assert!(stage.contains("expected `in` or `{`"), "{stage}");
}

#[test]
fn what_has_a_wrong_name_or_id_is_not_missed_by_it() {
    let variables = r#"Variables: [{ Name: "my tag" }]"#;
    let reading = r##"stage Last { approve: Manual { CustomData: "#{variables.tag}" }; }"##;
    assert!(said(variables, reading).starts_with("[N05] "));
    let declared = r#"
        account qa = "111111111111";
        role owned: Action in qa = "arn:aws:iam::444444444444:role/owned";
        stage Last { approve: Manual; }
    "#;
    assert!(said("", declared).starts_with("[N02] "));
}

#[test]
fn an_account_is_known_whatever_its_region_is() {
    let more = r#"
        account qa = "222222222222" in region::QA;
        role owned: Action in qa = "arn:aws:iam::444444444444:role/owned";
        stage Last in qa { approve: Manual; }
    "#;
    let program = format!("pipeline \"shop\" in ci; {HEAD} {more}");
    let errors = super::errors(program.parse().unwrap());
    let [region, role] = errors.as_slice() else {
        panic!("{errors:#?}");
    };
    assert!(region.contains("expected a region"), "{region}");
    assert!(role.contains("[P07] "), "{role}");
}

#[test]
fn a_comma_too_many_hides_nothing_that_is_missing() {
    let settings = "ActionMode: DELETE_ONLY,,";
    let program = format!(
        "pipeline \"shop\" in ci; {HEAD} stage Prod in prod {{ a: CloudFormation {{ {settings} }} }}"
    );
    let errors = super::errors(program.parse().unwrap());
    assert_eq!(errors.len(), 2, "{errors:#?}");
}
