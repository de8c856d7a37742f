//! What can go wrong beside a broken rule, as one line for people.

use std::borrow::Cow;
use std::path::Path;
use std::{fmt, io};

use passrole_model::closest;

use crate::Violations;

/// Something that went wrong, said in one line. What a closure of [`App::edit`](crate::App::edit) returns.
///
/// `?` makes one of a [`Violations`], of what reading a file returns, of a text, and of any boxed error.
///
/// ```
/// use passrole::Error;
///
/// fn owner(team: Option<&str>) -> Result<&str, Error> {
///     Ok(team.ok_or("a team must be named")?)
/// }
///
/// let error = owner(None).expect_err("nobody is named");
/// assert_eq!(error.to_string(), "a team must be named");
/// assert!(error.violations().is_none());
/// ```
#[derive(Debug)]
pub struct Error {
    message: Cow<'static, str>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error that says this.
    pub fn new(message: impl Into<Cow<'static, str>>) -> Error {
        Error {
            message: message.into(),
            source: None,
        }
    }

    /// The rules that are broken, where that is what went wrong.
    pub fn violations(&self) -> Option<&Violations> {
        self.source.as_ref()?.downcast_ref()
    }

    /// What went wrong with a file or folder.
    pub(crate) fn of_path(doing: &str, path: &Path, error: io::Error) -> Error {
        Error::new(format!(
            "cannot {doing} `{}`: {}",
            path.display(),
            reason(&error)
        ))
    }

    /// What went wrong with standard output.
    pub(crate) fn of_output(error: &io::Error) -> Error {
        Error::new(format!(
            "cannot write to standard output: {}",
            reason(error)
        ))
    }

    /// A name that stands for nothing, with the one that may be meant.
    pub(crate) fn unknown(kind: &str, name: &str, near: Option<&str>) -> Error {
        Error::new(match near {
            Some(near) => format!("there is no {kind} `{name}`; did you mean `{near}`?"),
            None => format!("there is no {kind} `{name}`"),
        })
    }

    /// A name that stands for nothing, with the one that may be meant, or with all that there are.
    pub(crate) fn none_of(kind: &str, name: &str, all: &[String]) -> Error {
        let mut names = Vec::new();
        for one in all {
            names.push(one.as_str());
        }
        match closest(name, &names) {
            None if !all.is_empty() => Error::new(format!(
                "there is no {kind} `{name}`, only {}",
                all.join(", ")
            )),
            near => Error::unknown(kind, name, near),
        }
    }

    fn caused(source: Box<dyn std::error::Error + Send + Sync>) -> Error {
        Error {
            message: format!("{source}").into(),
            source: Some(source),
        }
    }
}

/// Says of what a file or folder answers where it went wrong.
pub(crate) trait At<T> {
    /// The same, with an error that says what was done with which file or folder.
    fn at(self, doing: &str, path: &Path) -> Result<T, Error>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, doing: &str, path: &Path) -> Result<T, Error> {
        match self {
            Ok(done) => Ok(done),
            Err(error) => Err(Error::of_path(doing, path, error)),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    /// The cause of the cause: the cause itself is what the message says.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref()?.source()
    }
}

impl From<Violations> for Error {
    fn from(violations: Violations) -> Error {
        Error::caused(Box::new(violations))
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        Error::caused(Box::new(error))
    }
}

impl From<Box<dyn std::error::Error + Send + Sync>> for Error {
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Error {
        Error::caused(error)
    }
}

impl From<String> for Error {
    fn from(message: String) -> Error {
        Error::new(message)
    }
}

impl From<&'static str> for Error {
    fn from(message: &'static str) -> Error {
        Error::new(message)
    }
}

/// The system's words without its number.
fn reason(error: &io::Error) -> String {
    let text = format!("{error}");
    let (words, _) = text.split_once(" (os error").unwrap_or((&text, ""));
    words.to_lowercase()
}
