//! The folder in which the new files are written, beside the one that it then replaces.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Write};
use std::mem;
use std::path::{Path, PathBuf};

use crate::exchange::exchange;

/// A folder beside the target, and beside it a file that is locked while the writer is alive: the folder itself
/// cannot carry the lock, since it takes the lock along when it takes the target's place.
///
/// It goes when its writer does, with what stood in the target's place.
pub(super) struct Staging {
    mark: PathBuf,
    path: PathBuf,
    /// None where this file system locks no files.
    _lock: Option<File>,
    done: bool,
}

/// What the folder is called, after the name of its mark.
const NEW: &str = ".new";
/// What a folder that is replaced in two steps is called between them, after the name of the mark.
const OLD: &str = ".old";

impl Staging {
    /// An empty folder of this run's own.
    pub(super) fn new(parent: &Path, name: &OsStr) -> io::Result<Staging> {
        // Process ids are unique on one machine only, and the parent may be shared with another.
        let mut number = 0;
        loop {
            let mut mark = prefix(name);
            let run = format!("{}-{number}", std::process::id());
            mark.push(run.as_str());
            if let Some(staging) = Staging::marked(parent.join(mark))? {
                return Ok(staging);
            }
            number += 1;
        }
    }

    /// The folder of that mark; none where the mark or the folder is another run's.
    fn marked(mark: PathBuf) -> io::Result<Option<Staging>> {
        let file = match File::create_new(&mark) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(None),
            Err(error) => return Err(error),
        };
        let lock = file.lock().is_ok().then_some(file);
        // Another run may have swept it away before it was locked.
        if let Some(file) = &lock
            && !stands_at(file, &mark)
        {
            return Ok(None);
        }
        let path = beside(&mark, NEW);
        if let Err(error) = fs::create_dir(&path) {
            fs::remove_file(&mark)?;
            return match error.kind() {
                io::ErrorKind::AlreadyExists => Ok(None),
                _ => Err(error),
            };
        }
        Ok(Some(Staging {
            mark,
            path,
            _lock: lock,
            done: false,
        }))
    }

    /// The folder; once it has taken the target's place, what stood there before.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file that is not there yet: where names differ in case only, one could take another's place.
    pub(super) fn write(&self, file: &str, text: &str) -> io::Result<()> {
        File::create_new(self.path.join(file))?.write_all(text.as_bytes())
    }

    /// Gives this folder the target's name, and the target's folder this one's.
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
                Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                    return self.take_place_in_two_steps(target);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Where nothing exchanges two folders: between the steps the target is missing, and both folders stand beside
    /// its place.
    fn take_place_in_two_steps(&self, target: &Path) -> io::Result<()> {
        if !target.exists() {
            return fs::rename(&self.path, target);
        }
        let old = beside(&self.mark, OLD);
        fs::rename(target, &old)?;
        if let Err(error) = fs::rename(&self.path, target) {
            fs::rename(&old, target)?;
            return Err(error);
        }
        fs::rename(&old, &self.path)
    }

    /// Removes the folder.
    ///
    /// # Errors
    ///
    /// It is still there, and a later run tries again.
    pub(super) fn remove(mut self) -> io::Result<()> {
        self.clear()
    }

    /// Leaves the folder where it is, for good.
    pub(super) fn keep(mut self) -> PathBuf {
        self.done = true;
        let _ = fs::remove_file(&self.mark);
        mem::take(&mut self.path)
    }

    fn clear(&mut self) -> io::Result<()> {
        // The names may be another run's by now.
        if mem::replace(&mut self.done, true) {
            return Ok(());
        }
        remove(&self.path)?;
        // A mark that stays is swept away by a later run.
        let _ = fs::remove_file(&self.mark);
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What cannot be removed is swept away by a later run.
        let _ = self.clear();
    }
}

/// Removes what killed runs left beside the target: the folders of a mark that nobody holds locked.
pub(super) fn sweep(parent: &Path, name: &OsStr) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    let prefix = prefix(name);
    for entry in entries {
        let Ok(entry) = entry else {
            continue;
        };
        let mark = entry.path();
        if !is_mark(&entry.file_name(), &prefix) || !mark.is_file() {
            continue;
        }
        // Where files cannot be locked, nothing tells whether the writer is alive, so its folder stays. Some
        // network file systems lock only what is open for writing.
        if let Ok(file) = File::options().append(true).open(&mark)
            && file.try_lock().is_ok()
            && stands_at(&file, &mark)
        {
            let gone = remove(&beside(&mark, NEW)).is_ok();
            if remove(&beside(&mark, OLD)).is_ok() && gone {
                let _ = fs::remove_file(&mark);
            }
        }
    }
}

