//! The names of what is synthesized.

use super::draft::Draft;
use super::{STOREFRONT, with};
use crate::names;
use crate::text::Scalar;

/// `kind name` of every name that is made, in the scope named.
fn made(program: &str, values: &[Scalar], scope: &str) -> Vec<String> {
    let draft = Draft::new(program);
    let made = names::generated(&draft.resolved(values));
    let there = made.iter().filter(|made| made.scope == scope);
    there
        .map(|made| format!("{} {}", made.kind, made.name.as_deref().unwrap_or("?")))
        .collect()
}

#[test]
fn names_are_those_of_the_design() {
    assert_eq!(
        made(STOREFRONT, &[], "111111111111"),
        ["role storefront-pipeline", "role storefront-package-build"]
    );
    assert_eq!(
        made(STOREFRONT, &[], "aws"),
        ["bucket storefront-111111111111-eu-west-1"]
    );
    assert_eq!(
        made(STOREFRONT, &[], "111111111111/eu-west-1"),
        [
            "pipeline storefront",
            "alias alias/storefront-artifacts",
            "stack storefront-ci",
            "project storefront-package"
        ]
    );
    assert_eq!(
        made(STOREFRONT, &[], "222222222222"),
        ["role storefront-deployer", "role storefront-stack"]
    );
    assert_eq!(
        made(STOREFRONT, &[], "033333333333/eu-west-1"),
        ["stack storefront-prod"]
    );
}

#[test]
fn further_regions_have_their_own() {
    let program = with(
        "prod = \"033333333333\" in \"eu-west-1\"",
        "prod = \"033333333333\" in [\"eu-west-1\", \"us-east-1\"]",
    )
    .replace("stage Prod in prod", "stage Prod in prod / \"us-east-1\"");
    assert_eq!(
        made(&program, &[], "aws"),
        [
            "bucket storefront-111111111111-eu-west-1",
            "bucket storefront-111111111111-us-east-1"
        ]
    );
    let home = made(&program, &[], "111111111111");
    assert!(
        home.contains(&"role storefront-regions-admin".to_owned()),
        "{home:?}"
    );
    assert!(
        made(&program, &[], "111111111111/eu-west-1")
            .contains(&"stack set storefront-regions".to_owned())
    );
}

#[test]
fn letters_are_lowered_and_replaced_where_a_service_has_fewer() {
    let program = with("\"storefront\" in", "\"Store.Front@1\" in");
    assert_eq!(
        made(&program, &[], "aws"),
        ["bucket store.front-1-111111111111-eu-west-1"]
    );
    assert_eq!(
        made(&program, &[], "111111111111/eu-west-1"),
        [
            "pipeline Store.Front@1",
            "alias alias/Store-Front-1-artifacts",
            "stack Store-Front-1-ci",
            "project Store-Front-1-package"
        ]
    );
    assert_eq!(
        made(&program, &[], "222222222222"),
        ["role Store.Front@1-deployer", "role Store.Front@1-stack"]
    );
}

#[test]
fn settings_name_things_by_hand() {
    let program = with(
        "QUEUED,",
        "QUEUED, RolePrefix: \"acme-\", ArtifactBucket: \"acme-shop\",",
    )
    .replace(
        "Action in targets;",
        "Action in targets { name \"acme-deploy\"; }",
    );
    assert_eq!(made(&program, &[], "aws"), ["bucket acme-shop"]);
    assert_eq!(
        made(&program, &[], "222222222222"),
        ["role acme-deploy", "role acme-storefront-stack"]
    );
    assert_eq!(
        made(
            &program.replace("acme-deploy", "deploy"),
            &[],
            "222222222222"
        ),
        ["role acme-deploy", "role acme-storefront-stack"]
    );
}

#[test]
fn a_name_of_an_expression_is_known_once_its_value_is() {
    let program = with("\"storefront\" in", "? in");
    assert_eq!(made(&program, &[], "222222222222"), ["role ?", "role ?"]);
    let values = [Scalar::Text("shop".to_owned())];
    assert_eq!(
        made(&program, &values, "222222222222"),
        ["role shop-deployer", "role shop-stack"]
    );
}

#[test]
fn sources_that_start_the_pipeline_have_event_roles() {
    let program = with(
        "checkout: CodeStarSourceConnection -> source {",
        "more: CodeCommit -> more in dev as deployer { RepositoryName: \"r\", BranchName: \"main\" };\ncheckout: CodeStarSourceConnection -> source {",
    );
    for account in ["111111111111", "222222222222"] {
        assert!(
            made(&program, &[], account).contains(&"role storefront-events".to_owned()),
            "{account}"
        );
    }
}

#[test]
fn logical_ids_are_pascal_case() {
    for (name, id) in [
        ("my_role", "MyRole"),
        ("deployer", "Deployer"),
        ("a1_b2", "A1B2"),
        ("HTTPServer", "HTTPServer"),
        ("rôle", "RLe"),
        ("日本", ""),
        ("_x", "X"),
    ] {
        assert_eq!(names::logical_id(name), id);
    }
}
