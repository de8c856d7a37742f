//! A checked pipeline, ready to be synthesized.

use std::collections::HashMap;
use std::fmt;

use passrole_model::resolve::Resolved;
use passrole_model::text::Scalar;
use passrole_model::{Code, Violation, names, rules};

use crate::stacks::Stacks;
use crate::synth;

/// A pipeline, as `cross_account_pipeline!` makes it: every rule is kept by what is written out in it.
#[derive(Clone, Debug)]
pub struct Pipeline {
    model: &'static passrole_model::Pipeline<()>,
    values: Vec<Scalar>,
}

impl Pipeline {
    pub(crate) fn new(model: &'static passrole_model::Pipeline<()>, values: Vec<Scalar>) -> Pipeline {
        Pipeline { model, values }
    }

    /// Makes every account's stack, the pipeline's own last.
    ///
    /// # Errors
    ///
    /// The rules that the values of the Rust expressions in the declaration break, all of them.
    pub fn synth(&self) -> Result<Stacks, Violations> {
        let resolved = self.resolve();
        let broken = rules::check(&resolved);
        if broken.is_empty() { Ok(synth::synth(&resolved)) } else { Err(Violations(broken)) }
    }

    fn resolve(&self) -> Resolved<'_, ()> {
        Resolved::new(self.model, &self.values)
    }
}

/// Rules that are broken, all of them.
#[derive(Clone, Debug)]
pub struct Violations(Vec<Violation<()>>);

impl Violations {
    /// Each of them, in the order of the declaration.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation<()>> {
        self.0.iter()
    }
}

impl<'v> IntoIterator for &'v Violations {
    type Item = &'v Violation<()>;
    type IntoIter = std::slice::Iter<'v, Violation<()>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// No two things of an app have one name (N02).
pub(crate) fn check_names(pipelines: &[Pipeline]) -> Result<(), Violations> {
    let mut taken: HashMap<(String, String), String> = HashMap::new();
    let mut broken = Vec::new();
    for pipeline in pipelines {
        let resolved = pipeline.resolve();
        let owner = resolved.show(&pipeline.model.name);
        for generated in names::generated(&resolved) {
            let Some(name) = generated.name else { continue };
            let key = (format!("{} in {}", generated.kind, generated.scope), name.clone());
            match taken.get(&key) {
                Some(other) if *other != owner => broken.push(
                    Violation::new(
                        Code::N02,
                        (),
                        format!("pipeline {owner}, {}", generated.place),
                        format!("the {} `{name}` of pipeline `{owner}` has the name of one of pipeline `{other}`", generated.kind),
                    )
                    .note("names that are made are unique in an app: the second stack could not be deployed"),
                ),
                // Two pipelines of one name: said once, below.
                Some(_) => {}
                None => {
                    taken.insert(key, owner.clone());
                }
            }
        }
    }
    let mut names: HashMap<String, usize> = HashMap::new();
    for pipeline in pipelines {
        let name = pipeline.resolve().show(&pipeline.model.name);
        let count = names.entry(name.clone()).or_default();
        *count += 1;
        if *count == 2 {
            broken.push(Violation::new(
                Code::N02,
                (),
                format!("pipeline {name}"),
                format!("two pipelines of this app are called `{name}`"),
            ));
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(Violations(broken)) }
}
