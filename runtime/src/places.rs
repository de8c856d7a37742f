//! Places in a list, by a text: one kind of map for many lists.

use std::collections::HashMap;

/// The places of what goes by a text, in the order in which they were added.
#[derive(Default)]
pub(crate) struct Places {
    by: HashMap<String, usize>,
    all: Vec<Vec<usize>>,
}

impl Places {
    pub(crate) fn add(&mut self, text: &str, place: usize) {
        match self.by.get(text) {
            Some(at) => self.all[*at].push(place),
            None => {
                self.by.insert(text.to_owned(), self.all.len());
                self.all.push(vec![place]);
            }
        }
    }

    pub(crate) fn of(&self, text: &str) -> &[usize] {
        match self.by.get(text) {
            Some(at) => &self.all[*at],
            None => &[],
        }
    }
}
