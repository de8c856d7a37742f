//! Templates as YAML, with intrinsic functions as tags.
//!
//! Lines and indentation are laid out here, since a serializer that is compiled without optimization takes
//! several times as long for them. How a scalar is written is `serde_yaml`'s to say, see [`scalar`].

use super::{Map, Node, SECTIONS, Template};
use super::{json, scalar};

/// The whole template.
pub(super) fn text(template: &Template) -> String {
    let mut writer = Writer {
        out: String::with_capacity(8192),
    };
    writer.parts(&template.to_map(), 0);
    writer.out
}

/// A value as it stands behind its key, with the end of its line and the lines below it.
pub(super) fn value(node: &Node) -> String {
    let mut writer = Writer { out: String::new() };
    writer.value(node, 0, After::Key);
    writer.out
}

struct Writer {
    out: String,
}

/// What a value follows on its line.
#[derive(Clone, Copy, PartialEq)]
enum After {
    Key,
    Dash,
    Tag,
    /// An item or entry of the same list or map.
    Another,
}

/// The columns by which what is inside stands further to the right.
const STEP: usize = 2;

impl Writer {
    /// The keys of a template or of a resource.
    fn parts(&mut self, parts: &Map, column: usize) {
        for (key, value) in parts.iter() {
            self.key(key, column);
            match value {
                Node::Map(resources) if key == "Resources" && !resources.is_empty() => {
                    for (id, resource) in resources.iter() {
                        // Ends the line of the key; between two resources it is an empty line. A text
                        // before it stays as it is: no block here keeps the empty lines that follow.
                        self.out.push('\n');
                        self.key(id, column + STEP);
                        self.out.push('\n');
                        if let Node::Map(resource) = resource {
                            self.parts(resource, column + 2 * STEP);
                        }
                    }
                }
                // It is no function, whatever its only key is.
                Node::Map(map) if is_section(key) => self.map(map, column, After::Key),
                value => self.value(value, column, After::Key),
            }
        }
    }

    /// A node and the end of its line. `column` is where the line's own map or list stands.
    fn value(&mut self, node: &Node, column: usize, after: After) {
        match node {
            Node::String(text) => self.string(text, column),
            Node::Integer(_) | Node::Boolean(_) => self.word(&json::compact(node)),
            Node::Float(value) => self.word(&scalar::float(*value)),
            Node::List(items) => self.list(items, column, after),
            Node::Map(map) => match intrinsic(map) {
                Some((tag, argument)) => {
                    self.out.push(' ');
                    self.out.push_str(tag);
                    match attribute(tag, argument) {
                        Some(path) => self.string(&path, column),
                        None => self.value(argument, column, After::Tag),
                    }
                }
                None => self.map(map, column, after),
            },
        }
    }

    fn list(&mut self, items: &[Node], column: usize, mut after: After) {
        // A list stands under its key, at the key's own column: what most people and AWS's pages write.
        let column = if after == After::Key {
            column
        } else {
            column + STEP
        };
        if items.is_empty() {
            return self.out.push_str(" []\n");
        }
        for item in items {
            self.start(column, &mut after);
            self.out.push('-');
            self.value(item, column, After::Dash);
        }
    }

    fn map(&mut self, map: &Map, column: usize, mut after: After) {
        let column = column + STEP;
        if map.is_empty() {
            return self.out.push_str(" {}\n");
        }
        for (key, value) in map.iter() {
            self.start(column, &mut after);
            self.key_here(key, column);
            self.value(value, column, After::Key);
        }
    }

    /// The start of an item or entry: the first one behind a dash stays on the dash's line.
    fn start(&mut self, column: usize, after: &mut After) {
        match after {
            After::Dash => self.out.push(' '),
            After::Key | After::Tag => {
                self.out.push('\n');
                self.indent(column);
            }
            After::Another => self.indent(column),
        }
        *after = After::Another;
    }

    fn key(&mut self, key: &str, column: usize) {
        self.indent(column);
        self.key_here(key, column);
    }

    fn key_here(&mut self, key: &str, column: usize) {
        let key = scalar::inline(key);
        if key.len() > scalar::LONGEST_KEY {
            self.out.push_str("? ");
            self.out.push_str(&key);
            self.out.push('\n');
            self.indent(column);
        } else {
            self.out.push_str(&key);
        }
        self.out.push(':');
    }

