//! Python and its packages, installed once into the target folder.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

const REQUIREMENTS: &str = include_str!("../requirements.txt");

/// Runs a Python program of the folder `support`.
pub fn script(name: &str) -> Command {
    python(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("support")
            .join(name),
    )
}

/// Runs a Python program that a package of `requirements.txt` brings.
pub fn installed(name: &str) -> Command {
    python(&programs().join(name))
}

/// Python with the packages of `requirements.txt`, deaf to the settings of whoever runs the test.
fn python(program: &Path) -> Command {
    let mut command = Command::new(programs().join("python"));
    command.arg("-I").arg(program);
    command
}

/// The folder of the environment's programs.
fn programs() -> &'static Path {
    static PROGRAMS: OnceLock<PathBuf> = OnceLock::new();
    PROGRAMS.get_or_init(install)
}

/// Runs a command to its end and gives what it printed.
///
/// # Panics
/// When the program cannot be started.
pub fn output(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"))
}

/// Everything that a program printed, for the text of a failure.
pub fn printed(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn install() -> PathBuf {
    let mut hasher = DefaultHasher::new();
    REQUIREMENTS.hash(&mut hasher);
    let tools = target_folder().join("tools");
    let environment = tools.join(format!("python-{:016x}", hasher.finish()));
    let programs = environment.join("bin");
    let program = programs.join("python");
    let complete = environment.join(".complete");

    fs::create_dir_all(&tools)
        .unwrap_or_else(|error| panic!("cannot create {}: {error}", tools.display()));
    let lock = File::create(environment.with_added_extension("lock"))
        .and_then(|file| file.lock().map(|()| file))
        .unwrap_or_else(|error| panic!("cannot lock {}: {error}", environment.display()));
    // The marker is written last: an environment without it is one whose making was interrupted. The
    // program is a link, which dangles once the Python that it was made from is gone.
    if !(complete.exists() && program.exists()) {
        let _ = fs::remove_dir_all(&environment);
        must_succeed(
            Command::new("python3")
                .args(["-m", "venv"])
                .arg(&environment),
            "the tests need Python 3 with its module `venv`",
        );
        must_succeed(
            Command::new(&program)
                .args(["-I", "-m", "pip", "install", "--quiet", "--no-input"])
                .arg("--disable-pip-version-check")
                .arg("--requirement")
                .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("requirements.txt")),
            "the tests need the packages of tests/requirements.txt",
        );
        File::create(&complete)
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", complete.display()));
    }
    drop(lock);
    programs
}

fn must_succeed(command: &mut Command, need: &str) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{need}, but {command:?} cannot be run: {error}"));
    assert!(
        output.status.success(),
        "{need}, but {command:?} failed ({}):\n{}",
        output.status,
        printed(&output)
    );
}

fn target_folder() -> PathBuf {
    let output = output(
        Command::new(env!("CARGO"))
            .args([
                "metadata",
                "--no-deps",
                "--offline",
                "--format-version",
                "1",
            ])
            .current_dir(env!("CARGO_MANIFEST_DIR")),
    );
    assert!(
        output.status.success(),
        "cargo metadata failed:\n{}",
        printed(&output)
    );
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let folder = metadata["target_directory"].as_str();
    PathBuf::from(folder.expect("cargo metadata names the target folder"))
}
