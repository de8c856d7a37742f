//! The work on many stacks: side by side, each after those that it waits for.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use super::Accounts;
use super::interrupt::{self, BREATH};
use super::remote::{Remote, Status, Stop};
use crate::Stack;
use crate::template::Node;
use crate::threads::side_by_side;

/// How far the work on a stack is.
#[derive(PartialEq)]
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
    /// CloudFormation is at work, and it cannot be seen how far it is, and why.
    Lost(String),
    /// Nothing was done, since another failed or a signal came.
    NotBegun,
}

impl State {
    fn is_end(&self) -> bool {
        use State::{Done, Failed, Lost, NotBegun};
        matches!(self, Done(_) | Failed(_) | Lost(_) | NotBegun)
    }
}

/// Who is told how far the work on a stack is.
pub(super) type Tell<'t> = &'t (dyn Fn(State) + Sync);

/// Who is shown how far the work on every stack is.
pub(crate) trait Show: Send {
    /// Shows how far all are, of which one is new.
    fn show(&mut self, all: &[Standing], new: usize);

    /// All have come to their ends.
    fn end(&mut self);
}

/// What all threads know.
struct Table<'s> {
    shown: Mutex<Shown<'s>>,
}

/// What is shown, and to whom.
struct Shown<'s> {
    all: Vec<Standing>,
    show: &'s mut dyn Show,
}

/// How far the work on a stack is, and what it found.
pub(crate) struct Standing {
    pub(crate) state: State,
    pub(crate) found: Found,
}

/// Whether the work on a stack waits for that on another.
pub(super) type IsAfter = fn(&Stack, &Stack) -> bool;

/// No stack waits for another.
pub(super) fn never(_: &Stack, _: &Stack) -> bool {
    false
}

/// What the work on a stack found.
#[derive(Default)]
pub(crate) struct Found {
    /// What it is in, where it was looked for and is there.
    pub(super) status: Option<Status>,
    /// Its template, where that was looked for.
    pub(crate) template: Option<Node>,
    /// What stays of it when it is deleted, or what a deployment would change in it, as other programs are told.
    pub(crate) details: Vec<Node>,
}

impl Found {
    /// Whether the stack is there.
    pub(crate) fn is_there(&self) -> bool {
        self.status.is_some()
    }

    /// What the stack is in, where its template may not be what stands in the account.
    pub(crate) fn unsettled(&self) -> Option<&str> {
        match &self.status {
            Some(status) if status.is_unsettled() => Some(&status.word),
            _ => None,
        }
    }
}

/// The work on a stack that stands in a place: how it ended well. What it finds, it notes.
pub(super) type Work<'w> =
    &'w (dyn Fn(&Remote<'_>, usize, &mut Found) -> Result<&'static str, Stop> + Sync);

/// Stacks, and how they are reached.
pub(crate) struct Reach<'r> {
    pub(crate) accounts: Accounts,
    pub(crate) stacks: &'r [Stack],
}

impl Reach<'_> {
    /// Works on every stack in a thread of its own, once what it comes after is done, to its end. What comes after a
    /// failure is not begun.
    pub(super) fn work(
        &self,
        is_after: IsAfter,
        work: Work<'_>,
        show: &mut dyn Show,
    ) -> Vec<Standing> {
        let stacks = self.stacks;
        let table = Table::new(stacks.len(), show);
        side_by_side(stacks.len(), &|place| {
            let stack = &stacks[place];
            let mut before = Vec::new();
            for (place, other) in stacks.iter().enumerate() {
                if is_after(stack, other) {
                    before.push(place);
                }
            }
            if !table.are_done(&before) {
                return table.set(place, State::NotBegun);
            }
            let tell = |state| table.set(place, state);
            let remote = Remote::new(&self.accounts, stack, &tell);
            let mut found = Found::default();
            tell(match work(&remote, place, &mut found) {
                Ok(how) => State::Done(how),
                Err(Stop::Failed(why)) => State::Failed(why.to_string()),
                Err(Stop::Lost(why)) => State::Lost(why.to_string()),
                Err(Stop::Interrupted) => table.interrupted(place),
            });
            table.shown().all[place].found = found;
        });
        let Shown { all, show } = &mut *table.shown();
        show.end();
        std::mem::take(all)
    }
}

impl<'s> Table<'s> {
    fn new(stacks: usize, show: &'s mut dyn Show) -> Table<'s> {
        let mut all = Vec::new();
        for _ in 0..stacks {
            all.push(Standing {
                state: State::Waiting,
                found: Found::default(),
            });
        }
        Table {
            shown: Mutex::new(Shown { all, show }),
        }
    }

    fn shown(&self) -> MutexGuard<'_, Shown<'s>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, place: usize, state: State) {
        let Shown { all, show } = &mut *self.shown();
        if all[place].state != state {
            all[place].state = state;
            show.show(all, place);
        }
    }

    /// Waits for stacks, and says whether the next may begin.
    fn are_done(&self, before: &[usize]) -> bool {
        while !interrupt::asked() {
            let (mut ended, mut done) = (true, true);
            for place in before {
                let state = &self.shown().all[*place].state;
                ended &= state.is_end();
                done &= matches!(state, State::Done(_));
            }
            if ended {
                return done;
            }
            thread::sleep(BREATH);
        }
        false
    }

    /// What stands after a signal: CloudFormation goes on with what was begun.
    fn interrupted(&self, place: usize) -> State {
        match &self.shown().all[place].state {
            State::Begun(what) => State::Begun(what.clone()),
            _ => State::NotBegun,
        }
    }
}
