//! Things by name, and the name that was meant by a misspelt one. One kind of map serves for all of them, in every
//! crate: each kind is compiled anew, and users wait for that.

/// Texts, each with a number; of no importance where only the texts are asked for.
///
/// It is a hash table in a tenth of the code of the standard library's. A sorted list would be as little, and grow with
/// the square of the texts: a pipeline gives a name for each of its roles in each of its accounts.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// The texts, in the order in which they came.
    entries: Vec<Entry>,
    /// For each hash, the place of the last entry that has it. There are as many as entries at least.
    last: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Entry {
    text: String,
    number: usize,
    /// The place of the entry of the same hash that came before.
    before: usize,
}

/// The place of no entry, and the hash where there is none.
const NOWHERE: usize = usize::MAX;

impl Index {
    /// Whether the text was not here before. It gets the next number then, counted from 0.
    pub fn add(&mut self, text: &str) -> bool {
        let next = self.entries.len();
        self.place(text) == next
    }

    /// The number of the text, which is the next one if it was not here before.
    pub fn place(&mut self, text: &str) -> usize {
        self.keep(text, self.entries.len())
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
        if let Some(entry) = self.entries.get_mut(place) {
            entry.number = number;
            return;
        }
        self.entries.push(Entry {
            text: text.to_owned(),
            number,
            before: NOWHERE,
        });
        let mut new = self.entries.len() - 1;
        if new >= self.last.len() {
            self.last = vec![NOWHERE; 2 * new + 4];
            new = 0;
        }
        let count = self.last.len();
        // All of them where the hashes are new, and otherwise this one.
        for entry in self.entries.get_mut(new..).unwrap_or_default() {
            if let Some(last) = self.last.get_mut(hash(&entry.text, count)) {
                entry.before = *last;
                *last = new;
            }
            new += 1;
        }
    }

    /// The number of the text.
    pub fn get(&self, text: &str) -> Option<usize> {
        Some(self.entries.get(self.find(text))?.number)
    }

    /// Whether the text is here.
    pub fn has(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// The texts, in any order.
    pub fn texts(&self) -> Vec<&str> {
        let mut texts = Vec::new();
        for entry in &self.entries {
            texts.push(entry.text.as_str());
        }
        texts
    }

    /// Where the text is.
    fn find(&self, text: &str) -> usize {
        let mut place = match self.last.get(hash(text, self.last.len())) {
            Some(last) => *last,
            None => NOWHERE,
        };
        while let Some(entry) = self.entries.get(place) {
            if entry.text == text {
                break;
            }
            place = entry.before;
        }
        place
    }
}

/// One of so many hashes, if there are any.
fn hash(text: &str, count: usize) -> usize {
    let mut hash = 0;
    for byte in text.as_bytes() {
        hash = (hash ^ usize::from(*byte)).wrapping_mul(0x0100_0193);
    }
    // Of a product the higher bits depend on most of the text.
    let hash = hash ^ (hash >> 15);
    hash.checked_rem(count).unwrap_or(NOWHERE)
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
