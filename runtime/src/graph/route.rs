//! The way of each artifact from the action that makes it to those that take it.
//!
//! Beside the maker's column an artifact has a line of its own, up and down: the trunk. From there it runs straight
//! into a taker in the next column, and into a later one where no card stands in between; else it goes along the
//! strip on top of the taker's lane and comes down beside the taker's column. So no line crosses a card.

use super::Drawing;
use super::grid::Rows;
use super::layout::{Layout, TRACK, scaled};

/// The line of an artifact.
pub(super) struct Wire {
    /// From the maker to under the tip of the arrow before each taker, corner by corner; the one of what nobody
    /// takes ends beside the maker.
    pub(super) paths: Vec<Vec<Point>>,
    /// The number of its colour; what nobody takes has none.
    pub(super) color: Option<usize>,
}

pub(super) type Point = (i32, i32);

/// How long the line of an artifact is that nobody takes.
const LOOSE: i32 = 6;
/// How far beside its place a line leaves a card where another comes in at the same height.
const BEND: i32 = 5;
/// How far a line ends before a card, under the tip of the arrow.
pub(super) const TIP: i32 = 2;

/// Which lines there are, before it is known where anything stands.
pub(super) struct Plan {
    /// How many lines the strip of each lane has.
    pub(super) strips: Vec<usize>,
    /// The artifacts whose trunk stands before a column.
    trunks: Vec<Vec<usize>>,
    /// The courses that come down before a column.
    drops: Vec<Vec<usize>>,
    /// For each course, its line in the strip.
    lines: Vec<usize>,
    /// For each artifact, the takers that are reached through the strip.
    detours: Vec<Vec<usize>>,
}

impl Plan {
    pub(super) fn new(drawing: &Drawing, rows: &Rows) -> Plan {
        let (lanes, columns) = (drawing.lanes.len(), drawing.columns.len());
        let artifacts = drawing.artifacts.len();
        let mut plan = Plan {
            strips: vec![0; lanes],
            trunks: lists(columns + 1),
            drops: lists(columns + 1),
            lines: vec![0; artifacts * lanes],
            detours: lists(artifacts),
        };
        // Up to which column each line of each strip is in use.
        let mut used = lists(lanes);
        for column in &drawing.columns {
            for maker in column {
                for artifact in &drawing.actions[*maker].outputs {
                    plan.add(drawing, *artifact, rows, &mut used);
                }
            }
        }
        plan
    }

    /// Adds the lines of an artifact. Those that begin further to the left are there already.
    fn add(&mut self, drawing: &Drawing, artifact: usize, rows: &Rows, used: &mut [Vec<usize>]) {
        let from = drawing.actions[drawing.artifacts[artifact].maker].column;
        let takers = &drawing.artifacts[artifact].takers;
        if !takers.is_empty() {
            self.trunks[from + 1].push(artifact);
        }
        // How far the artifact goes along each lane's strip.
        let mut reach = vec![from; used.len()];
        for taker in takers {
            let action = &drawing.actions[*taker];
            let mut crosses = false;
            for between in from + 1..action.column {
                crosses |= rows.taken[action.lane][between] > rows.of[*taker];
            }
            if crosses {
                self.detours[artifact].push(*taker);
                let to = &mut reach[action.lane];
                *to = action.column.max(*to);
                let course = self.course(artifact, action.lane);
                let drops = &mut self.drops[action.column];
                if !drops.contains(&course) {
                    drops.push(course);
                }
            }
        }
        for (lane, to) in reach.iter().enumerate() {
            if *to == from {
                continue;
            }
            let lines = &mut used[lane];
            let mut line = 0;
            while line < lines.len() && lines[line] > from {
                line += 1;
            }
            if line == lines.len() {
                lines.push(*to);
            } else {
                lines[line] = *to;
            }
            self.strips[lane] = lines.len();
            let course = self.course(artifact, lane);
            self.lines[course] = line;
        }
    }

    /// The number of a course: what an artifact goes along the strip of a lane.
    fn course(&self, artifact: usize, lane: usize) -> usize {
        artifact * self.strips.len() + lane
    }

    /// How many lines run up and down before a column.
    pub(super) fn tracks(&self, column: usize) -> usize {
        self.trunks[column].len() + self.drops[column].len()
    }

