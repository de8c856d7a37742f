//! What the AWS command line answers that no emulator does: a script answers in its place.

use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use passrole_tests::folder::Folder;
use passrole_tests::python;
use passrole_tests::tools::{output, printed};

use super::{PROFILES, errors, is_alive, read_until, until};

/// A folder with an `aws` of its own.
struct StandIn {
    folder: Folder,
}

/// Whose the credentials are.
const CALLERS: &str = r#"
case "$*" in
  *shop-ci*get-caller-identity*) echo '{"Account":"111111111111"}'; exit;;
  *shop-dev*get-caller-identity*) echo '{"Account":"222222222222"}'; exit;;
esac
echo "nobody answers: $*" >&2
exit 1
"#;

impl StandIn {
    /// Cases of a shell, by the words of a command.
    fn new(name: &str, cases: &str) -> Self {
        let folder = Folder::new(&format!("stand-in-{name}"));
        let program = folder.join("aws");
        let script = format!(
            "#!/bin/sh\necho \"$*\" >> log\ncase \"$*\" in\n{cases}\nesac\n{}",
            CALLERS.trim_start()
        );
        fs::write(&program, script).expect("it can be written");
        fs::set_permissions(&program, Permissions::from_mode(0o755)).expect("it is there");
        Self { folder }
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut program = self.around(env!("CARGO_BIN_EXE_rollout"));
        program.args(arguments).args(&PROFILES[..4]);
        program
    }

    /// A program that finds this `aws`.
    fn around(&self, program: &str) -> Command {
        self.surround(Command::new(program))
    }

    fn surround(&self, mut program: Command) -> Command {
        let path = format!("{}:/usr/bin:/bin", self.folder.path().display());
        program
            .env_clear()
            .env("PATH", path)
            .env("TARGETS", "one")
            .current_dir(self.folder.path());
        program
    }

    fn run(&self, arguments: &[&str]) -> Output {
        output(&mut self.program(arguments))
    }
}

/// The cases of two stacks that are in these states.
fn in_states(dev: &str, ci: &str) -> String {
    let mut cases = String::new();
    for (name, state) in [("rollout-dev", dev), ("rollout-ci", ci)] {
        let answer = format!(r#"{{"Stacks":[{{"StackId":"{name}","StackStatus":"{state}"}}]}}"#);
        cases += &format!("*describe-stacks*{name}*) echo '{answer}'; exit;;\n");
    }
    cases
}

#[test]
fn a_stack_that_holds_nothing_is_new_and_an_unsettled_one_is_said_to_be_so() {
    let template = r#"*get-template*) echo '{"TemplateBody":{"Resources":{"Queue":{"Type":"AWS::SQS::Queue"}}}}'; exit;;"#;
    for nothing in ["ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS"] {
        let cases = in_states(nothing, "UPDATE_ROLLBACK_FAILED") + template;
        let world = StandIn::new("states", &cases);
        let run = world.run(&["diff", "--deployed"]);
        let text = printed(&run);
        assert!(run.status.success(), "{text}");
        for line in [
            "+ rollout-dev  222222222222  eu-west-1  new stack\n",
            "\nrollout-ci  111111111111  eu-west-1\n",
            "  - Queue  AWS::SQS::Queue",
            "note: `rollout-ci` is in UPDATE_ROLLBACK_FAILED; it is compared by the template that CloudFormation has of it now\n",
        ] {
            assert!(text.contains(line), "`{line}` is missing:\n{text}");
        }
        assert!(!text.contains("`rollout-dev`"), "{text}");
    }
}

#[test]
fn what_is_no_answer_is_not_taken_for_a_stack_that_is_not_there() {
    for (answer, why) in [
        (
            "Hello <html>",
            "answered what is no JSON object: Hello <html>",
        ),
        ("{}", "answered without `Stacks`"),
        (r#"{"Stacks":[]}"#, "answered without `StackStatus`"),
        ("", "answered without `Stacks`"),
    ] {
        let world = StandIn::new(
            "words",
            &format!("*describe-stacks*) echo '{answer}'; exit;;"),
        );
        for arguments in [&["destroy", "--yes"][..], &["deploy"]] {
            let run = world.run(arguments);
            assert_eq!(run.status.code(), Some(1), "{}", printed(&run));
            let errors = errors(&run);
            assert!(errors[0].contains(why), "`{why}`: {errors:?}");
        }
        let log = fs::read_to_string(world.folder.join("log")).expect("it was called");
        assert!(!log.contains("create-change-set"), "{log}");
    }
}

/// Cases by which a stack is made, up to its being followed.
const CREATING: &str = r#"
*describe-stacks*) echo "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id x does not exist" >&2; exit 254;;
*create-change-set*) echo '{"Id":"set","StackId":"stack"}'; exit;;
*describe-change-set*) echo '{"Status":"CREATE_COMPLETE","CreationTime":"2026-01-01"}'; exit;;
*execute-change-set*) exit;;
"#;

