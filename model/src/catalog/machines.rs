//! The machines that builds run on, as far as AWS's pages close the lists of what goes with each type. Sizes change, so that
//! nothing is refused here but what those of Lambda do not go with.

use super::{key, settings};

/// A type of machine for which CodeBuild has images of its own.
pub struct Machine {
    /// AWS's word for it.
    pub name: &'static str,
    /// What a build runs on where its author does not say.
    pub size: &'static str,
    /// One of its images, the one that is taken where its author does not say.
    pub image: &'static str,
    /// How the names of all of them end, one or another.
    ends: &'static [&'static str],
    /// How their versions begin.
    version: &'static str,
}

/// <https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html>,
/// <https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-compute-types.html>,
/// <https://docs.aws.amazon.com/codebuild/latest/userguide/lambda-compute-images.html>
pub static MACHINES: &[Machine] = &[
    linux("LINUX_CONTAINER"),
    linux("LINUX_GPU_CONTAINER"),
    Machine {
        name: "ARM_CONTAINER",
        size: "BUILD_GENERAL1_SMALL",
        image: "aws/codebuild/amazonlinux2-aarch64-standard:3.0",
        ends: &["-aarch64-standard"],
        version: "",
    },
    windows(
        "WINDOWS_SERVER_2022_CONTAINER",
        "aws/codebuild/windows-base:2022-1.0",
        "2022",
    ),
    windows(
        "WINDOWS_SERVER_2019_CONTAINER",
        "aws/codebuild/windows-base:2019-3.0",
        "2019",
    ),
    windows("WINDOWS_CONTAINER", "aws/codebuild/windows-base:2.0", ""),
    lambda(
        "LINUX_LAMBDA_CONTAINER",
        "aws/codebuild/amazonlinux-x86_64-lambda-standard:python3.12",
        &["-x86_64-lambda-standard"],
    ),
    lambda(
        "ARM_LAMBDA_CONTAINER",
        "aws/codebuild/amazonlinux-aarch64-lambda-standard:python3.12",
        &["-aarch64-lambda-standard"],
    ),
];

const fn linux(name: &'static str) -> Machine {
    Machine {
        name,
        size: "BUILD_GENERAL1_SMALL",
        image: "aws/codebuild/amazonlinux2-x86_64-standard:5.0",
        ends: &["-x86_64-standard", "/standard"],
        version: "",
    }
}

/// No Windows is offered on the smallest size.
const fn windows(name: &'static str, image: &'static str, version: &'static str) -> Machine {
    Machine {
        name,
        size: "BUILD_GENERAL1_MEDIUM",
        image,
        ends: &["/windows-base"],
        version,
    }
}

const fn lambda(name: &'static str, image: &'static str, ends: &'static [&'static str]) -> Machine {
    Machine {
        name,
        size: "BUILD_LAMBDA_1GB",
        image,
        ends,
        version: "",
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
        let Some((name, version)) = image.split_once(':') else {
            return false;
        };
        for end in self.ends {
            if name.ends_with(end) && version.starts_with(self.version) {
                return true;
            }
        }
        false
    }
}

/// The machine of that name.
pub fn machine(name: &str) -> Option<&'static Machine> {
    MACHINES.iter().find(|machine| machine.name == name)
}

/// The first machine on which one of CodeBuild's own images runs.
pub fn machine_of(image: &str) -> Option<&'static Machine> {
    if !image.starts_with("aws/codebuild/") {
        return None;
    }
    MACHINES.iter().find(|machine| machine.runs(image))
}

/// What holds of a project's setting that is left out, beside the type and the image that are written: a type has its own
/// image and size, and one of CodeBuild's images its type.
pub fn left_out(name: &str, kind: Option<&str>, image: Option<&str>) -> Option<&'static str> {
    let machine = match (kind, image) {
        (Some(kind), _) => machine(kind),
        (None, Some(image)) => machine_of(image),
        (None, None) => None,
    };
    match (name, machine) {
        ("Type", Some(machine)) => Some(machine.name),
        ("ComputeType", Some(machine)) => Some(machine.size),
        ("Image", Some(machine)) => Some(machine.image),
        _ => key(settings::PROJECT, name)?.default,
    }
}

/// Whether a size of machine goes with a type, as far as is known: those of Lambda are of Lambda's types only.
/// <https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html>
pub fn has_size(machine: &str, size: &str) -> bool {
    size.starts_with("BUILD_LAMBDA_") == machine.ends_with("_LAMBDA_CONTAINER")
}

/// The settings of a project that a type does not take, and what CodeBuild answers.
/// <https://docs.aws.amazon.com/codebuild/latest/userguide/lambda.html>, github.com/rubyonjets/jets and
/// github.com/badmintoncryer/cdk-preflight, which deployed them
pub fn refused(machine: &str) -> &'static [(&'static str, &'static str)] {
    match machine {
        "LINUX_LAMBDA_CONTAINER" | "ARM_LAMBDA_CONTAINER" => &[
            (
                "TimeoutInMinutes",
                "Cannot specify timeoutInMinutes for lambda compute",
            ),
            ("Cache", "Cannot specify cache for lambda compute"),
            (
                "PrivilegedMode",
                "Cannot specify privilegedMode for lambda compute",
            ),
        ],
        "WINDOWS_SERVER_2019_CONTAINER" => &[(
            "PrivilegedMode",
            "PrivilegedMode is not supported for WINDOWS_SERVER_2019_CONTAINER projects",
        )],
        "WINDOWS_SERVER_2022_CONTAINER" => &[(
            "PrivilegedMode",
            "PrivilegedMode is not supported for WINDOWS_SERVER_2022_CONTAINER projects",
        )],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Kind;

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
            assert!(sizes.contains(&machine.size) && has_size(machine.name, machine.size));
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
            (
                "windows-base:2022-1.0",
                Some("WINDOWS_SERVER_2022_CONTAINER"),
            ),
            ("windows-base:2.0", Some("WINDOWS_CONTAINER")),
            (
                "amazonlinux-aarch64-lambda-standard:go1.24",
                Some("ARM_LAMBDA_CONTAINER"),
            ),
            ("ami/amazonlinux-x86_64-base:latest", None),
            ("macos-arm-base:14", None),
        ] {
            let machine = machine_of(&format!("aws/codebuild/{image}"));
            assert_eq!(machine.map(|machine| machine.name), name, "{image}");
        }
        assert!(machine_of("docker.io/acme/standard:1").is_none());
    }

    #[test]
    fn what_is_left_out_follows_what_is_written() {
        let arm = "aws/codebuild/amazonlinux2-aarch64-standard:3.0";
        for (name, kind, image, value) in [
            ("Type", None, None, "LINUX_CONTAINER"),
            ("Type", None, Some(arm), "ARM_CONTAINER"),
            ("Type", None, Some("acme/rust:1"), "LINUX_CONTAINER"),
            ("Image", Some("ARM_CONTAINER"), None, arm),
            (
                "ComputeType",
                Some("WINDOWS_CONTAINER"),
                None,
                "BUILD_GENERAL1_MEDIUM",
            ),
            (
                "ComputeType",
                Some("ARM_LAMBDA_CONTAINER"),
                Some(arm),
                "BUILD_LAMBDA_1GB",
            ),
        ] {
            assert_eq!(left_out(name, kind, image), Some(value));
        }
        // Without a word of their author's, all three are those of one machine.
        let first = &MACHINES[0];
        for (name, value) in [
            ("Type", first.name),
            ("ComputeType", first.size),
            ("Image", first.image),
        ] {
            assert_eq!(left_out(name, None, None), Some(value));
        }
    }
}
