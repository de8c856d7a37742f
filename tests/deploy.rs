//! `plan`, `deploy` and `destroy`: through the AWS command line, in emulated accounts.

#[path = "deploy/others.rs"]
mod others;
#[path = "deploy/plan.rs"]
mod plan;
#[path = "deploy/stand_in.rs"]
mod stand_in;

use std::io::Read;
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use passrole_tests::accounts::Accounts;
use passrole_tests::emulator::Emulator;
use passrole_tests::folder::Folder;
use passrole_tests::tools::{output, printed};
use serde_json::Value;

const ACCOUNTS: [(&str, &str); 3] = [
    ("ci", "111111111111"),
    ("dev", "222222222222"),
    ("prod", "033333333333"),
];
const PROFILES: [&str; 6] = [
    "--profile",
    "ci=shop-ci",
    "--profile",
    "dev=shop-dev",
    "--profile",
    "033333333333=shop prod",
];

/// An emulator, a folder to work in, and a program that deploys to its accounts.
struct World {
    emulator: Emulator,
    folder: Folder,
    targets: &'static str,
}

impl World {
    /// Waits until an account holds one stack, in this state.
    fn wait_for(&self, account: &str, stack: &str) {
        let patience = Instant::now() + Duration::from_secs(120);
        loop {
            let stacks = self.emulator.stacks(account);
            if stacks == [stack] {
                return;
            }
            assert!(Instant::now() < patience, "{stacks:?}, and not {stack}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn new(name: &str, targets: &'static str) -> Self {
        let emulator = Emulator::start();
        emulator.profiles(&[
            ("shop-ci", "111111111111"),
            ("shop-dev", "222222222222"),
            ("shop prod", "033333333333"),
        ]);
        Self {
            emulator,
            folder: Folder::new(&format!("deploy-{name}")),
            targets,
        }
    }

    fn program(&self) -> Command {
        self.around(Command::new(env!("CARGO_BIN_EXE_rollout")))
    }

    /// A command among the accounts, in the folder.
    fn around(&self, mut command: Command) -> Command {
        self.emulator.surround(&mut command);
        command
            .env("TARGETS", self.targets)
            .current_dir(self.folder.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        output(self.program().args(arguments).args(PROFILES))
    }

    /// The state of every stack that a run ends with, as it prints them in JSON.
    fn states(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        let run = self.run(&[arguments, &["--json"]].concat());
        let document: Value = serde_json::from_slice(&run.stdout)
            .unwrap_or_else(|error| panic!("no JSON, {error}:\n{}", printed(&run)));
        (run.status.code(), document["stacks"].clone())
    }

    /// Whether the accounts hold what the templates say, and nothing else.
    fn holds_what_is_declared(&self) -> bool {
        let out = self.folder.join("cfn.out");
        Accounts::declared(&out).held == Accounts::read_back(&self.emulator, &out).held
    }
}

fn words(stacks: &Value) -> Vec<&str> {
    let stacks = stacks.as_array().expect("it lists stacks");
    stacks
        .iter()
        .filter_map(|stack| stack["state"].as_str())
        .collect()
}

fn errors(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stderr);
    text.lines()
        .filter_map(|line| Some(line.strip_prefix("error: ")?.to_owned()))
        .collect()
}

/// From a first look to the end: what fails is named, what is done stays done, and what is retained is named.
#[test]
fn a_deployment_that_fails_in_one_account_goes_on_once_the_cause_is_gone() {
    let world = World::new("fails", "two");
    let role = ["--role-name", "rollout-stack"];
    let trust = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let create = [
        &["iam", "create-role", "--assume-role-policy-document", trust],
        &role[..],
    ]
    .concat();
    world.emulator.json("033333333333", &create);

    let run = world.run(&["deploy", "--format", "json"]);
    assert_eq!(run.status.code(), Some(1));
    let [error] = &errors(&run)[..] else {
        panic!("not one error:\n{}", printed(&run));
    };
    for part in [
        "`rollout-prod` in `prod`",
        "StackRole (AWS::IAM::Role)",
        "already exists",
    ] {
        assert!(error.contains(part), "`{part}` is missing: {error}");
    }
    let text = String::from_utf8_lossy(&run.stdout).into_owned();
    let ends: Vec<&str> = text
        .lines()
        .filter_map(|line| line.rsplit("  ").next())
        .collect();
    assert_eq!(ends, ["created", "failed", "not begun"], "{text}");
    assert_eq!(
        world.emulator.stacks("222222222222"),
        ["rollout-dev CREATE_COMPLETE"]
    );
    assert!(world.emulator.stacks("111111111111").is_empty());

    world.emulator.json(
        "033333333333",
        &[&["iam", "delete-role"], &role[..]].concat(),
    );
    let (code, stacks) = world.states(&["deploy", "--format", "json"]);
    assert_eq!(
        (code, words(&stacks)),
        (Some(0), vec!["unchanged", "created", "created"])
    );
    assert!(world.holds_what_is_declared());

    let run = world.run(&["destroy"]);
    assert_eq!(run.status.code(), Some(1));
    assert_eq!(
        errors(&run),
        ["`destroy` asks first, and here is nobody to ask; add --yes"]
    );
    let run = world.run(&["destroy", "--yes"]);
    assert!(run.status.success(), "{}", printed(&run));
    let text = String::from_utf8_lossy(&run.stdout);
    for retained in [
        "ArtifactBucket (AWS::S3::Bucket) rollout-111111111111-eu-west-1",
        "ArtifactKey (AWS::KMS::Key) mrk-",
    ] {
        assert!(text.contains(&format!("  retained: {retained}")), "{text}");
    }
    let log = String::from_utf8_lossy(&run.stderr);
    let at = |line: &str| {
        log.find(line)
            .unwrap_or_else(|| panic!("`{line}` is missing:\n{log}"))
    };
    assert!(
        at("rollout-ci: deleted") < at("rollout-dev: deleting"),
        "{log}"
    );
    for (_, account) in ACCOUNTS {
        assert!(
            world.emulator.stacks(account).is_empty(),
            "a stack is left in {account}"
        );
    }

    let run = world.run(&["deploy", "--format", "json"]);
    let [error] = &errors(&run)[..] else {
        panic!("not one error:\n{}", printed(&run));
    };
    for part in [
        "`rollout-ci` in `ci`",
        "ArtifactBucket (AWS::S3::Bucket)",
        "if an earlier `destroy` retained it, delete it, or name it and its key in ExistingArtifactBucket",
    ] {
        assert!(error.contains(part), "`{part}` is missing: {error}");
    }
}

/// A signal, then a kill, while CloudFormation is at work; each run goes on from what the one before has left.
#[test]
fn what_is_ended_in_the_middle_is_finished_by_the_next_run() {
    let world = World::new("ended", "one");
    let start = || {
        let mut command = world.program();
        command
            .args(["deploy", "--format", "json"])
            .args(&PROFILES[..4]);
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0);
        // SAFETY: between fork and exec the child makes one system call and nothing else.
        unsafe {
            command.pre_exec(|| {
                libc::signal(libc::SIGINT, libc::SIG_DFL);
                Ok(())
            })
        };
        command.spawn().expect("the program can be started")
    };
    world.emulator.hold(true);
    let mut run = start();
    let log = until(&mut run, "rollout-dev: creating");
    // It says so before it asks for it.
    world.wait_for("222222222222", "rollout-dev CREATE_IN_PROGRESS");
    signal(&run, libc::SIGINT);
    let group = run.id();
    let run = run.wait_with_output().expect("it ends");
    assert_eq!(run.status.code(), Some(130), "{log}{}", printed(&run));
    let text = String::from_utf8_lossy(&run.stdout);
    let [dev, ci] = text.lines().collect::<Vec<_>>()[..] else {
        panic!("not a line for each stack:\n{text}");
    };
    assert!(
        dev.contains("creating") && dev.ends_with("CloudFormation goes on with it"),
        "{dev}"
    );
    assert!(ci.ends_with("  not begun"), "{ci}");
    assert_eq!(
        errors(&run),
        ["interrupted; the same command goes on from here"]
    );
    assert!(!is_alive(group), "it left a child behind");

    let mut run = start();
    until(
        &mut run,
        "rollout-dev: waiting, since it is in CREATE_IN_PROGRESS",
    );
    world.emulator.hold(false);
    world.wait_for("222222222222", "rollout-dev CREATE_COMPLETE");
    world.emulator.hold(true);
    until(&mut run, "rollout-ci: creating");
    run.kill().expect("it can be killed");
    run.wait().expect("it was killed");
    world.emulator.hold(false);

    let mut command = world.program();
    let run = output(
        command
            .args(["deploy", "--format", "json"])
            .args(&PROFILES[..4]),
    );
    assert!(run.status.success(), "{}", printed(&run));
    let text = String::from_utf8_lossy(&run.stdout);
    assert!(
        text.lines()
            .next()
            .is_some_and(|dev| dev.ends_with("unchanged")),
        "{text}"
    );
    assert!(world.holds_what_is_declared());
}

/// Reads what a run says until it says this line.
fn until(run: &mut Child, line: &str) -> String {
    let errors = run.stderr.as_mut().expect("it is piped");
    read_until(errors, &format!("{line}\n"))
}

/// Reads to this end, and no further.
fn read_until(stream: &mut (impl Read + AsRawFd), end: &str) -> String {
    let (mut log, mut byte) = (Vec::new(), [0]);
    while !log.ends_with(end.as_bytes()) {
        const PATIENCE: i32 = 120_000;
        let said = || String::from_utf8_lossy(&log);
        let mut come = libc::pollfd {
            fd: stream.as_raw_fd(),
            events: libc::POLLIN,
            revents: 0,
        };
        // SAFETY: it is one, and lives until the call is over.
        let came = unsafe { libc::poll(&raw mut come, 1, PATIENCE) };
        assert_eq!(came, 1, "nothing more has come after:\n{}", said());
        // No more than that is taken from what others read later.
        stream
            .read_exact(&mut byte)
            .unwrap_or_else(|error| panic!("{error} after:\n{}", said()));
        log.push(byte[0]);
    }
    String::from_utf8_lossy(&log).into_owned()
}

fn signal(run: &Child, signal: i32) {
    let id = libc::pid_t::try_from(run.id()).expect("a process id fits its type");
    // SAFETY: the child has not been waited for, so the id is still its own.
    assert_eq!(unsafe { libc::kill(id, signal) }, 0);
}

/// Whether a process of a group stays alive. One that has ended is in its group until its end is seen by the system's
/// first process, which may take a moment.
fn is_alive(group: u32) -> bool {
    let group = libc::pid_t::try_from(group).expect("a process id fits its type");
    let patience = Instant::now() + Duration::from_secs(10);
    // SAFETY: signal 0 is sent to nobody; it asks whether there is anybody.
    while unsafe { libc::kill(-group, 0) == 0 } {
        if Instant::now() > patience {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    false
}

#[test]
fn ten_accounts_are_deployed_side_by_side_by_a_role() {
    let world = World::new("ten", "nine");
    let mut command = world.program();
    command.args([
        "deploy",
        "--format",
        "json",
        "--profile",
        "shop-ci",
        "--assume-role",
        "deployer",
    ]);
    let run = output(&mut command);
    assert!(run.status.success(), "{}", printed(&run));
    let text = String::from_utf8_lossy(&run.stdout);
    assert_eq!(
        text.lines()
            .filter(|line| line.ends_with("  created"))
            .count(),
        10,
        "{text}"
    );
    assert!(world.holds_what_is_declared());
}

#[test]
fn a_large_template_goes_by_way_of_a_bucket() {
    let world = World::new("large", "one");
    let place = [
        "--create-bucket-configuration",
        "LocationConstraint=eu-west-1",
    ];
    let bucket = ["s3api", "create-bucket", "--bucket", "templates"];
    world
        .emulator
        .json("111111111111", &[&bucket[..], &place].concat());
    let mut program = world.program();
    let large = ["deploy", "--s3-bucket", "ci=templates", "--json"];
    program
        .env("PADDING", "51200")
        .args(large)
        .args(&PROFILES[..4]);
    let run = output(&mut program);
    assert!(run.status.success(), "{}", printed(&run));
    let created = ["rollout-ci CREATE_COMPLETE"];
    assert_eq!(world.emulator.stacks("111111111111"), created);
}

#[test]
fn a_dry_run_shows_what_would_change_and_changes_nothing() {
    let mut world = World::new("dry", "one");
    let synth = output(world.program().arg("synth"));
    assert!(synth.status.success(), "{}", printed(&synth));
    world.emulator.deploy(&world.folder.join("cfn.out"));
    let before = world.emulator.read_back("111111111111", &["eu-west-1"]);
    world.targets = "two";
    let run = world.run(&["deploy", "--dry-run"]);
    let text = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{}", printed(&run));
    for line in [
        "rollout-dev   222222222222  eu-west-1  unchanged",
        "rollout-prod  033333333333  eu-west-1  would be created",
        "  + DeployerRole (AWS::IAM::Role)",
        "rollout-ci    111111111111  eu-west-1  would be updated",
        "  ~ ArtifactBucketPolicy (AWS::S3::BucketPolicy)",
    ] {
        assert!(
            text.lines().any(|found| found == line),
            "`{line}` is missing:\n{text}"
        );
    }
    assert_eq!(
        before,
        world.emulator.read_back("111111111111", &["eu-west-1"])
    );
    assert!(world.emulator.stacks("033333333333").is_empty());
}
