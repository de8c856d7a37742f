//! A request to AWS: who asks for what, on what, and what AWS knows besides.

/// A request to AWS.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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
            Caller::Role(arn) => arn.split(':').nth(4),
            Caller::Service(_) => None,
        }
    }
}

/// What a request holds under a condition key.
pub(super) enum Held<'r> {
    Values(Vec<&'r str>),
    /// The request does not have the key.
    Nothing,
    /// AWS may send it; what, is not known here.
    Unknown,
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

    /// What the request holds under a key, whose case does not matter.
    pub(super) fn held(&self, key: &str) -> Held<'_> {
        let mut listed = Vec::new();
        for (name, value) in &self.context {
            if name.eq_ignore_ascii_case(key) {
                listed.push(value.as_str());
            }
        }
        if !listed.is_empty() {
            return Held::Values(listed);
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
            Some(value) => Held::Values(vec![value]),
            None if key.starts_with("aws:principal") && !role => Held::Nothing,
            None if ALL_LISTED.contains(&key.as_str()) => Held::Nothing,
            // For what a service takes a role is known of some of them only.
            None if key == "aws:sourcearn" && role => Held::Nothing,
            None => Held::Unknown,
        }
    }
}
