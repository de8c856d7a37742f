//! "Did you mean".

/// The candidate nearest to a misspelt name, if one is near enough to be meant.
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
