//! A checked pipeline, ready to be synthesized.

use std::fmt;

use passrole_model::index::Index;
use passrole_model::pipeline::Site;
use passrole_model::resolve::Resolved;
use passrole_model::text::Scalar;
use passrole_model::{Code, Violation, names, rules};

use crate::graph::Drawing;
use crate::{Stacks, Value, synth};

/// A pipeline, as `cross_account_pipeline!` makes it: every rule is kept by what is written out in it.
///
/// What stands in it as a Rust expression is known, and checked, when it is synthesized.
///
/// ```
/// use passrole::{Code, Pipeline, cross_account_pipeline};
///
/// fn service(id: &str) -> Pipeline {
///     cross_account_pipeline! {
///         pipeline "shop" in ci;
///         account ci = "111111111111" in "eu-west-1";
///         account prod = id in "eu-west-1";
///         // …
/// #         role caller: Action in prod;
/// #         stage Source {
/// #             checkout: CodeCommit -> _source { RepositoryName: "shop", BranchName: "main" };
/// #         }
/// #         stage Prod in prod {
/// #             smoke: Invoke::Lambda as caller { FunctionName: "smoke" };
/// #         }
///     }
/// }
///
/// assert_eq!(service("033333333333").synth()?.len(), 2);
/// let violations = service("33333333333").synth().expect_err("an account id has 12 digits");
/// assert!(violations.iter().any(|violation| violation.code == Code::N03));
/// # Ok::<(), passrole::Violations>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pipeline {
    model: &'static passrole_model::Pipeline,
    values: Vec<Scalar>,
}

impl Pipeline {
    pub(crate) fn new(model: &'static passrole_model::Pipeline, written: &[Value]) -> Pipeline {
        let mut values = Vec::new();
        for value in written {
            values.push(value.0.clone());
        }
        Pipeline { model, values }
    }

    /// Makes every account's stack, the pipeline's own last.
    ///
    /// # Errors
    ///
    /// The rules that the values of the Rust expressions in the declaration break, all of them; where there is none,
    /// those that the finished policies break.
    pub fn synth(&self) -> Result<Stacks, Violations> {
        let mut stacks = self.stacks()?;
        stacks.remember();
        stacks.prove()?;
        Ok(stacks)
    }

    /// Every account's stack, neither remembered nor proven yet.
    pub(crate) fn stacks(&self) -> Result<Stacks, Violations> {
        let resolved = self.checked()?;
        if let Some(stacks) = synth::synth(&resolved) {
            return Ok(stacks);
        }
        // Without it a rule that is too kind would end in no stack, and no word about it.
        let place = format!("pipeline {}", resolved.show(&self.model.name));
        let message = "its name, account and region are needed, and one of them is not known";
        let unknown = Violation::new(Code::N05, Site::NOWHERE, place, message.to_owned());
        Err(Violations(vec![unknown]))
    }

    /// Its name, as far as it is known.
    pub(crate) fn name(&self) -> String {
        self.resolve().show(&self.model.name)
    }

    /// Draws the pipeline, if it keeps every rule.
    pub(crate) fn drawing(&self) -> Result<Drawing, Violations> {
        Ok(Drawing::new(&self.checked()?))
    }

    /// The pipeline with its names looked up, if it keeps every rule.
    fn checked(&self) -> Result<Resolved<'_>, Violations> {
        let resolved = self.resolve();
        let broken = rules::check(&resolved);
        match broken.is_empty() {
            true => Ok(resolved),
            false => Err(Violations(broken)),
        }
    }

    fn resolve(&self) -> Resolved<'_> {
        Resolved::new(self.model, &self.values)
    }
}

/// Rules that are broken, all of them. Printed, they are the messages that the compiler would give.
///
/// ```
/// let pipeline = passrole::cross_account_pipeline! {
///     pipeline "shop" in ci;
///     account ci = (String::from("1111")) in "eu-west-1";
///     // …
/// #     stage Source {
/// #         checkout: CodeCommit -> _source { RepositoryName: "shop", BranchName: "main" };
/// #     }
/// #     stage Check {
/// #         smoke: Invoke::Lambda { FunctionName: "smoke" };
/// #     }
/// };
/// let violations = pipeline.synth().expect_err("an account id has 12 digits");
/// assert_eq!(violations.len(), 1);
/// for violation in &violations {
///     assert_eq!(violation.code.to_string(), "N03");
///     assert_eq!(violation.place, "account ci");
///     assert_eq!(violation.message, "an account id has 12 digits, and `1111` has 4");
/// }
/// assert!(violations.to_string().starts_with("[N03] an account id has 12 digits"));
/// ```
#[derive(Clone, Debug)]
pub struct Violations(pub(crate) Vec<Violation>);

impl Violations {
    /// Each of them, in the order of the declaration.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none, which is so of no value that this library returns.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'v> IntoIterator for &'v Violations {
    type Item = &'v Violation;
    type IntoIter = std::slice::Iter<'v, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Violations {
    /// Each with its place in a line after it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = "";
        for violation in &self.0 {
            write!(f, "{before}{violation}\n  --> {}", violation.place)?;
            before = "\n";
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// No two things of an app have one name (N02); within one pipeline its own rules see to that.
pub(crate) fn check_names(pipelines: &[Pipeline]) -> Vec<Violation> {
    // Who made what first, by its kind, scope and name.
    let mut taken = Index::default();
    let mut all: Vec<String> = Vec::new();
    let mut broken = Vec::new();
    if pipelines.len() < 2 {
        return broken;
    }
    for pipeline in pipelines {
        let place = all.len();
        let resolved = pipeline.resolve();
        let name = resolved.show(&pipeline.model.name);
        all.push(name.clone());
        for made in &names::generated(&resolved) {
            let Some((kind, scope, made_name)) = made.identity() else {
                continue;
            };
            // A stack's name is a file's too, whatever the account.
            let scope = if kind == "stack" { "" } else { scope };
            let other = taken.keep(&format!("{kind}\n{scope}\n{made_name}"), place);
            // Of two pipelines of one name everything has one name: that is said once.
            if other == place || all[other] == name && kind != "pipeline" {
                continue;
            }
            let violation = Violation::new(
                Code::N02,
                Site::NOWHERE,
                match kind {
                    "pipeline" => made.place.clone(),
                    _ => format!("pipeline {name}, {}", made.place),
                },
                format!(
                    "{kind} `{made_name}` is made by pipeline `{}` already",
                    all[other]
                ),
            );
            broken.push(
                violation
                    .note(
                        "what an app makes has names of its own; the second could not be deployed",
                    )
                    .help(match &made.setting {
                        Some(setting) => format!("name it by hand: {setting}"),
                        None => "give one of the two pipelines another name".to_owned(),
                    }),
            );
        }
    }
    broken
}
