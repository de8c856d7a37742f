//! A run of a program, to its end or until its user does not want to wait for it any more.

use std::io::{self, Read};
use std::panic::resume_unwind;
use std::process::{Command, Output, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::interrupt;

/// How long it takes to see that a program has ended.
const LOOK: Duration = Duration::from_millis(10);

/// How long a program may still take after a signal, in looks. On a terminal the signal has reached it too; where
/// it has not, an answer that is on its way is worth these five seconds or so.
const PATIENCE: u32 = 500;

/// What reads a stream to its end.
type ReadToEnd = Box<dyn FnOnce(&mut Vec<u8>) -> io::Result<usize> + Send>;

/// What a stream holds, read by a thread.
type Pour = JoinHandle<io::Result<Vec<u8>>>;

/// What a program says, once it has ended.
///
/// # Errors
///
/// It cannot be run, or had to be ended after a signal.
pub(super) fn output(program: &mut Command) -> io::Result<Output> {
    program.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.spawn()?;
    let mut stdout = child.stdout.take().expect("it is piped");
    let mut stderr = child.stderr.take().expect("it is piped");
    let stdout = pour(Box::new(move |bytes| stdout.read_to_end(bytes)));
    let stderr = pour(Box::new(move |bytes| stderr.read_to_end(bytes)));
    if !are_finished(&stdout, &stderr) {
        // Nobody waits for the threads: what the program has started may hold the streams open.
        child.kill()?;
        child.wait()?;
        return Err(io::ErrorKind::Interrupted.into());
    }
    Ok(Output {
        stdout: poured(stdout)?,
        stderr: poured(stderr)?,
        status: child.wait()?,
    })
}

/// Reads a stream to its end, meanwhile.
fn pour(read_to_end: ReadToEnd) -> Pour {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        read_to_end(&mut bytes)?;
        Ok(bytes)
    })
}

/// Waits until both are read, and says whether they are: after a signal not for long.
fn are_finished(stdout: &Pour, stderr: &Pour) -> bool {
    let mut patience = PATIENCE;
    while !(stdout.is_finished() && stderr.is_finished()) {
        if patience == 0 {
            return false;
        }
        thread::sleep(LOOK);
        patience -= u32::from(interrupt::asked());
    }
    true
}

fn poured(pour: Pour) -> io::Result<Vec<u8>> {
    match pour.join() {
        Ok(read) => read,
        Err(panic) => resume_unwind(panic),
    }
}
