//! Python with the packages that the tests need, in environments of their own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::tools::{beside, installed_once, must_succeed};

/// What reads templates: cfn-lint and PyYAML.
pub static TEMPLATES: Environment =
    Environment::new("requirements.txt", include_str!("../requirements.txt"));

/// What stands for AWS: moto and the AWS command line. They bring many packages, which most tests can do without.
pub static AWS: Environment = Environment::new(
    "requirements-aws.txt",
    include_str!("../requirements-aws.txt"),
);

/// The packages of a file of requirements.
pub struct Environment {
    file: &'static str,
    requirements: &'static str,
    programs: OnceLock<PathBuf>,
}

impl Environment {
    const fn new(file: &'static str, requirements: &'static str) -> Self {
        Self {
            file,
            requirements,
            programs: OnceLock::new(),
        }
    }

    /// Runs a Python program of the folder `support`.
    pub fn script(&self, name: &str) -> Command {
        self.python(&beside("support").join(name))
    }

    /// Runs a Python program that a package brings.
    pub fn installed(&self, name: &str) -> Command {
        self.python(&self.programs().join(name))
    }

    /// The folder of the environment's programs.
    pub fn programs(&self) -> &Path {
        self.programs.get_or_init(|| self.install())
    }

    /// Python, deaf to the settings of whoever runs the test, and leaving no compiled files beside the sources.
    fn python(&self, program: &Path) -> Command {
        let mut command = Command::new(self.programs().join("python"));
        command.arg("-IB").arg(program);
        command
    }

    fn install(&self) -> PathBuf {
        let folder = installed_once("python", self.requirements, "bin/python", |folder| {
            must_succeed(
                Command::new("python3").args(["-m", "venv"]).arg(folder),
                "the tests need Python 3 with its module `venv`",
            );
            must_succeed(
                Command::new(folder.join("bin/python"))
                    .args(["-I", "-m", "pip", "install", "--quiet", "--no-input"])
                    .arg("--disable-pip-version-check")
                    .arg("--requirement")
                    .arg(beside(self.file)),
                &format!("the tests need the packages of tests/{}", self.file),
            );
        });
        folder.join("bin")
    }
}