/// Whether a name is one that [`Staging::new`] gives to a mark.
fn is_mark(name: &OsStr, prefix: &OsStr) -> bool {
    let rest = name
        .as_encoded_bytes()
        .strip_prefix(prefix.as_encoded_bytes());
    let numbers = str::from_utf8(rest.unwrap_or_default()).unwrap_or_default();
    let (process, number) = numbers.split_once('-').unwrap_or_default();
    is_number(process) && is_number(number)
}

fn is_number(text: &str) -> bool {
    for byte in text.as_bytes() {
        if !byte.is_ascii_digit() {
            return false;
        }
    }
    !text.is_empty()
}

fn prefix(name: &OsStr) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".passrole-");
    prefix
}

/// What stands beside a path, of its name and an end.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(end);
    beside.into()
}

/// Removes a folder, where it is there.
fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Whether a path still leads to the file that was opened there.
#[cfg(unix)]
fn stands_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(opened), Ok(found)) => opened.dev() == found.dev() && opened.ino() == found.ino(),
        _ => false,
    }
}

/// Whether a path still leads to the file that was opened there: an open file keeps its name here.
#[cfg(not(unix))]
fn stands_at(_: &File, path: &Path) -> bool {
    path.exists()
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
        for left in [".out.passrole-1-0.new", ".out.passrole-1-0.old"] {
            fs::create_dir(parent.join(left)).unwrap();
        }
        fs::write(parent.join(".out.passrole-1-0"), "").unwrap();
        let kept = [
            ".out.passrole-2-0.new",
            ".out.passrole-notes",
            ".out.passrole-1-0-0",
            ".other.passrole-1-0",
            "out.passrole-1-0",
        ];
        for kept in kept {
            fs::write(parent.join(kept), "").unwrap();
        }
        let held = staging(&parent);
        sweep(&parent, OsStr::new("out"));
        assert!(held.path.exists() && held.mark.exists());
        assert!(kept.iter().all(|kept| parent.join(kept).exists()));
        assert_eq!(names(&parent).len(), kept.len() + 2);
    }

    #[test]
    fn no_file_takes_another_s_place() {
        let parent = Place::new("twice");
        let staging = staging(&parent);
        staging.write("file", "one").unwrap();
        let twice = staging.write("file", "two").unwrap_err();
        assert_eq!(twice.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(staging.path.join("file")).unwrap(), b"one");
    }

    #[test]
    fn what_stood_in_the_targets_place_is_held_too() {
        let parent = Place::new("held");
        let target = parent.join("out");
        for steps in [Staging::take_place_of, Staging::take_place_in_two_steps] {
            fs::create_dir_all(&target).unwrap();
            fs::write(target.join("file"), "old").unwrap();
            let staging = staging(&parent);
            steps(&staging, &target).unwrap();
            sweep(&parent, OsStr::new("out"));
            assert_eq!(fs::read(staging.path.join("file")).unwrap(), b"old");
            assert!(!target.join("file").exists());
        }
        assert_eq!(names(&parent), ["out"]);
    }

    #[test]
    fn what_cannot_be_removed_is_tried_again() {
        let parent = Place::new("again");
        let staging = staging(&parent);
        // A file in the folder's place is no folder to remove, whoever runs the test.
        let path = staging.path.clone();
        fs::remove_dir(&path).unwrap();
        fs::write(&path, "").unwrap();
        assert!(staging.remove().is_err());
        assert_eq!(names(&parent).len(), 2);
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        sweep(&parent, OsStr::new("out"));
        assert!(names(&parent).is_empty());
    }

    #[test]
    fn two_writers_of_one_process_id_have_a_folder_each() {
        let parent = Place::new("two");
        let (one, other) = (staging(&parent), staging(&parent));
        one.write("file", "one").unwrap();
        other.write("file", "other").unwrap();
        assert_eq!(fs::read(one.path.join("file")).unwrap(), b"one");
        // A folder without its mark is one that was kept.
        fs::remove_file(&one.mark).unwrap();
        let third = staging(&parent);
        assert_ne!(third.path, one.path);
        drop(third);
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
            staging.remove().unwrap();
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
        drop(staging);
        assert_eq!(names(&parent), ["out"]);
    }
}
