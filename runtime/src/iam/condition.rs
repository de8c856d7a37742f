//! Conditions of a statement, held against a request.
//!
//! An answer is `None` where it is not known: an operator that is not among these, a key whose value AWS knows and
//! this library does not.

use super::pattern::{fits, fits_arn};
use super::request::Request;

/// One key under one operator.
pub(super) struct Condition {
    quantifier: Option<Quantifier>,
    /// None where the operator is not known here.
    test: Option<Test>,
    negated: bool,
    if_exists: bool,
    key: String,
    values: Vec<String>,
    /// There are values that only CloudFormation knows.
    unknown: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Quantifier {
    All,
    Any,
}

/// What an operator asks of a value of the request and one of the policy.
#[derive(Clone, Copy)]
enum Test {
    Equals,
    EqualsIgnoreCase,
    Like,
    Arn,
    Bool,
    Number(fn(&f64, &f64) -> bool),
    Null,
}

/// The operators that have no opposite of their own; `StringNotEquals` and its like are the opposites of these.
static TESTS: [(&str, Test); 12] = [
    ("StringEquals", Test::Equals),
    ("StringEqualsIgnoreCase", Test::EqualsIgnoreCase),
    ("StringLike", Test::Like),
    ("ArnEquals", Test::Arn),
    ("ArnLike", Test::Arn),
    ("Bool", Test::Bool),
    ("Null", Test::Null),
    ("NumericEquals", Test::Number(f64::eq)),
    ("NumericLessThan", Test::Number(f64::lt)),
    ("NumericLessThanEquals", Test::Number(f64::le)),
    ("NumericGreaterThan", Test::Number(f64::gt)),
    ("NumericGreaterThanEquals", Test::Number(f64::ge)),
];

impl Condition {
    /// The condition, which has no value yet.
    pub(super) fn read(operator: &str, key: &str) -> Condition {
        let (quantifier, rest) = match operator.split_once(':') {
            Some(("ForAllValues", rest)) => (Some(Quantifier::All), rest),
            Some(("ForAnyValue", rest)) => (Some(Quantifier::Any), rest),
            _ => (None, operator),
        };
        let (name, if_exists) = match rest.strip_suffix("IfExists") {
            Some(name) => (name, true),
            None => (rest, false),
        };
        let (test, negated) = test(name);
        Condition {
            quantifier,
            test,
            negated,
            if_exists,
            key: key.to_owned(),
            values: Vec::new(),
            unknown: false,
        }
    }

    /// Adds a value; none stands for one that only CloudFormation knows.
    pub(super) fn add(&mut self, value: Option<String>) {
        match value {
            Some(value) => self.values.push(value),
            None => self.unknown = true,
        }
    }

    /// Whether the request meets it.
    pub(super) fn holds(&self, request: &Request) -> Option<bool> {
        let test = self.test?;
        let held = request.held(&self.key)?;
        if let Test::Null = test {
            let nothing = if held.is_empty() { "true" } else { "false" };
            return self.has(nothing, test, request);
        }
        // What is not there meets no positive test and every negative one.
        if held.is_empty() {
            let vacuous = self.if_exists || self.quantifier == Some(Quantifier::All);
            let negated = self.negated && self.quantifier.is_none();
            return Some(vacuous || negated);
        }
        let (mut every, mut one) = (Some(true), Some(false));
        for value in &held {
            let mut met = self.has(value, test, request);
            if self.negated {
                met = not(met);
            }
            match self.quantifier {
                Some(Quantifier::All) => every = both(every, met),
                Some(Quantifier::Any) => one = either(one, met),
                // A key of one value.
                None => return met,
            }
        }
        match self.quantifier {
            Some(Quantifier::All) => every,
            _ => one,
        }
    }

    /// Whether one of its values is what the test asks of a value of the request.
    fn has(&self, held: &str, test: Test, request: &Request) -> Option<bool> {
        let mut one = if self.unknown { None } else { Some(false) };
        for wanted in &self.values {
            match compare(test, held, wanted, request) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => one = None,
            }
        }
        one
    }
}

/// What an operator tests, and whether it is met where the test is not.
fn test(name: &str) -> (Option<Test>, bool) {
    for kind in &["String", "Arn", "Numeric"] {
        if let Some(rest) = name.strip_prefix(*kind)
            && let Some(rest) = rest.strip_prefix("Not")
            && let Some(test) = known(&format!("{kind}{rest}"))
        {
            return (Some(test), true);
        }
    }
    (known(name), false)
}

fn known(name: &str) -> Option<Test> {
    for (known, test) in &TESTS {
        if known.eq_ignore_ascii_case(name) {
            return Some(*test);
        }
    }
    None
}

fn compare(test: Test, held: &str, wanted: &str, request: &Request) -> Option<bool> {
    let wanted = filled(wanted, request)?;
    Some(match test {
        Test::Equals => held == wanted,
        Test::EqualsIgnoreCase | Test::Bool | Test::Null => held.eq_ignore_ascii_case(&wanted),
        Test::Like => fits(&wanted, held),
        Test::Arn => fits_arn(&wanted, held),
        Test::Number(compare) => match (held.parse(), wanted.parse()) {
            (Ok(held), Ok(wanted)) => compare(&held, &wanted),
            _ => return None,
        },
    })
}

