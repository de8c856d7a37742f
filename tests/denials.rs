//! A denial in a declaration breaks the rule of the step that it forbids, and no other.

use passrole::{App, Code, Pipeline, cross_account_pipeline};

/// A pipeline with a role of every kind, each with a body of its own.
macro_rules! shop {
    ($source:ident, $runner:tt, $deployer:tt, $stack:tt, $instances:tt) => {
        cross_account_pipeline! {
            pipeline "shop" in ci as runner;
            account ci = "111111111111" in "eu-west-1";
            account prod = "033333333333" in "eu-west-1";
            role runner: Pipeline in ci $runner
            role deployer: Action in prod $deployer
            role stack: CloudFormation in prod $stack
            role instances: Service("ec2.amazonaws.com") in prod $instances
            stage Source {
                checkout: CodeCommit -> $source { RepositoryName: "shop", BranchName: "main" };
            }
            stage Prod in prod {
                release: CloudFormation($source) as deployer passing stack {
                    ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: $source / "template.yml",
                };
            }
        }
    };
}

fn broken(pipeline: Pipeline) -> Vec<(Code, String)> {
    let error = App::new().pipeline(pipeline).synth().err();
    let violations = error
        .iter()
        .filter_map(|error| error.violations())
        .flatten();
    violations.map(|one| (one.code, one.to_string())).collect()
}

fn codes(pipeline: Pipeline) -> Vec<Code> {
    broken(pipeline).into_iter().map(|(code, _)| code).collect()
}

#[test]
fn what_denies_nothing_that_is_needed_breaks_no_rule() {
    assert!(
        codes(shop!(source, {}, {}, {}, {
            reads[source];
        }))
        .is_empty()
    );
    let others = shop!(source, { deny ["sts:AssumeRole"] on ["arn:aws:iam::999999999999:role/*"]; },
        { deny ["cloudformation:*"] on ["arn:aws:cloudformation:*:*:stack/other/*"]; },
        { deny ["kms:Decrypt"] on ["*"] when { StringEquals: { "kms:ViaService": "ssm.eu-west-1.amazonaws.com" } }; },
        { reads [source]; deny ["s3:PutObject"] on ["*"]; }
    );
    assert!(codes(others).is_empty());
}

#[test]
fn the_pipeline_role_must_assume_the_action_role() {
    let all = codes(shop!(source, { deny ["sts:AssumeRole"] on ["*"]; }, {}, {}, {}));
    assert_eq!(all, [Code::I01]);
}

#[test]
fn the_role_that_acts_must_do_the_work() {
    let all = broken(shop!(source, {}, { deny ["cloudformation:Create*"] on ["*"]; }, {}, {}));
    let [(Code::I02, text)] = all.as_slice() else {
        panic!("{all:?}");
    };
    for words in [
        "role `deployer` in `prod` may not `cloudformation:CreateStack`",
        "action `release`",
        "assumed-role/shop-deployer",
        "statement `Denied` of `DeployerRole` in stack `shop-prod` denies it",
    ] {
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn the_role_that_acts_must_pass_the_passed_role() {
    let all = codes(shop!(source, {}, { deny ["iam:PassRole"] on ["*"]; }, {}, {}));
    assert_eq!(all, [Code::I03]);
    let elsewhere = shop!(source, {},
        { deny ["iam:PassRole"] on ["*"] when { StringNotEquals: { "iam:PassedToService": "cloudformation.amazonaws.com" } }; },
        {},
        {}
    );
    assert!(codes(elsewhere).is_empty());
}

#[test]
fn artifacts_must_be_read() {
    for pipeline in [
        shop!(source, {}, { deny ["s3:Get*"] on ["*"]; }, {}, {}),
        shop!(source, {}, {}, { deny ["kms:Decrypt"] on ["*"]; }, {}),
        shop!(source, {}, {}, {}, { reads [source]; deny ["kms:*"] on ["*"]; }),
        shop!(source, { deny ["kms:GenerateDataKey"] on ["*"]; }, {}, {}, {}),
    ] {
        assert_eq!(codes(pipeline), [Code::I04]);
    }
}

#[test]
fn a_condition_that_is_not_known_here_is_said_and_no_error() {
    let pipeline = shop!(source, {},
        { deny ["cloudformation:*"] on ["*"] when { DateGreaterThan: { "aws:CurrentTime": "2040-01-01T00:00:00Z" } }; },
        {},
        {}
    );
    let stacks = App::new()
        .pipeline(pipeline)
        .synth()
        .expect("no rule is broken");
    let notices = stacks.notices().join("\n");
    assert!(
        notices.contains("not proven") && notices.contains("role/shop-deployer"),
        "{notices}"
    );
}

#[test]
fn a_boundary_that_is_known_must_allow_the_step_and_one_that_is_not_is_said() {
    let pipeline = || {
        cross_account_pipeline! {
            pipeline "shop" in ci;
            account ci = "111111111111" in "eu-west-1";
            account prod = "033333333333" in "eu-west-1";
            role deployer: Action in prod { boundary "arn:aws:iam::033333333333:policy/limits"; }
            role stack: CloudFormation in prod;
            stage Source {
                checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
            }
            stage Prod in prod {
                release: CloudFormation(source) {
                    ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "template.yml",
                };
            }
        }
    };
    let stacks = App::new()
        .pipeline(pipeline())
        .synth()
        .expect("no rule is broken");
    assert!(
        stacks
            .notices()
            .iter()
            .any(|notice| notice.contains("policy/limits"))
    );
    let with = |actions: &'static [&'static str]| {
        let limits = move |stacks: &mut passrole::Stacks| {
            stacks.get_mut("shop-prod")?.template_mut().resource(
                "Limits",
                "AWS::IAM::ManagedPolicy",
                serde_json::json!({
                    "ManagedPolicyName": "limits",
                    "PolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": { "Effect": "Allow", "Action": actions, "Resource": "*" },
                    },
                }),
            )?;
            Ok(())
        };
        let error = App::new().pipeline(pipeline()).edit(limits).synth().err();
        let violations = error
            .iter()
            .filter_map(|error| error.violations())
            .flatten();
        violations.map(|one| one.code).collect::<Vec<_>>()
    };
    assert_eq!(
        with(&["cloudformation:*", "iam:PassRole", "s3:*", "kms:*"]),
        []
    );
    assert_eq!(with(&["cloudformation:*", "s3:*", "kms:*"]), [Code::I03]);
    assert_eq!(with(&["iam:PassRole", "s3:*", "kms:*"]), [Code::I02]);
}
