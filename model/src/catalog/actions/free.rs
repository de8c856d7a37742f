//! Actions that a user or a partner registered: their providers, versions and keys are their owner's.

use crate::catalog::{ActionType, Artifacts, Reach, Variables};
use crate::pipeline::{Category, Owner};

/// One for each category and owner, its provider empty.
pub const FREE: &[&ActionType] = &[
    &free(Category::Source, Owner::Custom),
    &free(Category::Build, Owner::Custom),
    &free(Category::Test, Owner::Custom),
    &free(Category::Deploy, Owner::Custom),
    &free(Category::Approval, Owner::Custom),
    &free(Category::Invoke, Owner::Custom),
    &free(Category::Compute, Owner::Custom),
    &free(Category::Source, Owner::ThirdParty),
    &free(Category::Build, Owner::ThirdParty),
    &free(Category::Test, Owner::ThirdParty),
    &free(Category::Deploy, Owner::ThirdParty),
    &free(Category::Approval, Owner::ThirdParty),
    &free(Category::Invoke, Owner::ThirdParty),
    &free(Category::Compute, Owner::ThirdParty),
];

const fn free(category: Category, owner: Owner) -> ActionType {
    ActionType {
        category,
        owner,
        provider: "",
        version: "",
        v2_only: false,
        inputs: (0, 5),
        outputs: (0, 5),
        keys: &[],
        accounts: Reach::Home,
        regions: Reach::Home,
        passes: None,
        variables: Variables::Unknown,
        artifacts: Artifacts::Actor,
        grants: &[],
        event: None,
        readers: &[],
        source: "https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-create-custom-action.html",
        notes: &[
            "Its keys, artifacts and versions are those that it was registered with; they are not checked.",
            "Jenkins is such a provider: it builds and tests under the name that its plugin was given.",
        ],
    }
}
