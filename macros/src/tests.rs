//! The macro in this process: what it expands to, and that no input is its end.

mod files;
mod follows;
mod generated;
mod helps;
mod loops;
mod texts;

use proc_macro2::{TokenStream, TokenTree};

use crate::pipeline;
use crate::syntax::tests::messages;
use crate::syntax::tests::single_token::{Change, OTHERS, programs};
use crate::syntax::tests::{Messages, STOREFRONT};

/// A small program with something of everything that the expansion has a form for.
const SMALL: &str = r#"
    pipeline (name) in ci { tags: { team: "shop" } }
    account ci = "111111111111" in "eu-west-1";
    account prod = id() in "eu-west-1";
    role deployer: Action in prod;
    role unused: Service("ec2.amazonaws.com") in prod { reads [source]; }
    project unit in ci { Image: image, PrivilegedMode: true }
    stage Source {
        checkout: Source::S3 -> source { S3Bucket: "acme-source", S3ObjectKey: "source.zip" };
    }
    for t in [ci, prod] {
        stage "Check-{t}" {
            check: Test::CodeBuild(source) -> report { ProjectName: unit };
            approve: Manual in t { CustomData: "{t.id} ${AWS::Region}" };
        }
    }
"#;

/// The errors that the macro reports for a program.
fn errors(tokens: TokenStream) -> Messages {
    let trees: Vec<TokenTree> = pipeline(tokens).into_iter().collect();
    match trees.as_slice() {
        [TokenTree::Group(group)] => messages(group.stream()),
        _ => panic!("the expansion is one block"),
    }
}

/// `PASSROLE_BLESS=1 cargo test -p passrole-macros` writes the file anew.
#[test]
fn the_expansion_is_data() {
    let expansion = pipeline(SMALL.parse().unwrap());
    let file: syn::File =
        syn::parse2(quote::quote!(fn expansion() -> Pipeline #expansion)).unwrap();
    let expansion = prettyplease::unparse(&file);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/expansion.txt");
    if std::env::var_os("PASSROLE_BLESS").is_some() {
        std::fs::write(path, &expansion).unwrap();
    }
    let known = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        expansion == known,
        "the expansion is another one:\n{expansion}"
    );
}

#[test]
fn the_storefront_keeps_every_rule() {
    assert_eq!(errors(STOREFRONT.parse().unwrap()), Messages::new());
}

#[test]
fn an_empty_program_has_one_error() {
    assert_eq!(errors(TokenStream::new()).len(), 1);
}

#[test]
fn a_token_that_is_gone_costs_few_errors() {
    let mut many = Vec::new();
    for (token, tokens) in programs(STOREFRONT, Change::Delete) {
        let errors = errors(tokens);
        if errors.len() > 1 {
            many.push(format!("without {token}: {errors:#?}"));
        }
    }
    assert!(many.is_empty(), "{}", many.join("\n"));
}

#[test]
fn every_program_comes_to_an_end() {
    let changes = [Change::Delete, Change::Double, Change::Swap];
    for change in changes.into_iter().chain(OTHERS.map(Change::Replace)) {
        for (_, tokens) in programs(STOREFRONT, change) {
            pipeline(tokens);
        }
    }
}

/// A part of what one types, before what stands there already.
#[test]
fn what_is_half_typed_has_one_error_there() {
    let items = [
        "account",
        "account new",
        "account new =",
        "account new = \"444444444444\"",
        "account new = \"444444444444\" in",
        "group",
        "group new =",
        "role",
        "role new",
        "role new:",
        "role new: Action in",
        "role new: Action in prod =",
        "role new: Service",
        "project",
        "project new in",
        "project new in ci as",
        "project new in ci",
        "stage",
        "stage New",
        "stage New in",
        "stage New in prod /",
        "for",
        "for x",
        "for x in",
    ];
    let steps = [
        "new",
        "new:",
        "new: Build::",
        "new: Build::Custom::",
        "new: CodeBuild(packaged) ->",
        "new: CodeBuild(packaged) in",
        "new: CodeBuild(packaged) in ci /",
        "new: CodeBuild(packaged) as",
        "new: CodeBuild(packaged)",
        "new: CodeBuild(packaged) -> made",
        "for",
        "for x in",
        "parallel",
    ];
    let settings = ["Namespace", "Namespace:", "Namespace: \"new\""];
    let before = |place: &str, typed: &[&str]| {
        let mut many = Vec::new();
        for half in typed {
            let program = STOREFRONT.replacen(place, &format!("{half} {place}"), 1);
            let found = errors(program.parse().unwrap());
            if found.len() != 1 {
                many.push(format!("{half} before {place}: {found:#?}"));
            }
        }
        assert!(many.is_empty(), "{}", many.join("\n"));
    };
    for place in [
        "account dev ",
        "role deployer",
        "project package",
        "stage Prod ",
    ] {
        before(place, &items);
    }
    before("execute: ", &steps);
    before("StackName: \"storefront\",\n        ChangeSet", &settings);
}

#[test]
fn what_breaks_off_before_its_stages_has_one_error() {
    for half in [
        "pipeline \"shop\" in",
        "pipeline \"shop\" in ci as",
        "pipeline \"shop\" in ci { PipelineType }",
        "pipeline \"shop\" in ci; account ci",
        "pipeline \"shop\" in ci; account ci = \"111111111111\"",
        "pipeline \"shop\" in ci; account ci = \"111111111111\" in \"eu-west-1\"; role a: Action in",
        "pipeline \"shop\" in ci as runner; account ci = \"111111111111\" in \"eu-west-1\"; stage S { a: }",
    ] {
        let found = errors(half.parse().unwrap());
        assert_eq!(found.len(), 1, "{half}: {found:#?}");
    }
}
