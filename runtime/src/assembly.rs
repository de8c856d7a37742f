//! The output folder. It is written beside its place and takes it in one step: whoever looks, at whatever
//! moment, finds the old folder whole or the new one.

mod staging;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::thread;
use std::{fs, io};

use crate::template::{Map, Node, json};
use crate::{Error, Stack, Stacks};
use staging::Staging;

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
    if holds_this_folder(&target) {
        return Err(Error::new(format!(
            "`{}` is the working folder or holds it, and is never replaced",
            folder.display()
        )));
    }
    check(&target, folder, force)?;
    let (parent, name) = split(&target, folder)?;
    fs::create_dir_all(parent).map_err(|error| Error::of_path("make", parent, &error))?;
    staging::sweep(parent, name);
    let staging = Staging::new(parent, name)
        .map_err(|error| Error::of_path("make a folder in", parent, &error))?;
    templates(stacks, &staging, folder, format)?;
    for document in stacks.documents() {
        let path = folder.join(document.file());
        staging
            .write(document.file(), &json::pretty(document.content()))
            .map_err(|error| Error::of_path("write", &path, &error))?;
    }
    staging
        .write(INDEX, &json::pretty(&index(stacks, format)))
        .map_err(|error| Error::of_path("write", &folder.join(INDEX), &error))?;
    staging
        .take_place_of(&target)
        .map_err(|error| Error::of_path("replace", folder, &error))?;
    if !force {
        // What came out of the target's place may have got a file since it was looked at.
        if let Err(refusal) = check(staging.path(), folder, force) {
            staging
                .take_place_of(&target)
                .map_err(|error| Error::of_path("put back", folder, &error))?;
            return Err(refusal);
        }
    }
    let files = stacks.iter().map(|stack| file_name(stack.name(), format));
    Ok(files.map(|file| folder.join(file)).collect())
}