/// The event with which a stack is made.
const CREATED: &str = r#"'{"StackEvents":[{"Timestamp":"2026-01-02","PhysicalResourceId":"stack","ResourceStatus":"CREATE_COMPLETE"}]}'"#;

#[test]
fn a_hiccup_while_a_stack_is_followed_is_no_failure_of_the_stack() {
    for hiccup in [
        r#"An error occurred (Throttling) when calling the DescribeStackEvents operation (reached max retries: 2): Rate exceeded"#,
        r#"Could not connect to the endpoint URL: \"https://cloudformation.eu-west-1.amazonaws.com/\""#,
    ] {
        let events = format!(
            "*describe-stack-events*) if [ -e once ]; then echo {CREATED}; exit; fi; touch once; echo \"{hiccup}\" >&2; exit 255;;"
        );
        let run = StandIn::new("hiccup", &(CREATING.to_owned() + &events)).run(&["deploy"]);
        assert!(run.status.success(), "{}", printed(&run));
    }
    for (fault, told) in [
        (
            r#"An error occurred (ExpiredToken) when calling the DescribeStackEvents operation: The token is expired"#,
            "The token is expired (ExpiredToken)",
        ),
        (
            r#"An error occurred (Throttling) when calling the DescribeStackEvents operation (reached max retries: 2): Rate exceeded"#,
            "Rate exceeded (Throttling)",
        ),
    ] {
        let events = format!("*describe-stack-events*) echo '{fault}' >&2; exit 255;;");
        let run = StandIn::new("lost", &(CREATING.to_owned() + &events)).run(&["deploy"]);
        assert_eq!(run.status.code(), Some(1), "{}", printed(&run));
        let text = String::from_utf8_lossy(&run.stdout);
        let ends: Vec<&str> = text
            .lines()
            .filter_map(|line| line.rsplit("  ").next())
            .collect();
        assert_eq!(
            ends,
            ["not followed; CloudFormation goes on with it", "not begun"]
        );
        let expected = format!(
            "`rollout-dev` in `dev` (222222222222, eu-west-1): it cannot be followed ({told}); CloudFormation goes on with it"
        );
        assert_eq!(errors(&run), [expected]);
    }
}

