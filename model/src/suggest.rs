//! "Did you mean".

/// The candidate nearest to a misspelt name, if one is near enough to be meant.
///
/// ```
/// assert_eq!(passrole_model::closest("deployr", ["deployer", "stack"]), Some("deployer"));
/// assert_eq!(passrole_model::closest("x", ["deployer", "stack"]), None);
/// ```
pub fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let mut all = Vec::new();
    for candidate in candidates {
        all.push(candidate);
    }
    nearest(name, &all)
}

/// One function for all kinds of iterators: it is compiled once.
fn nearest<'c>(name: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let wanted = name.to_lowercase();
    let (mut least, mut best) = (usize::MAX, None);
    for candidate in candidates {
        let distance = strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase());
        let near = distance <= name.len().max(candidate.len()) / 3;
        if near && distance < least && *candidate != name {
            (least, best) = (distance, Some(*candidate));
        }
    }
    best
}
