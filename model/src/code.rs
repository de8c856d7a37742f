//! The codes of the rules.

use std::fmt;

/// A rule's code; it never changes. The command `explain` has a page for each: why the rule is there, what AWS answers
/// where it is broken, and how to mend that.
///
/// ```
/// # use passrole_model::Code;
/// assert_eq!(Code::P02.to_string(), "P02");
/// assert!(Code::N03.is_of_names());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The role after `as` is placed in the account in which the action runs.
    P01,
    /// The role after `passing` is placed in the account in which the action runs.
    P02,
    /// An action that runs outside the pipeline's account has an `Action` role in the account in which it runs.
    P03,
    /// Where `as` is left out, at most one `Action` role is placed in the action's account; where `passing` is left
    /// out and a role is needed, exactly one role of the right kind is placed there.
    P04,
    /// The role after the pipeline's `as` is of kind `Pipeline` and placed in the pipeline's account.
    P05,
    /// `as` on an action takes an `Action` role, `as` on a project a `CodeBuild` role, and `passing` the kind of
    /// role that the provider passes.
    P06,
    /// The ARN after `=` is a role's, and its account is the account that the role is placed in.
    P07,
    /// A project that an action builds with is placed in the account and region in which the action runs.
    P08,
    /// An ARN in a setting lies in the account and region that the provider asks for, mostly those in which the
    /// action runs; the key of an `ExistingArtifactBucket` in the pipeline's region; a policy or boundary of a role in
    /// the role's account.
    P09,
    /// An action outside the pipeline's account has a provider that takes an action role.
    P10,
    /// An action outside the pipeline's region has a provider that works across regions, and a bucket there.
    P11,
    /// The region of an action is one of the regions of its account.
    P12,
    /// `passing` stands only on an action whose provider hands a role on.
    P13,
    /// An account, group, role, project or artifact that is named has been declared.
    N01,
    /// Nothing is declared twice, and no two names that are made from yours are equal.
    N02,
    /// An account id is a string of 12 digits.
    N03,
    /// A region is one that exists, and all regions and ARNs of a pipeline are in one partition.
    N04,
    /// A name has the length and the characters that AWS allows, those that are made from it included.
    N05,
    /// A pipeline has at least two stages, and a stage has at least one action.
    S01,
    /// The first stage holds source actions only.
    S02,
    /// Source actions stand in the first stage and nowhere else.
    S03,
    /// A pipeline has at most 50 stages and 500 actions; a stage has at most 50 actions, 50 of them at the same
    /// time and 50 one after another.
    S04,
    /// A pipeline of type V1 has no triggers, no variables, no conditions, no execution mode but SUPERSEDED, and no
    /// action that needs V2.
    S05,
    /// An input artifact is made by an action that is done before this one starts: in an earlier stage, or earlier
    /// in the same stage.
    A01,
    /// An action has as many input and output artifacts as its provider takes and makes.
    A02,
    /// In `artifact / "file"` the artifact is one of the inputs of the same action.
    A03,
    /// A CodeBuild action with several inputs has `PrimarySource`, and it names one of them.
    A04,
    /// An action may use an artifact if the action is in the pipeline's account, or if the artifact was made there,
    /// or if an earlier action of the action's own account made it. A reference to a repository is for builds, and one
    /// of CodeCommit for those of its own account.
    A05,
    /// The provider exists in the category and version that are written, and a name that stands in several
    /// categories says which.
    C01,
    /// Every key is one that the provider has, or one that stands beside the configuration.
    C02,
    /// Every key that the provider needs is there, those that another key's value asks for included.
    C03,
    /// A value has the type of its key, is one of its words where it has words, and is not empty.
    C04,
    /// What the language says in words of its own (`RoleArn`, `RunOrder`, `Configuration`, …) is not written as a setting,
    /// and no key is written twice.
    C05,
    /// In `#{namespace.variable}` the namespace is one that an earlier action declares, and the variable is one
    /// that its provider puts out.
    C06,
    /// CHANGE_SET_EXECUTE names a stack and a change set that an earlier action in the same account and region
    /// makes.
    C07,
    /// No two actions of one account and region that may run at the same time create or update the same stack.
    C08,
    /// The pipeline role may assume every action role, by its own policy and by that role's trust policy.
    I01,
    /// The role that acts may do what the provider needs on the things that the action names.
    I02,
    /// The role that acts may pass the passed role, and the passed role trusts the service that it is passed to.
    I03,
    /// Every role that reads or writes an artifact may do so by its own policy, by the bucket policy and by the key
    /// policy.
    I04,
    /// No statement that the library writes allows all actions, or all resources where the resource is known.
    I05,
    /// Every policy is within the limits of IAM, S3 and KMS.
    I06,
}

impl Code {
    /// Whether it is a rule of names (N): what else is said of a wrong name only follows from it.
    pub const fn is_of_names(self) -> bool {
        matches!(
            self,
            Code::N01 | Code::N02 | Code::N03 | Code::N04 | Code::N05
        )
    }
}

impl fmt::Display for Code {
    /// As people know it: `P02`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use crate::explain::PAGES;

    #[test]
    fn a_code_is_documented_by_the_rule_of_its_page() {
        let mut said = String::new();
        let mut documented = Vec::new();
        let source = include_str!("code.rs").split("pub enum Code {").nth(1);
        for line in source.unwrap().lines().take_while(|line| *line != "}") {
            match line.trim().strip_prefix("/// ") {
                Some(words) => said.push_str(&format!(" {words}")),
                None => documented.extend(line.trim().strip_suffix(',').map(|code| {
                    let rule = std::mem::take(&mut said);
                    format!("{code}{rule}")
                })),
            }
        }
        let pages = PAGES
            .iter()
            .map(|page| format!("{} {}", page.code, page.rule));
        assert_eq!(documented, pages.collect::<Vec<_>>());
    }
}