/// Whether a signal to all of its processes, as a terminal sends it, or to the program alone.
#[test]
fn what_a_signal_kept_from_beginning_is_not_said_to_be_begun() {
    let slow = r#"
*execute-change-set*) touch executing; exec sleep 1000;;
*describe-stacks*rollout-dev*) if [ -e executing ]; then echo "{\"Stacks\":[{\"StackId\":\"stack\",\"StackStatus\":\"$(cat state)\"}]}"; exit; fi;;
"#;
    let [none, begun] = [
        ("REVIEW_IN_PROGRESS", "not begun"),
        (
            "CREATE_IN_PROGRESS",
            "creating; CloudFormation goes on with it",
        ),
    ];
    for (everybody, (state, end)) in [(true, none), (true, begun), (false, none)] {
        let world = StandIn::new("signal", &format!("{slow}esac\ncase \"$*\" in\n{CREATING}"));
        fs::write(world.folder.join("state"), state).expect("it can be written");
        let mut program = world.program(&["deploy"]);
        program.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut run = program
            .process_group(0)
            .spawn()
            .expect("the program can be started");
        until(&mut run, "rollout-dev: creating");
        while !world.folder.join("executing").exists() {
            thread::sleep(Duration::from_millis(20));
        }
        let group = run.id();
        let id = libc::pid_t::try_from(group).expect("a process id fits its type");
        // SAFETY: the child has not been waited for, so the id is still its own.
        unsafe { libc::kill(if everybody { -id } else { id }, libc::SIGTERM) };
        let run = run.wait_with_output().expect("it ends");
        assert_eq!(run.status.code(), Some(130), "{}", printed(&run));
        let text = String::from_utf8_lossy(&run.stdout);
        let ends: Vec<&str> = text
            .lines()
            .filter_map(|line| line.rsplit("  ").next())
            .collect();
        assert_eq!(ends, [end, "not begun"], "{}", printed(&run));
        assert!(!is_alive(group), "it left a child behind");
    }
}

#[test]
fn what_was_never_made_or_is_deleted_is_not_said_to_be_retained() {
    let template = r#"*get-template*) echo '{"TemplateBody":{"Resources":{
        "StackRole":{"Type":"AWS::IAM::Role"},
        "Kept":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain"},
        "Failed":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain"},
        "Deleted":{"Type":"AWS::KMS::Key","DeletionPolicy":"Retain"},
        "Regions":{"Type":"AWS::CloudFormation::StackSet","Properties":{"TemplateBody":{"Resources":{
            "Elsewhere":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain"}}},
            "StackInstancesGroup":[{"Regions":["us-east-1"]}]}}}}}'; exit;;
    *list-stack-resources*) echo '{"StackResourceSummaries":[
        {"LogicalResourceId":"StackRole","PhysicalResourceId":"role","ResourceStatus":"CREATE_COMPLETE"},
        {"LogicalResourceId":"Kept","PhysicalResourceId":"kept","ResourceType":"AWS::S3::Bucket","ResourceStatus":"CREATE_COMPLETE"},
        {"LogicalResourceId":"Failed","ResourceType":"AWS::S3::Bucket","ResourceStatus":"CREATE_FAILED"},
        {"LogicalResourceId":"Deleted","PhysicalResourceId":"key","ResourceType":"AWS::KMS::Key","ResourceStatus":"DELETE_COMPLETE"},
        {"LogicalResourceId":"Regions","PhysicalResourceId":"","ResourceStatus":"CREATE_FAILED"}]}'; exit;;
    *delete-stack*) exit;;
    *describe-stack-events*) echo '{"StackEvents":[{"Timestamp":"2026-01-02","PhysicalResourceId":"rollout-dev","ResourceStatus":"DELETE_COMPLETE"}]}'; exit;;
    "#;
    let cases = in_states("ROLLBACK_COMPLETE", "DELETE_COMPLETE") + template;
    let run = StandIn::new("retained", &cases).run(&["destroy", "--yes"]);
    assert!(run.status.success(), "{}", printed(&run));
    let text = String::from_utf8_lossy(&run.stdout);
    let expected = "rollout-dev  222222222222  eu-west-1  deleted\n  retained: Kept (AWS::S3::Bucket) kept\nrollout-ci   111111111111  eu-west-1  not there\n";
    assert_eq!(text, expected);
}

