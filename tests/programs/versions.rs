//! A pipeline in two versions, `before` and `after` by its variable `VERSION`, with further changes from `EDITS`.

use std::env;
use std::process::ExitCode;

use passrole::template::{Node, Resource};
use passrole::{App, Error, Pipeline, Stacks, cross_account_pipeline};
use serde_json::Value;

fn main() -> ExitCode {
    let version = env::var("VERSION").unwrap_or_default();
    App::new()
        .pipeline(if version == "after" {
            after()
        } else {
            before()
        })
        .edit(edit)
        .run()
}

/// Sets properties: stack to resource to property to value. `null` takes a resource or a property out.
fn edit(stacks: &mut Stacks) -> Result<(), Error> {
    let edits = env::var("EDITS").unwrap_or_else(|_| "{}".to_owned());
    let edits: Value = serde_json::from_str(&edits).map_err(|error| error.to_string())?;
    for (stack, resources) in edits.as_object().into_iter().flatten() {
        let template = stacks.get_mut(stack)?.template_mut();
        for (id, properties) in resources.as_object().into_iter().flatten() {
            if properties.is_null() {
                template.remove(id);
                continue;
            }
            if let Some(kind) = properties["Type"].as_str() {
                let Node::Map(properties) = Node::from_serialize(&properties["Properties"])? else {
                    return Err(Error::new("properties are a map"));
                };
                template.add(id, Resource::new(kind.to_owned(), properties))?;
                continue;
            }
            let resource = template.resource_mut(id)?;
            for (property, value) in properties.as_object().into_iter().flatten() {
                if value.is_null() {
                    resource.properties.remove(property);
                } else {
                    resource.properties.set(property.clone(), value)?;
                }
            }
        }
    }
    Ok(())
}

fn before() -> Pipeline {
    cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account qa = "222222222222" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in [qa, prod];
        role stack: CloudFormation in [qa, prod] { allow ["sqs:*"] on ["*"]; }
        project unit in ci { BuildSpec: "version: 0.2\nphases:\n  build: {}\n" }
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Test {
            test: Test::CodeBuild(source) { ProjectName: unit };
        }
        stage Qa in qa {
            release: CloudFormation(source) {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "template.yml",
            };
        }
        stage Prod in prod {
            release: CloudFormation(source) {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "template.yml",
            };
        }
    }
}

/// Without `qa`, with `emea`, and a stack of another name in `prod`.
fn after() -> Pipeline {
    cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account emea = "444444444444" in "eu-west-1";
        account prod = "033333333333" in "eu-west-1";
        role deployer: Action in [emea, prod];
        role stack: CloudFormation in [emea, prod] { allow ["sqs:CreateQueue"] on ["*"]; }
        project unit in ci { BuildSpec: "version: 0.2\nphases:\n  build: {}\n  install: {}\n" }
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Test {
            test: Test::CodeBuild(source) { ProjectName: unit };
        }
        stage Prod in prod {
            release: CloudFormation(source) {
                ActionMode: CREATE_UPDATE, StackName: "store", TemplatePath: source / "template.yml",
            };
        }
        stage Emea in emea {
            release: CloudFormation(source) {
                ActionMode: CREATE_UPDATE, StackName: "shop", TemplatePath: source / "template.yml",
            };
        }
    }
}