/// Writes the templates; many of them side by side, since nothing takes longer in a large app.
fn templates(
    stacks: &Stacks,
    staging: &Staging,
    folder: &Path,
    format: Format,
) -> Result<(), Error> {
    const MANY: usize = 16;
    let all: Vec<&Stack> = stacks.iter().collect();
    let write = |stacks: &[&Stack]| {
        stacks.iter().try_for_each(|stack| {
            let file = file_name(stack.name(), format);
            let text = match format {
                Format::Yaml => stack.template().to_yaml(),
                Format::Json => stack.template().to_json(),
            };
            staging
                .write(&file, &text)
                .map_err(|error| Error::of_path("write", &folder.join(&file), &error))
        })
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    if all.len() < MANY || workers == 1 {
        return write(&all);
    }
    thread::scope(|scope| {
        let parts = all.chunks(all.len().div_ceil(workers));
        let parts: Vec<_> = parts.map(|part| scope.spawn(move || write(part))).collect();
        parts.into_iter().try_for_each(|part| match part.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })
}

/// Every stack with what it waits for, in the order in which they can be deployed, for other programs.
pub(crate) fn index(all: &Stacks, format: Format) -> Node {
    let stacks = all.iter().map(|stack| {
        Map::new()
            .with("name", stack.name())
            .with("account", stack.account_id())
            .with("region", stack.region())
            .with("file", file_name(stack.name(), format))
            .with("dependencies", stack.depends_on().to_vec())
    });
    let documents = stacks_documents(all);
    Map::new()
        .with(MARK, env!("CARGO_PKG_VERSION"))
        .with("stacks", stacks.collect::<Node>())
        .with_some("documents", documents)
        .into()
}

/// The policies that the owners of what exists already must see to.
fn stacks_documents(stacks: &Stacks) -> Option<Node> {
    let documents = stacks.documents().iter().map(|document| {
        Map::new()
            .with("file", document.file())
            .with("for", document.concerns())
    });
    (!stacks.documents().is_empty()).then(|| documents.collect())
}

/// Whether the folder is the working folder or one around it.
fn holds_this_folder(folder: &Path) -> bool {
    let here = std::env::current_dir().and_then(fs::canonicalize);
    here.is_ok_and(|here| here.starts_with(folder))
}

fn file_name(stack: &str, format: Format) -> String {
    format!("{stack}.template.{}", format.extension())
}

/// The folder that the target stands in, and its name there.
fn split<'t>(target: &'t Path, folder: &Path) -> Result<(&'t Path, &'t OsStr), Error> {
    let name = target.file_name().ok_or_else(|| {
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
    match foreign(target).map_err(|error| Error::of_path("read", folder, &error))? {
        None => Ok(()),
        Some(name) => Err(Error::new(format!(
            "`{shown}` holds `{name}`, which passrole did not write; name another folder with --out, or replace this one with --force"
        ))),
    }
}

/// The first thing in a folder that this library did not write there.
fn foreign(folder: &Path) -> io::Result<Option<String>> {
    let mut index = read_index(folder)?;
    loop {
        let mut names = fs::read_dir(folder)?
            .map(|entry| {
                let entry = entry?;
                let mut name = entry.file_name().to_string_lossy().into_owned();
                // A folder or a link of a template's name is somebody else's.
                if !entry.file_type()?.is_file() {
                    name.push('/');
                }
                Ok(name)
            })
            .collect::<io::Result<Vec<_>>>()?;
        // Where another run replaces the folder in between, the names are not those of this index.
        let later = read_index(folder)?;
        if later == index {
            names.sort();
            let index = index.as_deref().unwrap_or_default();
            return Ok(names.into_iter().find(|name| !lists(index, name)));
        }
        index = later;
    }
}

fn read_index(folder: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(folder.join(INDEX)) {
        Ok(index) => Ok(Some(index)),
        // A folder of that name, or what is no text, is not this library's, which the names in the folder tell.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::IsADirectory | io::ErrorKind::InvalidData
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Whether an index is this library's and lists a file, or is the file. Names of stacks need no escapes in JSON.
fn lists(index: &str, file: &str) -> bool {
    let ours = index.starts_with(&format!("{{\n  \"{MARK}\": \""));
    ours && (file == INDEX || index.contains(&format!("\"file\": \"{file}\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of one test's own, removed with the test.
    pub(super) struct Place(PathBuf);

    impl Place {
        pub(super) fn new(name: &str) -> Place {
            let place = std::env::temp_dir()
                .join(format!("passrole-assembly-{}-{name}", std::process::id()));
            fs::create_dir_all(&place).unwrap();
            Place(place)
        }
    }

    impl std::ops::Deref for Place {
        type Target = Path;

        fn deref(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_folder_is_replaced_whole() {
        let place = Place::new("whole");
        let out = place.join("cfn.out");
        write(&Stacks::default(), &out, Format::Yaml, false).unwrap();
        write(&Stacks::default(), &out, Format::Yaml, false).unwrap();
        let names: Vec<_> = fs::read_dir(&*place)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, ["cfn.out"]);
    }

    #[test]
    fn what_is_not_ours_stays() {
        let place = Place::new("foreign");
        fs::write(place.join("notes.txt"), "mine").unwrap();
        let refused = write(&Stacks::default(), &place, Format::Yaml, false).unwrap_err();
        assert!(refused.to_string().contains("`notes.txt`"), "{refused}");
        assert_eq!(fs::read_to_string(place.join("notes.txt")).unwrap(), "mine");
        write(&Stacks::default(), &place, Format::Yaml, true).unwrap();
        assert!(!place.join("notes.txt").exists());
    }

    #[test]
    fn a_file_added_to_our_folder_stays() {
        let place = Place::new("added");
        write(&Stacks::default(), &place, Format::Yaml, false).unwrap();
        fs::write(place.join("notes.txt"), "mine").unwrap();
        assert!(write(&Stacks::default(), &place, Format::Yaml, false).is_err());
        assert!(place.join("notes.txt").exists());
    }

    #[test]
    fn an_index_of_another_program_is_foreign() {
        let place = Place::new("index");
        for index in [
            r#"{ "stacks": [] }"#,
            "no JSON",
            r#"{ "passrole": "0.1.0" }"#,
        ] {
            fs::write(place.join(INDEX), index).unwrap();
            let refused = write(&Stacks::default(), &place, Format::Yaml, false).unwrap_err();
            assert!(refused.to_string().contains("`stacks.json`"), "{refused}");
            assert_eq!(fs::read_to_string(place.join(INDEX)).unwrap(), index);
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_name_that_is_no_unicode_is_a_name() {
        use std::os::unix::ffi::OsStrExt;

        let place = Place::new("bytes");
        let out = place.join(OsStr::from_bytes(b"out-\xff"));
        write(&Stacks::default(), &out, Format::Yaml, false).unwrap();
        write(&Stacks::default(), &out, Format::Yaml, false).unwrap();
        assert!(out.join(INDEX).exists());
    }
}