#[test]
fn of_what_is_retained_nothing_is_noted_where_nothing_was_deleted() {
    let cases = in_states("CREATE_COMPLETE", "CREATE_COMPLETE")
        + r#"*get-template*) echo '{"TemplateBody":{"Resources":{"StackRole":{},"ArtifactBucket":{"DeletionPolicy":"Retain"}}}}'; exit;;
*list-stack-resources*) echo '{"StackResourceSummaries":[{"LogicalResourceId":"ArtifactBucket","PhysicalResourceId":"kept","ResourceStatus":"CREATE_COMPLETE"}]}'; exit;;
"#;
    let run = StandIn::new("kept", &cases).run(&["destroy", "--yes"]);
    let text = printed(&run);
    assert!(text.contains("failed"), "{text}");
    assert!(!text.contains("note: what is retained"), "{text}");
}

#[test]
fn a_plan_tries_every_role_first_and_uses_the_credentials_of_an_account_as_they_are() {
    let denied = r#"echo "An error occurred (AccessDenied) when calling the AssumeRole operation: no" >&2; exit 254;;"#;
    let cases = |own: &str| {
        format!(
            "*assume-role*111111111111*) {denied}\n*assume-role*) printf 'A\\tB\\tC'; exit;;\n\
             *get-caller-identity*) echo {own}; exit;;\n\
             *deploy*) echo \"$AWS_ACCESS_KEY_ID,$AWS_SECRET_ACCESS_KEY,$AWS_SESSION_TOKEN\" >> log; exit;;"
        )
    };
    let log = |own: &str| {
        let world = StandIn::new("roles", &cases(own));
        let mut program = world.around(env!("CARGO_BIN_EXE_rollout"));
        let plan =
            output(program.args(["plan", "--profile", "shop-ci", "--assume-role", "deployer"]));
        assert!(plan.status.success(), "{}", printed(&plan));
        let script = String::from_utf8_lossy(&plan.stdout).into_owned();
        let run = output(world.around("sh").args(["-c", &script]));
        let log = fs::read_to_string(world.folder.join("log")).expect("it was called");
        let mut calls = Vec::new();
        for line in log.lines() {
            let (first, last) = (line.split(' ').nth(1), line.rsplit(' ').next());
            calls.push(match first {
                Some("assume-role" | "get-caller-identity") => first.unwrap_or_default().to_owned(),
                Some(first) => format!("{first} {}", last.unwrap_or_default()),
                None => line.to_owned(),
            });
        }
        (run.status.code(), calls)
    };
    let expected = [
        "assume-role",
        "assume-role",
        "get-caller-identity",
        "assume-role",
        "deploy --no-fail-on-empty-changeset",
        "A,B,C",
        "assume-role",
        "get-caller-identity",
        "deploy shop-ci",
        ",,",
    ];
    assert_eq!(
        log("111111111111"),
        (Some(0), expected.map(str::to_owned).to_vec())
    );
    // Credentials of another account are no way out.
    assert_eq!(
        log("222222222222"),
        (
            Some(1),
            expected[..3].iter().map(|&call| call.to_owned()).collect()
        )
    );
}

#[test]
fn a_profile_without_credentials_is_named() {
    let none = r#"*shop-dev*) echo "Unable to locate credentials. You can configure credentials by running \"aws login\"." >&2; exit 253;;"#;
    let run = StandIn::new("none", none).run(&["deploy"]);
    assert_eq!(
        errors(&run),
        ["no credentials for `dev` (222222222222): profile `shop-dev` has none"]
    );
}

#[test]
fn all_that_keeps_a_change_set_from_being_made_is_told_and_no_warning_for_it() {
    let failed = r#"
*describe-change-set*) echo '{"Status":"FAILED","StatusReason":"The following hook(s)/validation failed"}'; exit;;
*delete-change-set*) exit;;
*describe-events*) echo '{"OperationEvents":[
    {"EventType":"STACK_EVENT"},
    {"LogicalResourceId":"Full","ResourceType":"AWS::S3::Bucket","ValidationFailureMode":"WARN","ValidationStatus":"FAILED","ValidationStatusReason":"The bucket is not empty."},
    {"LogicalResourceId":"StackRole","ResourceType":"AWS::IAM::Role","ValidationFailureMode":"FAIL","ValidationStatus":"FAILED","ValidationStatusReason":"It already exists."},
    {"LogicalResourceId":"DeployerRole","ResourceType":"AWS::IAM::Role","ValidationFailureMode":"FAIL","ValidationStatus":"FAILED","ValidationStatusReason":"So does it."}]}'; exit;;
