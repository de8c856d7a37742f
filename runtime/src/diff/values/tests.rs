//! What means the same, and what differs.

use serde_json::json;

use super::*;

fn node(value: &serde_json::Value) -> Node {
    normal(&Node::from_serialize(value).unwrap())
}

/// Each change in a line.
fn changed(old: &serde_json::Value, new: &serde_json::Value) -> Vec<String> {
    let text = |side: Option<Node>| side.as_ref().map_or_else(String::new, json::compact);
    let lines = changes(&node(old), &node(new)).into_iter().map(|change| {
        let path = change.path.join(".");
        format!("{path}: {} > {}", text(change.old), text(change.new))
    });
    lines.collect()
}

#[test]
fn what_means_the_same_is_the_same() {
    let pairs = [
        (
            json!({ "a": 1, "b": true }),
            json!({ "b": "true", "a": "1" }),
        ),
        (
            json!({ "Fn::GetAtt": "a.b.c" }),
            json!({ "Fn::GetAtt": ["a", "b.c"] }),
        ),
        (json!({ "Fn::Sub": "text" }), json!("text")),
        (json!({ "DependsOn": "a" }), json!({ "DependsOn": ["a"] })),
        (
            json!({ "Tags": [{ "Key": "a", "Value": "1" }, { "Key": "b", "Value": "2" }] }),
            json!({ "Tags": [{ "Value": "2", "Key": "b" }, { "Key": "a", "Value": "1" }] }),
        ),
        (
            json!({ "Statement": { "Sid": "A", "Action": "a", "Principal": { "AWS": "1" },
                    "Condition": { "Bool": { "k": true } } } }),
            json!({ "Statement": [{ "Action": ["a"], "Sid": "A", "Principal": { "AWS": ["1"] },
                    "Condition": { "Bool": { "k": ["true"] } } }] }),
        ),
        (
            json!({ "Statement": [{ "Sid": "A", "Action": ["a", "b"] }, { "Sid": "B", "Resource": ["c", "d"] }] }),
            json!({ "Statement": [{ "Sid": "B", "Resource": ["d", "c"] }, { "Sid": "A", "Action": ["b", "a"] }] }),
        ),
        (
            json!({ "TemplateBody": "A: !Ref B\n" }),
            json!({ "TemplateBody": "{\"A\": {\"Ref\": \"B\"}}" }),
        ),
    ];
    for (old, new) in pairs {
        assert_eq!(changed(&old, &new), [] as [&str; 0]);
    }
}

#[test]
fn what_differs_is_told_by_its_way() {
    let old = json!({
        "Stages": [{ "Name": "Source", "X": 1 }, { "Name": "Dev", "X": 1 }, { "Name": "Prod" }],
        "Gone": { "a": 1 },
        "Kind": { "Ref": "A" },
        "List": ["a", "b"],
        "More": ["a"],
        "Pairs": [{ "x": 1 }, { "x": 2 }],
        "Rest": [{ "x": 1 }],
        "Order": ["a", "b"],
        "None": [],
    });
    let new = json!({
        "Stages": [{ "Name": "Source", "X": 2 }, { "Name": "Prod" }, { "Name": "Dev", "X": 1 }],
        "Kind": { "Fn::Sub": "${A}" },
        "List": ["b", "c"],
        "More": ["b", "c"],
        "Pairs": [{ "x": 1 }, { "x": 3 }],
        "Rest": [{ "x": 1 }, { "x": 2 }],
        "Order": ["b", "a"],
        "None": [{ "Name": "x" }],
    });
    let expected = [
        r#"Kind: {"Ref":"A"} > {"Fn::Sub":"${A}"}"#,
        r#"List: "a" > "c""#,
        r#"More:  > "b""#,
        r#"More:  > "c""#,
        r#"More: "a" > "#,
        r#"None.x:  > {"Name":"x"}"#,
        r#"Order: ["a","b"] > ["b","a"]"#,
        "Pairs.2.x: 2 > 3",
        r#"Rest:  > {"x":2}"#,
        r#"Stages: ["Source","Dev","Prod"] > ["Source","Prod","Dev"]"#,
        "Stages.Source.X: 1 > 2",
        r#"Gone: {"a":1} > "#,
    ];
    assert_eq!(changed(&old, &new), expected);
}
