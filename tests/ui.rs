//! What the compiler says to a program that breaks a rule, and that it accepts the nearest one that keeps it.

use std::fs;
use std::path::{Path, PathBuf};

use passrole_tests::folder::names;

/// The rules that a program of literals can break.
const CODES: &[&str] = &[
    "P01", "P02", "P03", "P04", "P05", "P06", "P07", "P08", "P09", "P10", "P11", "P12", "P13",
    "N01", "N02", "N03", "N04", "N05", "S01", "S02", "S03", "S04", "S05", "A01", "A02", "A03",
    "A04", "A05", "C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08",
];

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
    for code in CODES {
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
        if !CODES.contains(&code.as_str()) {
            continue;
        }
        let path = folder("fail").join(&name).with_extension("stderr");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let codes: Vec<&str> = text
            .split("error: [")
            .skip(1)
            .filter_map(|rest| rest.get(..3))
            .collect();
        if codes.is_empty() || codes.iter().any(|found| *found != code) {
            wrong.push(format!("{name} breaks {codes:?}"));
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
