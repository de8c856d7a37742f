//! What each example synthesizes, compared with what it synthesized when someone last looked at it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use passrole_tests::diff::difference;
use passrole_tests::examples;
use passrole_tests::folder::{Folder, contents, names};

const RENEW: &str =
    "to accept what is new: PASSROLE_BLESS=1 cargo test -p passrole-tests --test golden";

#[test]
fn every_example_synthesizes_what_it_did() {
    let fresh = Folder::new("golden");
    let blessed = std::env::var_os("PASSROLE_BLESS").is_some();
    let mut differences = Vec::new();
    for example in examples::all() {
        let out = fresh.join(&example.name);
        example.synth(&out, &[]);
        let golden = golden_folder().join(&example.name);
        if blessed {
            bless(&out, &golden);
        }
        differences.extend(compare(&example.name, &golden, &out));
    }
    differences.extend(without_example(blessed));
    assert!(
        differences.is_empty(),
        "{}\n{RENEW}",
        differences.join("\n")
    );
}

#[test]
fn two_runs_give_the_same_bytes() {
    let folder = Folder::new("golden-twice");
    for example in examples::all() {
        for format in ["yaml", "json"] {
            let [first, second] = ["first", "second"].map(|run| {
                let out = folder.join(format!("{}-{format}-{run}", example.name));
                example.synth(&out, &["--format", format]);
                contents(&out)
            });
            assert!(
                first == second,
                "`{}` differs from run to run ({format})",
                example.name
            );
        }
    }
}

fn golden_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn bless(out: &Path, golden: &Path) {
    let _ = fs::remove_dir_all(golden);
    fs::create_dir_all(golden).expect("the golden folder is writable");
    for (name, bytes) in contents(out) {
        fs::write(golden.join(name), bytes).expect("the golden folder is writable");
    }
}

/// One text for each file that differs, that is missing, or that no stack has.
fn compare(example: &str, golden: &Path, out: &Path) -> Vec<String> {
    let old = if golden.is_dir() {
        contents(golden)
    } else {
        Default::default()
    };
    let new = contents(out);
    let all: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    all.into_iter()
        .filter_map(|name| match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) if old == new => None,
            (Some(old), Some(new)) => Some(format!(
                "golden/{example}/{name} differs:\n{}",
                difference(&String::from_utf8_lossy(old), &String::from_utf8_lossy(new))
            )),
            (None, _) => Some(format!("golden/{example}/{name} is missing")),
            (_, None) => Some(format!(
                "golden/{example}/{name} is written by no example any more"
            )),
        })
        .collect()
}

fn without_example(blessed: bool) -> Vec<String> {
    let golden = golden_folder();
    let folders = if golden.is_dir() {
        names(&golden)
    } else {
        Vec::new()
    };
    folders
        .into_iter()
        .filter(|name| !examples::all().iter().any(|example| example.name == *name))
        .filter(|name| !(blessed && fs::remove_dir_all(golden.join(name)).is_ok()))
        .map(|name| format!("golden/{name} belongs to no example"))
        .collect()
}