"#;
    let cases = format!("{failed}esac\ncase \"$*\" in\n{CREATING}");
    let run = StandIn::new("validation", &cases).run(&["deploy"]);
    assert_eq!(
        errors(&run),
        [
            "`rollout-dev` in `dev` (222222222222, eu-west-1): StackRole (AWS::IAM::Role): It already exists; DeployerRole (AWS::IAM::Role): So does it"
        ]
    );
}

#[test]
fn advice_goes_to_the_account_and_region_of_the_stack() {
    for (state, advice) in [
        (
            "UPDATE_ROLLBACK_FAILED",
            "finish the rollback first: aws cloudformation continue-update-rollback --stack-name rollout-dev --region eu-west-1 --profile shop-dev",
        ),
        ("CREATE_FAILED", "delete it first: `destroy rollout-dev`"),
    ] {
        let run = StandIn::new("advice", &in_states(state, state)).run(&["deploy"]);
        let expected =
            format!("`rollout-dev` in `dev` (222222222222, eu-west-1): it is in {state}; {advice}");
        assert_eq!(errors(&run), [expected]);
    }
}

#[test]
fn a_yes_that_was_typed_before_the_question_is_no_answer() {
    let wait = "*describe-stacks*) while [ ! -e typed ]; do sleep 0.1; done;;\n";
    let template = "*get-template*) echo '{\"TemplateBody\":{\"Resources\":{\"StackRole\":{},\"ArtifactBucket\":{}}}}'; exit;;";
    let states = in_states("CREATE_COMPLETE", "CREATE_COMPLETE");
    let cases = format!("{wait}esac\ncase \"$*\" in\n{states}{template}");
    let world = StandIn::new("typed", &cases);
    let mut terminal = world.surround(python::AWS.script("terminal.py"));
    terminal
        .args([env!("CARGO_BIN_EXE_rollout"), "destroy"])
        .args(&PROFILES[..4])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut run = terminal.spawn().expect("the program can be started");
    let mut keys = run.stdin.take().expect("it is piped");
    let mut shown = run.stdout.take().expect("it is piped");
    keys.write_all(b"yes\n").expect("it is read");
    // The terminal shows what is typed.
    read_until(&mut shown, "yes\r\n");
    fs::write(world.folder.join("typed"), "").expect("it can be written");
    read_until(&mut shown, "delete these 2 stacks? (yes/no) ");
    keys.write_all(b"no\n").expect("it is read");
    read_until(&mut shown, "nothing was deleted");
    let end = run.wait().expect("it ends");
    assert_eq!(end.code(), Some(1));
    let log = fs::read_to_string(world.folder.join("log")).expect("it was called");
    assert!(!log.contains("delete-stack"), "{log}");
}

#[test]
fn lines_are_written_anew_only_on_a_terminal_that_has_room_for_them() {
    let world = StandIn::new("height", &in_states("CREATE_FAILED", "CREATE_FAILED"));
    for (lines, anew) in [(Some("2"), false), (Some("3"), true), (None, true)] {
        let mut terminal = world.surround(python::AWS.script("terminal.py"));
        if let Some(lines) = lines {
            terminal.env("LINES", lines);
        }
        terminal
            .env("TERM", "xterm")
            .arg(env!("CARGO_BIN_EXE_rollout"));
        let run = output(terminal.arg("deploy").args(&PROFILES[..4]));
        let text = printed(&run);
        assert_eq!(text.contains("\u{1b}[2A"), anew, "{lines:?}: {text}");
        assert_eq!(
            text.contains("rollout-dev: looking"),
            !anew,
            "{lines:?}: {text}"
        );
    }
}
