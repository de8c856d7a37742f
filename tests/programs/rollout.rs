//! A pipeline into one account, two or nine, as `TARGETS` says: what tests deploy.

use passrole::template::Section;
use passrole::{App, Pipeline, cross_account_pipeline};

fn main() -> std::process::ExitCode {
    let pipeline = match std::env::var("TARGETS").as_deref() {
        Ok("one") => one(),
        Ok("two") => two(),
        Ok("nine") => nine(),
        other => panic!("there are no targets {other:?}"),
    };
    let padding = std::env::var("PADDING").ok();
    App::new()
        .pipeline(pipeline)
        .edit(move |stacks| match &padding {
            Some(padding) => {
                let size: usize = padding.parse().expect("PADDING is a number");
                let template = stacks.get_mut("rollout-ci")?.template_mut();
                let metadata = template.section_mut(Section::Metadata);
                metadata.set("Padding", "x".repeat(size))
            }
            None => Ok(()),
        })
        .run()
}

fn one() -> Pipeline {
    cross_account_pipeline! {
        pipeline "rollout" in ci;
        account ci  = "111111111111" in "eu-west-1";
        account dev = "222222222222" in "eu-west-1";
        role deployer: Action in dev;
        role stack: CloudFormation in dev;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "rollout", BranchName: "main" };
        }
        stage Dev in dev {
            release: CloudFormation(source) as deployer passing stack {
                ActionMode: CREATE_UPDATE, StackName: "rollout", TemplatePath: source / "template.yml",
            };
        }
    }
}

fn two() -> Pipeline {
    cross_account_pipeline! {
        pipeline "rollout" in ci;
        account ci   = "111111111111" in "eu-west-1";
        account dev  = "222222222222" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        group targets = [dev, prod];
        role deployer: Action in targets;
        role stack: CloudFormation in targets;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "rollout", BranchName: "main" };
        }
        for t in targets {
            stage "Deploy-{t}" in t {
                release: CloudFormation(source) as deployer passing stack {
                    ActionMode: CREATE_UPDATE, StackName: "rollout", TemplatePath: source / "template.yml",
                };
            }
        }
    }
}

fn nine() -> Pipeline {
    cross_account_pipeline! {
        pipeline "rollout" in ci;
        account ci = "111111111111" in "eu-west-1";
        account a1 = "200000000001" in "eu-west-1";
        account a2 = "200000000002" in "eu-west-1";
        account a3 = "200000000003" in "eu-west-1";
        account a4 = "200000000004" in "eu-west-1";
        account a5 = "200000000005" in "eu-west-1";
        account a6 = "200000000006" in "eu-west-1";
        account a7 = "200000000007" in "eu-west-1";
        account a8 = "200000000008" in "eu-west-1";
        account a9 = "200000000009" in "eu-west-1";
        group targets = [a1, a2, a3, a4, a5, a6, a7, a8, a9];
        role deployer: Action in targets;
        role stack: CloudFormation in targets;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "rollout", BranchName: "main" };
        }
        for t in targets {
            stage "Deploy-{t}" in t {
                release: CloudFormation(source) as deployer passing stack {
                    ActionMode: CREATE_UPDATE, StackName: "rollout", TemplatePath: source / "template.yml",
                };
            }
        }
    }
}
