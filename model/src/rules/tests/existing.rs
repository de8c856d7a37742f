//! P07, and what else is said of roles that exist already.

use super::draft::{Draft, breaks, keeps, messages};
use super::with;
use crate::text::Scalar;

const DEV: &str = "\"arn:aws:iam::222222222222:role/old\"";
const PROD: &str = "\"arn:aws:iam::033333333333:role/old\"";
const CI: &str = "\"arn:aws:iam::111111111111:role/old\"";

/// The storefront with one more role.
fn role(rest: &str) -> String {
    with(
        "role stack",
        &format!("role old: Action in {rest}\nrole stack"),
    )
}

#[test]
fn p07_one_arn_lies_where_the_role_is() {
    keeps(&role(&format!("dev = {DEV};")));
    breaks(
        &role(&format!("dev = {PROD};")),
        &[("P07", PROD.trim_matches('"'))],
    );
    breaks(
        &role(&format!("[dev, prod] = {DEV};")),
        &[("P07", DEV.trim_matches('"'))],
    );
    for wrong in [
        "\"arn:aws:iam::222222222222:user/old\"",
        "\"arn:aws:iam::222222222222:role/\"",
        "\"arn:aws-cn:iam::222222222222:role/old\"",
        "\"\"",
    ] {
        breaks(
            &role(&format!("dev = {wrong};")),
            &[("P07", wrong.trim_matches('"'))],
        );
    }
    keeps(&role("dev = ?;"));
    let draft = role("dev = ?;");
    let said = Draft::new(&draft).messages(&[Scalar::Text("old".to_owned())]);
    assert_eq!(
        said,
        [
            "[P07] `old` is not the ARN of a role\nhelp: write it as `\"arn:aws:iam::222222222222:role/old\"`"
        ]
    );
}

#[test]
fn p07_each_arn_of_a_list_lies_in_an_account_of_the_role() {
    keeps(&role(&format!("[dev, prod] = [{PROD}, {DEV}];")));
    breaks(&role(&format!("[dev, prod] = [{DEV}];")), &[("P07", "[")]);
    // One that lies elsewhere was meant for the account that has none.
    breaks(
        &role(&format!("[dev, prod] = [{DEV}, {CI}];")),
        &[("P07", CI.trim_matches('"'))],
    );
    breaks(
        &role(&format!("[dev, prod] = [{DEV}, {PROD}, {CI}];")),
        &[("P07", CI.trim_matches('"'))],
    );
    keeps(&role(&format!("[dev, prod] = [{DEV}, ?];")));
}

#[test]
fn p07_each_account_of_a_map_has_the_role() {
    keeps(&role(&format!(
        "[dev, prod] = {{ dev: {DEV}, prod: {PROD} }};"
    )));
    breaks(
        &role(&format!("[dev, prod] = {{ dev: {DEV} }};")),
        &[("P07", "{")],
    );
    breaks(
        &role(&format!("[dev, prod] = {{ dev: {DEV}, prod: {DEV} }};")),
        &[("P07", DEV.trim_matches('"'))],
    );
    breaks(
        &role(&format!("dev = {{ dev: {DEV}, prod: {PROD} }};")),
        &[("P07", "prod")],
    );
}

#[test]
fn a_role_that_exists_takes_reads_only() {
    keeps(&role(&format!("dev = {DEV} {{ reads [packaged]; }}")));
    for clause in [
        "name \"old\";",
        "path \"/old/\";",
        "boundary \"arn:aws:iam::222222222222:policy/edge\";",
        "managed [\"arn:aws:iam::aws:policy/X\"];",
    ] {
        let (at, _) = clause.split_once(' ').unwrap();
        breaks(
            &role(&format!("dev = {DEV} {{ {clause} }}")),
            &[("C02", at)],
        );
    }
}

#[test]
fn p08_a_project_is_placed_with_its_role() {
    let said = messages(
        &with(
            "project package in ci {",
            "role builder: CodeBuild in ci; project package in ci as builder {",
        )
        .replace(
            "build: CodeBuild(source) -> packaged",
            "build: CodeBuild(source) -> packaged in dev",
        ),
    );
    assert!(said[0].starts_with("[P08]"), "{said:?}");
    assert!(
        said[0].contains("`project package in [ci, dev] as builder { … }`"),
        "{said:?}"
    );
    assert!(
        said[0].contains("`role builder: CodeBuild in [ci, dev];`"),
        "{said:?}"
    );
}
