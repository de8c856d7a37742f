//! One mistake has one error, on the token that is wrong: the table in `broken.txt`.

use passrole_model::pipeline::Category;

use super::read;

/// What stands before and after a line of the table.
fn surroundings(context: &str) -> (&'static str, &'static str) {
    match context {
        "whole" => ("", ""),
        "item" => ("pipeline p in ci;", " stage Last { last: X; }"),
        "step" => ("pipeline p in ci; stage S {", " last: X; }"),
        "body" => ("pipeline p in ci; role r: Action in ci {", " managed []; }"),
        "setting" => ("pipeline p in ci {", ", Last: 1 }"),
        other => panic!("{other} is no context"),
    }
}

/// The error of a line: what it stands on, up to a space or separator, and its message.
fn error(context: &str, source: &str) -> Result<(String, String), String> {
    let (before, after) = surroundings(context);
    let whole = format!("{before}{source}{after}");
    let (_, messages) = read(&whole);
    let [message] = messages.as_slice() else {
        return Err(format!("{source}: {messages:#?}"));
    };
    let (place, message) = message.split_once(' ').unwrap();
    let column: usize = place.strip_prefix("1:").unwrap().parse().unwrap();
    let at: String = whole.chars().skip(column - 1).collect();
    let end = at
        .char_indices()
        .skip(1)
        .find(|(_, character)| " ;,:".contains(*character));
    let at = end.map_or(at.as_str(), |(end, _)| &at[..end]);
    Ok((at.to_owned(), message.replace("\nhelp: ", " help: ")))
}

#[test]
fn each_mistake_has_one_error() {
    let mut found = String::new();
    for line in include_str!("broken.txt").lines() {
        let columns: Vec<&str> = line.split(" ~ ").collect();
        let [context, source, ..] = columns[..] else {
            found.push_str(line);
            found.push('\n');
            continue;
        };
        let (at, message) = error(context, source).unwrap();
        found.push_str(&format!("{context} ~ {source} ~ {at} ~ {message}\n"));
    }
    assert_eq!(found, include_str!("broken.txt"), "{found}");
}

#[test]
fn every_category_is_offered() {
    let (_, message) = error("step", "a: Foo::Bar;").unwrap();
    for category in &Category::ALL {
        let offered = format!("`{}`", category.as_str());
        assert!(message.contains(&offered), "{offered}: {message}");
    }
}

#[test]
fn mistakes_side_by_side_have_an_error_each() {
    let mut source = String::from("pipeline p in ci; stage S {");
    let mut expected = 0;
    for line in include_str!("broken.txt").lines() {
        if let [context, step, ..] = line.split(" ~ ").collect::<Vec<_>>()[..]
            && context == "step"
        {
            source.push_str(step);
            source.push_str(" last: X; ");
            expected += 1;
        }
    }
    let (_, messages) = read(&format!("{source} }}"));
    assert_eq!(messages.len(), expected, "{messages:#?}");
}
