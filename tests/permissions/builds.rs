//! What a build takes from outside: its image, its network, and what its variables point to.

use passrole::template::Node;
use passrole::{Code, Pipeline, Stacks, cross_account_pipeline};
use passrole_tests::policies::{At, statements};
use serde_json::{Value, json};

use super::{resource, statement};

fn shop() -> Pipeline {
    cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in ["eu-west-1", "eu-central-1"];
        role deployer: Action in prod;
        role builder: CodeBuild in ci = "arn:aws:iam::111111111111:role/acme-builder";
        project unit in ci {
            Image: "222222222222.dkr.ecr.eu-west-1.amazonaws.com/acme/tool:1",
            Cache: { Type: "S3", Location: "acme-cache/unit" },
            EnvironmentVariables: {
                PLAIN: "/not/a/parameter",
                NAMED: { Type: "PARAMETER_STORE", Value: "/shop/named" },
                SMALL: { type: "SECRETS_MANAGER", value: "shop/small:token:AWSCURRENT" },
            },
        }
        project smoke in prod {
            Image: "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/smoke",
            EnvironmentVariables: {
                TOKEN: { Type: "PARAMETER_STORE", Value: "token" },
                SHARED: {
                    Type: "SECRETS_MANAGER",
                    Value: "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shared",
                },
            },
        }
        project theirs in ci as builder {
            Image: "public.ecr.aws/docker/library/rust:1",
            Cache: { Type: "LOCAL", Modes: ["LOCAL_SOURCE_CACHE"] },
            EnvironmentVariables: { TOKEN: { Type: "SECRETS_MANAGER", Value: "theirs" } },
        }
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main", Namespace: "commit" };
        }
        stage Build {
            json: CodeBuild(source) {
                ProjectName: unit,
                EnvironmentVariables: r#"[{"name":"J","value":"json","type":"PARAMETER_STORE"}]"#,
            };
            map: CodeBuild(source) {
                ProjectName: unit,
                EnvironmentVariables: { M: { Type: "PARAMETER_STORE", Value: "/shop/#{commit.BranchName}" } },
            };
            list: CodeBuild(source) {
                ProjectName: theirs,
                EnvironmentVariables: [{ name: "L", value: "arn:aws:ssm:eu-west-1:111111111111:parameter/l", type: "PARAMETER_STORE" }],
            };
        }
        stage Smoke in prod {
            here: Test::CodeBuild(source) { ProjectName: smoke };
            there: Test::CodeBuild(source) in prod / "eu-central-1" { ProjectName: smoke };
            commands: Commands(source) {
                Commands: ["true"],
                EnvironmentVariables: [{ Name: "T", Value: "shop/commands", Type: "SECRETS_MANAGER" }],
            };
        }
    }
}

fn synth() -> Stacks {
    shop().synth().expect("every rule holds")
}

/// The resources of a statement of a role's own policy.
fn on(stacks: &Stacks, stack: &str, role: &str, sid: &str) -> Value {
    statement(stacks, stack, role, sid)["Resource"].clone()
}

#[test]
fn variables_that_point_somewhere_may_be_read() {
    let stacks = &synth();
    let parameter = |name: &str| format!("arn:aws:ssm:eu-west-1:111111111111:parameter/{name}");
    let of_unit = ["shop/named", "json", "shop/*"].map(parameter);
    assert_eq!(
        on(stacks, "shop-ci", "UnitBuildRole", "ReadParameters"),
        json!(of_unit)
    );
    assert_eq!(
        on(stacks, "shop-ci", "UnitBuildRole", "ReadSecrets"),
        "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/small-??????"
    );
    // In each region in which the project is made.
    let regions = ["eu-west-1", "eu-central-1"];
    let of_smoke =
        regions.map(|region| format!("arn:aws:ssm:{region}:033333333333:parameter/token"));
    assert_eq!(
        on(stacks, "shop-prod", "SmokeBuildRole", "ReadParameters"),
        json!(of_smoke)
    );
    let shared = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shared-??????";
    assert_eq!(
        on(stacks, "shop-prod", "SmokeBuildRole", "ReadSecrets"),
        shared
    );
    let told = format!(
        "the policies of `{shared}` and of its key must admit \
         `arn:aws:iam::033333333333:role/shop-smoke-build`, which needs `kms:Decrypt` on that key besides"
    );
    let notices = stacks.notices().join("\n");
    assert!(notices.contains(&told), "{notices}");
    assert_eq!(
        on(stacks, "shop-prod", "DeployerRole", "ReadSecrets"),
        "arn:aws:secretsmanager:eu-west-1:033333333333:secret:shop/commands-??????"
    );
}

