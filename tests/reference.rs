//! The reference page says what the tables say.

use std::fs;
use std::path::Path;

/// `PASSROLE_BLESS=1 cargo test -p passrole-tests --test reference` writes it anew.
#[test]
fn the_reference_page_is_the_one_of_the_tables() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference.md");
    let page = passrole::__tests::reference();
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
