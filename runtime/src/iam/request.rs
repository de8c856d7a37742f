//! A request to AWS: who asks for what, on what, and what AWS knows besides.

use super::pattern::field;

/// A request to AWS.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Who asks.
    pub(crate) caller: Caller,
    /// `sts:AssumeRole`
    pub(crate) action: String,
    /// The ARN of what it is done to; `*` where the action has no resource.
    pub(crate) resource: String,
    /// The account that the resource lies in.
    pub(crate) account: String,
    /// Condition keys and their values, beside those that follow from the above. A key may have several.
    pub(crate) context: Vec<(String, String)>,
}

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) enum Caller {
    /// A role, by its ARN.
    Role(String),
    /// A service, as `codebuild.amazonaws.com`.
    Service(String),
}

impl Caller {
    /// The ARN, or the service's name.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Caller::Role(name) | Caller::Service(name) => name,
        }
    }

    /// The account of a role.
    pub(crate) fn account(&self) -> Option<&str> {
        match self {
            Caller::Role(arn) => field(arn, 4),
            Caller::Service(_) => None,
        }
    }
}

/// Keys that are sent by the calls that are made for a pipeline as they are listed in a request, or not at all.
const ALL_LISTED: [&str; 6] = [
    "aws:sourceaccount",
    "cloudformation:changesetname",
    "iam:passedtoservice",
    "kms:encryptioncontext:aws:s3:arn",
    "kms:viaservice",
    "sts:externalid",
];

impl Request {
    /// Whether it asks for the credentials of that role.
    pub(crate) fn is_assuming(&self, role: &str) -> bool {
        self.action == "sts:AssumeRole" && self.resource == role
    }

    /// The values of a key, whose case does not matter; none where AWS may send it, and what is not known here.
    pub(super) fn held(&self, key: &str) -> Option<Vec<&str>> {
        let mut values = Vec::new();
        for (name, value) in &self.context {
            if name.eq_ignore_ascii_case(key) {
                values.push(value.as_str());
            }
        }
        if !values.is_empty() {
            return Some(values);
        }
        let key = key.to_ascii_lowercase();
        let role = matches!(self.caller, Caller::Role(_));
        let follows = match key.as_str() {
            "aws:securetransport" => Some("true"),
            "aws:principalarn" if role => Some(self.caller.as_str()),
            "aws:principalaccount" | "kms:calleraccount" => self.caller.account(),
            "aws:principaltype" if role => Some("AssumedRole"),
            "aws:resourceaccount" => Some(self.account.as_str()),
            _ => None,
        };
        match follows {
            Some(value) => values.push(value),
            None if key.starts_with("aws:principal") && !role => {}
            None if ALL_LISTED.contains(&key.as_str()) => {}
            // For what a service takes a role is known of some of them only.
            None if key == "aws:sourcearn" && role => {}
            None => return None,
        }
        Some(values)
    }
}
