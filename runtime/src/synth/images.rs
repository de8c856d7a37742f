//! What every build of a project takes from outside: the image that it runs in, its cache and its network.

use passrole_model::arn::Arn;
use passrole_model::catalog::{limits, settings};
use passrole_model::pipeline::{Account, Project, Setting, Value, setting};

use super::Synth;
use super::text::Within;
use crate::iam::{Statement, one_or_list};
use crate::template::Node;
use crate::texts::add_once;

const PULL_IMAGE: &[&str] = &[
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
];
const USE_CACHE: &[&str] = &["s3:GetObject", "s3:PutObject"];

/// A repository of a private registry of ECR.
struct Repository<'i> {
    account: &'i str,
    region: &'i str,
    name: &'i str,
}

impl<'p> Synth<'p> {
    /// Whose credentials CodeBuild takes to pull the image, where they are not its own: an image of ECR then needs no
    /// policy that admits CodeBuild, and one of another account can be pulled in no other way.
    /// <https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html>
    pub(super) fn pulls_as(
        &self,
        project: &'p Project,
        within: Within<'p>,
    ) -> Option<&'static str> {
        let image = setting(&project.settings, "Image")?;
        let image = self.spelled(&image.value, within, self.account_region(within.account));
        repository(&image).map(|_| "SERVICE_ROLE")
    }

    /// Adds what pulling a project's image takes of its build role.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/sample-ecr.html>
    pub(super) fn add_image_statements(
        &self,
        project: &'p Project,
        within: Within<'p>,
        regions: &[String],
        statements: &mut Vec<Statement>,
    ) {
        let image = setting(&project.settings, "Image");
        let mut repositories: Vec<Node> = Vec::new();
        for image in &self.spellings(image, within, regions) {
            if let Some(found) = repository(image) {
                let name = format!("repository/{}", found.name);
                let arn = self.arn("ecr", found.region, found.account, &name);
                repositories.push(arn.into());
            }
        }
        if !repositories.is_empty() {
            statements.push(Statement::allow("PullImage", PULL_IMAGE, repositories));
            // A token is the registry's, not a repository's.
            let token = &["ecr:GetAuthorizationToken"];
            statements.push(Statement::allow("LogIn", token, "*"));
        }
    }

    /// Adds what keeping a project's cache in S3 takes of its build role.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/caching-s3.html>
    pub(super) fn add_cache_statement(
        &self,
        project: &'p Project,
        account: &'p Account,
        regions: &[String],
        statements: &mut Vec<Statement>,
    ) {
        let caches = self.caches(project, account, regions);
        if !caches.is_empty() {
            statements.push(Statement::allow("UseCache", USE_CACHE, caches));
        }
    }

    /// The objects of a project's cache in S3, in each of these regions.
    pub(super) fn caches(
        &self,
        project: &'p Project,
        account: &'p Account,
        regions: &[String],
    ) -> Vec<String> {
        let within = self.within(account);
        let mut caches = Vec::new();
        let Some(Setting {
            value: Value::Map(cache, _),
            ..
        }) = setting(&project.settings, "Cache")
        else {
            return caches;
        };
        match self
            .spellings(setting(cache, "Type"), within, regions)
            .as_slice()
        {
            [kind] if kind == "S3" => {}
            _ => return caches,
        }
        for location in &self.spellings(setting(cache, "Location"), within, regions) {
            let objects = format!("{}/*", location.trim_end_matches('/'));
            caches.push(match Arn::parse(&objects) {
                Some(_) => objects,
                None => self.arn("s3", "", "", &objects),
            });
        }
        caches
    }

    /// What a setting comes to in each of these regions, each once; none where it is not written.
    fn spellings(
        &self,
        setting: Option<&'p Setting>,
        within: Within<'p>,
        regions: &[String],
    ) -> Vec<String> {
        let mut spellings = Vec::new();
        if let Some(setting) = setting {
            for region in regions {
                add_once(&mut spellings, self.spelled(&setting.value, within, region));
            }
        }
        spellings
    }

    /// Adds what building in a network of its author's takes: interfaces in its subnets, lent to CodeBuild. A subnet is known by
    /// its id, since the account that shares a network owns its subnets.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html>
    pub(super) fn add_network_statements(
        &self,
        project: &'p Project,
        account: &'p Account,
        regions: &[String],
        statements: &mut Vec<Statement>,
    ) {
        let Some(network) = setting(&project.settings, "VpcConfig") else {
            return;
        };
        statements.push(Statement::allow("JoinNetwork", &settings::NETWORK, "*"));
        let lend = &["ec2:CreateNetworkInterfacePermission"];
        let interfaces = self.arns("ec2", regions, account, "network-interface/*");
        let mut lend = Statement::allow("LendInterface", lend, interfaces).when(
            "StringEquals",
            "ec2:AuthorizedService",
            "codebuild.amazonaws.com",
        );
        let mut subnets: Vec<Node> = Vec::new();
        if let Value::Map(network, _) = &network.value
            && let Some(written) = setting(network, "Subnets")
        {
            for region in regions {
                let ids = self.spelled(&written.value, self.within(account), region);
                for id in ids.split(',') {
                    let subnet = format!("subnet/{id}");
                    subnets.push(self.arn("ec2", region, "*", &subnet).into());
                }
            }
        }
        if !subnets.is_empty() {
            let subnets = one_or_list(Node::List(subnets));
            lend = lend.when("ArnEquals", "ec2:Subnet", subnets);
        }
        statements.push(lend);
    }
}

/// The repository of an image in a private registry: `ID.dkr.ecr.REGION.amazonaws.com/NAME:TAG`, or on a dual stack
/// `ID.dkr-ecr.REGION.on.aws/NAME`.
/// <https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html>
fn repository(image: &str) -> Option<Repository<'_>> {
    let (host, name) = image.split_once('/')?;
    let (name, _) = name.split_once('@').unwrap_or((name, ""));
    let (name, _) = name.split_once(':').unwrap_or((name, ""));
    let mut labels = Vec::new();
    for label in host.split('.') {
        labels.push(label);
    }
    match labels.as_slice() {
        [account, "dkr", "ecr" | "ecr-fips", region, _, ..]
        | [account, "dkr-ecr" | "dkr-ecr-fips", region, _, ..]
            if limits::is_account_id(account) =>
        {
            Some(Repository {
                account,
                region,
                name,
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::repository;

    #[test]
    fn an_image_of_a_private_registry_is_known() {
        for (image, found) in [
            (
                "111111111111.dkr.ecr.eu-west-1.amazonaws.com/tool:1",
                Some(("111111111111", "eu-west-1", "tool")),
            ),
            (
                "111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn/a/b@sha256:0f",
                Some(("111111111111", "cn-north-1", "a/b")),
            ),
            (
                "111111111111.dkr.ecr-fips.us-east-1.amazonaws.com/tool:1@sha256:0f",
                Some(("111111111111", "us-east-1", "tool")),
            ),
            (
                "111111111111.dkr-ecr.eu-west-1.on.aws/tool",
                Some(("111111111111", "eu-west-1", "tool")),
            ),
            ("aws/codebuild/amazonlinux2-x86_64-standard:5.0", None),
            ("public.ecr.aws/docker/library/rust:1", None),
            ("docker.io/library/rust:1", None),
            ("rust:1", None),
        ] {
            let repository = repository(image);
            let repository = repository.map(|found| (found.account, found.region, found.name));
            assert_eq!(repository, found, "{image}");
        }
    }
}
