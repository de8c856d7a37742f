//! The output folder, read back.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::{INDEX, MARK};
use crate::Error;
use crate::diff::{Side, Version};
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
        Err(error) => return Err(Error::of_path("read", folder, &error)),
    }
    if !path.exists() {
        return Err(Error::new(format!(
            "`{shown}` holds no `{INDEX}`: passrole did not write it"
        )));
    }
    let index = read_file(&path)?;
    let foreign = || {
        Error::new(format!(
            "`{}` is not an index that passrole wrote",
            path.display()
        ))
    };
    if index.get(MARK).is_none() {
        return Err(foreign());
    }
    let entries = |key| index.get(key).and_then(Node::as_list).unwrap_or_default();
    let mut read = Side::default();
    for entry in entries("stacks") {
        let text = |key| entry.get(key).and_then(Node::as_str);
        let fields = (text("name"), text("account"), text("region"), text("file"));
        let (Some(name), Some(account_id), Some(region), Some(file)) = fields else {
            return Err(foreign());
        };
        read.stacks.push(Version {
            name: name.to_owned(),
            account: text("accountName").unwrap_or(account_id).to_owned(),
            account_id: account_id.to_owned(),
            region: region.to_owned(),
            template: read_file(&folder.join(file))?,
        });
    }
    for entry in entries("documents") {
        let text = |key| entry.get(key).and_then(Node::as_str).ok_or_else(foreign);
        let document = read_file(&folder.join(text("file")?))?;
        read.documents.push((text("for")?.to_owned(), document));
    }
    Ok(read)
}

fn read_file(path: &Path) -> Result<Node, Error> {
    let text = fs::read_to_string(path).map_err(|error| Error::of_path("read", path, &error))?;
    read::read(&text)
        .map_err(|error| Error::new(format!("cannot read `{}`: {error}", path.display())))
}
