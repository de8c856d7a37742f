//! What an edit makes of the templates is what is proven: other roles, further policies, what only CloudFormation
//! knows. What cannot be proven is said.

#[path = "edited/roles.rs"]
mod roles;

use passrole::template::{Map, Node};
use passrole::{App, Code, Error, Pipeline, Stacks, Violation, cross_account_pipeline};
use serde_json::{Value, json};

fn shop(name: &'static str) -> Pipeline {
    cross_account_pipeline! {
        pipeline (name) in ci;
        account ci = "111111111111" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in [ci, prod];
        role stack: CloudFormation in [ci, prod];
        project package in ci;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Build {
            build: CodeBuild(source) -> app { ProjectName: package };
            own: CloudFormation(app) as deployer passing stack {
                ActionMode: CREATE_UPDATE, StackName: "own", TemplatePath: app / "template.yml",
            };
            alone: CloudFormation(app) passing stack {
                ActionMode: CREATE_UPDATE, StackName: "alone", TemplatePath: app / "template.yml",
            };
        }
        stage Prod in prod {
            release: CloudFormation(app) as deployer passing stack {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: app / "template.yml",
            };
        }
    }
}

type Edit = fn(&mut Stacks) -> Result<(), Error>;

/// The rules that an edit breaks.
fn broken(edit: Edit) -> Vec<Violation> {
    let error = App::new().pipeline(shop("shop")).edit(edit).synth().err();
    let violations = error.iter().filter_map(Error::violations).flatten();
    violations.cloned().collect()
}

fn codes(edit: Edit) -> Vec<Code> {
    broken(edit)
        .iter()
        .map(|violation| violation.code)
        .collect()
}

/// What is said of an edit that breaks no rule.
fn notices(edit: Edit) -> String {
    let stacks = App::new().pipeline(shop("shop")).edit(edit).synth();
    stacks.expect("no rule is broken").notices().join("\n")
}

/// The properties of a resource.
fn properties<'s>(stacks: &'s mut Stacks, stack: &str, id: &str) -> Result<&'s mut Map, Error> {
    let template = stacks.get_mut(stack)?.template_mut();
    Ok(&mut template.resource_mut(id)?.properties)
}

/// Changes an action of the pipeline.
fn action(stacks: &mut Stacks, name: &str, change: fn(&mut Map)) -> Result<(), Error> {
    let stages = properties(stacks, "shop-ci", "Pipeline")?.get_mut("Stages");
    let Some(Node::List(stages)) = stages else {
        panic!("it has stages");
    };
    for stage in stages {
        let stage = stage.as_map_mut().expect("it is a map");
        let Some(Node::List(actions)) = stage.get_mut("Actions") else {
            panic!("it has actions");
        };
        for action in actions {
            if action.get("Name").and_then(Node::as_str) == Some(name) {
                change(action.as_map_mut().expect("it is a map"));
            }
        }
    }
    Ok(())
}

/// A policy that forbids everything.
fn denial() -> Value {
    json!({ "Version": "2012-10-17",
            "Statement": [{ "Sid": "Freeze", "Effect": "Deny", "Action": "*", "Resource": "*" }] })
}

/// Gives the deployer of the target account one policy more.
fn also(stacks: &mut Stacks, policy: Value) -> Result<(), Error> {
    let policies = properties(stacks, "shop-prod", "DeployerRole")?.get_mut("Policies");
    let Some(Node::List(policies)) = policies else {
        panic!("it has policies");
    };
    policies.push(Node::from_serialize(policy)?);
    Ok(())
}

#[test]
fn nothing_is_edited() {
    assert_eq!(notices(|_| Ok(())), "");
}