/// A text of a policy with its variables filled in: `${aws:PrincipalAccount}`, and `${*}`, `${?}`, `${$}` for the
/// characters themselves. None where one is not known, or could not be told from a wildcard any more.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
pub(super) fn filled(text: &str, request: &Request) -> Option<String> {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}')?;
        whole.push_str(before);
        whole.push_str(match name {
            "$" => "$",
            name => match request.held(name)?[..] {
                [value] => value,
                _ => return None,
            },
        });
        rest = after;
    }
    whole.push_str(rest);
    Some(whole)
}

fn not(one: Option<bool>) -> Option<bool> {
    Some(!one?)
}

/// Whether both are true; false where one is false, whatever is not known of the other.
pub(super) fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether one is true, whatever is not known of the other.
pub(super) fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    not(both(not(one), not(other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::request::Caller;

    fn request() -> Request {
        let context = [
            ("kms:ViaService", "s3.eu-west-1.amazonaws.com"),
            ("aws:TagKeys", "a"),
            ("aws:TagKeys", "b"),
        ];
        Request {
            caller: Caller::Role("arn:aws:iam::111111111111:role/x/runner".to_owned()),
            action: "kms:Decrypt".to_owned(),
            resource: "arn:aws:kms:eu-west-1:222222222222:key/k".to_owned(),
            account: "222222222222".to_owned(),
            context: context
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .to_vec(),
        }
    }

    fn holds(operator: &str, key: &str, values: &[&str]) -> Option<bool> {
        let mut condition = Condition::read(operator, key);
        for value in values {
            condition.add(Some((*value).to_owned()));
        }
        condition.holds(&request())
    }

    #[test]
    fn what_is_there_is_compared() {
        let via = "s3.eu-west-1.amazonaws.com";
        for (operator, key, values, met) in [
            ("StringEquals", "KMS:viaservice", &[via][..], true),
            ("StringEquals", "kms:ViaService", &["a", via], true),
            (
                "StringEquals",
                "kms:ViaService",
                &["S3.eu-west-1.amazonaws.com"],
                false,
            ),
            (
                "StringEqualsIgnoreCase",
                "kms:ViaService",
                &["S3.eu-west-1.amazonaws.com"],
                true,
            ),
            ("StringNotEquals", "kms:ViaService", &["a", via], false),
            ("StringNotEquals", "kms:ViaService", &["a"], true),
            (
                "StringLike",
                "kms:ViaService",
                &["s3.*.amazonaws.com"],
                true,
            ),
            ("StringNotLike", "kms:ViaService", &["s3.*"], false),
            (
                "ArnEquals",
                "aws:PrincipalArn",
                &["arn:aws:iam::*:role/x/runner"],
                true,
            ),
            (
                "ArnLike",
                "aws:PrincipalArn",
                &["arn:aws:iam::*:role/other"],
                false,
            ),
            (
                "ArnNotLike",
                "aws:PrincipalArn",
                &["arn:aws:iam::*:role/other"],
                true,
            ),
            (
                "StringEquals",
                "aws:PrincipalAccount",
                &["111111111111"],
                true,
            ),
            (
                "StringEquals",
                "aws:ResourceAccount",
                &["${aws:PrincipalAccount}"],
                false,
            ),
            ("Bool", "aws:SecureTransport", &["false"], false),
            ("Bool", "aws:SecureTransport", &["True"], true),
            ("NumericLessThan", "aws:PrincipalAccount", &["5"], false),
            ("ForAnyValue:StringEquals", "aws:TagKeys", &["b", "c"], true),
            (
                "ForAllValues:StringEquals",
                "aws:TagKeys",
                &["b", "c"],
                false,
            ),
            (
                "ForAllValues:StringEquals",
                "aws:TagKeys",
                &["a", "b"],
                true,
            ),
            ("Null", "aws:TagKeys", &["false"], true),
        ] {
            assert_eq!(
                holds(operator, key, values),
                Some(met),
                "{operator} {key} {values:?}"
            );
        }
    }

    #[test]
    fn what_is_not_there_meets_only_negative_tests() {
        for (operator, met) in [
            ("StringEquals", false),
            ("StringNotEquals", true),
            ("StringEqualsIfExists", true),
            ("ForAllValues:StringEquals", true),
            ("ForAnyValue:StringEquals", false),
            ("ForAnyValue:StringNotEquals", false),
        ] {
            assert_eq!(
                holds(operator, "sts:ExternalId", &["a"]),
                Some(met),
                "{operator}"
            );
        }
        assert_eq!(holds("Null", "sts:ExternalId", &["true"]), Some(true));
    }

    #[test]
    fn what_is_not_known_is_neither() {
        for (operator, key) in [
            ("IpAddress", "aws:SourceIp"),
            ("StringEquals", "aws:SourceVpc"),
            ("StringEqualsIfExists", "aws:SourceVpc"),
            ("StringSounds", "kms:ViaService"),
            ("Null", "aws:ResourceTag/team"),
        ] {
            assert_eq!(holds(operator, key, &["a"]), None, "{operator} {key}");
        }
        let mut condition = Condition::read("StringEquals", "kms:ViaService");
        condition.add(None);
        assert_eq!(condition.holds(&request()), None);
        condition.add(Some("s3.eu-west-1.amazonaws.com".to_owned()));
        assert_eq!(condition.holds(&request()), Some(true));
    }
}
