//! What the command `graph` draws: everything is named, nothing lies on anything else, and other programs can read it.

#[path = "graph/pipelines.rs"]
mod pipelines;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use passrole::{App, Pipeline};
use passrole_tests::diff::difference;
use passrole_tests::examples::{self, Example};
use passrole_tests::folder::Folder;
use passrole_tests::tools::{output, printed, script};
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
    let hard: [(&str, fn() -> Pipeline); 4] = [
        ("stairs", pipelines::stairs),
        ("wave", pipelines::wave),
        ("worldwide", pipelines::worldwide),
        ("crossing", pipelines::crossing),
    ];
    for (name, pipeline) in hard {
        picture_of(&folder, name, App::new().pipeline(pipeline())).must_be_tidy(name);
    }
    let all = hard
        .iter()
        .fold(App::new(), |app, (_, pipeline)| app.pipeline(pipeline()));
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
        let drawn = passrole::__private::graph(&app, format).expect("every rule holds");
        for region in ["us-east-1", "ap-southeast-2"] {
            assert!(drawn.contains(region), "{format}: {region} is missing");
        }
    }
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
        let drawn = passrole::__private::graph(&app, format).expect("every rule holds");
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
    let error = passrole::__private::graph(&twice(), "svg").expect_err("two have one name");
    let violations = error.violations().expect("a rule is broken");
    assert!(
        violations
            .iter()
            .all(|one| format!("{:?}", one.code) == "N02")
    );
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
    let drawn = passrole::__private::graph(&app, "svg").expect("every rule holds");
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

/// x, y, width, height
type Place = [i64; 4];
type Point = [i64; 2];

/// An SVG, as a parser that we did not write reads it.
struct Picture {
    width: i64,
    height: i64,
    rectangles: Vec<(String, Place)>,
    /// For each artifact its lines, corner by corner.
    lines: Vec<Vec<Vec<Point>>>,
    texts: Vec<String>,
}

impl Picture {
    fn read(path: &PathBuf) -> Picture {
        let output = output(script("svg_places.py").arg(path));
        assert!(
            output.status.success(),
            "{}:\n{}",
            path.display(),
            printed(&output)
        );
        let found: Value = serde_json::from_slice(&output.stdout).expect("the script prints JSON");
        let numbers = |value: &Value| -> Vec<i64> {
            let list = value.as_array().expect("a list");
            list.iter()
                .map(|number| number.as_i64().expect("a number"))
                .collect()
        };
        let list = |value: &Value| value.as_array().cloned().expect("a list");
        let points = |line: &Value| -> Vec<Point> {
            let points = list(line);
            points
                .iter()
                .map(|point| numbers(point).try_into().expect("x and y"))
                .collect()
        };
        Picture {
            width: found["width"].as_i64().expect("a width"),
            height: found["height"].as_i64().expect("a height"),
            rectangles: list(&found["rectangles"])
                .iter()
                .map(|one| {
                    let kind = one["kind"].as_str().unwrap_or_default().to_owned();
                    (
                        kind,
                        numbers(&one["place"]).try_into().expect("four numbers"),
                    )
                })
                .collect(),
            lines: list(&found["lines"])
                .iter()
                .map(|artifact| list(artifact).iter().map(points).collect())
                .collect(),
            texts: list(&found["texts"])
                .iter()
                .map(|text| text.as_str().unwrap_or_default().to_owned())
                .collect(),
        }
    }

    fn of(&self, kinds: &[&str]) -> Vec<Place> {
        let rectangles = self.rectangles.iter();
        let found = rectangles.filter(|(kind, _)| kinds.contains(&kind.as_str()));
        found.map(|(_, place)| *place).collect()
    }

    fn must_be_tidy(&self, name: &str) {
        let (cards, lanes) = (self.of(&["card"]), self.of(&["lane", "home"]));
        assert!(
            !cards.is_empty() && !lanes.is_empty() && !self.lines.is_empty(),
            "{name}"
        );
        let picture = [0, 0, self.width, self.height];
        for (_, place) in &self.rectangles {
            assert!(
                within(place, &picture),
                "{name}: {place:?} leaves the picture"
            );
        }
        for some in [&cards, &lanes] {
            for (index, one) in some.iter().enumerate() {
                for other in &some[index + 1..] {
                    assert!(!touch(one, other), "{name}: {one:?} lies on {other:?}");
                }
            }
        }
        for card in &cards {
            assert!(
                lanes.iter().any(|lane| within(card, lane)),
                "{name}: {card:?} is in no lane"
            );
        }
        for (index, lines) in self.lines.iter().enumerate() {
            for segment in lines.iter().flat_map(|line| segments(line)) {
                assert!(
                    within(&segment, &picture),
                    "{name}: a line leaves the picture"
                );
                for card in &cards {
                    assert!(
                        !touch(&segment, card),
                        "{name}: a line crosses the card {card:?}"
                    );
                }
                let others = self.lines[index + 1..].iter().flatten();
                for other in others.flat_map(|line| segments(line)) {
                    assert!(
                        !covers(&segment, &other),
                        "{name}: {segment:?} lies on {other:?}"
                    );
                }
            }
        }
    }
}

/// The straight pieces of a line, as rectangles without a width.
fn segments(line: &[Point]) -> impl Iterator<Item = Place> {
    line.windows(2).map(|ends| {
        let ([ax, ay], [bx, by]) = (ends[0], ends[1]);
        assert!(ax == bx || ay == by, "a line runs aslant: {ends:?}");
        [ax.min(bx), ay.min(by), (ax - bx).abs(), (ay - by).abs()]
    })
}

fn within(inner: &Place, outer: &Place) -> bool {
    let ([x, y, width, height], [left, top, wide, high]) = (inner, outer);
    x >= left && y >= top && x + width <= left + wide && y + height <= top + high
}

/// Whether they have more than an edge in common.
fn touch(one: &Place, other: &Place) -> bool {
    let apart = |from: i64, long: i64, other: i64, other_long: i64| {
        from + long <= other || other + other_long <= from
    };
    !apart(one[0], one[2], other[0], other[2]) && !apart(one[1], one[3], other[1], other[3])
}

/// Whether two lines run one on the other.
fn covers(one: &Place, other: &Place) -> bool {
    let along = |axis: usize| {
        let across = 1 - axis;
        one[across] == other[across]
            && one[across + 2] == 0
            && other[across + 2] == 0
            && one[axis] < other[axis] + other[axis + 2]
            && other[axis] < one[axis] + one[axis + 2]
    };
    along(0) || along(1)
}
