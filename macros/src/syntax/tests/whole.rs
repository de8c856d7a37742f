//! The program of the language's page.

use super::{STOREFRONT, read, show};

#[test]
fn the_storefront_is_read() {
    let (declaration, messages) = read(STOREFRONT);
    assert!(messages.is_empty(), "{messages:#?}");
    assert_eq!(
        show::declaration(&declaration),
        include_str!("storefront.tree.txt").trim_end()
    );
}
