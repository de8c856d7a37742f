//! The reference page says what the tables say, which the rules and the synthesis use.

use std::fs;
use std::path::Path;

use passrole::__tests::{keys, provider};
use passrole_model::catalog::{actions, settings};
use passrole_model::explain::{PAGES, Page};

/// `PASSROLE_BLESS=1 cargo test -p passrole-tests --test reference` writes it anew.
#[test]
fn the_reference_page_is_the_one_of_the_tables() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference.md");
    let page = page();
    if std::env::var_os("PASSROLE_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is writable");
        fs::write(&path, &page).expect("the page is writable");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == page,
        "docs/reference.md is not what the tables say; renew it with PASSROLE_BLESS=1"
    );
    for number in page.split(|character: char| !character.is_ascii_digit()) {
        // An account's id is the longest of them.
        assert!(number.len() <= 12, "{number} is no limit of AWS's");
    }
}

/// The reference page: settings, providers, rules.
fn page() -> String {
    let mut page =
        "# Reference\n\nMade from the tables that the rules and the synthesis use.\n".to_owned();
    page.push_str("\n## Settings of a pipeline\n\n");
    keys(&mut page, settings::PIPELINE);
    page.push_str("\n## Settings of a project\n\n");
    keys(&mut page, settings::PROJECT);
    page.push_str("\n## Keys beside an action's configuration\n\n");
    keys(&mut page, settings::BESIDE);
    page.push_str(
        "\n## Providers\n\nIn the ARNs `{partition}`, `{region}` and `{account}` are those in which the action runs, \
         `{pipeline}` is the pipeline's name, `{artifacts}` the artifact bucket's ARN, and another word is the value of \
         that key; where a value such as that of `{FunctionName|function:}` is an ARN, it stands in place of all before it. \
         `{StateMachineArn>stateMachine:}` is the name alone that follows this in the value. What of a value is known \
         only when the pipeline runs, or cannot stand in a policy, is a wildcard there.\n",
    );
    for kind in actions::ALL {
        page.push('\n');
        page.push_str(&provider(kind));
    }
    page.push_str(
        "\nActions of your own and of partners that are not listed are written `Build::Custom::Jenkins @ \"1\"` and \
         `Invoke::ThirdParty::Snyk`; their keys are free, and they run in the pipeline's account and region only.\n",
    );
    page.push_str(
        "\n## Rules of stage conditions\n\nThe pipeline role asks them, in the pipeline's account. Of a rule with a \
         `RoleArn` it only assumes that role.\n",
    );
    for kind in actions::RULES {
        page.push('\n');
        page.push_str(&provider(kind));
    }
    page.push_str("\n## Rules\n");
    for entry in PAGES {
        page.push('\n');
        page.push_str(&rule(entry));
    }
    page
}

/// The section of a rule.
fn rule(page: &Page) -> String {
    let answer = match page.aws {
        Some(answer) => format!("AWS answers:\n\n```text\n{answer}\n```\n\n"),
        None => String::new(),
    };
    format!(
        "### {}: {}\n\n{}\n\n{}\n\n{answer}Before:\n\n```rust\n{}\n```\n\nAfter:\n\n```rust\n{}\n```\n",
        page.code,
        page.title,
        page.rule,
        page.why,
        page.before.trim_end(),
        page.after.trim_end()
    )
}
