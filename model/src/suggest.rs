//! "Did you mean".

/// The candidate nearest to a misspelt name, if one is near enough to be meant.
///
/// ```
/// assert_eq!(passrole_model::closest("deployr", ["deployer", "stack"]), Some("deployer"));
/// assert_eq!(passrole_model::closest("x", ["deployer", "stack"]), None);
/// ```
pub fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = name.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| *distance <= name.len().max(candidate.len()) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
