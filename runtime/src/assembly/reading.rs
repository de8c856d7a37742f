//! The output folder, read back.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::{INDEX, MARK};
use crate::Error;
use crate::diff::{Side, Version};
use crate::error::At;
use crate::stacks::Identity;
use crate::template::{Node, read};

/// Reads a folder that this library wrote.
///
/// # Errors
///
/// There is none, it is not this library's, or a file of it is missing or was changed into something else.
pub(crate) fn read_folder(folder: &Path) -> Result<Side, Error> {
    let shown = folder.display();
    let path = folder.join(INDEX);
    match fs::metadata(folder) {
        Ok(found) if found.is_dir() => {}
        Ok(_) => return Err(Error::new(format!("`{shown}` is not a folder"))),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(Error::new(format!(
                "there is no folder `{shown}` to compare with; `synth` writes one"
            )));
        }
        Err(error) => return Err(Error::of_path("read", folder, error)),
    }
    if !path.exists() {
        return Err(Error::new(format!(
            "`{shown}` holds no `{INDEX}`: passrole did not write it"
        )));
    }
    side(folder, &path)
}

/// What the index at a path lists.
fn side(folder: &Path, path: &Path) -> Result<Side, Error> {
    let index = read_file(path)?;
    if index.get(MARK).is_none() {
        return Err(foreign(path));
    }
    let mut read = Side::default();
    for entry in index.items("stacks") {
        let (stack, file) = match (Identity::read(entry), entry.text("file")) {
            (None, _) | (_, "") => return Err(foreign(path)),
            (Some(stack), file) => (stack, folder.join(file)),
        };
        let template = read_with(&file, "Resources", "template")?;
        read.stacks.push(Version { stack, template });
    }
    for entry in index.items("documents") {
        let (file, concerns) = (entry.text("file"), entry.text("for"));
        if [file, concerns].contains(&"") {
            return Err(foreign(path));
        }
        let document = read_with(&folder.join(file), "Statement", "policy")?;
        read.documents.insert(concerns.to_owned(), document);
    }
    Ok(read)
}

/// The error that an index is not this library's.
fn foreign(path: &Path) -> Error {
    let shown = path.display();
    Error::new(format!("`{shown}` is not an index that passrole wrote"))
}

/// Reads a file that holds what is called so and has this key. The reader takes almost any words for YAML, and they
/// would be compared.
fn read_with(path: &Path, key: &str, what: &str) -> Result<Node, Error> {
    let node = read_file(path)?;
    match node.get(key) {
        Some(_) => Ok(node),
        None => Err(Error::new(format!("`{}` is no {what}", path.display()))),
    }
}

fn read_file(path: &Path) -> Result<Node, Error> {
    let text = fs::read_to_string(path).at("read", path)?;
    match read::read(&text) {
        Ok(node) => Ok(node),
        Err(error) => Err(Error::new(format!(
            "cannot read `{}`: {error}",
            path.display()
        ))),
    }
}
