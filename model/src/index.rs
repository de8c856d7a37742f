//! Things by name. One kind of map serves for all of them: each kind is compiled anew, and users wait for that.

use std::collections::HashMap;

/// What was kept first under each name.
#[derive(Debug)]
pub(crate) struct First<T> {
    places: HashMap<String, usize>,
    things: Vec<T>,
}

impl<T: Copy> First<T> {
    /// Nothing is kept yet.
    pub(crate) fn new() -> Self {
        First {
            places: HashMap::new(),
            things: Vec::new(),
        }
    }

    /// What was kept under that name before; otherwise keeps this.
    pub(crate) fn add(&mut self, name: impl Into<String>, thing: T) -> Option<T> {
        let next = self.things.len();
        let place = *self.places.entry(name.into()).or_insert(next);
        if place == next {
            self.things.push(thing);
            return None;
        }
        self.things.get(place).copied()
    }

    /// What was kept, in its order.
    pub(crate) fn things(&self) -> &[T] {
        &self.things
    }

    /// What was kept, once nothing more is added.
    pub(crate) fn into_things(self) -> Vec<T> {
        self.things
    }

    /// What was kept under that name.
    pub(crate) fn get(&self, name: &str) -> Option<T> {
        self.places
            .get(name)
            .and_then(|place| self.things.get(*place))
            .copied()
    }
}
