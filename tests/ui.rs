//! What the compiler says to a program that breaks a rule, and that it accepts the nearest one that keeps it.

use std::fs;
use std::path::{Path, PathBuf};

use passrole_model::explain::PAGES;
use passrole_tests::folder::names;

/// The rules that a program of literals can break: those of permissions are broken by the tests of the proof.
fn codes() -> impl Iterator<Item = &'static str> {
    let codes = PAGES.iter().map(|page| page.code);
    codes.filter(|code| !code.starts_with('I'))
}

#[test]
fn programs_compile_or_fail_as_they_should() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/pass/*.rs");
    cases.compile_fail("ui/fail/*.rs");
}

#[test]
fn every_rule_is_broken_by_one_case_and_kept_by_its_neighbour() {
    let (fail, pass) = (programs("fail"), programs("pass"));
    let mut missing = Vec::new();
    for code in codes() {
        let prefix = format!("{}_", code.to_lowercase());
        let broken: Vec<&String> = fail
            .iter()
            .filter(|name| name.starts_with(&prefix))
            .collect();
        if broken.is_empty() {
            missing.push(format!("no case breaks {code}: ui/fail/{prefix}….rs"));
        } else if !broken.iter().any(|name| pass.contains(name)) {
            missing.push(format!("no program keeps {code}: ui/pass/{}", broken[0]));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn a_case_breaks_only_the_rule_that_it_is_named_after() {
    let mut wrong = Vec::new();
    for name in programs("fail") {
        let code = name.split('_').next().unwrap_or_default().to_uppercase();
        if !codes().any(|known| known == code) {
            continue;
        }
        let path = folder("fail").join(&name).with_extension("stderr");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let found: Vec<&str> = text
            .split("error: [")
            .skip(1)
            .filter_map(|rest| rest.get(..3))
            .collect();
        if found.is_empty() || found.iter().any(|found| *found != code) {
            wrong.push(format!("{name} breaks {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn folder(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui").join(kind)
}

fn programs(kind: &str) -> Vec<String> {
    let mut programs = names(&folder(kind));
    programs.retain(|name| name.ends_with(".rs"));
    programs
}
