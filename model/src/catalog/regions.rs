//! AWS's regions and the partition of each: which exist, and what is written differently where.
//!
//! The isolated partitions and the European sovereign one are left out.

use std::borrow::Cow;

/// A partition: a group of regions with accounts, names and ARNs of its own.
#[derive(Debug, PartialEq)]
pub struct Partition {
    /// As ARNs spell it: `aws`, `aws-cn`, `aws-us-gov`.
    pub name: &'static str,
    /// What its endpoints end in.
    pub dns_suffix: &'static str,
}

/// The commercial regions.
pub static AWS: Partition = Partition {
    name: "aws",
    dns_suffix: "amazonaws.com",
};
/// The regions in China.
pub static AWS_CN: Partition = Partition {
    name: "aws-cn",
    dns_suffix: "amazonaws.com.cn",
};
/// The regions of GovCloud.
pub static AWS_US_GOV: Partition = Partition {
    name: "aws-us-gov",
    dns_suffix: "amazonaws.com",
};

/// Every region and its partition, from `partitions.json` of botocore 1.44.5.
pub static ALL: &[(&str, &Partition)] = &[
    ("af-south-1", &AWS),
    ("ap-east-1", &AWS),
    ("ap-east-2", &AWS),
    ("ap-northeast-1", &AWS),
    ("ap-northeast-2", &AWS),
    ("ap-northeast-3", &AWS),
    ("ap-south-1", &AWS),
    ("ap-south-2", &AWS),
    ("ap-southeast-1", &AWS),
    ("ap-southeast-2", &AWS),
    ("ap-southeast-3", &AWS),
    ("ap-southeast-4", &AWS),
    ("ap-southeast-5", &AWS),
    ("ap-southeast-6", &AWS),
    ("ap-southeast-7", &AWS),
    ("ca-central-1", &AWS),
    ("ca-west-1", &AWS),
    ("cn-north-1", &AWS_CN),
    ("cn-northwest-1", &AWS_CN),
    ("eu-central-1", &AWS),
    ("eu-central-2", &AWS),
    ("eu-north-1", &AWS),
    ("eu-south-1", &AWS),
    ("eu-south-2", &AWS),
    ("eu-west-1", &AWS),
    ("eu-west-2", &AWS),
    ("eu-west-3", &AWS),
    ("il-central-1", &AWS),
    ("me-central-1", &AWS),
    ("me-south-1", &AWS),
    ("me-west-1", &AWS),
    ("mx-central-1", &AWS),
    ("sa-east-1", &AWS),
    ("sa-west-1", &AWS),
    ("us-east-1", &AWS),
    ("us-east-2", &AWS),
    ("us-gov-east-1", &AWS_US_GOV),
    ("us-gov-west-1", &AWS_US_GOV),
    ("us-west-1", &AWS),
    ("us-west-2", &AWS),
];

/// The partition of a region; none where there is no such region.
///
/// ```
/// use passrole_model::catalog::regions::partition;
///
/// assert_eq!(partition("cn-north-1").unwrap().name, "aws-cn");
/// assert!(partition("eu-west-9").is_none());
/// ```
pub fn partition(region: &str) -> Option<&'static Partition> {
    for (name, partition) in ALL {
        if *name == region {
            return Some(partition);
        }
    }
    None
}

/// The region that was meant by a misspelt one.
pub fn closest(region: &str) -> Option<&'static str> {
    let mut known = Vec::new();
    for (name, _) in ALL {
        known.push(*name);
    }
    crate::closest(region, &known)
}

/// The regions that every account has, of those with the others to be enabled first: AWS enables none of itself that
/// it opened after March 2019. <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-opt-in-regions.html>
const ENABLED: [&str; 17] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// Whether an account must enable the region before it can be used. China and GovCloud have no such regions.
///
/// ```
/// use passrole_model::catalog::regions::is_opt_in;
///
/// assert!(is_opt_in("ap-east-1") && !is_opt_in("us-east-1") && !is_opt_in("cn-north-1"));
/// ```
pub fn is_opt_in(region: &str) -> bool {
    match partition(region) {
        Some(partition) => partition.name == AWS.name && !ENABLED.contains(&region),
        None => false,
    }
}