    /// Lines are written as lines where YAML gives them back exactly.
    fn string(&mut self, text: &str, column: usize) {
        let Some(header) = scalar::block(text) else {
            return self.word(&scalar::inline(text));
        };
        self.word(header);
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            if !line.is_empty() {
                self.indent(column + STEP);
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    fn word(&mut self, word: &str) {
        self.out.push(' ');
        self.out.push_str(word);
        self.out.push('\n');
    }

    fn indent(&mut self, column: usize) {
        const SPACES: &str = "                                ";
        let mut left = column;
        while left > 0 {
            let now = left.min(SPACES.len());
            self.out.push_str(&SPACES[..now]);
            left -= now;
        }
    }
}

/// Whether a map by its place holds what its author names.
fn is_section(key: &str) -> bool {
    SECTIONS.contains(&key) || ["Outputs", "Properties"].contains(&key)
}

/// The tag and the argument of an intrinsic function that has a short form here.
///
/// A node takes one tag only, so a function whose argument has a tag stays long. `Condition` stays long
/// everywhere: a map with that one key need not be the function.
fn intrinsic(map: &Map) -> Option<(&'static str, &Node)> {
    let (key, argument) = map.single()?;
    let tag = match key.strip_prefix("Fn::") {
        Some(name) => tag_of(name)?,
        None if key == "Ref" && argument.as_str().is_some() => "!Ref",
        None => return None,
    };
    let tagged = argument
        .as_map()
        .is_some_and(|inner| intrinsic(inner).is_some());
    (!tagged).then_some((tag, argument))
}

fn tag_of(function: &str) -> Option<&'static str> {
    for tag in TAGS {
        if tag[1..] == *function {
            return Some(tag);
        }
    }
    None
}

/// `Resource.Attribute`, where that says the same as the list does.
fn attribute(tag: &str, argument: &Node) -> Option<String> {
    match argument.as_list()? {
        [Node::String(id), Node::String(name)] if tag == "!GetAtt" && !id.contains('.') => {
            Some(format!("{id}.{name}"))
        }
        _ => None,
    }
}

/// The functions `Fn::…` that CloudFormation reads as tags. Others (`Fn::ForEach`, those of `Rules`) have none.
const TAGS: &[&str] = &[
    "!Sub",
    "!GetAtt",
    "!And",
    "!Base64",
    "!Cidr",
    "!Equals",
    "!FindInMap",
    "!GetAZs",
    "!If",
    "!ImportValue",
    "!Join",
    "!Length",
    "!Not",
    "!Or",
    "!Select",
    "!Split",
    "!ToJsonString",
    "!Transform",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Section;
    use super::*;

    /// The properties as they stand in a template, without what stands before them.
    fn written(properties: serde_json::Value) -> String {
        let mut template = Template::default();
        template.resource("Id", "Type", properties).unwrap();
        let text = template.to_yaml();
        let (_, properties) = text.split_once("    Properties:\n").unwrap();
        properties.replace("\n      ", "\n").trim_start().to_owned()
    }

    #[test]
    fn a_template_stands_in_the_order_of_its_parts() {
        let mut template = Template::new("Says what it is.");
        template.output("Name", Node::reference("Second")).unwrap();
        template
            .section_mut(Section::Conditions)
            .insert("Never", Node::function("Fn::Equals", ["a", "b"]));
        template.section_mut(Section::Parameters);
        template.resource("First", "Custom::A", json!({})).unwrap();
        let second = template
            .resource("Second", "Custom::B", json!({ "Id": "033333333333" }))
            .unwrap();
        second.metadata.insert("Why", "none");
        second.attributes.insert("Condition", "Never");
        second.depends_on.push("First".to_owned());
        second.deletion_policy = Some("Retain".into());
        second.update_replace_policy = Some("Delete".into());
        assert_eq!(
            template.to_yaml(),
            r#"AWSTemplateFormatVersion: "2010-09-09"
Description: Says what it is.
Conditions:
  Never: !Equals
    - a
    - b
Resources:
  First:
    Type: Custom::A

  Second:
    Type: Custom::B
    Condition: Never
    DependsOn: First
    DeletionPolicy: Retain
    UpdateReplacePolicy: Delete
    Metadata:
      Why: none
    Properties:
      Id: "033333333333"
Outputs:
  Name:
    Value: !Ref Second
"#
        );
    }

    #[test]
    fn a_template_without_resources_has_an_empty_map_of_them() {
        let text = Template::default().to_yaml();
        assert!(text.ends_with("\nResources: {}\n"), "{text}");
    }

    #[test]
    fn functions_are_tags() {
        let long = json!({
            "A": { "Ref": "Id" },
            "B": { "Fn::GetAtt": ["Id", "Outputs.Arn"] },
            "C": { "Fn::Sub": ["${v}", { "v": { "Ref": "Id" } }] },
        });
        assert_eq!(
            written(long),
            "A: !Ref Id\nB: !GetAtt Id.Outputs.Arn\nC: !Sub\n  - ${v}\n  - v: !Ref Id\n"
        );
    }

    #[test]
    fn what_no_tag_says_stays_long() {
        let long = json!({
            "A": { "Fn::Base64": { "Fn::Sub": "x" } },
            "B": { "Fn::Other": "x" },
            "C": { "Ref": "Id", "More": 1 },
            "D": { "Condition": "Never" },
            "E": { "Ref": ["no", "text"] },
        });
        assert_eq!(
            written(long),
            "A:\n  Fn::Base64: !Sub x\nB:\n  Fn::Other: x\nC:\n  More: 1\n  Ref: Id\n\
             D:\n  Condition: Never\nE:\n  Ref:\n  - \"no\"\n  - text\n"
        );
    }

    #[test]
    fn lists_and_maps_nest() {
        let nested = json!({ "A": [[1, [true]], { "B": [], "C": {} }], "D": "a\n b\n" });
        assert_eq!(
            written(nested),
            "A:\n- - 1\n  - - true\n- B: []\n  C: {}\nD: |\n  a\n   b\n"
        );
    }

    #[test]
    fn lines_stand_behind_a_tag_and_a_dash_too() {
        let lines =
            json!({ "A": { "Fn::Sub": "a\nb\n" }, "B": ["a\n\nb", { "Fn::Sub": "c\n d" }] });
        assert_eq!(
            written(lines),
            "A: !Sub |\n  a\n  b\nB:\n- |-\n  a\n\n  b\n- !Sub |-\n  c\n   d\n"
        );
    }
}
