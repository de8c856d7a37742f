//! Patterns of actions and resources: `*` stands for any text, `?` for any character.

/// Whether a text fits a pattern.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    if !is_open(pattern) {
        return pattern == text;
    }
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // Where the last `*` stood, and up to where it has taken the text in.
    let mut star = None;
    while let Some(byte) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(b'?') => {
                p += 1;
                t += width(*byte);
            }
            Some(wanted) if wanted == byte => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, taken)) = star else {
                    return false;
                };
                star = Some((at, taken + 1));
                p = at + 1;
                t = taken + 1;
            }
        }
    }
    while pattern.get(p) == Some(&b'*') {
        p += 1;
    }
    p == pattern.len()
}

/// Whether an ARN fits a pattern. Each of the six fields is compared by itself, so that a `*` in one takes nothing
/// of the next. <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
pub(crate) fn fits_arn(pattern: &str, arn: &str) -> bool {
    if !is_open(pattern) {
        return pattern == arn;
    }
    let (mut pattern, mut arn) = (pattern.splitn(6, ':'), arn.splitn(6, ':'));
    loop {
        match (pattern.next(), arn.next()) {
            (Some(pattern), Some(field)) if fits(pattern, field) => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}

/// A field of an ARN: its partition is the field 1, its account the field 4, and what it names the field 5.
pub(crate) fn field(arn: &str, place: usize) -> Option<&str> {
    arn.splitn(6, ':').nth(place)
}

/// Whether a pattern spells the type of a resource out, as `role` in `role/runner`: IAM takes no wildcard there, and
/// what comes of one is not known. <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
pub(super) fn has_type(pattern: &str, resource: &str) -> Option<bool> {
    // A bucket's name is no type, and of what has a name only the name follows.
    let typed = !resource.contains(":s3:") && kind(resource).is_some();
    let spelt = match kind(pattern) {
        _ if pattern.ends_with(":*") => true,
        Some(kind) => !is_open(kind),
        None => false,
    };
    (!typed || spelt).then_some(true)
}

/// The type of the resource that an ARN names, where it names one.
fn kind(arn: &str) -> Option<&str> {
    let rest = field(arn, 5)?;
    Some(&rest[..rest.find(['/', ':'])?])
}

/// Whether it stands for more than itself.
pub(crate) fn is_open(pattern: &str) -> bool {
    pattern.contains('*') || pattern.contains('?')
}

/// The bytes of the character that begins with this one.
fn width(first: u8) -> usize {
    match first {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text_and_a_question_mark_any_character() {
        for (pattern, text, fit) in [
            ("s3:GetObject", "s3:GetObject", true),
            ("s3:GetObject", "s3:GetObjectVersion", false),
            ("s3:Get*", "s3:GetObjectVersion", true),
            ("*Object*", "s3:GetObject", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-b-b-", false),
            ("*", "", true),
            ("?", "", false),
            ("a?c", "aéc", true),
            ("a??c", "aéc", false),
            ("**a", "ba", true),
        ] {
            assert_eq!(fits(pattern, text), fit, "{pattern} {text}");
        }
    }

    #[test]
    fn a_star_of_an_arn_stays_in_its_field() {
        let role = "arn:aws:iam::111111111111:role/shop";
        for (pattern, fit) in [
            ("arn:aws:iam::*:role/shop", true),
            ("arn:*:iam::*:role/*", true),
            ("arn:aws:iam:*:role/shop", false),
            ("arn:aws:*", false),
        ] {
            assert_eq!(fits_arn(pattern, role), fit, "{pattern}");
        }
        let log = "arn:aws:logs:eu-west-1:111111111111:log-group:/a:log-stream:b";
        assert!(fits_arn("arn:aws:logs:*:*:log-group:/a:*", log));
    }
}
