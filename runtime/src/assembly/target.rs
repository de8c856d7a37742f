//! The folder that is asked for: where it is, and whether it may be replaced.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::{env, fs, io};

use super::{Format, INDEX, MARK, Options, cdk};
use crate::Error;
use crate::error::At;
use crate::texts::sort;

/// The folder that is asked for.
pub(super) struct Target<'f> {
    folder: &'f Path,
    path: PathBuf,
    options: Options<'f>,
}

impl<'f> Target<'f> {
    /// Where the folder is.
    ///
    /// # Errors
    ///
    /// It holds the working folder or the program: with `force` that would delete a whole project.
    pub(super) fn find(folder: &'f Path, options: Options<'f>) -> Result<Target<'f>, Error> {
        let path = resolved(folder).at("find", folder)?;
        let holds = |place: io::Result<PathBuf>| match place {
            Ok(place) => match fs::canonicalize(&place) {
                Ok(place) => place.starts_with(&path),
                Err(_) => false,
            },
            Err(_) => false,
        };
        let why = if holds(env::current_dir()) {
            "is the working folder or holds it"
        } else if holds(env::current_exe()) {
            "holds the program that runs"
        } else {
            return Ok(Target {
                folder,
                path,
                options,
            });
        };
        Err(Error::new(format!(
            "`{}` {why}, and is never replaced",
            folder.display()
        )))
    }

    /// The folder as it was asked for.
    pub(super) fn folder(&self) -> &Path {
        self.folder
    }

    /// Where it is, without links: a link's target is replaced, not the link.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The folder that it stands in, and its name there.
    pub(super) fn place(&self) -> Result<(&Path, &OsStr), Error> {
        match (self.path.parent(), self.path.file_name()) {
            (Some(parent), Some(name)) => Ok((parent, name)),
            _ => Err(Error::new(format!(
                "`{}` cannot be replaced: it has no name",
                self.folder.display()
            ))),
        }
    }

    /// Whether what is found at a path may be replaced as this folder: nothing, or a folder that is empty or holds
    /// what this library wrote and nothing else. A cloud assembly also takes the place of another's: it is generated too,
    /// and the CDK's command line runs whatever program it is told to into the same folder.
    pub(super) fn check(&self, found: &Path) -> Result<(), Error> {
        let shown = self.folder.display();
        match fs::symlink_metadata(found) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Error::of_path("read", self.folder, error)),
            Ok(found) if !found.is_dir() => {
                return Err(Error::new(format!(
                    "`{shown}` is in the way: it is not a folder"
                )));
            }
            Ok(_) if self.options.force => return Ok(()),
            Ok(_) => {}
        }
        match foreign(found, self.options.format).at("read", self.folder)? {
            None => Ok(()),
            Some(name) => Err(Error::new(format!(
                "`{shown}` holds `{name}`, which passrole did not write; name another folder, or replace this one with --force"
            ))),
        }
    }
}

/// A path from the root on, without links and `..`, whether or not all of it is there yet.
fn resolved(folder: &Path) -> io::Result<PathBuf> {
    let mut path = if folder.is_absolute() {
        PathBuf::new()
    } else {
        env::current_dir()?
    };
    for component in folder.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                path.pop();
            }
            Component::Prefix(_) | Component::RootDir => path.push(component),
            Component::Normal(_) => {
                path.push(component);
                path = fs::canonicalize(&path).unwrap_or(path);
            }
        }
    }
    Ok(path)
}

/// What may not be replaced in a folder: the first by name.
fn foreign(folder: &Path, format: Format) -> io::Result<Option<String>> {
    let mut index = read_index(folder)?;
    loop {
        let mut names = Vec::new();
        let mut assembly = false;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let mut name = entry.file_name().to_string_lossy().into_owned();
            // A folder or a link of a template's name is somebody else's.
            if !entry.file_type()?.is_file() {
                name.push('/');
            }
            assembly |= name == cdk::VERSION_FILE;
            names.push(name);
        }
        // Where another run replaces the folder in between, the names are not those of this index.
        let later = read_index(folder)?;
        if later == index {
            sort(&mut names);
            for name in names {
                let cdk = cdk::is_passing(&name) || assembly && cdk::is_part(&name);
                let ours = lists(&index, &name) || format == Format::Cdk && cdk;
                if !ours {
                    return Ok(Some(name));
                }
            }
            return Ok(None);
        }
        index = later;
    }
}

/// The text of the index; empty where there is none.
fn read_index(folder: &Path) -> io::Result<String> {
    use io::ErrorKind::{InvalidData, IsADirectory, NotFound};

    match fs::read_to_string(folder.join(INDEX)) {
        Err(error) => match error.kind() {
            // A folder of that name, or what is no text, is not this library's, which the names in the folder tell.
            NotFound | IsADirectory | InvalidData => Ok(String::new()),
            _ => Err(error),
        },
        read => read,
    }
}

/// Whether an index is this library's and lists a file, or is the file. Names of stacks need no escapes in JSON.
fn lists(index: &str, file: &str) -> bool {
    let beginning = format!("{{\n  \"{MARK}\": \"");
    let entry = format!("\"file\": \"{file}\"");
    index.starts_with(beginning.as_str()) && (file == INDEX || index.contains(entry.as_str()))
}
