//! Which resources a statement concerns.

use super::*;

fn fits(pattern: &str, resource: &str) -> Option<bool> {
    let set = Set::read(&Node::from(pattern), false, &|node| {
        node.as_str().map(str::to_owned)
    });
    let request = Request {
        caller: Caller::Role("arn:aws:iam::111111111111:role/runner".to_owned()),
        action: "iam:PassRole".to_owned(),
        resource: resource.to_owned(),
        account: "111111111111".to_owned(),
        context: Vec::new(),
    };
    set.has(resource, &request)
}

#[test]
fn a_wildcard_in_place_of_a_type_is_not_known() {
    let role = "arn:aws:iam::111111111111:role/shop";
    for (pattern, fit) in [
        ("arn:aws:iam::111111111111:role/*", Some(true)),
        ("arn:aws:iam::111111111111:*", Some(true)),
        ("*", Some(true)),
        ("arn:aws:iam::111111111111:rol?/shop", None),
        ("arn:aws:iam::111111111111:r*", None),
        ("arn:aws:iam::222222222222:r*", Some(false)),
    ] {
        assert_eq!(fits(pattern, role), fit, "{pattern}");
    }
    assert_eq!(
        fits("arn:aws:s3:::sh*/a", "arn:aws:s3:::shop/a"),
        Some(true)
    );
    for (resource, fit) in [
        ("arn:aws:s3:::shop/", true),
        ("arn:aws:s3:::shop/a/b", true),
        ("arn:aws:s3:::shop", false),
        ("arn:aws:s3:::shop-b/a", false),
    ] {
        assert_eq!(
            fits("arn:aws:s3:::shop/*", resource),
            Some(fit),
            "{resource}"
        );
    }
    let topic = "arn:aws:sns:eu-west-1:111111111111:shop";
    assert_eq!(fits("arn:aws:sns:eu-west-1:*:sh*", topic), Some(true));
}

#[test]
fn a_variable_stands_behind_the_fifth_colon_only() {
    let bucket = "arn:aws:s3:::logs-111111111111";
    assert_eq!(
        fits("arn:aws:s3:::logs-${aws:PrincipalAccount}", bucket),
        Some(true)
    );
    assert_eq!(fits("arn:aws:s3:::logs-${aws:username}", bucket), None);
    let role = "arn:aws:iam::111111111111:role/shop";
    assert_eq!(
        fits("arn:aws:iam::${aws:PrincipalAccount}:role/shop", role),
        Some(false)
    );
}
