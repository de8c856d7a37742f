//! What the command `graph` draws: everything is named, nothing lies on anything else, and other programs can read it.

#[path = "graph/picture.rs"]
mod picture;
#[path = "graph/pipelines.rs"]
mod pipelines;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use passrole::{App, Pipeline};
use passrole_tests::diff::difference;
use passrole_tests::examples::{self, Example};
use passrole_tests::folder::Folder;
use passrole_tests::tools::{output, printed};
use picture::Picture;
use serde_json::Value;

const RENEW: &str =
    "to accept what is new: PASSROLE_BLESS=1 cargo test -p passrole-tests --test graph";

/// Look at `docs/storefront.svg` in a browser before you accept another one: the README shows it.
#[test]
fn the_storefront_is_drawn_as_when_someone_last_looked() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let known = [
        ("mermaid", here.join("graph/storefront.mmd")),
        ("dot", here.join("graph/storefront.dot")),
        ("svg", here.join("../docs/storefront.svg")),
    ];
    for (format, path) in known {
        let drawn = drawn(examples::named("storefront"), &["--format", format]);
        if std::env::var_os("PASSROLE_BLESS").is_some() {
            fs::write(&path, &drawn).expect("the file is writable");
        }
        let known = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            known == drawn,
            "{} differs:\n{}\n{RENEW}",
            path.display(),
            difference(&known, &drawn)
        );
    }
}

#[test]
fn mermaid_is_what_is_drawn_unless_another_format_is_named() {
    let storefront = examples::named("storefront");
    assert_eq!(
        drawn(storefront, &[]),
        drawn(storefront, &["--format", "mermaid"])
    );
}

#[test]
fn everything_of_an_example_is_named_in_every_format() {
    let folder = Folder::new("graph-names");
    for example in examples::all() {
        let document = drawn(example, &["--json"]);
        let document: Value = serde_json::from_str(&document).expect("the answer is JSON");
        let names = names(&document["pipelines"][0]);
        let path = folder.join(format!("{}.svg", example.name));
        fs::write(&path, drawn(example, &["--format", "svg"])).expect("the folder is writable");
        let picture = Picture::read(&path);
        let formats = [
            ("svg", picture.texts.join("\n")),
            ("dot", plain_dot(&drawn(example, &["--format", "dot"]))),
            ("mermaid", plain_mermaid(&drawn(example, &[]))),
        ];
        for (format, text) in &formats {
            let words = text.split([' ', '\n', '<', '>', '"', '|']);
            // Mermaid's cards say the stage before the action.
            let words: BTreeSet<&str> = words.map(|word| word.trim_end_matches(':')).collect();
            for name in &names {
                let there = match name.contains(' ') {
                    true => text.contains(name.as_str()),
                    false => words.contains(name.as_str()),
                };
                assert!(
                    there,
                    "{}, {format}: `{name}` is missing:\n{text}",
                    example.name
                );
            }
        }
    }
}

/// The names that the storefront's declaration holds, read off by hand: the JSON that the others are compared with
/// leaves nothing out.
#[test]
fn everything_of_the_storefront_is_in_its_json() {
    let document = drawn(examples::named("storefront"), &["--json"]);
    let document: Value = serde_json::from_str(&document).expect("the answer is JSON");
    let names = names(&document["pipelines"][0]);
    let expected = [
        "ci",
        "dev",
        "prod",
        "111111111111",
        "222222222222",
        "033333333333",
        "eu-west-1",
        "Source",
        "Build",
        "Dev",
        "Prod",
        "checkout",
        "build",
        "prepare",
        "execute",
        "approve",
        "release",
        "source",
        "packaged",
        "deployer",
        "stack",
        "pipeline role",
        "package",
        "role of package",
        "CodeStarSourceConnection",
        "CodeBuild",
        "CloudFormation",
        "Manual",
        "CodePipeline",
    ];
    let expected: BTreeSet<String> = expected.into_iter().map(str::to_owned).collect();
    assert_eq!(names, expected);
    let actions = &document["pipelines"][0]["actions"];
    assert_eq!(actions[2]["as"], "deployer");
    assert_eq!(actions[2]["passing"], "stack");
    // CHANGE_SET_EXECUTE hands no role on, whatever the declaration says.
    assert_eq!(actions[3].get("passing"), None);
    assert_eq!(actions[4].get("as"), None);
}

