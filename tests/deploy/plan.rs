//! `plan`: a script that deploys the same, and what it names as left behind.

use std::process::Command;

use passrole_tests::python;
use passrole_tests::tools::{output, printed};

use super::{PROFILES, World, errors};

#[test]
fn a_plan_is_what_a_shell_deploys() {
    let world = World::new("plan", "two");
    let plan = world.run(&["plan", "--format", "json"]);
    assert!(plan.status.success(), "{}", printed(&plan));
    assert!(world.emulator.stacks("222222222222").is_empty());
    let mut shell = world.around(Command::new("sh"));
    let script = world.folder.join("plan.sh");
    std::fs::write(&script, &plan.stdout).expect("it can be written");
    let run = output(shell.arg(&script));
    assert!(run.status.success(), "{}", printed(&run));
    assert!(world.holds_what_is_declared());

    // On a terminal, each stack has a line that is written anew.
    let mut terminal = world.around(python::AWS.script("terminal.py"));
    terminal
        .env("TERM", "xterm")
        .arg(env!("CARGO_BIN_EXE_rollout"));
    let run = output(terminal.args(["deploy", "--format", "json"]).args(PROFILES));
    assert!(run.status.success(), "{}", printed(&run));
    let text = String::from_utf8_lossy(&run.stdout);
    assert!(text.contains("\u{1b}[3A\u{1b}[J"), "{text}");
    assert_eq!(
        text.lines()
            .filter(|line| line.trim_end().ends_with("eu-west-1  unchanged"))
            .count(),
        3,
        "{text}"
    );

    // The credentials of another account deploy nothing.
    let text = String::from_utf8_lossy(&plan.stdout).replace("shop-dev", "shop-ci");
    std::fs::write(&script, text).expect("it can be written");
    let run = output(world.around(Command::new("sh")).arg(&script));
    assert_eq!(run.status.code(), Some(1));
    let expected = "the credentials for account 222222222222 are of account 111111111111: aws sts get-caller-identity --region eu-west-1 --profile shop-ci\n";
    assert_eq!(printed(&run), expected);
}

#[test]
fn a_failure_side_by_side_fails_the_plan() {
    let world = World::new("plan-fails", "two");
    let plan = world.run(&["plan"]);
    let script = String::from_utf8_lossy(&plan.stdout).replace(
        "--template-file cfn.out/rollout-dev.template.yaml",
        "--template-file missing",
    );
    let mut shell = world.around(Command::new("sh"));
    let run = output(shell.args(["-c", &script]));
    assert_eq!(run.status.code(), Some(1), "{}", printed(&run));
    assert_eq!(
        world.emulator.stacks("033333333333"),
        ["rollout-prod CREATE_COMPLETE"]
    );
    assert!(world.emulator.stacks("111111111111").is_empty());
}

#[test]
fn a_stack_that_is_no_longer_declared_is_named_until_it_is_destroyed() {
    let mut world = World::new("behind", "two");
    let run = |world: &World, arguments: &[&str]| {
        let run = output(world.program().args(arguments));
        assert!(run.status.success(), "{}", printed(&run));
        printed(&run)
    };
    let note = "note: `rollout-prod` in `prod` (033333333333, eu-west-1) is no longer declared, and what is deployed of it stays until `destroy rollout-prod`";
    assert!(!run(&world, &["plan"]).contains(note));
    world.targets = "one";
    assert!(!run(&world, &["synth"]).contains(note));
    assert!(run(&world, &["plan"]).contains(note));
    let misspelt = output(world.program().args(["destroy", "rollout-prd", "--yes"]));
    let expected = "there is no stack `rollout-prd`; did you mean `rollout-prod`?";
    assert_eq!(errors(&misspelt), [expected]);
    // With the profiles of all accounts, as for every other command.
    let prod = [&["destroy", "rollout-prod", "--yes"], &PROFILES[..]].concat();
    assert!(run(&world, &prod).ends_with("rollout-prod  033333333333  eu-west-1  not there\nrollout-prod: looking\nrollout-prod: not there\n"));
    assert!(!run(&world, &["plan"]).contains(note));
}
