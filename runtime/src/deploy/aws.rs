//! The AWS command line as a program: it is run, and its answers are read.

use std::process::{Command, Stdio};
use std::sync::{Condvar, Mutex, PoisonError};

use super::credentials::{Credentials, Session};
use super::fault::Fault;
use super::program;
use crate::template::{Node, read};
use crate::threads::cores;

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
pub(super) struct Aws {
    program: &'static str,
    gate: Gate,
}

impl Aws {
    /// The AWS command line.
    pub(super) fn new() -> Aws {
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
    pub(super) fn json(
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
            words.push(word.to_owned());
        }
        for value in values {
            words.push((*value).to_owned());
        }
        program
            .args(&words)
            .args(&["--region", region, "--output", "json"][..])
            .stdin(Stdio::null());
        for &(name, value) in ENVIRONMENT {
            program.env(name, value);
        }
        let passing = self.gate.pass();
        let output = program::output(&mut program).map_err(Fault::of_program)?;
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
pub(super) fn part<'a>(answer: &'a Node, command: &str, key: &str) -> Result<&'a Node, Fault> {
    match answer.get(key) {
        Some(part) => Ok(part),
        None => Err(Fault::new(format!(
            "`aws {command}` answered without `{key}`"
        ))),
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
