//! What stack sets take: of the role that acts, and of the administration role.

use passrole::{Code, Stacks, cross_account_pipeline};
use passrole_tests::policies::{At, statements};
use serde_json::{Value, json};

use super::{resource, statement};

fn synth() -> Stacks {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        role admin: CloudFormation in ci;
        role other: CloudFormation in ci;
        stage Source {
            checkout: CodeCommit -> app { RepositoryName: "shop", BranchName: "main" };
        }
        stage Work {
            set: CloudFormationStackSet(app) passing admin {
                StackSetName: "app", TemplatePath: app / "t.yml",
            };
            named: CloudFormationStackSet(app) passing other {
                StackSetName: "other", TemplatePath: app / "t.yml", ExecutionRoleName: "shop-exec",
            };
            more: CloudFormationStackInstances {
                StackSetName: "app", DeploymentTargets: ["222222222222"], Regions: ["eu-west-1"],
            };
        }
    };
    pipeline.synth().expect("every rule holds")
}

#[test]
fn instances_are_made_of_a_stack_set_in_its_targets_and_of_any_types() {
    let stacks = &synth();
    let set =
        |name: &str| format!("arn:aws:cloudformation:eu-west-1:111111111111:stackset/{name}:*");
    let targets =
        |name: &str| format!("arn:aws:cloudformation:*:111111111111:stackset-target/{name}:*");
    let types = "arn:aws:cloudformation:*:*:type/resource/*";
    let on = |sid: &str| statement(stacks, "shop-ci", "PipelineRole", sid)["Resource"].clone();
    assert_eq!(
        on("ManageStackSet"),
        json!([
            set("app"),
            targets("app"),
            types,
            set("other"),
            targets("other")
        ])
    );
    assert_eq!(
        on("ManageStackInstances"),
        json!([set("app"), targets("app"), types])
    );
    assert_eq!(on("LookAtStackSet"), json!([set("app"), set("other")]));
}

#[test]
fn each_of_them_is_asked_for() {
    let at = At {
        stack: "shop-ci".to_owned(),
        resource: "PipelineRole".to_owned(),
        document: 1,
    };
    for dropped in ["stackset/app:*", "stackset-target/app:*", "type/resource/*"] {
        let mut stacks = synth();
        for held in statements(&mut stacks, &at) {
            let held = held.as_map_mut().expect("it is a map");
            let kept: Vec<_> = held
                .get("Resource")
                .into_iter()
                .flatten()
                .filter(|resource| !resource.as_str().is_some_and(|arn| arn.ends_with(dropped)))
                .cloned()
                .collect();
            held.set("Resource", kept).expect("it is a key");
        }
        let broken = stacks.prove().expect_err(dropped);
        assert!(broken.iter().all(|one| one.code == Code::I02), "{broken:?}");
    }
}

/// It makes no resources of the template, so it loads none of their code.
#[test]
fn an_administration_role_assumes_the_execution_roles_and_reads_nothing() {
    let stacks = &synth();
    for (role, execution) in [
        ("AdminRole", "AWSCloudFormationStackSetExecutionRole"),
        ("OtherRole", "shop-exec"),
    ] {
        let role = resource(stacks, "shop-ci", role);
        let policy = &role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"];
        let [assume] = policy.as_array().map_or(&[][..], Vec::as_slice) else {
            panic!("{policy}");
        };
        assert_eq!(assume["Action"], "sts:AssumeRole");
        let on = format!("arn:aws:iam::*:role/{execution}");
        assert_eq!(assume["Resource"], Value::from(on));
    }
}

/// A region that an account has to enable has a principal of its own: where the set is kept, and where its stacks are.
#[test]
fn an_administration_role_trusts_cloudformation_in_the_regions_of_its_sets() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in ["eu-west-1", "af-south-1"];
        role admin: CloudFormation in ci;
        role far: CloudFormation in ci;
        role stack: CloudFormation in ci;
        stage Source {
            checkout: CodeCommit -> app { RepositoryName: "shop", BranchName: "main" };
        }
        stage Work {
            set: CloudFormationStackSet(app) passing admin {
                StackSetName: "app", TemplatePath: app / "t.yml",
                DeploymentTargets: ["222222222222"], Regions: ["eu-west-1", "ap-east-1"],
            };
            more: CloudFormationStackInstances {
                StackSetName: "app", DeploymentTargets: ["222222222222"], Regions: "us-east-1, me-south-1",
            };
            others: CloudFormationStackInstances {
                StackSetName: "others", DeploymentTargets: ["222222222222"], Regions: ["me-central-1"],
            };
            kept_there: CloudFormationStackSet(app) in ci / "af-south-1" passing far {
                StackSetName: "app", TemplatePath: app / "t.yml",
            };
            here: CloudFormation(app) passing stack {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: app / "t.yml",
            };
        }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    let trusted = |role: &str| {
        let role = resource(&stacks, "shop-ci", role);
        let trust = &role["Properties"]["AssumeRolePolicyDocument"]["Statement"][0];
        trust["Principal"]["Service"].clone()
    };
    assert_eq!(
        trusted("AdminRole"),
        json!([
            "cloudformation.amazonaws.com",
            "cloudformation.ap-east-1.amazonaws.com",
            "cloudformation.me-south-1.amazonaws.com",
        ])
    );
    assert_eq!(
        trusted("FarRole"),
        json!([
            "cloudformation.amazonaws.com",
            "cloudformation.af-south-1.amazonaws.com",
        ])
    );
    assert_eq!(trusted("StackRole"), "cloudformation.amazonaws.com");
}
