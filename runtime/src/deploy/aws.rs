//! The AWS command line as a program: it is run, its answers are read, and its errors become one clear line.

use std::process::{Command, Stdio};
use std::sync::{Condvar, Mutex, PoisonError};
use std::{fmt, io};

use super::credentials::{Credentials, Session};
use super::program;
use crate::Error;
use crate::template::{Node, read};
use crate::threads::cores;

const NO_PROGRAM: &str =
    "there is no program `aws`: install the AWS command line, https://aws.amazon.com/cli";
const NO_CREDENTIALS: &str =
    "there are no credentials: name a profile (--profile NAME), or set AWS_PROFILE";

/// What it says where it has reached no service.
const UNREACHABLE: &[&str] = &[
    "Could not connect to the endpoint URL",
    "Connect timeout on endpoint URL",
    "Read timeout on endpoint URL",
    "Connection was closed before we received a valid response",
    "Failed to connect to proxy URL",
    "SSL validation failed",
];

/// What services answer that are asked too much, or are not well: the codes after which the AWS command line itself
/// tries again, <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-retries.html>.
const PASSING: &[&str] = &[
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestLimitExceeded",
    "TooManyRequestsException",
    "SlowDown",
    "RequestTimeout",
    "RequestTimeoutException",
    "InternalFailure",
    "InternalError",
    "ServiceUnavailable",
    "500",
    "502",
    "503",
    "504",
];

/// What it is run with.
const ENVIRONMENT: &[(&str, &str)] = &[
    // No pager, and files are read as what they are: UTF-8.
    ("AWS_PAGER", ""),
    ("AWS_CLI_AUTO_PROMPT", "off"),
    ("AWS_CLI_FILE_ENCODING", "UTF-8"),
    ("PYTHONUTF8", "1"),
    // Tokens of the global endpoint are not good in a region that had to be enabled.
    ("AWS_STS_REGIONAL_ENDPOINTS", "regional"),
];

/// The program `aws`, as it is found in the `PATH`.
pub(crate) struct Aws {
    program: &'static str,
    gate: Gate,
}

impl Aws {
    /// The AWS command line.
    pub(crate) fn new() -> Aws {
        // A run costs half a second of a processor before it asks anything, and then waits for the network.
        Aws {
            program: "aws",
            gate: Gate::new(cores().max(2) * 2),
        }
    }

    /// What a command answers, as JSON; where it answers nothing, an empty text. The words of the command stand in a
    /// text, and behind them stand values, each of which is one argument whatever it holds.
    ///
    /// # Errors
    ///
    /// The program cannot be run, or what it says went wrong.
    pub(crate) fn json(
        &self,
        credentials: &Credentials,
        region: &str,
        command: &'static str,
        values: &[&str],
    ) -> Result<Node, Fault> {
        let session = credentials.session(self, None)?;
        match self.run(&session, region, command, values) {
            Err(fault) if fault.is_expired() => {
                let session = credentials.session(self, Some(&session))?;
                self.run(&session, region, command, values)
            }
            answer => answer,
        }
    }

    pub(super) fn run(
        &self,
        session: &Session,
        region: &str,
        command: &'static str,
        values: &[&str],
    ) -> Result<Node, Fault> {
        let mut program = Command::new(self.program);
        session.hand_to(&mut program);
        let mut words = Vec::new();
        for word in command.split(' ') {
            words.push(word);
        }
        words.extend_from_slice(values);
        program
            .args(words.as_slice())
            .args(&["--region", region, "--output", "json"][..])
            .stdin(Stdio::null());
        for &(name, value) in ENVIRONMENT {
            program.env(name, value);
        }
        let passing = self.gate.pass();
        let output = program::output(&mut program).map_err(missing)?;
        drop(passing);
        if !output.status.success() {
            return Err(Fault::of(&String::from_utf8_lossy(&output.stderr)));
        }
        object(&words.join(" "), &String::from_utf8_lossy(&output.stdout))
    }
}