/// Reading them is proven, by what the variables come to.
#[test]
fn what_variables_point_to_is_asked_for() {
    let parameters = "arn:aws:ssm:eu-west-1:111111111111:parameter/*";
    let unfilled = "arn:aws:ssm:eu-west-1:111111111111:parameter/shop/#{commit.BranchName}";
    for (stack, role, sid, resource, is_enough) in [
        (
            "shop-ci",
            "UnitBuildRole",
            "ReadParameters",
            parameters,
            true,
        ),
        (
            "shop-ci",
            "UnitBuildRole",
            "ReadParameters",
            unfilled,
            false,
        ),
        ("shop-ci", "UnitBuildRole", "ReadSecrets", parameters, false),
        (
            "shop-prod",
            "SmokeBuildRole",
            "ReadSecrets",
            parameters,
            false,
        ),
        (
            "shop-prod",
            "DeployerRole",
            "ReadSecrets",
            parameters,
            false,
        ),
    ] {
        let at = At {
            stack: stack.to_owned(),
            resource: role.to_owned(),
            document: 1,
        };
        let mut stacks = synth();
        for held in statements(&mut stacks, &at) {
            if held.get("Sid").and_then(Node::as_str) == Some(sid) {
                let held = held.as_map_mut().expect("it is a map");
                held.set("Resource", resource).expect("it is a key");
            }
        }
        match stacks.prove() {
            Ok(()) => assert!(is_enough, "{role} {sid}"),
            Err(broken) => {
                assert!(!is_enough, "{broken:?}");
                assert!(broken.iter().all(|one| one.code == Code::I02), "{broken:?}");
            }
        }
    }
}

#[test]
fn the_owner_of_a_build_role_is_told_of_its_variables() {
    let stacks = synth();
    let mut documents = stacks.documents().iter();
    let policy = documents
        .find(|document| document.file().ends_with("builder-ci.policy.json"))
        .expect("the policy is written out");
    let policy = serde_json::to_value(policy.content()).expect("it is JSON");
    let statements = policy["Statement"].as_array().expect("it has some");
    for (sid, resource) in [
        (
            "ReadParameters",
            "arn:aws:ssm:eu-west-1:111111111111:parameter/l",
        ),
        (
            "ReadSecrets",
            "arn:aws:secretsmanager:eu-west-1:111111111111:secret:theirs-??????",
        ),
    ] {
        let mut found = statements
            .iter()
            .filter(|statement| statement["Sid"] == sid);
        assert_eq!(found.next().expect("it is there")["Resource"], resource);
    }
    let unneeded = ["PullImage", "LogIn", "UseCache"];
    assert!(
        !statements
            .iter()
            .any(|statement| unneeded.iter().any(|sid| statement["Sid"] == *sid))
    );
}

#[test]
fn variables_are_spelt_as_each_service_takes_them() {
    let stacks = synth();
    let project = resource(&stacks, "shop-ci", "UnitProject");
    assert_eq!(
        project["Properties"]["Environment"]["EnvironmentVariables"][2],
        json!({ "Name": "SMALL", "Type": "SECRETS_MANAGER", "Value": "shop/small:token:AWSCURRENT" })
    );
    let pipeline = resource(&stacks, "shop-ci", "Pipeline");
    let map = &pipeline["Properties"]["Stages"][1]["Actions"][1];
    assert_eq!(
        map["Configuration"]["EnvironmentVariables"],
        r##"[{"name":"M","type":"PARAMETER_STORE","value":"/shop/#{commit.BranchName}"}]"##
    );
}

