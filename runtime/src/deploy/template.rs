//! The template of a stack, on its way to CloudFormation: from its file, or by way of a bucket where it is large.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use super::PerAccount;
use super::remote::{Remote, Stop};
use crate::assembly::Files;
use crate::error::At;
use crate::template::{Node, read};
use crate::{Error, Stack, Stacks};

/// The largest template that CloudFormation takes in a request, in bytes:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
const LARGEST: u64 = 51_200;

/// Where a template is taken from, for `create-change-set`.
pub(super) struct Source {
    pub(super) argument: &'static str,
    pub(super) place: String,
}

impl Source {
    /// The template in a file, which is put into the bucket first if it is too large to be handed over.
    pub(super) fn of(
        remote: &Remote<'_>,
        file: &Path,
        bucket: Option<&str>,
    ) -> Result<Source, Stop> {
        let large = is_large(file)?;
        Ok(match bucket {
            Some(bucket) if large => Source {
                argument: "--template-url",
                place: uploaded(remote, file, bucket)?,
            },
            _ => Source {
                argument: "--template-body",
                place: format!("file://{}", file.display()),
            },
        })
    }
}

/// The address of a template, once it is in a bucket.
fn uploaded(remote: &Remote<'_>, file: &Path, bucket: &str) -> Result<String, Stop> {
    let text = fs::read_to_string(file).at("read", file)?;
    let mut hasher = DefaultHasher::new();
    text.as_bytes().hash(&mut hasher);
    let (name, hash) = (remote.stack.name(), hasher.finish());
    let key = format!("passrole/{name}-{hash:016x}.template");
    let body = file.to_string_lossy();
    remote.tell("uploading the template");
    let values = [bucket, "--key", &key, "--body", &body];
    remote.ask_with("s3api put-object --bucket", &values)?;
    let endpoint = remote
        .stack
        .partition()
        .endpoint("s3", remote.stack.region());
    Ok(format!("https://{endpoint}/{bucket}/{key}"))
}

/// Whether the template in a file is the one that is deployed.
pub(super) fn is_same(file: &Path, deployed: &Node) -> bool {
    let text = fs::read_to_string(file).unwrap_or_default();
    match deployed {
        Node::String(deployed) => *deployed == text,
        deployed => matches!(read::read(&text), Ok(template) if template == *deployed),
    }
}

/// What a template says that is deployed: YAML is a text in the answer, JSON is not.
pub(super) fn parsed(deployed: &Node) -> Result<Node, Stop> {
    match deployed {
        Node::String(text) => read::read(text).map_err(|error| {
            Stop::failed(format!(
                "the template that is deployed cannot be read: {error}"
            ))
        }),
        template => Ok(template.clone()),
    }
}

/// What a stack's template does that must be acknowledged.
pub(super) fn capabilities(stack: &Stack) -> &'static [&'static str] {
    if stack.template().is_expanded() {
        &["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
    } else {
        &["CAPABILITY_NAMED_IAM"]
    }
}

impl PerAccount {
    /// Whether every template that is too large to be handed over has a bucket.
    ///
    /// # Errors
    ///
    /// Those that have none, a line each.
    pub(crate) fn check(&self, stacks: &Stacks, files: &Files) -> Result<(), Vec<Error>> {
        let mut missing = Vec::new();
        for stack in stacks {
            match is_large(&files.of(stack)) {
                Ok(true) if self.of(stack.account_id()).is_none() => missing.push(Error::new(format!(
                    "the template of `{}` has more than {LARGEST} bytes, and goes by way of a bucket in {}: --s3-bucket {}=NAME",
                    stack.name(),
                    stack.region(),
                    stack.account()
                ))),
                Ok(_) => {}
                Err(error) => missing.push(error),
            }
        }
        if missing.is_empty() {
            Ok(())
        } else {
            Err(missing)
        }
    }
}

/// Whether a template can only be handed over in a bucket.
pub(super) fn is_large(file: &Path) -> Result<bool, Error> {
    let metadata = fs::metadata(file).at("read", file)?;
    Ok(metadata.len() > LARGEST)
}
