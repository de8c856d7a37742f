//! Node with the packages that the tests need.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::tools::{beside, installed_once, must_succeed};

const FILES: [(&str, &str); 2] = [
    ("package.json", include_str!("node/package.json")),
    ("package-lock.json", include_str!("node/package-lock.json")),
];

/// A program that a package brings, such as `cdk`.
pub fn installed(name: &str) -> PathBuf {
    folder().join("node_modules/.bin").join(name)
}

/// Runs a Node program of the folder `support`.
///
/// A program looks for packages from where it stands, and a text from the folder in which it is run.
///
/// # Panics
/// When the program cannot be read.
pub fn script(name: &str) -> Command {
    let source = beside("support").join(name);
    let text = fs::read_to_string(&source)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", source.display()));
    let mut command = Command::new("node");
    command
        .args(["--input-type", "module", "--eval", &text])
        .env_remove("NODE_OPTIONS")
        .current_dir(folder());
    command
}

/// The folder of the packages.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let pins = FILES.map(|(_, text)| text).concat();
        installed_once("node", &pins, "node_modules", |folder| {
            fs::create_dir_all(folder)
                .unwrap_or_else(|error| panic!("cannot create {}: {error}", folder.display()));
            for (name, text) in FILES {
                fs::write(folder.join(name), text)
                    .unwrap_or_else(|error| panic!("cannot write {name}: {error}"));
            }
            must_succeed(
                Command::new("npm")
                    .args([
                        "ci",
                        "--silent",
                        "--no-audit",
                        "--no-fund",
                        "--ignore-scripts",
                    ])
                    .current_dir(folder),
                "the tests need Node with the packages of tests/support/node/package.json",
            );
        })
    })
}
