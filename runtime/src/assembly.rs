//! The output folder. It is written beside its place and takes it in one step: whoever looks, at whatever
//! moment, finds the old folder whole or the new one.

pub(crate) mod behind;
mod cdk;
mod reading;
mod staging;
mod target;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use crate::error::At;
use crate::template::{Map, Node, json, list, map};
use crate::threads::{cores, side_by_side};
use crate::{Error, Stack, Stacks};
pub(crate) use reading::read_folder;
use staging::Staging;
use target::Target;

/// The file that lists the stacks, and marks the folder as this library's.
const INDEX: &str = "stacks.json";
/// The key in it that holds the version of this library.
const MARK: &str = "passrole";

/// How templates are written.
#[derive(Clone, Copy, Default, PartialEq)]
#[cfg_attr(test, derive(Debug))]
pub(crate) enum Format {
    /// In CloudFormation's short form.
    #[default]
    Yaml,
    /// In its long form.
    Json,
    /// In its long form, in a cloud assembly of the AWS CDK.
    Cdk,
}

impl Format {
    /// The format of that name, else YAML.
    pub(crate) fn named(name: &str) -> Format {
        match name {
            "json" => Format::Json,
            "cdk" => Format::Cdk,
            _ => Format::Yaml,
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Format::Yaml => "yaml",
            Format::Json | Format::Cdk => "json",
        }
    }
}

/// How the folder is written.
#[derive(Clone, Copy, Default)]
pub(crate) struct Options<'o> {
    pub(crate) format: Format,
    /// The name of the role that the CDK assumes in each stack's account.
    pub(crate) assume_role: Option<&'o str>,
    /// Whether a folder is replaced that this library did not write.
    pub(crate) force: bool,
}

/// Where the templates of a folder are.
#[cfg_attr(test, derive(Debug))]
pub(crate) struct Files {
    folder: PathBuf,
    format: Format,
}

impl Files {
    /// The path of a stack's template.
    pub(crate) fn of(&self, stack: &Stack) -> PathBuf {
        self.folder.join(file_name(stack.name(), self.format))
    }
}

/// What was written.
#[cfg_attr(test, derive(Debug))]
pub(crate) struct Written {
    pub(crate) files: Files,
    /// The index of the folder.
    pub(crate) index: Node,
    /// The stacks that stood in the folder and are no longer declared.
    pub(crate) behind: Stacks,
    /// Why the folder that was replaced is still there, beside the new one.
    pub(crate) left: Option<Error>,
}

/// Writes the stacks to a folder, in place of what this library wrote there before.
///
/// # Errors
///
/// The folder is not this library's (and `force` is not set), or something cannot be written. The folder is
/// then as it was.
pub(crate) fn write(
    stacks: &Stacks,
    folder: &Path,
    options: Options<'_>,
) -> Result<Written, Error> {
    let format = options.format;
    let target = Target::find(folder, options)?;
    target.check(target.path())?;
    let (parent, name) = target.place()?;
    fs::create_dir_all(parent).at("make", parent)?;
    staging::sweep(parent, name);
    let staging = Staging::new(parent, name).at("make a folder in", parent)?;
    let behind = behind::find(target.path(), stacks);
    let mut index = index(stacks, format);
    if !behind.is_empty() {
        index.put(behind::KEY, behind::list(&behind));
    }
    let index = Node::from(index);
    let mut texts = templates(stacks, format);
    let mut add = |file: &str, content: &Node| {
        texts.push((file.to_owned(), json::pretty(content)));
    };
    for document in stacks.documents() {
        add(document.file(), document.content());
    }
    if format == Format::Cdk {
        add(cdk::MANIFEST, &cdk::manifest(stacks, options.assume_role));
        add(cdk::VERSION_FILE, &cdk::version());
    }
    add(INDEX, &index);
    for (file, text) in &texts {
        staging.write(file, text).at("write", &folder.join(file))?;
    }
    if format == Format::Cdk {
        carry_locks(&target, &staging).at("carry the locks of", folder)?;
    }
    let old = replace(staging, &target)?;
    let path = old.path().to_owned();
    let left = old.remove().at("remove the old folder", &path).err();
    let folder = folder.to_owned();
    Ok(Written {
        files: Files { folder, format },
        index,
        behind,
        left,
    })
}

/// Puts the new folder in the target's place, or leaves the target as it was. What stood there.
fn replace(staging: Staging, target: &Target<'_>) -> Result<Staging, Error> {
    let replaced = staging.take_place_of(target.path());
    replaced.at("replace", target.folder())?;
    // It may have got a file since it was looked at.
    let Err(refusal) = target.check(staging.path()) else {
        return Ok(staging);
    };
    Err(match staging.take_place_of(target.path()) {
        Ok(()) => refusal,
        Err(error) => Error::of_path("put back what is now", &staging.keep(), error),
    })
}

