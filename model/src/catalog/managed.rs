//! Managed policies of AWS's own.
//!
//! AWS changes what they allow, so that is not written down here. That one denies nothing is enough for a proof: what
//! another policy of the role allows stays allowed.
//! <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html>

/// Policies that are often given to the roles of a pipeline, and deny nothing; by name, sorted.
const DENY_NOTHING: &[&str] = &[
    "AWSCloudFormationFullAccess",
    "AWSCodeBuildDeveloperAccess",
    "AWSCodeDeployFullAccess",
    "AWSLambdaBasicExecutionRole",
    "AWSLambda_FullAccess",
    "AWSStepFunctionsFullAccess",
    "AdministratorAccess",
    "AmazonAPIGatewayAdministrator",
    "AmazonDynamoDBFullAccess",
    "AmazonDynamoDBReadOnlyAccess",
    "AmazonEC2ContainerRegistryPowerUser",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEC2FullAccess",
    "AmazonEC2RoleforAWSCodeDeploy",
    "AmazonECS_FullAccess",
    "AmazonEventBridgeFullAccess",
    "AmazonRDSFullAccess",
    "AmazonRoute53FullAccess",
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "AmazonSNSFullAccess",
    "AmazonSQSFullAccess",
    "AmazonSSMManagedInstanceCore",
    "AmazonSSMReadOnlyAccess",
    "AmazonVPCFullAccess",
    "CloudFrontFullAccess",
    "CloudWatchAgentServerPolicy",
    "CloudWatchFullAccess",
    "CloudWatchLogsFullAccess",
    "IAMFullAccess",
    "PowerUserAccess",
    "ReadOnlyAccess",
];

/// Whether a managed policy is one of AWS's own that is known to deny nothing.
///
/// ```
/// use passrole_model::catalog::managed::denies_nothing;
///
/// assert!(denies_nothing("arn:aws:iam::aws:policy/PowerUserAccess"));
/// assert!(!denies_nothing("arn:aws:iam::111111111111:policy/PowerUserAccess"));
/// ```
pub fn denies_nothing(arn: &str) -> bool {
    let Some((_, policy)) = arn.split_once(":iam::aws:policy/") else {
        return false;
    };
    // A path may stand before the name.
    let mut name = policy;
    for part in policy.split('/') {
        name = part;
    }
    DENY_NOTHING.contains(&name)
}

/// The names of all that are known.
pub fn names() -> &'static [&'static str] {
    DENY_NOTHING
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_stand_once() {
        assert!(DENY_NOTHING.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(denies_nothing(
            "arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
        ));
        assert!(!denies_nothing("arn:aws:iam::aws:policy/AWSDenyAll"));
    }
}
