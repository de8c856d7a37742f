//! What a pipeline's values decide only when it is synthesized: the same rules, in the same words, with a place.

#[path = "synthesis/arns.rs"]
mod arns;
#[path = "synthesis/descriptions.rs"]
mod descriptions;
#[path = "synthesis/events.rs"]
mod events;
#[path = "synthesis/machines.rs"]
mod machines;
#[path = "synthesis/names.rs"]
mod names;

use passrole::template::{Node, Template};
use passrole::{App, Pipeline, cross_account_pipeline};

/// A pipeline whose every name and value comes from outside.
fn pipeline(name: &str, region: &str, id: &str, mode: &str, action: &str) -> Pipeline {
    cross_account_pipeline! {
        pipeline (name) in ci;
        account ci = "111111111111" in region;
        account prod = id in region;
        role deployer: Action in prod;
        role stack: CloudFormation in prod;
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Prod in prod {
            (action): CloudFormation(source) {
                ActionMode: (mode),
                StackName: name,
                TemplatePath: source / "template.yml",
            };
        }
    }
}

/// Code and place of each rule that the pipeline breaks.
fn broken(pipeline: &Pipeline) -> Vec<(String, String)> {
    match pipeline.synth() {
        Ok(_) => Vec::new(),
        Err(violations) => violations
            .iter()
            .map(|violation| (violation.code.to_string(), violation.place.clone()))
            .collect(),
    }
}

fn one(code: &str, place: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), place.to_owned())]
}

#[test]
fn good_values_break_no_rule() {
    let good = pipeline(
        "shop",
        "eu-west-1",
        "033333333333",
        "CREATE_UPDATE",
        "release",
    );
    assert_eq!(broken(&good), []);
}

#[test]
fn each_bad_value_breaks_its_rule_alone() {
    let id = "033333333333";
    let mode = "CREATE_UPDATE";
    let region = "eu-west-1";
    assert_eq!(
        broken(&pipeline("my shop", region, id, mode, "release"))[0].0,
        "N05"
    );
    assert_eq!(
        broken(&pipeline("shop", region, "33333333333", mode, "release")),
        one("N03", "account prod")
    );
    assert_eq!(
        broken(&pipeline("shop", region, id, "CREATE_UPDAT", "release")),
        one("C04", "stage Prod, action release")
    );
    assert_eq!(
        broken(&pipeline("shop", region, id, mode, "release it")),
        one("N05", "stage Prod, action release it")
    );
    let nowhere = broken(&pipeline("shop", "eu-west-9", id, mode, "release"));
    assert!(nowhere.iter().all(|(code, _)| code == "N04"), "{nowhere:?}");
}

#[test]
fn two_pipelines_of_an_app_share_no_name() {
    let shop = |id| pipeline("shop", "eu-west-1", id, "CREATE_UPDATE", "release");
    let error = App::new()
        .pipeline(shop("033333333333"))
        .pipeline(shop("044444444444"))
        .synth()
        .unwrap_err();
    let violations = error.violations().expect("rules are broken");
    let codes: Vec<String> = violations
        .iter()
        .map(|violation| violation.code.to_string())
        .collect();
    assert_eq!(codes, ["N02"], "{violations}");
    let text = error.to_string();
    assert!(
        text.starts_with("[N02] pipeline `shop` is made by"),
        "{text}"
    );
    assert!(text.ends_with("\n  --> pipeline shop"), "{text}");
}

#[test]
fn an_app_without_a_pipeline_is_a_mistake() {
    let error = App::new().synth().unwrap_err().to_string();
    assert!(error.starts_with("the app has no pipeline"), "{error}");
}

/// What an edit may change without being asked is looked at when all edits are done.
#[test]
fn an_edit_leaves_a_template_that_can_be_written() {
    let of_edit = |edit: fn(&mut Template)| {
        let id = "033333333333";
        let pipeline = pipeline("shop", "eu-west-1", id, "CREATE_UPDATE", "release");
        let mut app = App::new().pipeline(pipeline).edit(move |stacks| {
            edit(stacks.get_mut("shop-prod")?.template_mut());
            Ok(())
        });
        app.synth().map(|_| ()).map_err(|error| error.to_string())
    };
    let outputs = of_edit(|template| {
        template.outputs_mut().insert("a name", "x");
    });
    assert_eq!(
        outputs.unwrap_err(),
        "stack `shop-prod`: an output's name is 1 to 255 letters and digits, not `a name`"
    );
    let attributes = of_edit(|template| {
        let role = template.resource_mut("StackRole").expect("it is there");
        role.attributes.insert("DependsOn", "DeployerRole");
    });
    assert_eq!(
        attributes.unwrap_err(),
        "stack `shop-prod`: resource `StackRole` has `DependsOn` among its attributes, and a field of its own for it"
    );
    let allowed = of_edit(|template| {
        let role = template.resource_mut("StackRole").expect("it is there");
        role.attributes.insert("Condition", "Made");
        template.output("Name", "x").expect("it is a name");
        assert!(template.output("a-name", "x").is_err());
    });
    assert_eq!(allowed, Ok(()));
}

#[test]
fn an_edit_can_change_everything_and_its_error_is_the_app_s() {
    let shop = || {
        pipeline(
            "shop",
            "eu-west-1",
            "033333333333",
            "CREATE_UPDATE",
            "release",
        )
    };
    let mut app = App::new().pipeline(shop()).edit(|stacks| {
        let properties = serde_json::json!({ "TopicName": "shop" });
        stacks.get_mut("shop-prod")?.template_mut().resource(
            "Topic",
            "AWS::SNS::Topic",
            properties,
        )?;
        Ok(())
    });
    let stacks = app.synth().expect("every rule holds");
    let topic = stacks
        .get("shop-prod")
        .and_then(|stack| stack.template().get("Topic"))
        .expect("it was added");
    assert_eq!(topic.properties.get("TopicName"), Some(&Node::from("shop")));
    let mut app = App::new()
        .pipeline(shop())
        .edit(|stacks| stacks.get_mut("shop-prd").map(|_| ()));
    let error = app.synth().unwrap_err().to_string();
    assert_eq!(
        error,
        "there is no stack `shop-prd`; did you mean `shop-prod`?"
    );
}

