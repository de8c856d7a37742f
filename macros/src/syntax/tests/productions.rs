//! Each production of the grammar, and what becomes of it: the pairs in `productions.txt`.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

use super::{STOREFRONT, parse, read, read_tokens, show};
use crate::errors::{Errors, Spans};
use crate::syntax::Site;

#[test]
fn each_production_is_read() {
    let mut found = Vec::new();
    for pair in include_str!("productions.txt").trim_end().split("\n---\n") {
        let source = pair.split("\n=>").next().unwrap();
        let (declaration, messages) = read(&format!("pipeline p in ci; {source}"));
        assert!(messages.is_empty(), "{source}: {messages:#?}");
        let shown = show::declaration(&declaration);
        found.push(format!(
            "{source}\n=>\n{}",
            shown.strip_prefix("pipeline p in ci\n").unwrap()
        ));
    }
    let found = found.join("\n---\n");
    assert_eq!(found, include_str!("productions.txt").trim_end(), "{found}");
}

#[test]
fn heads_are_read() {
    let cases = [
        (
            "crate = ::some::path; pipeline p in ci as runner;",
            "crate :: some :: path\npipeline p in ci as runner",
        ),
        (
            "pipeline (name()) in ci { A: 1, \"b\": true, }",
            "pipeline rust<(name ())> in ci {A: 1, b: true}",
        ),
        (
            "/// One.\n/// Two.\npipeline \"p\" in in {}",
            "(\"One.\\nTwo.\") pipeline \"p\" in in",
        ),
    ];
    for (source, expected) in cases {
        let (declaration, messages) = read(source);
        assert!(messages.is_empty(), "{messages:#?}");
        assert_eq!(show::declaration(&declaration), expected);
    }
}

/// The tokens with `$name` replaced by an invisible group of what `fragment` says.
fn with_fragment(source: &str, fragment: &str) -> TokenStream {
    fn replaced(stream: TokenStream, fragment: &TokenStream) -> TokenStream {
        let mut trees = Vec::new();
        let mut dollar = false;
        for tree in stream {
            match tree {
                TokenTree::Punct(punct) if punct.as_char() == '$' => dollar = true,
                TokenTree::Ident(_) if std::mem::take(&mut dollar) => {
                    trees.push(TokenTree::Group(Group::new(
                        Delimiter::None,
                        fragment.clone(),
                    )));
                }
                TokenTree::Group(group) => {
                    let inside = replaced(group.stream(), fragment);
                    trees.push(TokenTree::Group(Group::new(group.delimiter(), inside)));
                }
                tree => trees.push(tree),
            }
        }
        trees.into_iter().collect()
    }
    replaced(source.parse().unwrap(), &fragment.parse().unwrap())
}

#[test]
fn fragments_are_seen_through() {
    let cases = [
        ("pipeline $x in ci;", "\"p\"", "pipeline \"p\" in ci"),
        ("pipeline p in $x;", "ci", "pipeline p in ci"),
        (
            "pipeline p in ci { A: $x }",
            "-5",
            "pipeline p in ci {A: -5}",
        ),
        (
            "pipeline p in ci { A: $x }",
            "a / \"f\"",
            "pipeline p in ci {A: a / \"f\"}",
        ),
        (
            "pipeline p in ci { A: $x }",
            "[1, 2]",
            "pipeline p in ci {A: [1, 2]}",
        ),
        (
            "pipeline p in ci { A: $x, B: $x }",
            "1 + 2",
            "pipeline p in ci {A: rust<1 + 2>, B: rust<1 + 2>}",
        ),
        (
            "pipeline p in ci; stage S { a: $x; }",
            "Build::S3",
            "pipeline p in ci\nstage S {a: Build::S3}",
        ),
        (
            "#[$x] pipeline p in ci;",
            "doc = \" D\"",
            "(\"D\") pipeline p in ci",
        ),
    ];
    for (source, fragment, expected) in cases {
        let (declaration, messages) = read_tokens(with_fragment(source, fragment));
        assert!(messages.is_empty(), "{source}: {messages:#?}");
        assert_eq!(show::declaration(&declaration), expected);
    }
}

#[test]
fn a_fragment_in_an_expression_holds_together() {
    let (declaration, _) = read_tokens(with_fragment("pipeline p in ci { A: $x * 3 }", "1 + 2"));
    let settings = declaration.pipeline.unwrap().settings;
    let crate::syntax::Value::Expression(expression) = &settings.list[0].value else {
        panic!("no expression")
    };
    let first = expression.tokens.clone().into_iter().next();
    assert!(matches!(first, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::None));
}

#[test]
fn sites_are_in_the_order_of_the_source() {
    let mut spans = Spans::default();
    parse(
        STOREFRONT.parse().unwrap(),
        &mut spans,
        &mut Errors::default(),
    );
    let none = Span::call_site().start();
    let starts: Vec<_> = (0..)
        .map(|site| spans.get(Site(site)).start())
        .take_while(|start| *start != none)
        .collect();
    assert!(starts.len() > 50);
    assert!(starts.is_sorted());
}

#[test]
fn depth_has_a_bound() {
    for (open, close) in [("[", "]"), ("{ A: ", "}")] {
        let deep = |depth| {
            format!(
                "pipeline p in ci {{ A: {}1{} }}",
                open.repeat(depth),
                close.repeat(depth)
            )
        };
        assert!(read(&deep(60)).1.is_empty());
        let messages = read(&deep(20_000)).1;
        assert_eq!(messages.len(), 1);
        assert!(messages[0].contains("too deep"), "{messages:?}");
    }
}
