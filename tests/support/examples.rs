//! The example programs, built once and run as a user runs them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::folder::names;
use crate::template::list;
use crate::tools::{output, printed};

/// A program of the folder `examples`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Example {
    /// The file's name without `.rs`.
    pub name: String,
    /// The built program.
    pub program: PathBuf,
}

impl Example {
    /// The program, ready for its arguments, without the settings of whoever runs the test.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env_remove("CDK_OUTDIR").env_remove("NO_COLOR");
        command
    }

    /// Runs `synth` into a folder.
    ///
    /// # Panics
    /// When the program fails.
    pub fn synth(&self, out: &Path, arguments: &[&str]) {
        let output = output(
            self.command()
                .arg("synth")
                .arg("--out")
                .arg(out)
                .args(arguments),
        );
        assert!(
            output.status.success(),
            "example `{}` failed ({}):\n{}",
            self.name,
            output.status,
            printed(&output)
        );
    }

    /// Every request that `access --json` tells about.
    ///
    /// # Panics
    /// When it fails.
    pub fn requests(&self) -> Vec<Value> {
        let output = output(self.command().args(["access", "--json"]));
        let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            panic!("`access --json` is not JSON: {error}\n{}", printed(&output))
        });
        let pipelines = list(&document["pipelines"]).iter();
        let chains = pipelines.flat_map(|pipeline| list(&pipeline["chains"]));
        let hops = chains.flat_map(|chain| list(&chain["hops"]));
        hops.flat_map(|hop| list(&hop["requests"]))
            .cloned()
            .collect()
    }
}

/// Every example, by name.
///
/// # Panics
/// When one does not build, and when there is none: a test over no example proves nothing.
pub fn all() -> &'static [Example] {
    static EXAMPLES: OnceLock<Vec<Example>> = OnceLock::new();
    EXAMPLES.get_or_init(|| {
        let built = build();
        let written: Vec<String> = names(&source_folder())
            .iter()
            .filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned()))
            .collect();
        let names: Vec<&String> = built.iter().map(|example| &example.name).collect();
        assert!(
            names.iter().copied().eq(&written),
            "the files of examples/ and the programs that Cargo knows differ: {written:?}, {names:?}"
        );
        assert!(!built.is_empty(), "there is no example");
        built
    })
}

/// The example of this name.
///
/// # Panics
/// When there is none.
pub fn named(name: &str) -> &'static Example {
    all()
        .iter()
        .find(|example| example.name == name)
        .unwrap_or_else(|| panic!("there is no example `{name}`"))
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples")
}

/// Cargo's own lock keeps two test programs from building at once.
fn build() -> Vec<Example> {
    let output = output(
        Command::new(env!("CARGO"))
            .args([
                "build",
                "--quiet",
                "--package",
                "passrole-examples",
                "--examples",
            ])
            .arg("--message-format=json-render-diagnostics")
            .current_dir(env!("CARGO_MANIFEST_DIR")),
    );
    assert!(
        output.status.success(),
        "the examples do not build:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut examples: Vec<Example> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| {
            let message: Value = serde_json::from_str(line).ok()?;
            let target = &message["target"];
            let is_example = target["kind"]
                .as_array()?
                .iter()
                .any(|kind| kind == "example");
            is_example.then_some(())?;
            Some(Example {
                name: target["name"].as_str()?.to_owned(),
                program: PathBuf::from(message["executable"].as_str()?),
            })
        })
        .collect();
    examples.sort();
    examples
}