    /// The lines, once it is known where everything else stands.
    pub(super) fn wires(&self, layout: &Layout) -> Vec<Wire> {
        let drawing = layout.drawing;
        let mut ground = Ground {
            plan: self,
            drawing,
            layout,
            bent: Vec::new(),
            trunks: Vec::new(),
            drops: Vec::new(),
        };
        for column in 0..self.trunks.len() {
            ground.place(column);
        }
        let (mut wires, mut color) = (Vec::new(), 0);
        for (index, artifact) in drawing.artifacts.iter().enumerate() {
            wires.push(ground.wire(index, color));
            color += usize::from(!artifact.takers.is_empty());
        }
        wires
    }
}

/// Where everything stands that lines run between.
struct Ground<'g> {
    plan: &'g Plan,
    drawing: &'g Drawing,
    layout: &'g Layout<'g>,
    /// The artifacts that leave their makers beside their place.
    bent: Vec<usize>,
    /// The trunks and the courses that come down before each column, from left to right.
    trunks: Vec<Vec<usize>>,
    drops: Vec<Vec<usize>>,
}

impl Ground<'_> {
    /// Puts the lines that run up and down before a column in their order.
    fn place(&mut self, column: usize) {
        let Order { sorted, bent, .. } = self.sorted(&self.plan.trunks[column]);
        let drops = self.sorted_drops(&self.plan.drops[column]);
        self.trunks.push(sorted);
        self.drops.push(drops);
        for artifact in &bent {
            self.bent.push(*artifact);
        }
    }

    /// Where a line runs up and down before a column, by its number from the left.
    fn track(&self, column: usize, number: usize) -> i32 {
        // The tip of an arrow takes room too.
        let tracks = scaled(self.plan.tracks(column), TRACK);
        (self.layout.columns.gap(column) - tracks + TRACK) / 2 - 3 + scaled(number, TRACK)
    }

    /// Where the trunk of an artifact stands.
    fn trunk(&self, artifact: usize) -> i32 {
        let maker = self.drawing.artifacts[artifact].maker;
        let column = self.drawing.actions[maker].column + 1;
        self.track(column, position(&self.trunks[column], artifact))
    }

    /// Where a course comes down before a column.
    fn drop(&self, course: usize, column: usize) -> i32 {
        let number = self.trunks[column].len() + position(&self.drops[column], course);
        self.track(column, number)
    }

    /// Where an artifact leaves its maker.
    fn exit(&self, artifact: usize) -> Point {
        let maker = self.drawing.artifacts[artifact].maker;
        let place = position(&self.drawing.actions[maker].outputs, artifact);
        let card = &self.layout.cards[maker];
        let bend = if self.bent.contains(&artifact) {
            BEND
        } else {
            0
        };
        (card.frame.right(), card.port(place) + bend)
    }

    /// Where an artifact enters a taker.
    fn entry(&self, artifact: usize, taker: usize) -> Point {
        let place = position(&self.drawing.actions[taker].inputs, artifact);
        let card = &self.layout.cards[taker];
        (card.frame.x, card.port(place))
    }

    /// The height of a course.
    fn strip(&self, course: usize) -> i32 {
        let strips = &self.layout.strips;
        strips[course % strips.len()] + scaled(self.plan.lines[course], TRACK)
    }

    /// The height at which an artifact leaves its trunk on the way to a taker.
    fn turn(&self, artifact: usize, taker: usize) -> i32 {
        if self.plan.detours[artifact].contains(&taker) {
            let lane = self.drawing.actions[taker].lane;
            self.strip(self.plan.course(artifact, lane))
        } else {
            self.entry(artifact, taker).1
        }
    }

    /// The line of an artifact, in a colour if anybody takes it.
    fn wire(&self, artifact: usize, color: usize) -> Wire {
        let takers = &self.drawing.artifacts[artifact].takers;
        let mut paths = Vec::new();
        for taker in takers {
            paths.push(self.path(artifact, *taker));
        }
        if takers.is_empty() {
            paths.push(self.loose(artifact));
        }
        Wire {
            paths,
            color: (!takers.is_empty()).then_some(color),
        }
    }

    /// The way of an artifact that nobody takes.
    fn loose(&self, artifact: usize) -> Vec<Point> {
        let mut path = Vec::new();
        let exit = self.exit(artifact);
        extend(&mut path, exit);
        extend(&mut path, (exit.0 + LOOSE, exit.1));
        path
    }

    /// The way of an artifact to a taker.
    fn path(&self, artifact: usize, taker: usize) -> Vec<Point> {
        let mut path = Vec::new();
        let (exit, trunk) = (self.exit(artifact), self.trunk(artifact));
        let (end, turn) = (self.entry(artifact, taker), self.turn(artifact, taker));
        extend(&mut path, exit);
        extend(&mut path, (trunk, exit.1));
        extend(&mut path, (trunk, turn));
        let action = &self.drawing.actions[taker];
        if self.plan.detours[artifact].contains(&taker) {
            let course = self.plan.course(artifact, action.lane);
            let x = self.drop(course, action.column);
            extend(&mut path, (x, turn));
            extend(&mut path, (x, end.1));
        }
        extend(&mut path, (end.0 - TIP, end.1));
        path
    }

    /// The courses that come down before a column: what comes from the lowest strip stands at the left.
    fn sorted_drops(&self, courses: &[usize]) -> Vec<usize> {
        ordered(courses, &|course| (0, -self.strip(course)))
    }

    /// The trunks before a column, in an order in which few cross: the first stands at the left. Where an artifact
    /// leaves a card on one side of the gap at the height at which another enters one on the other side, the first
    /// must turn off before the second comes.
    fn sorted<'g>(&'g self, trunks: &'g [usize]) -> Order<'g> {
        let mut order = Order {
            ground: self,
            trunks,
            seen: Vec::new(),
            sorted: Vec::new(),
            bent: Vec::new(),
        };
        for trunk in &ordered(trunks, &|trunk| self.rank(trunk)) {
            order.add(*trunk);
        }
        order
    }

    /// A trunk that most leave upwards stands before those that they leave downwards.
    fn rank(&self, artifact: usize) -> (i32, i32) {
        let y = self.exit(artifact).1;
        let takers = &self.drawing.artifacts[artifact].takers;
        let mut above = 0;
        for taker in takers {
            above += usize::from(self.turn(artifact, *taker) < y);
        }
        if 2 * above > takers.len() {
            (0, y)
        } else {
            (1, -y)
        }
    }
}

