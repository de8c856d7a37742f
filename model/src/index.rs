//! Things by name, and the name that was meant by a misspelt one. One kind of map serves for all of them.

use std::collections::HashMap;

/// Texts, each with a number; of no importance where only the texts are asked for.
#[derive(Clone, Debug, Default)]
pub struct Index {
    numbers: HashMap<String, usize>,
}

impl Index {
    /// Whether the text was not here before. It gets the next number then, counted from 0.
    pub fn add(&mut self, text: &str) -> bool {
        let next = self.numbers.len();
        self.place(text) == next
    }

    /// The number of the text, which is the next one if it was not here before.
    pub fn place(&mut self, text: &str) -> usize {
        self.keep(text, self.numbers.len())
    }

    /// The number of the text, which is this one if it was not here before.
    pub fn keep(&mut self, text: &str, number: usize) -> usize {
        if let Some(known) = self.get(text) {
            return known;
        }
        self.set(text, number);
        number
    }

    /// Gives the text a number, whatever it had before.
    pub fn set(&mut self, text: &str, number: usize) {
        self.numbers.insert(text.to_owned(), number);
    }

    /// The number of the text.
    pub fn get(&self, text: &str) -> Option<usize> {
        self.numbers.get(text).copied()
    }

    /// Whether the text is here.
    pub fn has(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// The texts, in any order.
    pub fn texts(&self) -> Vec<&str> {
        let mut texts = Vec::new();
        for text in self.numbers.keys() {
            texts.push(text.as_str());
        }
        texts
    }
}

/// What was kept first under each name.
pub(crate) struct First<T> {
    places: Index,
    things: Vec<T>,
}

impl<T: Copy> First<T> {
    /// Nothing is kept yet.
    pub(crate) fn new() -> Self {
        First {
            places: Index::default(),
            things: Vec::new(),
        }
    }

    /// What was kept under that name before; otherwise keeps this.
    pub(crate) fn add(&mut self, name: &str, thing: T) -> Option<T> {
        let place = self.places.place(name);
        let known = self.things.get(place).copied();
        if known.is_none() {
            self.things.push(thing);
        }
        known
    }

    /// What was kept under that name.
    pub(crate) fn get(&self, name: &str) -> Option<T> {
        self.things.get(self.places.get(name)?).copied()
    }
}

/// "Did you mean": the candidate nearest to a misspelt name, if one is near enough to be meant.
///
/// ```
/// assert_eq!(passrole_model::closest("deployr", &["deployer", "stack"]), Some("deployer"));
/// assert_eq!(passrole_model::closest("x", &["deployer", "stack"]), None);
/// ```
pub fn closest<'c>(name: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let mut closest = None;
    let mut least = usize::MAX;
    for candidate in candidates {
        let distance = strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase());
        let near = *candidate != name && distance <= name.len().max(candidate.len()) / 3;
        if near && distance < least {
            closest = Some(*candidate);
            least = distance;
        }
    }
    closest
}

#[cfg(test)]
mod tests {
    use super::Index;

    #[test]
    fn a_text_keeps_its_number_however_many_come() {
        let mut index = Index::default();
        for number in 0..1_000 {
            assert!(!index.has(&number.to_string()));
            assert!(index.add(&number.to_string()));
        }
        index.set("7", 7_000);
        assert_eq!(index.place("7"), 7_000);
        for number in 8..1_000 {
            assert_eq!(index.keep(&number.to_string(), 0), number);
        }
        assert_eq!(index.place("new"), 1_000);
        assert_eq!(index.texts().len(), 1_001);
    }
}
