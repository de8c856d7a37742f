//! `access` and `requirements`: who may do what, as people and other programs read it.

use std::process::Output;

use passrole_tests::examples;
use passrole_tests::tools::{output, printed};
use serde_json::Value;

fn run(example: &str, arguments: &[&str]) -> Output {
    output(examples::named(example).command().args(arguments))
}

fn text(example: &str, arguments: &[&str]) -> String {
    let output = run(example, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    String::from_utf8(output.stdout).expect("the output is text")
}

fn json(example: &str, arguments: &[&str]) -> Value {
    serde_json::from_str(&text(example, arguments)).expect("the output is JSON")
}

#[test]
fn the_chain_of_an_action_is_a_tree() {
    let tree = text("storefront", &["access", "Prod/release"]);
    let lines: Vec<&str> = tree.lines().collect();
    assert_eq!(lines[0], "storefront: Prod/release");
    let hops: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("├─ ").or(line.strip_prefix("└─ ")))
        .collect();
    assert_eq!(
        hops,
        [
            "CodePipeline assumes the pipeline role",
            "the pipeline role assumes role `deployer` in `prod`",
            "role `deployer` in `prod` reads `packaged`",
            "role `deployer` in `prod` does the work of CloudFormation",
            "role `deployer` in `prod` passes role `stack` in `prod` to cloudformation.amazonaws.com",
            "cloudformation.amazonaws.com assumes role `stack` in `prod`",
            "role `stack` in `prod` reads `packaged`",
        ]
    );
    for line in [
        "│     sts:AssumeRole on arn:aws:iam::033333333333:role/storefront-deployer",
        "│       by AssumeActionRoles of PipelineRole in storefront-ci and PipelineRole of DeployerRole in storefront-prod",
        "        by ReadArtifacts of StackRole in storefront-prod and ReadArtifacts of ArtifactBucketPolicy in storefront-ci",
    ] {
        assert!(
            lines.iter().any(|one| one.starts_with(line)),
            "{line}\n{tree}"
        );
    }
}

#[test]
fn every_action_has_a_chain_that_is_allowed() {
    for example in examples::all() {
        let document = json(&example.name, &["access", "--json"]);
        let pipeline = &document["pipelines"][0];
        let chains = pipeline["chains"].as_array().expect("it has chains");
        assert!(chains.iter().any(|chain| chain["action"].is_string()));
        for request in chains
            .iter()
            .flat_map(|chain| chain["hops"].as_array().into_iter().flatten())
            .flat_map(|hop| hop["requests"].as_array().into_iter().flatten())
        {
            match request["answer"].as_str() {
                Some("allowed") => {
                    let granted = request["granted"].as_array().map_or(0, Vec::len);
                    assert!(granted > 0, "{request}");
                }
                Some("unknown") => assert!(request["reason"].is_string(), "{request}"),
                _ => panic!("{}: {request}", example.name),
            }
        }
    }
}

#[test]
fn what_is_not_known_is_told_with_what_is() {
    let tree = text("two_accounts", &["access", "prepare"]);
    let line = "not known: whom a role, bucket or key that exists already admits; as far as known, by ReadArtifacts of AccessRole in versions-production";
    assert!(tree.contains(line), "{tree}");
}

#[test]
fn a_misspelt_action_is_recognized() {
    for (given, meant) in [("relase", "release"), ("Prod/relase", "Prod/release")] {
        let output = run("storefront", &["access", given]);
        assert_eq!(output.status.code(), Some(2));
        let text = printed(&output);
        let said = format!("there is no action `{given}`; did you mean `{meant}`?");
        assert!(text.contains(&said), "{text}");
    }
}

#[test]
fn an_action_of_several_stages_is_named_once_where_none_is_meant() {
    let output = run("four_accounts", &["access", "nothing"]);
    let text = printed(&output);
    assert!(
        text.contains(
            "no action `nothing`, only checkout, package, prepare, execute, test, approve\n"
        ),
        "{text}"
    );
}

#[test]
fn what_an_owner_must_allow_is_ready_to_paste() {
    let document = json("two_accounts", &["requirements", "artifacts", "--json"]);
    let all = document["requirements"].as_array().expect("it is a list");
    let files: Vec<_> = all.iter().filter_map(|one| one["file"].as_str()).collect();
    assert_eq!(
        files,
        [
            "versions-artifacts.bucket-policy.json",
            "versions-artifacts.key-policy.json"
        ]
    );
    assert_eq!(all[0]["policy"]["Version"], "2012-10-17");
    let printed = text("two_accounts", &["requirements"]);
    assert!(
        printed.starts_with("bucket `acme-pipeline-artifacts`: bucket policy  versions-"),
        "{printed}"
    );
    let nothing = text("storefront", &["requirements"]);
    assert_eq!(
        nothing,
        "nothing is required of anyone: no role, bucket or key exists already\n"
    );
    let wrong = run("two_accounts", &["requirements", "artefacts"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("did you mean `artifacts`?"));
}
