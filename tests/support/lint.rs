//! cfn-lint, asked for everything that it knows.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::python;
use crate::tools::{output, printed};

/// What cfn-lint has to say about a place in a template.
#[derive(Debug)]
pub struct Finding {
    /// The rule, such as `E3003`.
    pub rule: String,
    /// File, line, rule, message, and the path in the template.
    pub text: String,
}

/// Errors, warnings and informations about templates that are for one region.
///
/// One process reads all files: most of the time goes into reading the schemas of the region.
///
/// # Panics
/// When cfn-lint cannot be run.
pub fn lint(home: &Path, region: &str, templates: &[PathBuf]) -> Vec<Finding> {
    let mut command = python::TEMPLATES.installed("cfn-lint");
    command
        .args(["--format", "json", "--include-checks", "I"])
        .args([
            "--non-zero-exit-code",
            "none",
            "--regions",
            region,
            "--template",
        ])
        .args(templates)
        // cfn-lint obeys settings that it finds in the home folder and in the one where it runs.
        .env("HOME", home)
        .current_dir(home);
    let output = output(&mut command);
    let findings = serde_json::from_slice::<Vec<Value>>(&output.stdout);
    let (true, Ok(findings)) = (output.status.success(), findings) else {
        panic!("cfn-lint failed ({}):\n{}", output.status, printed(&output));
    };
    findings.iter().map(|finding| one(home, finding)).collect()
}

fn one(home: &Path, finding: &Value) -> Finding {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (rule, file) = (text(&finding["Rule"]["Id"]), text(&finding["Filename"]));
    let location = &finding["Location"];
    let steps = location["Path"].as_array().into_iter().flatten();
    let path: Vec<String> = steps
        .map(|step| {
            step.as_str()
                .map_or_else(|| step.to_string(), str::to_owned)
        })
        .collect();
    let text = format!(
        "{}:{}: {rule} {} ({})",
        Path::new(&file)
            .strip_prefix(home)
            .unwrap_or(Path::new(&file))
            .display(),
        location["Start"]["LineNumber"],
        text(&finding["Message"]),
        path.join("/"),
    );
    Finding { rule, text }
}
