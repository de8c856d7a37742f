//! N01 to N04.

use super::draft::{Draft, breaks, keeps, messages};
use super::{and, with};

#[test]
fn n01_each_sort_of_name_is_declared() {
    breaks(&with("in ci {", "in cj {"), &[("N01", "cj")]);
    breaks(&with("in ci {", "in ci as runner {"), &[("N01", "runner")]);
    breaks(
        &with(
            "group targets = [dev, prod]",
            "group targets = [dev, prd, prod]",
        ),
        &[("N01", "prd")],
    );
    breaks(
        &with("Action in targets", "Action in [targets, qa]"),
        &[("N01", "qa")],
    );
    breaks(
        &with("project package in ci", "project package in [ci, cii]"),
        &[("N01", "cii")],
    );
    breaks(
        &with("project package in ci", "project package in ci as builder"),
        &[("N01", "builder")],
    );
    breaks(
        &with("as deployer passing stack", "as deployr passing stack"),
        &[("N01", "deployr")],
    );
    breaks(&with("passing stack", "passing stck"), &[("N01", "stck")]);
    breaks(
        &with("ProjectName: package", "ProjectName: packge"),
        &[("N01", "packge")],
    );
    breaks(
        &with("CodeBuild(source)", "CodeBuild(sauce)"),
        &[("N01", "sauce")],
    );
    breaks(
        &with(
            "packaged / \"template.yml\"",
            "package_d / \"template.yml\"",
        ),
        &[("N01", "package_d")],
    );
    breaks(
        &with("packaged / \"template.yml\"", "\"pakaged::template.yml\""),
        &[("N01", "pakaged::template.yml")],
    );
    breaks(
        &with("stage Dev in dev", "stage Dev in devel"),
        &[("N01", "devel")],
    );
    breaks(&with("Manual in ci", "Manual in ce"), &[("N01", "ce")]);
    breaks(
        &with(
            "role stack",
            "role box: Service in dev { reads [app]; }\nrole stack",
        ),
        &[("N01", "app")],
    );
    keeps(&with(
        "role stack",
        "role box: Service in dev { reads [packaged]; }\nrole stack",
    ));
    breaks(
        &with(
            "role stack",
            "role old: Action in ci = { cj: \"arn:aws:iam::111111111111:role/old\", ci: \"arn:aws:iam::111111111111:role/old\" };\nrole stack",
        ),
        &[("N01", "cj")],
    );
}

#[test]
fn n01_says_what_was_meant() {
    let said = messages(&with(
        "as deployer passing stack",
        "as deployr passing stack",
    ));
    assert_eq!(
        said,
        ["[N01] there is no role `deployr`\nhelp: did you mean `deployer`?"]
    );
    let said = messages(&with("stage Dev in dev", "stage Dev in stack"));
    assert_eq!(
        said,
        ["[N01] `stack` is a role, not an account\nhelp: write `ci`, `dev` or `prod`"]
    );
    let said = messages(&with("stage Dev in dev", "stage Dev in targets"));
    assert_eq!(
        said,
        [
            "[N01] `targets` is a group of accounts, not an account\nhelp: a loop runs in each of them: `for t in targets { … in t … }`"
        ]
    );
    let said = messages(&with("CodeBuild(source)", "CodeBuild(x)"));
    assert_eq!(
        said,
        [
            "[N01] there is no artifact `x`\nhelp: an action makes it where it says so after its inputs: `-> x`"
        ]
    );
}

/// The help of the one thing that is wrong.
#[track_caller]
fn help(program: &str) -> String {
    let said = messages(program);
    let [said] = said.as_slice() else {
        panic!("{said:#?}");
    };
    let (_, help) = said.rsplit_once("\nhelp: ").unwrap();
    help.to_owned()
}

#[test]
fn n01_the_line_to_write_has_kind_and_accounts() {
    for (from, to, line) in [
        (
            "as deployer passing",
            "as xylo passing",
            "declare it: `role xylo: Action in dev;`",
        ),
        (
            "passing stack",
            "passing xylo",
            "declare it: `role xylo: CloudFormation in dev { … }`",
        ),
        (
            "\"storefront\" in ci",
            "\"storefront\" in ci as xylo",
            "declare it: `role xylo: Pipeline in ci;`",
        ),
        (
            "project package in ci",
            "project package in [ci, dev] as xylo",
            "declare it: `role xylo: CodeBuild in [ci, dev];`",
        ),
        (
            "ProjectName: package",
            "ProjectName: xylo",
            "declare it: `project xylo in ci;`",
        ),
        ("as deployer passing", "as prod passing", "write `deployer`"),
    ] {
        assert_eq!(help(&with(from, to)), line);
    }
    let everywhere = "for t in [dev, prod] { stage \"Last-{t}\" in t { look: Invoke::Lambda as xylo { FunctionName: \"look\" }; } }";
    assert_eq!(
        help(&and(everywhere)),
        "declare it: `role xylo: Action in [dev, prod];`"
    );
}

