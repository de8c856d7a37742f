//! The output folder. It is written beside its place and takes it in one step: whoever looks, at whatever
//! moment, finds the old folder whole or the new one.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::exchange::exchange;
use crate::template::{Map, Node};
use crate::{Error, Stacks};

/// The file that lists the stacks, and marks the folder as this library's.
const INDEX: &str = "stacks.json";
/// The key in it that holds the version of this library.
const MARK: &str = "passrole";

/// How templates are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// In CloudFormation's short form.
    #[default]
    Yaml,
    /// In its long form.
    Json,
}

impl Format {
    fn extension(self) -> &'static str {
        match self {
            Format::Yaml => "yaml",
            Format::Json => "json",
        }
    }
}

/// Writes the stacks to a folder, in place of what this library wrote there before. The files' paths, in the
/// order of the stacks.
///
/// # Errors
///
/// The folder is not this library's (and `force` is not set), or something cannot be written. The folder is
/// then as it was.
pub(crate) fn write(
    stacks: &Stacks,
    folder: &Path,
    format: Format,
    force: bool,
) -> Result<Vec<PathBuf>, Error> {
    // A link's target is replaced, not the link.
    let target = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    check(&target, folder, force)?;
    let (parent, name) = split(&target, folder)?;
    fs::create_dir_all(parent).map_err(|error| Error::of_path("make", parent, &error))?;
    sweep(parent, name);
    let staging = Staging::new(parent, name)?;
    let mut paths = Vec::new();
    for stack in stacks {
        let file = file_name(stack.name(), format);
        let text = match format {
            Format::Yaml => stack.template().to_yaml(),
            Format::Json => stack.template().to_json(),
        };
        staging.write(&file, &text, folder)?;
        paths.push(folder.join(file));
    }
    let index = serde_json::to_string_pretty(&index(stacks, format))?;
    staging.write(INDEX, &format!("{index}\n"), folder)?;
    staging
        .take_place_of(&target)
        .map_err(|error| Error::of_path("replace", folder, &error))?;
    Ok(paths)
}

/// Every stack with what it waits for, in the order in which they can be deployed, for other programs.
pub(crate) fn index(stacks: &Stacks, format: Format) -> Node {
    let stacks = stacks.iter().map(|stack| {
        Map::new()
            .with("name", stack.name())
            .with("account", stack.account_id())
            .with("region", stack.region())
            .with("file", file_name(stack.name(), format))
            .with("dependencies", stack.depends_on().to_vec())
    });
    Map::new()
        .with(MARK, env!("CARGO_PKG_VERSION"))
        .with("stacks", stacks.collect::<Node>())
        .into()
}

fn file_name(stack: &str, format: Format) -> String {
    format!("{stack}.template.{}", format.extension())
}

fn split<'t>(target: &'t Path, folder: &Path) -> Result<(&'t Path, &'t str), Error> {
    let name = target.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| {
        Error::new(format!(
            "`{}` cannot be replaced: it has no name",
            folder.display()
        ))
    })?;
    let parent = target
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    Ok((parent.unwrap_or(Path::new(".")), name))
}

/// Whether the folder may be replaced: it is not there, is empty, or holds what this library wrote and nothing else.
fn check(target: &Path, folder: &Path, force: bool) -> Result<(), Error> {
    let shown = folder.display();
    match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::of_path("read", folder, &error)),
        Ok(found) if !found.is_dir() => {
            return Err(Error::new(format!(
                "`{shown}` is in the way: it is not a folder"
            )));
        }
        Ok(_) if force => return Ok(()),
        Ok(_) => {}
    }
    let entries = fs::read_dir(target).map_err(|error| Error::of_path("read", folder, &error))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| Error::of_path("read", folder, &error))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let ours = written(target);
    let foreign = names
        .iter()
        .find(|name| !ours.as_ref().is_some_and(|ours| ours.contains(name)));
    match foreign {
        None => Ok(()),
        Some(name) => Err(Error::new(format!(
            "`{shown}` holds `{name}`, which passrole did not write; name another folder with --out, or replace this one with --force"
        ))),
    }
}

