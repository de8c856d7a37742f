//! "Did you mean".

/// The candidate nearest to a misspelt name, if one is near enough to be meant.
///
/// ```
/// assert_eq!(passrole_model::closest("deployr", ["deployer", "stack"]), Some("deployer"));
/// assert_eq!(passrole_model::closest("x", ["deployer", "stack"]), None);
/// ```
pub fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let mut best = None;
    for candidate in candidates {
        best = nearer(name, candidate, best);
    }
    Some(best?.0)
}

/// The better of a candidate and the best one before it, with its distance. One function for all kinds of iterators: it
/// is compiled once.
fn nearer<'c>(
    name: &str,
    candidate: &'c str,
    best: Option<(&'c str, usize)>,
) -> Option<(&'c str, usize)> {
    let distance = strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase());
    let near = candidate != name && distance <= name.len().max(candidate.len()) / 3;
    match best {
        Some((_, least)) if distance >= least => best,
        _ if near => Some((candidate, distance)),
        _ => best,
    }
}
