//! An SVG picture, and whether it is tidy.

use std::path::Path;

use passrole_tests::python::TEMPLATES;
use passrole_tests::tools::{output, printed};
use serde_json::Value;

/// x, y, width, height
type Place = [i64; 4];
type Point = [i64; 2];

/// An SVG, as a parser that we did not write reads it.
pub struct Picture {
    width: i64,
    height: i64,
    pub rectangles: Vec<(String, Place)>,
    /// For each artifact its lines, corner by corner.
    lines: Vec<Vec<Vec<Point>>>,
    pub texts: Vec<String>,
}

impl Picture {
    pub fn read(path: &Path) -> Picture {
        let output = output(TEMPLATES.script("svg_places.py").arg(path));
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

    /// Asserts that all of it lies within it, and nothing on anything else.
    pub fn must_be_tidy(&self, name: &str) {
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
