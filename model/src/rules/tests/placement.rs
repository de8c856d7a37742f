//! P01 to P08: what the helps say to write, so that the line mends what the error is about.

use super::draft::messages;
use super::with;

/// The only error of a program, and what it says to write.
#[track_caller]
fn help(program: &str) -> String {
    let said = messages(program);
    let [one] = said.as_slice() else {
        panic!("{}", said.join("\n"));
    };
    one.lines().last().unwrap().to_owned()
}

const STACK: &str = "role stack: CloudFormation in [dev, prod];";
const DEPLOYER: &str = "role deployer: Action in targets;";
/// The release, as the storefront writes it.
const RELEASE: &str = "release: CloudFormation(packaged) as deployer passing stack";

#[test]
fn p04_a_declared_role_is_placed_there_too() {
    let release = |role: &str| {
        with(STACK, role).replace(RELEASE, "release: CloudFormation(packaged) as deployer")
    };
    assert_eq!(
        help(&release("role stack: CloudFormation in dev;")),
        "help: place one there: `role stack: CloudFormation in [dev, prod];`"
    );
    assert_eq!(
        help(&release(
            "role stack: CloudFormation in dev { path \"/shop/\"; }"
        )),
        "help: place one there: `role stack: CloudFormation in [dev, prod] { … }`"
    );
}

#[test]
fn a_new_role_has_a_name_that_is_free() {
    let passing_none = with(STACK, "role stack: Action in ci;")
        .replace(" as deployer passing stack", " as deployer");
    assert!(
        messages(&passing_none)
            .concat()
            .contains("declare one: `role stack2: CloudFormation in [dev, prod] { … }`")
    );
    let acting_none = with(
        DEPLOYER,
        "role deployer: Action in dev = \"arn:aws:iam::222222222222:role/old\";",
    )
    .replace(RELEASE, "release: CloudFormation(packaged) passing stack");
    assert_eq!(
        help(&acting_none),
        "help: declare one: `role deployer2: Action in prod;`"
    );
    let runner = with("in ci {", "in ci as runner {")
        .replace(DEPLOYER, &format!("{DEPLOYER} role runner: Events in ci;"));
    assert_eq!(
        help(&runner),
        "help: write `as runner2`, and declare it: `role runner2: Pipeline in ci;`"
    );
}

#[test]
fn p05_a_pipeline_s_role_keeps_its_body() {
    let runner = with("in ci {", "in ci as runner {").replace(
        DEPLOYER,
        &format!("{DEPLOYER} role runner: Pipeline in dev {{ path \"/shop/\"; }}"),
    );
    assert_eq!(
        help(&runner),
        "help: place it there: `role runner: Pipeline in ci { … }`"
    );
}

#[test]
fn p06_the_role_that_is_meant_is_placed_there() {
    let at_home = with("approve: Manual in ci", "approve: Manual in ci as stack");
    assert_eq!(
        help(&at_home),
        "help: write `as deployer`, and place it there: `role deployer: Action in [targets, ci];`"
    );
    let passing = with(STACK, "role stack: CloudFormation in dev;").replace(
        RELEASE,
        "release: CloudFormation(packaged) as deployer passing deployer",
    );
    assert_eq!(
        help(&passing),
        "help: write `passing stack`, and place it there: `role stack: CloudFormation in [dev, prod];`"
    );
}

/// The storefront with two more accounts and a loop over all but `dev` in place of its last stage.
fn rolled_out(role: &str, instead: &str, release: &str) -> String {
    let program = with(role, instead).replace(
        "group targets",
        "account a = \"444444444444\"; account b = \"555555555555\"; group targets",
    );
    let (before, _) = program.split_once("stage Prod").unwrap();
    format!("{before}for t in [dev, prod, a, b] {{ stage \"To-{{t}}\" in t {{ {release} }} }}")
}

#[test]
fn a_word_of_a_loop_names_the_accounts_of_all_rounds() {
    let settings = "{ ActionMode: DELETE_ONLY, StackName: \"shop\" }";
    let everywhere = "role deployer: Action in [targets, a, b];";
    let said = messages(
        &rolled_out(
            STACK,
            "role stack: CloudFormation in dev;",
            &format!("release: CloudFormation as deployer passing stack {settings};"),
        )
        .replace(DEPLOYER, everywhere),
    );
    assert!(
        said[0].starts_with("[P02] role `stack` is placed in `dev`, but action `release` runs in `prod` (for t = prod and 2 more accounts)"),
        "{said:?}"
    );
    for said in &said {
        assert!(
            said.contains(
                "help: place it there too: `role stack: CloudFormation in [dev, prod, a, b];`"
            ),
            "{said}"
        );
    }
    let said = messages(
        &rolled_out(
            STACK,
            "role stack: CloudFormation in dev;",
            &format!("release: CloudFormation as deployer {settings};"),
        )
        .replace(DEPLOYER, everywhere),
    );
    assert!(
        said[0]
            .contains("help: place one there: `role stack: CloudFormation in [dev, prod, a, b];`"),
        "{said:?}"
    );
    let said = messages(
        &rolled_out(
            DEPLOYER,
            "role deployer: Action in dev;",
            &format!("release: CloudFormation passing stack {settings};"),
        )
        .replace(STACK, "role stack: CloudFormation in [targets, a, b];"),
    );
    assert!(
        said[0].contains("help: place one there: `role deployer: Action in [dev, prod, a, b];`"),
        "{said:?}"
    );
    let said = messages(&rolled_out(
        DEPLOYER,
        everywhere,
        "test: Test::CodeBuild(source) as deployer { ProjectName: package };",
    ));
    assert!(
        said[0]
            .contains("help: place it there too: `project package in [ci, dev, prod, a, b] { … }`"),
        "{said:?}"
    );
}

#[test]
fn p13_names_the_provider_that_is_written() {
    let custom = with(
        "build: CodeBuild(source) -> packaged { ProjectName: package }",
        "build: Build::Custom::Acme(source) -> packaged passing stack",
    );
    let said = messages(&custom);
    assert!(
        said[0].starts_with("[P13] `Acme` passes no role"),
        "{said:?}"
    );
}
