//! The templates that are deployed, to be compared: nothing is waited for, and nothing is shown.

use super::destroy::NOT_THERE;
use super::remote::{Remote, Stop};
use super::run::{Found, Reach, Show, Standing, never};
use crate::template::{Node, read};

impl Reach<'_> {
    /// Finds the template of every stack that is there; none where a deployment would create it all the same.
    pub(crate) fn templates(&self) -> Vec<Standing> {
        self.work(never, &find, &mut Silence)
    }
}

fn find(remote: &Remote<'_>, _: usize, found: &mut Found) -> Result<&'static str, Stop> {
    let name = remote.stack.name();
    let status = match remote.status(name)? {
        Some(status) if !status.is_empty() && !status.is_failed_creation() => status,
        _ => return Ok(NOT_THERE),
    };
    let template = match remote.template(name)? {
        Node::String(text) => read::read(&text)?,
        template => template,
    };
    if template.get("Resources").is_none() {
        return Err(Stop::failed("it is no template".to_owned()));
    }
    found.status = Some(status);
    found.template = Some(template);
    Ok("there")
}

/// Nobody is shown anything.
struct Silence;

impl Show for Silence {
    fn show(&mut self, _: &[Standing], _: usize) {}

    fn end(&mut self) {}
}