#[test]
fn an_image_of_a_private_registry_is_pulled_by_the_build_role() {
    let stacks = &synth();
    let pulls_as = |stack: &str, project: &str| {
        let project = resource(stacks, stack, project);
        project["Properties"]["Environment"]["ImagePullCredentialsType"].clone()
    };
    assert_eq!(pulls_as("shop-ci", "UnitProject"), "SERVICE_ROLE");
    assert_eq!(pulls_as("shop-prod", "SmokeProject"), "SERVICE_ROLE");
    assert_eq!(pulls_as("shop-ci", "TheirsProject"), Value::Null);
    let pull = statement(stacks, "shop-ci", "UnitBuildRole", "PullImage");
    assert_eq!(
        pull["Action"],
        json!([
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:GetDownloadUrlForLayer"
        ])
    );
    let repository = "arn:aws:ecr:eu-west-1:222222222222:repository/acme/tool";
    assert_eq!(pull["Resource"], repository);
    let log_in = statement(stacks, "shop-ci", "UnitBuildRole", "LogIn");
    assert_eq!(log_in["Action"], "ecr:GetAuthorizationToken");
    assert_eq!(log_in["Resource"], "*");
    let smoke = ["eu-west-1", "eu-central-1"]
        .map(|region| format!("arn:aws:ecr:{region}:033333333333:repository/smoke"));
    assert_eq!(
        on(stacks, "shop-prod", "SmokeBuildRole", "PullImage"),
        json!(smoke)
    );
    let notices = stacks.notices().join("\n");
    let told = format!(
        "the policy of `{repository}` must admit account 111111111111: \
         `arn:aws:iam::111111111111:role/shop-unit-build` pulls an image of it"
    );
    assert!(notices.contains(&told), "{notices}");
}

#[test]
fn an_interface_is_lent_in_the_subnets_of_the_project_only() {
    let synth = || {
        let pipeline = cross_account_pipeline! {
            pipeline "shop" in ci;
            account ci = "111111111111" in "eu-west-1";
            project unit in ci {
                VpcConfig: {
                    VpcId: "vpc-1",
                    Subnets: ["subnet-1", "subnet-2"],
                    SecurityGroupIds: ["sg-1"],
                },
            }
            stage Source {
                checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
            }
            stage Build { unit: CodeBuild(source) { ProjectName: unit }; }
        };
        pipeline.synth().expect("every rule holds")
    };
    // Whoever shares a network with the account owns its subnets.
    let subnets = ["1", "2"].map(|id| format!("arn:aws:ec2:eu-west-1:*:subnet/subnet-{id}"));
    let lend = statement(&synth(), "shop-ci", "UnitBuildRole", "LendInterface");
    assert_eq!(
        lend["Condition"],
        json!({
            "StringEquals": { "ec2:AuthorizedService": "codebuild.amazonaws.com" },
            "ArnEquals": { "ec2:Subnet": subnets },
        })
    );
    // A build may be put into each of them.
    let at = At {
        stack: "shop-ci".to_owned(),
        resource: "UnitBuildRole".to_owned(),
        document: 1,
    };
    for subnet in &subnets {
        let mut stacks = synth();
        for held in statements(&mut stacks, &at) {
            if let Some(condition) = held.as_map_mut().and_then(|held| held.get_mut("Condition"))
                && let Some(subnets) = condition.as_map_mut()
                && let Some(subnets) = subnets.get_mut("ArnEquals")
            {
                let subnets = subnets.as_map_mut().expect("it has a key");
                subnets.insert("ec2:Subnet".to_owned(), subnet.as_str());
            }
        }
        let broken = stacks.prove().expect_err("the other one is not allowed");
        assert!(broken.iter().all(|one| one.code == Code::I02), "{broken:?}");
    }
}