#[test]
fn nothing_lies_on_anything_else() {
    let folder = Folder::new("graph-places");
    for example in examples::all() {
        let path = folder.join(format!("{}.svg", example.name));
        fs::write(&path, drawn(example, &["--format", "svg"])).expect("the folder is writable");
        Picture::read(&path).must_be_tidy(&example.name);
    }
    let hard = [
        ("stairs", pipelines::stairs()),
        ("wave", pipelines::wave()),
        ("worldwide", pipelines::worldwide()),
        ("crossing", pipelines::crossing()),
    ];
    let mut all = App::new();
    for (name, pipeline) in hard {
        all = all.pipeline(pipeline.clone());
        picture_of(&folder, name, App::new().pipeline(pipeline)).must_be_tidy(name);
    }
    picture_of(&folder, "all", all).must_be_tidy("all");
}

/// Each account has a lane, and a further region of an account one of its own.
#[test]
fn lanes_are_accounts_and_their_regions() {
    let folder = Folder::new("graph-lanes");
    let lanes = |name, pipeline: Pipeline| {
        let picture = picture_of(&folder, name, App::new().pipeline(pipeline));
        let kinds = picture.rectangles.iter().map(|(kind, _)| kind.as_str());
        kinds.filter(|kind| ["lane", "home"].contains(kind)).count()
    };
    assert_eq!(lanes("stairs", pipelines::stairs()), 21);
    assert_eq!(lanes("wave", pipelines::wave()), 21);
    assert_eq!(lanes("worldwide", pipelines::worldwide()), 6);
    let app = App::new().pipeline(pipelines::worldwide());
    for format in ["mermaid", "dot", "svg"] {
        let drawn = passrole::__tests::graph(&app, format).expect("every rule holds");
        for region in ["us-east-1", "ap-southeast-2"] {
            assert!(drawn.contains(region), "{format}: {region} is missing");
        }
    }
}

/// Graphviz orders nothing by itself: each lane stands below the one before, and each pipeline below the last.
#[test]
fn lanes_stand_in_their_order_in_dot() {
    let app = App::new()
        .pipeline(pipelines::stairs())
        .pipeline(pipelines::worldwide());
    let dot = passrole::__tests::graph(&app, "dot").expect("every rule holds");
    let places = dot
        .lines()
        .filter_map(|line| line.split_once("bb=\"")?.1.split_once('"'));
    let places: Vec<Vec<i32>> = places
        .map(|(place, _)| {
            place
                .split(',')
                .map(|side| side.parse().expect("a number"))
                .collect()
        })
        .collect();
    let (all, lanes) = places.split_first().expect("the graph has its size");
    assert_eq!(lanes.len(), 21 + 6);
    for lane in lanes {
        assert!(lane[0] >= 0 && lane[1] >= 0 && lane[2] <= all[2] && lane[3] <= all[3]);
    }
    for pair in lanes.windows(2) {
        assert!(pair[0][1] >= pair[1][3], "{pair:?}");
    }
}

/// In a wide picture a lane names itself above its card, and is cut where the card ends.
#[test]
fn a_long_name_ends_where_its_room_does() {
    let folder = Folder::new("graph-long");
    let app = App::new().pipeline(pipelines::named_at_length());
    let picture = picture_of(&folder, "long", app);
    let cut = picture.texts.iter().filter(|text| text.ends_with('…'));
    let cut: Vec<&String> = cut.collect();
    assert!(
        matches!(cut.as_slice(), [name] if name.starts_with("an_account_") && name.len() < 30),
        "{cut:?}"
    );
}

