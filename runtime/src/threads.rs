//! Work side by side.

use std::thread;

/// Does so many pieces of work, each in a thread of its own that is told which it is, and waits for all of them.
pub(crate) fn side_by_side(count: usize, work: &(dyn Fn(usize) + Sync)) {
    thread::scope(|scope| {
        for place in 0..count {
            scope.spawn(move || work(place));
        }
    });
}

/// How many cores there are to work on.
pub(crate) fn cores() -> usize {
    match thread::available_parallelism() {
        Ok(cores) => cores.get(),
        Err(_) => 1,
    }
}
