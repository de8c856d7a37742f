//! Emulated AWS accounts: moto's services behind one address, and the real AWS command line that talks to them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::folder::Folder;
use crate::python;
use crate::tools::{output, printed};

/// The region of a call that names none.
pub const REGION: &str = "eu-west-1";

/// A server of its own, in which every account id is an account.
///
/// It ends with this value, or, as its input ends then, with the process that holds it.
pub struct Emulator {
    server: Child,
    url: String,
    talk: Mutex<Talk>,
    known: Mutex<BTreeMap<String, Credentials>>,
    folder: Folder,
}

/// The server answers each line with a line.
struct Talk {
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What acts in an account.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: String,
    /// `AWS_SESSION_TOKEN`.
    pub session_token: String,
}

impl Emulator {
    /// Starts the server and waits until it answers.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start() -> Self {
        static STARTED: AtomicUsize = AtomicUsize::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let folder = Folder::new(&format!("emulator-{number}"));
        let mut command = python::AWS.script("emulator");
        let mut server = deaf(&mut command, &folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start the emulator: {error}"));
        let questions = server.stdin.take().expect("its input is piped");
        let mut answers = BufReader::new(server.stdout.take().expect("its output is piped"));
        let url = line(&mut answers);
        Self {
            server,
            url,
            talk: Mutex::new(Talk { questions, answers }),
            known: Mutex::default(),
            folder,
        }
    }

    /// The address of every service.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Keys that act in an account.
    ///
    /// # Panics
    /// When the emulator does not answer.
    pub fn credentials(&self, account: &str) -> Credentials {
        let mut known = self.known.lock().expect("no test failed in here");
        if let Some(credentials) = known.get(account) {
            return credentials.clone();
        }
        let answer = self.ask(&json!(["credentials", account]));
        let text = |key: &str| {
            let text = answer[key].as_str();
            text.unwrap_or_else(|| panic!("{answer} lacks {key}"))
                .to_owned()
        };
        let credentials = Credentials {
            access_key_id: text("AccessKeyId"),
            secret_access_key: text("SecretAccessKey"),
            session_token: text("SessionToken"),
        };
        known.insert(account.to_owned(), credentials.clone());
        credentials
    }

    /// Creates or updates the stacks of an output folder in its order, without the AWS command line.
    ///
    /// # Panics
    /// When a stack fails.
    pub fn deploy(&self, folder: &Path) {
        self.ask(&json!(["deploy", folder]));
    }

    /// Deletes the stacks of an output folder, the last one first.
    ///
    /// # Panics
    /// When a stack cannot be deleted.
    pub fn delete(&self, folder: &Path) {
        self.ask(&json!(["delete", folder]));
    }

    /// What an account holds, as the services tell it: for each ARN an object whose `type` says what it is.
    ///
    /// # Panics
    /// When a service refuses to tell.
    pub fn read_back(&self, account: &str, regions: &[&str]) -> Value {
        self.ask(&json!(["read_back", account, regions]))
    }

    /// What a managed policy of AWS's own says.
    ///
    /// # Panics
    /// When the emulator does not answer.
    pub fn policy_of_aws(&self, arn: &str) -> Option<Value> {
        let document = self.ask(&json!(["policy_of_aws", arn]));
        (!document.is_null()).then_some(document)
    }

    /// The name and the status of each stack of an account, as `name STATUS`.
    ///
    /// # Panics
    /// When the emulator does not answer.
    pub fn stacks(&self, account: &str) -> Vec<String> {
        let answer = self.ask(&json!(["stacks", account, REGION]));
        serde_json::from_value(answer).expect("stacks are lines")
    }

    /// Holds up every resource from now on, in stacks that are in progress meanwhile; or none any more.
    ///
    /// # Panics
    /// When the emulator does not answer.
    pub fn hold(&self, held: bool) {
        self.ask(&json!(["hold", held]));
    }

    /// Makes a region one that no account has enabled.
    ///
    /// # Panics
    /// When the emulator does not answer.
    pub fn disable(&self, region: &str) {
        self.ask(&json!(["disable", region]));
    }

    fn ask(&self, question: &Value) -> Value {
        let mut talk = self.talk.lock().expect("no test failed in here");
        writeln!(talk.questions, "{question}").expect("the emulator reads its input");
        let mut answer: Value =
            serde_json::from_str(&line(&mut talk.answers)).expect("the emulator answers with JSON");
        // A failure of one test must not poison the talk of the others.
        drop(talk);
        if let Some(error) = answer["error"].as_str() {
            panic!("the emulator cannot answer {question}:\n{error}");
        }
        answer["answer"].take()
    }

    /// The AWS command line, acting in an account.
    pub fn aws(&self, account: &str) -> Command {
        let mut command = python::AWS.installed("aws");
        self.surround(&mut command);
        let credentials = self.credentials(account);
        command
            .env("AWS_ACCESS_KEY_ID", credentials.access_key_id)
            .env("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key)
            .env("AWS_SESSION_TOKEN", credentials.session_token);
        command
    }

    /// What a call of the AWS command line answers; `null` where it answers nothing.
    ///
    /// # Panics
    /// When the call fails.
    pub fn json<S: AsRef<OsStr>>(&self, account: &str, arguments: &[S]) -> Value {
        let mut command = self.aws(account);
        command.args(arguments);
        let output = output(&mut command);
        assert!(
            output.status.success(),
            "{command:?} failed ({}):\n{}",
            output.status,
            printed(&output)
        );
        if output.stdout.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{command:?} does not answer with JSON: {error}"))
    }

    /// Puts a program among these accounts and nothing else: it finds `aws` on its path, the profiles of
    /// [`Self::profiles`], and no setting of whoever runs the test.
    pub fn surround<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        deaf(command, &self.folder)
            .env("AWS_ENDPOINT_URL", &self.url)
            .env("AWS_CONFIG_FILE", self.folder.join("config"))
            .env(
                "AWS_SHARED_CREDENTIALS_FILE",
                self.folder.join("credentials"),
            )
            .env("AWS_DEFAULT_REGION", REGION)
            .env("AWS_PAGER", "")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            // No call is tried twice: an error of this server does not pass.
            .env("AWS_MAX_ATTEMPTS", "1")
    }

    /// Writes a configuration with a profile for each account, for programs that are given profiles.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn profiles(&self, profiles: &[(&str, &str)]) -> PathBuf {
        let mut text = String::new();
        for (name, account) in profiles {
            let keys = self.credentials(account);
            // A name of several words stands in quotes.
            let name = if name.contains(' ') {
                format!("\"{name}\"")
            } else {
                (*name).to_owned()
            };
            let _ = writeln!(
                text,
                "[profile {name}]\nregion = {REGION}\naws_access_key_id = {}\naws_secret_access_key = {}\n\
                 aws_session_token = {}\n",
                keys.access_key_id, keys.secret_access_key, keys.session_token
            );
        }
        let path = self.folder.join("config");
        fs::write(&path, text)
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
        path
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A command with an environment of its own, in which Python's programs come first.
fn deaf<'a>(command: &'a mut Command, home: &Folder) -> &'a mut Command {
    let mut path = python::AWS.programs().as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    command
        .env_clear()
        .env("PATH", path)
        .env("HOME", home.path())
        .env("LANG", "C.UTF-8")
}

fn line(answers: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    answers
        .read_line(&mut line)
        .unwrap_or_else(|error| panic!("the emulator is gone: {error}"));
    assert!(!line.is_empty(), "the emulator ended");
    line.trim_end().to_owned()
}
