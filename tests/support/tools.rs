//! Programs that others wrote: installed once into the target folder, run to their end, read.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

/// A file or a folder beside the tests.
pub fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The folder of the target folder that `make` fills, made once for each text of `pins`.
///
/// `program` is a path in it that must be there: a link dangles once what it was made from is gone.
///
/// # Panics
/// When the folder cannot be made.
pub fn installed_once(kind: &str, pins: &str, program: &str, make: impl FnOnce(&Path)) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    pins.hash(&mut hasher);
    let tools = target_folder().join("tools");
    let folder = tools.join(format!("{kind}-{:016x}", hasher.finish()));
    let complete = folder.join(".complete");

    fs::create_dir_all(&tools)
        .unwrap_or_else(|error| panic!("cannot create {}: {error}", tools.display()));
    let lock = File::create(folder.with_added_extension("lock"))
        .and_then(|file| file.lock().map(|()| file))
        .unwrap_or_else(|error| panic!("cannot lock {}: {error}", folder.display()));
    // The marker is written last: a folder without it is one whose making was interrupted.
    if !(complete.exists() && folder.join(program).exists()) {
        let _ = fs::remove_dir_all(&folder);
        make(&folder);
        File::create(&complete)
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", complete.display()));
    }
    drop(lock);
    folder
}

/// Runs a step of an installation.
///
/// # Panics
/// When it fails.
pub fn must_succeed(command: &mut Command, need: &str) {
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