/// What a command answered: a JSON object, or nothing, which is an empty text. The reader takes YAML too, in which any
/// words are a text, so that a page of a proxy would pass for an answer that names nothing.
fn object(command: &str, text: &str) -> Result<Node, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Node::from(""));
    }
    match read::read(text) {
        Ok(answer @ Node::Map(_)) if text.starts_with('{') => Ok(answer),
        Err(error) if text.starts_with('{') => Err(Fault::new(format!(
            "`aws {command}` answered what is no JSON: {error}"
        ))),
        _ => Err(Fault::new(format!(
            "`aws {command}` answered what is no JSON object: {}",
            text.lines().next().unwrap_or_default()
        ))),
    }
}

/// What stands under a key in the answer of a command.
///
/// # Errors
///
/// Nothing does. What is not answered is not known: it may not pass for something that is not there.
pub(crate) fn part<'a>(answer: &'a Node, command: &str, key: &str) -> Result<&'a Node, Fault> {
    match answer.get(key) {
        Some(part) => Ok(part),
        None => Err(Fault::new(format!(
            "`aws {command}` answered without `{key}`"
        ))),
    }
}

fn missing(error: io::Error) -> Fault {
    Fault::new(match error.kind() {
        io::ErrorKind::NotFound => NO_PROGRAM.to_owned(),
        _ => format!("cannot run `aws`: {error}"),
    })
}

/// Whether a text holds one of these words.
pub(super) fn says_one_of(text: &str, words: &[&str]) -> bool {
    for words in words {
        if text.contains(*words) {
            return true;
        }
    }
    false
}

fn on_one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        line.push_str(if line.is_empty() { "" } else { " " });
        line.push_str(word);
    }
    line
}

/// What the AWS command line says went wrong.
pub(crate) struct Fault {
    /// The service's code for it, such as `ValidationError`.
    code: String,
    message: String,
}

impl Fault {
    pub(super) fn new(message: String) -> Fault {
        Fault {
            code: String::new(),
            message,
        }
    }

    /// Reads what stands on standard error.
    fn of(text: &str) -> Fault {
        let text = on_one_line(text);
        let text = text.strip_prefix("aws: [ERROR]: ").unwrap_or(&text);
        let service = text
            .find("An error occurred (")
            .and_then(|at| text[at..].split_once('(')?.1.split_once(')'));
        if let Some((code, rest)) = service
            && let Some((_, rest)) = rest.split_once(" operation")
            // It may have tried several times: ` (reached max retries: 2): Rate exceeded`.
            && let Some((_, message)) = rest.split_once(match rest.starts_with(' ') {
                true => "): ",
                false => ": ",
            })
        {
            return Fault {
                code: code.to_owned(),
                message: message.to_owned(),
            };
        }
        let message = match text {
            "" => "`aws` failed without a word",
            _ if text.contains("Unable to locate credentials") => NO_CREDENTIALS,
            _ => text,
        };
        Fault::new(message.to_owned())
    }

    /// Whether the service says that there is no such stack.
    pub(crate) fn is_missing_stack(&self) -> bool {
        self.code == "ValidationError" && self.message.contains("does not exist")
    }

    /// Whether the code is one of these.
    pub(super) fn is(&self, codes: &[&str]) -> bool {
        codes.contains(&self.code.as_str())
    }

    /// Whether it lies in this machine and not in one account.
    pub(super) fn is_everywhere(&self) -> bool {
        self.message == NO_PROGRAM || self.message == NO_CREDENTIALS
    }

    /// Whether no service was reached, which says nothing of the credentials.
    pub(super) fn is_unreachable(&self) -> bool {
        says_one_of(&self.message, UNREACHABLE)
    }

    /// Whether the same question may have an answer in a moment.
    pub(super) fn is_passing(&self) -> bool {
        self.is_unreachable() || self.is(PASSING)
    }

