//! Further regions in China and in GovCloud.

use passrole::{Pipeline, cross_account_pipeline};

use super::{json, property, synth};

/// The same program in another partition.
fn of_partition(home: &str, further: &str) -> Pipeline {
    cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in [home, further];
        account prod = "033333333333" in [home, further];
        role deployer: Action in prod;
        role stack: CloudFormation in prod { managed ["arn:${AWS::Partition}:iam::aws:policy/PowerUserAccess"]; }
        project smoke in [ci, prod];
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Prod in prod / further {
            up: CloudFormation(source) {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "template.yml",
                Capabilities: [CAPABILITY_AUTO_EXPAND],
            };
            smoke: Test::CodeBuild(source) { ProjectName: smoke };
            here: Test::CodeBuild(source) in ci / further { ProjectName: smoke };
        }
    }
}

#[test]
fn the_same_program_works_in_every_partition() {
    for (name, home, further, via) in [
        (
            "aws",
            "eu-west-1",
            "us-east-1",
            json!("s3.us-east-1.amazonaws.com"),
        ),
        (
            "aws-cn",
            "cn-north-1",
            "cn-northwest-1",
            json!([
                "s3.cn-northwest-1.amazonaws.com",
                "s3.cn-northwest-1.amazonaws.com.cn"
            ]),
        ),
        (
            "aws-us-gov",
            "us-gov-west-1",
            "us-gov-east-1",
            json!("s3.us-gov-east-1.amazonaws.com"),
        ),
    ] {
        let stacks = synth(&of_partition(home, further));
        for stack in &stacks {
            let template = stack.template().to_json();
            for rest in template.split("arn:").skip(1) {
                let partition = rest.split(':').next().unwrap_or_default();
                assert!(
                    [name, "${AWS"].contains(&partition),
                    "{}: arn:{partition}:…",
                    stack.name()
                );
            }
        }
        let statements = property(
            &stacks,
            "shop-prod",
            "DeployerRole",
            "/Policies/0/PolicyDocument/Statement",
        );
        let key = statements.as_array().expect("a list").iter().find(|one| {
            one["Sid"]
                .as_str()
                .is_some_and(|sid| sid.starts_with("UseArtifactKey"))
        });
        let key = key.expect("it is there");
        assert_eq!(key["Condition"]["StringEquals"]["kms:ViaService"], via);
        assert_eq!(
            key["Resource"],
            format!("arn:{name}:kms:{further}:111111111111:key/*")
        );
        let trust = property(
            &stacks,
            "shop-prod",
            "StackRole",
            "/AssumeRolePolicyDocument/Statement/0/Principal",
        );
        assert_eq!(trust, json!({ "Service": "cloudformation.amazonaws.com" }));
    }
}
