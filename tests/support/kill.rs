//! Kills a program at a system call of one's choice.
//!
//! Between two system calls a program changes nothing that outlives it, so killing it at each of them in turn shows
//! everything that a kill can leave behind.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::ptr::null_mut;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It was killed at that system call.
    Killed,
    /// It came to its end before, with that exit code.
    Exited(i32),
}

/// Runs a program of one thread and kills it when it has begun or finished a system call for the `stops`-th time.
///
/// # Panics
/// When the program cannot be started or traced.
pub fn at_stop(command: &mut Command, stops: usize) -> End {
    // SAFETY: between fork and exec the child makes one system call and nothing else.
    unsafe {
        command.pre_exec(|| {
            succeeded(libc::ptrace(
                libc::PTRACE_TRACEME,
                0,
                null_mut::<()>(),
                null_mut::<()>(),
            ))
        });
    }
    let id = command
        .spawn()
        .map(|child| child.id())
        .unwrap_or_else(|error| panic!("cannot trace {command:?}: {error}"));
    let id = libc::pid_t::try_from(id).expect("a process id fits its type");
    // The first stop is the program's start.
    for _ in 0..=stops {
        let status = wait(id);
        if libc::WIFEXITED(status) {
            return End::Exited(libc::WEXITSTATUS(status));
        }
        assert!(
            libc::WIFSTOPPED(status),
            "the program ended by itself with status {status}"
        );
        // SAFETY: the child is stopped and traced by this thread.
        let resumed =
            unsafe { libc::ptrace(libc::PTRACE_SYSCALL, id, null_mut::<()>(), null_mut::<()>()) };
        succeeded(resumed).expect("a stopped child can go on");
    }
    let status = wait(id);
    if libc::WIFEXITED(status) {
        return End::Exited(libc::WEXITSTATUS(status));
    }
    // SAFETY: the child has not been waited for to its end, so the id is still its own.
    succeeded(unsafe { libc::kill(id, libc::SIGKILL) }.into()).expect("a child can be killed");
    let status = wait(id);
    assert!(
        libc::WIFSIGNALED(status) && libc::WTERMSIG(status) == libc::SIGKILL,
        "status {status}"
    );
    End::Killed
}

fn wait(id: libc::pid_t) -> libc::c_int {
    let mut status = 0;
    // SAFETY: `status` outlives the call.
    let waited = unsafe { libc::waitpid(id, &mut status, 0) };
    succeeded(waited.into()).expect("a child can be waited for");
    status
}

fn succeeded(result: libc::c_long) -> io::Result<()> {
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}
