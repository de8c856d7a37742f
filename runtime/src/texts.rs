//! Lists of texts.

/// Sorts texts.
pub(crate) fn sort(texts: &mut Vec<String>) {
    arrange(texts, false);
}

/// Sorts texts, and keeps each once.
pub(crate) fn sort_once(texts: &mut Vec<String>) {
    arrange(texts, true);
}

/// Puts each text to its place among those before it: the lists are short.
fn arrange(texts: &mut Vec<String>, once: bool) {
    let mut sorted = Vec::new();
    for text in std::mem::take(texts) {
        match sorted.binary_search(&text) {
            Ok(_) if once => {}
            Ok(place) | Err(place) => sorted.insert(place, text),
        }
    }
    *texts = sorted;
}

/// Adds a text that is not there yet: the lists are short.
pub(crate) fn add_once(texts: &mut Vec<String>, text: String) {
    if !texts.contains(&text) {
        texts.push(text);
    }
}

/// The words of a text with one space between them, however many spaces and ends of lines there are.
pub(crate) fn on_one_line(text: &str) -> String {
    let mut line = String::new();
    for letter in text.chars() {
        if !letter.is_ascii_whitespace() {
            line.push(letter);
        } else if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line.truncate(line.trim_end_matches(' ').len());
    line
}

/// "a, b". Every list of words becomes one of texts first, since joining is much code for each kind of text.
pub(crate) fn comma_list(words: &[&str]) -> String {
    let mut list = Vec::new();
    for word in words {
        list.push((*word).to_owned());
    }
    list.join(", ")
}

/// "`a`, `b`"
pub(crate) fn code_list(words: &[&str]) -> String {
    let mut list = Vec::new();
    for word in words {
        list.push(format!("`{word}`"));
    }
    list.join(", ")
}
