//! A checked pipeline, ready to be synthesized.

use std::fmt;

use passrole_model::Violation;

use crate::stacks::Stacks;

/// A pipeline, as `cross_account_pipeline!` makes it.
#[derive(Debug)]
pub struct Pipeline {}

impl Pipeline {
    /// Checks what was not known when the program was compiled, and makes every account's stack.
    pub fn synth(&self) -> Result<Stacks, Violations> {
        Err(Violations(Vec::new()))
    }
}

/// Rules that are broken, all of them.
#[derive(Debug)]
pub struct Violations(Vec<Violation<()>>);

impl Violations {
    /// Each of them, in the order of the declaration.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation<()>> {
        self.0.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for violation in &self.0 {
            writeln!(f, "{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// No two things of an app have one name.
pub fn check_names(_pipelines: &[Pipeline]) -> Result<(), Violations> {
    Ok(())
}
