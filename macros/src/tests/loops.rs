//! Loops over what is not declared: each such name has its error, and nothing else is silent for it.

use crate::syntax::tests::Messages;

const HEAD: &str = r#"
    pipeline "shop" in ci;
    account ci = "111111111111" in "eu-west-1";
    account dev = "222222222222" in "eu-west-1";
    role deployer: Action in dev;
    role stack: CloudFormation in dev;
    stage Source {
        checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
    }
"#;

/// The first lines of the errors of the program with this at its end.
fn said(more: &str) -> Vec<String> {
    let errors: Messages = super::errors(format!("{HEAD}{more}").parse().unwrap());
    let mut said = Vec::new();
    for error in &errors {
        let (_, message) = error.split_once(' ').unwrap();
        said.push(message.lines().next().unwrap_or_default().to_owned());
    }
    said
}

fn over(list: &str) -> Vec<String> {
    said(&format!(
        r#"for t in {list} {{
            stage "X-{{t}}" in t {{
                release: CloudFormation(source) -> out {{
                    ActionMode: CREATE_UPDATE, StackName: "shop-{{t.id}}", TemplatePath: source / "t.yml",
                    OutputFileName: "out.json",
                }};
                check: Test::CodeBuild(out) in t / "{{t.region}}" as deployer {{ ProjectName: "check" }};
            }}
        }}"#
    ))
}

#[test]
fn what_a_loop_runs_over_is_declared() {
    assert_eq!(over("dev"), [""; 0]);
    assert_eq!(
        over("[dev, staging]"),
        ["[N01] there is no account or group `staging`"]
    );
    assert_eq!(over("nope"), ["[N01] there is no account or group `nope`"]);
    assert_eq!(
        over("stack"),
        ["[N01] `stack` is a role, not an account or a group"]
    );
    assert_eq!(
        over("[dev, source]"),
        ["[N01] `source` is an artifact, not an account or a group"]
    );
    let stage = r#"stage Q { for t in nope { "a-{t}": Manual; } }"#;
    assert_eq!(said(stage), ["[N01] there is no account or group `nope`"]);
}

#[test]
fn a_name_that_is_not_declared_hides_no_other_error() {
    for (more, errors) in [
        (
            "for t in nope { } stage Q in zebra { a: Manual as xylophone; }",
            &[
                "[N01] there is no account or group `nope`",
                "[N01] there is no account `zebra`",
                "[N01] there is no role `xylophone`",
            ][..],
        ),
        (
            "for t in nope { }",
            &[
                "[S01] pipeline `shop` has one stage only, and CodePipeline asks for two at least",
                "[N01] there is no account or group `nope`",
            ],
        ),
        (
            r#"group g = [dev, zebra]; for t in g { stage "Q-{t}" in t { a: Manual in prod; } }"#,
            &[
                "[N01] there is no account `zebra`",
                "[N01] there is no account `prod` (for t = dev)",
            ],
        ),
        (
            r#"account prod = "033333333333"; for t in [dev, nope] { stage "Q-{t}" in prod { a: CodeBuild(source) { ProjectName: "check" }; } }"#,
            &[
                "[N01] there is no account or group `nope`",
                "[P03] action `a` runs in `prod`, and no Action role is placed there (for t = dev)",
            ],
        ),
        (
            "for t in [nope, nope] { for u in t { role x: Action in u { name \"{u.id}\"; } project p in u; account y = \"{u.id}\" in \"{u.region}\"; stage Q in u { a: Manual in y; } } }",
            &["[N01] there is no account or group `nope`"; 2],
        ),
    ] {
        assert_eq!(said(more), errors, "{more}");
    }
}

#[test]
fn what_a_round_makes_has_its_author_s_name() {
    let account = r#"account prod = "033333333333"; role admin: Action in prod;"#;
    let build = "b: CodeBuild(source) -> app { ProjectName: \"check\" };";
    for (steps, message) in [
        (
            "a: CodeBuild(app) { ProjectName: \"check\" }; b: CodeBuild(source) -> app { ProjectName: \"check\" };",
            "[A01] `app` is made by action `b` in stage X-dev, which runs after (for t = dev)",
        ),
        (
            &format!("{build} a: CodeBuild(app) in prod {{ ProjectName: \"check\" }};"),
            "[A05] `app` is made in `dev`, and action `a` runs in `prod` (for t = dev)",
        ),
        (
            &format!("{build} a: CodeBuild(source) -> app {{ ProjectName: \"check\" }};"),
            "[N02] artifact `app` is made by action `b` in stage X-dev already (for t = dev)",
        ),
        (
            "\"a-{t}\": Manual; \"a-{t}\": Manual;",
            "[N02] action `a-{t}` stands twice in stage X-dev (for t = dev)",
        ),
    ] {
        let more = format!("{account} for t in [dev] {{ stage \"X-{{t}}\" in t {{ {steps} }} }}");
        assert_eq!(said(&more), [message]);
    }
}

