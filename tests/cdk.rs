//! The command line of the AWS CDK deploys what is written for it, each stack to its own account.

#[path = "cdk/assembly.rs"]
mod assembly;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::{env, fs, iter};

use passrole_tests::accounts::Accounts;
use passrole_tests::emulator::{Emulator, REGION};
use passrole_tests::examples;
use passrole_tests::folder::Folder;
use passrole_tests::template::list;
use passrole_tests::tools::{beside, output, printed};
use passrole_tests::{node, stacks};
use serde_json::{Value, json};

/// The profile of each account, in the order in which their stacks are deployed.
const PROFILES: [(&str, &str); 3] = [
    ("dev", "222222222222"),
    ("prod", "033333333333"),
    ("ci", "111111111111"),
];
/// What is retained when the pipeline's stack is deleted.
const RETAINED: &str = "bucket key";

/// A folder with a `cdk.json`.
struct Project {
    folder: Folder,
}

impl Project {
    /// A project whose app is the storefront.
    fn new(name: &str) -> Project {
        let app = json!({ "app": examples::named("storefront").program });
        let folder = Folder::new(name);
        fs::write(folder.join("cdk.json"), app.to_string()).expect("it is writable");
        Project { folder }
    }

    /// A run of the CDK's command line that has no credentials.
    fn run(&self, arguments: &str) -> Output {
        let mut command = Command::new(node::installed("cdk"));
        command
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .env("AWS_EC2_METADATA_DISABLED", "true");
        self.finish(command, arguments)
    }

    fn finish(&self, mut command: Command, arguments: &str) -> Output {
        command
            .env("CDK_DISABLE_CLI_TELEMETRY", "true")
            .env("CDK_DISABLE_VERSION_CHECK", "true")
            .env("NODE_NO_WARNINGS", "1")
            .env("NO_COLOR", "1")
            .envs(rust())
            .args(arguments.split_whitespace())
            .arg("--no-notices")
            .current_dir(self.folder.path());
        output(&mut command)
    }
}

/// A project, and emulated accounts to deploy it to.
struct Deployment {
    project: Project,
    emulator: Emulator,
}

impl Deployment {
    fn of(project: Project) -> Deployment {
        let emulator = Emulator::start();
        emulator.profiles(&PROFILES);
        Deployment { project, emulator }
    }

    /// A run of the CDK's command line that has a profile for each account, and all that it prints.
    fn run(&self, arguments: &str) -> (bool, String) {
        let mut command = Command::new(node::installed("cdk"));
        self.emulator.surround(&mut command);
        let output = self.project.finish(command, arguments);
        (output.status.success(), printed(&output))
    }

    fn done(&self, arguments: &str) -> String {
        let (done, text) = self.run(arguments);
        assert!(done, "cdk {arguments}:\n{text}");
        text
    }

    fn failed(&self, arguments: &str) -> String {
        let (done, text) = self.run(arguments);
        assert!(!done, "cdk {arguments}:\n{text}");
        text
    }

    fn out(&self) -> PathBuf {
        self.project.folder.join("cdk.out")
    }

    /// Whether this stack is what an account has of stacks.
    fn assert_stack(&self, account: &str, name: &str) {
        let arguments = ["cloudformation", "describe-stacks"];
        let answer = self.emulator.json(account, &arguments);
        let [stack] = list(&answer["Stacks"]) else {
            panic!("{account} has {answer}");
        };
        assert_eq!(stack["StackName"], name);
        assert_eq!(stack["StackStatus"], "CREATE_COMPLETE");
    }

    /// Whether each account holds what its stack declares, and nothing else.
    fn assert_complete(&self) {
        let declared = Accounts::declared(&self.out());
        let found = Accounts::read_back(&self.emulator, &self.out());
        assert_eq!(declared.held, found.held);
    }

    /// What each account holds, by profile: the types, in order. Accounts that hold nothing are left out.
    fn held(&self) -> BTreeMap<&'static str, String> {
        let held = PROFILES.map(|(profile, account)| {
            let held = self.emulator.read_back(account, &[REGION]);
            let held = held.as_object().expect("it is one");
            let mut types: Vec<&str> = held.values().filter_map(|it| it["type"].as_str()).collect();
            types.sort_unstable();
            (profile, types.join(" "))
        });
        let used = held.into_iter().filter(|(_, types)| !types.is_empty());
        used.collect()
    }
}