/// Takes over the locks of the CDK's command line, which runs this program and holds the folder meanwhile.
fn carry_locks(target: &Target<'_>, staging: &Staging) -> io::Result<()> {
    let entries = match fs::read_dir(target.path()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(name) = name.to_str()
            && cdk::is_lock(name)
        {
            match fs::read_to_string(entry.path()) {
                Ok(text) => staging.write(name, &text)?,
                // It was released in between.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// The files of the templates and their texts. Many are made side by side, since nothing takes longer in a large app.
fn templates(stacks: &Stacks, format: Format) -> Vec<(String, String)> {
    const MANY: usize = 16;
    let stacks = stacks.as_slice();
    let mut texts = Vec::new();
    for stack in stacks {
        texts.push((file_name(stack.name(), format), String::new()));
    }
    let texts = Mutex::new(texts);
    let next = AtomicUsize::new(0);
    let work = |_| {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            if place >= stacks.len() {
                return;
            }
            let template = stacks[place].template();
            let text = match format {
                Format::Yaml => template.to_yaml(),
                Format::Json | Format::Cdk => template.to_json(),
            };
            texts.lock().unwrap_or_else(PoisonError::into_inner)[place].1 = text;
        }
    };
    if stacks.len() < MANY {
        work(0);
    } else {
        side_by_side(cores(), &work);
    }
    texts.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Every stack with what it waits for, in the order in which they can be deployed, for other programs.
pub(crate) fn index(all: &Stacks, format: Format) -> Map {
    let mut stacks: Vec<Node> = Vec::new();
    for stack in all {
        let mut entry = stack.document();
        entry.put("file", file_name(stack.name(), format));
        entry.put("dependencies", stack.depends_on().to_vec());
        stacks.push(entry.into());
    }
    let mut index = map! { MARK: env!("CARGO_PKG_VERSION"), "stacks": stacks };
    // The policies that the owners of what exists already must see to.
    let mut documents: Vec<Node> = Vec::new();
    for document in all.documents() {
        let document = map! { "file": document.file(), "for": document.concerns() };
        documents.push(document.into());
    }
    if !documents.is_empty() {
        index.put("documents", documents);
    }
    if format == Format::Cdk {
        let (manifest, version) = (cdk::MANIFEST, cdk::VERSION_FILE);
        let assembly = list![map! { "file": manifest }, map! { "file": version }];
        index.put("assembly", assembly);
    }
    index
}

fn file_name(stack: &str, format: Format) -> String {
    format!("{stack}.template.{}", format.extension())
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    const FORCE: Options<'_> = Options {
        format: Format::Yaml,
        assume_role: None,
        force: true,
    };

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
        write(&Stacks::default(), &out, Options::default()).unwrap();
        write(&Stacks::default(), &out, Options::default()).unwrap();
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
        let refused = write(&Stacks::default(), &place, Options::default()).unwrap_err();
        assert!(refused.to_string().contains("`notes.txt`"), "{refused}");
        assert_eq!(fs::read_to_string(place.join("notes.txt")).unwrap(), "mine");
        write(&Stacks::default(), &place, FORCE).unwrap();
        assert!(!place.join("notes.txt").exists());
    }

    #[test]
    fn a_file_added_to_our_folder_stays() {
        let place = Place::new("added");
        write(&Stacks::default(), &place, Options::default()).unwrap();
        fs::write(place.join("notes.txt"), "mine").unwrap();
        assert!(write(&Stacks::default(), &place, Options::default()).is_err());
        assert!(place.join("notes.txt").exists());
    }

    #[test]
    fn a_file_added_while_the_new_folder_is_written_is_put_back() {
        let place = Place::new("meanwhile");
        let out = place.join("out");
        write(&Stacks::default(), &out, Options::default()).unwrap();
        let target = Target::find(&out, Options::default()).unwrap();
        target.check(target.path()).unwrap();
        let staging = Staging::new(&place, OsStr::new("out")).unwrap();
        staging.write("new", "").unwrap();
        fs::write(out.join("notes.txt"), "mine").unwrap();
        let refused = replace(staging, &target).map(|_| ()).unwrap_err();
        assert!(refused.to_string().contains("`notes.txt`"), "{refused}");
        assert_eq!(fs::read_to_string(out.join("notes.txt")).unwrap(), "mine");
        assert!(out.join(INDEX).exists() && !out.join("new").exists());
        assert_eq!(fs::read_dir(&*place).unwrap().count(), 1);
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
            let refused = write(&Stacks::default(), &place, Options::default()).unwrap_err();
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
        write(&Stacks::default(), &out, Options::default()).unwrap();
        write(&Stacks::default(), &out, Options::default()).unwrap();
        assert!(out.join(INDEX).exists());
    }
}
