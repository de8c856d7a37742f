//! C04 for the machine that a project builds on: its type, its size and its image go together.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use super::is_there;
use crate::catalog::machines::{self, Machine, RESERVED};
use crate::catalog::{self, Kind, settings};
use crate::code::Code;
use crate::pipeline::{Project, Site, setting};
use crate::rules::{Broken, Of};

/// A setting of a project: what it comes to, and where that is written; nowhere where it is the default.
struct Part<'p> {
    text: Cow<'p, str>,
    at: Option<Site>,
}

impl Display for Part<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let default = match self.at {
            Some(_) => "",
            None => " (the default)",
        };
        write!(f, "`{}`{default}", self.text)
    }
}

impl<'p> Broken<'_, 'p> {
    /// `meant` are the keys that are there misspelt.
    pub(super) fn machine(&mut self, project: &'p Project, meant: &[&str]) {
        let kind = self.part(project, "Type", meant);
        let size = self.part(project, "ComputeType", meant);
        let image = self.part(project, "Image", meant);
        let Some(kind) = kind else { return };
        let clash = match (machines::machine(&kind.text), &image) {
            (Some(machine), Some(image)) if machine.refuses(&image.text) => Some((machine, image)),
            _ => None,
        };
        if let Some(size) = &size
            && !machines::has_size(&kind.text, &size.text)
        {
            let at = later(project, &kind, size);
            let message = format_args!("{kind} has no size {size}");
            let found = self.add(Code::C04, at, Of::Project(project), message)
                .note("AWS has the sizes of Lambda for `LINUX_LAMBDA_CONTAINER` and `ARM_LAMBDA_CONTAINER`, and no others for those");
            let other = machines::size_for(&kind.text);
            match clash {
                // One word has one error.
                Some((machine, image)) if later(project, &kind, image) == at => {
                    found.help(format_args!(
                        "write `ComputeType: {other}` and `Image: \"{}\"`",
                        machine.image
                    ));
                    return;
                }
                _ => found.help(format_args!("write `ComputeType: {other}`")),
            };
        }
        if let Some((machine, image)) = clash {
            self.image(project, machine, &kind, size.as_ref(), image);
        }
    }

    /// A setting of a project, where it is known and right.
    fn part(&mut self, project: &'p Project, name: &str, meant: &[&str]) -> Option<Part<'p>> {
        let key = catalog::key(settings::PROJECT, name)?;
        let Some(setting) = setting(&project.settings, name) else {
            if is_there(name, &[], meant) || self.resolved.is_lost(name) {
                return None;
            }
            let text = Cow::Borrowed(key.default?);
            return Some(Part { text, at: None });
        };
        let text = self.resolved.value(&setting.value)?;
        let at = setting.value.at();
        if let Kind::Word(words) = key.kind
            && !words.contains(&text.as_ref())
        {
            return None;
        }
        for (word, needs) in RESERVED {
            if *word == text {
                let message =
                    format_args!("`{word}` needs `{needs}`, which a project here does not have");
                self.add(Code::C04, at, Of::Project(project), message)
                    .help("build with a project that exists already: `ProjectName: \"…\"`");
                return None;
            }
        }
        Some(Part { text, at: Some(at) })
    }

    /// An image of CodeBuild's own that does not run on the machine.
    fn image(
        &mut self,
        project: &Project,
        machine: &Machine,
        kind: &Part<'_>,
        size: Option<&Part<'_>>,
        image: &Part<'_>,
    ) {
        let (name, own) = (machine.name, &image.text);
        let other = format!("`Image: \"{}\"`", machine.image);
        let help = match (machines::machine_of(own), image.at) {
            (Some(fits), Some(_)) => {
                let mut help = format!("write `Type: {}`", fits.name);
                if let Some(size) = size
                    && !machines::has_size(fits.name, &size.text)
                {
                    let size = machines::size_for(fits.name);
                    help += &format!(" and `ComputeType: {size}`");
                }
                if kind.at.is_some() {
                    help += &format!(", or {other}");
                }
                help
            }
            _ => format!("write {other}"),
        };
        let size = match size {
            Some(size) => size.text.as_ref(),
            None => "…",
        };
        let at = later(project, kind, image);
        let message = format_args!("the image {image} does not run on {kind}");
        self.add(Code::C04, at, Of::Project(project), message)
            // github.com/aws/copilot-cli/issues/3110
            .note(format_args!("AWS would answer\n\"AWS CodeBuild curated image {own} is not supported for projects with environment type {name} and compute type {size}\""))
            .help(help);
    }
}

/// Where the later of two settings stands that clash.
fn later(project: &Project, one: &Part<'_>, other: &Part<'_>) -> Site {
    match (one.at, other.at) {
        (Some(one), Some(other)) if one.0 > other.0 => one,
        (one, other) => other.or(one).unwrap_or(project.name.at),
    }
}
