//! C04 for the machine that a project builds on: its type, its size and its image go together.

use std::borrow::Cow;

use super::is_there;
use crate::catalog::machines::{self, Machine, RESERVED};
use crate::catalog::{self, Kind, settings};
use crate::code::Code;
use crate::pipeline::{Project, Site, setting};
use crate::rules::{Broken, Of};

/// A setting of a project: what it comes to, and where it is written; nowhere where it is left out.
struct Part<'p> {
    text: Cow<'p, str>,
    at: Option<Site>,
}

/// A setting that nothing can be said of: it is not known, or wrong in itself.
struct Unsaid;

impl<'p> Broken<'_, 'p> {
    /// `meant` are the keys that are there misspelt.
    pub(super) fn machine(&mut self, project: &'p Project, meant: &[&str]) {
        let kind = self.part(project, "Type", meant);
        let size = self.part(project, "ComputeType", meant);
        let image = self.part(project, "Image", meant);
        let (Ok(kind), Ok(size), Ok(image)) = (kind, size, image) else {
            return;
        };
        let of_image = image.as_ref().map(|image| image.text.as_ref());
        let kind = match (kind, machines::left_out("Type", None, of_image)) {
            (Some(kind), _) => kind,
            (None, Some(name)) => Part {
                text: name.into(),
                at: None,
            },
            (None, None) => return,
        };
        let machine = machines::machine(&kind.text);
        let foreign = image.as_ref().filter(|image| is_foreign(image, machine));
        match (size, foreign, machine) {
            (Some(size), _, _) if !machines::has_size(&kind.text, &size.text) => {
                let alone = kind.at.is_none() && image.is_none();
                self.size(project, &kind, &size, alone, foreign.is_some());
            }
            (size, Some(image), Some(machine)) => {
                self.image(project, machine, &kind, size.as_ref(), image);
            }
            _ => {}
        }
    }

    /// A setting of a project; none where it is left out.
    fn part(
        &mut self,
        project: &'p Project,
        name: &str,
        meant: &[&str],
    ) -> Result<Option<Part<'p>>, Unsaid> {
        let Some(setting) = setting(&project.settings, name) else {
            let misspelt = is_there(name, &[], meant) || self.resolved.is_lost(name);
            return if misspelt { Err(Unsaid) } else { Ok(None) };
        };
        let text = self.resolved.value(&setting.value).ok_or(Unsaid)?;
        let at = setting.value.at();
        if let Some(key) = catalog::key(settings::PROJECT, name)
            && let Kind::Word(words) = key.kind
            && !words.contains(&text.as_ref())
        {
            return Err(Unsaid);
        }
        for (word, needs) in RESERVED {
            if *word == text {
                let message =
                    format_args!("`{word}` needs `{needs}`, which a project here does not have");
                self.add(Code::C04, at, Of::Project(project), message)
                    .help("build with a project that exists already: `ProjectName: \"…\"`");
                return Err(Unsaid);
            }
        }
        Ok(Some(Part { text, at: Some(at) }))
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
        let mut help = "write `ComputeType: BUILD_GENERAL1_SMALL`".to_owned();
        if alone {
            "write `Type: LINUX_LAMBDA_CONTAINER`".clone_into(&mut help);
        } else if let Some(machine) = machines::machine(&kind.text) {
            help = format!("write `ComputeType: {}`", machine.size);
            if and_image {
                help += &format!(" and `Image: \"{}\"`", machine.image);
            }
        }
        let untold = if kind.at.is_none() {
            " (no `Type` is written)"
        } else {
            ""
        };
        let message = format_args!("`{}`{untold} has no size `{}`", kind.text, size.text);
        self.add(Code::C04, later(project, kind, size), Of::Project(project), message)
            .note("AWS has the sizes of Lambda for `LINUX_LAMBDA_CONTAINER` and `ARM_LAMBDA_CONTAINER`, and no others for those")
            .help(help);
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
        let mut help = format!("write `Image: \"{}\"`", machine.image);
        if let Some(fits) = machines::machine_of(own) {
            help += &format!(", or `Type: {}`", fits.name);
            if size.is_some_and(|size| !machines::has_size(fits.name, &size.text)) {
                help += &format!(" and `ComputeType: {}`", fits.size);
            }
        }
        let size = size.map_or(machine.size, |size| &size.text);
        let message = format_args!("the image `{own}` does not run on `{name}`");
        self.add(Code::C04, later(project, kind, image), Of::Project(project), message)
            // github.com/aws/copilot-cli/issues/3110
            .note(format_args!("AWS would answer\n\"AWS CodeBuild curated image {own} is not supported for projects with environment type {name} and compute type {size}\""))
            .help(help);
    }
}

/// Whether an image is one of CodeBuild's for other machines.
fn is_foreign(image: &Part<'_>, machine: Option<&Machine>) -> bool {
    machine.is_some_and(|machine| {
        machines::machine_of(&image.text).is_some() && !machine.runs(&image.text)
    })
}

/// Where the later of two settings stands that clash.
fn later(project: &Project, one: &Part<'_>, other: &Part<'_>) -> Site {
    match (one.at, other.at) {
        (Some(one), Some(other)) if one.0 > other.0 => one,
        (one, other) => other.or(one).unwrap_or(project.name.at),
    }
}
