//! Folders that a test makes, and what a folder holds.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// An empty folder of one test's own, removed with the test, and kept for a look where the test fails.
pub struct Folder(PathBuf);

impl Folder {
    /// The name is unique among the tests that may run at the same time.
    ///
    /// # Panics
    /// When the folder cannot be made.
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("passrole-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path)
            .unwrap_or_else(|error| panic!("cannot create {}: {error}", path.display()));
        Self(path)
    }

    /// The path of the folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A path in the folder.
    pub fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("kept for a look: {}", self.0.display());
        } else {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

/// What a folder holds: the name of each file, and its bytes. A folder in it stands there with a `/` and no bytes.
///
/// # Panics
/// When the folder or a file of it cannot be read.
pub fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    names(folder)
        .into_iter()
        .map(|name| {
            let path = folder.join(&name);
            if path.is_dir() {
                return (format!("{name}/"), Vec::new());
            }
            let bytes = fs::read(&path)
                .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
            (name, bytes)
        })
        .collect()
}

/// The names in a folder, hidden ones too, in order.
///
/// # Panics
/// When the folder cannot be read.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
                .collect()
        })
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    names.sort();
    names
}