/// Lines in the order of their keys. There are few, since a stage has few actions.
fn ordered(lines: &[usize], key: &dyn Fn(usize) -> (i32, i32)) -> Vec<usize> {
    let mut sorted = Vec::<usize>::new();
    for line in lines {
        let mut at = sorted.len();
        sorted.push(*line);
        while at > 0 && key(sorted[at - 1]) > key(*line) {
            sorted.swap(at - 1, at);
            at -= 1;
        }
    }
    sorted
}

/// Trunks on their way into an order.
struct Order<'g> {
    ground: &'g Ground<'g>,
    trunks: &'g [usize],
    seen: Vec<usize>,
    sorted: Vec<usize>,
    /// Those that cannot stand before all that they should: they wait for each other in a circle.
    bent: Vec<usize>,
}

impl Order<'_> {
    /// Adds a trunk after those that must stand before it.
    fn add(&mut self, artifact: usize) {
        if self.seen.contains(&artifact) {
            return;
        }
        self.seen.push(artifact);
        let ground = self.ground;
        for taker in &ground.drawing.artifacts[artifact].takers {
            // The one that comes into the gap at the height at which this one leaves it.
            let turn = ground.turn(artifact, *taker);
            if let Some(before) = self.at(turn) {
                self.add(before);
                if before != artifact && !self.sorted.contains(&before) {
                    self.bent.push(before);
                }
            }
        }
        self.sorted.push(artifact);
    }

    /// The trunk of what comes into the gap at a height.
    fn at(&self, height: i32) -> Option<usize> {
        for trunk in self.trunks {
            if self.ground.exit(*trunk).1 == height {
                return Some(*trunk);
            }
        }
        None
    }
}

/// Leads a path on to a point; where it runs straight there is no corner.
fn extend(path: &mut Vec<Point>, point: Point) {
    if let [.., before, last] = path.as_slice() {
        let straight =
            (before.0 == last.0 && last.0 == point.0) || (before.1 == last.1 && last.1 == point.1);
        if straight {
            path.pop();
        }
    }
    match path.last() {
        Some(last) if *last == point => {}
        _ => path.push(point),
    }
}

fn lists(count: usize) -> Vec<Vec<usize>> {
    let mut lists = Vec::new();
    for _ in 0..count {
        lists.push(Vec::new());
    }
    lists
}

fn position(list: &[usize], one: usize) -> usize {
    for (place, other) in list.iter().enumerate() {
        if *other == one {
            return place;
        }
    }
    0
}
