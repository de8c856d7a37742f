//! What the owners of what exists already must see to.

use crate::template::Node;

/// A policy that the owner of something that exists already must see to: of a bucket, a key or a role.
///
/// ```
/// let pipeline = passrole::cross_account_pipeline! {
///     pipeline "shop" in ci;
///     account ci = "111111111111" in "eu-west-1";
///     account prod = "033333333333" in "eu-west-1";
///     role caller: Action in prod = "arn:aws:iam::033333333333:role/caller";
///     // …
/// #     stage Source {
/// #         checkout: CodeCommit -> _source { RepositoryName: "shop", BranchName: "main" };
/// #     }
/// #     stage Prod in prod {
/// #         smoke: Invoke::Lambda as caller { FunctionName: "smoke" };
/// #     }
/// };
/// let stacks = pipeline.synth()?;
/// let document = &stacks.documents()[0];
/// assert_eq!(document.file(), "shop-caller-prod.trust-policy.json");
/// assert_eq!(document.concerns(), "role `caller` in `prod`");
/// assert!(document.content().get("Statement").is_some());
/// # Ok::<(), passrole::Violations>(())
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    file: String,
    owner: String,
    concerns: String,
    kind: &'static str,
    content: Node,
}

impl Document {
    pub(crate) fn new(
        file: String,
        owner: String,
        concerns: String,
        kind: &'static str,
        content: Node,
    ) -> Document {
        Document {
            file,
            owner,
            concerns,
            kind,
            content,
        }
    }

    /// The name of the file that it is written to.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The role's name in the declaration; `artifacts` for the bucket and the key.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// What kind of policy it is: `trust policy`, `policy`, `bucket policy` or `key policy`.
    pub fn kind(&self) -> &str {
        self.kind
    }

    /// What it is for, such as "role `deployer` in `prod`".
    pub fn concerns(&self) -> &str {
        &self.concerns
    }

    /// The policy document.
    pub fn content(&self) -> &Node {
        &self.content
    }
}
