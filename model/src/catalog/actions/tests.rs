//! What must hold for every entry of the table.

use std::collections::HashSet;

use super::{ALL, FREE, RULES};
use crate::catalog::{ActionType, Grant, Kind, Reach, When, find};
use crate::pipeline::{Category, Owner};

/// `Deploy::CloudFormation`, for messages.
fn shown(action: &ActionType) -> String {
    format!("{}::{}", action.category.as_str(), action.provider)
}

fn has_key(action: &ActionType, name: &str) -> bool {
    action.keys.iter().any(|key| key.name == name)
}

/// Every key that a condition names, each with the words that it asks for.
fn asked<'w>(when: &'w When, found: &mut Vec<(&'w str, &'w [&'static str])>) {
    match when {
        When::Is(key, words) => found.push((key, words)),
        When::Written(key) | When::Omitted(key) | When::Alias(key) | When::NoAlias(key) => {
            found.push((key, &[]))
        }
        When::All(parts) | When::Any(parts) => parts.iter().for_each(|part| asked(part, found)),
        _ => {}
    }
}

/// The words in braces.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).map(|rest| {
        let word = rest.split('}').next().unwrap();
        word.split(['|', '>']).next().unwrap()
    })
}

fn strings(grant: &Grant) -> impl Iterator<Item = &str> {
    let condition = grant
        .condition
        .iter()
        .flat_map(|(_, key, value)| [*key, *value]);
    grant.resources.iter().copied().chain(condition)
}

#[test]
fn an_action_type_stands_once() {
    let mut seen = HashSet::new();
    for action in ALL.iter().chain(FREE).chain(RULES) {
        let owner = action.owner.as_str();
        let id = (
            action.category.as_str(),
            owner,
            action.provider,
            action.version,
        );
        assert!(seen.insert(id), "{}", shown(action));
    }
    assert_eq!((ALL.len(), FREE.len(), RULES.len()), (31, 14, 6));
}

#[test]
fn a_key_stands_once_and_is_explained() {
    for action in ALL.iter().chain(RULES) {
        let mut seen = HashSet::new();
        for key in action.keys {
            assert!(seen.insert(key.name), "{} {}", shown(action), key.name);
            assert!(!key.about.is_empty(), "{} {}", shown(action), key.name);
        }
        assert!(
            action.source.starts_with("https://docs.aws.amazon.com/"),
            "{}",
            shown(action)
        );
    }
}

#[test]
fn a_default_is_a_value_of_its_key() {
    for action in ALL.iter().chain(RULES) {
        for key in action.keys {
            let Some(default) = key.default else { continue };
            let fits = match key.kind {
                Kind::Word(words) => words.contains(&default),
                Kind::Boolean => ["true", "false"].contains(&default),
                Kind::Integer(least, most) => {
                    (least..=most).contains(&default.parse::<i64>().unwrap())
                }
                _ => true,
            };
            assert!(fits, "{} {}", shown(action), key.name);
        }
    }
}

#[test]
fn conditions_name_keys_of_the_same_entry_and_words_that_they_have() {
    for action in ALL.iter().chain(RULES) {
        let required = action.keys.iter().map(|key| &key.required);
        let needed = action.grants.iter().map(|grant| &grant.when);
        let applied = action.passes.iter().map(|passes| &passes.applied);
        let mut found = Vec::new();
        required
            .chain(needed)
            .chain(applied)
            .for_each(|when| asked(when, &mut found));
        for (name, words) in found {
            let key = action.keys.iter().find(|key| key.name == name);
            let key = key.unwrap_or_else(|| panic!("{} {name}", shown(action)));
            let known: &[&str] = match key.kind {
                Kind::Word(known) => known,
                _ => &["true", "false"],
            };
            assert!(
                words.iter().all(|word| known.contains(word)),
                "{} {name}",
                shown(action)
            );
        }
    }
}