/// A space that stands last in a mark is lost in some programs.
#[test]
fn words_of_two_looks_have_a_space_between_them() {
    let svg = drawn(examples::named("storefront"), &["--format", "svg"]);
    assert!(svg.contains("<tspan class=\"quiet\">as</tspan> deployer<"));
    assert!(!svg.contains(" </tspan>"));
}

/// Whatever stands in a text, it is that text which is read, and no mark of the format.
#[test]
fn odd_texts_are_escaped() {
    let folder = Folder::new("graph-escapes");
    let picture = picture_of(&folder, "svg", App::new().pipeline(pipelines::worldwide()));
    let about = "Ships <b>the shop</b> & \"more\" to the world ]]> first to one region, then to the others.";
    assert!(
        picture.texts.join(" ").contains(about),
        "{:?}",
        picture.texts
    );
    let app = App::new().pipeline(pipelines::crossing());
    let picture = picture_of(
        &folder,
        "crossing",
        App::new().pipeline(pipelines::crossing()),
    );
    let texts = picture.texts.join("\n");
    for format in ["mermaid", "dot"] {
        let drawn = passrole::__tests::graph(&app, format).expect("every rule holds");
        for name in ["büro", "東京", "übernimmt", "foersta"] {
            assert!(drawn.contains(name), "{format}: {name} is missing");
            assert!(texts.contains(name), "svg: {name} is missing");
        }
    }
}

#[test]
fn a_broken_rule_is_said_and_nothing_is_drawn() {
    let twice = || {
        App::new()
            .pipeline(pipelines::wave())
            .pipeline(pipelines::wave())
    };
    let error = passrole::__tests::graph(&twice(), "svg").expect_err("two have one name");
    let violations = error.violations().expect("a rule is broken");
    assert!(violations.iter().all(|one| one.code.to_string() == "N02"));
}

fn drawn(example: &Example, arguments: &[&str]) -> String {
    let output = output(example.command().arg("graph").args(arguments));
    assert!(
        output.status.success(),
        "`{}`:\n{}",
        example.name,
        printed(&output)
    );
    String::from_utf8(output.stdout).expect("a drawing is UTF-8")
}

fn picture_of(folder: &Folder, name: &str, app: App) -> Picture {
    let path = folder.join(format!("{name}.svg"));
    let drawn = passrole::__tests::graph(&app, "svg").expect("every rule holds");
    fs::write(&path, drawn).expect("the folder is writable");
    Picture::read(&path)
}

/// Every name of a pipeline's JSON.
fn names(pipeline: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut add = |value: &Value| {
        if let Some(name) = value.as_str() {
            // An action is named with its stage before it.
            names.insert(
                name.rsplit_once('/')
                    .map_or(name, |(_, name)| name)
                    .to_owned(),
            );
        }
    };
    for lane in list(&pipeline["lanes"]) {
        ["account", "id", "region"]
            .iter()
            .for_each(|key| add(&lane[key]));
        for role in list(&lane["roles"]) {
            ["name", "assumedBy"].iter().for_each(|key| add(&role[key]));
        }
    }
    list(&pipeline["stages"]).iter().for_each(&mut add);
    list(&pipeline["artifacts"])
        .iter()
        .for_each(|artifact| add(&artifact["name"]));
    for action in list(&pipeline["actions"]) {
        ["name", "provider", "project", "as", "passing"]
            .iter()
            .for_each(|key| add(&action[key]));
    }
    assert!(!names.is_empty(), "{pipeline}");
    names
}

fn plain_dot(dot: &str) -> String {
    dot.replace("&gt;", ">")
        .replace("&lt;", "<")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Mermaid with the characters that stand there by their numbers.
fn plain_mermaid(mermaid: &str) -> String {
    let mut plain = String::new();
    let mut rest = mermaid;
    while let Some((before, after)) = rest.split_once('#') {
        let (number, after) = after.split_once(';').expect("a number ends");
        let letter = number.parse().ok().and_then(char::from_u32);
        plain.push_str(before);
        plain.push(letter.expect("it is the number of a character"));
        rest = after;
    }
    plain + rest
}