/// Where Rust is, for a project that is built, and where to build it.
fn rust() -> impl Iterator<Item = (&'static str, std::ffi::OsString)> {
    let home = env::home_dir().expect("whoever runs the tests has a home");
    let places = [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")];
    let target = concat!(env!("CARGO_TARGET_TMPDIR"), "/cdk-template");
    places
        .map(|(name, folder)| (name, env::var_os(name).unwrap_or(home.join(folder).into())))
        .into_iter()
        .chain(iter::once(("CARGO_TARGET_DIR", target.into())))
}

/// The template, copied out of this repository: the dependency's path is changed, and what else `change` changes.
fn template(name: &str, change: impl Fn(&str, String) -> String) -> Deployment {
    let folder = Folder::new(name);
    let source = beside("../examples/cdk");
    fs::create_dir(folder.join("src")).expect("it is writable");
    for file in ["cdk.json", "Cargo.toml", "src/main.rs", "../../Cargo.lock"] {
        let text = fs::read_to_string(source.join(file))
            .unwrap_or_else(|error| panic!("cannot read {file}: {error}"));
        let runtime = format!("{:?}", beside("../runtime"));
        let text = text.replace("\"../../runtime\"", &runtime);
        let to = folder.join(file.trim_start_matches("../"));
        fs::write(to, change(file, text)).expect("it is writable");
    }
    Deployment::of(Project { folder })
}

#[test]
fn a_project_made_from_the_template_is_deployed_account_by_account() {
    let deployment = template("cdk-template", |_, text| text);
    let names = String::from_utf8(deployment.project.run("ls").stdout).expect("it is UTF-8");
    let stacks = PROFILES.map(|(profile, _)| format!("storefront-{profile}"));
    assert_eq!(names.lines().collect::<Vec<_>>(), stacks);
    let diff = deployment.done("diff storefront-dev --exclusively --profile dev");
    assert!(diff.contains("[+] AWS::IAM::Role DeployerRole"), "{diff}");
    for (profile, account) in PROFILES {
        deployment.done(&format!(
            "deploy storefront-{profile} --exclusively --profile {profile} --require-approval never"
        ));
        deployment.assert_stack(account, &format!("storefront-{profile}"));
    }
    deployment.assert_complete();
    deployment.done("destroy storefront-ci --exclusively --profile ci --force");
    let held = deployment.held();
    assert_eq!(held["dev"], "role role");
    assert_eq!(held["ci"], RETAINED);
}

#[test]
fn one_command_deploys_to_ten_accounts_by_a_role_of_each() {
    let names: Vec<String> = (1..=7).map(|number| format!("shop{number}")).collect();
    let deployment = template("cdk-ten", |file, text| match file {
        "cdk.json" => text.replace("--quiet", "--quiet -- --assume-role ops/deployment"),
        // The programs of two tests are built side by side.
        "Cargo.toml" => text.replace("cdk-template", "cdk-ten"),
        "src/main.rs" => {
            let (start, rest) = text.split_once("account ci").expect("it declares accounts");
            let more = names.iter().zip(1..).map(|(name, number)| {
                format!("account {name} = \"44444444444{number}\" in \"eu-west-1\";\n")
            });
            let text = format!("{start}{}account ci{rest}", more.collect::<String>());
            text.replace("[dev, prod]", &format!("[dev, prod, {}]", names.join(", ")))
        }
        _ => text,
    });
    deployment.done("deploy --all --concurrency 4 --profile ci --require-approval never");
    assert_eq!(stacks::read(&deployment.out()).len(), 10);
    deployment.assert_complete();
    deployment.done("diff --profile ci --method template --fail");
    deployment.done("destroy --all --profile ci --force");
    assert_eq!(deployment.held(), [("ci", RETAINED.to_owned())].into());
}

/// Where no role is named, the CDK has the credentials of one account.
#[test]
fn credentials_of_one_account_deploy_nothing_to_another() {
    let deployment = Deployment::of(Project::new("cdk-wrong"));
    let refusal = |arguments, needed, given, used: &[&str]| {
        let text = deployment.failed(&format!("deploy {arguments} --require-approval never"));
        let refusal = format!(
            "Need to perform AWS calls for account {needed}, but the current credentials are for {given}"
        );
        assert!(text.contains(&refusal), "{arguments}:\n{text}");
        let held = deployment.held();
        assert!(held.keys().eq(used), "{arguments}: {held:?}");
    };
    let [(_, dev), (_, prod), (_, ci)] = PROFILES;
    refusal("storefront-dev --profile prod", dev, prod, &[]);
    // The stacks that a stack waits for are deployed with it, where it is not named exclusively.
    refusal("storefront-ci --profile ci", dev, ci, &[]);
    refusal("--all --profile dev", prod, dev, &["dev"]);
}

/// It goes through a bucket, which only a bootstrapped account has.
#[test]
fn a_template_that_is_too_large_is_refused_with_what_to_do() {
    let deployment = Deployment::of(Project::new("cdk-large"));
    assert!(deployment.project.run("ls").status.success());
    let path = deployment.out().join("storefront-dev.template.json");
    let text = fs::read_to_string(&path).expect("it was written");
    let mut template: Value = serde_json::from_str(&text).expect("it is JSON");
    template["Metadata"] = json!({ "Padding": "x".repeat(51_200) });
    fs::write(&path, template.to_string()).expect("it is writable");
    let text = deployment.failed("deploy storefront-dev --app cdk.out --profile dev");
    let help = "cdk bootstrap aws://222222222222/eu-west-1";
    assert!(text.contains(help), "{text}");
    assert!(deployment.held().is_empty());
}