#[test]
fn a_help_names_what_can_be_written_in_a_loop() {
    let build = "b: CodeBuild(source) -> app { ProjectName: \"check\" };";
    for (step, help) in [
        (
            "a: CodeBuild(app, source) { ProjectName: \"check\" };",
            "help: add `PrimarySource: app`",
        ),
        (
            "a: CloudFormation(source) { ActionMode: CREATE_UPDATE, StackName: \"shop\", TemplatePath: app / \"t.yml\" };",
            "help: add it to the inputs: `CloudFormation(source, app)`",
        ),
        (
            "a: CloudFormation { ActionMode: CREATE_UPDATE, StackName: \"shop\", TemplatePath: app };",
            "help: write `app / \"template.yml\"`",
        ),
        ("a: Manual(app);", "help: drop `app`"),
    ] {
        let more = format!("for t in [dev] {{ stage \"X-{{t}}\" in t {{ {build} {step} }} }}");
        let errors = super::errors(format!("{HEAD}{more}").parse().unwrap());
        let [error] = errors.as_slice() else {
            panic!("{errors:#?}");
        };
        assert_eq!(error.lines().last(), Some(help));
    }
}

#[test]
fn a_string_names_the_artifact_of_a_round_with_the_round() {
    let release = |name: &str, file: &str| {
        said(&format!(
            r#"for t in [dev] {{ stage "X-{{t}}" in t {{
                b: CodeBuild(source) -> app {{ ProjectName: "check" }};
                a: CloudFormation(app) {{
                    ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: {file},
                    ParameterOverrides: {{ Key: {{ "Fn::GetArtifactAtt": ["{name}", "ObjectKey"] }} }},
                }};
            }} }}"#
        ))
    };
    let wrong = "[N01] `app` has the name of its round in a string (for t = dev)";
    assert_eq!(release("app_{t}", "app / \"t.yml\""), [""; 0]);
    assert_eq!(release("app", "\"app_{t}::t.yml\""), [wrong]);
    assert_eq!(release("app_{t}", "\"app::t.yml\""), [wrong]);
}

#[test]
fn letters_that_an_artifact_cannot_have_are_its_author_s() {
    let more = r#"for t in [dev] { stage "X-{t}" in t { b: CodeBuild(source) -> bün { ProjectName: "check" }; } }"#;
    let errors = super::errors(format!("{HEAD}{more}").parse().unwrap());
    let [error] = errors.as_slice() else {
        panic!("{errors:#?}");
    };
    assert!(error.contains("[N05] `bün` is no artifact name"), "{error}");
    assert!(error.ends_with("help: write `b_n`"), "{error}");
}

#[test]
fn a_name_in_loops_takes_the_variable_of_each() {
    for (written, meant) in [
        ("N", "N-{t}-{u}"),
        ("N-{u}", "N-{u}-{t}"),
        ("{t.id}", "{t.id}-{u}"),
    ] {
        let loops = |name: &str| {
            let stage = format!("stage \"{name}\" {{ approve: Manual; }}");
            let both = format!("for t in [ci, dev] {{ for u in [ci, dev] {{ {stage} }} }}");
            super::errors(format!("{HEAD}{both}").parse().unwrap())
        };
        let errors = loops(written);
        let [error] = errors.as_slice() else {
            panic!("{errors:#?}");
        };
        assert!(
            error.ends_with(&format!("help: name it `\"{meant}\"`")),
            "{error}"
        );
        assert_eq!(loops(meant), Messages::new());
    }
}

#[test]
fn a_place_is_one_account_and_a_loop_runs_in_several() {
    let group = format!("{HEAD} group all = [ci, dev]; stage X in all {{ a: Manual; }}");
    let errors = super::errors(group.parse().unwrap());
    let [error] = errors.as_slice() else {
        panic!("{errors:#?}");
    };
    assert!(
        error.ends_with("help: a loop runs in each of them: `for t in all { … in t … }`"),
        "{error}"
    );
}

#[test]
fn a_variable_that_is_misspelt_in_a_name_is_meant() {
    for named in [
        r#"stage "X-{tagret}" { approve: Manual; }"#,
        r#"stage "X-{target}" { for unit in [ci, dev] { "a-{unti}": Manual; } }"#,
    ] {
        let whole = format!("{HEAD} for target in [ci, dev] {{ {named} }}");
        let errors = super::errors(whole.parse().unwrap());
        let [error] = errors.as_slice() else {
            panic!("{errors:#?}");
        };
        assert!(
            error.ends_with("help: did you mean `{target}`?")
                || error.ends_with("help: did you mean `{unit}`?"),
            "{error}"
        );
    }
}