#[test]
fn a_managed_policy_that_has_no_name_has_its_say() {
    let attached: Edit = |stacks| {
        let policy = json!({ "PolicyDocument": denial(), "Roles": [{ "Ref": "DeployerRole" }] });
        let template = stacks.get_mut("shop-prod")?.template_mut();
        template.resource("Guard", "AWS::IAM::ManagedPolicy", policy)?;
        Ok(())
    };
    let named: Edit = |stacks| {
        let policy = json!({ "PolicyDocument": denial() });
        let template = stacks.get_mut("shop-prod")?.template_mut();
        template.resource("Guard", "AWS::IAM::ManagedPolicy", policy)?;
        let role = properties(stacks, "shop-prod", "DeployerRole")?;
        role.set("ManagedPolicyArns", json!([{ "Ref": "Guard" }]))?;
        Ok(())
    };
    for edit in [attached, named] {
        assert_eq!(codes(edit), [Code::I04, Code::I02, Code::I03]);
    }
}

/// A function may come to a denial, and to what is needed: neither is an error, and both are said.
#[test]
fn what_only_cloudformation_knows_is_said() {
    let edits: [Edit; 6] = [
        |stacks| {
            let deny = json!({ "Effect": "Deny", "Action": "*", "Resource": "*" });
            let either = json!({ "Fn::If": ["Frozen", deny, { "Ref": "AWS::NoValue" }] });
            also(
                stacks,
                json!({ "PolicyName": "guard", "PolicyDocument": { "Statement": [either] } }),
            )
        },
        |stacks| {
            let effect = json!({ "Effect": { "Ref": "Effect" }, "Action": "*", "Resource": "*" });
            also(
                stacks,
                json!({ "PolicyName": "guard", "PolicyDocument": { "Statement": effect } }),
            )
        },
        |stacks| {
            let either = json!({ "Fn::If": ["Frozen", denial(), denial()] });
            also(
                stacks,
                json!({ "PolicyName": "guard", "PolicyDocument": either }),
            )
        },
        |stacks| {
            let policies = json!([{ "PolicyName": "guard", "PolicyDocument": denial() }]);
            let role = properties(stacks, "shop-prod", "DeployerRole")?;
            role.set("Policies", json!({ "Fn::If": ["Frozen", policies, []] }))?;
            Ok(())
        },
        |stacks| {
            let role = properties(stacks, "shop-prod", "DeployerRole")?;
            let trust = json!({ "Fn::If": ["Frozen", denial(), denial()] });
            role.set("AssumeRolePolicyDocument", trust)?;
            Ok(())
        },
        |stacks| {
            let policy = json!({ "PolicyName": "guard", "PolicyDocument": denial(),
                                 "Roles": [{ "Ref": "DeployerRole" }] });
            let template = stacks.get_mut("shop-prod")?.template_mut();
            let guard = template.resource("Guard", "AWS::IAM::Policy", policy)?;
            guard.attributes.insert("Condition", "Frozen");
            Ok(())
        },
    ];
    for (place, edit) in edits.into_iter().enumerate() {
        let said = notices(edit);
        assert!(said.contains("not proven"), "edit {place}: {said}");
    }
}

#[test]
fn what_an_edit_makes_of_the_pipeline_is_said() {
    let edits: [(Edit, &str); 4] = [
        (
            |stacks| {
                action(stacks, "release", |action| {
                    let configuration = action.get_mut("Configuration").and_then(Node::as_map_mut);
                    configuration
                        .expect("it has one")
                        .insert("StackName", "other");
                })
            },
            "`shop: Prod/release`",
        ),
        (
            |stacks| {
                action(stacks, "release", |action| {
                    action.insert("Name", "rollout");
                })
            },
            "`shop: Prod/rollout`",
        ),
        (
            |stacks| {
                properties(stacks, "shop-ci", "Pipeline")?.insert("Name", "market");
                Ok(())
            },
            "`market: Build/alone` and 5 more",
        ),
        (
            |stacks| {
                let store = json!({ "Type": "S3", "Location": "other" });
                properties(stacks, "shop-ci", "Pipeline")?.set("ArtifactStore", store)?;
                Ok(())
            },
            "`shop: the artifact stores`",
        ),
    ];
    for (edit, named) in edits {
        let said = notices(edit);
        assert!(
            said.contains("not proven") && said.contains(named),
            "{said}"
        );
    }
}

