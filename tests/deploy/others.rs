//! What belongs to others is left alone: other accounts, stacks that somebody else made, changes of somebody else.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use passrole_tests::python;
use passrole_tests::tools::{output, printed};

use super::{ACCOUNTS, PROFILES, World, errors};

#[test]
fn nothing_goes_to_an_account_other_than_its_own() {
    let world = World::new("wrong", "two");
    let refused = |command: &mut Command, code: i32, expected: &[&str]| {
        let run = output(command);
        assert_eq!(
            run.status.code(),
            Some(code),
            "{command:?}:\n{}",
            printed(&run)
        );
        assert_eq!(errors(&run), expected, "{command:?}");
        assert!(run.stdout.is_empty(), "{command:?}");
    };
    for command in ["deploy", "destroy"] {
        let yes: &[&str] = if command == "destroy" {
            &["--yes"]
        } else {
            &[]
        };
        let run = || {
            let mut program = world.program();
            program.arg(command).args(yes);
            program
        };
        refused(
            run().args(["--profile", "shop-ci"]),
            1,
            &[
                "profile `shop-ci` is of account 111111111111, and stack `rollout-dev` goes to `dev` (222222222222); name a profile of it: --profile dev=NAME",
                "profile `shop-ci` is of account 111111111111, and stack `rollout-prod` goes to `prod` (033333333333); name a profile of it: --profile prod=NAME",
            ],
        );
        refused(
            &mut run(),
            1,
            &["there are no credentials: name a profile (--profile NAME), or set AWS_PROFILE"],
        );
        refused(
            run().args(PROFILES).env("PATH", "/nowhere"),
            1,
            &[
                "there is no program `aws`: install the AWS command line, https://aws.amazon.com/cli",
            ],
        );
        refused(
            run().args(PROFILES).args(["--profile", "dve=x"]),
            2,
            &["--profile: there is no account `dve`; did you mean `dev`?"],
        );
        refused(
            run().args(["--profile", "ci=a", "--profile", "111111111111=b"]),
            2,
            &["--profile names `a` for 111111111111 already"],
        );
        refused(
            run().args(PROFILES).args(["--profile", "staging=x"]),
            2,
            &["--profile: no stack goes to an account `staging`, only to dev, prod, ci"],
        );
        refused(
            run()
                .args(PROFILES)
                .args(["--profile", "nowhere"])
                .env("AWS_CONFIG_FILE", "/nowhere"),
            1,
            &[
                "no credentials for `dev` (222222222222): The config profile (shop-dev) could not be found",
                "no credentials for `prod` (033333333333): The config profile (shop prod) could not be found",
                "no credentials for `ci` (111111111111): The config profile (shop-ci) could not be found",
            ],
        );
        refused(
            run()
                .args(PROFILES)
                .env("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
                .env("AWS_MAX_ATTEMPTS", "1"),
            1,
            &[
                "cannot reach AWS for `dev` (222222222222): Could not connect to the endpoint URL: \"http://127.0.0.1:9/\"",
                "cannot reach AWS for `prod` (033333333333): Could not connect to the endpoint URL: \"http://127.0.0.1:9/\"",
                "cannot reach AWS for `ci` (111111111111): Could not connect to the endpoint URL: \"http://127.0.0.1:9/\"",
            ],
        );
    }
    for (_, account) in ACCOUNTS {
        let made = world.emulator.stacks(account);
        assert!(made.is_empty(), "{made:?} in {account}");
    }
    // What is too large needs a bucket, and that is said before anything is done.
    let large = |arguments: &[&str]| {
        let mut program = world.program();
        program
            .env("PADDING", "51200")
            .args(arguments)
            .args(PROFILES);
        program
    };
    let expected = "the template of `rollout-ci` has more than 51200 bytes, and goes by way of a bucket in eu-west-1: --s3-bucket ci=NAME";
    refused(&mut large(&["deploy"]), 1, &[expected]);
    refused(&mut large(&["plan"]), 1, &[expected]);
    world.emulator.disable("eu-west-1");
    let disabled = |(account, profile): (&str, &str)| {
        format!(
            "region eu-west-1 is not enabled in {account}; enable it: aws account enable-region --region-name eu-west-1 --profile {profile}"
        )
    };
    let expected = [
        ("`dev` (222222222222)", "shop-dev"),
        ("`prod` (033333333333)", "'shop prod'"),
        ("`ci` (111111111111)", "shop-ci"),
    ]
    .map(disabled);
    refused(
        world.program().arg("deploy").args(PROFILES),
        1,
        &expected.each_ref().map(String::as_str),
    );
}

#[test]
fn a_stack_of_somebody_else_is_left_alone() {
    let world = World::new("foreign", "one");
    let template = r#"{"Resources":{"Queue":{"Type":"AWS::SQS::Queue"}}}"#;
    let create = [
        "cloudformation",
        "create-stack",
        "--stack-name",
        "rollout-dev",
    ];
    world.emulator.json(
        "222222222222",
        &[&create[..], &["--template-body", template]].concat(),
    );
    let left = "somebody else made a stack of this name, and nothing of what is declared is in it: it is left alone";
    for (arguments, states, instead) in [
        (
            &["deploy"][..],
            ["failed", "not begun"],
            "give the pipeline another name, or delete that one first",
        ),
        (
            &["destroy", "--yes"],
            ["failed", "not there"],
            "to delete the others, name them: `destroy STACK...`",
        ),
    ] {
        let mut program = world.program();
        let run = output(program.args(arguments).args(&PROFILES[..4]));
        assert_eq!(run.status.code(), Some(1), "{}", printed(&run));
        let [error] = &errors(&run)[..] else {
            panic!("not one error:\n{}", printed(&run));
        };
        assert!(error.ends_with(&format!(": {left}; {instead}")), "{error}");
        let text = String::from_utf8_lossy(&run.stdout);
        let ends = text.lines().filter_map(|line| line.rsplit("  ").next());
        assert!(ends.eq(states), "{text}");
        assert_eq!(
            world.emulator.stacks("222222222222"),
            ["rollout-dev CREATE_COMPLETE"]
        );
    }
    let mut program = world.program();
    let run = output(program.args(["diff", "--deployed"]).args(&PROFILES[..4]));
    let text = printed(&run);
    assert!(
        text.contains(&format!("note: `rollout-dev`: {left}\n")),
        "{text}"
    );
}

/// Somebody else is quicker with every change set.
#[test]
fn whoever_is_overtaken_says_so_and_goes_on_with_the_next_run() {
    let world = World::new("overtaken", "one");
    let aws = python::AWS.programs().join("aws");
    let aws = aws.display();
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in *execute-change-set*) '{aws}' \"$@\" ;; esac\nexec '{aws}' \"$@\"\n"
    );
    let program = world.folder.join("aws");
    std::fs::write(&program, script).expect("it can be written");
    std::fs::set_permissions(&program, Permissions::from_mode(0o755)).expect("it is there");
    let deploy = || {
        let mut program = world.program();
        program
            .args(["deploy", "--format", "json"])
            .args(&PROFILES[..4]);
        program
    };
    let path = format!("{}:/usr/bin:/bin", world.folder.path().display());
    let run = output(deploy().env("PATH", path));
    let expected = "`rollout-dev` in `dev` (222222222222, eu-west-1): somebody else changes it at the same time, and it is in CREATE_COMPLETE; the same command goes on from there";
    assert_eq!(errors(&run), [expected], "{}", printed(&run));
    let run = output(&mut deploy());
    assert!(run.status.success(), "{}", printed(&run));
    let text = String::from_utf8_lossy(&run.stdout);
    let ends = text.lines().filter_map(|line| line.rsplit("  ").next());
    assert!(ends.eq(["unchanged", "created"]), "{text}");
}
