//! Texts in their order.

/// Sorts texts. The lists are short; the sort of the standard library, which is good for long ones too, would be
/// compiled anew for every user.
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
    sort(texts);
    texts.dedup();
}