/// What a service takes a role for is known of CodeBuild: its project.
#[test]
fn a_role_may_be_held_to_its_project() {
    let held = |project: &'static str| {
        move |stacks: &mut Stacks| {
            let source = format!("arn:aws:codebuild:eu-west-1:111111111111:project/{project}");
            let trust = json!({ "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": { "Service": "codebuild.amazonaws.com" },
                "Action": "sts:AssumeRole", "Condition": { "ArnEquals": { "aws:SourceArn": source } },
            }] });
            let role = properties(stacks, "shop-ci", "PackageBuildRole")?;
            role.set("AssumeRolePolicyDocument", trust)?;
            Ok(())
        }
    };
    let synth = |project| {
        App::new()
            .pipeline(shop("shop"))
            .edit(held(project))
            .synth()
    };
    assert!(synth("shop-package").is_ok());
    assert!(synth("shop-other").is_err());
}

#[test]
fn what_is_taken_away_is_told_once() {
    let mut app = App::new()
        .pipeline(shop("shop"))
        .pipeline(shop("market"))
        .edit(|stacks| {
            let home = stacks.get_mut("shop-ci")?.template_mut();
            home.remove("ArtifactKey");
            home.remove("ArtifactBucket");
            for stack in ["shop-ci", "market-ci"] {
                stacks
                    .get_mut(stack)?
                    .template_mut()
                    .remove("PackageBuildRole");
            }
            Ok(())
        });
    let error = app.synth().expect_err("rules are broken");
    let texts: Vec<String> = error
        .violations()
        .expect("rules are broken")
        .iter()
        .map(ToString::to_string)
        .collect();
    for missing in [
        "`arn:aws:kms:eu-west-1:111111111111:key/…`",
        "`arn:aws:s3:::shop-111111111111-eu-west-1`",
        "`arn:aws:iam::111111111111:role/shop-package-build`",
        "`arn:aws:iam::111111111111:role/market-package-build`",
    ] {
        let told = texts
            .iter()
            .filter(|text| text.contains(&format!("no stack makes {missing}")));
        assert_eq!(told.count(), 1, "{missing}: {}", texts.join("\n"));
    }
    assert_eq!(texts.len(), 4, "{}", texts.join("\n"));
}

#[test]
fn the_statement_to_write_is_one_that_its_policy_takes() {
    let broken = broken(|stacks| {
        let key = properties(stacks, "shop-ci", "ArtifactKey")?;
        key.set("KeyPolicy", json!({ "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": { "AWS": "111111111111" }, "Action": "kms:*", "Resource": "*",
        }] }))?;
        let role = properties(stacks, "shop-prod", "DeployerRole")?;
        role.remove("Policies");
        Ok(())
    });
    let texts: Vec<String> = broken.iter().map(ToString::to_string).collect();
    let all = texts.join("\n");
    assert!(
        all.contains(r#""Action": "kms:Decrypt", "Resource": "*""#),
        "{all}"
    );
    assert!(all.contains("033333333333:stack/shop/*\""), "{all}");
    assert!(!all.contains("mrk-"), "{all}");
}

/// IAM counts the policies that stand apart from their role as well.
#[test]
fn policies_that_stand_apart_count() {
    assert_eq!(
        codes(|stacks| {
            let buckets: Vec<String> = (0..300)
                .map(|number| format!("arn:aws:s3:::bucket-number-{number}/*"))
                .collect();
            let policy = json!({
                "PolicyName": "more",
                "RoleName": { "Ref": "DeployerRole" },
                "PolicyDocument": { "Version": "2012-10-17", "Statement": {
                    "Effect": "Allow", "Action": "s3:GetObject", "Resource": buckets,
                } },
            });
            let template = stacks.get_mut("shop-prod")?.template_mut();
            template.resource("More", "AWS::IAM::RolePolicy", policy)?;
            Ok(())
        }),
        [Code::I06]
    );
}
