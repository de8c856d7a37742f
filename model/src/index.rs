//! Things by name. One kind of map serves for all of them, in every crate: each kind is compiled anew, and users wait
//! for that.

/// Texts, each with a number; of no importance where only the texts are asked for.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Sorted: a search in a list is a tenth of a hash map's code, and no pipeline has texts enough to tell them apart.
    numbers: Vec<(String, usize)>,
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
        let place = self.find(text);
        match self.numbers.get_mut(place) {
            Some((known, old)) if known == text => *old = number,
            _ => self.numbers.insert(place, (text.to_owned(), number)),
        }
    }

    /// The number of the text.
    pub fn get(&self, text: &str) -> Option<usize> {
        match self.numbers.get(self.find(text)) {
            Some((known, number)) if known == text => Some(*number),
            _ => None,
        }
    }

    /// Whether the text is here.
    pub fn has(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// The texts, in any order.
    pub fn texts(&self) -> Vec<&str> {
        let mut texts = Vec::new();
        for (text, _) in &self.numbers {
            texts.push(text.as_str());
        }
        texts
    }

    /// Where the text is, or would be.
    fn find(&self, text: &str) -> usize {
        self.numbers
            .partition_point(|(known, _)| known.as_str() < text)
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
