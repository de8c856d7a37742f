//! Texts in their order.

/// Sorts texts, each to its place among those before it: the lists are short.
pub(crate) fn sort(texts: &mut Vec<String>) {
    let mut sorted = Vec::new();
    for text in std::mem::take(texts) {
        let (Ok(place) | Err(place)) = sorted.binary_search(&text);
        sorted.insert(place, text);
    }
    *texts = sorted;
}

/// Sorts texts, and keeps each once.
pub(crate) fn sort_once(texts: &mut Vec<String>) {
    let mut sorted = Vec::new();
    for text in std::mem::take(texts) {
        if let Err(place) = sorted.binary_search(&text) {
            sorted.insert(place, text);
        }
    }
    *texts = sorted;
}