#[test]
fn braces_name_what_the_synthesis_knows_or_a_key_of_the_same_entry() {
    const KNOWN: [&str; 5] = ["partition", "region", "account", "pipeline", "artifacts"];
    for action in ALL.iter().chain(RULES) {
        for text in action.grants.iter().flat_map(strings) {
            for word in placeholders(text) {
                let known = KNOWN.contains(&word) || has_key(action, word);
                assert!(known, "{} {text}", shown(action));
            }
        }
    }
}

#[test]
fn an_optional_key_without_a_default_is_used_only_where_it_is_written() {
    for action in ALL.iter().chain(RULES) {
        for grant in action.grants {
            for word in strings(grant).flat_map(placeholders) {
                let Some(key) = action.keys.iter().find(|key| key.name == word) else {
                    continue;
                };
                let mut found = Vec::new();
                asked(&grant.when, &mut found);
                let there = matches!(key.required, When::Always)
                    || key.default.is_some()
                    || found
                        .iter()
                        .any(|(name, words)| *name == word && words.is_empty())
                    || matches!((&key.required, &grant.when), (When::Is(a, wanted), When::Is(b, held))
                        if a == b && held.iter().all(|word| wanted.contains(word)));
                assert!(there, "{} {} {word}", shown(action), grant.sid);
            }
        }
    }
}

#[test]
fn sids_are_alphanumeric_and_actions_are_written_out() {
    for action in ALL {
        for grant in action.grants {
            let alphanumeric = grant.sid.bytes().all(|byte| byte.is_ascii_alphanumeric());
            assert!(alphanumeric && !grant.sid.is_empty(), "{}", grant.sid);
            assert!(
                !grant.actions.is_empty() && !grant.resources.is_empty(),
                "{}",
                grant.sid
            );
            assert!(grant.actions.is_sorted(), "{} {}", shown(action), grant.sid);
            for name in grant.actions {
                assert!(
                    name.contains(':') && !name.contains('*'),
                    "{} {name}",
                    shown(action)
                );
            }
        }
    }
}

#[test]
fn every_resource_stands_only_where_a_request_names_none() {
    const NAMELESS: [&str; 19] = [
        "cloudformation:CreateStackSet",
        "cloudformation:ValidateTemplate",
        "devicefarm:ListProjects",
        "ec2:DescribeInstances",
        "ecr-public:GetAuthorizationToken",
        "ecr:GetAuthorizationToken",
        "ecs:DescribeTaskDefinition",
        "ecs:ListTasks",
        "ecs:RegisterTaskDefinition",
        "elasticloadbalancing:DescribeTargetGroupAttributes",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
        "inspector-scan:ScanSbom",
        "lambda:ListFunctions",
        "organizations:ListDelegatedAdministrators",
        "ssm:CancelCommand",
        "ssm:DescribeInstanceInformation",
        "ssm:ListCommandInvocations",
        "sts:GetServiceBearerToken",
    ];
    for action in ALL {
        for grant in action
            .grants
            .iter()
            .filter(|grant| grant.resources.contains(&"*"))
        {
            let nameless = grant.actions.iter().all(|name| NAMELESS.contains(name));
            assert!(nameless, "{} {}", shown(action), grant.sid);
        }
    }
}

#[test]
fn words_of_the_library_are_no_configuration_keys() {
    for action in ALL {
        assert!(!has_key(action, "RoleArn"), "{}", shown(action));
    }
}

#[test]
fn who_acts_elsewhere_is_aws_s_own() {
    for action in ALL
        .iter()
        .chain(FREE)
        .filter(|action| action.owner != Owner::Aws)
    {
        let home = action.accounts == Reach::Home && action.regions == Reach::Home;
        assert!(home && action.grants.is_empty(), "{}", shown(action));
    }
    for action in ALL
        .iter()
        .filter(|action| action.category == Category::Source)
    {
        assert_eq!(action.regions, Reach::Home, "{}", shown(action));
    }
}