impl Partition {
    /// The principal by which a role trusts a service that is written `codebuild.amazonaws.com`.
    ///
    /// Services have that name in every partition; in China, EMR alone has another.
    pub fn principal<'s>(&self, service: &'s str) -> Cow<'s, str> {
        match service {
            "elasticmapreduce.amazonaws.com" if self.name == AWS_CN.name => {
                Cow::Borrowed("elasticmapreduce.amazonaws.com.cn")
            }
            _ => Cow::Borrowed(service),
        }
    }

    /// A service's endpoint in a region: `s3.eu-west-1.amazonaws.com`.
    pub fn endpoint(&self, service: &str, region: &str) -> String {
        format!("{service}.{region}.{}", self.dns_suffix)
    }

    /// A service in a region as `kms:ViaService` names it: `s3.eu-west-1.amazonaws.com`. AWS does not say whether the
    /// name ends as endpoints do in China, so both are given there.
    pub fn via_service(&self, service: &str, region: &str) -> Vec<String> {
        let mut names = vec![format!("{service}.{region}.amazonaws.com")];
        if self.dns_suffix != AWS.dns_suffix {
            names.push(self.endpoint(service, region));
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_sorted_and_unique() {
        assert!(ALL.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn a_region_has_two_letters_first_and_a_digit_last() {
        for (region, _) in ALL {
            let first = region.split('-').next().map(str::len);
            let last = region.rsplit('-').next().map(str::len);
            assert_eq!((first, last), (Some(2), Some(1)), "{region}");
        }
    }

    #[test]
    fn a_region_begins_as_its_partition_does() {
        for (region, partition) in ALL {
            let expected = match region.split('-').collect::<Vec<_>>()[..] {
                ["cn", ..] => &AWS_CN,
                ["us", "gov", ..] => &AWS_US_GOV,
                _ => &AWS,
            };
            assert_eq!(*partition, expected, "{region}");
        }
    }

    #[test]
    fn what_every_account_has_exists() {
        for region in ENABLED {
            assert_eq!(partition(region), Some(&AWS), "{region}");
        }
    }

    #[test]
    fn a_region_is_found_by_its_exact_name_only() {
        assert_eq!(partition("us-gov-west-1"), Some(&AWS_US_GOV));
        for wrong in [
            "",
            "eu-west-4",
            "EU-WEST-1",
            "eu-west-1 ",
            "aws-global",
            "us-iso-east-1",
        ] {
            assert_eq!(partition(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn principals_stay_the_same_but_for_emr_in_china() {
        for partition in [&AWS, &AWS_CN, &AWS_US_GOV] {
            for service in [
                "codepipeline",
                "cloudformation",
                "codebuild",
                "events",
                "ec2",
            ] {
                let principal = format!("{service}.amazonaws.com");
                assert_eq!(partition.principal(&principal), principal);
            }
        }
        let emr = "elasticmapreduce.amazonaws.com";
        assert_eq!(AWS.principal(emr), emr);
        assert_eq!(AWS_CN.principal(emr), "elasticmapreduce.amazonaws.com.cn");
    }

    #[test]
    fn endpoints_end_in_the_partition_s_suffix() {
        assert_eq!(
            AWS.endpoint("s3", "eu-west-1"),
            "s3.eu-west-1.amazonaws.com"
        );
        assert_eq!(
            AWS_CN.endpoint("s3", "cn-north-1"),
            "s3.cn-north-1.amazonaws.com.cn"
        );
    }

    #[test]
    fn a_service_in_china_has_two_names() {
        assert_eq!(
            AWS_US_GOV.via_service("s3", "us-gov-west-1"),
            ["s3.us-gov-west-1.amazonaws.com"]
        );
        assert_eq!(
            AWS_CN.via_service("s3", "cn-north-1"),
            [
                "s3.cn-north-1.amazonaws.com",
                "s3.cn-north-1.amazonaws.com.cn"
            ]
        );
    }
}
