//! Whether the user wants it to end: a signal is noted, and the work stops where it says what stands.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

static ASKED: AtomicBool = AtomicBool::new(false);

/// How long anything waits before it looks for a signal again.
pub(super) const BREATH: Duration = Duration::from_millis(100);

/// Notes the signals that ask to end from now on; the second one ends the program at once.
pub(crate) fn watch() {
    system::watch(true);
}

/// Lets the first signal end the program at once from now on.
pub(crate) fn unwatch() {
    system::watch(false);
}

/// Whether a signal asked to end.
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// The pauses between one look and the next, longer from one to the next.
#[derive(Default)]
pub(super) struct Pauses {
    seconds: u64,
}

impl Pauses {
    /// Waits, no longer than until a signal asks to end.
    pub(super) fn pause(&mut self) {
        const LONGEST: u64 = 4;
        if self.seconds < LONGEST {
            self.seconds += 1;
        }
        let begun = Instant::now();
        while !asked() && begun.elapsed() < Duration::from_secs(self.seconds) {
            thread::sleep(BREATH);
        }
    }
}

#[cfg(unix)]
mod system {
    use std::ffi::c_int;
    use std::sync::atomic::Ordering;

    unsafe extern "C" {
        // `man 2 signal`
        fn signal(number: c_int, action: usize) -> usize;
    }

    /// `SIGHUP`, `SIGINT` and `SIGTERM` are the same numbers on every Unix.
    const SIGNALS: &[c_int] = &[1, 2, 15];
    const DEFAULT: usize = 0;
    const IGNORED: usize = 1;

    extern "C" fn note(number: c_int) {
        super::ASKED.store(true, Ordering::Relaxed);
        // SAFETY: it may be called from within a handler.
        unsafe { signal(number, DEFAULT) };
    }

    pub(super) fn watch(on: bool) {
        let note: extern "C" fn(c_int) = note;
        let action = if on { note as usize } else { DEFAULT };
        for &number in SIGNALS {
            // SAFETY: the action is a function of the type that a handler has; all it does may be done in one.
            let before = unsafe { signal(number, action) };
            // Whoever started the program in the background, or with nohup, does not want it to hear.
            if before == IGNORED {
                // SAFETY: it is put back as it was.
                unsafe { signal(number, IGNORED) };
            }
        }
    }
}

/// A signal ends the program at once.
#[cfg(not(unix))]
mod system {
    pub(super) fn watch(_: bool) {}
}
