//! A run of a program, to its end or until its user does not want to wait for it any more.

use std::io::{self, Read};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;

use super::interrupt::{self, BREATH};

/// How long a program may still take after a signal, in breaths. On a terminal the signal has reached it too; where
/// it has not, an answer that is on its way is worth these five seconds.
const PATIENCE: u32 = 50;

/// What a program says, once it has ended.
///
/// # Errors
///
/// It cannot be run, or had to be ended after a signal.
pub(super) fn output(program: &mut Command) -> io::Result<Output> {
    program.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.spawn()?;
    let (stdout, stderr) = (poured(child.stdout.take()), poured(child.stderr.take()));
    let mut patience = PATIENCE;
    Ok(Output {
        stdout: received(&stdout, &mut child, &mut patience)?,
        stderr: received(&stderr, &mut child, &mut patience)?,
        status: child.wait()?,
    })
}

/// Reads a stream to its end, meanwhile.
fn poured(stream: Option<impl Read + Send + 'static>) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = match stream {
            Some(mut stream) => stream.read_to_end(&mut bytes),
            None => Ok(0),
        };
        // Nobody waits for it any more where the program was ended.
        let _ = sender.send(read.map(|_| bytes));
    });
    receiver
}

fn received(
    stream: &Receiver<io::Result<Vec<u8>>>,
    child: &mut Child,
    patience: &mut u32,
) -> io::Result<Vec<u8>> {
    loop {
        match stream.recv_timeout(BREATH) {
            Ok(bytes) => return bytes,
            Err(RecvTimeoutError::Timeout) if !interrupt::asked() => {}
            Err(RecvTimeoutError::Timeout) if *patience > 0 => *patience -= 1,
            Err(_) => {
                child.kill()?;
                child.wait()?;
                return Err(io::ErrorKind::Interrupted.into());
            }
        }
    }
}
