//! Amazon Resource Names, taken apart.

/// `arn:partition:service:region:account:resource`
#[derive(Clone, Copy, PartialEq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: &'a str,
    /// `iam`.
    pub service: &'a str,
    /// Empty for what is global.
    pub region: &'a str,
    /// Empty for what has none (a bucket), `aws` for AWS's own policies.
    pub account: &'a str,
    /// `role/path/name`.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Takes an ARN apart; none where the text is not one.
    ///
    /// ```
    /// let arn = passrole_model::arn::Arn::parse("arn:aws:iam::111111111111:role/runner").unwrap();
    /// assert_eq!((arn.account, arn.resource), ("111111111111", "role/runner"));
    /// assert!(passrole_model::arn::Arn::parse("runner").is_none());
    /// ```
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut fields = text.strip_prefix("arn:")?.splitn(5, ':');
        let mut field = || fields.next().unwrap_or_default();
        let arn = Arn {
            partition: field(),
            service: field(),
            region: field(),
            account: field(),
            resource: field(),
        };
        let whole =
            arn.partition.starts_with("aws") && !arn.service.is_empty() && !arn.resource.is_empty();
        whole.then_some(arn)
    }

    /// Whether it is the ARN of a KMS key: `arn:aws:kms:eu-west-1:111111111111:key/…`.
    pub fn is_key(&self) -> bool {
        self.service == "kms" && self.resource.starts_with("key/")
    }

    /// Whether it is the ARN of an alias of a KMS key: `arn:aws:kms:eu-west-1:111111111111:alias/…`.
    pub fn is_alias(&self) -> bool {
        self.service == "kms" && self.resource.starts_with("alias/")
    }

    /// Whether it is the ARN of a role: `arn:aws:iam::111111111111:role/…`.
    pub fn is_role(&self) -> bool {
        self.service == "iam"
            && self.region.is_empty()
            && self.resource.starts_with("role/")
            && self.resource != "role/"
    }

    /// Whether it is the ARN of a managed policy: `arn:aws:iam::aws:policy/…`.
    pub fn is_policy(&self) -> bool {
        self.service == "iam"
            && self.region.is_empty()
            && !self.account.is_empty()
            && self.resource.starts_with("policy/")
            && self.resource != "policy/"
    }
}
