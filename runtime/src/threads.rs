//! Work side by side.

use std::thread;

/// What a thread does: of one type, since each type of work takes two thousand lines of code to spawn.
type Work<'w> = Box<dyn FnOnce() + Send + 'w>;

/// Does so many pieces of work, each in a thread of its own that is told which it is, and waits for all of them.
pub(crate) fn side_by_side(count: usize, work: &(dyn Fn(usize) + Sync)) {
    thread::scope(|scope| {
        for place in 0..count {
            let work: Work<'_> = Box::new(move || work(place));
            scope.spawn(work);
        }
    });
}

/// Does work in a thread that nobody waits for.
pub(crate) fn spawn(work: Work<'static>) {
    thread::spawn(work);
}

/// How many cores there are to work on.
pub(crate) fn cores() -> usize {
    match thread::available_parallelism() {
        Ok(cores) => cores.get(),
        Err(_) => 1,
    }
}