#[test]
fn strings_are_escaped_where_sub_would_read_them() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account dev = "222222222222" in "eu-west-1";
        role deployer: Action in dev;
        project here in ci {
            EnvironmentVariables: {
                KEY: "{artifacts.key}",
                BUCKET: "{artifacts.bucket}",
                MIXED: "${HOME} ${AWS::Region}",
                PLAIN: "${HOME}",
            },
        }
        project there in dev { EnvironmentVariables: { KEY: "{artifacts.key}", ACCOUNT: "{account}:{account.id}" } }
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        stage Build {
            build: CodeBuild(source) {
                ProjectName: here,
                EnvironmentVariables: { STAGE: "a\"b", TOKEN: { value: "t", type: "SECRETS_MANAGER" } },
            };
            test: Test::CodeBuild(source) in dev { ProjectName: there };
        }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    let variables = |stack: &str, id: &str| {
        let project = stacks
            .get(stack)
            .and_then(|stack| stack.template().get(id))
            .expect("it is there");
        let environment = project.properties.get("Environment").expect("it is there");
        let variables = environment
            .get("EnvironmentVariables")
            .expect("they are there");
        let values = variables
            .iter()
            .filter_map(|variable| variable.get("Value").cloned());
        values.collect::<Vec<Node>>()
    };
    assert_eq!(
        variables("shop-ci", "HereProject"),
        [
            Node::sub("${ArtifactKey.Arn}"),
            Node::from("shop-111111111111-eu-west-1"),
            Node::sub("${!HOME} ${AWS::Region}"),
            Node::from("${HOME}"),
        ]
    );
    assert_eq!(
        variables("shop-dev", "ThereProject"),
        [
            Node::from("arn:aws:kms:eu-west-1:111111111111:alias/shop-artifacts"),
            Node::from("dev:222222222222"),
        ]
    );
    let pipeline = stacks
        .get("shop-ci")
        .and_then(|stack| stack.template().get("Pipeline"))
        .expect("it is there");
    let json = serde_json::to_string(pipeline.properties.get("Stages").expect("they are there"))
        .expect("it is JSON");
    let configuration = r#"[{"name":"STAGE","value":"a\"b","type":"PLAINTEXT"},{"name":"TOKEN","value":"t","type":"SECRETS_MANAGER"}]"#;
    assert!(
        json.contains(&serde_json::to_string(configuration).expect("it is JSON")),
        "{json}"
    );
}

/// The value of a Rust expression as it stands in an action's configuration, or the code of the rule that it breaks.
fn configured(value: &str) -> Result<Node, String> {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main", Namespace: "commit" };
        }
        stage Release {
            invoke: Invoke::Lambda(source) { FunctionName: "release", UserParameters: value };
        }
    };
    let stacks = pipeline
        .synth()
        .map_err(|broken| broken.iter().next().expect("there is one").code.to_string())?;
    let stages = stacks
        .get("shop-ci")
        .and_then(|stack| stack.template().get("Pipeline"))
        .expect("it is there")
        .properties
        .get("Stages");
    let stage = stages.and_then(|stages| stages.iter().nth(1));
    let action = stage
        .and_then(|stage| stage.get("Actions"))
        .and_then(|actions| actions.iter().next());
    let value = action
        .and_then(|action| action.get("Configuration"))
        .and_then(|keys| keys.get("UserParameters"));
    Ok(value.expect("it is there").clone())
}

#[test]
fn an_awkward_value_is_right_in_the_template_or_breaks_a_rule() {
    let long = "x".repeat(1_000);
    let kept = [
        "two\nlines\r\n",
        "it's \"quoted\"",
        "{account.id} {",
        "}}{{",
        "$",
        "\\",
        "# {x}",
        " ",
        "#{commit.CommitId} of ${NAME} in ${AWS::Region}",
        long.as_str(),
    ];
    for value in kept {
        assert_eq!(configured(value), Ok(Node::from(value)), "{value:?}");
    }
    for (value, code) in [
        ("", "C04"),
        ("#{commit.Commit}", "C06"),
        ("#{elsewhere.CommitId}", "C06"),
        (&*"x".repeat(1_001), "C04"),
    ] {
        assert_eq!(configured(value), Err(code.to_owned()), "{value:?}");
    }
}

#[test]
fn a_notice_is_said_once() {
    let pipeline = cross_account_pipeline! {
        pipeline "shop" in ci;
        account ci = "111111111111" in "eu-west-1";
        account dev = "222222222222" in "eu-west-1";
        account qa = "333333333333" in "eu-west-1";
        role deployer: Action in [dev, qa];
        project unit in [dev, qa];
        stage Source {
            checkout: CodeCommit -> source { RepositoryName: "shop", BranchName: "main" };
        }
        for part in [dev, qa] {
            stage "Test-{part}" {
                for t in [dev, qa] {
                    "test-{t}": Test::CodeBuild(source) -> _report in t { ProjectName: unit };
                }
            }
        }
    };
    let stacks = pipeline.synth().expect("every rule holds");
    assert_eq!(stacks.notices().len(), 2, "{:?}", stacks.notices());
}
