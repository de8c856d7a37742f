//! What names in strings, keys and bare words come to.

use passrole::cross_account_pipeline;

/// The key itself is tagged too, and roles of accounts that do not hold it.
#[test]
fn a_tag_names_the_artifact_key_where_it_is_not_made() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci { tags: { key: "{artifacts.key}", bucket: "{artifacts.bucket}" } }
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in prod;
        stage Source {
            checkout: CodeCommit -> _source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Prod in prod { tell: Invoke::Lambda { FunctionName: "release" }; }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    let mut tagged = 0;
    for stack in &stacks {
        for (id, resource) in stack.template().resources() {
            if let Some(tags) = resource.properties.get("Tags") {
                tagged += 1;
                let text = serde_json::to_string(tags).expect("it is JSON");
                let key = "arn:aws:kms:eu-west-1:111111111111:alias/shop-artifacts";
                assert!(text.contains(key), "{id} in {}: {text}", stack.name());
                assert!(text.contains("shop-111111111111-eu-west-1"), "{text}");
            }
        }
    }
    // Key, bucket, pipeline, the roles of pipeline, events and deployer.
    assert!(tagged >= 6, "{tagged}");
}

#[test]
fn an_author_s_key_names_accounts_as_a_string_does() {
    let id = "222222222222";
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci { tags: { "of-{ci.id}": "shop" } }
        account ci = "111111111111" in "eu-west-1";
        account dev = id in "eu-west-1";
        role deployer: Action in dev {
            allow ["ec2:StopInstances"] on ["*"] when {
                StringEquals: { "aws:ResourceTag/{account}-{account.id}": "{account}" },
            };
        }
        role stack: CloudFormation in dev;
        project unit in [ci, dev] { EnvironmentVariables: { "IN_{account}": "{account}" } }
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        for t in [dev] {
            stage "Prod-{t}" in t {
                release: CloudFormation(source) {
                    ActionMode: CREATE_UPDATE,
                    StackName: "shop",
                    TemplatePath: source / "template.yml",
                    ParameterOverrides: { "Name{t}": "{t}", "Id{t.id}": "{t.id}" },
                };
                test: Test::CodeBuild(source) in ci {
                    ProjectName: unit,
                    EnvironmentVariables: { "K_{dev.id}": "v", "{other}": "{other}" },
                };
                list: Commands(source) in ci {
                    Commands: ["ls"],
                    EnvironmentVariables: { "S_{dev.id}": "v" },
                };
            }
        }
    };
    let mut whole = String::new();
    for stack in &pipeline.synth().unwrap() {
        whole.push_str(&stack.template().to_yaml().replace('\\', ""));
    }
    for part in [
        "of-111111111111",
        "aws:ResourceTag/dev-222222222222: dev",
        "Name: IN_ci",
        "Name: IN_dev",
        "Name: S_222222222222",
        r#"{"Namedev":"dev","Id222222222222":"222222222222"}"#,
        r#"{"name":"K_222222222222","value":"v","type":"PLAINTEXT"}"#,
        r#"{"name":"{other}","value":"{other}","type":"PLAINTEXT"}"#,
    ] {
        assert!(whole.contains(part), "{part} in\n{whole}");
    }
}

#[test]
fn accounts_and_a_role_stand_where_a_key_names_them() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account dev = "222222222222";
        account prod = "033333333333";
        role administration: CloudFormation in ci;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Everywhere {
            set: CloudFormationStackSet(source) {
                StackSetName: "shop",
                TemplatePath: source / "template.yml",
                AdministrationRoleArn: administration,
                DeploymentTargets: [dev, prod],
                Regions: ["eu-west-1"],
            };
            for t in [dev] {
                "more-{t}": CloudFormationStackInstances {
                    StackSetName: "shop",
                    DeploymentTargets: t,
                    Regions: "us-east-1",
                };
            }
        }
    };
    let mut whole = String::new();
    for stack in &pipeline.synth().unwrap() {
        whole.push_str(&stack.template().to_yaml().replace('"', ""));
    }
    for part in [
        "DeploymentTargets: 222222222222,033333333333",
        "DeploymentTargets: 222222222222\n",
        "AdministrationRoleArn: !GetAtt AdministrationRole.Arn",
        "iam:PassRole",
    ] {
        assert!(whole.contains(part), "{part} in\n{whole}");
    }
}
