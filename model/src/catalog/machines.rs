//! The machines that builds run on, as far as AWS's pages close the lists of what goes with each type. Sizes change, so that
//! nothing is said here of which type has which.

/// A type of machine for which CodeBuild has images of its own.
pub struct Machine {
    /// AWS's word for it.
    pub name: &'static str,
    /// One of its images.
    pub image: &'static str,
    /// How the names of all of them end before their version, one or another.
    pub ends: &'static [&'static str],
}

/// How the names of CodeBuild's own images begin.
pub const OWN: &str = "aws/codebuild/";

/// <https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html>,
/// <https://docs.aws.amazon.com/codebuild/latest/userguide/lambda-compute-images.html>
pub static MACHINES: &[Machine] = &[
    linux("LINUX_CONTAINER"),
    linux("LINUX_GPU_CONTAINER"),
    Machine {
        name: "ARM_CONTAINER",
        image: "aws/codebuild/amazonlinux2-aarch64-standard:3.0",
        ends: &["-aarch64-standard"],
    },
    windows("WINDOWS_CONTAINER", "aws/codebuild/windows-base:2.0"),
    windows(
        "WINDOWS_SERVER_2019_CONTAINER",
        "aws/codebuild/windows-base:2019-3.0",
    ),
    windows(
        "WINDOWS_SERVER_2022_CONTAINER",
        "aws/codebuild/windows-base:2022-1.0",
    ),
    Machine {
        name: "LINUX_LAMBDA_CONTAINER",
        image: "aws/codebuild/amazonlinux-x86_64-lambda-standard:python3.12",
        ends: &["-x86_64-lambda-standard"],
    },
    Machine {
        name: "ARM_LAMBDA_CONTAINER",
        image: "aws/codebuild/amazonlinux-aarch64-lambda-standard:python3.12",
        ends: &["-aarch64-lambda-standard"],
    },
];

const fn linux(name: &'static str) -> Machine {
    Machine {
        name,
        image: "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
        ends: &["-x86_64-standard", "/standard"],
    }
}

const fn windows(name: &'static str, image: &'static str) -> Machine {
    Machine {
        name,
        image,
        ends: &["/windows-base"],
    }
}

/// What goes with a setting only that a project of the language does not have.
/// <https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html>; of macOS
/// <https://docs.aws.amazon.com/codebuild/latest/userguide/fleets.html>: "On-demand fleets do not support macOS."
pub static RESERVED: &[(&str, &str)] = &[
    ("MAC_ARM", "Fleet"),
    ("ATTRIBUTE_BASED_COMPUTE", "ComputeConfiguration"),
    ("CUSTOM_INSTANCE_TYPE", "ComputeConfiguration"),
];

impl Machine {
    /// Whether an image is one of CodeBuild's for other machines.
    pub fn refuses(&self, image: &str) -> bool {
        machine_of(image).is_some() && !self.runs(image)
    }

    /// Whether one of CodeBuild's own images runs on it.
    pub fn runs(&self, image: &str) -> bool {
        let Some((name, _)) = image.split_once(':') else {
            return false;
        };
        for end in self.ends {
            if name.ends_with(end) {
                return true;
            }
        }
        false
    }
}

/// The machine of that name.
pub fn machine(name: &str) -> Option<&'static Machine> {
    for machine in MACHINES {
        if machine.name == name {
            return Some(machine);
        }
    }
    None
}

/// The first machine on which one of CodeBuild's own images runs.
pub fn machine_of(image: &str) -> Option<&'static Machine> {
    if !image.starts_with(OWN) {
        return None;
    }
    for machine in MACHINES {
        if machine.runs(image) {
            return Some(machine);
        }
    }
    None
}

/// The size of machine that is offered for a type: those of Lambda are of Lambda's types only.
/// <https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html>
pub fn size_for(machine: &str) -> &'static str {
    match machine.ends_with("_LAMBDA_CONTAINER") {
        true => "BUILD_LAMBDA_1GB",
        false => "BUILD_GENERAL1_SMALL",
    }
}

/// Whether a size of machine goes with a type, as far as is known.
pub fn has_size(machine: &str, size: &str) -> bool {
    size.starts_with("BUILD_LAMBDA_") == machine.ends_with("_LAMBDA_CONTAINER")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Kind, key, settings};

    /// The words of a key of projects.
    fn words(name: &str) -> &'static [&'static str] {
        match key(settings::PROJECT, name).map(|key| &key.kind) {
            Some(Kind::Word(words)) => words,
            _ => &[],
        }
    }

    #[test]
    fn what_is_offered_fits() {
        let (types, sizes) = (words("Type"), words("ComputeType"));
        for machine in MACHINES {
            assert!(types.contains(&machine.name), "{}", machine.name);
            assert!(machine.runs(machine.image), "{}", machine.name);
            let size = size_for(machine.name);
            assert!(sizes.contains(&size) && has_size(machine.name, size));
        }
        for (word, _) in RESERVED {
            assert!(types.contains(word) || sizes.contains(word), "{word}");
        }
    }

    #[test]
    fn an_image_tells_its_machine() {
        for (image, name) in [
            ("standard:7.0", Some("LINUX_CONTAINER")),
            ("amazonlinux-x86_64-standard:5.0", Some("LINUX_CONTAINER")),
            ("amazonlinux-aarch64-standard:3.0", Some("ARM_CONTAINER")),
            ("windows-base:2022-1.0", Some("WINDOWS_CONTAINER")),
            (
                "amazonlinux-aarch64-lambda-standard:go1.24",
                Some("ARM_LAMBDA_CONTAINER"),
            ),
            ("ami/amazonlinux-x86_64-base:latest", None),
            ("macos-arm-base:14", None),
        ] {
            let machine = machine_of(&format!("{OWN}{image}"));
            assert_eq!(machine.map(|machine| machine.name), name, "{image}");
        }
        assert!(machine_of("docker.io/acme/standard:1").is_none());
    }

    #[test]
    fn what_holds_where_nothing_is_written_goes_together() {
        let default = |name| key(settings::PROJECT, name).and_then(|key| key.default);
        let (Some(name), Some(size), Some(image)) =
            (default("Type"), default("ComputeType"), default("Image"))
        else {
            panic!("each has a default");
        };
        assert!(has_size(name, size));
        assert!(machine(name).is_some_and(|machine| machine.runs(image)));
    }
}