#[test]
fn artifact_bounds_are_aws_s() {
    use Category::{Approval, Build, Compute, Deploy, Invoke, Source, Test};
    let bounds = [
        (Source, "S3", (0, 0), (1, 1)),
        (Source, "CodeCommit", (0, 0), (1, 1)),
        (Source, "CodeStarSourceConnection", (0, 0), (1, 1)),
        (Source, "ECR", (0, 0), (1, 1)),
        (Build, "CodeBuild", (1, 5), (0, 5)),
        (Test, "CodeBuild", (1, 5), (0, 5)),
        (Build, "ECRBuildAndPublish", (1, 1), (0, 0)),
        (Invoke, "InspectorScan", (0, 1), (1, 1)),
        (Compute, "Commands", (1, 10), (0, 1)),
        (Approval, "Manual", (0, 0), (0, 0)),
        (Deploy, "CloudFormation", (0, 10), (0, 1)),
        (Deploy, "CloudFormationStackSet", (1, 3), (0, 0)),
        (Deploy, "CloudFormationStackInstances", (0, 3), (0, 0)),
        (Deploy, "CodeDeploy", (1, 1), (0, 0)),
        (Deploy, "CodeDeployToECS", (1, 5), (0, 0)),
        (Deploy, "ECS", (1, 1), (0, 0)),
        (Deploy, "EKS", (1, 1), (0, 0)),
        (Deploy, "EC2", (1, 1), (0, 0)),
        (Deploy, "Lambda", (0, 1), (0, 0)),
        (Deploy, "S3", (1, 1), (0, 0)),
        (Deploy, "ElasticBeanstalk", (1, 1), (0, 0)),
        (Deploy, "ServiceCatalog", (1, 1), (0, 0)),
        (Deploy, "AppConfig", (1, 1), (0, 0)),
        (Deploy, "OpsWorks", (1, 1), (0, 0)),
        (Test, "DeviceFarm", (1, 1), (0, 0)),
        (Invoke, "Lambda", (0, 5), (0, 5)),
        (Invoke, "StepFunctions", (0, 1), (0, 1)),
        (Invoke, "CodePipeline", (0, 0), (0, 0)),
    ];
    for (category, provider, inputs, outputs) in bounds {
        let action = find(category, Owner::Aws, provider).unwrap();
        assert_eq!(
            (action.inputs, action.outputs),
            (inputs, outputs),
            "{provider}"
        );
    }
    let aws = ALL
        .iter()
        .filter(|action| action.owner == Owner::Aws)
        .count();
    assert_eq!(aws, bounds.len());
}

#[test]
fn the_keys_without_which_aws_refuses_a_pipeline_are_required() {
    use Category::{Build, Deploy, Invoke, Source, Test};
    let required: [(Category, &str, &[&str]); 13] = [
        (Source, "S3", &["S3Bucket", "S3ObjectKey"]),
        (Source, "ECR", &["RepositoryName"]),
        (Source, "CodeCommit", &["RepositoryName", "BranchName"]),
        (Deploy, "S3", &["BucketName", "Extract"]),
        (
            Deploy,
            "CodeDeploy",
            &["ApplicationName", "DeploymentGroupName"],
        ),
        (Deploy, "CloudFormation", &["ActionMode", "StackName"]),
        (Deploy, "ECS", &["ClusterName", "ServiceName"]),
        (
            Deploy,
            "ElasticBeanstalk",
            &["ApplicationName", "EnvironmentName"],
        ),
        (Build, "CodeBuild", &["ProjectName"]),
        (Test, "CodeBuild", &["ProjectName"]),
        (Invoke, "Lambda", &["FunctionName"]),
        (Invoke, "StepFunctions", &["StateMachineArn"]),
        (Invoke, "CodePipeline", &["PipelineName"]),
    ];
    for (category, provider, names) in required {
        let action = find(category, Owner::Aws, provider).unwrap();
        let found: Vec<_> = action
            .keys
            .iter()
            .filter(|key| matches!(key.required, When::Always))
            .map(|key| key.name)
            .collect();
        assert_eq!(found, names, "{provider}");
    }
}
