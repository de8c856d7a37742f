//! The work on many stacks: side by side, each after those that it waits for.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::interrupt;
use super::remote::Stop;
use crate::Stack;

/// How far the work on a stack is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It waits for others.
    Waiting,
    /// It is looked at, and nothing is changed yet.
    Busy(String),
    /// CloudFormation is at work, and would go on by itself.
    Begun(String),
    /// It is done, and how.
    Done(&'static str),
    /// It failed, and why.
    Failed(String),
    /// Nothing was done, since another failed or a signal came.
    NotBegun,
}

impl State {
    fn is_end(&self) -> bool {
        matches!(self, State::Done(_) | State::Failed(_) | State::NotBegun)
    }
}

/// Who is told how far the work on a stack is.
pub(super) type Tell<'t> = &'t (dyn Fn(State) + Sync);

/// Who is shown every stack's state, and which of them is new.
pub(crate) type Show<'s> = &'s (dyn Fn(&[State], usize) + Sync);

/// The states of all stacks, for all threads.
struct Table<'s> {
    states: Mutex<Vec<State>>,
    changed: Condvar,
    show: Show<'s>,
}

/// Whether the work on a stack waits for that on another.
pub(super) type IsAfter = fn(&Stack, &Stack) -> bool;

/// How the work on a stack ended well, and what it found.
pub(super) type Outcome<T> = Result<(&'static str, T), Stop>;

/// Works on every stack in a thread of its own, once what it comes after is done, and gives the state that each
/// ended in, and what was found. What comes after a failure is not begun.
pub(super) fn run<T: Default + Send>(
    stacks: &[&Stack],
    is_after: IsAfter,
    work: impl Fn(usize, Tell<'_>) -> Outcome<T> + Sync,
    show: Show<'_>,
) -> (Vec<State>, Vec<T>) {
    let mut found = Vec::new();
    found.resize_with(stacks.len(), T::default);
    let found = Mutex::new(found);
    let work = |place: usize, tell: Tell<'_>| {
        let (how, what) = work(place, tell)?;
        found.lock().unwrap_or_else(PoisonError::into_inner)[place] = what;
        Ok(how)
    };
    let states = work_on(stacks, is_after, &work, show);
    let found = found.into_inner();
    (states, found.unwrap_or_else(PoisonError::into_inner))
}

/// One function for all kinds of findings: the threads are compiled once.
fn work_on(
    stacks: &[&Stack],
    is_after: IsAfter,
    work: &(dyn Fn(usize, Tell<'_>) -> Result<&'static str, Stop> + Sync),
    show: Show<'_>,
) -> Vec<State> {
    let table = Table {
        states: Mutex::new(vec![State::Waiting; stacks.len()]),
        changed: Condvar::new(),
        show,
    };
    thread::scope(|scope| {
        let threads = stacks.iter().enumerate().map(|(place, stack)| {
            let before: Vec<usize> = (0..stacks.len())
                .filter(|other| is_after(stack, stacks[*other]))
                .collect();
            let table = &table;
            scope.spawn(move || {
                let end = if table.are_done(&before) {
                    match work(place, &|state| table.set(place, state)) {
                        Ok(how) => State::Done(how),
                        Err(Stop::Failed(why)) => State::Failed(why),
                        Err(Stop::Interrupted) => table.interrupted(place),
                    }
                } else {
                    State::NotBegun
                };
                table.set(place, end.clone());
                end
            })
        });
        let threads: Vec<_> = threads.collect();
        let ends = threads.into_iter().map(|thread| match thread.join() {
            Ok(end) => end,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        ends.collect()
    })
}

impl Table<'_> {
    fn states(&self) -> MutexGuard<'_, Vec<State>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, place: usize, state: State) {
        let mut states = self.states();
        if states[place] != state {
            states[place] = state;
            (self.show)(&states, place);
            self.changed.notify_all();
        }
    }

    /// Waits for stacks, and says whether the next may begin.
    fn are_done(&self, before: &[usize]) -> bool {
        const BREATH: Duration = Duration::from_millis(100);
        let mut states = self.states();
        loop {
            if interrupt::asked() {
                return false;
            }
            if before.iter().all(|place| states[*place].is_end()) {
                return before
                    .iter()
                    .all(|place| matches!(states[*place], State::Done(_)));
            }
            let waited = self.changed.wait_timeout(states, BREATH);
            states = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// What stands after a signal: CloudFormation goes on with what was begun.
    fn interrupted(&self, place: usize) -> State {
        match &self.states()[place] {
            begun @ State::Begun(_) => begun.clone(),
            _ => State::NotBegun,
        }
    }
}