#[test]
fn n02_a_namespace_is_no_other_one_s() {
    let named = |name: &str| {
        and(&format!(
            "stage Last {{ last: Manual {{ Namespace: \"{name}\" }}; }}"
        ))
    };
    // AWS's page also asks that it is no artifact's name; CodePipeline has not been seen to refuse one.
    for free in ["variables", "packaged"] {
        keeps(&named(free));
    }
    for taken in ["codepipeline", "commit"] {
        breaks(&named(taken), &[("N02", taken)]);
    }
    let variables = "ExecutionMode: QUEUED, Variables: [{ Name: \"tag\" }]";
    let program = named("variables").replacen("ExecutionMode: QUEUED", variables, 1);
    breaks(&program, &[("N02", "variables")]);
}

#[test]
fn n05_a_name_without_ascii_is_told_one_that_has_some() {
    assert_eq!(
        help(&with("role stack", "role ü: Events in dev;\nrole stack")),
        "name it with one too, as `role ü1`"
    );
}

#[test]
fn n01_an_artifact_of_a_round_is_visible_in_it_only() {
    let program = and(r#"
for t in [dev, prod] {
    stage "Test-{t}" in t { test: Test::CodeBuild(source) -> report_t { ProjectName: "tests" }; }
}
stage Last { look: CodeBuild(report) { ProjectName: package }; }
"#);
    breaks(&program, &[("N01", "report")]);
    assert_eq!(
        messages(&program),
        [
            "[N01] artifact `report` is made inside a loop and visible in its round only\nhelp: use it in the same loop, or make it outside"
        ]
    );
    // A near miss is told the name as its author wrote it.
    let said = messages(&program.replace("(report)", "(reports)"));
    assert_eq!(
        said,
        ["[N01] there is no artifact `reports`\nhelp: did you mean `report`?"]
    );
}

#[test]
fn n01_one_word_of_a_loop_is_said_once_and_what_was_lost_is_not() {
    let program = and(
        "for t in [dev, prod] { stage \"Last-{t}\" in t { look: Invoke::Lambda as deployr { FunctionName: \"look\" }; } }",
    );
    breaks(&program, &[("N01", "deployr")]);
    assert!(messages(&program)[0].contains("(for t = dev)"));
    let mut draft = Draft::new(&program);
    draft.pipeline.lost.names = vec!["deployr".into()].into();
    assert!(draft.messages(&[]).is_empty());
}

#[test]
fn n02_nothing_is_declared_twice() {
    let twice = |line: &str| with("group targets", &format!("{line}\ngroup targets"));
    breaks(&twice("account dev = \"444444444444\";"), &[("N02", "dev")]);
    breaks(
        &twice("account qa = \"222222222222\";"),
        &[("N02", "222222222222")],
    );
    breaks(
        &with(
            "group targets = [dev, prod];",
            "group targets = [dev, prod]; group targets = [dev];",
        ),
        &[("N02", "targets")],
    );
    breaks(
        &with("role stack", "role deployer: Action in dev;\nrole stack"),
        &[("N02", "deployer")],
    );
    breaks(
        &with("stage Source", "project package in ci;\nstage Source"),
        &[("N02", "package")],
    );
    breaks(&with("stage Prod in", "stage Dev in"), &[("N02", "Dev")]);
    breaks(&with("execute:", "prepare:"), &[("N02", "prepare")]);
    breaks(
        &with(
            "stage Dev",
            "stage Again { again: CodeBuild(source) -> packaged { ProjectName: package }; }\nstage Dev",
        ),
        &[("N02", "packaged")],
    );
    breaks(
        &with(
            "ProjectName: package",
            "ProjectName: package, Namespace: \"commit\"",
        ),
        &[("N02", "commit")],
    );
    keeps(&with(
        "ProjectName: package",
        "ProjectName: package, Namespace: \"commits\"",
    ));
    keeps(&with("stage Prod in", "stage dev in"));
}

#[test]
fn n02_a_loop_is_told_to_use_its_variable() {
    let program = |name: &str| {
        and(&format!(
            "for t in [dev, prod] {{ stage {name} in t {{ look: Invoke::Lambda as deployer {{ FunctionName: \"look\" }}; }} }}"
        ))
    };
    breaks(&program("Last"), &[("N02", "Last")]);
    let said = messages(&program("Last")).remove(0);
    assert!(
        said.contains("(for t = prod)") && said.contains("name it `\"Last-{t}\"`"),
        "{said}"
    );
    keeps(&program("\"Last-{t}\""));
}

#[test]
fn n02_a_cluster_s_namespace_is_not_that_of_variables() {
    let deploy = |name: &str| {
        format!(
            "{name}: EKS(packaged) as deployer {{ ClusterName: \"c\", ManifestFiles: \"m.yml\", Namespace: \"web\" }};"
        )
    };
    let both = [deploy("one"), deploy("two")].concat();
    keeps(&and(&format!("stage Last in dev {{ {both} }}")));
}

#[test]
fn n02_names_that_are_made_are_not_equal() {
    // IAM takes the two for the same.
    let again = |name: &str| {
        with(
            "role stack",
            &format!("role other: Service in dev {{ name \"{name}\"; }}\nrole stack"),
        )
    };
    breaks(
        &again("Storefront-Deployer"),
        &[("N02", "Storefront-Deployer")],
    );
    keeps(&again("Storefront-Deployers"));
    // One error where a name and a logical id are equal.
    breaks(
        &with("role stack", "role Deployer: Service in dev;\nrole stack"),
        &[("N02", "Deployer")],
    );
    // One stack holds both logical ids.
    breaks(
        &with(
            "project package",
            "role package_build: CodeBuild in ci;\nproject package",
        ),
        &[("N02", "package")],
    );
    breaks(
        &with(
            "project package",
            "role pipeline: Service in ci;\nproject package",
        ),
        &[("N02", "pipeline")],
    );
    keeps(&with(
        "project package",
        "role package_build: CodeBuild in dev;\nproject package",
    ));
    let batch = |account: &str| {
        let role = format!("role package_batch: CodeBuild in {account};\nproject package");
        let program = with("project package", &role);
        program.replace(
            "ProjectName: package",
            "ProjectName: package, BatchEnabled: true",
        )
    };
    breaks(&batch("ci"), &[("N02", "package")]);
    keeps(&batch("dev"));
}

#[test]
fn n03_an_account_id_is_twelve_digits() {
    breaks(
        &with("\"033333333333\"", "\"33333333333\""),
        &[("N03", "33333333333")],
    );
    breaks(
        &with("\"033333333333\"", "33333333333"),
        &[("N03", "33333333333")],
    );
    breaks(
        &with("\"033333333333\"", "\"0333-3333-3333\""),
        &[("N03", "0333-3333-3333")],
    );
    let said = messages(&with("\"033333333333\"", "33333333333")).remove(0);
    assert!(
        said.contains("`33333333333` has 11") && said.contains("\"033333333333\""),
        "{said}"
    );
    keeps(&with("\"033333333333\"", "?"));
}

#[test]
fn n04_a_region_exists_and_all_are_of_one_partition() {
    breaks(
        &with(
            "prod = \"033333333333\" in \"eu-west-1\"",
            "prod = \"033333333333\" in \"eu-wset-1\"",
        ),
        &[("N04", "eu-wset-1")],
    );
    breaks(
        &with(
            "prod = \"033333333333\" in \"eu-west-1\"",
            "prod = \"033333333333\" in \"cn-north-1\"",
        ),
        &[("N04", "cn-north-1")],
    );
    keeps(&with(
        "prod = \"033333333333\" in \"eu-west-1\"",
        "prod = \"033333333333\" in [\"eu-west-1\", \"us-east-1\"]",
    ));
    keeps(&with(
        "prod = \"033333333333\" in \"eu-west-1\"",
        "prod = \"033333333333\"",
    ));
    breaks(
        &with(
            "ci = \"111111111111\" in \"eu-west-1\"",
            "ci = \"111111111111\"",
        ),
        &[("N04", "ci")],
    );
    keeps(&with(
        "ci = \"111111111111\" in \"eu-west-1\"",
        "ci = \"111111111111\" in ?",
    ));
}
