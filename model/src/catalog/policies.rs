//! What IAM takes in a policy and in a role's trust.

/// Operators of a condition.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
pub const OPERATORS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnNotEquals",
    "ArnLike",
    "ArnNotLike",
    NULL,
];

/// The operator that asks whether a key is there, so that it goes without `IfExists`.
const NULL: &str = "Null";
/// What stands after an operator that holds where the key is not there.
const IF_EXISTS: &str = "IfExists";
/// What stands before an operator: something where a key has many values.
const SETS: &[&str] = &["", "ForAnyValue:", "ForAllValues:"];
/// How the names of services end, by which roles trust them.
const SERVICES: &[&str] = &[".amazonaws.com", ".amazonaws.com.cn", ".amazon.com"];

/// Whether an action is named after its service, or is empty or all that there is. One that has two colons IAM refuses.
/// <https://github.com/aws-cloudformation/cfn-lint/issues/935>
pub fn is_action(action: &str) -> bool {
    match action.split_once(':') {
        // What stands for something may have colons of its own.
        Some((_, name)) => !name.contains(':') || name.contains("${"),
        None => is_all(action),
    }
}

/// Whether a resource may be an ARN, or is empty or all that there is.
pub fn is_resource(resource: &str) -> bool {
    is_all(resource) || resource.starts_with("arn:") || resource.split_once("${").is_some()
}

/// Whether an action or resource is empty or stands for all that there is: `*`.
fn is_all(text: &str) -> bool {
    for byte in text.bytes() {
        if byte != b'*' {
            return false;
        }
    }
    true
}

/// Whether it is an operator, in one of its forms. IAM does not ask for its case.
pub fn is_operator(name: &str) -> bool {
    let (name, if_exists) = (name.to_ascii_lowercase(), IF_EXISTS.to_ascii_lowercase());
    let mut one = name.as_str();
    for set in SETS {
        let set = set.to_ascii_lowercase();
        one = one.strip_prefix(set.as_str()).unwrap_or(one);
    }
    for operator in OPERATORS {
        let end = one.strip_prefix(operator.to_ascii_lowercase().as_str());
        if end == Some("") || (end == Some(&if_exists) && *operator != NULL) {
            return true;
        }
    }
    false
}

/// The operator that was meant by a misspelt one.
pub fn closest_operator(name: &str) -> Option<String> {
    let mut forms = Vec::new();
    for operator in OPERATORS {
        for set in SETS {
            forms.push(format!("{set}{operator}"));
            if *operator != NULL {
                forms.push(format!("{set}{operator}{IF_EXISTS}"));
            }
        }
    }
    let mut names = Vec::new();
    for form in &forms {
        names.push(form.as_str());
    }
    crate::closest(name, &names).map(str::to_owned)
}

/// Whether it is the name of a service: `ec2.amazonaws.com`.
pub fn is_service(name: &str) -> bool {
    for ending in SERVICES {
        if let Some(service) = name.strip_suffix(ending) {
            return is_host(service);
        }
    }
    false
}

/// Whether it is a name of labels with periods between them.
fn is_host(name: &str) -> bool {
    for label in name.split('.') {
        if !is_label(label) {
            return false;
        }
    }
    true
}

/// Whether it is one of them: letters, digits and hyphens.
pub fn is_label(name: &str) -> bool {
    for letter in name.bytes() {
        if !letter.is_ascii_alphanumeric() && letter != b'-' {
            return false;
        }
    }
    !name.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_has_its_forms_and_no_others() {
        for name in [
            "StringEquals",
            "stringequals",
            "StringLikeIfExists",
            "ForAnyValue:StringLike",
            "ForAllValues:StringEqualsIfExists",
            "Null",
            "NotIpAddress",
        ] {
            assert!(is_operator(name), "{name}");
        }
        for name in [
            "",
            "StringEqual",
            "NullIfExists",
            "ForSomeValues:StringEquals",
            "IfExists",
            "IfExistsStringEquals",
            "äöü",
        ] {
            assert!(!is_operator(name), "{name}");
        }
        assert_eq!(
            closest_operator("ForAnyValues:StringEquals").as_deref(),
            Some("ForAnyValue:StringEquals")
        );
        assert_eq!(
            closest_operator("StringEqual").as_deref(),
            Some("StringEquals")
        );
    }

    #[test]
    fn a_service_has_a_name_of_aws_s() {
        for name in [
            "ec2.amazonaws.com",
            "elasticmapreduce.amazonaws.com.cn",
            "logs.eu-west-1.amazonaws.com",
            "s3.data-source.lustre.fsx.amazonaws.com",
        ] {
            assert!(is_service(name), "{name}");
        }
        for name in [
            "",
            "ec2",
            ".amazonaws.com",
            "a b.amazonaws.com",
            "ec2.example.com",
            "*",
        ] {
            assert!(!is_service(name), "{name}");
        }
    }
}