/// The files that this library wrote to a folder; none where it is not this library's.
fn written(folder: &Path) -> Option<Vec<String>> {
    let text = fs::read_to_string(folder.join(INDEX)).ok()?;
    let index: serde_json::Value = serde_json::from_str(&text).ok()?;
    index.get(MARK)?;
    let stacks = index.get("stacks")?.as_array()?;
    let files = stacks
        .iter()
        .filter_map(|stack| stack.get("file")?.as_str());
    Some(
        files
            .map(ToOwned::to_owned)
            .chain([INDEX.to_owned()])
            .collect(),
    )
}

/// A folder beside the target, locked while its writer is alive; what is left of it goes with it.
struct Staging {
    path: PathBuf,
    /// None where this system locks no folders.
    _lock: Option<File>,
}

impl Staging {
    fn new(parent: &Path, name: &str) -> Result<Staging, Error> {
        let path = parent.join(format!("{}{}", prefix(name), std::process::id()));
        loop {
            match fs::create_dir(&path) {
                Ok(()) => {}
                // A killed run had this number, or this process writes here a second time.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    let removed = fs::remove_dir_all(&path);
                    removed.map_err(|error| Error::of_path("remove", &path, &error))?;
                    continue;
                }
                Err(error) => return Err(Error::of_path("make", &path, &error)),
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

    fn write(&self, file: &str, text: &str, folder: &Path) -> Result<(), Error> {
        fs::write(self.path.join(file), text)
            .map_err(|error| Error::of_path("write", &folder.join(file), &error))
    }

    /// Gives this folder the target's name, and the target's folder this one's, which is then removed.
    fn take_place_of(&self, target: &Path) -> io::Result<()> {
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
                Err(_) => return self.take_place_in_two_steps(target),
            }
        }
    }

    /// Where the file system cannot exchange: between the two steps the target is missing, but nothing is lost.
    fn take_place_in_two_steps(&self, target: &Path) -> io::Result<()> {
        if !target.exists() {
            return fs::rename(&self.path, target);
        }
        let old = self.path.with_extension("old");
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

fn prefix(name: &str) -> String {
    format!(".{name}.passrole-")
}

/// Removes what killed runs left beside the target: a folder of theirs that nobody holds locked.
fn sweep(parent: &Path, name: &str) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    let prefix = prefix(name);
    for entry in entries.flatten() {
        if !entry.file_name().to_string_lossy().starts_with(&prefix) {
            continue;
        }
        let Ok(folder) = File::open(entry.path()) else {
            continue;
        };
        if !matches!(folder.try_lock(), Err(TryLockError::WouldBlock)) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("passrole-assembly-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_folder_is_replaced_whole() {
        let place = folder("whole");
        let out = place.join("cfn.out");
        write(&Stacks::default(), &out, Format::Yaml, false).unwrap();
        write(&Stacks::default(), &out, Format::Yaml, false).unwrap();
        let names: Vec<_> = fs::read_dir(&place)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, ["cfn.out"]);
    }

    #[test]
    fn what_is_not_ours_stays() {
        let place = folder("foreign");
        fs::write(place.join("notes.txt"), "mine").unwrap();
        let refused = write(&Stacks::default(), &place, Format::Yaml, false).unwrap_err();
        assert!(refused.to_string().contains("`notes.txt`"), "{refused}");
        assert_eq!(fs::read_to_string(place.join("notes.txt")).unwrap(), "mine");
        write(&Stacks::default(), &place, Format::Yaml, true).unwrap();
        assert!(!place.join("notes.txt").exists());
    }

    #[test]
    fn a_file_added_to_our_folder_stays() {
        let place = folder("added");
        write(&Stacks::default(), &place, Format::Yaml, false).unwrap();
        fs::write(place.join("notes.txt"), "mine").unwrap();
        assert!(write(&Stacks::default(), &place, Format::Yaml, false).is_err());
        assert!(place.join("notes.txt").exists());
    }

    #[test]
    fn only_what_nobody_holds_is_swept_away() {
        let place = folder("sweep");
        let (left, held) = (place.join(".out.passrole-1"), place.join(".out.passrole-2"));
        fs::create_dir(&left).unwrap();
        fs::create_dir(&held).unwrap();
        let lock = File::open(&held).unwrap();
        lock.lock().unwrap();
        write(&Stacks::default(), &place.join("out"), Format::Yaml, false).unwrap();
        assert!(!left.exists() && held.exists());
    }
}