    fn is_expired(&self) -> bool {
        self.is(&["ExpiredToken", "ExpiredTokenException", "RequestExpired"])
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code.as_str() {
            "" | "ValidationError" => f.write_str(&self.message),
            code => write!(f, "{} ({code})", self.message.trim_end_matches('.')),
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Error {
        Error::new(fault.to_string())
    }
}

/// Lets so many through at a time.
struct Gate {
    free: Mutex<usize>,
    changed: Condvar,
}

impl Gate {
    fn new(width: usize) -> Gate {
        Gate {
            free: Mutex::new(width),
            changed: Condvar::new(),
        }
    }

    /// Waits for room. The room is taken until what is given back goes.
    fn pass(&self) -> Passing<'_> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        while *free == 0 {
            let waited = self.changed.wait(free);
            free = waited.unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        Passing(self)
    }
}

/// The room that one takes in a gate.
struct Passing<'g>(&'g Gate);

impl Drop for Passing<'_> {
    fn drop(&mut self) {
        let free = self.0.free.lock();
        *free.unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::template::{list, map};

    #[test]
    fn a_fault_is_the_services_code_and_message() {
        let told = "\nAn error occurred (AccessDenied) when calling the AssumeRole operation: User: x is\nnot authorized.\n";
        let fault = Fault::of(told);
        assert!(fault.is(&["AccessDenied"]));
        assert_eq!(
            fault.to_string(),
            "User: x is not authorized (AccessDenied)"
        );
        let told = "An error occurred (Throttling) when calling the X operation (reached max retries: 2): Rate exceeded: 5";
        let fault = Fault::of(told);
        assert!(fault.is_passing());
        assert_eq!(fault.to_string(), "Rate exceeded: 5 (Throttling)");
        let told = "aws: [ERROR]: An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id x does not exist";
        let fault = Fault::of(told);
        assert!(fault.is_missing_stack());
        assert_eq!(fault.to_string(), "Stack with id x does not exist");
    }

    #[test]
    fn what_the_program_says_itself_stays() {
        let fault = Fault::of("\nThe config profile (x) could not be found\n");
        assert_eq!(
            fault.to_string(),
            "The config profile (x) could not be found"
        );
        assert_eq!(Fault::of(" ").to_string(), "`aws` failed without a word");
        let fault = Fault::of("Unable to locate credentials. You can configure credentials by …");
        assert!(fault.to_string().starts_with("there are no credentials"));
    }

    #[test]
    fn a_value_is_one_argument_whatever_it_holds() {
        let aws = Aws {
            program: "printf",
            gate: Gate::new(1),
        };
        let values = ["two words", "it's $HOME; `id`", "", "--a=b *"];
        let command = r#"{"all":["%s","%s","%s","%s","%s","%s","%s","%s"]}"#;
        let answer = aws.run(&Session::of(None), "eu-west-1", command, &values);
        let told = answer.unwrap_or_else(|fault| panic!("{fault}"));
        let [a, b, c, d] = values;
        assert_eq!(
            told,
            map! { "all": list![a, b, c, d, "--region", "eu-west-1", "--output", "json"] }.into()
        );
    }

    #[test]
    fn what_is_no_json_object_is_no_answer() {
        for text in ["Hello <html>", "key: value", "[]", "null", "{"] {
            let told = object("sts x", text).map_err(|fault| fault.to_string());
            let why = told.expect_err(text);
            assert!(
                why.starts_with("`aws sts x` answered what is no JSON"),
                "{why}"
            );
        }
        let answer = object("sts x", "\n{}\n").unwrap_or_else(|fault| panic!("{fault}"));
        let part = part(&answer, "sts x", "Account").map_err(|fault| fault.to_string());
        assert_eq!(
            part,
            Err("`aws sts x` answered without `Account`".to_owned())
        );
    }

    #[test]
    fn no_more_than_that_many_pass_at_a_time() {
        use std::sync::atomic::{AtomicUsize, Ordering};

        let gate = Gate::new(2);
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let _passing = gate.pass();
                    let now = inside.fetch_add(1, Ordering::SeqCst) + 1;
                    most.fetch_max(now, Ordering::SeqCst);
                    thread::sleep(std::time::Duration::from_millis(5));
                    inside.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(most.into_inner(), 2);
    }
}
