//! C04 for the machine that a project builds on: its type, its size and its image go together.

use std::borrow::Cow;

use super::is_there;
use crate::catalog::machines::{self, Machine, RESERVED};
use crate::catalog::{self, Kind, settings};
use crate::code::Code;
use crate::pipeline::{Project, Setting, Site, Value, setting};
use crate::rules::{Broken, Of};

/// A setting of a project: what it comes to, and where it is written; nowhere, and nothing, where it is left out.
struct Part<'p> {
    text: Cow<'p, str>,
    at: Option<Site>,
}

impl<'p> Broken<'_, 'p> {
    /// `meant` are the keys that are there misspelt.
    pub(super) fn machine(&mut self, project: &'p Project, meant: &[&str]) {
        let kind = self.part(project, "Type", meant);
        let size = self.part(project, "ComputeType", meant);
        let image = self.part(project, "Image", meant);
        let (Some(mut kind), Some(size), Some(image)) = (kind, size, image) else {
            return;
        };
        if kind.at.is_none()
            && let Some(name) = machines::left_out("Type", None, Some(&image.text))
        {
            kind.text = Cow::Borrowed(name);
        }
        let refusing = match machines::machine(&kind.text) {
            Some(machine) if machine.refuses(&image.text) => Some(machine),
            _ => None,
        };
        if size.at.is_some() && !machines::has_size(&kind.text, &size.text) {
            let alone = kind.at.is_none() && image.at.is_none();
            self.size(project, &kind, &size, alone, refusing.is_some());
        } else if let Some(machine) = refusing {
            self.image(project, machine, &kind, &size, &image);
        } else {
            self.refused(project, &kind);
        }
    }

    /// A setting of a project; none where nothing can be said of it: it is not known, or wrong in itself.
    fn part(&mut self, project: &'p Project, name: &str, meant: &[&str]) -> Option<Part<'p>> {
        let Some(setting) = setting(&project.settings, name) else {
            if is_there(name, &[], meant) || self.resolved.is_lost(name) {
                return None;
            }
            let text = Cow::Borrowed("");
            return Some(Part { text, at: None });
        };
        let text = self.resolved.value(&setting.value)?;
        let at = setting.value.at();
        if let Some(key) = catalog::key(settings::PROJECT, name)
            && let Kind::Word(words) = key.kind
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

    /// A size that the type does not have: it may be written alone, or beside an image that does not run there, either.
    fn size(
        &mut self,
        project: &Project,
        kind: &Part<'_>,
        size: &Part<'_>,
        alone: bool,
        and_image: bool,
    ) {
        let untold = match kind.at {
            Some(_) => "",
            None => " (no `Type` is written)",
        };
        let message = format_args!("`{}`{untold} has no size `{}`", kind.text, size.text);
        let found = self.add(Code::C04, later(project, kind, size), Of::Project(project), message)
            .note("AWS has the sizes of Lambda for `LINUX_LAMBDA_CONTAINER` and `ARM_LAMBDA_CONTAINER`, and no others for those");
        match machines::machine(&kind.text) {
            _ if alone => found.help("write `Type: LINUX_LAMBDA_CONTAINER`"),
            Some(machine) if and_image => found.help(format_args!(
                "write `ComputeType: {}` and `Image: \"{}\"`",
                machine.size, machine.image
            )),
            Some(machine) => found.help(format_args!("write `ComputeType: {}`", machine.size)),
            None => found.help("write `ComputeType: BUILD_GENERAL1_SMALL`"),
        };
    }

    /// What the type does not take.
    fn refused(&mut self, project: &'p Project, kind: &Part<'p>) {
        for (name, answer) in machines::refused(&kind.text) {
            let Some(setting) = setting(&project.settings, name) else {
                continue;
            };
            let is_asked = match &setting.value {
                Value::Map(cache, _) => self.keeps(cache),
                value if *name == "PrivilegedMode" => self.resolved.is(value, "true"),
                _ => true,
            };
            if is_asked {
                let message = format_args!("a project on `{}` takes no `{name}`", kind.text);
                self.add(Code::C04, setting.key.at, Of::Project(project), message)
                    .note(format_args!("AWS would answer \"{answer}\""))
                    .help(format_args!("leave out `{name}`, or write another `Type`"));
            }
        }
    }

    /// Whether a cache is known to keep something.
    fn keeps(&self, cache: &'p [Setting]) -> bool {
        let Some(kind) = setting(cache, "Type") else {
            return false;
        };
        let kind = self.resolved.value(&kind.value);
        matches!(kind.as_deref(), Some("S3" | "LOCAL"))
    }

    /// An image of CodeBuild's own that does not run on the machine.
    fn image(
        &mut self,
        project: &Project,
        machine: &Machine,
        kind: &Part<'_>,
        size: &Part<'_>,
        image: &Part<'_>,
    ) {
        let (name, own) = (machine.name, &image.text);
        let written = match size.at {
            Some(_) => size.text.as_ref(),
            None => machine.size,
        };
        let message = format_args!("the image `{own}` does not run on `{name}`");
        let found = self.add(Code::C04, later(project, kind, image), Of::Project(project), message)
            // github.com/aws/copilot-cli/issues/3110
            .note(format_args!("AWS would answer\n\"AWS CodeBuild curated image {own} is not supported for projects with environment type {name} and compute type {written}\""));
        let Some(fits) = machines::machine_of(own) else {
            return;
        };
        let and_size = match size.at {
            Some(_) if !machines::has_size(fits.name, &size.text) => {
                format!(" and `ComputeType: {}`", fits.size)
            }
            _ => String::new(),
        };
        found.help(format_args!(
            "write `Image: \"{}\"`, or `Type: {}`{and_size}",
            machine.image, fits.name
        ));
    }
}

/// Where the later of two settings stands that clash.
fn later(project: &Project, one: &Part<'_>, other: &Part<'_>) -> Site {
    match (one.at, other.at) {
        (Some(one), Some(other)) if one.0 > other.0 => one,
        (_, Some(other)) => other,
        (Some(one), None) => one,
        (None, None) => project.name.at,
    }
}
