//! "Did you mean".

/// The candidate nearest to a misspelt name, if one is near enough to be meant.
///
/// ```
/// assert_eq!(passrole_model::closest("deployr", ["deployer", "stack"]), Some("deployer"));
/// assert_eq!(passrole_model::closest("x", ["deployer", "stack"]), None);
/// ```
pub fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    nearest(name, &mut candidates.into_iter())
}

/// One function for all kinds of iterators: it is compiled once.
fn nearest<'c>(name: &str, candidates: &mut dyn Iterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = name.to_lowercase();
    let mut best = None;
    for candidate in candidates.filter(|candidate| *candidate != name) {
        let distance = strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase());
        let near = distance <= name.len().max(candidate.len()) / 3;
        if near && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}
