//! The folder in which the new files are written, beside the one that it then replaces.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::exchange::exchange;

/// A folder beside the target, locked while its writer is alive; what is left of it goes with it.
pub(super) struct Staging {
    path: PathBuf,
    /// None where this system or this file system locks no folders.
    _lock: Option<File>,
}

impl Staging {
    /// An empty folder of this run's own.
    pub(super) fn new(parent: &Path, name: &OsStr) -> io::Result<Staging> {
        let mut number = 0;
        loop {
            let mut own = prefix(name);
            own.push(format!("{}-{number}", std::process::id()));
            let path = parent.join(own);
            match fs::create_dir(&path) {
                Ok(()) => {}
                // Process ids are unique on one machine only, and the parent may be shared with another.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    number += 1;
                    continue;
                }
                Err(error) => return Err(error),
            }
            let lock = File::open(&path)
                .ok()
                .filter(|folder| folder.lock().is_ok());
            // Another run may have swept it away before it was locked.
            if path.exists() {
                return Ok(Staging { path, _lock: lock });
            }
        }
    }

    /// The folder; once it has taken the target's place, what stood there before.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn write(&self, file: &str, text: &str) -> io::Result<()> {
        fs::write(self.path.join(file), text)
    }

    /// Gives this folder the target's name, and the target's folder this one's, which is then removed.
    pub(super) fn take_place_of(&self, target: &Path) -> io::Result<()> {
        loop {
            match exchange(&self.path, target) {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    match fs::rename(&self.path, target) {
                        // Another run was quicker: exchange with what it wrote.
                        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
                        done => return done,
                    }
                }
                // The system or the file system cannot.
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
                    ) =>
                {
                    return self.take_place_in_two_steps(target);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Where the file system cannot exchange: between the two steps the target is missing, and both folders
    /// stand beside its place.
    fn take_place_in_two_steps(&self, target: &Path) -> io::Result<()> {
        if !target.exists() {
            return fs::rename(&self.path, target);
        }
        let mut old = self.path.clone().into_os_string();
        old.push(OLD);
        fs::rename(target, &old)?;
        if let Err(error) = fs::rename(&self.path, target) {
            fs::rename(&old, target)?;
            return Err(error);
        }
        // What cannot be removed is swept away by a later run.
        let _ = fs::remove_dir_all(&old);
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What cannot be removed is swept away by a later run.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// What a folder that is replaced in two steps is called between them, after the name of the new one.
const OLD: &str = ".old";

fn prefix(name: &OsStr) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".passrole-");
    prefix
}

/// Removes what killed runs left beside the target: a folder of theirs that nobody holds locked.
pub(super) fn sweep(parent: &Path, name: &OsStr) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    let prefix = prefix(name);
    for entry in entries.flatten() {
        if !is_staging(&entry.file_name(), &prefix) {
            continue;
        }
        // Where folders cannot be locked, nothing tells whether the writer is alive, so the folder stays.
        if let Ok(folder) = File::open(entry.path())
            && folder.try_lock().is_ok()
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether a name is one that [`Staging::new`] gives.
fn is_staging(name: &OsStr, prefix: &OsStr) -> bool {
    let rest = name
        .as_encoded_bytes()
        .strip_prefix(prefix.as_encoded_bytes());
    let numbers = rest.map(|rest| rest.strip_suffix(OLD.as_bytes()).unwrap_or(rest));
    numbers.is_some_and(|numbers| {
        numbers
            .iter()
            .all(|byte| byte.is_ascii_digit() || *byte == b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::Place;
    use super::*;

    fn staging(parent: &Path) -> Staging {
        Staging::new(parent, OsStr::new("out")).unwrap()
    }

    fn names(parent: &Path) -> Vec<OsString> {
        let entries = fs::read_dir(parent).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect()
    }

    #[test]
    fn only_what_nobody_holds_is_swept_away() {
        let parent = Place::new("sweep");
        for left in [".out.passrole-1-0", ".out.passrole-1-0.old"] {
            fs::create_dir(parent.join(left)).unwrap();
        }
        let kept = [
            ".out.passrole-notes",
            ".other.passrole-1-0",
            "out.passrole-1-0",
        ];
        for kept in kept {
            fs::create_dir(parent.join(kept)).unwrap();
        }
        let held = staging(&parent);
        sweep(&parent, OsStr::new("out"));
        assert!(held.path.exists());
        assert!(kept.iter().all(|kept| parent.join(kept).exists()));
        assert_eq!(names(&parent).len(), kept.len() + 1);
    }

    #[test]
    fn two_writers_of_one_process_id_have_a_folder_each() {
        let parent = Place::new("two");
        let (one, other) = (staging(&parent), staging(&parent));
        one.write("file", "one").unwrap();
        other.write("file", "other").unwrap();
        assert_eq!(fs::read(one.path.join("file")).unwrap(), b"one");
        drop((one, other));
        assert!(names(&parent).is_empty());
    }

    #[test]
    fn two_steps_do_what_one_does() {
        let parent = Place::new("steps");
        let target = parent.join("out");
        for text in ["first", "second"] {
            let staging = staging(&parent);
            staging.write("file", text).unwrap();
            staging.take_place_in_two_steps(&target).unwrap();
            assert_eq!(fs::read_to_string(target.join("file")).unwrap(), text);
        }
        assert_eq!(names(&parent), ["out"]);
    }

    #[test]
    fn a_second_step_that_fails_undoes_the_first() {
        let parent = Place::new("undo");
        let target = parent.join("out");
        fs::create_dir(&target).unwrap();
        let staging = staging(&parent);
        fs::remove_dir(&staging.path).unwrap();
        assert!(staging.take_place_in_two_steps(&target).is_err());
        assert_eq!(names(&parent), ["out"]);
    }
}
