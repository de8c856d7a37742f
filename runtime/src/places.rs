//! Places in a list, by a text.

use passrole_model::index::Index;

/// The places of what goes by a text, in the order in which they were added.
#[derive(Default)]
pub(crate) struct Places {
    by: Index,
    all: Vec<Vec<usize>>,
}

impl Places {
    pub(crate) fn add(&mut self, text: &str, place: usize) {
        if self.by.add(text) {
            self.all.push(Vec::new());
        }
        self.all[self.by.place(text)].push(place);
    }

    pub(crate) fn of(&self, text: &str) -> &[usize] {
        match self.by.get(text) {
            Some(at) => &self.all[at],
            None => &[],
        }
    }
}
