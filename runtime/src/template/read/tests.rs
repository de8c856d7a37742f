//! What is written is read again; what others write is read as they meant it.

use serde_json::{Value, json};

use super::*;
use crate::template::{Template, json as written};

fn value(text: &str) -> Value {
    let node = read(text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
    serde_json::to_value(&node).unwrap()
}

fn refused(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

/// Each string as a value, an item, a key, and under a tag.
fn comes_back(strings: &[String]) {
    for (index, string) in strings.iter().enumerate() {
        let mut template = Template::new(string.as_str());
        let properties = json!({
            "Value": string,
            "List": [string, [string], { "Key": string, string: string }],
            "Map": { string: "value", "Inner": { string: string } },
            "Sub": { "Fn::Sub": string },
            "SubWith": { "Fn::Sub": [string, { "Name": string }] },
            "Join": { "Fn::Join": [string, [string, { "Ref": "AWS::Region" }, { "Fn::Sub": string }]] },
            "Long": { "Fn::Base64": { "Fn::Sub": string } },
        });
        template.resource("Id", "Custom::It", properties).unwrap();
        template.output("After", string).unwrap();
        let expected: Value = serde_json::from_str(&template.to_json()).unwrap();
        assert_eq!(value(&template.to_json()), expected, "{index}: {string:?}");
        let yaml = template.to_yaml();
        assert_eq!(value(&yaml), expected, "{index}: {string:?}\n{yaml}");
    }
}

#[test]
fn strings_that_a_reader_could_mistake_come_back() {
    let strings = include_str!("strings.json");
    comes_back(&serde_json::from_str::<Vec<String>>(strings).unwrap());
}

#[test]
fn strings_made_of_what_yaml_gives_a_meaning_come_back() {
    const PIECES: &[&str] = &[
        " ", "  ", "\n", "\r", "\t", "-", "- ", "?", ": ", ":", "#", " #", "'", "\"", "\\", "|",
        ">", "!", "&", "*", "%", "@", "`", "{", "}", "[", "]", ",", "~", "=", "<<", "---", "...",
        "0", "1", "9", "_", ".", "e", "x", "a", "on", "null", "\u{85}", "\u{a0}", "\u{2028}",
        "\u{feff}", "\u{7}", "\u{7f}", "é", "😀",
    ];
    let mut state: u32 = 7;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    let mut string = || {
        (0..1 + random(6))
            .map(|_| PIECES[random(PIECES.len())])
            .collect()
    };
    comes_back(&(0..1500).map(|_| string()).collect::<Vec<String>>());
}

#[test]
fn numbers_and_truth_values_keep_their_type() {
    let properties = json!({ "A": [1, -7, 1.5, 1.5e30, true, false], "B": [], "C": {} });
    let mut template = Template::default();
    template.resource("Id", "Type", &properties).unwrap();
    for text in [template.to_yaml(), template.to_json()] {
        assert_eq!(value(&text)["Resources"]["Id"]["Properties"], properties);
    }
    let compact = written::compact(&read(&template.to_json()).unwrap());
    assert_eq!(value(&compact), value(&template.to_yaml()));
}

#[test]
fn what_others_write_is_read() {
    let text = "\
# A comment.
%YAML 1.1
--- # the document
Plain: some words
  on two lines

  and a third # a comment
'It''s': 'one '' two
  three'
\"Key\" : \"a\\
  b\\u00e9 \\
  c\"
Flow: [a, 'b', {c: d, \"e\":1, f: }, !Ref G,
  !GetAtt H.I.J]
Lines: >-
  folded
  text

  next
    kept
    kept
  end

Kept: |+
  a

List:
- - one
  - - two
-
  k: v
  l:
  - m
- !If
  - Condition
  - !Sub '${x}'
  - !Select [0, !GetAZs ]
  - !Select [0, Fn::GetAZs: !Ref Region]
Deep:
    - a: 1
      b: 2
? long
: value
Cond:
  !Condition C
Get: !GetAtt [A, B]
Url: http://a.b/c:d#e
Empty: ''
Id: 012345678901
Nothing:
Null: null
...
";
    let expected = json!({
        "Plain": "some words on two lines\nand a third",
        "It's": "one ' two three",
        "Key": "abé c",
        "Flow": ["a", "b", { "c": "d", "e": 1 }, { "Ref": "G" }, { "Fn::GetAtt": ["H", "I.J"] }],
        "Lines": "folded text\nnext\n  kept\n  kept\nend",
        "Kept": "a\n\n",
        "List": [
            ["one", ["two"]],
            { "k": "v", "l": ["m"] },
            { "Fn::If": [
                "Condition",
                { "Fn::Sub": "${x}" },
                { "Fn::Select": [0, { "Fn::GetAZs": "" }] },
                { "Fn::Select": [0, { "Fn::GetAZs": { "Ref": "Region" } }] },
            ] },
        ],
        "Deep": [{ "a": 1, "b": 2 }],
        "long": "value",
        "Cond": { "Condition": "C" },
        "Get": { "Fn::GetAtt": ["A", "B"] },
        "Url": "http://a.b/c:d#e",
        "Empty": "",
        "Id": "012345678901",
    });
    assert_eq!(value(text), expected);
    assert_eq!(value(&text.replace('\n', "\r\n")), expected);
    assert_eq!(value("\t[ \"\\ud83d\\ude00\\/\" ]\n"), json!(["😀/"]));
}

#[test]
fn what_is_no_template_is_refused_with_its_line() {
    let cases = [
        ("", "line 1: there is nothing to read"),
        ("a: 1\na: 2\n", "line 2: the key `a` stands twice"),
        (
            "a: *b\n",
            "line 1: CloudFormation takes no anchors and aliases",
        ),
        (
            "a: 1\n  b: 2\n",
            "line 2: something stands here that belongs to nothing before it",
        ),
        ("a: \"b\n", "line 2: a text in quotes does not end"),
        ("a: [b\n", "line 2: a list or map in brackets does not end"),
        ("a: \"\\q\"\n", "line 1: there is no escape `\\q`"),
        (
            "a: \"\\ud800\"\n",
            "line 1: an escape stands for no character",
        ),
        ("- a\n-\n", "line 3: an item of a list has no value"),
        (
            "a: !!str b\n",
            "line 1: CloudFormation takes no tag but those of its functions",
        ),
        ("{\"a\" 1}", "line 1: the key `a` has no colon"),
    ];
    for (text, message) in cases {
        assert_eq!(refused(text), message, "{text}");
    }
    for deep in ["[", "- ", "{a: ", "!A "] {
        let deep = deep.repeat(10_000);
        assert!(refused(&deep).ends_with("the values are nested too deep"));
    }
}

/// Whatever stands in a file, reading it comes to an end.
#[test]
fn no_part_of_a_template_makes_the_reader_fall() {
    let mut template = Template::new("é\n b");
    let properties = json!({ "A": [{ "Ref": "é" }, ["\u{1}"]], "B": { "Fn::Sub": "a\n\nb\n" } });
    template.resource("Id", "Type", properties).unwrap();
    for text in [template.to_yaml(), template.to_json()] {
        for (at, _) in text.char_indices() {
            let _ = read(&text[at..]);
            let _ = read(&text[..at]);
        }
    }
}
