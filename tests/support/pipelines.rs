//! The pipelines of the examples, without their command line.

#[path = "../../examples/everything.rs"]
#[allow(dead_code)]
mod everything;
#[path = "../../examples/four_accounts.rs"]
#[allow(dead_code)]
mod four_accounts;
#[path = "../../examples/question.rs"]
#[allow(dead_code)]
mod question;
#[path = "../../examples/source_elsewhere.rs"]
#[allow(dead_code)]
mod source_elsewhere;
#[path = "../../examples/storefront.rs"]
#[allow(dead_code)]
mod storefront;
#[path = "../../examples/two_accounts.rs"]
#[allow(dead_code)]
mod two_accounts;
#[path = "../../examples/walkthrough.rs"]
#[allow(dead_code)]
mod walkthrough;
#[path = "../../examples/worldwide.rs"]
#[allow(dead_code)]
mod worldwide;

use passrole::Pipeline;

/// Every example by its name.
pub fn all() -> Vec<(&'static str, Pipeline)> {
    vec![
        ("everything", everything::pipeline()),
        ("four_accounts", four_accounts::service_pipeline("orders")),
        ("question", question::pipeline()),
        ("source_elsewhere", source_elsewhere::pipeline()),
        ("storefront", storefront::pipeline()),
        ("two_accounts", two_accounts::pipeline()),
        ("walkthrough", walkthrough::pipeline()),
        ("worldwide", worldwide::pipeline()),
    ]
}

/// The example of that name.
///
/// # Panics
/// When there is none.
pub fn named(name: &str) -> Pipeline {
    let mut all = all().into_iter();
    let found = all.find(|(known, _)| *known == name);
    found
        .unwrap_or_else(|| panic!("there is no example {name}"))
        .1
}
