//! What every build of a project takes from outside: the image that it runs in, and its cache.

use passrole_model::arn::Arn;
use passrole_model::catalog::limits;
use passrole_model::pipeline::{Project, Value, setting};

use super::Synth;
use super::text::Within;
use crate::iam::Statement;
use crate::template::Node;

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

    /// What pulling a project's image takes of its build role.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/sample-ecr.html>
    pub(super) fn image_statements(
        &self,
        project: &'p Project,
        within: Within<'p>,
        regions: &[String],
    ) -> Vec<Statement> {
        let mut repositories = Vec::new();
        for image in self.spellings(project, &["Image"], within, regions) {
            if let Some(found) = repository(&image) {
                let name = format!("repository/{}", found.name);
                let arn = self.arn("ecr", found.region, found.account, &name);
                repositories.push(Node::from(arn));
            }
        }
        if repositories.is_empty() {
            return Vec::new();
        }
        let pull = &[
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:GetDownloadUrlForLayer",
        ];
        vec![
            Statement::allow("PullImage", pull, repositories),
            // A token is the registry's, not a repository's.
            Statement::allow("LogIn", &["ecr:GetAuthorizationToken"], "*"),
        ]
    }

    /// What keeping a project's cache in S3 takes of its build role.
    /// <https://docs.aws.amazon.com/codebuild/latest/userguide/caching-s3.html>
    pub(super) fn cache_statements(
        &self,
        project: &'p Project,
        within: Within<'p>,
        regions: &[String],
    ) -> Vec<Statement> {
        if self.spellings(project, &["Cache", "Type"], within, regions) != ["S3"] {
            return Vec::new();
        }
        let mut caches = Vec::new();
        for location in self.spellings(project, &["Cache", "Location"], within, regions) {
            let objects = format!("{}/*", location.trim_end_matches('/'));
            caches.push(Node::from(match Arn::parse(&objects) {
                Some(_) => objects,
                None => self.arn("s3", "", "", &objects),
            }));
        }
        if caches.is_empty() {
            return Vec::new();
        }
        let actions = &["s3:GetObject", "s3:PutObject"];
        vec![Statement::allow("UseCache", actions, caches)]
    }

    /// What a project's setting comes to in each of these regions, each once; none where it is not written.
    fn spellings(
        &self,
        project: &'p Project,
        path: &[&str],
        within: Within<'p>,
        regions: &[String],
    ) -> Vec<String> {
        let mut spellings = Vec::new();
        let mut settings = project.settings.as_ref();
        let mut found = None;
        for key in path {
            found = setting(settings, key);
            settings = match found {
                Some(setting) => match &setting.value {
                    Value::Map(inner, _) => inner,
                    _ => &[],
                },
                None => &[],
            };
        }
        if let Some(found) = found {
            for region in regions {
                let spelling = self.spelled(&found.value, within, region);
                if !spellings.contains(&spelling) {
                    spellings.push(spelling);
                }
            }
        }
        spellings
    }
}

/// The repository of an image in a private registry: `ID.dkr.ecr.REGION.amazonaws.com/NAME:TAG`, or on a dual stack
/// `ID.dkr-ecr.REGION.on.aws/NAME`.
/// <https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html>
fn repository(image: &str) -> Option<Repository<'_>> {
    let (host, name) = image.split_once('/')?;
    let (name, _) = name.split_once('@').unwrap_or((name, ""));
    let (name, _) = name.split_once(':').unwrap_or((name, ""));
    let (account, rest) = host.split_once('.')?;
    let rest = rest.strip_prefix("dkr")?;
    let rest = rest.strip_prefix(['.', '-'])?.strip_prefix("ecr")?;
    let rest = rest.strip_prefix("-fips").unwrap_or(rest);
    let (region, _) = rest.strip_prefix('.')?.split_once('.')?;
    limits::is_account_id(account).then_some(Repository {
        account,
        region,
        name,
    })
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
